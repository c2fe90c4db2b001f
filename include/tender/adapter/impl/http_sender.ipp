// SPDX-License-Identifier: BSL-1.0
// tender/adapter/impl/http_sender.ipp: bodies of adapter/http_sender.hpp.
#pragma once

#include <tender/adapter/http_sender.hpp>
#include <tender/adapter/impl/http_call.ipp>
#include <tender/base/url.hpp>

#include <boost/asio/ssl/context.hpp>

#include <exception>
#include <memory>

namespace tender {

TENDER_DECL http_sender::http_sender(reach how) : inside_(std::make_shared<inside>())
{
    using boost::asio::ssl::context;
    inside_->reach = how;
    auto& tls = inside_->tls;
    tls.set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 |
                    context::no_tlsv1 | context::no_tlsv1_1);
    tls.set_default_verify_paths();
    tls.set_verify_mode(boost::asio::ssl::verify_peer);
}

TENDER_DECL void http_sender::stop() { inside_->stopped = true; }

TENDER_DECL sent http_sender::send(outgoing const& what)
try {
    if (inside_->stopped) return {.error = "the program ends", .interrupted = true};
    auto const url = read_web_url(what.url);
    if (!url) return {0, "this is no URL that can be sent to"};
    if (!url->https && inside_->reach == reach::the_public_internet)
        return {0, "only https leaves this program"};
    return call(*inside_, what, *url).run();
} catch (std::exception const& e) {
    return {0, e.what()};
}


}  // namespace tender
