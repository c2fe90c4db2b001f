// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/organization.ipp: the profile, the dashboard, keys and the webhook.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/inflow/dashboard.hpp>
#include <tender/api/inflow/webhooks.ipp>
#include <tender/service/runtime/read_pages.hpp>

#include <algorithm>

namespace tender::api::inflow {

/// Basis points as per cent.
inline std::string per_cent(std::int64_t basis_points) { return decimal_text(basis_points, 2); }

inline result<organization_view> profile_of(exchange& x, kept_texts& keep)
{
    auto const owner = x.pay.accounts().read(x.caller.who.account);
    if (!owner) return owner.error();
    auto const o = x.pay.accounts().settings(x.caller.who.account);
    if (!o) return o.error();
    constexpr std::chrono::hours day{24};
    organization_view v{};
    v.id = static_cast<std::int64_t>(number_of(owner->id));
    v.name = keep(owner->name);
    v.website = keep(std::string(value_in(o->profile, "website")));
    v.contact_email = keep(std::string(value_in(o->profile, "contact_email")));
    v.telegram = keep(std::string(value_in(o->profile, "telegram")));
    v.price_mode = word_for<price_modes>(o->prices);
    v.min_payment = keep.amount(*o->least_payment);
    v.max_payment = keep.amount(*o->most_payment);
    v.fees = keep(per_cent(o->platform_basis_points));
    v.rolling_reserve_percent = keep(per_cent(owner->reserve_basis_points));
    v.rolling_reserve_days = owner->reserve_delay / day;
    v.status = owner->active ? "active" : "inactive";
    return v;
}

inline result<> read_organization(exchange& x, nothing const&)
{
    kept_texts keep;
    auto const v = profile_of(x, keep);
    if (!v) return v.error();
    write_json(x.out.body, *v);
    return {};
}

inline result<> change_organization(exchange& x, organization_request& wire)
{
    change_account_settings c;
    c.name = std::move(wire.name);
    auto const keep = [&](char const* name, auto&& text) {
        if (text) c.profile.entries().emplace_back(name, std::move(*text).str());
    };
    keep("website", std::move(wire.website));
    keep("contact_email", std::move(wire.contact_email));
    keep("telegram", std::move(wire.telegram));
    if (wire.price_mode) c.prices = price_mode_of(*wire.price_mode);
    auto const done = x.pay.accounts().change_settings(x.caller.who.account, std::move(c));
    if (!done) return done.error();
    return read_organization(x, {});
}

inline result<std::vector<wallet_view>> wallets_of(exchange& x, kept_texts& keep)
{
    std::vector<wallet_view> out;
    for (auto const code : currencies::words) {
        auto const w = x.pay.ledger().wallet_of(x.caller.who, *currency::find(code));
        if (!w) return w.error();
        bool const empty = w->available == 0 && w->pending == 0 && w->reserve == 0 &&
                           w->refunding == 0;
        if (!empty)
            out.push_back({code, keep.amount(w->available), keep.amount(w->pending),
                           keep.amount(w->reserve), keep.amount(w->refunding)});
    }
    return out;
}

inline activity_view view_of(posting const& p, kept_texts& keep)
{
    auto const change = [&](book of) {
        std::int64_t sum = 0;
        for (auto const& l : p.lines)
            sum += (l.to == of ? l.amount : 0) - (l.from == of ? l.amount : 0);
        return keep.amount(sum);
    };
    return {enum_name(p.kind),    p.currency.code(),     change(book::available),
            change(book::pending), change(book::reserve), change(book::refunding), p.at};
}

/// An organization has one user: whoever the host logs in for it.
inline result<> read_dashboard(exchange& x, nothing const&)
{
    constexpr std::size_t recent = 10;
    std::vector<currency> stated;
    for (auto const code : currencies::words) stated.push_back(*currency::find(code));
    kept_texts keep;
    auto profile = profile_of(x, keep);
    if (!profile) return profile.error();
    auto wallets = wallets_of(x, keep);
    if (!wallets) return wallets.error();
    auto const count = x.pay.payments().count(x.caller.who);
    if (!count) return count.error();
    auto const postings = x.pay.ledger().latest(x.caller.who, stated, recent);
    if (!postings) return postings.error();
    dashboard_view v{*profile, std::move(*wallets), {1, *count}, {}};
    for (auto const& p : *postings) v.recent_activity.push_back(view_of(p, keep));
    write_json(x.out.body, v);
    return {};
}

/// Requests a minute that a key made here may make.
inline constexpr std::int64_t usual_rate = 100;

inline void write_key(api_key const& k, std::string_view raw, std::string& out)
{
    auto const id = uuid_text(k.id.value);
    key_view v{};
    v.id = id;
    v.name = k.label;
    if (!raw.empty()) v.raw_key = raw;
    v.prefix = k.shown;
    for (std::size_t i = 0; i != std::size(word_scopes); ++i)
        if (k.scopes.has(word_scopes[i])) v.scopes.push_back(scope_words::words[i]);
    v.status = enum_name(k.state);
    v.created_at = k.created_at;
    write_json(out, v);
}

/// Newest first: all, or those that let somebody in.
inline result<std::vector<versioned<api_key>>> keys_of(exchange& x, bool active)
{
    return read_pages<api_key>([&](auto const& part) {
        return x.pay.api_keys().list(x.caller.who, {active, part.after, part.limit});
    });
}

inline result<> list_keys(exchange& x, nothing const&)
{
    auto const all = keys_of(x, false);
    if (!all) return all.error();
    write_array(x, 0, all->size(), [&](std::size_t i) {
        write_key(*all->rbegin()[static_cast<std::ptrdiff_t>(i)], {}, x.out.body);
    });
    return {};
}

inline result<> create_key(exchange& x, key_request& wire)
{
    create_api_key c;
    c.label = wire.name ? std::move(*wire.name) : text<255>("API key");
    c.requests_per_minute = usual_rate;
    c.scopes = scopes::all().without(scope::dashboard);
    if (!wire.scopes.empty()) c.scopes = {};
    for (auto const& s : wire.scopes)
        for (std::size_t i = 0; i != std::size(word_scopes); ++i)
            if (scope_words::words[i] == s.word()) c.scopes = c.scopes | word_scopes[i];
    auto const made = x.pay.api_keys().create_first(x.caller.who, std::move(c));
    if (!made) return made.error();
    x.out.status = 201;
    write_key(made->key, made->text.reveal(), x.out.body);
    return {};
}

/// The newest that lets somebody in gets another text.
inline result<> rotate_key(exchange& x, nothing const&)
{
    auto const all = keys_of(x, true);
    if (!all) return all.error();
    if (all->empty()) return fault(errc::not_found);
    auto const made = x.pay.api_keys().rotate(x.caller.who, all->front()->id);
    if (!made && made.error() == errc::illegal_transition) return fault(errc::not_found);
    if (!made) return made.error();
    write_key(made->key, made->text.reveal(), x.out.body);
    return {};
}

/// One that is revoked or expired stays so.
inline result<> revoke_key(exchange& x, nothing const&)
{
    auto const bits = read_uuid(x.parameters[0]);
    auto const all = keys_of(x, false);
    if (!all) return all.error();
    auto const at = std::find_if(all->begin(), all->end(), [&](auto const& one) {
        return bits && one->id.value == *bits;
    });
    if (at == all->end()) return fault(errc::not_found);
    auto const& k = *at;
    auto const done = x.pay.api_keys().revoke(x.caller.who, k->id);
    if (!done && !(done.error() == errc::illegal_transition)) return done.error();
    write_key(done ? *done : *k, {}, x.out.body);
    return {};
}

/// The organization's one endpoint; nothing where it has none.
inline result<std::optional<webhook_endpoint>> endpoint_of(exchange& x)
{
    auto const all = read_pages<webhook_endpoint>(
        [&](auto const& part) { return x.pay.webhooks().list(x.caller.who, part); });
    if (!all) return all.error();
    if (all->empty()) return std::optional<webhook_endpoint>();
    return std::optional(*all->back());
}

inline result<> read_webhook(exchange& x, nothing const&)
{
    auto const e = endpoint_of(x);
    if (!e) return e.error();
    webhook_view v{};
    if (*e) v.url = {(*e)->url}, v.is_active = (*e)->enabled;
    write_json(x.out.body, v);
    return {};
}

inline result<> put_webhook(exchange& x, webhook_request& wire)
{
    create_webhook_endpoint c;
    c.url = std::move(wire.url);
    c.events = {std::begin(event_types), std::end(event_types)};
    c.enabled = !wire.is_active || wire.is_active->value;
    auto const done = x.pay.webhooks().put(x.caller.who, std::move(c));
    if (!done) return done.error();
    webhook_view v{{done->endpoint.url}, done->endpoint.enabled, {}};
    if (!done->key.empty()) v.secret = done->key.reveal();
    write_json(x.out.body, v);
    return {};
}

inline result<> test_webhook(exchange& x, nothing const&)
{
    auto const e = endpoint_of(x);
    if (!e) return e.error();
    if (!*e || !(*e)->enabled) return fault(fault_reason::webhook_inactive);
    auto const sent = x.pay.webhooks().test(x.caller.who, (*e)->id);
    if (!sent && sent.error() == errc::illegal_transition)
        return fault(fault_reason::webhook_inactive);
    if (!sent) return sent.error();
    x.out.status = 202;
    write_json(x.out.body, delivery_view{uuid_text(sent->id.value), test_event});
    return {};
}

inline result<> rotate_secret(exchange& x, nothing const&)
{
    auto const e = endpoint_of(x);
    if (!e) return e.error();
    if (!*e) return fault(fault_reason::webhook_inactive);
    auto const done = x.pay.webhooks().rotate(x.caller.who, (*e)->id, x.pay.now());
    if (!done) return done.error();
    write_json(x.out.body, secret_view{done->key.reveal()});
    return {};
}

}  // namespace tender::api::inflow
