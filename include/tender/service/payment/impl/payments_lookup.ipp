// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/payments_lookup.ipp: bodies of service/payment/payments.hpp: payments
// are found, listed and counted.
#pragma once

#include <tender/domain/runtime/tally.hpp>
#include <tender/service/payment/payments.hpp>

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
    constexpr int most = 100;
    if (which.limit < 1 || which.limit > most)
        return fault::at("limit", "must be from 1 to 100");
    return runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<page<versioned<payment>>> {
            page<versioned<payment>> out;
            auto const wanted = static_cast<std::size_t>(which.limit);
            std::optional<ulid> looked_at;           // the newest place at which a look ended
            auto const fetch = [&](list_index<payment> by, index_key const& key)
                -> result<std::vector<versioned<payment>>> {
                std::vector<versioned<payment>> items;
                auto after = which.after;
                int seen = 0;
                do {
                    auto found = unit.list(by, key, after, which.limit + 1);
                    if (!found) return found.error();
                    seen += which.limit + 1;
                    for (auto& p : found->items)
                        if (which.provider.empty() || p->provider() == which.provider)
                            items.push_back(std::move(p));
                    after = found->next;
                } while (after && items.size() <= wanted && seen < list_payments::most_seen);
                if (after && items.size() <= wanted && (!looked_at || *looked_at < after->after))
                    looked_at = after->after;
                return items;
            };
            auto const key_for = [&] {
                index_key key;
                key.add(who.mode).add(who.face.text());
                return key;
            };
            if (which.states.empty()) {
                auto all = fetch(all_payments, key_for());
                if (!all) return all.error();
                out.items = std::move(*all);
            }
            for (auto const state : which.states) {
                auto key = key_for();
                key.add(state);
                auto found = fetch(payments_by_state, key);
                if (!found) return found.error();
                std::move(found->begin(), found->end(), std::back_inserter(out.items));
            }
            if (which.states.size() > 1)
                std::sort(out.items.begin(), out.items.end(),
                          [](auto const& a, auto const& b) { return a->id > b->id; });
            if (looked_at)
                std::erase_if(out.items, [&](auto const& p) { return p->id.value < *looked_at; });
            if (out.items.size() > wanted) {
                out.items.resize(wanted);
                out.next = cursor{out.items.back()->id.value};
            } else if (looked_at) {
                out.next = cursor{*looked_at};
            }
            return out;
        });
}

}  // namespace tender
