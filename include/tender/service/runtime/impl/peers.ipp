// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/impl/peers.ipp: bodies of service/runtime/peers.hpp.
#pragma once

#include <tender/service/runtime/peers.hpp>

#include <algorithm>

namespace tender {

namespace peers_parts {

using std::chrono::milliseconds;

inline constexpr milliseconds soon{2000};            ///< a good receiver's answer comes within
inline constexpr milliseconds look_again{50};        ///< a sender may have become free
inline constexpr milliseconds first_pause{2000}, longest_pause{60'000};
inline constexpr int forgiven = 1, forgiven_hosts = 3;   ///< silences in a row
inline constexpr int most_owed = 31;
inline constexpr std::size_t most_known = 20'000;

}  // namespace peers_parts

/// One more; beyond those that are forgiven each doubles the pause.
TENDER_DECL void peers::silence::go_on(milliseconds now, int forgiven)
{
    using namespace peers_parts;
    if (++times <= forgiven) return;
    until = now + std::min(longest_pause, first_pause * (1 << std::min(times - forgiven - 1, 5)));
}

TENDER_DECL std::optional<peers::visit> peers::enter(std::int32_t queue, milliseconds now,
                                                             milliseconds& wait)
{
    std::lock_guard const hold(lock_);
    forget_idle(now);
    auto& mine = lots_[queue];
    bool const doubtful = mine.owes != 0;
    auto left = mine.silent.left(now);
    if (doubtful && mine.host != 0)
        if (auto const host = hosts_.find(mine.host); host != hosts_.end())
            left = std::max(left, host->second.left(now));
    bool const taken = mine.running >= (doubtful ? 1 : share()) ||
                       (doubtful && doubtful_ >= doubtful_share());
    wait = taken ? std::max(left, peers_parts::look_again) : left;
    if (wait.count() != 0) return std::nullopt;
    ++mine.running;
    if (doubtful) ++doubtful_;
    return visit(this, queue, doubtful);
}

TENDER_DECL peers::milliseconds peers::held_up(std::int32_t queue, std::uint64_t host,
                                                       milliseconds now)
{
    std::lock_guard const hold(lock_);
    auto& mine = lots_[queue];
    mine.host = host;
    auto const known = hosts_.find(host);
    bool const free = mine.owes == 0 || known == hosts_.end();
    return free ? milliseconds(0) : known->second.left(now);
}

TENDER_DECL void peers::note(std::int32_t queue, std::uint64_t host, bool answered,
                                 milliseconds took, milliseconds now)
{
    using namespace peers_parts;
    std::lock_guard const hold(lock_);
    auto& mine = lots_[queue];
    mine.host = host;
    if (answered && took < soon) {
        mine.silent = {};
        hosts_.erase(host);
        if (mine.owes > 0) --mine.owes;
        return;
    }
    mine.owes = std::min(2 * mine.owes + 1, most_owed);
    if (answered) {                    // late, but well: one at a time
        mine.silent = {};
        return;
    }
    mine.silent.go_on(now, forgiven);
    hosts_[host].go_on(now, forgiven_hosts);
}

TENDER_DECL void peers::leave(std::int32_t queue, bool doubtful)
{
    std::lock_guard const hold(lock_);
    --lots_[queue].running;
    if (doubtful) --doubtful_;
}

TENDER_DECL void peers::forget_idle(milliseconds now)
{
    using peers_parts::most_known;
    if (lots_.size() >= most_known)
        std::erase_if(lots_, [&](auto const& l) {
            return l.second.running == 0 && l.second.silent.left(now).count() == 0;
        });
    if (hosts_.size() >= most_known)
        std::erase_if(hosts_, [&](auto const& h) { return h.second.left(now).count() == 0; });
}

}  // namespace tender
