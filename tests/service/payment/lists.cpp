// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/lists.cpp: payments and refunds are listed by what is wanted of them.
#include <service/bank.hpp>

#include <tender/service/runtime/listing.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace lists_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};
constexpr char const* customers[] = {"ada@example.com", "chidi@example.com"};

/// Twenty-four payments, an hour between each and the next, and a refund of each fourth.
struct shop {
    sandbox bank;
    std::vector<id<payment>> made;     ///< newest first
    std::vector<refund> given;         ///< newest first
    instant began = bank.now();

    shop()
    {
        for (int i = 0; i != 24; ++i) {
            bank.provider("paystack").next(i % 3 == 0 ? script::decline_hard
                                                      : script::capture_at_once);
            auto order = bank.order(price);
            order.customer.email = customers[i % 2];
            auto const p = bank.engine().payments().create(bank.who(), order).value();
            made.insert(made.begin(), p.id);
            if (i % 4 == 1 && p.state == payment_state::captured) {
                if (i % 8 == 1) bank.provider("paystack").next(script::refuse);
                given.insert(given.begin(), bank.engine().refunds()
                                                .create(bank.who(), p.id, {.amount = 10})
                                                .value());
            }
            bank.advance(1h);
        }
    }

    payment now(id<payment> which) { return now_of(bank, which); }
    payments& all() { return bank.engine().payments(); }
};

/// All that a list has, page by page.
template<class Ids, class Service, class Query>
Ids everything(Service& of, merchant const& who, Query which)
{
    Ids seen;
    do {
        auto const page = of.list(who, which).value();
        BOOST_TEST(page.items.size() <= static_cast<std::size_t>(which.limit));
        for (auto const& one : page.items) seen.push_back(one->id);
        which.after = page.next;
    } while (which.after);
    return seen;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lists)

BOOST_AUTO_TEST_CASE(payments_are_listed_by_customer_time_state_and_provider_at_any_page_size)
{
    using enum payment_state;
    shop s;
    auto const at = [&](int hours) { return s.began + std::chrono::hours(hours); };
    struct {
        char const* name;
        list_payments which;
        std::function<bool(payment const&)> wanted;
    } const cases[] = {
        {"all", {}, [](auto const&) { return true; }},
        {"customer", {.customer = "chidi@example.com"},
         [](auto const& p) { return p.terms->customer.email == customers[1]; }},
        {"customer in capitals", {.customer = "CHIDI@Example.com"},
         [](auto const& p) { return p.terms->customer.email == customers[1]; }},
        {"no such customer", {.customer = "chidi@example.co"}, [](auto const&) { return false; }},
        {"from", {.created = {.from = at(20)}},
         [&](auto const& p) { return p.terms->created_at >= at(20); }},
        {"until", {.created = {.until = at(3)}},
         [&](auto const& p) { return p.terms->created_at < at(3); }},
        {"between", {.created = {at(5), at(9)}},
         [&](auto const& p) {
             return p.terms->created_at >= at(5) && p.terms->created_at < at(9);
         }},
        {"never", {.created = {at(9), at(5)}}, [](auto const&) { return false; }},
        {"state", {.states = {failed}}, [](auto const& p) { return p.state == failed; }},
        {"state named twice", {.states = {failed, failed}},
         [](auto const& p) { return p.state == failed; }},
        {"states, customer and time",
         {.states = {failed, captured}, .customer = customers[0], .created = {at(2), at(17)}},
         [&](auto const& p) {
             return p.terms->customer.email == customers[0] && p.terms->created_at >= at(2) &&
                    p.terms->created_at < at(17);
         }},
        {"provider", {.provider = "paystack"},
         [](auto const& p) { return p.provider() == "paystack"; }},
        {"another provider", {.provider = "squad"},
         [](auto const& p) { return p.provider() == "squad"; }},
    };
    for (auto const& c : cases)
        for (int const limit : {1, 2, 5, 23, 24, 25, 100}) BOOST_TEST_CONTEXT(c.name << limit) {
            auto which = c.which;
            which.limit = limit;
            std::vector<id<payment>> expected;
            for (auto const p : s.made)
                if (c.wanted(s.now(p))) expected.push_back(p);
            BOOST_TEST((everything<std::vector<id<payment>>>(s.all(), s.bank.who(), which) ==
                        expected));
        }
}

BOOST_AUTO_TEST_CASE(refunds_are_listed_by_payment_state_and_time_at_any_page_size)
{
    shop s;
    BOOST_TEST_REQUIRE(s.given.size() > 3U);
    auto const of = s.given[1].payment;
    auto const middle = s.given[1].created_at;
    auto& refunds = s.bank.engine().refunds();
    struct {
        char const* name;
        list_refunds which;
        std::function<bool(refund const&)> wanted;
    } const cases[] = {
        {"all", {}, [](auto const&) { return true; }},
        {"payment", {.payment = of}, [&](auto const& r) { return r.payment == of; }},
        {"no such payment", {.payment = {{1, 2}}}, [](auto const&) { return false; }},
        {"rejected", {.states = {refund_state::rejected}},
         [](auto const& r) { return r.state == refund_state::rejected; }},
        {"two states", {.states = {refund_state::rejected, refund_state::succeeded}},
         [](auto const& r) {
             return r.state == refund_state::rejected || r.state == refund_state::succeeded;
         }},
        {"from", {.created = {.from = middle}},
         [&](auto const& r) { return r.created_at >= middle; }},
        {"until", {.created = {.until = middle}},
         [&](auto const& r) { return r.created_at < middle; }},
    };
    for (auto const& c : cases)
        for (int const limit : {1, 2, 3, 100}) BOOST_TEST_CONTEXT(c.name << limit) {
            auto which = c.which;
            which.limit = limit;
            std::vector<id<refund>> expected;
            for (auto const& r : s.given)
                if (c.wanted(refunds.read(s.bank.who(), r.id).value())) expected.push_back(r.id);
            BOOST_TEST((everything<std::vector<id<refund>>>(refunds, s.bank.who(), which) ==
                        expected));
        }
    BOOST_TEST(refunds.list(s.bank.live(), {}).value().items.empty());
}

BOOST_AUTO_TEST_CASE(C56_a_clock_that_was_set_back_hides_no_payment_from_its_time)
{
    sandbox bank;
    auto const first = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.hand()->step(-3h);
    auto const second = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    auto const before = first.terms->created_at, after = second.terms->created_at;
    BOOST_TEST((after < before));
    auto const in = [&](time_range created) {
        return everything<std::vector<id<payment>>>(bank.engine().payments(), bank.who(),
                                                    list_payments{.created = created, .limit = 1});
    };
    BOOST_TEST((in({.from = before}) == std::vector{first.id}));
    BOOST_TEST((in({.until = before}) == std::vector{second.id}));
}

BOOST_AUTO_TEST_CASE(C56_a_moment_in_which_the_clock_was_far_off_hides_nothing_that_came_before)
{
    sandbox bank;
    auto const began = bank.now();
    auto const first = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.advance(1h);
    bank.hand()->step(-400 * 24h);
    auto const odd = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    bank.hand()->step(400 * 24h);
    auto const last = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    auto const in = [&](time_range created) {
        return everything<std::vector<id<payment>>>(bank.engine().payments(), bank.who(),
                                                    list_payments{.created = created, .limit = 1});
    };
    BOOST_TEST((in({.from = began}) == std::vector{last.id, first.id}));
    BOOST_TEST((in({.from = last.terms->created_at}) == std::vector{last.id}));
    BOOST_TEST((odd.terms->created_at < began));
}

BOOST_AUTO_TEST_CASE(a_look_for_what_is_rare_ends_and_says_where_to_go_on)
{
    sandbox bank;
    bank.provider("paystack").next(script::capture_at_once);
    auto rare = bank.order(price);
    rare.customer.email = "rare@example.com";
    auto const wanted = bank.engine().payments().create(bank.who(), rare).value();
    for (int i = 0; i != list_payments::most_seen + 100; ++i) bank.pay({100, "NGN"});
    list_payments which{.customer = "rare@example.com", .limit = 50};
    auto const page = bank.engine().payments().list(bank.who(), which).value();
    BOOST_TEST(page.items.empty());
    BOOST_TEST_REQUIRE(page.next.has_value());
    which.after = page.next;
    auto const next = bank.engine().payments().list(bank.who(), which).value();
    BOOST_TEST_REQUIRE(next.items.size() == 1U);
    BOOST_TEST((next.items.front()->id == wanted.id));
    BOOST_TEST(!next.next.has_value());
}

BOOST_AUTO_TEST_CASE(every_list_refuses_a_page_that_is_too_small_or_too_large)
{
    sandbox bank;
    auto& pay = bank.engine();
    using list = std::function<fault(list_query)>;
    auto const why = [](auto const& done) { return done ? fault(errc::internal) : done.error(); };
    std::pair<char const*, list> const all[] = {
        {"customers", [&](list_query q) {
             return why(pay.customers().list(bank.who(), {.after = q.after, .limit = q.limit}));
         }},
        {"customers of an address", [&](list_query q) {
             return why(pay.customers().list(bank.who(), {"ada@example.com", q.after, q.limit}));
         }},
        {"products", [&](list_query q) {
             return why(pay.products().list(bank.who(), {.after = q.after, .limit = q.limit}));
         }},
        {"products that are sold", [&](list_query q) {
             return why(pay.products().list(bank.who(), {true, q.after, q.limit}));
         }},
        {"prices", [&](list_query q) {
             return why(pay.prices().list(bank.who(), {.after = q.after, .limit = q.limit}));
         }},
        {"fields", [&](list_query q) {
             return why(pay.custom_fields().list(bank.who(), {.after = q.after, .limit = q.limit}));
         }},
        {"fields of customers", [&](list_query q) {
             return why(pay.custom_fields().list(bank.who(),
                                                 {field_entity::customer, q.after, q.limit}));
         }},
        {"keys", [&](list_query q) {
             return why(pay.api_keys().list(bank.who(), {false, q.after, q.limit}));
         }},
        {"links", [&](list_query q) { return why(pay.links().list(bank.who(), q)); }},
        {"endpoints", [&](list_query q) { return why(pay.webhooks().list(bank.who(), q)); }},
        {"dead deliveries", [&](list_query q) { return why(pay.webhooks().dead(bank.who(), q)); }},
        {"rules", [&](list_query q) { return why(pay.routing().list(bank.who(), q)); }},
        {"refunds", [&](list_query q) {
             return why(pay.refunds().list(bank.who(), {.after = q.after, .limit = q.limit}));
         }},
        {"saved instruments", [&](list_query q) {
             return why(pay.saved_instruments().list(bank.who(),
                                                     {.after = q.after, .limit = q.limit}));
         }},
        {"what a customer pays with", [&](list_query q) {
             return why(pay.saved_instruments().list(
                 bank.who(), {.owner = {{1, 2}}, .after = q.after, .limit = q.limit}));
         }},
        {"incidents", [&](list_query q) { return why(pay.incidents().list(bank.who(), q)); }},
        {"events", [&](list_query q) { return why(pay.events().list(bank.who(), q)); }},
    };
    for (auto const& [name, ask] : all) BOOST_TEST_CONTEXT(name) {
        for (int const limit : {-1, 0, list_query::most + 1}) {
            auto const said = ask({.limit = limit});
            BOOST_TEST_REQUIRE((said == errc::invalid_request));
            BOOST_TEST(said.fields().front().field == "limit");
        }
        for (int const limit : {1, list_query::most}) {
            auto const said = ask({.limit = limit});
            BOOST_TEST((said == errc::internal));   // that it was listed
        }
    }
    for (int const limit : {-1, 0, 101})
        BOOST_TEST((pay.payments().list(bank.who(), {.limit = limit}).error() ==
                    errc::invalid_request));
    for (int const limit : {1, 100})
        BOOST_TEST(pay.payments().list(bank.who(), {.limit = limit}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lists_tests
