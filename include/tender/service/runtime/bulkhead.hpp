// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/bulkhead.hpp: waiting is not done by all of the threads that serve.
#pragma once

#include <tender/port/clock.hpp>
#include <tender/port/wait.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace tender {

/// Of the threads that serve requests, so many may be held up by one thing, a quarter of them, and
/// so many by all together, all but an eighth: the others answer whoever asks for something else.
/// Many at once are no hang: where they are answered quickly, who comes next waits a moment for a
/// slot. Who has waited in vain says so, and from then on nobody waits until somebody was quick.
/// Thread-safe.
class bulkhead {
public:
    /// So long may a call take and be quick, and so long a slot is waited for.
    static constexpr std::chrono::milliseconds patience{250};

    /// Those that are in the same thing.
    struct line {
        std::atomic<int> inside{0};
        std::atomic<bool> hangs{false};
    };

    /// With 0 threads nothing is limited. The ports outlive it.
    bulkhead(int threads, waiter& naps, clock& time)
        : share_(std::max(1, threads / 4)), most_(std::max(1, threads - std::max(1, threads / 8))),
          limited_(threads > 0), naps_(naps), time_(time)
    {
    }

    /// Taken for as long as it lives.
    class slot {
    public:
        slot(bulkhead& of, line& in) : of_(&of), in_(in), since_(of.time_.steady()) {}
        slot(slot&& other) noexcept
            : of_(std::exchange(other.of_, nullptr)), in_(other.in_), since_(other.since_)
        {
        }
        slot& operator=(slot&&) = delete;
        ~slot()
        {
            if (of_ != nullptr) of_->leave(in_, of_->time_.steady() - since_);
        }

    private:
        bulkhead* of_;
        line& in_;
        std::chrono::milliseconds since_;
    };

    /// Nothing where they are many.
    std::optional<slot> enter(line& in) { return enter(in, share_); }

    /// The same for what may as well be asked later: half of it is left to the others.
    std::optional<slot> enter_some(line& in) { return enter(in, std::max(1, share_ / 2)); }

    /// The same after at most `patience`, and at once where it hangs. Not for who holds something
    /// that those inside may need.
    std::optional<slot> wait(line& in)
    {
        auto mine = enter(in);
        if (mine || is_stuck(in)) return mine;
        ++waiting_;
        naps_.wait(number(), patience, [&] {
            if (auto free = enter(in)) mine.emplace(std::move(*free));
            return mine || is_stuck(in);
        });
        --waiting_;
        if (mine) return mine;
        if (in.inside >= share_) in.hangs = true;
        if (all_.inside >= most_) all_.hangs = true;
        return mine;
    }

    bool limited() const { return limited_; }

    /// Is it full, and does it hang? Then nobody is let in, and nobody waits.
    bool is_stuck(line const& in) const
    {
        return limited_ &&
               ((in.hangs && in.inside >= share_) || (all_.hangs && all_.inside >= most_));
    }

private:
    static bool entered(line& in, int most)
    {
        int seen = in.inside;
        while (seen < most)
            if (in.inside.compare_exchange_weak(seen, seen + 1)) return true;
        return false;
    }

    std::optional<slot> enter(line& in, int most)
    {
        if (!limited_) most = std::numeric_limits<int>::max();
        if (!entered(in, most)) return std::nullopt;
        if (entered(all_, limited_ ? most_ : most))
            return std::optional<slot>(std::in_place, *this, in);
        --in.inside;
        return std::nullopt;
    }

    void leave(line& in, std::chrono::milliseconds after)
    {
        for (auto* l : {&in, &all_})
            if (--l->inside == 0 || after < patience) l->hangs = false;
        if (waiting_ != 0) naps_.wake(number());
    }

    /// What those who want a slot wait for.
    std::uint64_t number() const
    {
        return reinterpret_cast<std::uintptr_t>(this) / alignof(bulkhead);
    }

    int const share_, most_;
    bool const limited_;
    waiter& naps_;
    clock& time_;
    line all_;
    std::atomic<int> waiting_{0};
};

}  // namespace tender
