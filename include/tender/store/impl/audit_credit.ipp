// SPDX-License-Identifier: BSL-1.0
// tender/store/impl/audit_credit.ipp: whether customers, entries and books say the same of credit.
#pragma once

#include <tender/base/config.hpp>
#include <tender/domain/billing/credit_entry.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/port/storage.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tender {

/// Adds what is wrong of a customer's credit.
TENDER_DECL result<> audit_credit(storage& where, std::vector<std::string>& found)
{
    struct sums {
        std::int64_t kept = 0;
        std::int64_t entered = 0;
        std::int64_t posted = 0;
    };
    std::map<std::pair<std::string, std::string>, sums> all;   // by customer and currency
    auto const of = [&](std::string who, currency in) -> sums& {
        return all[{std::move(who), std::string(in.code())}];
    };
    auto done = where.for_each(record_of<customer>, [&](id<account>, any_versioned const& one) {
        auto const& c = *static_cast<customer const*>(one.object.get());
        for (auto const& m : c.credit) of(c.id.text(), m.currency).kept += m.minor;
    });
    if (done) done = where.for_each(record_of<credit_entry>,
                                    [&](id<account>, any_versioned const& one) {
        auto const& e = *static_cast<credit_entry const*>(one.object.get());
        of(e.customer.text(), e.currency).entered += e.amount;
    });
    if (done) done = where.for_each(record_of<posting>, [&](id<account>, any_versioned const& one) {
        auto const& p = *static_cast<posting const*>(one.object.get());
        for (auto const& l : p.lines) {
            if (l.to == book::credit) of(p.owner.text(), p.currency).posted += l.amount;
            if (l.from == book::credit) of(p.owner.text(), p.currency).posted -= l.amount;
        }
    });
    for (auto const& [key, is] : all)
        if (is.kept != is.entered || is.kept != is.posted)
            found.push_back("the customer " + key.first + " has credit of " +
                            std::to_string(is.kept) + " " + key.second + ", and its entries " +
                            std::to_string(is.entered) + ", and the books " +
                            std::to_string(is.posted));
    return done;
}

}  // namespace tender
