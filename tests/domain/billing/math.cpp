// SPDX-License-Identifier: BSL-1.0
// tests/domain/billing/math.cpp: tests of tender/domain/billing/math.hpp.
#include <tender/domain/billing/math.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace math_tests {

using namespace tender;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto in = price_mode::tax_included, on = price_mode::tax_excluded;

static_assert(prorated(100, {instant(std::chrono::seconds(0)), instant(std::chrono::seconds(2))},
                       instant(std::chrono::seconds(1))) == 50);

instant at(std::string_view text)
{
    return read_rfc3339(text.size() == 10 ? std::string(text) + "T00:00:00Z" : std::string(text))
        .value();
}

/// What a change from one whole-period price to another comes to.
std::int64_t net_of(std::int64_t billed, std::int64_t fresh, billing_period const& of, instant when)
{
    return prorated(fresh, of, when) - prorated(billed, of, when);
}

std::vector<line_sums> lines(std::vector<std::int64_t> const& amounts)
{
    std::vector<line_sums> out;
    for (auto const a : amounts) out.push_back({.amount = a});
    return out;
}

std::int64_t number(std::mt19937_64& random, std::int64_t from, std::int64_t to)
{
    return from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(to - from + 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(math_)

BOOST_AUTO_TEST_CASE(a_change_costs_what_the_contract_works_out)
{
    struct {
        std::string_view anchor, when;
        std::int64_t billed, fresh, credit, charge, net;
    } const rows[] = {
        // upgrade, under 25 % off, downgrade
        { "2026-04-01", "2026-04-16", 2900, 4900, -1450, 2450, 1000 },
        { "2026-04-01", "2026-04-16", 2175, 3675, -1088, 1838, 750 },
        { "2026-04-01", "2026-04-16", 4900, 2900, -2450, 1450, -1000 },
        // quantity 1 to 3
        { "2026-04-01", "2026-04-11T06:00:00Z", 2900, 3 * 2900, -1909, 5728, 3819 },
        // twice
        { "2026-04-01", "2026-04-11", 2900, 4900, -1933, 3267, 1334 },
        { "2026-04-01", "2026-04-21", 4900, 7900, -1633, 2633, 1000 },
        // the periods of an anchor of 31 January
        { "2026-01-31", "2026-02-10", 2900, 4900, -1864, 3150, 1286 },
        { "2026-01-31", "2026-03-14", 2900, 4900, -1590, 2687, 1097 },
        // monthly to annual, of what is left of a month
        { "2026-04-01", "2026-04-16", 10000, 0, -5000, 0, -5000 },
    };
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.billed << " to " << r.fresh << " " << r.when) {
        billing_calendar const calendar{at(r.anchor), {billing_unit::month, 1}};
        auto const of = calendar.period(calendar.number_at(at(r.when)));
        BOOST_TEST(-prorated(r.billed, of, at(r.when)) == r.credit);
        BOOST_TEST(prorated(r.fresh, of, at(r.when)) == r.charge);
        BOOST_TEST(net_of(r.billed, r.fresh, of, at(r.when)) == r.net);
    }
}

BOOST_AUTO_TEST_CASE(a_part_of_a_period_is_of_its_whole_seconds)
{
    billing_period const of{at("2026-04-01"), at("2026-05-01")};
    using namespace std::chrono_literals;
    struct { instant from; std::int64_t is; } const rows[] = {
        { of.start - 1h, 2'592'000 },  { of.start, 2'592'000 },
        { of.start + 999ms, 2'592'000 }, { of.start + 1s, 2'591'999 },
        { of.end - 1s, 1 },            { of.end - 1ms, 1 },
        { of.end, 0 },                 { of.end + 1h, 0 },
    };
    for (auto const& r : rows) BOOST_TEST(prorated(2'592'000, of, r.from) == r.is);
    for (auto const price : {most, least, std::int64_t{0}})
        BOOST_TEST(prorated(price, of, of.start) == price);
    BOOST_TEST(prorated(-3, of, at("2026-04-16")) == -2);
    BOOST_TEST(prorated(2900, {of.start, of.start}, of.start) == 0);
    BOOST_TEST(prorated(2900, {of.end, of.start}, of.start) == 0);
}

BOOST_AUTO_TEST_CASE(changes_of_a_period_come_to_its_price_by_time)
{
    std::mt19937_64 random{21};
    for (int run = 0; run != 2'000; ++run) {
        billing_calendar const calendar{at("2026-01-31"), {billing_unit::month, 1}};
        auto const of = calendar.period(static_cast<int>(number(random, 0, 60)));
        auto const whole = (of.end - of.start).count() / 1000;
        auto price = number(random, 0, 1'000'000);
        auto paid = price;
        int128 exact = 0;                // price by seconds
        auto begun = of.start;
        int const changes = static_cast<int>(number(random, 0, 10));
        for (int i = 0; i != changes; ++i) {
            auto const left = (of.end - begun).count() / 1000;
            auto const when = begun + std::chrono::seconds(number(random, 0, left));
            auto const fresh = number(random, 0, 1'000'000);
            paid += net_of(price, fresh, of, when);
            BOOST_TEST(net_of(price, fresh, of, when) + net_of(fresh, price, of, when) == 0);
            exact += int128{price} * ((when - begun).count() / 1000);
            price = fresh;
            begun = when;
        }
        exact += int128{price} * ((of.end - begun).count() / 1000);
        auto const off = int128{paid} * whole - exact;
        if (off > int128{whole} * changes || -off > int128{whole} * changes)
            BOOST_ERROR("more than rounding is lost in run " << run);
    }
}

BOOST_AUTO_TEST_CASE(C22_an_invoice_adds_up_as_the_contract_works_it_out)
{
    for (auto const prices : {on, in}) {
        auto both = lines({1 * 1999, 3 * 499});
        auto const is = sum_up(both, {.percent = 15}, {190'000}, prices);
        bool const top = prices == on;
        BOOST_REQUIRE(is.has_value());
        BOOST_TEST((*is == invoice_sums{3496, 524, top ? 565 : 475, top ? 3537 : 2972, 0}));
        BOOST_TEST(both[0].discount == 300);
        BOOST_TEST(both[1].discount == 224);
        BOOST_TEST(both[0].net() == 1699);
        BOOST_TEST(both[1].net() == 1273);
        BOOST_TEST(both[0].tax == (top ? 323 : 272));
        BOOST_TEST(both[1].tax == (top ? 242 : 203));
    }
}

BOOST_AUTO_TEST_CASE(what_is_given_back_is_neither_discounted_nor_due)
{
    std::vector<line_sums> const change{{-2450, 0, 0, true}, {1450, 0, 0, true}};
    struct {
        std::vector<line_sums> lines;
        discount off;
        std::int64_t millionths;
        price_mode prices;
        invoice_sums is;
    } const rows[] = {
        // a downgrade: nothing is due, and the surplus is credit
        { change, {.percent = 50}, 0, on, {-1000, 0, 0, 0, 1000} },
        { change, {}, 190'000, on, {-1000, 0, -190, 0, 1190} },
        { change, {}, 190'000, in, {-1000, 0, -160, 0, 1000} },
        // a renewal with floating items: the discount is of the renewal
        { {{2900}, {1000, 0, 0, true}}, {.percent = 10}, 0, on, {3900, 290, 0, 3610, 0} },
        { {{2900}, {-1000, 0, 0, true}}, {.amount = 5000}, 0, on, {1900, 2900, 0, 0, 1000} },
        { {{2900}}, {.amount = 5000}, 0, on, {2900, 2900, 0, 0, 0} },
        { {{2900}}, {.amount = 2899}, 1'000'000, on, {2900, 2899, 1, 2, 0} },
        { {{2900}}, {.percent = 100}, 190'000, on, {2900, 2900, 0, 0, 0} },
        { {{2900}}, {}, -5, on, {2900, 0, 0, 2900, 0} },
        { {{0}}, {.amount = 5}, 190'000, in, {0, 0, 0, 0, 0} },
        { {}, {.percent = 10}, 190'000, on, {0, 0, 0, 0, 0} },
    };
    for (auto const& r : rows) BOOST_TEST_CONTEXT("row " << &r - rows) {
        auto all = r.lines;
        auto const is = sum_up(all, r.off, {r.millionths}, r.prices);
        BOOST_REQUIRE(is.has_value());
        BOOST_TEST(is->subtotal == r.is.subtotal);
        BOOST_TEST(is->discount == r.is.discount);
        BOOST_TEST(is->tax == r.is.tax);
        BOOST_TEST(is->total == r.is.total);
        BOOST_TEST(is->credited == r.is.credited);
        for (auto const& l : all) BOOST_TEST((!l.proration || l.discount == 0));
    }
}

BOOST_AUTO_TEST_CASE(what_64_bits_do_not_hold_is_nothing_and_the_lines_stay)
{
    struct {
        std::vector<std::int64_t> amounts;
        std::int64_t millionths;
        price_mode prices;
    } const rows[] = {
        { {most, 1}, 0, on },          { {least, -1}, 0, on },     { {most}, 1, on },
        { {least}, 0, on },            { {1}, most, in },          { {most / 2}, most, on },
    };
    for (auto const& r : rows) BOOST_TEST_CONTEXT("row " << &r - rows) {
        auto all = lines(r.amounts);
        for (auto& l : all) l.tax = l.discount = 77;
        BOOST_TEST(!sum_up(all, {}, {r.millionths}, r.prices));
        for (auto const& l : all) BOOST_TEST((l.tax == 77 && l.discount == 77));
    }
    auto largest = lines({most});
    auto const all_off = sum_up(largest, {.percent = 100}, {190'000}, on);
    BOOST_TEST((all_off == invoice_sums{most, most, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(C22_lines_add_up_to_their_invoice)
{
    std::mt19937_64 random{19};
    for (int run = 0; run != 20'000; ++run) {
        std::vector<line_sums> all(static_cast<std::size_t>(number(random, 0, 12)));
        std::int64_t discounted = 0;
        for (auto& l : all) {
            l.proration = number(random, 0, 3) == 0;
            l.amount = number(random, l.proration ? -100'000 : 0, 100'000);
            if (!l.proration) discounted += l.amount;
        }
        discount off;
        auto const kind = number(random, 0, 2);
        if (kind == 1) off.percent = number(random, 1, 100);
        if (kind == 2) off.amount = number(random, 1, 200'000);
        tax_rate const rate{number(random, 0, 300'000)};
        auto const prices = number(random, 0, 1) == 0 ? in : on;
        auto const is = sum_up(all, off, rate, prices);
        BOOST_REQUIRE(is.has_value());

        std::int64_t amount = 0, taken = 0, tax = 0;
        for (auto const& l : all) {
            amount += l.amount, taken += l.discount, tax += l.tax;
            if (l.discount < 0 || (l.discount > l.amount && l.discount != 0))
                BOOST_ERROR("a discount of more than its line in run " << run);
        }
        BOOST_TEST(amount == is->subtotal);
        BOOST_TEST(taken == is->discount);
        BOOST_TEST(tax == is->tax);
        BOOST_TEST((is->total >= 0 && is->credited >= 0 && (is->total == 0 || is->credited == 0)));
        BOOST_TEST(is->total - is->credited == amount - taken + (prices == on ? tax : 0));
        BOOST_TEST(taken == (off.percent != 0 ? (discounted * off.percent + 50) / 100
                                              : std::min(off.amount, discounted)));
    }
}

BOOST_AUTO_TEST_CASE(giving_all_back_gives_back_each_lines_tax)
{
    std::mt19937_64 random{23};
    for (int run = 0; run != 5'000; ++run) {
        auto all = lines({number(random, 0, 9'999), number(random, 0, 9'999),
                          number(random, 0, 9'999)});
        tax_rate const rate{number(random, 1, 300'000)};
        auto const prices = number(random, 0, 1) == 0 ? in : on;
        auto const billed = sum_up(all, {}, rate, prices);
        std::vector<line_sums> back;
        for (auto const& l : all) back.push_back({.amount = -l.amount, .proration = true});
        auto const returned = sum_up(back, {}, rate, prices);
        BOOST_REQUIRE((billed.has_value() && returned.has_value()));
        BOOST_TEST(returned->credited == billed->total);
        for (std::size_t i = 0; i != all.size(); ++i)
            if (back[i].tax != -all[i].tax) BOOST_ERROR("another tax in run " << run);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace math_tests
