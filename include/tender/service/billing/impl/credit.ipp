// SPDX-License-Identifier: BSL-1.0
// tender/service/billing/impl/credit.ipp: bodies of service/billing/credit.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/service/billing/credit.hpp>
#include <tender/service/ledger/bookkeeping.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace tender {

namespace credit_parts {

/// What an entry of a kind moves in the books.
struct movement {
    credit_kind kind;
    posting_kind posted;
    book from;
    book to;
};

inline constexpr movement movements[] = {
    {credit_kind::issued, posting_kind::credit_issued, book::outside, book::credit},
    {credit_kind::applied, posting_kind::credit_applied, book::credit, book::outside},
    {credit_kind::voided, posting_kind::credit_voided, book::credit, book::outside},
};
static_assert(one_row_each<credit_kind>(movements, &movement::kind));

/// Sets what a customer has in a currency; nothing is kept of nothing.
inline void set_balance(std::vector<money>& all, money to)
{
    std::erase_if(all, [&](money one) { return one.currency == to.currency; });
    if (to.minor != 0) all.push_back(to);
}

}  // namespace credit_parts

TENDER_DECL result<credit_entry> credit::enter(unit_of_work& unit, merchant const& who,
                                               credit_entry fresh)
{
    auto const owner = find_there(unit, who, fresh.customer);
    if (!owner && owner.error() == errc::not_found)
        return fault::at("customer", "names no customer");
    if (!owner) return owner.error();
    auto const balance = checked_add((*owner)->credit_in(fresh.currency), fresh.amount);
    if (!balance || *balance > positive_minor::maximum)
        return fault(errc::amount_overflow, "The customer would have too much credit.");
    TENDER_ASSERT(*balance >= 0, "nobody takes more credit than there is");
    auto next = **owner;
    credit_parts::set_balance(next.credit, {*balance, fresh.currency});
    next.updated_at = changed_at(fresh.created_at, next.updated_at);
    unit.replace(*owner, std::move(next));
    auto const& moves = credit_parts::movements[static_cast<std::size_t>(fresh.kind)];
    auto const amount = fresh.amount < 0 ? -fresh.amount : fresh.amount;
    auto const posted = bookkeeping_.post(unit, who, fresh.created_at, fresh.id.value, moves.posted,
                                          fresh.currency, fresh.customer,
                                          {{moves.from, moves.to, amount}});
    if (!posted) return posted.error();
    return *unit.insert(std::move(fresh));
}

TENDER_DECL result<credit_entry> credit::issue(merchant const& who, issue_credit command)
{
    if (auto violations = violations_of(command, issue_credit_rules); !violations.empty())
        return fault(std::move(violations));
    return idempotency_.make<credit_entry>(
        who, "issue_credit", command,
        [&](unit_of_work& unit, credit_entry fresh) -> result<credit_entry> {
            fresh.customer = command.customer;
            fresh.currency = command.amount.currency;
            fresh.amount = command.amount.minor;
            fresh.reason = command.reason.str();
            if (command.memo) fresh.memo = command.memo->str();
            return enter(unit, who, std::move(fresh));
        });
}

TENDER_DECL result<money> credit::set(merchant const& who, set_credit command)
{
    if (auto violations = violations_of(command, set_credit_rules); !violations.empty())
        return fault(std::move(violations));
    auto const now = runtime_.now();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<money> {
        auto const owner = find_there(unit, who, command.customer);
        if (!owner && owner.error() == errc::not_found)
            return fault::at("customer", "names no customer");
        if (!owner) return owner.error();
        auto const more = command.balance.minor - (*owner)->credit_in(command.balance.currency);
        if (more == 0) return command.balance;
        credit_entry fresh;
        fresh.id = {runtime_.new_id(now)};
        fresh.account = who.account;
        fresh.mode = who.mode;
        fresh.created_at = now;
        fresh.customer = command.customer;
        fresh.currency = command.balance.currency;
        fresh.amount = more;
        fresh.kind = more > 0 ? credit_kind::issued : credit_kind::voided;
        fresh.reason = "balance_adjustment";
        if (auto const done = enter(unit, who, std::move(fresh)); !done) return done.error();
        return command.balance;
    });
}

TENDER_DECL result<page<versioned<credit_entry>>> credit::list(merchant const& who,
                                                               list_credit const& which)
{
    using found = result<page<versioned<credit_entry>>>;
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        if (auto const of = find_there(unit, who, which.customer); !of) return of.error();
        index_key key;
        key.add(which.customer);
        if (which.in) key.add(which.in->code());
        return unit.list(which.in ? credit_by_currency : credit_by_customer, key, which.after,
                         which.limit);
    });
}

}  // namespace tender
