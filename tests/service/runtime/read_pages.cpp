// SPDX-License-Identifier: BSL-1.0
// tests/service/runtime/read_pages.cpp: a short list is read whole.
#include <tender/service/runtime/read_pages.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace read_pages_tests {

using namespace tender;
using namespace tender::testing;

namespace {

/// A list of so many numbers, greatest first, in pages of at most seven.
struct numbers {
    std::uint64_t many;
    int asked = 0;
    bool always_goes_on = false;      ///< as a list of events says where to go on, also at its end

    result<page<versioned<customer>>> operator()(list_query const& part)
    {
        ++asked;
        page<versioned<customer>> out;
        auto from = part.after ? part.after->after.low : many;
        for (int i = 0; i != 7 && from != 0; ++i, --from) {
            customer c;
            c.id = {{0, from}};
            out.items.push_back({std::make_shared<customer const>(c), {}});
        }
        if (from != 0 || always_goes_on) out.next = cursor{{0, from}};
        return out;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(read_pages_)

BOOST_AUTO_TEST_CASE(every_item_is_there_once_in_its_order)
{
    for (std::uint64_t const many : {0, 1, 6, 7, 8, 14, 15, 700}) BOOST_TEST_CONTEXT(many) {
        numbers list{many};
        auto const all = read_pages<customer>(list).value();
        BOOST_TEST_REQUIRE(all.size() == many);
        for (std::uint64_t i = 0; i != many; ++i) BOOST_TEST(all[i]->id.value.low == many - i);
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_always_says_where_to_go_on_ends_too)
{
    numbers list{15, 0, true};
    BOOST_TEST(read_pages<customer>(list)->size() == 15U);
    BOOST_TEST(list.asked == 4);

    sandbox bank;
    bank.pay({100, "NGN"});
    bank.advance(1min);
    auto const events = read_pages<event>(
        [&](list_query const& part) { return bank.engine().events().list(bank.who(), part); });
    BOOST_TEST(events->size() >= 2U);
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_is_said)
{
    auto const all = read_pages<customer>([](list_query const&) {
        return result<page<versioned<customer>>>(fault(errc::storage_unavailable));
    });
    BOOST_TEST((all.error() == errc::storage_unavailable));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace read_pages_tests
