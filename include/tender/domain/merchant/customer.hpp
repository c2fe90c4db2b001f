// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/customer.hpp: whom a merchant sells to.
#pragma once

#include <tender/base/country.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/money.hpp>
#include <tender/base/page.hpp>
#include <tender/core/json/json_text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/payer.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

struct saved_instrument;

/// A merchant's customer. Several may have one e-mail address.
struct customer {
    tender::id<customer> id;
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    payer who;                         ///< what its payments say of it
    std::string line1;                 ///< of its address, with those below; empty: not given
    std::string line2;
    std::string city;
    std::string postal_code;
    std::string metadata;              ///< the merchant's JSON object; or empty
    std::vector<money> credit;         ///< at most once for each currency, and never zero
    string_pairs custom_fields;        ///< JSON values, each by the id of its field
    tender::id<saved_instrument> default_instrument;   ///< what it pays with first; null: none
    bool deleted = false;
    instant created_at{};
    instant updated_at{};              ///< later with every change

    /// In minor units.
    std::int64_t credit_in(currency c) const
    {
        for (auto const& one : credit)
            if (one.currency == c) return one.minor;
        return 0;
    }
};
BOOST_DESCRIBE_STRUCT(customer, (), (
    id, account, mode, who, line1, line2, city, postal_code, metadata, credit, custom_fields,
    default_instrument, deleted, created_at, updated_at))

/// Where somebody lives, as a command says it.
struct postal_address {
    std::optional<text<255, 0>> line1{};
    std::optional<text<255, 0>> line2{};
    std::optional<text<255, 0>> city{};
    std::optional<text<64, 0>> state{};
    std::optional<text<64, 0>> postal_code{};
    std::optional<text<2, 0>> country{};   ///< ISO 3166-1 alpha-2; the tax follows it
};
BOOST_DESCRIBE_STRUCT(postal_address, (), (line1, line2, city, state, postal_code, country))

/// How a customer is made.
struct create_customer {
    tender::email email{};
    std::optional<text<255, 0>> name{};
    std::optional<tender::phone> phone{};
    std::optional<postal_address> address{};
    std::optional<json_text> metadata{};        ///< a JSON object of at most `longest_metadata`
    std::optional<json_text> custom_fields{};   ///< a JSON object: what is said of each, by its key
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_product`
};
BOOST_DESCRIBE_STRUCT(create_customer, (), (
    email, name, phone, address, metadata, custom_fields, idempotency_key))

/// How it is changed: what is not there stays.
struct change_customer {
    std::optional<tender::email> email{};
    std::optional<text<255, 0>> name{};
    std::optional<std::string> phone{};            ///< empty: it has none
    std::optional<postal_address> address{};       ///< replaced whole, as metadata are
    std::optional<json_text> metadata{};
    std::optional<json_text> custom_fields{};   ///< what is not in it stays; null removes
    std::optional<id<saved_instrument>> default_instrument{};   ///< one of its own; null: none
};
BOOST_DESCRIBE_STRUCT(change_customer, (), (
    email, name, phone, address, metadata, custom_fields, default_instrument))

/// How they are listed, newest first.
struct list_customers {
    std::string email{};               ///< the whole address in any case; empty: all
    std::optional<cursor> after{};
    int limit = 20;                    ///< 1 to 1000
};

inline bool has_real_country(std::optional<postal_address> const& address)
{
    if (!address || !address->country || address->country->str().empty()) return true;
    return find_country(address->country->str()) != nullptr;
}

inline constexpr std::string_view no_country = "must be a country's code of two letters";

inline constexpr rule<create_customer> create_customer_rules[] = {
    {[](create_customer const& c) { return has_real_country(c.address); },
         "address.country", no_country},
};

inline constexpr rule<change_customer> change_customer_rules[] = {
    {[](change_customer const& c) {
         return !c.phone || c.phone->empty() || phone_rule::violation(*c.phone).empty();
     }, "phone", "must be a phone number such as +2348012345678"},
    {[](change_customer const& c) { return has_real_country(c.address); },
         "address.country", no_country},
};

inline constexpr index_row customer_indexes[] = {
    {"email", false, false,
     [](void const* r, index_key& k) {
         auto const& c = *static_cast<customer const*>(r);
         if (!c.deleted) k.add(c.mode).add(lower_case(c.who.email));
     }},
    {"all", false, false,
     [](void const* r, index_key& k) {
         auto const& c = *static_cast<customer const*>(r);
         if (!c.deleted) k.add(c.mode);
     }},
};

template<>
inline constexpr record_type record_of<customer> = {"customer", customer_indexes,
                                                    &record_id<customer>};
inline constexpr list_index<customer> customers_by_email{0};
inline constexpr list_index<customer> all_customers{1};

}  // namespace tender
