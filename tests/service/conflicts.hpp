// SPDX-License-Identifier: BSL-1.0
// tests/service/conflicts.hpp: what a key's fingerprint must tell apart.
#pragma once

#include <tender/base/result.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <functional>
#include <vector>

namespace tender::testing {

/// Each change makes another command of it, which the key of the first does not take [C15]. `make`
/// gives the id of what a command made.
template<class Command, class Make>
void check_conflicts(Command const& command, Make&& make,
                     std::vector<std::function<void(Command&)>> const& changes)
{
    auto const first = make(command).value();
    for (std::size_t i = 0; i != changes.size(); ++i) BOOST_TEST_CONTEXT(i) {
        auto other = command;
        changes[i](other);
        auto const refused = make(other);
        BOOST_TEST_REQUIRE(!refused);
        BOOST_TEST((refused.error() == errc::idempotency_conflict), refused.error());
    }
    BOOST_TEST((make(command).value() == first));
}

}  // namespace tender::testing
