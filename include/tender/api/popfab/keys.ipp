// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/keys.ipp: what POPFAB's endpoints for API keys do.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/popfab/keys.hpp>
#include <tender/service/runtime/read_pages.hpp>

namespace tender::api::popfab {

inline key_view view_of(api_key const& k)
{
    key_view v{};
    v.id = {key_prefix, k.id.value};
    v.key_prefix = k.shown;
    v.label = k.label;
    v.environment = environments::words[static_cast<std::size_t>(k.mode)];
    v.rate_limit_max = {k.requests_per_minute};
    v.created_at = k.created_at;
    return v;
}

inline result<> answer(exchange& x, result<fresh_api_key> const& done)
{
    if (!done) return done.error();
    auto v = view_of(done->key);
    v.key = done->text.reveal();
    write_json(x.out.body, v);
    return {};
}

inline result<> create_key(exchange& x, key_request& wire)
{
    create_api_key c;
    c.label = std::move(wire.label);
    c.scopes = x.caller.scopes;
    c.requests_per_minute = wire.rate_limit_max ? wire.rate_limit_max->value() : usual_rate;
    auto const where = wire.environment.word() == "live" ? mode::live : mode::test;
    return answer(x, x.pay.api_keys().create_by(x.caller, where, std::move(c)));
}

inline result<> list_keys(exchange& x, nothing const&)
{
    auto const all = read_pages<api_key>([&](auto const& part) {
        return x.pay.api_keys().list(x.caller.who, {true, part.after, part.limit});
    });
    if (!all) return all.error();
    key_list out;
    for (auto k = all->rbegin(); k != all->rend(); ++k) out.data.push_back(view_of(**k));
    write_json(x.out.body, out);
    return {};
}

inline result<> rotate_key(exchange& x, nothing const&)
{
    auto const which = read_id<api_key>(key_prefix, x.parameters[0]);
    if (!which) return fault(errc::not_found);
    return answer(x, x.pay.api_keys().rotate_by(x.caller, *which));
}

inline result<> revoke_key(exchange& x, nothing const&)
{
    auto const which = read_id<api_key>(key_prefix, x.parameters[0]);
    if (!which) return fault(errc::not_found);
    auto const done = x.pay.api_keys().revoke_by(x.caller, *which);
    if (!done) return done.error();
    x.out.status = 204;
    return {};
}

}  // namespace tender::api::popfab
