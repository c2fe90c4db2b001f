// SPDX-License-Identifier: BSL-1.0
// tender/service/changes.hpp: how a payment changes: version, event and answer in one.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/domain/claim.hpp>
#include <tender/domain/event.hpp>
#include <tender/domain/job.hpp>
#include <tender/domain/payment_link.hpp>
#include <tender/service/runtime.hpp>

namespace tender {

/// A change of one payment inside a unit of work. `next` is the version to be.
class payment_change {
public:
    payment_change(runtime& r, unit_of_work& unit, kept<payment> old, instant now)
        : next(*old), runtime_(r), unit_(unit), old_(std::move(old)), now_(now)
    {
        auto const least = old_->updated_at + std::chrono::milliseconds(1);
        next.updated_at = now < least ? least : now;
    }

    payment next;
    std::string declined{};            ///< why the customer may try again
    customer_action action{};          ///< what the provider asks of the customer
    attempt_end ended = attempt_end::failed;   ///< what a call came to that did not succeed

    payment const& old() const { return *old_; }
    instant now() const { return now_; }

    /// Moves along the flow's table; a move that is not in it makes the unit of work fail.
    void apply(payment_event what)
    {
        auto const to = payment_flow.next(next.state, what);
        if (to) next.state = *to;
        else legal_ = false;
    }

    /// Writes the version and its event, and moves the session of a payment on a page along. The
    /// claim, if one waits, gets the event for its answer.
    result<std::shared_ptr<payment const>> finish(event_kind kind, id<claim> answers = {},
                                                  std::shared_ptr<refund const> about = {});

    /// What the claim was answered with; null where none waited, or had its answer before.
    std::shared_ptr<payment const> answer() const { return answer_; }

private:
    void note_attempts();
    void note_action();
    result<> move_session(payment const& p);
    result<> count_use(payment const& p, checkout_state from, checkout_state to);

    runtime& runtime_;
    unit_of_work& unit_;
    kept<payment> old_;
    instant now_;
    bool legal_ = true;
    std::shared_ptr<payment const> answer_;
};

/// Appends an event, whose id sorts as its instant does; the claim, if there is one without an
/// answer, gets it. Says whether it did.
result<bool> append_event(runtime& r, unit_of_work& unit, event fresh, instant at,
                          id<claim> answers);

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

/// Writes an incident; the host's hook hears of it from `tell` after the commit.
incident make_incident(runtime& r, unit_of_work& unit, merchant const& who, incident_kind kind,
                       ulid subject, std::string says, instant now);

/// The n-th question's delay; daily after the last.
std::chrono::milliseconds question_delay(int asked);

//---------------------------------------------------------------------------

inline result<bool> append_event(runtime& r, unit_of_work& unit, event fresh, instant at,
                                 id<claim> answers)
{
    if (!fresh.id) fresh.id = {r.ids.dated(at)};
    auto const appended = unit.insert(std::move(fresh));
    if (r.outbox)
        if (auto const told = r.outbox(unit, *appended); !told) return told.error();
    auto const event_id = appended->id;
    if (!answers) return false;
    auto const c = unit.find(answers);
    if (!c) return c.error() == errc::not_found ? result<bool>(false) : c.error();
    if ((*c)->answer) return false;
    auto answered = **c;
    answered.answer = event_id;
    unit.replace(*c, std::move(answered));
    return true;
}

inline result<std::shared_ptr<payment const>> payment_change::finish(
    event_kind kind, id<claim> answers, std::shared_ptr<refund const> about)
{
    if (!legal_) return fault(errc::illegal_transition);
    if (next.hosted() && next.routing) note_attempts();
    note_action();
    auto const object = unit_.replace(old_, std::move(next));
    if (object->hosted())
        if (auto const moved = move_session(*object); !moved) return moved.error();
    event fresh;
    fresh.account = object->account;
    fresh.mode = object->mode;
    fresh.kind = kind;
    fresh.payment = object;
    fresh.before = old_.object;
    fresh.refund = std::move(about);
    auto const appended =
        append_event(runtime_, unit_, std::move(fresh), object->updated_at, answers);
    if (!appended) return appended.error();
    if (*appended) answer_ = object;
    return object;
}

/// Keeps what the customer is asked to do for as long as the provider waits.
inline void payment_change::note_action()
{
    bool const waits = next.state == payment_state::challenged;
    if (waits ? action.says_nothing() : next.action() == nullptr) return;
    auto lines = next.all_lines();
    lines.action = waits ? std::optional(action) : std::nullopt;
    next.lines = std::make_shared<payment_lines const>(std::move(lines));
}

/// Brings the lines of a page's attempts up to its payment: the last call stands as the payment
/// does, and a call before one that is new has failed.
inline void payment_change::note_attempts()
{
    auto lines = next.attempts();
    auto const calls = next.routing->tried.size();
    auto const end = [&](attempt_end how, std::string const& why) {
        if (lines.empty() || lines.back().end != attempt_end::running) return;
        lines.back().end = how;
        lines.back().reason = why;
    };
    if (lines.size() < calls) {
        end(ended, declined);
        lines.resize(calls);
        lines.back().method = next.method;
    }
    switch (next.state) {
        case payment_state::captured: end(attempt_end::succeeded, {}); break;
        case payment_state::created: end(ended, declined); break;
        case payment_state::failed:
        case payment_state::canceled:
        case payment_state::expired: end(ended, next.failure); break;
        default: break;
    }
    if (!next.provider_reference.empty()) lines.back().reference = next.provider_reference;
    if (lines == next.attempts()) return;
    next.lines = std::make_shared<payment_lines const>(
        payment_lines{next.refunds(), std::move(lines), next.all_lines().action});
}

/// A form's nonce serves one submit. Where a decline comes behind the deadline, the page is open
/// for as long as its job takes.
inline result<> payment_change::move_session(payment const& p)
{
    auto const s = unit_.find(session_of(p.id));
    if (!s) return s.error();
    auto page = **s;
    bool const waits = p.state == payment_state::challenged;
    if (auto const what = checkout_event_of(page.state, p.state)) {
        page.state = *checkout_flow.next(page.state, *what);
        if (page.link)
            if (auto const done = count_use(p, (*s)->state, page.state); !done) return done.error();
        page.nonce.clear();
        if (*what == checkout_event::submit) ++page.submits;
    } else if (!waits) {
        return {};
    }
    if (!waits || !action.says_nothing()) page.action = std::move(action);
    page.declined = std::move(declined);
    merchant const who{p.account, p.mode, {}};
    auto const& ends = p.terms->checkout->expires_at;
    if (page.state == checkout_state::open) {
        page.nonce = runtime_.ids.text(22);
        if (ends && *ends <= now_)
            if (auto const due = schedule(unit_, who, job_kind::expire_checkout, p.id.value, *ends,
                                          0); !due)
                return due.error();
    } else if (checkout_flow.final(page.state) && ends) {
        auto const gone = unschedule(unit_, who, job_kind::expire_checkout, p.id.value);
        if (!gone) return gone.error();
    }
    unit_.replace(*s, std::move(page));
    return {};
}

/// A use of a link is reserved while its page is being paid, and counted where it is.
inline result<> payment_change::count_use(payment const& p, checkout_state from, checkout_state to)
{
    auto const held = std::int64_t(from == checkout_state::paying);
    auto const holds = std::int64_t(to == checkout_state::paying);
    auto const paid = std::int64_t(to == checkout_state::completed);
    if (held == holds && paid == 0) return {};
    auto const l = unit_.find(p.terms->checkout->link);
    if (!l) return l.error();
    auto counted = **l;
    counted.reserved += holds - held;
    counted.uses += paid;
    if (paid != 0)
        counted.revenue = checked_add(counted.revenue, p.captured).value_or(counted.revenue);
    unit_.replace(*l, std::move(counted));
    return {};
}

inline result<kept<job>> find_job(unit_of_work& unit, merchant const& who, job_kind kind,
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

inline incident make_incident(runtime& r, unit_of_work& unit, merchant const& who,
                              incident_kind kind, ulid subject, std::string says, instant now)
{
    incident fresh;
    fresh.id = {r.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.kind = kind;
    fresh.subject = subject;
    fresh.says = with_chars_mended(std::move(says));
    fresh.at = now;
    return *unit.insert(std::move(fresh));
}

inline std::chrono::milliseconds question_delay(int asked)
{
    auto const at = static_cast<std::size_t>(asked);
    return question_delays[at < question_delays.size() ? at : question_delays.size() - 1];
}

}  // namespace tender
