// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime.cpp: what the services share.
#include <tender/testing/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace tender;
using namespace tender::testing;

BOOST_AUTO_TEST_SUITE(runtime_)

BOOST_AUTO_TEST_CASE(C37_no_log_entry_holds_a_card_number)
{
    sandbox bank;
    auto& world = bank.engine().world();
    std::vector<std::string> said;
    world.hooks.log = [&](log_entry const& e) { said.emplace_back(e.text); };
    world.log({"req_1", "exception", "cannot charge 4111 1111 1111 1111 of order 1234"});
    world.log({{}, "exception", "cannot charge"});
    std::vector<std::string> const masked{"cannot charge **** **** **** 1111 of order 1234",
                                          "cannot charge"};
    BOOST_TEST(said == masked, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
