// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/account.hpp: one merchant.
#pragma once

#include <tender/base/currency.hpp>
#include <tender/base/enum.hpp>
#include <tender/core/record.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tender {

/// Test and live never meet: every object belongs to one of them.
BOOST_DEFINE_FIXED_ENUM_CLASS(mode, std::uint8_t, test, live)

/// A merchant. Its objects, keys and books are its own.
struct account {
    tender::id<account> id;
    std::string username;              ///< unique in the whole store
    std::string name;
    tender::currency currency = "USD";
    bool active = true;
    bool live_approved = false;        ///< may be charged for real
    std::chrono::seconds settlement_delay{0};   ///< from captured to available
    std::int64_t reserve_basis_points = 0;      ///< of each capture, kept back
    std::chrono::seconds reserve_delay{0};      ///< how long it is kept back
    instant created_at{};

    bool may_charge(tender::mode m) const
    {
        return active && (m == tender::mode::test || live_approved);
    }
};
BOOST_DESCRIBE_STRUCT(account, (), (
    id, username, name, currency, active, live_approved, settlement_delay, reserve_basis_points,
    reserve_delay, created_at))

/// Whose work this is, in which mode. Every service call begins with one.
struct merchant {
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    tender::name face{};               ///< the dialect that asks; empty: the host itself

    friend bool operator==(merchant const&, merchant const&) = default;
};

/// The most bytes of metadata that a merchant may keep with a customer or a thing of its catalog.
inline constexpr std::size_t longest_metadata = 8'192;

template<>
inline constexpr record_type record_of<account> = {"account", {}, &record_id<account>};

}  // namespace tender
