// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/deliveries_sending.ipp: bodies of service/webhook/deliveries.hpp: a
// message is signed and sent.
#pragma once

#include <tender/port/webhook_signature.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/webhook/deliveries.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>

namespace tender {

namespace deliveries_sending_parts {

/// How long a URL that is no endpoint may take to answer.
inline constexpr std::chrono::milliseconds untrusted_time{3000};

/// What tells a message from others: the event's id, and which of its messages it is; a test goes
/// by its delivery's.
inline std::string message_id(event const* what, webhook_delivery const& d,
                              webhook_dialect const& by)
{
    if (what == nullptr) return d.id.text();
    auto id = by.event_id(*what);
    auto const words = by.words(*what);
    auto const nth = std::find(words.begin(), words.end(), d.type) - words.begin();
    if (nth != 0 && nth != std::ssize(words)) id += "." + std::to_string(nth + 1);
    return id;
}

}  // namespace deliveries_sending_parts

/// Those that sign now; the first is the one that signs where there can be one signature only.
TENDER_DECL std::vector<secret> deliveries::keys_of(webhook_endpoint const& e, instant now)
{
    std::vector<secret> keys;
    bool const rotating = e.switch_at && now < *e.switch_at;
    bool const switched = e.switch_at && !rotating;
    if (!switched)
        if (auto key = outbox_.open(e.sealed_secret, e.id)) keys.push_back(std::move(*key));
    if (e.switch_at)
        if (auto key = outbox_.open(e.sealed_next, e.id)) keys.push_back(std::move(*key));
    return keys;
}

TENDER_DECL sent deliveries::send(delivery_attempt const& what)
{
    auto const now = runtime_.now();
    auto const* const to = what.endpoint.get();
    auto const keys = to != nullptr ? keys_of(*to, now) : std::vector<secret>(1);
    if (keys.empty()) return {0, "the endpoint's secret was sealed under another host's secret"};
    auto& with = runtime_.crypto();
    webhook_message const message{what.what.get(), *what.delivery, keys.front(), with, now};
    string_pairs headers{{"Content-Type", "application/json"}};
    std::string body;
    try {
        what.dialect->body(message, body);
        if (to != nullptr && to->format == webhook_format::own) {
            what.dialect->sign(message, body, headers);
        } else if (to != nullptr) {
            auto const seconds = std::chrono::floor<std::chrono::seconds>(now);
            auto const timestamp = std::to_string(seconds.time_since_epoch().count());
            auto const id = deliveries_sending_parts::message_id(what.what.get(), *what.delivery,
                                                                 *what.dialect);
            std::string all;
            for (auto const& key : keys)
                if (auto const one = standard_signature(with, key, id, timestamp, body))
                    all.append(all.empty() ? "" : " ").append(*one);
            headers.insert(headers.end(), {{"webhook-id", id}, {"webhook-timestamp", timestamp},
                                           {"webhook-signature", all}});
        }
        auto const limit = what.dialect->time_limit;
        auto const most =
            to != nullptr ? limit : std::min(limit, deliveries_sending_parts::untrusted_time);
        return runtime_.sender().send({what.url(), headers, body, most});
    } catch (std::exception const& e) {
        runtime_.log({{}, "sender_threw", e.what()});
    } catch (...) {
        runtime_.log({{}, "sender_threw", "something of an unknown type"});
    }
    return {0, "the sender failed"};
}

}  // namespace tender
