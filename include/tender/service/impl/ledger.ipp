// SPDX-License-Identifier: BSL-1.0
// tender/service/impl/ledger.ipp: bodies of service/ledger.hpp.
#pragma once

#include <tender/service/ledger.hpp>
#include <tender/service/routing.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL void ledger::post(unit_of_work& unit, merchant const& who, instant at, ulid cause,
                              posting_kind kind, currency in, std::vector<posting_line> lines)
{
    std::erase_if(lines, [](posting_line const& l) { return l.amount == 0; });
    if (lines.empty()) return;
    posting p;
    p.id = {runtime_.new_id(at)};
    p.account = who.account;
    p.mode = who.mode;
    p.cause = cause;
    p.kind = kind;
    p.currency = in;
    p.lines = std::move(lines);
    p.at = at;
    unit.insert(std::move(p));
}

TENDER_DECL std::vector<posting_line> ledger::capture_lines(payment const& p, account const& whose)
{
    book_account const at_provider{book::provider, p.provider};
    book_account const pending{book::pending, {}};
    auto left = p.captured - p.provider_fee - p.platform_fee;
    auto const reserve = fee_of(left > 0 ? left : 0, whose.reserve_basis_points);
    left -= reserve;
    std::vector<posting_line> lines;
    lines.reserve(5);
    lines.push_back({at_provider, pending, p.captured});
    if (p.provider_fee != 0) lines.push_back({pending, at_provider, p.provider_fee});
    if (p.platform_fee != 0) lines.push_back({pending, {book::platform_fees, {}}, p.platform_fee});
    if (reserve != 0) lines.push_back({pending, {book::reserve, {}}, reserve});
    if (whose.settlement_delay.count() == 0)
        lines.push_back({pending, {book::available, {}}, left});
    return lines;
}

namespace ledger_parts {

/// Adds a posting's lines to sums by account and currency.
inline void add_to(std::vector<balance>& sums, posting const& p)
{
    auto const sum = [&](book_account const& of) -> balance& {
        for (auto& b : sums)
            if (b.of == of && b.currency == p.currency) return b;
        balance fresh;
        fresh.account = p.account;
        fresh.mode = p.mode;
        fresh.of = of;
        fresh.currency = p.currency;
        return sums.emplace_back(fresh);
    };
    for (auto const& l : p.lines) {
        sum(l.from).amount -= l.amount;
        sum(l.to).amount += l.amount;
    }
}

}  // namespace ledger_parts

TENDER_DECL result<std::vector<balance>> ledger::balances(merchant const& who)
{
    constexpr int page_size = 500;
    return runtime_.transact(who.account,
        [&](unit_of_work& unit) -> result<std::vector<balance>> {
            std::vector<balance> sums;
            index_key key;
            key.add(who.mode);
            std::optional<cursor> after;
            do {
                auto page = unit.list(all_balances, key, after, page_size);
                if (!page) return page.error();
                for (auto const& b : page->items) sums.push_back(*b);
                after = page->next;
            } while (after);
            do {
                auto page = unit.list(unfolded_postings, key, after, page_size);
                if (!page) return page.error();
                for (auto const& p : page->items) ledger_parts::add_to(sums, *p);
                after = page->next;
            } while (after);
            return sums;
        });
}

TENDER_DECL result<std::int64_t> ledger::balance_of(merchant const& who, book_account of,
                                                    currency in)
{
    auto all = balances(who);
    if (!all) return all.error();
    for (auto const& b : *all)
        if (b.of == of && b.currency == in) return b.amount;
    return std::int64_t(0);
}

TENDER_DECL result<int> ledger::fold(merchant const& who, int limit)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<int> {
        index_key key;
        key.add(who.mode);
        auto page = unit.list(unfolded_postings, key, {}, limit, list_order::oldest_first);
        if (!page) return page.error();
        std::vector<balance> sums;
        for (auto const& p : page->items) {
            ledger_parts::add_to(sums, *p);
            auto folded = *p;
            folded.folded = true;
            unit.replace(p, std::move(folded));
        }
        for (auto& s : sums) {
            index_key by;
            by.add(s.mode).add(s.currency.code()).add(s.of.book).add(s.of.of.text());
            auto there = unit.find(balance_by_account, by);
            if (there) {
                auto fresh = **there;
                fresh.amount += s.amount;
                unit.replace(*there, std::move(fresh));
            } else if (there.error() == errc::not_found) {
                s.id = {runtime_.new_id(runtime_.now())};
                unit.insert(std::move(s));
            } else {
                return there.error();
            }
        }
        return static_cast<int>(page->items.size());
    });
}

}  // namespace tender
