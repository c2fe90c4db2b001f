// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs/impl/jobs.ipp: bodies of service/jobs/jobs.hpp.
#pragma once

#include <tender/service/jobs/job_table.hpp>
#include <tender/service/jobs/jobs.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace tender {

namespace jobs_parts {

inline constexpr std::chrono::milliseconds look_again{1000};
inline constexpr std::chrono::milliseconds between_rounds{50};
inline constexpr int window = 64;                    ///< of what is due, looked at together

/// Names one lease of a job among those that it had.
inline ulid lease_of(job const& j)
{
    auto const ends = static_cast<std::uint64_t>(j.due.time_since_epoch().count());
    return {j.id.value.high ^ ends << 16, j.id.value.low};
}

/// In turns: the first of each, then the second of each, and so on.
template<class Whom>
void take_turns(std::vector<due_record>& due, Whom whom)
{
    std::map<std::remove_cvref_t<decltype(whom(due.front()))>, std::size_t> had;
    std::vector<std::pair<std::size_t, due_record>> in_turn;
    in_turn.reserve(due.size());
    for (auto const& d : due) in_turn.emplace_back(had[whom(d)]++, d);
    std::stable_sort(in_turn.begin(), in_turn.end(),
                     [](auto const& a, auto const& b) { return a.first < b.first; });
    for (std::size_t i = 0; i != due.size(); ++i) due[i] = in_turn[i].second;
}

/// Accounts take turns, and the queues of each.
inline void take_turns(std::vector<due_record>& due)
{
    take_turns(due, [](due_record const& d) { return d.queue; });
    take_turns(due, [](due_record const& d) { return d.account; });
}

}  // namespace jobs_parts

/// The first that are due; where more wait, and it is to go round, those whose turn it is among all
/// stand before them.
TENDER_DECL result<std::vector<due_record>> jobs::next_due(job_lane lane, int width, bool go_round,
                                                            bool& all)
{
    auto const number = static_cast<int>(lane);
    auto const now = runtime_.now();
    auto due = runtime_.storage().due(number, now, width);
    if (!due) return due.error();
    jobs_parts::take_turns(*due);
    all = due->size() < static_cast<std::size_t>(width);
    auto& turn = rounds_[static_cast<std::size_t>(number)];
    if (all || !go_round) return due;
    auto turns = runtime_.storage().due_in_turns(number, now, turn.last, jobs_parts::window);
    if (!turns) return turns.error();
    turn.last = turns->last;
    turn.next = (runtime_.steady() + jobs_parts::between_rounds).count();
    jobs_parts::take_turns(turns->found);
    due->insert(due->begin(), turns->found.begin(), turns->found.end());
    return due;
}

TENDER_DECL result<due_report> jobs::run_due(int limit, job_lane lane)
{
    due_report report;
    int left_to_others = 0;
    auto const never = std::chrono::milliseconds::max();
    auto held_up = never;
    bool all = false;
    bool go_round = runtime_.steady().count() >= rounds_[static_cast<std::size_t>(lane)].next;
    for (int width = std::max(limit, jobs_parts::window); report.done == 0;
         width += left_to_others) {
        auto const due = next_due(lane, width, go_round, all);
        if (!due) return due.error();
        left_to_others = 0;
        for (auto const& d : *due) {
            if (report.done == limit) break;
            auto wait = never;
            auto const visit = may_hang(d.queue)
                ? runtime_.called_in(lane).enter(d.queue, runtime_.steady(), wait)
                : std::nullopt;
            if (may_hang(d.queue) && !visit) {
                held_up = std::min(held_up, wait);
                continue;
            }
            auto const leased = lease(d, left_to_others);
            if (!leased) return leased.error();
            if (!*leased) continue;
            ++report.done;
            auto const& j = **leased;
            auto const ran = handler_of(j->kind)(services_, {j->account, j->mode, {}}, j);
            if (!ran) failed(j, ran.error());
        }
        bool const others_may = held_up != never && !all && !std::exchange(go_round, true);
        if (!others_may && (all || left_to_others == 0)) break;
    }
    auto next = runtime_.storage().next_due(static_cast<int>(lane));
    if (!next) return next.error();
    report.next = *next;
    if (held_up != never || left_to_others != 0)   // others may be due before
        held_up = std::min(held_up, jobs_parts::look_again);
    if (report.done == 0 && held_up != never)
        report.next = std::max(report.next.value_or(instant()), runtime_.now() + held_up);
    return report;
}

/// A job that is still due becomes this caller's until the lease ends. Nothing where another was
/// first, or may still be at it: that a lease is over needs both clocks [C56].
TENDER_DECL result<std::optional<versioned<job>>> jobs::lease(due_record const& due,
                                                         int& left_to_others)
{
    auto const at = runtime_.read_clock();
    auto const now = at.now;
    unit_of_work unit(runtime_.storage(), due.account);
    auto const j = unit.find(id<job>{due.record});
    if (!j) {
        if (j.error() == errc::not_found || j.error() == errc::conflict)
            return std::optional<versioned<job>>();
        return j.error();
    }
    if ((*j)->due > now || (*j)->parked) return std::optional<versioned<job>>();
    auto const length = longest_of(services_, runtime_, **j) + runtime_.settings.max_clock_skew;
    if ((*j)->leased &&
        runtime_.watch.seen_for(jobs_parts::lease_of(**j), at.steady) < length) {
        ++left_to_others;
        return std::optional<versioned<job>>();
    }
    auto mine = **j;
    mine.leased = true;
    mine.due = now + length;
    versioned<job> held{unit.replace(*j, std::move(mine)), 0};
    auto const committed = unit.commit();
    if (committed) return std::optional<versioned<job>>(std::move(held));
    if (committed.error() == errc::conflict) return std::optional<versioned<job>>();
    return committed.error();
}

/// Later again; after too often a person is told. What the job did before it failed may have moved
/// or removed it: then it is no longer ours.
TENDER_DECL void jobs::failed(versioned<job> const& j, fault const& why)
{
    merchant const who{j->account, j->mode, {}};
    std::optional<incident> told;
    auto const noted = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        told.reset();
        auto const there = unit.find(j->id);
        if (!there) return there.error();
        auto next = **there;
        if (!next.leased || next.due != j->due) return {};
        auto const now = runtime_.now();
        ++next.failures;
        next.leased = false;
        next.due = now + std::chrono::seconds(1 << std::min<int>(next.failures, 12));
        if (next.failures >= runtime_.settings.failures_until_parked) {
            next.parked = true;
            told = make_incident(runtime_, unit, who, incident_kind::job_parked, j->id.value,
                                 std::string(enum_name(j->kind)) + ": " + std::string(why.text()),
                                 now);
        }
        unit.replace(*there, std::move(next));
        return {};
    });
    if (noted && told && runtime_.hooks.incident) runtime_.hooks.incident(*told);
}

}  // namespace tender
