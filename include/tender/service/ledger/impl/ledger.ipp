// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/impl/ledger.ipp: bodies of service/ledger/ledger.hpp.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/service/ledger/fees.hpp>
#include <tender/service/ledger/ledger.hpp>

#include <algorithm>
#include <limits>

namespace tender {

namespace ledger_parts {

/// Is each divided book in these lines one that such an owner has?
inline bool belong_to(std::vector<posting_line> const& lines, book_owner const& of)
{
    auto const fits = [&](book side) {
        auto const by = division_of(side);
        return by == book_division::whole ||
               (by == book_division::by_customer ? of.is_customer() : of.is_provider());
    };
    return std::all_of(lines.begin(), lines.end(),
                       [&](posting_line const& l) { return fits(l.from) && fits(l.to); });
}

}  // namespace ledger_parts

TENDER_DECL void ledger::post(unit_of_work& unit, merchant const& who, instant at, ulid cause,
                              posting_kind kind, currency in, book_owner of,
                              std::vector<posting_line> lines)
{
    std::erase_if(lines, [](posting_line const& l) { return l.amount == 0; });
    if (lines.empty()) return;
    TENDER_ASSERT(ledger_parts::belong_to(lines, of), "a posting has its divided book's owner");
    posting p;
    p.id = {runtime_.new_id(at)};
    p.account = who.account;
    p.mode = who.mode;
    p.cause = cause;
    p.kind = kind;
    p.currency = in;
    p.provider = of;
    p.lines = std::move(lines);
    p.at = at;
    unit.insert(std::move(p));
}

TENDER_DECL std::vector<posting_line> ledger::capture_lines(payment const& p, account const& owner)
{
    auto left = p.captured - p.provider_fee() - p.platform_fee();
    auto const reserve = fee_of(left > 0 ? left : 0, {owner.reserve_basis_points});
    left -= reserve;
    bool const at_once = owner.settlement_delay.count() == 0;
    std::vector<posting_line> lines;
    lines.reserve(reserve != 0 ? 5 : 4);
    lines.push_back({book::provider, book::pending, p.captured});
    if (auto const fee = p.provider_fee(); fee != 0)
        lines.push_back({book::pending, book::provider, fee});
    if (auto const fee = p.platform_fee(); fee != 0)
        lines.push_back({book::pending, book::platform_fees, fee});
    if (reserve != 0) lines.push_back({book::pending, book::reserve, reserve});
    if (at_once) lines.push_back({book::pending, book::available, left});
    return lines;
}

namespace ledger_parts {

/// Adds a posting's lines to sums by account and currency.
inline void add_to(std::vector<balance>& sums, posting const& p)
{
    auto const add = [&](book_account const& of, int128 amount) {
        auto b = std::find_if(sums.begin(), sums.end(), [&](balance const& one) {
            return one.of == of && one.currency == p.currency;
        });
        if (b == sums.end())
            b = sums.insert(b, empty_balance({p.account, p.mode, {}}, p.currency, of));
        b->set(b->sum() + amount);
    };
    for (auto const& l : p.lines) {
        add(account_of(p, l.from), -int128(l.amount));
        add(account_of(p, l.to), l.amount);
    }
}

/// What a merchant has, wherever it stands.
inline constexpr book_account wallet_books[] = {
    {book::available, {}}, {book::pending, {}}, {book::reserve, {}}, {book::refunding, {}}};

inline wallet wallet_of(std::vector<balance> const& sums, currency in)
{
    constexpr std::int64_t wallet::* members[] = {&wallet::available, &wallet::pending,
                                                  &wallet::reserve, &wallet::refunding};
    static_assert(std::size(members) == std::size(wallet_books));
    wallet out;
    out.currency = in;
    for (std::size_t i = 0; i != std::size(members); ++i) out.*members[i] = nearest(sums[i].sum());
    return out;
}

}  // namespace ledger_parts

/// With what was posted since they were folded.
TENDER_DECL result<> ledger::add_unfolded(unit_of_work& unit, merchant const& who,
                                          std::vector<balance>& sums)
{
    constexpr int page_size = 500;
    std::optional<cursor> after;
    do {
        auto page = unit.list(unfolded_postings, mode_key(who), after, page_size);
        if (!page) return page.error();
        for (auto const& p : page->items) ledger_parts::add_to(sums, *p);
        after = page->next;
    } while (after);
    return {};
}

/// The sums of these accounts, in their order; what stands behind them is of others.
TENDER_DECL result<std::vector<balance>> ledger::sums_of(unit_of_work& unit, merchant const& who,
                                                         std::span<book_account const> of,
                                                         currency in)
{
    std::vector<balance> sums;
    for (auto const& one : of) {
        auto const folded = unit.find(balance_by_account, balance_key(who.mode, in, one));
        if (!folded && !(folded.error() == errc::not_found)) return folded.error();
        sums.push_back(folded ? **folded : empty_balance(who, in, one));
    }
    if (auto const done = add_unfolded(unit, who, sums); !done) return done.error();
    return sums;
}

TENDER_DECL result<> ledger::room_for(unit_of_work& unit, merchant const& who, money charge)
{
    // Sixteen processes that each let in as much, before they look and since, fill half of what is
    // free. A single charge is less than 2^53.
    constexpr std::int64_t share = 64;
    constexpr int128 most = std::numeric_limits<std::int64_t>::max();
    auto const now = runtime_.now();
    auto const of = [&](std::vector<room>& all) {
        return std::find_if(all.begin(), all.end(), [&](room const& r) {
            return r.currency == charge.currency;
        });
    };
    bool const enough = rooms_.with(who, now, [&](std::vector<room>& all) {
        auto const known = of(all);
        if (known == all.end() || known->left < charge.minor) return false;
        known->left -= charge.minor;
        return true;
    });
    if (enough) return {};
    auto const sums = sums_of(unit, who, ledger_parts::wallet_books, charge.currency);
    if (!sums) return sums.error();
    int128 free = most - charge.minor;
    for (std::size_t i = 0; i != std::size(ledger_parts::wallet_books); ++i)
        free -= std::max<int128>((*sums)[i].sum(), 0);
    if (free < 0) return fault(errc::amount_overflow, "The books of this currency are full.");
    rooms_.with(who, now, [&](std::vector<room>& all) {
        auto known = of(all);
        if (known == all.end()) known = all.insert(known, {charge.currency});
        known->left = static_cast<std::int64_t>(free / share);
    });
    return {};
}

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
        if (auto const done = add_unfolded(unit, who, sums); !done) return done.error();
        return sums;
    });
}

TENDER_DECL result<wallet> ledger::wallet_of(merchant const& who, currency in)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<wallet> {
        auto const sums = sums_of(unit, who, ledger_parts::wallet_books, in);
        if (!sums) return sums.error();
        return ledger_parts::wallet_of(*sums, in);
    });
}

/// The folded balance of what is available is written again, so that its version is the guard.
TENDER_DECL result<wallet> ledger::guarded_wallet(unit_of_work& unit, merchant const& who,
                                                  currency in)
{
    auto const sums = sums_of(unit, who, ledger_parts::wallet_books, in);
    if (!sums) return sums.error();
    book_account const guard{book::available, {}};
    auto const there = unit.find(balance_by_account, balance_key(who.mode, in, guard));
    if (!there && !(there.error() == errc::not_found)) return there.error();
    auto fresh = there ? **there : empty_balance(who, in, guard);
    if (!there) fresh.id = {runtime_.new_id(runtime_.now())};
    if (there) unit.replace(*there, std::move(fresh));
    else unit.insert(std::move(fresh));
    return ledger_parts::wallet_of(*sums, in);
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

TENDER_DECL result<int> ledger::fold(merchant const& who, int limit)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<int> {
        auto const key = mode_key(who);
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
            auto there = unit.find(balance_by_account, balance_key(s.mode, s.currency, s.of));
            if (there) {
                auto fresh = **there;
                fresh.set(fresh.sum() + s.sum());
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

/// What a capture left pending or in reserve becomes available.
TENDER_DECL result<> ledger::settle(merchant const& who, versioned<job> const& due)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const there = unit.find(due->id);
        if (!there) return there.error() == errc::not_found ? result<>() : result<>(there.error());
        index_key key;
        key.add(who.mode).add(due->subject).add(posting_kind::captured);
        auto const capture = unit.find(posting_by_cause, key);
        if (!capture) return capture.error();
        auto const from = due->kind == job_kind::settle ? book::pending : book::reserve;
        std::int64_t amount = 0;
        for (auto const& l : (*capture)->lines) {
            if (l.to == from) amount += l.amount;
            if (l.from == from) amount -= l.amount;
        }
        auto const kind = due->kind == job_kind::settle ? posting_kind::settled
                                                      : posting_kind::reserve_released;
        post(unit, who, runtime_.now(), due->subject, kind, (*capture)->currency,
             (*capture)->provider, {{from, book::available, amount}});
        unit.remove(*there);
        return {};
    });
}

}  // namespace tender
