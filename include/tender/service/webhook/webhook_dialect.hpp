// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/webhook_dialect.hpp: how a face tells its merchants what happened.
#pragma once

#include <tender/base/secret.hpp>
#include <tender/domain/event/event.hpp>
#include <tender/domain/webhook/webhook_delivery.hpp>
#include <tender/port/crypto.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tender {

/// One attempt to deliver an event. Everything is only looked at while the dialect runs.
struct webhook_message {
    tender::event const* event;        ///< null: a test
    webhook_delivery const& delivery;
    secret const& key;                 ///< the endpoint's, as it is valid now
    crypto& with;
    instant now;
};

/// A face's webhooks as data [C29]. The body says the same whenever it is made.
struct webhook_dialect {
    name face;
    std::span<std::string_view const> types;           ///< what an endpoint may subscribe to

    /// What an event is told as, in the face's words: a message for each. They outlive the event.
    std::span<std::string_view const> (*words)(event const& what);
    void (*body)(webhook_message const& what, std::string& out);

    /// The headers that go with a body, its signature among them.
    void (*sign)(webhook_message const& what, std::string_view body, string_pairs& headers);

    /// The event's id as the face shows it.
    std::string (*event_id)(event const& what);

    std::span<std::chrono::seconds const> delays;      ///< after each failed attempt but the last
    std::chrono::milliseconds time_limit;              ///< of one attempt
    bool one_secret = false;           ///< all endpoints of a merchant have the same

    /// What a delivery without an event is, which its merchant asked for to see that it arrives;
    /// "" where there is none. Its body is made of the delivery alone.
    std::string_view test_type{};
};

/// A face's word for a kind of event. Of a kind that its table does not name it tells nobody.
struct event_word {
    event_kind kind;
    std::string_view word;
};

constexpr bool each_kind_once(std::span<event_word const> table)
{
    for (std::size_t i = 0; i != table.size(); ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (table[i].kind == table[j].kind) return false;
    return true;
}

/// The one message of an event, or none.
inline std::span<std::string_view const> word_in(std::span<event_word const> table, event_kind what)
{
    for (auto const& row : table)
        if (row.kind == what) return {&row.word, 1};
    return {};
}

}  // namespace tender
