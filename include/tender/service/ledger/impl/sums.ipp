// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/impl/sums.ipp: bodies of service/ledger/sums.hpp.
#pragma once

#include <tender/service/ledger/sums.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace tender {

namespace sums_parts {

/// Calls `add` with each account that a posting moves money out of or into.
template<class Add>
void each_side(posting const& p, Add&& add)
{
    for (auto const& l : p.lines) {
        add(account_of(p, l.from), -int128(l.amount));
        add(account_of(p, l.to), int128(l.amount));
    }
}

}  // namespace sums_parts

TENDER_DECL void add_to(std::vector<balance>& sums, posting const& p)
{
    sums_parts::each_side(p, [&](book_account const& of, int128 amount) {
        auto b = std::find_if(sums.begin(), sums.end(), [&](balance const& one) {
            return one.of == of && one.currency == p.currency;
        });
        if (b == sums.end())
            b = sums.insert(b, empty_balance({p.account, p.mode, {}}, p.currency, of));
        b->set(b->sum() + amount);
    });
}

TENDER_DECL result<> each_unfolded(unit_of_work& unit, merchant const& who,
                                   std::function<void(posting const&)> const& take)
{
    constexpr int page_size = 500;
    std::optional<cursor> after;
    do {
        auto page = unit.list(unfolded_postings, mode_key(who), after, page_size);
        if (!page) return page.error();
        for (auto const& p : page->items) take(*p);
        after = page->next;
    } while (after);
    return {};
}

TENDER_DECL result<std::vector<balance>> sums_of(unit_of_work& unit, merchant const& who,
                                                 std::span<book_account const> of, currency in)
{
    std::vector<balance> sums;
    for (auto const& one : of) {
        auto const folded = unit.find(balance_by_account, balance_key(who.mode, in, one));
        if (!folded && !(folded.error() == errc::not_found)) return folded.error();
        sums.push_back(folded ? **folded : empty_balance(who, in, one));
    }
    auto const done = each_unfolded(unit, who, [&](posting const& p) {
        if (p.currency != in) return;
        sums_parts::each_side(p, [&](book_account const& to, int128 amount) {
            for (auto& s : sums)
                if (s.of == to) s.set(s.sum() + amount);
        });
    });
    if (!done) return done.error();
    return sums;
}

TENDER_DECL wallet wallet_in(std::vector<balance> const& sums, currency in)
{
    constexpr std::int64_t wallet::* members[] = {&wallet::available, &wallet::pending,
                                                  &wallet::reserve, &wallet::refunding};
    static_assert(std::size(members) == std::size(wallet_books));
    wallet out;
    out.currency = in;
    for (std::size_t i = 0; i != std::size(members); ++i) out.*members[i] = nearest(sums[i].sum());
    return out;
}

}  // namespace tender
