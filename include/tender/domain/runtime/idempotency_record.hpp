// SPDX-License-Identifier: BSL-1.0
// tender/domain/runtime/idempotency_record.hpp: an idempotency record.
#pragma once

#include <tender/base/text.hpp>
#include <tender/core/json/members.hpp>
#include <tender/domain/merchant/account.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tender {

struct event;

/// How long a key is remembered, from its first use; at exactly this age it still is [C18].
inline constexpr std::chrono::hours idempotency_life{24};

/// What a key guards: an operation that goes on when its key is answered, by the name of the
/// record that it makes; `other`: one that is over then, whatever it made; `record`: one that no
/// event tells of, so that the record itself is the answer.
BOOST_DEFINE_FIXED_ENUM_CLASS(idempotency_subject, std::uint8_t, payment, refund, other, record)

/// Says that a request with this key was taken, and later which event holds its answer. The key
/// is scoped by account, mode, face, method and path.
struct idempotency_record {
    tender::id<idempotency_record> id;
    tender::id<tender::account> account;
    std::shared_ptr<std::string const> route;   ///< face, method and path; shared where the same
    std::string key;
    std::array<std::uint8_t, 32> fingerprint{};
    std::array<std::uint8_t, 16> as_sent{};     ///< zeros: of a command, or of an earlier library
    ulid subject;                      ///< the record that the request made
    tender::id<event> answer;          ///< none while the first request runs
    instant reserved_at{};
    instant running_until{};           ///< from here on a retry may finish it
    int status = 0;                    ///< the answer's HTTP status
    tender::mode mode = tender::mode::test;
    idempotency_subject about = idempotency_subject::payment;
};
BOOST_DESCRIBE_STRUCT(idempotency_record, (), (
    id, account, route, key, fingerprint, as_sent, subject, answer, reserved_at, running_until,
    status, mode, about))
template<>
inline constexpr std::array former_members<idempotency_record>{
    former_member{"claimed_at", "reserved_at"}};

inline constexpr index_row idempotency_indexes[] = {
    {"by_key", true, true,
     [](void const* r, index_key& k) {
         auto const& c = *static_cast<idempotency_record const*>(r);
         k.add(c.mode).add(*c.route).add(c.key);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<idempotency_record const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<idempotency_record> = {
    .name = "idempotency_record", .indexes = idempotency_indexes,
    .id = &record_id<idempotency_record>, .former_name = "claim"};
inline constexpr unique_index<idempotency_record> idempotency_by_key{0};
inline constexpr list_index<idempotency_record> all_idempotency_records{1};

}  // namespace tender
