// SPDX-License-Identifier: BSL-1.0
// tender/domain/runtime/job.hpp: work that waits for its time.
#pragma once

#include <tender/domain/merchant/account.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tender {

/// untrusted: what addresses are told that no key has registered; they hold up nobody else.
BOOST_DEFINE_FIXED_ENUM_CLASS(job_lane, std::uint8_t, engine, outbound, untrusted)
static_assert(enum_count<job_lane> == lane_count);
template<>
inline constexpr std::array former_words<job_lane>{
    former_word<job_lane>{"guests", job_lane::untrusted}};

BOOST_DEFINE_FIXED_ENUM_CLASS(job_kind, std::uint8_t,
    ask_charge, ask_refund, settle, release, housekeeping, expire_key,
    deliver, cancel_deliveries, catch_up, notice, expire_checkout, deliver_untrusted,
    simulate_checkout)
template<>
inline constexpr std::array former_words<job_kind>{
    former_word<job_kind>{"bury", job_kind::cancel_deliveries},
    former_word<job_kind>{"deliver_guest", job_kind::deliver_untrusted}};

/// Where a kind of job runs: money goes its way whatever receivers do.
struct job_kind_row {
    job_kind kind;
    job_lane lane;
    std::string_view does;
};

inline constexpr job_kind_row job_kinds[] = {
    {job_kind::ask_charge,        job_lane::engine,    "asks what became of a charge"},
    {job_kind::ask_refund,        job_lane::engine,    "asks of a refund, or of a cancel"},
    {job_kind::settle,            job_lane::engine,    "pending money becomes available"},
    {job_kind::release,           job_lane::engine,    "reserved money becomes available"},
    {job_kind::housekeeping,      job_lane::engine,    "dead keys go, balances are folded"},
    {job_kind::expire_key,        job_lane::engine,    "an API key's time is over"},
    {job_kind::deliver,           job_lane::outbound,  "sends a webhook"},
    {job_kind::cancel_deliveries, job_lane::outbound,  "gives up the deliveries of an endpoint"},
    {job_kind::catch_up,          job_lane::outbound,  "what an endpoint should have heard of"},
    {job_kind::notice,            job_lane::engine,    "a provider told of an unknown call"},
    {job_kind::expire_checkout,   job_lane::engine,    "a page's time is over"},
    {job_kind::deliver_untrusted, job_lane::untrusted, "a webhook to a payment's own address"},
    {job_kind::simulate_checkout, job_lane::engine,    "a checkout ends as it was told to"},
};
static_assert(one_row_each<job_kind>(job_kinds, &job_kind_row::kind));

constexpr job_lane lane_of(job_kind kind)
{
    return job_kinds[static_cast<std::size_t>(kind)].lane;
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
