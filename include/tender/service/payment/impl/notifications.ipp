// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/notifications.ipp: bodies of service/payment/notifications.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/impl/guarded_call.hpp>
#include <tender/service/payment/notifications.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>

namespace tender {

namespace notifications_parts {

/// The same for a reference however often it comes; of each provider there are so many.
inline id<notification> id_of(crypto& with, name from, mode where, std::string_view reference)
{
    auto const slot = hash_of(reference) % notifications::most_kept;
    auto const text = std::string(enum_name(where)) + " " + std::string(from.text()) + " " +
                      std::to_string(slot);
    auto const hash = with.sha256(text);
    ulid out;
    for (std::size_t i = 0; i != 8; ++i) {
        out.high = out.high << 8 | hash[i];
        out.low = out.low << 8 | hash[i + 8];
    }
    return {out};
}

}  // namespace notifications_parts

TENDER_DECL result<> notifications::receive(name from, mode where, string_pairs const& headers,
                                         std::string_view body)
{
    auto* const by = runtime_.providers.find(where, from);
    if (by == nullptr) return fault(errc::not_found);
    auto const said = guarded_call(runtime_, [&] {
        return by->parse_notification({headers, body, where});
    });
    bool const readable = said && said->reference.size() <= longest_reference &&
                          violation_of_chars(said->reference).empty();
    if (!readable) return fault(errc::invalid_request, "The provider cannot read this.");
    auto const to = find(said->reference, where);
    if (!to) return to.error();
    if (to->made && to->made->provider == from) return hear(*to, *said);
    auto const about = std::string(from.text()) + " " + said->reference;
    runtime_.log_of_stranger(
        {{}, said->verified ? "notification_unknown" : "notification_forged", about});
    bool const later = said->verified && !to->made && !said->reference.empty();
    return later ? store(*to, from, said->reference) : result<>();
}

TENDER_DECL result<notifications::addressee> notifications::find(std::string_view call,
                                                                 mode where)
{
    addressee nobody{{{}, where, {}}};
    auto const named = runtime_.storage().resolve("attempt", call);
    if (!named && named.error() == errc::not_found) return nobody;
    if (!named) return named.error();
    if (named->mode != where) return nobody;
    merchant const who{named->account, where, {}};
    unit_of_work unit(runtime_.storage(), who.account);
    auto const made = unit.find(id<attempt>{named->names});
    if (made) return addressee{who, made->object};
    return made.error() == errc::not_found ? result<addressee>(addressee{who}) : made.error();
}

TENDER_DECL result<> notifications::hear(addressee const& to, provider_notice const& what)
{
    bool const the_money = what.answer.what == outcome::done &&
                           what.answer.amount == to.made->amount;
    if (!what.verified && !hint_is_due(to.made->id)) return {};
    bool enough = what.verified && the_money;
    if (enough && !what.answer.stored) {   // then the question says what is to be saved
        unit_of_work unit(runtime_.storage(), to.who.account);
        auto const p = unit.find(to.made->payment);
        if (!p) return p.error();
        enough = !(*p)->all_lines().save_instrument;
    }
    auto const done = enough
        ? calls_.handle_notification(to.who, to.made->id, what.answer)
        : calls_.ask(to.who, to.made->id, source::sync, calls::asker::request);
    return done ? result<>() : result<>(done.error());
}

/// Two attempts that share a place in the table are asked about less often: the questions in their
/// turn find out all the same.
TENDER_DECL bool notifications::hint_is_due(id<attempt> which)
{
    auto const now = runtime_.now().time_since_epoch().count();
    std::chrono::milliseconds const wait = between_hints;
    auto& last = hinted_[which.value.low % hinted_.size()];
    auto before = last.load(std::memory_order_relaxed);
    bool const due = before == 0 || now - before >= wait.count();
    return due && last.compare_exchange_strong(before, now, std::memory_order_relaxed);
}

TENDER_DECL result<> notifications::store(addressee const& to, name from,
                                         std::string_view call)
{
    auto const key = notifications_parts::id_of(runtime_.crypto(), from, to.who.mode, call);
    return runtime_.transact(to.who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(key);
        if (there && (*there)->reference == call) return {};
        if (!there && !(there.error() == errc::not_found)) return there.error();
        auto const now = runtime_.now();
        notification fresh{key, to.who.account, std::string(call), from, now, to.who.mode};
        if (there) unit.replace(*there, std::move(fresh));
        else unit.insert(std::move(fresh));
        return schedule(unit, to.who, job_kind::notice, key.value, now + question_delay(0), 0);
    });
}

TENDER_DECL result<> notifications::try_again(merchant const& who, versioned<job> const& due)
{
    auto const kept_one = [&](unit_of_work& unit) {
        return unit.find(id<notification>{due->subject});
    };
    auto const what = [&] {            // no snapshot is held while a provider is asked
        unit_of_work look(runtime_.storage(), who.account);
        return kept_one(look);
    }();
    if (!what && !(what.error() == errc::not_found)) return what.error();
    bool over = !what;
    if (what) {
        auto const to = find((*what)->reference, who.mode);
        if (!to) return to.error();
        bool const known = to->made && to->made->provider == (*what)->provider;
        if (known) {
            auto const asked = calls_.ask(to->who, to->made->id, source::sync);
            if (!asked) return asked.error();
        }
        over = known || runtime_.now() >= (*what)->received_at + kept_for;
        if (over && !known)
            runtime_.log({{}, "notification_expired", (*what)->provider.text()});
    }
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const now_kept = kept_one(unit);
        bool const another = what && now_kept && (*now_kept)->reference != (*what)->reference;
        if (another) return {};        // has taken its slot, and set its own time
        if (!over) {
            auto const last = (*what)->received_at + kept_for;
            auto const next = runtime_.now() + question_delay(due->asked + 1);
            return schedule(unit, who, job_kind::notice, due->subject, std::min(next, last),
                            due->asked + 1);
        }
        if (now_kept) unit.remove(*now_kept);
        else if (!(now_kept.error() == errc::not_found)) return now_kept.error();
        return unschedule(unit, who, job_kind::notice, due->subject);
    });
}

}  // namespace tender
