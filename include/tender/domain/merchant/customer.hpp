// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/customer.hpp: who pays.
#pragma once

#include <tender/base/text.hpp>
#include <tender/domain/merchant/account.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace tender {

/// Who pays, as a payment keeps it. Only the address is always there.
struct payer {
    std::string email;
    std::string name;       ///< empty: not given, and so on below
    std::string phone;
    std::string country;
    std::string region;
};
BOOST_DESCRIBE_STRUCT(payer, (), (email, name, phone, country, region))

/// A merchant's customer; one per e-mail address, account and mode.
struct customer {
    tender::id<customer> id;
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    payer who;
    instant created_at{};
    instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(customer, (), (id, account, mode, who, created_at, updated_at))

/// How a customer is made.
struct create_customer {
    tender::email email{};
    std::optional<text<255, 0>> name{};
    std::optional<tender::phone> phone{};
    std::optional<text<64, 0>> country{};
    std::optional<text<64, 0>> region{};
};
BOOST_DESCRIBE_STRUCT(create_customer, (), (email, name, phone, country, region))

inline constexpr index_row customer_indexes[] = {
    {"by_email", true, true,
     [](void const* r, index_key& k) {
         auto const& c = *static_cast<customer const*>(r);
         k.add(c.mode).add(c.who.email);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<customer const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<customer> = {"customer", customer_indexes,
                                                    &record_id<customer>};
inline constexpr unique_index<customer> customer_by_email{0};
inline constexpr list_index<customer> all_customers{1};

/// The payer that a customer's details describe.
inline payer payer_of(create_customer&& c)
{
    auto const text = [](auto& o) { return o ? std::move(*o).str() : std::string(); };
    return {std::move(c.email).str(), text(c.name), text(c.phone), text(c.country),
            text(c.region)};
}

}  // namespace tender
