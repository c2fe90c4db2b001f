// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/impl/idempotency.ipp: bodies of service/runtime/idempotency.hpp.
#pragma once

#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <iterator>

namespace tender {

namespace idempotency_parts {

/// A clock that was ahead by more for a moment lets keys live no longer than this and their day.
inline constexpr std::chrono::hours largest_step{24 * 30};

/// Whether an operation that goes on when its key is answered still does.
struct long_operation {
    idempotency_subject makes;
    result<bool> (*under_way)(unit_of_work&, ulid);
};

template<class R, bool (*UnderWay)(R const&)>
constexpr long_operation making(idempotency_subject what)
{
    return {what, [](unit_of_work& unit, ulid which) -> result<bool> {
                auto const found = unit.find(id<R>{which});
                if (!found) return found.error();
                return UnderWay(**found);
            }};
}

/// That of a payment on a page is over when the page is there.
inline bool charges(payment const& p) { return !p.hosted() && !settled(p.state); }
inline bool refunds(refund const& r) { return under_way(r.state); }

inline constexpr long_operation long_operations[] = {
    making<payment, &charges>(idempotency_subject::payment),
    making<refund, &refunds>(idempotency_subject::refund),
};
static_assert(std::size(long_operations) + 2 == enum_count<idempotency_subject>);

}  // namespace idempotency_parts

TENDER_DECL result<versioned<idempotency_record>>
idempotency_records::find(unit_of_work& unit, merchant const& who,
                          idempotency_request const& request)
{
    index_key key;
    key.add(who.mode).add(request.route).add(request.key);
    return unit.find(idempotency_by_key, key);
}

/// A record is dead a day after it was made, and its operation is over [C18].
TENDER_DECL result<bool> idempotency_records::dead(unit_of_work& unit, idempotency_record const& c)
{
    bool const answered = c.answer || c.about == idempotency_subject::record;
    if (!answered || !has_lived(c)) return false;
    for (auto const& o : idempotency_parts::long_operations) {
        if (o.makes != c.about) continue;
        auto const goes_on = o.under_way(unit, c.subject);
        if (!goes_on) return goes_on.error();
        return !*goes_on;
    }
    return true;
}

/// A clock that is set forth ends no key's life, and one that is set back begins none early [C56].
TENDER_DECL bool idempotency_records::has_lived(idempotency_record const& c)
{
    return runtime_.now() - c.reserved_at > idempotency_life &&
           runtime_.watch.patient(runtime_.read_clock()) - c.reserved_at > idempotency_life;
}

TENDER_DECL result<std::optional<versioned<idempotency_record>>>
idempotency_records::find_alive(unit_of_work& unit, merchant const& who,
                                idempotency_request const& request)
{
    using alive = std::optional<versioned<idempotency_record>>;
    auto c = find(unit, who, request);
    if (!c) return c.error() == errc::not_found ? result<alive>(std::nullopt) : c.error();
    auto const is_dead = dead(unit, **c);
    if (!is_dead) return is_dead.error();
    if (*is_dead) return alive();
    if ((*c)->fingerprint != request.fingerprint) return fault(errc::idempotency_conflict);
    return alive(std::move(*c));
}

TENDER_DECL result<replay>
idempotency_records::peek(merchant const& who, idempotency_request const& request,
                          std::optional<versioned<idempotency_record>>& running)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<replay> {
        running.reset();
        auto const alive = find_alive(unit, who, request);
        if (!alive) return alive.error();
        if (!*alive) return replay();
        auto const& c = **alive;
        if (!c->answer) {
            running = c;
            return replay();
        }
        return answer_of(unit, *c);
    });
}

TENDER_DECL result<replay> idempotency_records::answer_of(unit_of_work& unit,
                                                          idempotency_record const& c)
{
    auto const e = unit.find(c.answer);
    if (!e) return e.error();
    if ((*e)->object == nullptr) return fault(errc::internal, "The answer of a key is lost.");
    return replay{c.status, tender::answer(**e)};
}

TENDER_DECL result<first_look>
idempotency_records::look_before_reading(merchant const& who, idempotency_request const& request)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<first_look> {
        auto const c = find(unit, who, request);
        if (!c && !(c.error() == errc::not_found)) return c.error();
        if (!c) return first_look{.is_free = true};
        bool const same = request.as_sent != decltype(request.as_sent){} &&
                          (*c)->as_sent == request.as_sent;
        if (!(*c)->answer || !same) return first_look();
        auto const is_dead = dead(unit, **c);
        if (!is_dead) return is_dead.error();
        if (*is_dead) return first_look();
        auto seen = answer_of(unit, **c);
        if (!seen) return seen.error();
        return first_look{false, std::move(*seen)};
    });
}

TENDER_DECL result<answer> idempotency_records::answer(merchant const& who,
                                                       idempotency_request const& request)
{
    std::optional<versioned<idempotency_record>> running;
    auto const seen = peek(who, request, running);
    if (!seen) return seen.error();
    return seen->answer;
}

/// How long the first request may still be at it, by the wall clock; or by what this process has
/// seen of it, where that clock is behind what it said then [C56].
TENDER_DECL std::chrono::milliseconds idempotency_records::left_of(idempotency_record const& c)
{
    auto const at = runtime_.read_clock();
    auto const& s = runtime_.settings;
    auto left = c.running_until - at.now;
    if (at.now + s.max_clock_skew < c.reserved_at)
        left = std::min(left, s.send_within + runtime_.providers.longest_call(c.mode) +
                                  s.max_clock_skew -
                                  runtime_.watch.seen_for(c.id.value, at.steady));
    return std::max(std::chrono::milliseconds(0), left);
}

TENDER_DECL result<replay> idempotency_records::look(merchant const& who,
                                                     idempotency_request const& request,
                                                     repairer const& repair)
{
    std::optional<versioned<idempotency_record>> running;
    auto const peek = [&] { return this->peek(who, request, running); };
    auto seen = peek();
    if (!seen || !running) return seen;
    auto const seat = runtime_.held_up.enter(runtime_.waiting);
    if (seat && left_of(**running).count() > 0) {
        runtime_.waiter().wait(number_of(request), runtime_.settings.wait_for_answer, [&] {
            seen = peek();
            return !seen || !running;
        });
        if (!seen || !running) return seen;
    }
    if (auto const left = left_of(**running); left.count() > 0)
        return fault::retry_after(errc::request_in_progress,
                                  std::chrono::ceil<std::chrono::seconds>(left));
    if (auto const done = repair(who, *running); !done) return done.error();
    seen = peek();
    if (seen && running)
        return fault::retry_after(errc::request_in_progress, std::chrono::seconds(1));
    return seen;
}

TENDER_DECL result<id<idempotency_record>>
idempotency_records::reserve(unit_of_work& unit, merchant const& who,
                          idempotency_request const& request, idempotency_subject about,
                          ulid subject, instant now, instant running_until, bool unseen,
                          id<event> answer)
{
    if (unseen) {
        // The store tells whether it is.
    } else if (auto const c = find(unit, who, request); c) {
        auto const is_dead = dead(unit, **c);
        if (!is_dead) return is_dead.error();
        if (!*is_dead) return fault(errc::request_in_progress);
        unit.remove(*c);
    } else if (!(c.error() == errc::not_found)) {
        return c.error();
    }
    idempotency_record fresh;
    fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.route = routes_.share(request.route);
    fresh.key = request.key;
    fresh.fingerprint = request.fingerprint;
    fresh.as_sent = request.as_sent;
    fresh.about = about;
    fresh.subject = subject;
    fresh.answer = answer;
    fresh.reserved_at = std::min(runtime_.watch.generous({now, runtime_.steady()}),
                                 now + idempotency_parts::largest_step);
    fresh.running_until = running_until;
    fresh.status = request.status;
    return unit.insert(std::move(fresh))->id;
}

/// Oldest first, to the first page where none has lived its day. Those whose operation is not final
/// yet are passed over, however many they are.
TENDER_DECL result<int> idempotency_records::sweep(merchant const& who, int limit)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<int> {
        auto const key = mode_key(who);
        int removed = 0;
        std::optional<cursor> after;
        do {
            auto oldest =
                unit.list(all_idempotency_records, key, after, limit, list_order::oldest_first);
            if (!oldest) return oldest.error();
            bool any_lived = false;
            for (auto const& c : oldest->items) {
                if (removed == limit) return removed;
                if (!has_lived(*c)) continue;
                any_lived = true;
                auto const is_dead = dead(unit, *c);
                if (!is_dead) return is_dead.error();
                if (!*is_dead) continue;
                unit.remove(c);
                ++removed;
            }
            after = any_lived ? oldest->next : std::nullopt;
        } while (after);
        return removed;
    });
}

TENDER_DECL result<std::optional<instant>>
idempotency_records::next_expiry(unit_of_work& unit, merchant const& who, instant now)
{
    auto const oldest = unit.list(all_idempotency_records, mode_key(who), {}, 1,
                                  list_order::oldest_first);
    if (!oldest) return oldest.error();
    if (oldest->items.empty()) return std::optional<instant>();
    auto const end = oldest->items.front()->reserved_at + idempotency_life;
    return std::optional(end >= now ? end + runtime_.settings.max_clock_skew
                                    : now + std::chrono::hours(1));
}

}  // namespace tender
