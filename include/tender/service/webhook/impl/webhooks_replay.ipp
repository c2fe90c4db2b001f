// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/webhooks_replay.ipp: bodies of service/webhook/webhooks.hpp: events
// are told once more, or at last.
#pragma once

#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>
#include <tender/service/webhook/outbox.hpp>
#include <tender/service/webhook/webhooks.hpp>

namespace tender {

namespace webhooks_replay_parts {

/// Behind it come the events from that instant on.
inline std::optional<cursor> just_before(instant when)
{
    auto const ms = when.time_since_epoch().count();
    if (ms <= 0) return std::nullopt;
    return cursor{{(static_cast<std::uint64_t>(ms) << 16) - 1, ~std::uint64_t(0)}};
}

}  // namespace webhooks_replay_parts

TENDER_DECL result<page<versioned<webhook_delivery>>> webhooks::dead(merchant const& who,
                                                                     list_query const& which)
{
    auto key = mode_key(who);
    key.add(who.face.text());
    return list_page(runtime_, who, dead_webhook_deliveries, key, which);
}

/// A dead delivery leaves its place to a fresh one.
TENDER_DECL std::shared_ptr<webhook_delivery const> webhooks::again(
    unit_of_work& unit, versioned<webhook_delivery> const& old, std::string_view url)
{
    auto const now = runtime_.now();
    webhook_delivery fresh = *old;
    fresh.id = {runtime_.new_id(now)};
    fresh.created_at = now;
    fresh.ended_at = {};
    fresh.attempts = fresh.last_status = 0;
    fresh.last_error.clear();
    fresh.state = delivery_state::pending;
    if (auto const to = delivery_flow.next(old->state, delivery_event::replay)) {
        auto replaced = *old;
        replaced.state = *to;
        unit.replace(old, std::move(replaced));
    }
    return outbox_.write(unit, std::move(fresh), now, url);
}

TENDER_DECL result<webhook_delivery> webhooks::replay(merchant const& who,
                                                      id<webhook_delivery> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<webhook_delivery> {
        auto const old = find_own(unit, who, which);
        if (!old) return old.error();
        if ((*old)->face != who.face) return fault(errc::not_found);
        if ((*old)->state == delivery_state::pending)
            return fault(errc::illegal_transition, "The delivery is still on its way.");
        if (!(*old)->endpoint) {
            auto const what = unit.find((*old)->event);
            if (!what) return what.error();
            return *again(unit, *old, notify_url_of(**what));
        }
        auto const to = unit.find((*old)->endpoint);
        if (!to) return to.error();
        if (!(*to)->enabled)
            return fault(errc::illegal_transition, "The endpoint is disabled.");
        return *again(unit, *old);
    });
}

TENDER_DECL result<int> webhooks::fill_one(unit_of_work& unit, webhook_endpoint const& to,
                                           event const& what, bool dead_too)
{
    if (face_of(what) != to.face) return 0;
    auto const words = outbox_.dialect_of(to.face)->words(what);
    int written = 0;
    for (std::size_t i = 0; i != words.size(); ++i) {
        if (!outbox::hears(to, to.face, words[i])) continue;
        auto const there = unit.find(delivery_of(what.id, to.id, i));
        if (!there && !(there.error() == errc::not_found)) return there.error();
        bool const lost = there && dead_too && (*there)->state == delivery_state::dead;
        if (there && !lost) continue;
        auto const now = runtime_.now();
        if (lost) again(unit, *there);
        else outbox_.write(unit, outbox_.delivery_for(to, what, words[i], i, now), now);
        ++written;
    }
    return written;
}

TENDER_DECL result<int> webhooks::fill(merchant const& who, webhook_endpoint const& to,
                                       instant since, bool dead_too)
{
    constexpr int page_size = 100;
    if (outbox_.dialect_of(to.face) == nullptr) return fault(errc::internal);
    int all = 0;
    auto after = webhooks_replay_parts::just_before(since);
    do {
        std::optional<cursor> next;
        auto const done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<int> {
            auto const key = mode_key(who);
            auto const page = unit.list(all_events, key, after, page_size,
                                        list_order::oldest_first);
            if (!page) return page.error();
            next = page->next;
            int written = 0;
            for (auto const& e : page->items) {
                auto const one = fill_one(unit, to, *e, dead_too);
                if (!one) return one.error();
                written += *one;
            }
            return written;
        });
        if (!done) return done.error();
        all += *done;
        after = next;
    } while (after);
    return all;
}

TENDER_DECL result<int> webhooks::resend(merchant const& who, id<webhook_endpoint> which,
                                         instant since)
{
    auto const to = read(who, which);
    if (!to) return to.error();
    if (!to->enabled) return fault(errc::illegal_transition, "The endpoint is disabled.");
    return fill(who, *to, since, true);
}

TENDER_DECL result<> webhooks::catch_up(merchant const& who, versioned<job> const& due)
{
    auto const to = runtime_.transact(who.account, [&](unit_of_work& unit) {
        return unit.find(id<webhook_endpoint>{due->subject});
    });
    if (!to && !(to.error() == errc::not_found)) return to.error();
    if (to && (*to)->enabled) {
        auto const since = (*to)->enabled_at - runtime_.settings.max_clock_skew;
        auto const filled = fill(who, **to, since, false);
        if (!filled) return filled.error();
    }
    return runtime_.transact(who.account, [&](unit_of_work& unit) {
        return unschedule(unit, who, job_kind::catch_up, due->subject);
    });
}


}  // namespace tender
