// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/webhook_dialect.hpp: how a face tells its merchants what happened.
#pragma once

#include <tender/base/secret.hpp>
#include <tender/domain/webhook/webhook_delivery.hpp>
#include <tender/port/crypto.hpp>

#include <array>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace tender {

/// One attempt to deliver an event. Everything is only looked at while the dialect runs.
struct webhook_message {
    tender::event const& event;
    webhook_delivery const& delivery;
    secret const& key;                 ///< the endpoint's, as it is valid now
    crypto& with;
    instant now;
};

/// A face's webhooks as data [C29]. The body says the same whenever it is made.
struct webhook_dialect {
    name face;
    std::span<std::string_view const> types;           ///< what an endpoint may subscribe to

    /// The face's word for an event; "" where it tells nobody.
    std::string_view (*type)(event const& what);
    void (*body)(webhook_message const& what, std::string& out);

    /// The headers that go with a body, its signature among them.
    void (*sign)(webhook_message const& what, std::string_view body, string_pairs& headers);

    /// The event's id as the face shows it.
    std::string (*event_id)(event const& what);

    std::span<std::chrono::seconds const> delays;      ///< after each failed attempt but the last
    std::chrono::milliseconds time_limit;              ///< of one attempt
    bool one_secret = false;           ///< all endpoints of a merchant have the same

    /// What else an event is told as, of something else that it changed; null: nothing ever.
    std::string_view (*also)(event const& what) = nullptr;

    /// What a delivery without an event is, which its merchant asked for to see that it arrives;
    /// "" where there is none. Its body is made of the delivery alone.
    std::string_view test_type{};

    /// All that an event is told as; "" where nobody is told.
    std::array<std::string_view, 2> words_for(event const& what) const
    {
        return {type(what), also != nullptr ? also(what) : std::string_view()};
    }
};

}  // namespace tender
