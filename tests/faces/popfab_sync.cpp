// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_sync.cpp: POST /v1/payments/{id}/sync: the provider is asked now.
#include "popfab_client.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace popfab_sync_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

using faults = std::vector<std::string>;

/// A shop whose clock moves without any job being done.
struct frozen {
    std::shared_ptr<testing::manual_clock> clock =
        std::make_shared<testing::manual_clock>(testing::sandbox_options{}.begin);
    client shop{testing::sandbox_options{.clock = clock}};

    response sync(std::string_view id, std::string_view query = "")
    {
        return shop.post("/v1/payments/" + std::string(id) + "/sync" + std::string(query));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_sync)

BOOST_AUTO_TEST_CASE(tells_before_any_job_has_run)
{
    frozen f;
    auto const id = f.shop.make();
    auto const before = f.sync(id);
    BOOST_TEST(before.status == 200);
    BOOST_TEST(text_in(before, "status") == "processing");
    f.clock->advance(1s);
    BOOST_TEST(f.shop.status(id) == "processing");
    auto const after = f.sync(id);
    BOOST_TEST(text_in(after, "status") == "success");
    BOOST_TEST(after.body == f.shop.read(id).body);
    BOOST_TEST(f.shop.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(a_sync_that_brings_nothing_new_changes_nothing)
{
    frozen f;
    auto const id = f.shop.make();
    auto const made = f.shop.read(id);
    for (int i = 0; i != 3; ++i) BOOST_TEST(f.sync(id).body == made.body);
}

BOOST_AUTO_TEST_CASE(ends_a_doubt)
{
    frozen f;
    auto const id = f.shop.make(10'004);
    BOOST_TEST(f.shop.status(id) == "pending_confirmation");
    BOOST_TEST(text_in(f.sync(id), "status") == "success");

    auto const lost = f.shop.make(10'005);
    BOOST_TEST(text_in(f.sync(lost), "status") == "pending_confirmation");
    BOOST_TEST(f.shop.bank.provider("squad").calls() == 0);
    f.clock->advance(1min);
    auto const r = f.sync(lost);
    BOOST_TEST(text_in(r, "status") == "processing");
    BOOST_TEST(text_in(r, "provider") == "squad");
    f.clock->advance(1s);
    BOOST_TEST(text_in(f.sync(lost), "status") == "success");
    BOOST_TEST(f.shop.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(a_final_payment_is_asked_about_only_if_forced)
{
    client shop;
    auto const hand = std::make_shared<probe>();
    BOOST_REQUIRE(shop.bank.engine().add(hand, mode::test).has_value());
    for (auto const what : {outcome::done, outcome::declined_hard}) {
        hand->queries = 0;
        hand->on_charge = [&] { return provider_answer{what}; };
        auto const id = shop.make();
        auto const made = shop.read(id);
        auto const sync = "/v1/payments/" + id + "/sync";
        for (auto const* query : {"", "?force=false"})
            BOOST_TEST(shop.post(sync + query).body == made.body);
        BOOST_TEST(hand->queries == 0);
        hand->on_query = [&] { return provider_answer{what}; };
        BOOST_TEST(shop.post(sync + "?force=true").body == made.body);
        BOOST_TEST(hand->queries == 1);
    }
    BOOST_TEST(shop.bank.incidents().empty());
}

BOOST_AUTO_TEST_CASE(a_late_success_found_by_force_changes_nothing_and_goes_back)
{
    client shop;
    auto const hand = std::make_shared<probe>();
    BOOST_REQUIRE(shop.bank.engine().add(hand, mode::test).has_value());
    hand->on_charge = [] { return provider_answer{outcome::declined_hard}; };
    auto const id = shop.make();
    auto const made = shop.read(id);
    auto const r = shop.post("/v1/payments/" + id + "/sync?force=true");
    BOOST_TEST(r.body == made.body);
    BOOST_TEST(text_in(r, "status") == "failed");
    BOOST_TEST(hand->refunds == 1);
    BOOST_REQUIRE(shop.bank.incidents().size() == 1U);
    BOOST_TEST((shop.bank.incidents()[0].kind == incident_kind::late_charge));
}

BOOST_AUTO_TEST_CASE(a_forced_sync_of_a_refunded_payment_leaves_it_so)
{
    client shop;
    auto const id = shop.paid();
    shop.refund(id);
    auto const before = shop.read(id);
    BOOST_TEST(shop.post("/v1/payments/" + id + "/sync?force=true").body == before.body);
    BOOST_TEST(text_in(before, "status") == "reversed");
}

BOOST_AUTO_TEST_CASE(a_provider_that_says_nothing_leaves_the_payment_as_it_is)
{
    client shop;
    auto const hand = std::make_shared<probe>();
    BOOST_REQUIRE(shop.bank.engine().add(hand, mode::test).has_value());
    hand->on_charge = [] { return provider_answer{outcome::acknowledged}; };
    hand->on_query = [] { return provider_answer{outcome::unknown}; };
    auto const id = shop.make();
    BOOST_TEST(text_in(shop.post("/v1/payments/" + id + "/sync"), "status") == "processing");
    hand->on_query = []() -> provider_answer { throw std::runtime_error("the line is dead"); };
    auto const r = shop.post("/v1/payments/" + id + "/sync");
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "status") == "processing");
    hand->on_query = [] { return provider_answer{outcome::declined_hard}; };
    BOOST_TEST(text_in(shop.post("/v1/payments/" + id + "/sync"), "status") == "failed");
}

BOOST_AUTO_TEST_CASE(whatever_a_provider_says_the_answer_is_a_payment)
{
    constexpr outcome all[] = {outcome::done, outcome::acknowledged, outcome::settling,
                               outcome::challenged, outcome::declined_soft, outcome::declined_hard,
                               outcome::refused, outcome::unknown, outcome::unknown_reference};
    for (auto const charged : all)
        for (auto const first : all)
            for (auto const second : all) {
                frozen f;
                auto const hand = std::make_shared<probe>();
                BOOST_REQUIRE(f.shop.bank.engine().add(hand, mode::test).has_value());
                hand->on_charge = [&] { return provider_answer{charged}; };
                auto const made = f.shop.create();
                auto const id = text_in(made, "id");
                for (auto const said : {first, second}) {
                    f.clock->advance(5s);
                    hand->on_query = [&] { return provider_answer{said}; };
                    auto const r = f.sync(id, "?force=true");
                    bool const good = made.status == 200 && r.status == 200 &&
                                      r.body == f.shop.read(id).body;
                    BOOST_TEST(good, static_cast<int>(charged) << ' ' << static_cast<int>(first)
                                         << ' ' << static_cast<int>(second) << ' ' << r.body);
                }
                BOOST_TEST(hand->charges == 1);
            }
}

BOOST_AUTO_TEST_CASE(a_provider_that_throws_leaves_the_payment_in_doubt)
{
    client shop;
    auto const hand = std::make_shared<probe>();
    BOOST_REQUIRE(shop.bank.engine().add(hand, mode::test).has_value());
    std::function<provider_answer()> const thrown[] = {
        []() -> provider_answer { throw std::runtime_error("no"); },
        []() -> provider_answer { throw 5; },
    };
    int nth = 0;
    for (auto const& t : thrown) {
        hand->on_charge = hand->on_query = t;
        auto const r = shop.create(with("/reference", json_string("r" + std::to_string(++nth))));
        BOOST_TEST(r.status == 200, r.body);
        BOOST_TEST(text_in(r, "status") == "pending_confirmation");
        auto const asked = shop.post("/v1/payments/" + text_in(r, "id") + "/sync");
        BOOST_TEST(asked.status == 200);
        BOOST_TEST(text_in(asked, "status") == "pending_confirmation");
        hand->on_query = [] { return provider_answer{outcome::done}; };
        shop.bank.advance(1min);
        BOOST_TEST(shop.status(text_in(r, "id")) == "success");
    }
}

BOOST_AUTO_TEST_CASE(body_and_idempotency_key_do_not_matter)
{
    client shop;
    auto const target = "/v1/payments/" + shop.make() + "/sync";
    auto const plain = shop.post(target);
    for (std::string_view const body : {"", "{}", "not json", "\xff", "{\"force\":true}"}) {
        auto const r = shop.send("POST", target, body, {{"Content-Type", "text/plain"},
                                                        {"Idempotency-Key", "\x01"}});
        BOOST_TEST(r.status == 200);
        BOOST_TEST(r.body == plain.body);
        BOOST_TEST(r.find("Idempotent-Replayed") == "");
    }
}

BOOST_AUTO_TEST_CASE(C35_says_what_is_wrong_in_the_query)
{
    client shop;
    auto const target = "/v1/payments/" + shop.make() + "/sync";
    for (std::string const query : {"?force=1", "?force=", "?force", "?force=TRUE", "?force=yes"})
        BOOST_TEST(check_error(shop.post(target + query), 400, "VALIDATION_ERROR") ==
                       faults{"force: must be true or false"}, boost::test_tools::per_element());
    BOOST_TEST(check_error(shop.post(target + "?force=true&force=true"), 400,
                           "VALIDATION_ERROR") == faults{"force: is given twice"},
               boost::test_tools::per_element());
    BOOST_TEST(shop.post(target + "?Force=x").status == 200);
}

BOOST_AUTO_TEST_CASE(what_is_no_payment_of_ours_is_404)
{
    client shop;
    auto const id = shop.make();
    check_error(shop.post("/v1/payments/ppfb_pay_01HX9T2KBQM4Z3YWN5E6R7VP8S/sync"), 404,
                "NOT_FOUND");
    check_error(shop.post("/v1/payments/x/sync?force=true"), 404, "NOT_FOUND");
    shop.key = shop.stranger();
    check_error(shop.post("/v1/payments/" + id + "/sync"), 404, "NOT_FOUND");
    check_error(shop.post("/v1/payments/" + id + "/sync?force=true"), 404, "NOT_FOUND");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_sync_tests
