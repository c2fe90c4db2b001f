// SPDX-License-Identifier: BSL-1.0
// tender/domain/runtime/tally.hpp: how many there are, so that nobody counts them all again.
#pragma once

#include <tender/core/record.hpp>
#include <tender/domain/merchant/account.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>

namespace tender {

/// The payments of an account, mode and face up to one of them. What is younger is counted when
/// somebody asks.
struct tally {
    tender::id<tally> id;                        ///< follows from mode and face
    tender::id<tender::account> account;
    ulid upto;
    std::int64_t count = 0;
    name face;
    tender::mode mode = tender::mode::test;
};
BOOST_DESCRIBE_STRUCT(tally, (), (id, account, upto, count, face, mode))

/// One of each in an account.
inline id<tally> tally_of(merchant const& who)
{
    return {{static_cast<std::uint64_t>(who.mode) + 1, hash_of(who.face.text())}};
}

template<>
inline constexpr record_type record_of<tally> = {"tally", {}, &record_id<tally>};

}  // namespace tender
