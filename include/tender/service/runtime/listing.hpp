// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/listing.hpp: a list a page at a time, whole or by what is wanted of it.
#pragma once

#include <tender/base/page.hpp>
#include <tender/domain/event/event.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tender {

/// Fault invalid_request where a page may not have so many items.
inline result<> check_limit(int limit, int most = list_query::most)
{
    if (limit >= 1 && limit <= most) return {};
    return fault::at("limit", "must be from 1 to " + std::to_string(most));
}

/// A page of all that an index has under a key, newest first.
template<class R>
result<page<versioned<R>>> list_page(runtime& r, merchant const& who, list_index<R> by,
                                     index_key const& key, list_query const& which)
{
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    return r.transact(who.account, [&](unit_of_work& unit) {
        return unit.list(by, key, which.after, which.limit);
    });
}

/// A record of this mode that is not deleted, where its kind can be; else not_found.
template<class R>
result<versioned<R>> find_there(unit_of_work& unit, merchant const& who, id<R> which)
{
    auto found = find_own(unit, who, which);
    if constexpr (requires(R const& one) { one.deleted; })
        if (found && (*found)->deleted) return fault(errc::not_found);
    return found;
}

/// The same in a unit of work of its own.
template<class R>
result<R> read_own(runtime& r, merchant const& who, id<R> which)
{
    return r.transact(who.account, [&](unit_of_work& unit) -> result<R> {
        auto const found = find_there(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

/// Changes the record that `find` finds in a unit of work: `change` is given its next version and
/// that unit, and says whether it is to be.
template<class R, class Find, class Change>
result<R> change_record(runtime& r, merchant const& who, Find&& find, Change&& change)
{
    auto const now = r.now();
    return r.transact(who.account, [&](unit_of_work& unit) -> result<R> {
        auto const found = find(unit);
        if (!found) return found.error();
        R next = **found;
        next.updated_at = changed_at(now, next.updated_at);
        if (auto const done = change(next, unit); !done) return done.error();
        return *unit.replace(*found, std::move(next));
    });
}

/// What a look through a list found, newest first, one more than a page has where there are more.
template<class R>
struct looked_through {
    std::vector<versioned<R>> items;
    std::optional<ulid> ended_at;      ///< where it stopped because it had looked at enough
};

/// Looks at most at `most_seen` records for those that are wanted. No id is dated before its
/// record, so the first that is too old ends the look. It may be dated later, where the clock was
/// set back: what is up to a day ahead is found by its record's instant all the same.
template<class R, class CreatedAt, class Wanted>
result<looked_through<R>> look_through(unit_of_work& unit, list_index<R> by, index_key const& key,
                                       list_query const& which, time_range const& created,
                                       int most_seen, CreatedAt&& created_at, Wanted&& wanted)
{
    constexpr std::chrono::hours of_a_clock{24};
    auto after = which.after;
    if (created.until < last_instant - of_a_clock) {
        auto const ms = (created.until + of_a_clock).time_since_epoch().count();
        ulid const bound{static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0)) << 16, 0};
        if (!after || bound < after->after) after = cursor{bound};
    }
    looked_through<R> out;
    auto const enough = static_cast<std::size_t>(which.limit) + 1;
    int const most_at_once = std::max(which.limit + 1, 500);
    int seen = 0, at_once = which.limit + 1;   // more each time, where few are wanted
    do {
        auto found = unit.list(by, key, after, at_once);
        if (!found) return found.error();
        seen += at_once;
        at_once = std::max(1, std::min({4 * at_once, most_at_once, most_seen - seen}));
        after = found->next;
        for (auto& one : found->items) {
            if (instant_of(one->id.value) < created.from) return out;
            bool const in_time = created.contains(created_at(*one));
            if (in_time && wanted(*one)) out.items.push_back(std::move(one));
        }
    } while (after && out.items.size() < enough && seen < most_seen);
    if (after && out.items.size() < enough) out.ended_at = after->after;
    return out;
}

/// The page that a look, or several of the same, came to.
template<class R>
page<versioned<R>> page_of(looked_through<R> found, int limit)
{
    page<versioned<R>> out{std::move(found.items), {}};
    auto const wanted = static_cast<std::size_t>(limit);
    if (out.items.size() > wanted) {
        out.items.resize(wanted);
        out.next = cursor{out.items.back()->id.value};
    } else if (found.ended_at) {
        out.next = cursor{*found.ended_at};
    }
    return out;
}

/// A page of what is wanted of all that an index has under a key, newest first.
template<class R, class Wanted>
result<page<versioned<R>>> list_wanted(runtime& r, merchant const& who, list_index<R> by,
                                       index_key const& key, list_query const& which,
                                       Wanted&& wanted)
{
    constexpr int most_seen = 2000;
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    auto found = r.transact(who.account, [&](unit_of_work& unit) {
        return look_through(unit, by, key, which, {}, most_seen,
                            [](R const& one) { return one.created_at; }, wanted);
    });
    if (!found) return found.error();
    return page_of(std::move(*found), which.limit);
}

}  // namespace tender
