// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/breaker.hpp: is a provider well? One circuit breaker and what it goes by.
#pragma once

#include <tender/base/config.hpp>
#include <tender/base/enum.hpp>
#include <tender/base/time.hpp>
#include <tender/domain/routing/breaker_flow.hpp>
#include <tender/service/runtime/settings.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tender {

/// What a breaker says to a call: not now; go; go, and the others wait for what comes of it.
BOOST_DEFINE_ENUM_CLASS(admission, refused, through, probe)

/// How a provider's calls went in the fifteen whole minutes before `as_of`.
struct call_figures {
    instant as_of{};                                ///< the beginning of a minute
    std::int64_t calls = 0;
    std::int64_t failures = 0;
    std::int64_t average_ms = 0;
    std::int64_t p95_ms = 0;                        ///< at most a quarter too high

    /// In millionths; all of them where there was no call.
    std::int64_t success_rate() const
    {
        return calls == 0 ? 1'000'000 : (calls - failures) * 1'000'000 / calls;
    }
};

/// Counts calls in slots of a second and of a minute, so that it never grows: "in a minute" is the
/// running second and the 59 before it. Only technical failures count. Thread-safe without a lock.
class breaker {
public:
    explicit breaker(breaker_settings const& how) : how_(how) {}

    breaker_state state(instant now) const;

    /// Would a call be let through? Nothing changes.
    bool admits(instant now) const;

    /// A call is to begin. Where it is let through, its end is to be noted.
    admission enter(instant now);
    void note(admission as, bool failed, std::chrono::milliseconds took, instant now);

    std::int64_t calls_in_window(instant now) const { return in_window(now).calls; }
    call_figures figures(instant now) const;

    /// As in `figures`, but kept for as long as it holds.
    std::int64_t success_rate(instant now) const;

private:
    struct sum {
        std::int64_t calls = 0;
        std::int64_t failures = 0;
    };

    /// All that a state consists of, so that it changes at once.
    struct condition {
        breaker_state state = breaker_state::closed;
        int successes = 0;                          ///< of probes, in a row
        bool probing = false;
        std::int64_t since = 0;                     ///< ms: of the state, or of the probe
    };
    static std::uint64_t packed(condition c);
    static condition unpacked(std::uint64_t word);
    condition moved(condition from, breaker_event on, instant now) const;
    condition at(instant now, std::uint64_t word) const;
    bool change(std::uint64_t& seen, condition to)
    {
        return condition_.compare_exchange_weak(seen, packed(to));
    }

    void count(bool failed, std::chrono::milliseconds took, instant now);
    void probed(bool failed, instant now);
    bool trips(instant now) const;
    sum in_window(instant now) const;

    /// A second in 32 bits, then calls and failures.
    using second_slot = std::atomic<std::uint64_t>;

    static constexpr std::size_t latencies = 64;
    struct minute_slot {
        std::atomic<std::int64_t> minute{-1};
        std::atomic<std::uint32_t> calls{0};
        std::atomic<std::uint32_t> failures{0};
        std::atomic<std::uint64_t> sum_ms{0};
        std::atomic<std::uint32_t> longest_ms{0};
        std::array<std::atomic<std::uint32_t>, latencies> by_latency{};
    };
    static std::size_t latency_slot(std::uint32_t ms);
    static std::uint32_t slot_end(std::size_t slot);

    static constexpr std::size_t window_seconds = 60, figure_minutes = 15;

    breaker_settings how_;
    std::atomic<std::uint64_t> condition_{0};
    std::atomic<std::int64_t> last_failure_{-1};    ///< its second
    mutable std::atomic<std::uint64_t> rate_{0};    ///< the minute's beginning, and the rate
    std::array<second_slot, window_seconds> seconds_{};
    std::array<minute_slot, figure_minutes + 1> minutes_{};
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/routing/impl/breaker.ipp>
#endif
