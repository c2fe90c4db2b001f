// SPDX-License-Identifier: BSL-1.0
// tests/additions/voucher.hpp: a thing that the library does not have: a voucher, good for a while.
#pragma once

#include <tender/core/flow.hpp>
#include <tender/core/record.hpp>
#include <tender/domain/merchant/account.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace tender {

BOOST_DEFINE_FIXED_ENUM_CLASS(voucher_state, std::uint8_t, good, expired)
BOOST_DEFINE_FIXED_ENUM_CLASS(voucher_event, std::uint8_t, expire)

inline constexpr auto voucher_flow = [] {
    using enum voucher_state;
    using enum voucher_event;
    return make_flow<voucher_state, voucher_event>(good, {{good, expire, expired}});
}();
static_assert(voucher_flow.deterministic());
static_assert(voucher_flow.connected());

struct voucher {
    tender::id<voucher> id;
    tender::id<tender::account> account;
    std::string code;
    std::int64_t worth = 0;            ///< minor units of the merchant's currency
    instant expires_at{};
    name face;
    tender::mode mode = tender::mode::test;
    voucher_state state = voucher_state::good;
};
BOOST_DESCRIBE_STRUCT(voucher, (), (id, account, code, worth, expires_at, face, mode, state))

inline constexpr index_row voucher_indexes[] = {
    {"by_code", true, true,
     [](void const* r, index_key& k) {
         auto const& v = *static_cast<voucher const*>(r);
         k.add(v.mode).add(v.code);
     }},
};

template<>
inline constexpr record_type record_of<voucher> = {
    "voucher", voucher_indexes, &record_id<voucher>, nullptr,
    &record_legal<voucher, voucher_flow>,
    [](void const* r) { return static_cast<voucher const*>(r)->face; }};
inline constexpr unique_index<voucher> voucher_by_code{0};

}  // namespace tender
