// SPDX-License-Identifier: BSL-1.0
// tender/domain/checkout/payment_link.hpp: an address where anybody may buy what a merchant has put
// there.
#pragma once

#include <tender/base/page.hpp>
#include <tender/base/text.hpp>
#include <tender/core/flow.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/checkout/checkout.hpp>
#include <tender/domain/merchant/tax.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

BOOST_DEFINE_FIXED_ENUM_CLASS(link_state, std::uint8_t, active, inactive, deleted)
BOOST_DEFINE_FIXED_ENUM_CLASS(link_event, std::uint8_t, deactivate, activate, remove)

inline constexpr auto link_flow = [] {
    using enum link_state;
    using enum link_event;
    return make_flow<link_state, link_event>(active, {
        // from       on          to
        { active,     deactivate, inactive },
        { inactive,   activate,   active   },
        { active,     remove,     deleted  },
        { inactive,   remove,     deleted  },
    });
}();
static_assert(link_flow.deterministic());
static_assert(link_flow.connected());

/// Whether a customer may buy, and why not:
///   withdrawn  inactive or deleted
///   sold_out   every use is paid for
///   busy       every use that is left is being paid for at this moment
BOOST_DEFINE_FIXED_ENUM_CLASS(link_standing, std::uint8_t, open, withdrawn, expired, sold_out, busy)

/// Names and prices are those of the day when it was made. A use is reserved while a customer's
/// submit is under way, counted where it is captured, and free again where it was declined [C43].
struct payment_link {
    tender::id<payment_link> id;
    tender::id<tender::account> account;
    std::string token;                         ///< in its address
    std::string url;
    std::string name;                          ///< the merchant's own; customers do not see it
    std::vector<checkout_item> items;
    std::string metadata;                      ///< the merchant's JSON object; or empty
    std::int64_t total = 0;                    ///< of the items, in minor units
    std::int64_t reserved = 0;
    std::int64_t uses = 0;
    std::int64_t revenue = 0;                  ///< what was captured, in minor units
    std::optional<std::int64_t> most_uses;     ///< none: any number
    std::optional<instant> expires_at;         ///< none: never; binds from its instant [C46]
    instant created_at{};
    instant updated_at{};                      ///< when its merchant changed it
    tender::currency currency;
    tender::mode mode = tender::mode::test;
    tender::name face;
    tender::price_mode prices = price_mode::tax_included;
    link_state state = link_state::active;

    link_standing standing(instant now) const
    {
        if (state != link_state::active) return link_standing::withdrawn;
        if (expires_at && now >= *expires_at) return link_standing::expired;
        if (most_uses && uses >= *most_uses) return link_standing::sold_out;
        if (most_uses && reserved >= *most_uses - uses) return link_standing::busy;
        return link_standing::open;
    }
};
BOOST_DESCRIBE_STRUCT(payment_link, (), (
    id, account, token, url, name, items, metadata, total, reserved, uses, revenue, most_uses,
    expires_at, created_at, updated_at, currency, mode, face, prices, state))

inline constexpr index_row payment_link_indexes[] = {
    {"all", false, false,
     [](void const* r, index_key& k) {
         auto const& l = *static_cast<payment_link const*>(r);
         if (l.state != link_state::deleted) k.add(l.mode).add(l.face.text());
     }},
};

template<>
inline constexpr record_type record_of<payment_link> = {
    "payment_link", payment_link_indexes, &record_id<payment_link>, nullptr,
    &record_legal<payment_link, link_flow>};
inline constexpr list_index<payment_link> all_payment_links{0};

/// What is sold, and how many at once.
struct link_product {
    id<product> which;
    std::int64_t quantity = 1;
};

/// How a link is made.
struct create_link {
    text<255> name{};
    std::vector<link_product> products{};
    tender::currency currency = "USD";
    std::optional<price_mode> prices{};        ///< none: as the account's settings say
    std::optional<instant> expires_at{};
    std::optional<std::int64_t> most_uses{};
    std::string metadata{};                    ///< a JSON object, or empty
    std::string page{};                        ///< its address, but for the token and what follows;
                                               ///< empty: where a dispatcher serves the face
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_product`;
                                               ///< each face's links have keys of their own
};
BOOST_DESCRIBE_STRUCT(create_link, (), (name, idempotency_key))

inline constexpr std::size_t longest_link_metadata = 16'384;   // bytes

inline constexpr rule<create_link> create_link_rules[] = {
    {[](create_link const& c) { return !c.products.empty(); }, "products", field_is_required},
    {[](create_link const& c) { return c.products.size() <= most_items; }, "products",
         "must have at most 100 entries"},
    {[](create_link const& c) { return !c.most_uses || *c.most_uses > 0; }, "max_uses",
         "must be greater than zero"},
};

/// How it is changed: what is not given stays; no value given means none.
template<class T>
struct setting {
    bool given = false;
    std::optional<T> value{};
};
struct change_link {
    std::optional<text<255>> name{};
    std::optional<bool> active{};
    setting<instant> expires_at{};
    setting<std::int64_t> most_uses{};         ///< may be below the uses so far: then it is over
    setting<std::string> metadata{};
};

}  // namespace tender
