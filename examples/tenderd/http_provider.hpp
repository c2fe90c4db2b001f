// SPDX-License-Identifier: BSL-1.0
// tenderd/http_provider.hpp: a provider that is asked over HTTP, as companies that move money are.
#pragma once

#include <tender/port/provider.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tenderd {

/// Speaks the simulator's dialect. Each call has a connection of its own and the profile's time;
/// the host's name is looked up once.
class http_provider final : public tender::provider {
public:
    /// `url` is http://HOST:PORT. Throws cannot_start where there is no such host.
    http_provider(tender::provider_profile profile, std::string_view url);

    tender::provider_profile const& profile() const override { return profile_; }
    tender::provider_answer charge(tender::charge_order const& order) override;
    tender::provider_answer refund(tender::refund_order const& order) override;
    tender::provider_answer query(tender::query_order const& order) override;
    tender::provider_answer cancel(tender::cancel_order const& order) override;
    std::optional<tender::provider_notice> parse_notification(
        tender::provider_message const& what) override;

private:
    tender::provider_answer ask(boost::beast::http::verb how, std::string_view path,
                                boost::json::object const& body);

    tender::provider_profile profile_;
    std::string host_;
    boost::asio::ip::tcp::resolver::results_type where_;
};

}  // namespace tenderd
