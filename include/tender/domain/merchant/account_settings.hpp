// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/account_settings.hpp: what a merchant may sell, and what that costs it.
#pragma once

#include <tender/base/fault_reason.hpp>
#include <tender/base/result.hpp>
#include <tender/base/text.hpp>
#include <tender/core/json/members.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/tax.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// What holds for the checkouts of a merchant, in both modes: limits and price mode where a program
/// opens a page, and all of it in the faces that say so. It has the id of its account. Amounts are
/// minor units of whatever currency is charged.
struct account_settings {
    tender::id<account_settings> id{};
    tender::id<tender::account> account{};
    std::optional<std::int64_t> least_payment{};  ///< none: nobody has said
    std::optional<std::int64_t> most_payment{};
    std::int64_t platform_basis_points = 0;     ///< ours, of what is captured
    bool ad_hoc_products = true;                ///< may it sell what is not in its catalog?
    price_mode prices = price_mode::tax_included;   ///< where a sale does not say
    string_pairs profile{};                     ///< what faces keep of it, under their own names
};
BOOST_DESCRIBE_STRUCT(account_settings, (), (
    id, account, least_payment, most_payment, platform_basis_points, ad_hoc_products, prices,
    profile))
template<>
inline constexpr std::array former_members<account_settings>{
    former_member{"website", "profile"}, former_member{"contact_email", "profile"},
    former_member{"telegram", "profile"}};

/// The limits of who has said nothing, where there must be some.
inline constexpr std::int64_t usual_least_payment = 50, usual_most_payment = 99'999'999;

/// What a sale comes to lies within the limits that were said. Fault total_out_of_limits.
inline result<> check_limits(account_settings const& seller, std::int64_t total)
{
    bool const fits = total >= seller.least_payment.value_or(total) &&
                      total <= seller.most_payment.value_or(total);
    return fits ? result<>() : fault(fault_reason::total_out_of_limits);
}

template<>
inline constexpr record_type record_of<account_settings> = {
    .name = "account_settings", .indexes = {}, .id = &record_id<account_settings>,
    .former_name = "organization"};

/// How they are changed; what is not there stays.
struct change_account_settings {
    std::optional<std::int64_t> least_payment{};
    std::optional<std::int64_t> most_payment{};
    std::optional<std::int64_t> platform_basis_points{};
    std::optional<bool> ad_hoc_products{};
    std::optional<price_mode> prices{};
    std::optional<text<255>> name{};            ///< of the account, which its pages show
    string_map<16, 40, 2048> profile{};         ///< each entry is set; one without text is removed
};
BOOST_DESCRIBE_STRUCT(change_account_settings, (), (name, profile))

/// Of a change in which everything is there.
inline constexpr rule<change_account_settings> change_account_settings_rules[] = {
    {[](change_account_settings const& c) { return *c.least_payment > 0; }, "least_payment",
         "must be greater than zero"},
    {[](change_account_settings const& c) { return *c.most_payment >= *c.least_payment; },
         "most_payment", "must not be below the least"},
    {[](change_account_settings const& c) {
         return *c.platform_basis_points >= 0 && *c.platform_basis_points <= 10'000;
     }, "platform_basis_points", "must be from 0 to 10000"},
};

/// Sets the entries of a profile; those without text are removed.
inline void set_entries(string_pairs& profile, string_pairs const& changes)
{
    for (auto const& change : changes) {
        std::erase_if(profile, [&](auto const& entry) { return entry.first == change.first; });
        if (!change.second.empty()) profile.push_back(change);
    }
}

}  // namespace tender
