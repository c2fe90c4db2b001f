// SPDX-License-Identifier: BSL-1.0
// tests/domain/access/api_key.cpp: the life of an API key, drawn again, and sets of scopes.
#include <tender/domain/access/api_key.hpp>

#include <tender/testing/flow_grid.hpp>

#include <boost/test/unit_test.hpp>

namespace api_key_tests {

using namespace tender;

BOOST_AUTO_TEST_SUITE(api_key_)

BOOST_AUTO_TEST_CASE(C23_key_flow_does_exactly_this)
{
    testing::check_grid(key_flow, R"(
                 revoke   expire
        active   revoked  expired
        revoked  .        .
        expired  .        .
    )");
    BOOST_TEST((key_flow.initial() == key_state::active));
}

BOOST_AUTO_TEST_CASE(C23_what_was_revoked_or_expired_is_never_active_again)
{
    for (auto const from : {key_state::revoked, key_state::expired})
        for (auto const to : {key_state::active, key_state::revoked, key_state::expired}) {
            api_key old, fresh;
            old.state = from;
            fresh.state = to;
            BOOST_TEST(record_of<api_key>.legal(&old, &fresh) == (from == to),
                       enum_name(from) << " to " << enum_name(to));
        }
}

BOOST_AUTO_TEST_CASE(C34_a_set_holds_the_scopes_that_were_put_in)
{
    BOOST_TEST(!scopes().has(scope::payments_read));
    BOOST_TEST(!scopes().has(scope::payments_write));
    BOOST_TEST(scopes(scope::payments_read).has(scope::payments_read));
    BOOST_TEST(!scopes(scope::payments_read).has(scope::payments_write));
    auto const both = scopes(scope::payments_read) | scope::payments_write;
    for (std::size_t i = 0; i != enum_count<scope>; ++i) {
        auto const s = static_cast<scope>(i);
        BOOST_TEST(scopes::all().has(s), enum_name(s));
        BOOST_TEST(both.has(s) == (s == scope::payments_read || s == scope::payments_write));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace api_key_tests
