// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/schedule.hpp: the one job of a kind about a subject.
#pragma once

#include <tender/domain/runtime/job.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <chrono>
#include <cstdint>
#include <utility>

namespace tender {

/// Sets when the job about a subject is due, making it where there is none. One that was parked
/// is so no longer.
result<> schedule(unit_of_work& unit, merchant const& who, job_kind kind, ulid subject,
                  instant due, int asked, std::int32_t queue = 0);

/// A job about a subject, of which there is one of each kind.
job make_job(merchant const& who, job_kind kind, ulid subject, instant due,
             std::int32_t queue = 0);

/// The queue of all that asks one provider.
std::int32_t queue_of(mode where, name provider);

/// Removes the job about a subject, where there is one.
result<> unschedule(unit_of_work& unit, merchant const& who, job_kind kind, ulid subject);

/// How long housekeeping waits at most: no key that is reserved meanwhile dies before.
inline constexpr std::chrono::hours idle_housekeeping{24};

/// Part of a unit of work that posts: brings housekeeping forward to a minute from now. Its job is
/// read once in that minute, and for each posting while it is overdue, at work or has failed. One
/// that is at work comes again in a minute where it has folded anything; one that has failed keeps
/// the time of its next try, and one that is parked stays so.
result<> wake_housekeeping(runtime& r, unit_of_work& unit, merchant const& who, instant now);

/// The n-th question's delay; daily after the last.
std::chrono::milliseconds question_delay(int asked);

//---------------------------------------------------------------------------

inline result<versioned<job>> find_job(unit_of_work& unit, merchant const& who, job_kind kind,
                                  ulid subject)
{
    return unit.find(job_about(who.mode, kind, subject));
}

inline std::int32_t queue_of(mode where, name provider)
{
    return queue_of(ulid{hash_of(provider.text()), static_cast<std::uint64_t>(where)});
}

inline job make_job(merchant const& who, job_kind kind, ulid subject, instant due,
                    std::int32_t queue)
{
    job fresh;
    fresh.id = job_about(who.mode, kind, subject);
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.kind = kind;
    fresh.lane = lane_of(kind);
    fresh.subject = subject;
    fresh.due = due;
    fresh.queue = queue;
    return fresh;
}

inline result<> schedule(unit_of_work& unit, merchant const& who, job_kind kind,
                         ulid subject, instant due, int asked, std::int32_t queue)
{
    auto const there = find_job(unit, who, kind, subject);
    if (there) {
        auto moved = **there;
        moved.due = due;
        moved.asked = asked;
        moved.failures = 0;
        moved.leased = false;
        moved.parked = false;
        unit.replace(*there, std::move(moved));
        return {};
    }
    if (!(there.error() == errc::not_found)) return there.error();
    auto fresh = make_job(who, kind, subject, due, queue);
    fresh.asked = asked;
    unit.insert(std::move(fresh));
    return {};
}

inline result<> unschedule(unit_of_work& unit, merchant const& who, job_kind kind, ulid subject)
{
    auto const there = find_job(unit, who, kind, subject);
    if (there) unit.remove(*there);
    else if (!(there.error() == errc::not_found)) return there.error();
    return {};
}

inline result<> wake_housekeeping(runtime& r, unit_of_work& unit, merchant const& who,
                                  instant now)
{
    auto const latest = now + std::chrono::minutes(1);
    bool const awake = r.housekeeping_due.with(who, now, [&](instant due) {
        return now < due && due <= latest;
    });
    if (awake) return {};
    auto const there = find_job(unit, who, job_kind::housekeeping, who.account.value);
    if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
    if ((*there)->leased || (*there)->parked || (*there)->failures != 0) return {};
    if ((*there)->due <= latest) {
        r.housekeeping_due.with(who, now, [&](instant& due) { due = (*there)->due; });
        return {};
    }
    auto sooner = **there;
    sooner.due = latest;
    unit.replace(*there, std::move(sooner));
    return {};
}

inline std::chrono::milliseconds question_delay(int asked)
{
    auto const at = static_cast<std::size_t>(asked);
    return question_delays[at < question_delays.size() ? at : question_delays.size() - 1];
}

}  // namespace tender
