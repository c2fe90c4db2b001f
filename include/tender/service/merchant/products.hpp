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
struct idempotency_request;
class runtime;

/// What is said of a product that cannot be sold as it is asked for.
inline constexpr std::string_view no_such_product = "names no product of the catalog";
inline constexpr std::string_view no_such_price =
    "names a product that has no price in this currency";

/// What merchants sell. Thread-safe.
class products {
public:
    products(runtime& r, idempotency_records& k) : runtime_(r), idempotency_(k) {}

    /// Faults: invalid_request, and idempotency_conflict.
    result<product> create(merchant const& who, create_product command);
    result<product> read(merchant const& who, id<product> which);          ///< not_found

    /// A line of a sale with the product's name and price as they are now. Fault invalid_request:
    /// of `id` where it is not sold so, of `quantity` where not in that number.
    result<checkout_item> item(merchant const& who, id<product> which, std::int64_t quantity,
                               currency in);
    result<page<versioned<product>>> list(merchant const& who, list_query const& which = {});

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/products.ipp>
#endif
