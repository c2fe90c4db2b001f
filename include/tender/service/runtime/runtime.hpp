// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/runtime.hpp: what all services share.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/base/card_number.hpp>
#include <tender/base/config.hpp>
#include <tender/core/containers/interner.hpp>
#include <tender/service/runtime/bulkhead.hpp>
#include <tender/service/runtime/peers.hpp>
#include <tender/service/runtime/per_merchant.hpp>
#include <tender/service/runtime/settings.hpp>
#include <tender/service/runtime/watch.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tender {

struct event;

/// Sortable ids that never repeat and never go back, from the clock and batched entropy.
/// Thread-safe.
class id_source {
public:
    explicit id_source(entropy& from) : entropy_(from) {}

    ulid next(instant now);

    /// One that begins with that very instant, also where others are ahead of it: for what sorts
    /// by its own time, whichever process wrote it.
    ulid dated(instant when);

    /// 128 random bits.
    ulid random();

    /// Letters and digits, each drawn evenly: 32 of them hold 190 bits.
    std::string text(std::size_t length);

private:
    std::uint64_t word();
    ulid fresh(std::uint64_t ms);

    entropy& entropy_;
    spin_mutex lock_;
    std::array<std::uint8_t, 512> batch_{};
    std::size_t left_ = 0;
    ulid last_;
};

/// The providers of each mode, in the order they were registered.
class provider_registry {
public:
    /// invalid_request with what is wrong: no provider, an id that is empty or taken, a simulated
    /// provider that is to be live.
    result<> add(std::shared_ptr<provider> who, mode where);
    std::vector<std::shared_ptr<provider>> const& in(mode where) const
    {
        return providers_[static_cast<std::size_t>(where)];
    }
    provider* find(mode where, name id) const;

    /// The requests that wait for a provider now; of one that is not known, anything.
    bulkhead::line& calls_of(mode where, name id)
    {
        auto const at = static_cast<std::size_t>(where);
        std::size_t i = 0;
        while (i != providers_[at].size() && providers_[at][i]->profile().id != id) ++i;
        return calls_[at][i];
    }
    bulkhead::line const& calls_at(mode where, std::size_t position) const
    {
        return calls_[static_cast<std::size_t>(where)][position];
    }

    /// The longest that a call of any of them may take.
    std::chrono::milliseconds longest_call(mode where) const
    {
        auto longest = least_limit;
        for (auto const& p : in(where)) longest = std::max(longest, p->profile().time_limit);
        return longest;
    }
    static constexpr std::chrono::milliseconds least_limit{3000};

    /// Does any of them need a page of ours?
    bool need_pages(mode where) const { return need_pages_[static_cast<std::size_t>(where)]; }

private:
    std::array<std::vector<std::shared_ptr<provider>>, enum_count<mode>> providers_;
    std::array<std::deque<bulkhead::line>, enum_count<mode>> calls_ = [] {
        std::array<std::deque<bulkhead::line>, enum_count<mode>> none;
        for (auto& of_mode : none) of_mode.emplace_back();
        return none;
    }();                               ///< of each, and of those that are not known
    std::array<bool, enum_count<mode>> need_pages_{};
};

/// A request's slot in a provider's line: taken, or wanted in vain.
struct provider_slot {
    std::optional<bulkhead::slot> taken;
    bulkhead::line* wanted = nullptr;
};

/// Ports, settings, providers and ids, for the services. Thread-safe once the providers stand.
class runtime {
public:
    runtime(ports world, tender::settings how, tender::hooks told)
        : world_(whole(std::move(world))),
          called_{peers(how.lane_threads[0]), peers(how.lane_threads[1]),
                  peers(how.lane_threads[2])},
          settings(how), hooks(std::move(told)), ids(*world_.entropy),
          watch(read_clock()), held_up(settings.serving_threads, *world_.waiter, *world_.clock) {}

    instant now() { return world_.clock->now(); }
    std::chrono::milliseconds steady() { return world_.clock->steady(); }
    clock_reading read_clock() { return {now(), steady()}; }
    ulid new_id(instant at) { return ids.next(at); }
    /// How those fare whom the jobs of a lane call.
    peers& called_in(job_lane lane) { return called_[static_cast<std::size_t>(lane)]; }

    /// A slot among the serving threads that wait for a provider, taken before anything is
    /// written; kept where it was taken already. Fault providers_unavailable where they are many.
    result<> take_slot(provider_slot& mine, mode where, name provider)
    {
        if (mine.taken || !held_up.limited()) return {};
        auto& line = providers.calls_of(where, provider);
        auto free = held_up.enter(line);
        mine.wanted = free ? nullptr : &line;
        if (!free) return fault(errc::providers_unavailable);
        mine.taken.emplace(std::move(*free));
        return {};
    }

    /// Outside a unit of work: waits for the slot that was not free, if any. Is it taken now?
    bool wait_for_slot(provider_slot& mine)
    {
        auto* const line = std::exchange(mine.wanted, nullptr);
        if (line == nullptr) return false;
        if (auto free = held_up.wait(*line)) mine.taken.emplace(std::move(*free));
        return mine.taken.has_value();
    }

    tender::storage& storage() { return *world_.storage; }
    tender::crypto& crypto() { return *world_.crypto; }
    tender::waiter& waiter() { return *world_.waiter; }
    tender::sender& sender() { return *world_.sender; }
    tender::rates& rates() { return *world_.rates; }
    tender::taxes& taxes() { return *world_.taxes; }

    /// What looks like a card's number is masked [C37], and a long text cut.
    void log(log_entry entry) const;

    /// The same of what anybody can cause without a key: the first hundred in a minute, and then
    /// how many there were.
    void log_of_stranger(log_entry entry);

    /// Does `work` in units of work until one commits: a lost race is never shown [C6]. `work`
    /// returns a result and may be called again; what it returns is valid once this returns. The
    /// first round does not read what is `known`, which then is what was inserted.
    template<class Work>
    auto transact(id<account> owner, Work&& work, known_records* known = nullptr)
        -> decltype(work(std::declval<unit_of_work&>()))
    {
        for (int round = 0; round != most_rounds; ++round) {
            unit_of_work unit(storage(), owner, round == 0 ? known : nullptr, round == 0);
            auto done = work(unit);
            if (!done) {
                if (done.error() == errc::conflict) continue;
                return done;
            }
            auto const committed = unit.commit();
            if (committed && known != nullptr) *known = unit.inserted();
            if (committed && hooks.changed) tell(unit.writes());
            if (committed) return done;
            if (!(committed.error() == errc::conflict)) return committed.error();
        }
        return fault(errc::storage_unavailable);
    }

    /// The account, for a unit of work that writes. One that may be charged for is not read again:
    /// where it has changed since, the commit finds out. Fault not_found.
    result<versioned<account>> find_account(unit_of_work& unit, merchant const& who, instant when)
    {
        if (unit.may_trust()) {
            auto seen = accounts_.with(who, when, [](versioned<account> const& a) { return a; });
            if (seen.object != nullptr && seen->may_charge(who.mode)) return unit.trust(seen);
        }
        auto found = unit.find(who.account);
        if (found) accounts_.with(who, when, [&](versioned<account>& a) { a = *found; });
        return found;
    }

private:
    /// Tells the host of the events among what was committed.
    void tell(std::span<record_write const> written) const;

    static constexpr int most_rounds = 10'000;

    /// The same ports. Throws std::invalid_argument, which names those that are missing.
    static ports whole(ports world);

    ports world_;
    per_merchant<versioned<account>> accounts_;
    spin_mutex strangers_lock_;
    std::int64_t strangers_minute_ = 0;
    std::int64_t strangers_lines_ = 0;   ///< in that minute
    std::array<peers, enum_count<job_lane>> called_;

public:
    tender::settings settings;
    tender::hooks hooks;
    id_source ids;
    tender::watch watch;
    bulkhead held_up;                  ///< of the threads that serve
    bulkhead::line waiting;            ///< of those: for another request's answer
    per_merchant<instant> housekeeping_due;   ///< as its job was read last
    provider_registry providers;

};

/// The key of lists that hold all of a mode.
inline index_key mode_key(merchant const& who)
{
    index_key key;
    key.add(who.mode);
    return key;
}

/// The record, if it is of this mode: another mode's is as good as none.
template<class R>
result<versioned<R>> find_own(unit_of_work& unit, merchant const& who, id<R> which)
{
    auto found = unit.find(which);
    if (found && (*found)->mode != who.mode) return fault(errc::not_found);
    return found;
}

/// The account, where it may be charged for in this mode [C57]: whatever writes an attempt that
/// charges asks this in the same unit of work. Faults not_found, forbidden.
inline result<versioned<account>> find_chargeable(runtime& r, unit_of_work& unit,
                                                  merchant const& who, instant now)
{
    auto found = r.find_account(unit, who, now);
    if (!found && found.error() == errc::not_found)
        return fault(errc::not_found, "There is no such account.");
    if (found && !(*found)->may_charge(who.mode))
        return fault(errc::forbidden, "The account may not be charged for in this mode.");
    return found;
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/runtime/impl/runtime.ipp>
#endif
