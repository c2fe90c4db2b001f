// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_simulate.cpp: sessions in the sandbox that end as they were told to.
#include <faces/inflow_client.hpp>

#include <tender/api/payment_ids.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>

#include <set>

namespace inflow_simulate_tests {

using namespace inflow_tests;

namespace {

std::string ending(std::string_view how)
{
    return with(checkout_example, "sandbox_simulate", "\"" + std::string(how) + "\"");
}

/// The status of each attempt, newest first.
std::string attempts(json::object const& transaction)
{
    std::string out;
    for (auto const& a : transaction.at("depositAttempts").as_array())
        out += (out.empty() ? "" : " ") + std::string(a.at("status").as_string());
    return out;
}

struct row {
    char const* value;
    char const* status;
    char const* attempts;
    char const* events;                ///< the statuses that webhooks told of
};
row const rows[] = {
    {"payment_failed", "failed", "requires_payment_method", "failed"},
    {"checkout_canceled", "canceled", "", "canceled"},
    {"canceled", "canceled", "", "canceled"},
    {"success_pending_deposit", "processing", "processing", "processing"},
    {"checkout_pending", "processing", "", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_simulate)

BOOST_AUTO_TEST_CASE(S_each_value_ends_its_session_so_and_tells_the_merchant)
{
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.value)
    {
        inflow_client c;
        c.bank.listen(inflow());
        BOOST_TEST(c.create(ending(r.value)).status == 201);
        auto const id = c.newest();
        auto const before = object_in(c.transaction(id).body);
        BOOST_TEST(text_in(before, "status") == "processing");
        BOOST_TEST(attempts(before) == "");
        c.bank.advance(1s);
        auto const o = object_in(c.transaction(id).body);
        BOOST_TEST(text_in(o, "status") == r.status);
        BOOST_TEST(attempts(o) == r.attempts);
        bool const failed = std::string_view(r.status) == "failed";
        if (failed) {
            auto const attempt = o.at("depositAttempts").as_array()[0].as_object();
            BOOST_TEST(holds(text_in(attempt, "errorMessage"), "declined"));
            BOOST_TEST(text_in(attempt, "paymentMethod") == "card");
        }
        std::set<std::string> told;
        for (auto const& w : c.bank.webhooks().all()) told.insert(text_in(object_in(w.body),
                                                                         "status"));
        BOOST_TEST(told.size() == (*r.events != '\0' ? 1U : 0U));
        for (auto const& t : told) BOOST_TEST(t == r.events);
        BOOST_TEST(c.bank.provider("house").charges() == 0U);
        BOOST_TEST(audit(runtime_of(c.bank.engine()).storage()).value().empty());
        BOOST_TEST(c.bank.out_of_balance() == "");
    }
}

BOOST_AUTO_TEST_CASE(what_is_pending_stays_so_and_what_nobody_touches_ends_with_its_hour)
{
    for (auto const& [value, later] : {std::pair("success_pending_deposit", "processing"),
                                       std::pair("checkout_pending", "canceled")}) {
        inflow_client c;
        auto const url = text_in(c.create(ending(value)), "checkout_url");
        c.bank.advance(48h);
        BOOST_TEST(c.status(c.newest()) == later, value);
        auto const page = c.browse(url.substr(std::string_view("http://localhost").size())).body;
        bool const waits = std::string_view(later) == "processing";
        BOOST_TEST(holds(page, waits ? "We are waiting for the bank" : "This page has expired"));
        BOOST_TEST(c.bank.incidents().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_customer_who_pays_before_is_not_disturbed)
{
    inflow_client c;
    BOOST_TEST(c.pay(c.page(ending("payment_failed"))).status == 303);
    c.bank.advance(10s);
    BOOST_TEST(c.status(c.newest()) == "paid");
}

BOOST_AUTO_TEST_CASE(declines_before_the_simulated_end_keep_their_lines)
{
    for (auto const& r : rows)
        for (int declines = 0; declines != 4; ++declines) BOOST_TEST_CONTEXT(r.value << declines)
        {
            inflow_client c;
            c.bank.listen(inflow());
            auto const path = c.page(ending(r.value));
            for (int i = 0; i != declines; ++i) c.pay(path, "4000000000000002");
            c.bank.advance(1s);
            auto expected = std::string(r.attempts);
            for (int i = 0; i != declines; ++i)
                expected += (expected.empty() ? "" : " ") + std::string("requires_payment_method");
            auto const o = object_in(c.transaction(c.newest()).body);
            BOOST_TEST(text_in(o, "status") == r.status);
            BOOST_TEST(attempts(o) == expected);
            BOOST_TEST(audit(runtime_of(c.bank.engine()).storage()).value().empty());
            BOOST_TEST(c.bank.engine().payments().attempts(
                           c.who, c.bank.payments().back()->id).has_value());
        }
}

BOOST_AUTO_TEST_CASE(a_session_without_a_value_is_paid_on_its_page)
{
    inflow_client c;
    BOOST_TEST(c.create(with(checkout_example, "sandbox_simulate", "null")).status == 201);
    c.bank.advance(10s);
    BOOST_TEST(c.status(c.newest()) == "processing");
}

BOOST_AUTO_TEST_CASE(S_production_keys_are_refused_and_other_words_told)
{
    inflow_client c;
    auto const live = c.bank.api_key("inflow", mode::live);
    for (auto const& r : rows)
        check_detail(c.ask("POST", "/checkout/create/", ending(r.value), {}, live), 400,
                     "sandbox_simulate works with sandbox keys alone.", "sandbox_only");
    check_field(c.create(ending("x")), "sandbox_simulate",
                "This field must be one of payment_failed, checkout_canceled, canceled, "
                "success_pending_deposit, checkout_pending.");
    BOOST_TEST(c.bank.payments().empty());
}

BOOST_AUTO_TEST_CASE(the_end_comes_once_whatever_fails)
{
    for (auto const& r : rows) BOOST_TEST_CONTEXT(r.value)
    {
        auto const runs = testing::each_storage_failure(
            [&](testing::sandbox& bank) {
                dispatcher api(bank.engine(), {{"", inflow()}});
                std::string key;
                {
                    testing::sandbox::pause_faults const quiet(bank);
                    key = "Api-Key " + bank.api_key("inflow");
                    api.handle({"POST", "/checkout/create/",
                                {{"Authorization", key}, {"Content-Type", "application/json"}},
                                ending(r.value)});
                }
                bank.advance(10s);
                bank.clear_faults();
                bank.advance(10min);
                auto const p = *bank.payments().front();
                auto const seen = api.handle({"GET", "/transactions/" + payment_id_text(p) + "/",
                                              {{"Authorization", key}}, {}});
                BOOST_TEST(text_in(seen, "status") == r.status);
                BOOST_TEST(p.attempts().size() == (*r.attempts != '\0' ? 1U : 0U));
                BOOST_TEST(audit(runtime_of(bank.engine()).storage()).value().empty());
            },
            in_dollars());
        BOOST_TEST(runs >= 4);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_simulate_tests
