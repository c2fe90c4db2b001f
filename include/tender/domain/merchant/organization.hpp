// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/organization.hpp: what a merchant may sell, and what that costs it.
#pragma once

#include <tender/base/fault_reason.hpp>
#include <tender/base/result.hpp>
#include <tender/base/text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/tax.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace tender {

/// What holds for the checkouts of a merchant, in both modes: limits and price mode where a program
/// opens a page, and all of it in the faces that say so. It has the id of its account. Amounts are
/// minor units of whatever currency is charged.
struct organization {
    tender::id<organization> id;
    tender::id<tender::account> account;
    std::optional<std::int64_t> least_payment;  ///< none: nobody has said
    std::optional<std::int64_t> most_payment;
    std::int64_t platform_basis_points = 0;     ///< ours, of what is captured
    bool ad_hoc_products = true;                ///< may it sell what is not in its catalog?
    price_mode prices = price_mode::tax_included;   ///< where a sale does not say
    std::string website;                        ///< empty: none; so are the other two
    std::string contact_email;
    std::string telegram;
};
BOOST_DESCRIBE_STRUCT(organization, (), (
    id, account, least_payment, most_payment, platform_basis_points, ad_hoc_products, prices,
    website, contact_email, telegram))

/// The limits of who has said nothing, where there must be some.
inline constexpr std::int64_t usual_least_payment = 50, usual_most_payment = 99'999'999;

/// What a sale comes to lies within the limits that were said. Fault total_out_of_limits.
inline result<> check_limits(organization const& seller, std::int64_t total)
{
    bool const fits = total >= seller.least_payment.value_or(total) &&
                      total <= seller.most_payment.value_or(total);
    return fits ? result<>() : fault(fault_reason::total_out_of_limits);
}

template<>
inline constexpr record_type record_of<organization> = {"organization", {},
                                                        &record_id<organization>};

/// How it is changed; what is not there stays.
struct set_organization {
    std::optional<std::int64_t> least_payment{};
    std::optional<std::int64_t> most_payment{};
    std::optional<std::int64_t> platform_basis_points{};
    std::optional<bool> ad_hoc_products{};
    std::optional<price_mode> prices{};
    std::optional<text<255>> name{};            ///< of the account, which its pages show
    std::optional<text<2048, 0>> website{};     ///< a web address, or empty
    std::optional<text<254, 0>> contact_email{};   ///< an address, or empty
    std::optional<text<64, 0>> telegram{};
};
BOOST_DESCRIBE_STRUCT(set_organization, (), (name, website, contact_email, telegram))

/// Of a change in which everything is there.
inline constexpr rule<set_organization> set_organization_rules[] = {
    {[](set_organization const& o) { return *o.least_payment > 0; }, "least_payment",
         "must be greater than zero"},
    {[](set_organization const& o) { return *o.most_payment >= *o.least_payment; }, "most_payment",
         "must not be below the least"},
    {[](set_organization const& o) {
         return *o.platform_basis_points >= 0 && *o.platform_basis_points <= 10'000;
     }, "platform_basis_points", "must be from 0 to 10000"},
    {[](set_organization const& o) {
         return !o.website || o.website->str().empty() || is_web_url(o.website->str());
     }, "website", "must be an http or https URL"},
    {[](set_organization const& o) {
         return !o.contact_email || o.contact_email->str().empty() ||
                is_email(o.contact_email->str());
     }, "contact_email", not_an_email},
};

}  // namespace tender
