// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/impl/ledger.ipp: bodies of service/ledger/ledger.hpp.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/service/ledger/ledger.hpp>
#include <tender/service/ledger/sums.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <optional>

namespace tender {

TENDER_DECL result<std::vector<posting>> ledger::latest(merchant const& who,
                                                        std::span<currency const> in,
                                                        std::size_t limit)
{
    return runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<std::vector<posting>> {
            constexpr int page_size = 50;
            std::vector<posting> out;
            std::optional<cursor> after;
            do {
                auto const page = unit.list(all_postings, mode_key(who), after, page_size);
                if (!page) return page.error();
                for (auto const& p : page->items)
                    if (std::find(in.begin(), in.end(), p->currency) != in.end() &&
                        out.size() != limit)
                        out.push_back(*p);
                after = page->next;
            } while (after && out.size() != limit);
            return out;
        });
}

TENDER_DECL result<std::vector<balance>> ledger::balances(merchant const& who)
{
    using found = result<std::vector<balance>>;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        constexpr int page_size = 500;
        std::vector<balance> sums;
        std::optional<cursor> after;
        do {
            auto page = unit.list(all_balances, mode_key(who), after, page_size);
            if (!page) return page.error();
            for (auto const& b : page->items) sums.push_back(*b);
            after = page->next;
        } while (after);
        auto const done =
            each_unfolded(unit, who, [&](posting const& p) { add_to(sums, p); });
        if (!done) return done.error();
        return sums;
    });
}

TENDER_DECL result<wallet> ledger::wallet_of(merchant const& who, currency in)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<wallet> {
        auto const sums = sums_of(unit, who, wallet_books, in);
        if (!sums) return sums.error();
        return wallet_in(*sums, in);
    });
}

TENDER_DECL result<std::int64_t> ledger::balance_of(merchant const& who, book_account of,
                                                    currency in)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<std::int64_t> {
        auto const sums = sums_of(unit, who, {&of, 1}, in);
        if (!sums) return sums.error();
        return nearest(sums->front().sum());
    });
}

}  // namespace tender
