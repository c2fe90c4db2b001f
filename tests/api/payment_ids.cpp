// SPDX-License-Identifier: BSL-1.0
// tests/api/payment_ids.cpp tests api/payment_ids.hpp.
#include <tender/api/payment_ids.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace payment_ids_tests {

using namespace tender;

namespace {

id<payment> numbered(std::uint64_t high, std::uint64_t low) { return {{high, low}}; }

constexpr name faces[] = {"popfab", "shop", "inflow", "poof", "sixth", {}};

}  // namespace

BOOST_AUTO_TEST_SUITE(payment_ids)

BOOST_AUTO_TEST_CASE(C45_each_face_has_its_own_spelling_and_all_others_popfab_s)
{
    auto const which = numbered(0x0195'adce'6f01'0102, 0x0304'0506'0708'090a);
    BOOST_TEST(payment_id_text(which, "popfab") == "ppfb_pay_" + which.text());
    BOOST_TEST(payment_id_text(which, "sixth") == "ppfb_pay_" + which.text());
    BOOST_TEST(payment_id_text(which, {}) == "ppfb_pay_" + which.text());
    auto const shops = payment_id_text(which, "shop"), poofs = payment_id_text(which, "poof");
    BOOST_TEST(shops.size() == 28U);
    BOOST_TEST(shops.starts_with("pay_"));
    BOOST_TEST(poofs.size() == 10U);
    BOOST_TEST(payment_id_text(which, "inflow") == "TX" + poofs);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read)
{
    for (auto const which : {numbered(0, 1), numbered(0x0195'adce'6f01'0102, ~std::uint64_t(0)),
                             numbered((std::uint64_t(1) << 60) - 1, 0)})
        for (auto const face : faces) BOOST_TEST_CONTEXT(face.text() << ' ' << which.text()) {
            auto const text = payment_id_text(which, face);
            auto const read = read_payment_id(text);
            BOOST_TEST_REQUIRE(read.has_value());
            if (read->number) BOOST_TEST(*read->number == number_of(which));
            else BOOST_TEST((read->which == which));
            BOOST_TEST(shows_numbers(face) == read->number.has_value());
            for (auto const other : faces)
                BOOST_TEST(is_spelling_of(other, *read) ==
                           (payment_id_text(which, other) == text), other.text());
        }
}

BOOST_AUTO_TEST_CASE(nothing_else_is_read)
{
    auto const ulid = numbered(1, 2).text();
    std::string const wrong[] = {
        "",        "pay_",          "ppfb_pay_",         "TX",
        ulid,      "pay_" + ulid,   "ppfb_pay" + ulid,   "ppfb_pay_" + ulid + "0",
        "TX" + ulid, "0123456789a", "012345678",         "01234567-9",
        "TXTX0123456789", "pay_zzzzzzzzzzzzzzzzzzzzzzzz", "zzzzzzzzzz", "ppfb_pay_TX0123456789",
    };
    for (auto const& text : wrong) BOOST_TEST(!read_payment_id(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace payment_ids_tests
