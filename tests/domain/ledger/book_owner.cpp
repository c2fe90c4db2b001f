// SPDX-License-Identifier: BSL-1.0
// tests/domain/ledger/book_owner.cpp: tests of tender/domain/ledger/book_owner.hpp.
#include <tender/domain/ledger/book_owner.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/domain/merchant/customer.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace book_owner_tests {

using namespace tender;

namespace {

constexpr auto all = std::numeric_limits<std::uint64_t>::max();

id<customer> numbered(std::uint64_t high, std::uint64_t low) { return {{high, low}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(book_owner_)

BOOST_AUTO_TEST_CASE(an_owner_is_told_by_the_text_of_its_name_or_id)
{
    BOOST_TEST(book_owner().empty());
    BOOST_TEST(book_owner().text() == "");
    for (auto const of : {name("p"), name("paystack"), name("fifteen-letters"), name("0"), name()})
        BOOST_TEST(book_owner(of).text() == of.text());
    for (auto const of : {numbered(1, 0), numbered(0, 1), numbered(all >> 1, all),
                          numbered(0x0199'8877'6655'4433, 0x2211'0099'8877'6655)})
        BOOST_TEST(book_owner(of).text() == of.text());
    BOOST_TEST(book_owner(numbered(0, 0)).empty());
}

BOOST_AUTO_TEST_CASE(what_is_read_is_what_was_written_and_nothing_else_is_read)
{
    std::vector<book_owner> const owners{
        book_owner(), name("squad"), name("a"), numbered(1, 2), numbered(all >> 1, all),
        // Names whose bytes, as a number, would be the id of another time.
        name("zzzzzzzzzzzzzzz"), name("---------------")};
    for (auto const& one : owners) {
        auto const again = book_owner::read(one.text());
        BOOST_REQUIRE(again.has_value());
        BOOST_TEST(*again == one);
        for (auto const& other : owners)
            BOOST_TEST((one == other) == (one.text() == other.text()));
    }
    for (auto const* const text :
         {"Paystack", "sixteen-letters-", "a b", "01ARZ3NDEKTSV4RRFFQ69G5FA",
          "01arz3ndektsv4rrffq69g5fav", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "4000000000000000000000000",
          "40000000000000000000000000", "01ARZ3NDEKTSV4RRFFQ69G5FAVX"})
        BOOST_TEST(!book_owner::read(text).has_value(), text);
    BOOST_TEST(book_owner::read("3ZZZZZZZZZZZZZZZZZZZZZZZZZ").has_value());   // the last that fits
}

BOOST_AUTO_TEST_CASE(C20_a_posting_names_the_owner_of_its_divided_book_alone)
{
    posting p;
    p.owner = numbered(1, 2);
    BOOST_TEST((account_of(p, book::credit) == book_account{book::credit, numbered(1, 2)}));
    BOOST_TEST((account_of(p, book::available) == book_account{book::available, {}}));
    p.owner = name("squad");
    BOOST_TEST((account_of(p, book::provider) == book_account{book::provider, name("squad")}));
    for (auto const& row : book_rows)
        BOOST_TEST((row.divided != book_division::whole) ==
                   (row.book == book::provider || row.book == book::credit));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace book_owner_tests
