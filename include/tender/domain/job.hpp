// SPDX-License-Identifier: BSL-1.0
// tender/domain/job.hpp: work that waits for its time.
#pragma once

#include <tender/domain/account.hpp>

#include <cstdint>

namespace tender {

/// guests: what addresses are told that no key has registered; they hold up nobody else.
BOOST_DEFINE_FIXED_ENUM_CLASS(job_lane, std::uint8_t, engine, outbound, guests)
static_assert(enum_count<job_lane> == lane_count);

/// ask_charge and ask_refund: ask the provider what became of an attempt; the second also asks
/// about one that takes a charge back. settle, release: money
/// becomes available. housekeeping: dead keys go, balances are folded. expire_key: an API key's
/// time is over. deliver: a webhook is sent; bury: the deliveries of an endpoint that was disabled
/// are given up; catch_up: what other processes did not know an endpoint should hear of. notice: a
/// provider told of a call that was not known. expire_checkout: a page's time is over.
/// deliver_guest: a webhook to a payment's own address. simulate_checkout: a checkout in test mode
/// ends as it was told to.
BOOST_DEFINE_FIXED_ENUM_CLASS(job_kind, std::uint8_t,
    ask_charge, ask_refund, settle, release, housekeeping, expire_key,
    deliver, bury, catch_up, notice, expire_checkout, deliver_guest, simulate_checkout)

/// Money goes its way whatever receivers do.
constexpr job_lane lane_of(job_kind kind)
{
    if (kind == job_kind::deliver_guest) return job_lane::guests;
    return kind == job_kind::deliver || kind == job_kind::bury || kind == job_kind::catch_up
        ? job_lane::outbound : job_lane::engine;
}

/// Stored with its cause, leased by whoever does it, removed with its effect [C2].
struct job {
    tender::id<job> id;
    tender::id<tender::account> account;
    ulid subject;                      ///< what it is about: an attempt, a payment, an account
    instant due{};                     ///< while leased: when the lease ends
    int asked = 0;                     ///< questions that brought no answer
    std::int16_t failures = 0;
    bool leased = false;
    bool parked = false;               ///< failed too often; an incident tells
    tender::mode mode = tender::mode::test;
    job_kind kind = job_kind::ask_charge;
    job_lane lane = job_lane::engine;
    std::int32_t queue = 0;            ///< whom it calls, who may hang; 0: nobody
};
BOOST_DESCRIBE_STRUCT(job, (), (
    id, account, subject, due, asked, failures, leased, parked, mode, kind, lane, queue))

/// The queue of all that calls one and the same: odd, where those of accounts are even.
constexpr std::int32_t queue_of(ulid whom)
{
    auto const mixed = (whom.low ^ whom.high * 0xd1b54a32d192ed03) * 0x9e3779b97f4a7c15;
    return static_cast<std::int32_t>(mixed >> 34 | 1);
}
constexpr bool may_hang(std::int32_t queue) { return queue % 2 != 0; }
constexpr std::int32_t queue_of(job const& j)
{
    return j.queue != 0 ? j.queue : queue_of(j.account.value) + 1;
}

/// The one job of a kind about a subject: its id follows from what it is about.
constexpr id<job> job_about(mode m, job_kind kind, ulid subject)
{
    auto const mark = static_cast<std::uint64_t>(kind) * enum_count<mode> +
                      static_cast<std::uint64_t>(m) + 1;
    return {{subject.high, subject.low ^ (mark << 32)}};
}

template<>
inline constexpr record_type record_of<job> = {
    "job", {}, &record_id<job>, [](void const* r, due_time& out) {
        auto const& j = *static_cast<job const*>(r);
        out = {j.due, static_cast<int>(j.lane), queue_of(j)};
        return !j.parked;
    }};

}  // namespace tender
