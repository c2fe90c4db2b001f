// SPDX-License-Identifier: BSL-1.0
// tender/store/records/turns.hpp: a part of the round of all queues.
#pragma once

#include <tender/port/storage.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tender {

/// How many queues are looked at for one part of the round, whether or not they have anything due.
inline constexpr int most_looked_at = 2000;

/// What a store has found when it looked at the first of each queue, or of each and table, as a
/// part of the round.
inline due_turns as_turns(std::vector<due_record> all, instant until, std::int32_t after,
                          int limit)
{
    auto const place = [&](due_record const& d) {
        return static_cast<std::uint32_t>(d.queue) - static_cast<std::uint32_t>(after) - 1;
    };
    std::sort(all.begin(), all.end(), [&](due_record const& a, due_record const& b) {
        return place(a) != place(b) ? place(a) < place(b) : a.when < b.when;
    });
    auto const same = [](due_record const& a, due_record const& b) { return a.queue == b.queue; };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());
    if (all.size() > most_looked_at) all.resize(most_looked_at);
    due_turns out;
    out.last = after;
    for (auto const& d : all) {
        if (out.found.size() == static_cast<std::size_t>(limit)) break;
        out.last = d.queue;
        if (d.when <= until) out.found.push_back(d);
    }
    return out;
}

namespace sql {

/// The earliest of what several tables have due.
inline void keep_earliest(std::vector<due_record>& all, int limit)
{
    std::stable_sort(all.begin(), all.end(), [](due_record const& a, due_record const& b) {
        return a.when < b.when;
    });
    auto const most = static_cast<std::size_t>(limit);
    if (all.size() > most) all.resize(most);
}

}  // namespace sql

}  // namespace tender
