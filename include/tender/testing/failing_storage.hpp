// SPDX-License-Identifier: BSL-1.0
// tender/testing/failing_storage.hpp: a store that fails when it is told to.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/port/storage.hpp>
#include <tender/testing/countdown.hpp>

#include <atomic>
#include <memory>
#include <utility>

namespace tender::testing {

using tender::operator<<;   // which prints the enums of this namespace, too

/// refuse: the call does nothing and says storage_unavailable. lose_answer: it does its work and
/// says so all the same. crash_before, crash_after: the process dies, as `crash` flying out.
BOOST_DEFINE_ENUM_CLASS(storage_failure, refuse, lose_answer, crash_before, crash_after)

/// Thrown where a process would have died. Not a std::exception, so that nothing catches it by
/// mistake.
struct crash {};

/// Passes calls on, and fails the n-th from when it was armed. Thread-safe.
class failing_storage final : public storage {
public:
    explicit failing_storage(std::shared_ptr<storage> real) : real_(std::move(real)) {}

    /// The n-th call from now on, counted from 1, fails; 0: none does. Then, or after `disarm`,
    /// all is well again.
    void arm(int nth, storage_failure how)
    {
        how_ = how;
        faults_.arm(nth);
    }
    void disarm() { faults_.arm(0); }

    /// Has the call that was to fail come?
    bool struck() const { return faults_.struck(); }

    /// While one of these lives, nothing fails and nothing is counted.
    class pause : countdown::pause {
    public:
        explicit pause(failing_storage& of) : countdown::pause(of.faults_) {}
    };

    /// Every call fails until it is switched off.
    void away(bool yes) { away_ = yes; }

    /// As if others wrote all the time: every other commit loses its race, and its work is done
    /// again with everything read anew.
    void crowded(bool yes) { crowded_ = yes; }

    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          ulid which) override
    {
        return pass<any_versioned>([&] { return real_->find(owner, seen, type, which); });
    }
    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key) override
    {
        return pass<any_versioned>([&] { return real_->find(owner, seen, type, by, key); });
    }
    result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order) override
    {
        return pass<any_page>(
            [&] { return real_->list(owner, seen, type, by, key, after, limit, order); });
    }
    result<> commit(id<account> owner, unit_changes const& what) override
    {
        return pass<void>([&]() -> result<> {
            bool const loses = crowded_ && !faults_.paused() && commits_++ % 2 == 0;
            return loses ? result<>(fault(errc::conflict)) : real_->commit(owner, what);
        });
    }
    result<> publish(directory_entry entry) override
    {
        return pass<void>([&] { return real_->publish(std::move(entry)); });
    }
    result<directory_entry> resolve(std::string_view kind, std::string_view value) override
    {
        return pass<directory_entry>([&] { return real_->resolve(kind, value); });
    }
    result<std::vector<due_record>> due(int lane, instant until, int limit) override
    {
        return pass<std::vector<due_record>>([&] { return real_->due(lane, until, limit); });
    }
    result<due_turns> due_in_turns(int lane, instant until, std::int32_t after,
                                   int limit) override
    {
        return pass<due_turns>([&] { return real_->due_in_turns(lane, until, after, limit); });
    }
    result<std::optional<instant>> next_due(int lane) override
    {
        return pass<std::optional<instant>>([&] { return real_->next_due(lane); });
    }
    bool shared() const override { return real_->shared(); }
    result<> for_each(record_type const& type, record_visitor const& take) override
    {
        return pass<void>([&] { return real_->for_each(type, take); });
    }
    result<> for_each_name(name_visitor const& take) override
    {
        return pass<void>([&] { return real_->for_each_name(take); });
    }

private:
    template<class T, class Call>
    result<T> pass(Call&& call)
    {
        if (away_ && !faults_.paused()) return fault(errc::storage_unavailable);
        if (!faults_.strikes()) return call();
        if (how_ == storage_failure::crash_before) throw crash{};
        if (how_ != storage_failure::refuse) {
            auto const done = call();
            if (how_ == storage_failure::crash_after) throw crash{};
        }
        return fault(errc::storage_unavailable);
    }

    std::shared_ptr<storage> real_;
    std::atomic<storage_failure> how_ = storage_failure::refuse;
    countdown faults_;
    std::atomic<bool> away_{false};
    std::atomic<bool> crowded_{false};
    std::atomic<int> commits_{0};
};

}  // namespace tender::testing
