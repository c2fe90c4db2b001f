// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/products.hpp: what merchants sell.
#pragma once

#include <tender/domain/checkout/checkout.hpp>
#include <tender/domain/merchant/product.hpp>
#include <tender/port/storage.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace tender {

class idempotency_records;
class runtime;

/// What is said of a product that cannot be sold as it is asked for.
inline constexpr std::string_view no_such_product = "names no product of the catalog";
inline constexpr std::string_view no_such_price =
    "names a product that has no price in this currency";
inline constexpr std::string_view archived_product = "names a product that is archived";

/// What merchants sell; for how much say `prices`. Thread-safe. Every function answers
/// storage_unavailable where the store is away.
class products {
public:
    products(runtime& r, idempotency_records& k) : runtime_(r), idempotency_(k) {}

    /// Makes it and the prices that the command has, whole or not at all. Faults: invalid_request
    /// with every field, but for what custom fields say where others are wrong, and
    /// idempotency_conflict.
    result<product> create(merchant const& who, create_product command);
    result<product> read(merchant const& who, id<product> which);          ///< not_found

    /// Changes or archives it. Who has bought it keeps it. Faults invalid_request, not_found.
    result<product> change(merchant const& who, id<product> which, change_product command);

    /// What one piece costs that is simply bought: the newest price of that kind that is not
    /// archived; none where there is none in that currency. Fault not_found.
    result<std::optional<money>> price_in(merchant const& who, id<product> which, currency in);

    /// A line of a sale with the product's name and price as they are now. Fault invalid_request:
    /// of `id` where it is not sold so, of `quantity` where not in that number.
    result<checkout_item> item(merchant const& who, id<product> which, std::int64_t quantity,
                               currency in);

    /// A page, newest first. Fault invalid_request.
    result<page<versioned<product>>> list(merchant const& who, list_products const& which = {});

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/products.ipp>
#endif
