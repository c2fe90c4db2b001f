// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/impl/health.ipp: bodies of service/routing/health.hpp.
#pragma once

#include <tender/service/routing/breakers.hpp>
#include <tender/service/routing/health.hpp>
#include <tender/service/runtime/per_merchant.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <mutex>

namespace tender {

struct health::by_mode {
    std::once_flag live_made;
    std::shared_ptr<breakers> live;
    per_merchant<std::shared_ptr<breakers>> test;
};

TENDER_DECL health::health(runtime& r) : runtime_(r), breakers_(std::make_unique<by_mode>()) {}
TENDER_DECL health::~health() = default;

TENDER_DECL std::shared_ptr<breakers> health::of(merchant const& who, instant now)
{
    auto const make = [&] {
        return std::make_shared<breakers>(runtime_.providers.in(who.mode).size());
    };
    if (who.mode == mode::live) {
        std::call_once(breakers_->live_made, [&] { breakers_->live = make(); });
        return breakers_->live;
    }
    return breakers_->test.with(who, now, [&](std::shared_ptr<breakers>& mine) {
        if (!mine) mine = make();
        return mine;
    });
}

TENDER_DECL std::size_t health::position_of(merchant const& who, name provider) const
{
    auto const& all = runtime_.providers.in(who.mode);
    std::size_t at = 0;
    while (at != all.size() && all[at]->profile().id != provider) ++at;
    return at;
}

TENDER_DECL routing_options health::options(merchant const& who, instant now)
{
    auto const mine = of(who, now);
    auto const& all = runtime_.providers.in(who.mode);
    bool const limited = runtime_.held_up.limited();
    routing_options out;
    for (std::size_t i = 0; i != all.size(); ++i) {
        routing_option o{&all[i]->profile()};
        if (!o.profile->serves(who.face)) continue;
        auto const* const b = i < mine->size() ? mine->find(i) : nullptr;
        if (b != nullptr) {
            o.admits = b->admits(now);
            o.success_rate = b->success_rate(now);
        }
        if (limited && runtime_.held_up.is_stuck(runtime_.providers.calls_at(who.mode, i)))
            o.admits = false;
        out.push_back(o);
    }
    return out;
}

TENDER_DECL bool health::admits(merchant const& who, name provider, instant now)
{
    auto const mine = of(who, now);
    auto const at = position_of(who, provider);
    auto const* const b = at < mine->size() ? mine->find(at) : nullptr;
    bool const full = runtime_.held_up.limited() &&
                      runtime_.held_up.is_stuck(runtime_.providers.calls_of(who.mode, provider));
    return !full && (b == nullptr || b->admits(now));
}

TENDER_DECL admission health::enter(merchant const& who, name provider, instant now)
{
    auto const mine = of(who, now);
    auto const at = position_of(who, provider);
    if (at >= mine->size()) return admission::through;
    return mine->get(at, runtime_.settings.breaker).enter(now);
}

TENDER_DECL void health::note(merchant const& who, name provider, admission as,
                              provider_answer const& answer, std::chrono::milliseconds took,
                              instant now)
{
    auto const mine = of(who, now);
    auto const at = position_of(who, provider);
    if (at >= mine->size()) return;
    mine->get(at, runtime_.settings.breaker).note(as, is_technical(answer), took, now);
}

TENDER_DECL std::vector<provider_health> health::all(merchant const& who)
{
    auto const now = runtime_.now();
    auto const mine = of(who, now);
    std::vector<provider_health> out;
    auto const& all = runtime_.providers.in(who.mode);
    for (std::size_t i = 0; i != all.size(); ++i) {
        if (!all[i]->profile().serves(who.face)) continue;
        provider_health h;
        h.provider = all[i]->profile().id;
        h.figures.as_of = std::chrono::floor<std::chrono::minutes>(now);
        auto const* const b = i < mine->size() ? mine->find(i) : nullptr;
        if (b != nullptr) {
            h.state = b->state(now);
            h.calls_in_window = b->calls_in_window(now);
            h.figures = b->figures(now);
        }
        out.push_back(h);
    }
    return out;
}

}  // namespace tender
