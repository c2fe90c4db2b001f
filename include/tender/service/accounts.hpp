// SPDX-License-Identifier: BSL-1.0
// tender/service/accounts.hpp: merchants, their customers, and what people should look at.
#pragma once

#include <tender/domain/branding.hpp>
#include <tender/domain/checkout.hpp>
#include <tender/domain/customer.hpp>
#include <tender/domain/organization.hpp>
#include <tender/domain/product.hpp>
#include <tender/service/jobs.hpp>

namespace tender {

/// How a merchant is made. The username is unique in the whole store, and does not end in `_live`.
struct create_account {
    text<64> username{};
    text<255> name{};
    tender::currency currency = "USD";
    bool live_approved = false;
    std::chrono::seconds settlement_delay{0};   ///< from captured to available
    std::int64_t reserve_basis_points = 0;      ///< of each capture, kept back
    std::chrono::seconds reserve_delay{0};
};
BOOST_DESCRIBE_STRUCT(create_account, (), (username, name))

inline constexpr std::string_view live_suffix = "_live";

/// Thread-safe.
class accounts {
public:
    accounts(runtime& r, jobs& j) : runtime_(r), jobs_(j) {}

    result<account> create(create_account command);          ///< invalid_request, conflict
    result<account> read(id<account> which);                  ///< not_found
    result<account> find(std::string_view username);          ///< not_found

    /// A username names account and mode: `demo` is the account demo in test mode, `demo_live` the
    /// same in live mode [C48]. So no account's own name ends in `_live`.
    result<merchant> named(std::string_view username);        ///< not_found
    result<std::string> name_of(merchant const& who);         ///< not_found

    /// An account that is not active lets nobody in.
    result<account> set_active(id<account> which, bool active);

    /// What its pages look like; defaults where nobody has said.
    result<tender::branding> branding(id<account> which);
    result<tender::branding> brand(id<account> which, set_branding command);  ///< invalid_request

    /// What it may sell; defaults where nobody has said.
    result<tender::organization> organization(id<account> which);
    result<tender::organization> organize(id<account> which,
                                          set_organization command);         ///< invalid_request

private:
    runtime& runtime_;
    jobs& jobs_;
};

/// What is said of a product that cannot be sold as it is asked for.
inline constexpr std::string_view no_such_product = "names no product of the catalog";
inline constexpr std::string_view no_such_price =
    "names a product that has no price in this currency";

/// What merchants sell. Thread-safe.
class products {
public:
    explicit products(runtime& r) : runtime_(r) {}

    result<product> create(merchant const& who, create_product command);   ///< invalid_request
    result<product> read(merchant const& who, id<product> which);          ///< not_found

    /// A line of a sale with the product's name and price as they are now. Fault invalid_request:
    /// of `id` where it is not sold so, of `quantity` where not in that number.
    result<checkout_item> item(merchant const& who, id<product> which, std::int64_t quantity,
                               currency in);
    result<page<kept<product>>> list(merchant const& who, std::optional<cursor> after, int limit);

private:
    runtime& runtime_;
};

/// Thread-safe. One customer per e-mail address, account and mode.
class customers {
public:
    explicit customers(runtime& r) : runtime_(r) {}

    result<customer> create(merchant const& who, create_customer command);   ///< conflict
    result<customer> read(merchant const& who, id<customer> which);          ///< not_found
    result<page<kept<customer>>> list(merchant const& who, std::optional<cursor> after,
                                      int limit);

private:
    runtime& runtime_;
};

/// Thread-safe.
class incidents {
public:
    explicit incidents(runtime& r) : runtime_(r) {}

    /// Newest first: those that nobody has closed.
    result<page<kept<incident>>> open(merchant const& who, std::optional<cursor> after, int limit);
    result<incident> close(merchant const& who, id<incident> which);         ///< not_found

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/accounts.ipp>
#endif
