// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/deliveries.ipp: bodies of service/webhook/deliveries.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>
#include <tender/service/webhook/deliveries.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <algorithm>

namespace tender {

namespace deliveries_parts {

inline constexpr std::chrono::hours longest_wait{24};            ///< that a receiver may ask for
inline constexpr std::chrono::hours patience{24 * 3};            ///< without one success [C52]
inline constexpr std::chrono::minutes behind_another{1};         ///< where nobody wakes it

constexpr bool arrived(sent const& answer) { return answer.status >= 200 && answer.status < 300; }

/// The endpoint wants nothing any more.
constexpr bool gone(sent const& answer) { return answer.status == 410; }

/// When the next attempt is due; nothing: there is none.
inline std::optional<instant> next_attempt(webhook_dialect const& by, int attempts,
                                           sent const& answer, instant now)
{
    auto const at = static_cast<std::size_t>(attempts - 1);
    if (gone(answer) || at >= by.delays.size()) return std::nullopt;
    std::chrono::seconds const most = longest_wait;
    auto const asked = std::min(answer.retry_after.value_or(std::chrono::seconds(0)), most);
    return now + std::max(by.delays[at], asked);
}

inline webhook_delivery given_up(webhook_delivery d, instant now)
{
    d.state = *delivery_flow.next(d.state, delivery_event::give_up);
    d.ended_at = now;
    return d;
}

/// What nobody has tried to tell an endpoint of an object, oldest first.
inline auto untried(unit_of_work& unit, webhook_delivery const& d, int most)
{
    index_key key;
    key.add(d.mode).add(d.endpoint).add(d.object);
    return unit.list(untried_webhook_deliveries, key, {}, most, list_order::oldest_first);
}

inline job put_back(job j, instant until)
{
    j.leased = false;
    j.due = until;
    return j;
}

}  // namespace deliveries_parts

/// Events of one object go to an endpoint in their order, as far as their first attempts go. Who
/// waits has read whom it waits for: one of the two sees the other's commit.
TENDER_DECL result<bool> deliveries::is_its_turn(unit_of_work& unit, webhook_delivery const& d)
{
    if (d.attempts != 0) return true;
    auto const first = deliveries_parts::untried(unit, d, 1);
    if (!first) return first.error();
    if (first->items.empty() || first->items.front()->id == d.id) return true;
    auto const before = unit.find(first->items.front()->id);
    return before ? result<bool>(false) : before.error();
}

/// Its first attempt is over: the next event of the object need not wait any longer.
TENDER_DECL result<> deliveries::wake_next(unit_of_work& unit, webhook_delivery const& tried,
                                           instant now)
{
    if (tried.attempts != 0) return {};
    auto const waiting = deliveries_parts::untried(unit, tried, 2);
    if (!waiting) return waiting.error();
    for (auto const& next : waiting->items) {
        if (next->id == tried.id) continue;
        auto const j = unit.find(job_about(next->mode, sender_of(*next), next->id.value));
        if (!j) return j.error() == errc::not_found ? result<>() : result<>(j.error());
        if ((*j)->leased || (*j)->due <= now) return {};
        auto woken = **j;
        woken.due = now;
        unit.replace(*j, std::move(woken));
        return {};
    }
    return {};
}

TENDER_DECL result<> deliveries::put_back(merchant const& who, versioned<job> const& due,
                                          std::chrono::milliseconds wait)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const j = unit.find(due->id);
        if (!j) return j.error() == errc::not_found ? result<>() : result<>(j.error());
        if ((*j)->due != due->due) return {};
        unit.replace(*j, deliveries_parts::put_back(**j, runtime_.now() + wait));
        return {};
    });
}

/// What is to be sent; nothing where there is nothing to do now.
TENDER_DECL result<std::optional<deliveries::delivery_attempt>>
deliveries::pack(merchant const& who, versioned<job> const& due)
{
    using packed = result<std::optional<delivery_attempt>>;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> packed {
        auto const j = unit.find(due->id);
        if (!j) return j.error() == errc::not_found ? packed(std::nullopt) : packed(j.error());
        auto const d = unit.find(id<webhook_delivery>{due->subject});
        if (!d && !(d.error() == errc::not_found)) return d.error();
        if (!d || (*d)->state != delivery_state::pending) {
            unit.remove(*j);
            return std::optional<delivery_attempt>();
        }
        bool const own = !(*d)->endpoint;
        auto const to = own ? result(versioned<webhook_endpoint>()) : unit.find((*d)->endpoint);
        if (!to && !(to.error() == errc::not_found)) return to.error();
        if (!to || (!own && !(*to)->enabled)) {
            unit.replace(*d, deliveries_parts::given_up(**d, runtime_.now()));
            unit.remove(*j);
            return std::optional<delivery_attempt>();
        }
        auto const turn = is_its_turn(unit, **d);
        if (!turn) return turn.error();
        if (!*turn) {
            auto const later = runtime_.now() + deliveries_parts::behind_another;
            unit.replace(*j, deliveries_parts::put_back(**j, later));
            return std::optional<delivery_attempt>();
        }
        auto const* const dialect = outbox_.dialect_of((*d)->face);
        if (!(*d)->event) return std::optional(delivery_attempt{*d, to->object, nullptr, dialect});
        auto const what = unit.find((*d)->event);
        if (!what) return what.error();
        return std::optional(delivery_attempt{*d, to->object, what->object, dialect});
    });
}

TENDER_DECL result<> deliveries::deliver(merchant const& who, versioned<job> const& due)
{
    auto const what = pack(who, due);
    if (!what) return what.error();
    if (!*what) return {};
    if ((*what)->dialect == nullptr)
        return fault(errc::internal, "No face of this program tells of what it sends.");
    auto& there = runtime_.called_in(due->lane);
    auto const host = hash_of_host((*what)->url());
    auto const wait = there.held_up(due->queue, host, runtime_.steady());
    if (wait.count() != 0) return put_back(who, due, wait);
    auto const begin = runtime_.steady();
    auto const answer = send(**what);
    auto const end = runtime_.steady();
    if (!answer.interrupted)
        there.note(due->queue, host, answer.status != 0, end - begin, end);
    if (answer.interrupted) return {};   // when the lease ends, another takes it over
    return record(who, due, **what, answer);
}

/// A success ends a time of failures; too long a one, or the answer "gone", disables the endpoint.
TENDER_DECL result<std::optional<incident>> deliveries::note_health(unit_of_work& unit,
                                                                    delivery_attempt const& what,
                                                                    sent const& answer,
                                                                    instant now)
{
    using namespace deliveries_parts;
    if (what.endpoint == nullptr) return std::optional<incident>();
    auto const to = unit.find(what.endpoint->id);
    if (!to) return to.error();
    auto const& e = **to;
    if (!e.enabled) return std::optional<incident>();
    bool const tired = e.failing_since && now - *e.failing_since >= patience;
    if (gone(answer) || (!arrived(answer) && tired)) {
        if (auto const done = outbox_.enable(unit, *to, false, now); !done) return done.error();
        merchant const who{e.account, e.mode, e.face};
        return std::optional(make_incident(
            runtime_, unit, who, incident_kind::webhook_disabled, e.id.value,
            e.url + (gone(answer) ? " answered 410" : " has taken nothing for three days"), now));
    }
    if (arrived(answer) == e.failing_since.has_value()) {
        auto next = e;
        next.failing_since = arrived(answer) ? std::nullopt : std::optional(now);
        unit.replace(*to, std::move(next));
    }
    return std::optional<incident>();
}

TENDER_DECL result<> deliveries::record(merchant const& who, versioned<job> const& due,
                                        delivery_attempt const& what, sent const& answer)
{
    using namespace deliveries_parts;
    std::optional<incident> told;
    auto const done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const now = runtime_.now();
        auto const d = unit.find(what.delivery->id);
        if (!d) return d.error();
        auto const j = unit.find(due->id);
        if (!j && !(j.error() == errc::not_found)) return j.error();
        auto incident = note_health(unit, what, answer, now);
        if (!incident) return incident.error();
        told = *incident;
        if ((*d)->state != delivery_state::pending) {
            if (j) unit.remove(*j);
            return {};
        }
        auto next = **d;
        ++next.attempts;
        next.last_status = answer.status;
        next.last_error = with_chars_mended(answer.error);
        auto const again = next_attempt(*what.dialect, next.attempts, answer, now);
        if (arrived(answer)) {
            next.state = *delivery_flow.next(next.state, delivery_event::arrive);
            next.ended_at = now;
        } else if (!again || told) {
            next = given_up(next, now);
        }
        bool const over = next.state != delivery_state::pending;
        if (auto const woken = wake_next(unit, **d, now); !woken) return woken;
        unit.replace(*d, std::move(next));
        if (over && j) unit.remove(*j);
        if (over) return {};
        return schedule(unit, who, due->kind, due->subject, *again, 0);
    });
    if (done && told) {
        outbox_.forget(who);
        if (runtime_.hooks.incident) runtime_.hooks.incident(*told);
    }
    return done;
}

TENDER_DECL result<> deliveries::cancel_deliveries(merchant const& who, versioned<job> const& due)
{
    constexpr int batch = 100;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const now = runtime_.now();
        auto const j = unit.find(due->id);
        if (!j) return j.error() == errc::not_found ? result<>() : result<>(j.error());
        auto const to = unit.find(id<webhook_endpoint>{due->subject});
        if (!to && !(to.error() == errc::not_found)) return to.error();
        bool more = false;
        if (!to || !(*to)->enabled) {
            index_key key;
            key.add(who.mode).add(due->subject);
            auto const page = unit.list(pending_webhook_deliveries, key, {}, batch,
                                        list_order::oldest_first);
            if (!page) return page.error();
            for (auto const& d : page->items) {
                unit.replace(d, deliveries_parts::given_up(*d, now));
                auto const gone = unschedule(unit, who, job_kind::deliver, d->id.value);
                if (!gone) return gone.error();
            }
            more = page->next.has_value();
        }
        if (!more) unit.remove(*j);
        else return schedule(unit, who, job_kind::cancel_deliveries, due->subject, now, 0);
        return {};
    });
}


}  // namespace tender
