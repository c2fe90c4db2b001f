// SPDX-License-Identifier: BSL-1.0
// tender/store/impl/audit_owners.ipp: whether catalog and payment methods are of somebody.
#pragma once

#include <tender/base/config.hpp>
#include <tender/domain/billing/price.hpp>
#include <tender/domain/merchant/customer.hpp>
#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/port/storage.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tender {

/// Adds what is wrong of a price, of what a customer pays with, and of what that is by default.
TENDER_DECL result<> audit_owners(storage& where, std::vector<std::string>& found)
{
    std::set<ulid> products, customers, deleted;
    std::map<ulid, ulid> charged;      // what can be charged, and its owner
    std::vector<std::pair<ulid, ulid>> defaults;
    auto done = where.for_each(record_of<product>, [&](id<account>, any_versioned const& one) {
        products.insert(record_id<product>(one.object.get()));
    });
    if (done) done = where.for_each(record_of<price>, [&](id<account>, any_versioned const& one) {
        auto const& p = *static_cast<price const*>(one.object.get());
        if (products.count(p.product.value) == 0)
            found.push_back("the price " + p.id.text() + " is of a product that is not there");
    });
    if (done) done = where.for_each(record_of<customer>,
                                    [&](id<account>, any_versioned const& one) {
        auto const& c = *static_cast<customer const*>(one.object.get());
        customers.insert(c.id.value);
        if (c.deleted) deleted.insert(c.id.value);
        if (c.default_instrument) defaults.push_back({c.id.value, c.default_instrument.value});
    });
    if (done) done = where.for_each(record_of<saved_instrument>,
                                    [&](id<account>, any_versioned const& one) {
        auto const& s = *static_cast<saved_instrument const*>(one.object.get());
        if (s.owner && customers.count(s.owner.value) == 0)
            found.push_back("the instrument " + s.id.text() +
                            " is of a customer who is not there");
        if (s.removed()) return;
        charged[s.id.value] = s.owner.value;
        if (deleted.count(s.owner.value) != 0)
            found.push_back("the instrument " + s.id.text() + " is left of a deleted customer");
    });
    for (auto const& [who, with] : defaults) {
        auto const of = charged.find(with);
        if (of == charged.end() || of->second != who)
            found.push_back("the customer " + who.text() + " pays with what is not its own");
    }
    return done;
}

}  // namespace tender
