// SPDX-License-Identifier: BSL-1.0
// tender/service/ledger/impl/bookkeeping.ipp: bodies of service/ledger/bookkeeping.hpp.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/ledger/fees.hpp>
#include <tender/service/ledger/sums.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace tender {

namespace bookkeeping_parts {

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

}  // namespace bookkeeping_parts

TENDER_DECL result<> bookkeeping::post(unit_of_work& unit, merchant const& who, instant at,
                                       ulid cause, posting_kind kind, currency in, book_owner of,
                                       std::vector<posting_line> lines)
{
    std::erase_if(lines, [](posting_line const& l) { return l.amount == 0; });
    if (lines.empty()) return {};
    TENDER_ASSERT(bookkeeping_parts::belong_to(lines, of),
                  "a posting has its divided book's owner");
    posting p;
    p.id = {runtime_.new_id(at)};
    p.account = who.account;
    p.mode = who.mode;
    p.cause = cause;
    p.kind = kind;
    p.currency = in;
    p.owner = of;
    p.lines = std::move(lines);
    p.at = at;
    unit.insert(std::move(p));
    return wake_housekeeping(runtime_, unit, who, at);
}

TENDER_DECL std::vector<posting_line> bookkeeping::capture_lines(payment const& p,
                                                                 account const& owner)
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

TENDER_DECL result<> bookkeeping::room_for(unit_of_work& unit, merchant const& who, money charge,
                                           instant now)
{
    // Sixteen processes that each let in as much, before they look and since, fill half of what is
    // free. A single charge is less than 2^53.
    constexpr std::int64_t share = 64;
    constexpr int128 most = std::numeric_limits<std::int64_t>::max();
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
    auto const sums = sums_of(unit, who, wallet_books, charge.currency);
    if (!sums) return sums.error();
    int128 free = most - charge.minor;
    for (std::size_t i = 0; i != std::size(wallet_books); ++i)
        free -= std::max<int128>((*sums)[i].sum(), 0);
    if (free < 0) return fault(errc::amount_overflow, "The books of this currency are full.");
    rooms_.with(who, now, [&](std::vector<room>& all) {
        auto known = of(all);
        if (known == all.end()) known = all.insert(known, {charge.currency});
        known->left = static_cast<std::int64_t>(free / share);
    });
    return {};
}

/// The folded balance of what is available is written again, so that its version is the guard.
TENDER_DECL result<wallet> bookkeeping::guarded_wallet(unit_of_work& unit, merchant const& who,
                                                       currency in)
{
    auto const sums = sums_of(unit, who, wallet_books, in);
    if (!sums) return sums.error();
    book_account const guard{book::available, {}};
    auto const there = unit.find(balance_by_account, balance_key(who.mode, in, guard));
    if (!there && !(there.error() == errc::not_found)) return there.error();
    auto fresh = there ? **there : empty_balance(who, in, guard);
    if (!there) fresh.id = {runtime_.new_id(runtime_.now())};
    if (there) unit.replace(*there, std::move(fresh));
    else unit.insert(std::move(fresh));
    return wallet_in(*sums, in);
}

TENDER_DECL result<int> bookkeeping::fold(merchant const& who, int limit)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<int> {
        auto const key = mode_key(who);
        auto page = unit.list(unfolded_postings, key, {}, limit, list_order::oldest_first);
        if (!page) return page.error();
        std::vector<balance> sums;
        for (auto const& p : page->items) {
            add_to(sums, *p);
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
TENDER_DECL result<> bookkeeping::settle(merchant const& who, versioned<job> const& due)
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
        unit.remove(*there);
        return post(unit, who, runtime_.now(), due->subject, kind, (*capture)->currency,
                    (*capture)->owner, {{from, book::available, amount}});
    });
}

}  // namespace tender
