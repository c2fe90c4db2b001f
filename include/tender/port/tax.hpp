// SPDX-License-Identifier: BSL-1.0
// tender/port/tax.hpp: how much tax a sale bears.
#pragma once

#include <tender/base/money.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/tax.hpp>

#include <string_view>

namespace tender {

/// A sale before its tax is known. Everything is only looked at.
struct taxed_sale {
    merchant const& seller;
    money amount;                      ///< the sum of the prices
    std::string_view country;          ///< of the payer, ISO 3166-1 alpha-2
    std::string_view postal_code;      ///< may be empty
};

/// Asked outside any unit of work. Thread-safe; never throws.
class taxes {
public:
    virtual ~taxes() = default;
    virtual tax_rate rate_of(taxed_sale const& what) = 0;
};

/// A host without taxes: none anywhere.
class no_taxes final : public taxes {
public:
    tax_rate rate_of(taxed_sale const&) override { return {}; }
};

}  // namespace tender
