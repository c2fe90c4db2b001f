// SPDX-License-Identifier: BSL-1.0
// tests/service/engine.cpp: an engine is made of all its ports, or not at all.
#include <tender/service/engine.hpp>

#include <tender/adapter/system.hpp>
#include <tender/store/memory.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace engine_tests {

using namespace tender;

namespace {

ports all_ports()
{
    return {std::make_shared<memory_storage>(1), std::make_shared<os_clock>(),
            std::make_shared<os_entropy>()};
}

/// What the engine says of these ports; empty where it is made.
std::string complaint(ports world)
{
    try {
        engine const pay(std::move(world));
        return {};
    } catch (std::invalid_argument const& e) {
        return e.what();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_)

BOOST_AUTO_TEST_CASE(a_port_that_is_missing_is_named)
{
    struct { char const* name; void (*drop)(ports&); } const rows[] = {
        { "storage", [](ports& p) { p.storage = nullptr; } },
        { "clock",   [](ports& p) { p.clock = nullptr; }   },
        { "entropy", [](ports& p) { p.entropy = nullptr; } },
        { "crypto",  [](ports& p) { p.crypto = nullptr; }  },
        { "waiter",  [](ports& p) { p.waiter = nullptr; }  },
        { "rates",   [](ports& p) { p.rates = nullptr; }   },
        { "taxes",   [](ports& p) { p.taxes = nullptr; }   },
        { "sender",  [](ports& p) { p.sender = nullptr; }  },
    };
    BOOST_TEST(complaint(all_ports()) == "");
    for (auto const& r : rows) {
        auto world = all_ports();
        r.drop(world);
        BOOST_TEST(complaint(std::move(world)) ==
                   std::string("An engine needs all its ports; missing: ") + r.name + ".");
    }
}

BOOST_AUTO_TEST_CASE(all_ports_that_are_missing_are_named_together)
{
    BOOST_TEST(complaint({}) ==
               "An engine needs all its ports; missing: storage, clock, entropy.");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace engine_tests
