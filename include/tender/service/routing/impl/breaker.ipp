// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/impl/breaker.ipp: bodies of service/routing/breaker.hpp.
#pragma once

#include <tender/service/routing/breaker.hpp>

#include <algorithm>
#include <bit>

namespace tender {

namespace breaker_parts {

inline std::int64_t ms_of(instant t) { return t.time_since_epoch().count(); }

inline std::int64_t second_of(instant t)
{
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

inline std::int64_t minute_of(instant t)
{
    return std::chrono::floor<std::chrono::minutes>(t).time_since_epoch().count();
}

/// Seconds repeat after a century or so; none of them is zero, which is a slot that was never used.
inline std::uint32_t mark_of(std::int64_t second)
{
    return static_cast<std::uint32_t>(second) | 0x8000'0000U;
}

constexpr std::uint64_t most_in_a_second = 0xffff;

}  // namespace breaker_parts

TENDER_DECL std::uint64_t breaker::packed(condition c)
{
    return static_cast<std::uint64_t>(c.since) << 16 |
           static_cast<std::uint64_t>(c.successes & 0xff) << 8 |
           static_cast<std::uint64_t>(c.probing) << 4 | static_cast<std::uint64_t>(c.state);
}

TENDER_DECL breaker::condition breaker::unpacked(std::uint64_t word)
{
    return {static_cast<breaker_state>(word & 0xf), static_cast<int>(word >> 8 & 0xff),
            (word >> 4 & 1) != 0, static_cast<std::int64_t>(word >> 16)};
}

TENDER_DECL breaker::condition breaker::moved(condition from, breaker_event on, instant now) const
{
    auto const to = breaker_flow.next(from.state, on);
    if (!to) return from;
    return {*to, 0, false, breaker_parts::ms_of(now)};
}

/// A deadline binds from its instant [C46]. A probe of which nothing was heard for as long as the
/// breaker is open counts no more.
TENDER_DECL breaker::condition breaker::at(instant now, std::uint64_t word) const
{
    auto c = unpacked(word);
    instant const since{std::chrono::milliseconds(c.since)};
    if (c.state == breaker_state::open && now >= since + how_.open_for)
        return moved(c, breaker_event::cool, since + how_.open_for);
    if (c.probing && now >= since + how_.open_for) c.probing = false;
    return c;
}

TENDER_DECL breaker_state breaker::state(instant now) const
{
    return at(now, condition_.load()).state;
}

TENDER_DECL bool breaker::admits(instant now) const
{
    auto const c = at(now, condition_.load());
    return c.state == breaker_state::closed || (c.state == breaker_state::half_open && !c.probing);
}

TENDER_DECL admission breaker::enter(instant now)
{
    for (auto seen = condition_.load();;) {
        auto c = at(now, seen);
        if (c.state == breaker_state::closed) return admission::through;
        if (c.state == breaker_state::open || c.probing) return admission::refused;
        c.probing = true;
        c.since = breaker_parts::ms_of(now);
        if (change(seen, c)) return admission::probe;
    }
}

TENDER_DECL void breaker::note(admission as, bool failed, std::chrono::milliseconds took,
                               instant now)
{
    if (as == admission::refused) return;
    count(failed, took, now);
    if (as == admission::probe) return probed(failed, now);
    auto seen = condition_.load();
    auto const c = unpacked(seen);
    if (c.state == breaker_state::closed && trips(now))
        change(seen, moved(c, breaker_event::trip, now));
}

TENDER_DECL void breaker::probed(bool failed, instant now)
{
    for (auto seen = condition_.load();;) {
        auto c = unpacked(seen);
        if (c.state != breaker_state::half_open) return;
        bool const enough = !failed && c.successes + 1 >= how_.probes_to_close;
        if (failed) {
            c = moved(c, breaker_event::relapse, now);
        } else if (enough) {
            c = moved(c, breaker_event::recover, now);
        } else {
            ++c.successes;
            c.probing = false;
        }
        // Begins anew: what was before does not count against a provider that has recovered.
        if (enough)
            for (auto& s : seconds_) s = 0;
        if (change(seen, c)) return;
    }
}

TENDER_DECL bool breaker::trips(instant now) const
{
    auto const age = breaker_parts::second_of(now) - last_failure_.load();
    if (age >= static_cast<std::int64_t>(window_seconds)) return false;
    auto const s = in_window(now);
    return s.calls >= how_.least_calls && s.failures * 100 > s.calls * how_.failure_percent;
}

TENDER_DECL breaker::sum breaker::in_window(instant now) const
{
    using namespace breaker_parts;
    auto const last = second_of(now);
    sum out;
    for (std::int64_t i = 0; i != static_cast<std::int64_t>(window_seconds); ++i) {
        auto const second = last - i;
        auto const word = seconds_[static_cast<std::uint64_t>(second) % window_seconds].load();
        if (word >> 32 != mark_of(second)) continue;
        out.calls += static_cast<std::int64_t>(word >> 16 & most_in_a_second);
        out.failures += static_cast<std::int64_t>(word & most_in_a_second);
    }
    return out;
}

TENDER_DECL void breaker::count(bool failed, std::chrono::milliseconds took, instant now)
{
    using namespace breaker_parts;
    auto const second = second_of(now);
    auto& mine = seconds_[static_cast<std::uint64_t>(second) % window_seconds];
    auto const mark = static_cast<std::uint64_t>(mark_of(second)) << 32;
    for (auto seen = mine.load();;) {
        auto const begun = (seen >> 32) == (mark >> 32) ? seen : mark;
        if ((begun >> 16 & most_in_a_second) == most_in_a_second) break;
        auto const next = begun + (1U << 16) + (failed ? 1U : 0U);
        if (mine.compare_exchange_weak(seen, next)) break;
    }
    if (failed) last_failure_ = second;

    auto const minute = minute_of(now);
    auto& slot = minutes_[static_cast<std::uint64_t>(minute) % minutes_.size()];
    if (auto old = slot.minute.load(); old != minute) {
        // Who comes in between loses a count of many.
        if (slot.minute.compare_exchange_strong(old, minute)) {
            slot.calls = slot.failures = slot.longest_ms = 0;
            slot.sum_ms = 0;
            for (auto& n : slot.by_latency) n = 0;
        }
    }
    constexpr std::int64_t longest = 1 << 17;
    auto const ms = static_cast<std::uint32_t>(std::clamp<std::int64_t>(took.count(), 0, longest));
    slot.calls += 1;
    slot.failures += failed ? 1 : 0;
    slot.sum_ms += ms;
    slot.by_latency[latency_slot(ms)] += 1;
    for (auto seen = slot.longest_ms.load();
         seen < ms && !slot.longest_ms.compare_exchange_weak(seen, ms);) {}
}

/// Up to 7 ms exactly, then four slots to each doubling.
TENDER_DECL std::size_t breaker::latency_slot(std::uint32_t ms)
{
    if (ms < 8) return ms;
    auto const doublings = 31u - static_cast<std::uint32_t>(std::countl_zero(ms));   // from 3 on
    auto const quarter = ms >> (doublings - 2) & 3;
    return std::min<std::size_t>(8 + (doublings - 3) * 4 + quarter, latencies - 1);
}

/// The largest number of milliseconds in a slot.
TENDER_DECL std::uint32_t breaker::slot_end(std::size_t slot)
{
    if (slot < 8) return static_cast<std::uint32_t>(slot);
    auto const doublings = static_cast<std::uint32_t>(3 + (slot - 8) / 4);
    auto const quarter = static_cast<std::uint32_t>((slot - 8) % 4);
    return ((5 + quarter) << (doublings - 2)) - 1;
}

TENDER_DECL call_figures breaker::figures(instant now) const
{
    using namespace breaker_parts;
    auto const running = minute_of(now);
    call_figures out;
    out.as_of = std::chrono::floor<std::chrono::minutes>(now);
    std::array<std::int64_t, latencies> by_latency{};
    std::int64_t sum_ms = 0, longest = 0;
    for (auto const& m : minutes_) {
        auto const minute = m.minute.load();
        if (minute >= running || minute + static_cast<std::int64_t>(figure_minutes) < running)
            continue;
        out.calls += m.calls;
        out.failures += m.failures;
        sum_ms += static_cast<std::int64_t>(m.sum_ms.load());
        longest = std::max<std::int64_t>(longest, m.longest_ms);
        for (std::size_t i = 0; i != latencies; ++i) by_latency[i] += m.by_latency[i];
    }
    if (out.calls == 0) return out;
    out.average_ms = sum_ms / out.calls;
    auto const rank = (out.calls * 95 + 99) / 100;
    std::int64_t seen = 0;
    std::size_t slot = 0;
    while (slot + 1 != latencies && (seen += by_latency[slot]) < rank) ++slot;
    out.p95_ms = std::min<std::int64_t>(slot_end(slot), longest);
    return out;
}

TENDER_DECL std::int64_t breaker::success_rate(instant now) const
{
    auto const minute = static_cast<std::uint64_t>(breaker_parts::minute_of(now)) << 32;
    if (auto const kept = rate_.load(); (kept ^ minute) >> 32 == 0 && kept != 0)
        return static_cast<std::int64_t>(kept & 0xffff'ffff) - 1;
    auto const rate = figures(now).success_rate();
    rate_ = minute | static_cast<std::uint64_t>(rate + 1);
    return rate;
}

}  // namespace tender
