// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/webhooks.ipp: bodies of service/webhook/webhooks.hpp.
#pragma once

#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/recent.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/webhook/outbox.hpp>
#include <tender/service/webhook/webhooks.hpp>

#include <algorithm>
#include <span>

namespace tender {

namespace webhooks_parts {

inline std::string one_of_words(std::span<std::string_view const> words)
{
    std::string out = "must be one of ";
    for (std::size_t i = 0; i != words.size(); ++i)
        out.append(i == 0 ? "" : ", ").append(words[i]);
    return out;
}

/// All that counts in a command.
inline std::string said_in(create_webhook_endpoint const& c)
{
    auto out = c.url.str();
    for (auto const& e : c.events) out.append("\n").append(e);
    out.append(c.enabled ? "\non\n" : "\noff\n").append(enum_name(c.format));
    return out;
}

inline fault one_too_many()
{
    return fault::at("url", "is one too many: there are " +
                                std::to_string(webhooks::most_endpoints) + " endpoints");
}

}  // namespace webhooks_parts

TENDER_DECL std::vector<field_fault> webhooks::violations_in(merchant const& who,
                                                        create_webhook_endpoint const& c) const
{
    std::vector<field_fault> violations;
    auto const violation = violation_of_webhook_url(runtime_.settings, c.url.str());
    if (!violation.empty()) violations.push_back({"url", std::string(violation)});
    auto const of_key = c.idempotency_key ? c.idempotency_key->violation() : "";
    if (!of_key.empty()) violations.push_back({"idempotency_key", std::string(of_key)});
    auto const* const dialect = outbox_.dialect_of(who.face);
    if (dialect == nullptr) {
        violations.push_back({"events", "are told by no face that the caller asks through"});
        return violations;
    }
    if (c.events.empty()) violations.push_back({"events", "must not be empty"});
    for (std::size_t i = 0; i != c.events.size(); ++i)
        if (std::find(dialect->types.begin(), dialect->types.end(), c.events[i]) ==
            dialect->types.end())
            violations.push_back({"events[" + std::to_string(i) + "]",
                             webhooks_parts::one_of_words(dialect->types)});
    return violations;
}

/// An endpoint that is not written yet.
TENDER_DECL result<fresh_webhook_endpoint> webhooks::make(merchant const& who,
                                                          create_webhook_endpoint&& command)
{
    if (auto violations = violations_in(who, command); !violations.empty())
        return fault(std::move(violations));
    bool const shared = outbox_.dialect_of(who.face)->one_secret;
    auto key = shared ? shared_secret_of(who) : fresh_secret();
    if (!key) return key.error();
    auto const now = runtime_.now();
    webhook_endpoint fresh;
    fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.face = who.face;
    fresh.url = std::move(command.url).str();
    for (auto& e : command.events)
        if (std::find(fresh.events.begin(), fresh.events.end(), e) == fresh.events.end())
            fresh.events.push_back(std::move(e));
    fresh.format = command.format;
    fresh.enabled = command.enabled;
    fresh.created_at = fresh.updated_at = fresh.enabled_at = now;
    fresh.sealed_secret = outbox_.seal(*key, fresh.id);
    return fresh_webhook_endpoint{std::move(fresh), std::move(*key)};
}

TENDER_DECL result<fresh_webhook_endpoint> webhooks::create(merchant const& who,
                                                            create_webhook_endpoint command)
{
    auto const key = command.idempotency_key;
    auto const said = webhooks_parts::said_in(command);
    auto made = make(who, std::move(command));
    if (!made) return made;
    auto const& fresh = made->endpoint;
    auto const write = [&](idempotency_request const* request) -> result<webhook_endpoint> {
        auto written = runtime_.transact(who.account,
            [&](unit_of_work& unit) -> result<webhook_endpoint> {
                if (request != nullptr)
                    if (auto const taken = idempotency_.reserve_for(unit, who, *request, fresh.id,
                                                                    fresh.created_at); !taken)
                        return taken.error();
                auto const there = all_in(unit, all_webhook_endpoints, mode_key(who));
                if (!there) return there.error();
                if (there->size() >= most_endpoints) return webhooks_parts::one_too_many();
                outbox_.look_later(unit, fresh, fresh.created_at);
                return *unit.insert(webhook_endpoint(fresh));
            });
        outbox_.forget(who);
        return written;
    };
    auto kept = !key ? write(nullptr)
                     : idempotency_.once_made<webhook_endpoint>(
                           who, "create_webhook_endpoint " + std::string(who.face.text()),
                           key->str(), said, write);
    if (!kept) return kept.error();
    if (kept->id == fresh.id) return made;
    bool const switched = kept->switch_at && runtime_.now() >= *kept->switch_at;
    auto text = outbox_.open(switched ? kept->sealed_next : kept->sealed_secret, kept->id);
    if (!text) return fault(errc::internal, "The host's secret is another one now.");
    return fresh_webhook_endpoint{std::move(*kept), std::move(*text)};
}

/// The oldest endpoint of the caller's face. Fault not_found; invalid_request where another would
/// be one too many.
TENDER_DECL result<versioned<webhook_endpoint>> webhooks::first_of_face(unit_of_work& unit,
                                                                   merchant const& who)
{
    auto const all = all_in(unit, all_webhook_endpoints, mode_key(who));
    if (!all) return all.error();
    for (auto const& e : *all)
        if (e->face == who.face) return e;
    if (all->size() >= most_endpoints) return webhooks_parts::one_too_many();
    return fault(errc::not_found);
}

/// Whoever puts one rewrites the account, so that of two first ones only one commits.
TENDER_DECL result<fresh_webhook_endpoint> webhooks::put(merchant const& who,
                                                         create_webhook_endpoint command)
{
    if (command.idempotency_key) return fault::at("idempotency_key", "is for `create` alone");
    auto made = make(who, std::move(command));
    if (!made) return made;
    auto const& wanted = made->endpoint;
    bool fresh = true;
    auto written = runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<webhook_endpoint> {
            auto const owner = unit.find(who.account);
            if (!owner) return owner.error();
            unit.replace(*owner, account(**owner));
            auto const now = runtime_.now();
            auto const old = first_of_face(unit, who);
            if (!old && !(old.error() == errc::not_found)) return old.error();
            fresh = !old;
            if (fresh) {
                outbox_.look_later(unit, wanted, now);
                return *unit.insert(wanted);
            }
            auto next = **old;
            if (next.url != wanted.url) next.failing_since.reset();
            next.url = wanted.url;
            next.events = wanted.events;
            next.format = wanted.format;
            next.updated_at = now;
            versioned<webhook_endpoint> moved{unit.replace(*old, std::move(next)), old->version};
            if (moved->enabled == wanted.enabled) return *moved;
            return outbox_.enable(unit, moved, wanted.enabled, now);
        });
    outbox_.forget(who);
    if (!written) return written.error();
    return fresh_webhook_endpoint{std::move(*written), fresh ? std::move(made->key) : secret()};
}

TENDER_DECL result<webhook_delivery> webhooks::test(merchant const& who,
                                                    id<webhook_endpoint> which)
{
    auto const* const dialect = outbox_.dialect_of(who.face);
    if (dialect == nullptr || dialect->test_type.empty()) return fault(errc::illegal_transition);
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<webhook_delivery> {
        auto const now = runtime_.now();
        auto const to = find(unit, who, which);
        if (!to) return to.error();
        if (!(*to)->enabled)
            return fault(errc::illegal_transition, "The endpoint is disabled.");
        webhook_delivery d;
        d.id = {runtime_.new_id(now)};
        d.account = who.account;
        d.mode = who.mode;
        d.face = who.face;
        d.endpoint = which;
        d.object = d.id.value;
        d.type = dialect->test_type;
        d.created_at = now;
        return *outbox_.write(unit, std::move(d), now);
    });
}

TENDER_DECL result<versioned<webhook_endpoint>>
webhooks::find(unit_of_work& unit, merchant const& who, id<webhook_endpoint> which)
{
    auto found = find_own(unit, who, which);
    if (found && (*found)->face != who.face) return fault(errc::not_found);
    return found;
}

TENDER_DECL result<webhook_endpoint> webhooks::read(merchant const& who,
                                                    id<webhook_endpoint> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<webhook_endpoint> {
        auto const found = find(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<page<versioned<webhook_endpoint>>> webhooks::list(merchant const& who,
                                                                     list_query const& which)
{
    return list_wanted(runtime_, who, all_webhook_endpoints, mode_key(who), which,
                       [&](webhook_endpoint const& e) { return e.face == who.face; });
}

TENDER_DECL result<webhook_endpoint> webhooks::set_enabled(merchant const& who,
                                                           id<webhook_endpoint> which, bool yes)
{
    auto done = runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<webhook_endpoint> {
            auto const now = runtime_.now();
            auto const found = find(unit, who, which);
            if (!found) return found.error();
            return (*found)->enabled == yes ? **found : outbox_.enable(unit, *found, yes, now);
        });
    outbox_.forget(who);
    return done;
}

}  // namespace tender
