// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/webhooks_secrets.ipp: bodies of service/webhook/webhooks.hpp: what
// messages are signed with.
#pragma once

#include <tender/port/webhook_signature.hpp>
#include <tender/service/runtime/read_pages.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/webhook/outbox.hpp>
#include <tender/service/webhook/webhooks.hpp>

#include <utility>

namespace tender {

/// The same text is a secret of Standard Webhooks: 32 letters and digits are 24 bytes in base64.
TENDER_DECL result<secret> webhooks::fresh_secret()
{
    constexpr std::size_t least = 32;
    if (runtime_.settings.host_secret.reveal().size() < least)
        return fault(errc::internal, "The host has set no secret under which others can be kept.");
    return secret("whsec_" + runtime_.ids.text(32));
}

TENDER_DECL result<secret> webhooks::shared_secret_of(merchant const& who)
{
    auto const which = tender::shared_secret_of(who);
    auto fresh = fresh_secret();
    if (!fresh) return fresh.error();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<secret> {
        auto const there = unit.find(which);
        if (there) {
            auto known = outbox_.open((*there)->sealed, {which.value});
            if (!known) return fault(errc::internal, "The host's secret is another one now.");
            return std::move(*known);
        }
        if (!(there.error() == errc::not_found)) return there.error();
        unit.insert(shared_secret{which, who.account, outbox_.seal(*fresh, {which.value}),
                                  who.face, who.mode});
        return *fresh;
    });
}

TENDER_DECL result<> webhooks::set_shared_secret(merchant const& who, secret const& key)
{
    if (key.reveal().size() < shortest_webhook_secret)
        return fault(errc::invalid_request, "A webhook secret has at least 16 bytes.");
    auto const which = tender::shared_secret_of(who);
    if (auto const known = shared_secret_of(who); !known) return known.error();
    auto done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(which);
        if (!there) return there.error();
        auto next = **there;
        next.sealed = outbox_.seal(key, {which.value});
        unit.replace(*there, std::move(next));
        return {};
    });
    auto const all = read_pages<webhook_endpoint>(
        [&](list_query const& part) { return list(who, part); });
    if (!done) return done;
    if (!all) return all.error();
    for (auto const& e : *all) {
        auto const sealed = outbox_.seal(key, e->id);
        done = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
            auto const found = find(unit, who, e->id);
            if (!found) return found.error();
            auto next = **found;
            next.sealed_secret = sealed;
            next.updated_at = runtime_.now();
            unit.replace(*found, std::move(next));
            return {};
        });
        if (!done) return done;
    }
    outbox_.forget(who);
    return {};
}

TENDER_DECL result<fresh_webhook_endpoint> webhooks::rotate(merchant const& who,
                                                            id<webhook_endpoint> which, instant at)
{
    auto key = fresh_secret();
    if (!key) return key.error();
    auto const sealed = outbox_.seal(*key, which);
    auto done = runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<webhook_endpoint> {
            auto const now = runtime_.now();
            auto const found = find(unit, who, which);
            if (!found) return found.error();
            auto next = **found;
            bool const switched = next.switch_at && now >= *next.switch_at;
            if (switched) next.sealed_secret = next.sealed_next;
            next.sealed_next = sealed;
            next.switch_at = at;
            next.updated_at = now;
            return *unit.replace(*found, std::move(next));
        });
    outbox_.forget(who);
    if (!done) return done.error();
    return fresh_webhook_endpoint{std::move(*done), std::move(*key)};
}

}  // namespace tender
