// SPDX-License-Identifier: BSL-1.0
// tender/service/bulkhead.hpp: waiting is not done by all of the threads that serve.
#pragma once

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

namespace tender {

/// Of the threads that serve requests, so many may be held up by one thing, a quarter of them, and
/// so many by all together, all but an eighth: the others answer whoever asks for something else.
/// Thread-safe.
class bulkhead {
public:
    /// With 0 threads nothing is limited.
    explicit bulkhead(int threads)
        : share_(std::max(1, threads / 4)), all_(std::max(1, threads - std::max(1, threads / 8))),
          limited_(threads > 0) {}

    /// Taken for as long as it lives.
    class place {
    public:
        place(std::atomic<int>& one, std::atomic<int>& all) : one_(&one), all_(&all) {}
        place(place&& other) noexcept : one_(std::exchange(other.one_, nullptr)), all_(other.all_)
        {
        }
        place& operator=(place&&) = delete;
        ~place()
        {
            if (one_ == nullptr) return;
            --*one_;
            --*all_;
        }

    private:
        std::atomic<int>* one_;
        std::atomic<int>* all_;
    };

    /// `one` counts those that wait for the same; nothing where they are many.
    std::optional<place> enter(std::atomic<int>& one) { return enter(one, share_); }

    /// The same for what may as well be asked later: half of it is left to the others.
    std::optional<place> enter_some(std::atomic<int>& one)
    {
        return enter(one, std::max(1, share_ / 2));
    }

    bool limited() const { return limited_; }

    bool is_full(std::atomic<int> const& one) const
    {
        return limited_ && (one.load(std::memory_order_relaxed) >= share_ ||
                            all_now_.load(std::memory_order_relaxed) >= all_);
    }

private:
    std::optional<place> enter(std::atomic<int>& one, int most)
    {
        place mine(one, all_now_);
        int const of_one = ++one, of_all = ++all_now_;
        bool const free = of_one <= most && of_all <= all_;
        return free || !limited_ ? std::optional(std::move(mine)) : std::nullopt;
    }

    int const share_, all_;
    bool const limited_;
    std::atomic<int> all_now_{0};
};

}  // namespace tender
