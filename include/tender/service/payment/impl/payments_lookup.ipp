// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/payments_lookup.ipp: bodies of service/payment/payments.hpp: payments
// are found, listed and counted.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/domain/runtime/tally.hpp>
#include <tender/service/payment/payments.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <iterator>

namespace tender {

TENDER_DECL result<versioned<payment>> payments::read_versioned(merchant const& who,
                                                                id<payment> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) {
        return find_own(unit, who, which);
    });
}

TENDER_DECL result<versioned<payment>> payments::read_numbered(merchant const& who,
                                                          std::uint64_t number)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) {
        index_key key;
        key.add(who.mode).add(number);
        return unit.find(payment_by_number, key);
    });
}

TENDER_DECL result<payment> payments::find_by_reference(merchant const& who,
                                                         std::string_view text)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<payment> {
        index_key key;
        key.add(who.mode).add(text);
        auto const found = unit.find(payment_by_reference, key);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<payment> payments::read(merchant const& who, id<payment> which)
{
    auto found = read_versioned(who, which);
    if (!found) return found.error();
    return **found;
}

TENDER_DECL result<std::vector<attempt>> payments::attempts(merchant const& who, id<payment> which)
{
    using all = result<std::vector<attempt>>;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> all {
        auto const p = find_own(unit, who, which);
        if (!p) return p.error();
        std::vector<attempt> out;
        if (!(*p)->routing) return out;
        for (auto const& t : (*p)->routing->tried) {
            auto const made = unit.find(t.attempt);
            if (!made) return made.error();
            out.push_back(**made);
        }
        return out;
    });
}

/// What is a minute old has no older one coming behind it, whichever process writes it.
TENDER_DECL result<std::int64_t> payments::count(merchant const& who)
{
    constexpr int most = 20'000, at_once = 500;
    index_key key;
    key.add(who.mode).add(who.face.text());
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<std::int64_t> {
        auto const there = unit.find(tally_of(who));
        if (!there && !(there.error() == errc::not_found)) return there.error();
        tally known{tally_of(who), who.account, {}, 0, who.face, who.mode};
        if (there) known = **there;
        auto const until = runtime_.now() - std::chrono::minutes(1) -
                           runtime_.settings.max_clock_skew;
        auto const young = static_cast<std::uint64_t>(until.time_since_epoch().count()) << 16;
        std::int64_t later = 0;
        int seen = 0;
        auto after = std::optional(cursor{known.upto});
        do {
            auto const page = unit.list(all_payments, key, after, at_once,
                                        list_order::oldest_first);
            if (!page) return page.error();
            for (auto const& p : page->items) {
                if (later != 0 || p->id.value.high >= young) {
                    ++later;
                    continue;
                }
                ++known.count;
                known.upto = p->id.value;
            }
            seen += at_once;
            after = page->next;
        } while (after && seen < most);
        auto const all = known.count + later;
        auto const fresh = known.count - (there ? (*there)->count : 0);
        if (fresh < at_once) return all;
        if (there) unit.replace(*there, std::move(known));
        else unit.insert(std::move(known));
        return all;
    });
}

TENDER_DECL result<page<versioned<payment>>> payments::list(merchant const& who,
                                                            list_payments const& which)
{
    using found = looked_through<payment>;
    if (auto const fits = check_limit(which.limit, 100); !fits) return fits.error();
    auto const wanted = [&](payment const& p) {
        return (which.provider.empty() || p.provider() == which.provider) &&
               (which.customer.empty() || same_word(p.terms->customer.email, which.customer));
    };
    auto const created_at = [](payment const& p) { return p.terms->created_at; };
    list_query const part{which.after, which.limit};
    auto const found_in = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<found> {
        auto const look = [&](list_index<payment> by, index_key const& key) {
            return look_through(unit, by, key, part, which.created, list_payments::most_seen,
                                created_at, wanted);
        };
        index_key key;
        key.add(who.mode).add(who.face.text());
        if (which.states.empty()) return look(all_payments, key);
        found all;                       // of every state; it ends where the first of them ended
        for (auto const state : which.states) {
            auto of_state = key;
            auto one = look(payments_by_state, of_state.add(state));
            if (!one) return one.error();
            std::move(one->items.begin(), one->items.end(), std::back_inserter(all.items));
            if (one->ended_at)
                all.ended_at = std::max(all.ended_at.value_or(ulid()), *one->ended_at);
        }
        std::sort(all.items.begin(), all.items.end(),
                  [](auto const& a, auto const& b) { return a->id > b->id; });
        auto const twice = std::unique(all.items.begin(), all.items.end(),
                                       [](auto const& a, auto const& b) { return a->id == b->id; });
        all.items.erase(twice, all.items.end());     // of a state that was named twice
        if (all.ended_at)
            std::erase_if(all.items, [&](auto const& p) { return p->id.value < *all.ended_at; });
        return all;
    });
    if (!found_in) return found_in.error();
    return page_of(*found_in, which.limit);
}

}  // namespace tender
