// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/links.hpp: addresses where anybody may buy what a merchant has put there.
#pragma once

#include <tender/domain/checkout/payment_link.hpp>
#include <tender/service/checkout/checkout.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace tender {

class accounts;
class idempotency_records;
struct idempotency_request;
class products;
class runtime;

/// A link and who sells by it.
struct link_visit {
    merchant who;                      ///< in the face where the link was made
    std::shared_ptr<payment_link const> link;
    link_standing standing = link_standing::open;
};

/// Whether a link has anything left to sell. Fault not_found; its reason is `link_expired` or
/// `link_sold_out` where that is why.
inline result<> check_standing(link_standing s)
{
    if (s == link_standing::open || s == link_standing::busy) return {};
    if (s == link_standing::expired) return fault(fault_reason::link_expired);
    if (s == link_standing::sold_out) return fault(fault_reason::link_sold_out);
    return fault(errc::not_found);
}

/// Payment links: one address, any number of customers, each with a page of his own. Exact where
/// uses are limited: the submit of a page takes a use or is refused. Thread-safe. Every function
/// answers storage_unavailable where the store is away, and not_found for a link that is deleted.
class links {
public:
    links(runtime& r, accounts& a, products& p, checkout& c, idempotency_records& k)
        : runtime_(r), accounts_(a), products_(p), checkout_(c), idempotency_(k) {}

    /// Takes names and prices from the catalog as they are now. Faults: invalid_request with every
    /// field, or `total_out_of_limits`; under an idempotency key, idempotency_conflict.
    result<payment_link> create(merchant const& who, create_link command);
    result<payment_link> read(merchant const& who, id<payment_link> which);      ///< not_found

    /// A page of the merchant's in the face that it asks through, newest first.
    result<page<versioned<payment_link>>> list(merchant const& who, list_query const& which = {});

    /// Fault invalid_request with every field.
    result<payment_link> change(merchant const& who, id<payment_link> which, change_link command);

    /// Its customers find it no more; what was paid by it stays.
    result<> remove(merchant const& who, id<payment_link> which);

    /// A page of the payments that were made by it, newest first; of those behind the cursor the
    /// first `skip` are passed over. How many there are, `payment_link::uses` says.
    result<page<versioned<payment>>> payments(merchant const& who, id<payment_link> of,
                                              list_query const& which = {}, std::size_t skip = 0);

    /// The link that a public token names, whether or not it has anything left to sell. Fault
    /// not_found, also where it is not active or its account may not charge anybody.
    result<link_visit> find(std::string_view token);

    /// A page for one customer, with what the link sells; `command` says who that is, and nothing
    /// of items or amount; under its idempotency key, once. Faults as of `check_standing` and
    /// `checkout::open`, and `total_out_of_limits`.
    result<payment> open(link_visit const& at, open_checkout command);

private:
    result<payment_link> create_now(merchant const& who, create_link command,
                                    idempotency_request const* request);
    result<std::shared_ptr<payment const>> open_now(link_visit const& at, open_checkout command,
                                                    idempotency_request const* request);
    result<versioned<payment_link>> find_link(unit_of_work& unit, merchant const& who,
                                         id<payment_link> which);

    runtime& runtime_;
    accounts& accounts_;
    products& products_;
    checkout& checkout_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/checkout/impl/links.ipp>
#endif
