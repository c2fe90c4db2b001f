// SPDX-License-Identifier: BSL-1.0
// tests/faces/inflow_refunds.cpp: refunds from the wallet: made, listed, read.
#include <faces/inflow_client.hpp>

#include <tender/adapter/threads.hpp>
#include <tender/api/payment_ids.hpp>
#include <tender/service/engine_internals.hpp>

#include <thread>

namespace inflow_refunds_tests {

using namespace inflow_tests;

namespace {

std::string reason(std::string_view text, std::string_view amount = {})
{
    auto out = "{\"reason\":" + json_string(text);
    if (!amount.empty()) out.append(",\"amount\":").append(json_string(amount));
    return out + "}";
}

/// The ids of a list, in its order, each as the place of what has it.
std::string places(json::array const& list, std::vector<std::string> const& ids)
{
    std::string out;
    for (auto const& r : list) {
        auto const at = std::find(ids.begin(), ids.end(), text_in(r.as_object(), "id"));
        out += std::to_string(at - ids.begin());
    }
    return out;
}

/// Three refunds of one payment a second apart, the last of which is under way.
struct three_refunds : inflow_client {
    three_refunds()
    {
        id = paid();
        for (auto const& [why, amount] : string_pairs{{"red", "5.00"}, {"blue", "7.00"},
                                                      {"red again", "6.00"}}) {
            if (ids.size() == 2) bank.provider_faults().arm(1, false);
            auto const r = refund(id, reason(why, amount));
            BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
            ids.push_back(text_in(r, "refund_public_id"));
            if (ids.size() != 3) bank.advance(1s);
        }
    }

    std::string list(std::string const& query) { return places(refunds(query), ids); }

    std::string id;
    std::vector<std::string> ids;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(inflow_refunds)

BOOST_AUTO_TEST_CASE(S_a_refund_answers_what_the_contract_shows)
{
    inflow_client c;
    auto const id = c.paid();
    auto const r = c.refund(id, reason("Customer request", "40.00"));
    BOOST_TEST(r.status == 201);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "status refund_id refund_public_id transaction_id amount currency "
                              "amount_usd amount_in_cents");
    BOOST_TEST(text_in(o, "status") == "processing");
    BOOST_TEST(o.at("refund_id").is_int64());
    BOOST_TEST(text_in(o, "refund_public_id").starts_with("RF"));
    BOOST_TEST(text_in(o, "refund_public_id").size() == 12U);
    BOOST_TEST(o.at("transaction_id").as_int64() ==
               static_cast<std::int64_t>(number_of(c.bank.payments().back()->id)));
    BOOST_TEST(text_in(o, "amount") == "40.00");
    BOOST_TEST(text_in(o, "currency") == "USD");
    BOOST_TEST(text_in(o, "amount_usd") == "40.00");
    BOOST_TEST(text_in(o, "amount_in_cents") == "4000");
    BOOST_TEST(c.status(id) == "paid");
}

BOOST_AUTO_TEST_CASE(S_a_refund_is_read_by_its_public_id_and_its_number)
{
    inflow_client c;
    auto const id = c.paid();
    auto const made = object_in(c.refund(id, reason("Customer request", "40.00")).body);
    c.bank.advance(2s);
    auto const r = c.ask("GET", "/refunds/" + text_in(made, "refund_public_id") + "/");
    BOOST_TEST(r.status == 200);
    auto const o = object_in(r.body);
    BOOST_TEST(names_in(o) == "id transaction_id amount currency amount_in_cents amount_usd reason "
                              "status created_at updated_at");
    BOOST_TEST(text_in(o, "id") == text_in(made, "refund_public_id"));
    BOOST_TEST(text_in(o, "transaction_id") == id);
    BOOST_TEST(text_in(o, "amount") == "40.00");
    BOOST_TEST(text_in(o, "amount_in_cents") == "4000");
    BOOST_TEST(text_in(o, "reason") == "Customer request");
    BOOST_TEST(text_in(o, "status") == "completed");
    BOOST_TEST(text_in(o, "created_at") == "2025-03-19T10:23:47.000Z");
    BOOST_TEST(text_in(o, "updated_at") == "2025-03-19T10:23:47.001Z");
    BOOST_TEST(c.ask("GET", "/refunds/" + text_in(made, "refund_id") + "/").body == r.body);
    for (char const* other : {"RF0000000000", "1", "x", "RF", "ppfb_rfd_x"})
        check_detail(c.ask("GET", std::string("/refunds/") + other + "/"), 404, "Not found.");
}

BOOST_AUTO_TEST_CASE(S_without_an_amount_everything_that_remains_goes_back)
{
    inflow_client c;
    auto const id = c.paid();
    c.refund(id, reason("a part", "17.40"));
    auto const r = c.refund(id, reason("the rest"));
    BOOST_TEST(text_in(r, "amount") == "40.00");
    c.bank.advance(2s);
    BOOST_TEST(c.status(id) == "refunded");
    check_detail(c.refund(id, reason("more")), 400, "Only a paid transaction can be refunded.",
                 "not_paid");
    BOOST_TEST(c.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(S_only_what_is_paid_can_be_refunded)
{
    inflow_client c;
    c.page();
    check_detail(c.refund(c.newest(), reason("x")), 400, "Only a paid transaction can be refunded.",
                 "not_paid");
    check_detail(c.refund("TX0000000000", reason("x")), 404, "Not found.");
}

BOOST_AUTO_TEST_CASE(S_the_fields_of_a_refund_have_their_limits)
{
    inflow_client c;
    auto const id = c.paid();
    check_field(c.refund(id, "{}"), "reason", "This field is required.");
    check_field(c.refund(id, reason("")), "reason", "This field must not be empty.");
    check_field(c.refund(id, reason(repeated(501))), "reason",
                "This field must have at most 500 characters.");
    struct {
        char const* amount;
        char const* sentence;
    } const rows[] = {
        {"0", "This field must be greater than zero."},
        {"0.00", "This field must be greater than zero."},
        {"-1.00", "This field must be greater than zero."},
        {"1.001", "This field must have at most 2 decimal places."},
        {"1,00", "This field must be a decimal number such as 29.99."},
        {"1e1", "This field must be a decimal number such as 29.99."},
        {"", "This field must be a decimal number such as 29.99."},
        {"99999999999999999999", "This field is too large."},
    };
    for (auto const& row : rows)
        check_field(c.refund(id, "{\"reason\":\"x\",\"amount\":" + json_string(row.amount) + "}"),
                    "amount", row.sentence);
    BOOST_TEST(c.refunds().empty());
    BOOST_TEST(c.refund(id, reason(repeated(500), "0.01")).status == 201);
}

BOOST_AUTO_TEST_CASE(C21_no_refund_takes_more_than_remains)
{
    inflow_client c;
    auto const first = c.paid();
    c.paid();   // the wallet holds enough for both
    check_detail(c.refund(first, reason("x", "57.41")), 400, "The amount exceeds what remains.",
                 "amount_exceeds_refundable");
    c.bank.provider_faults().arm(1, false);   // it stays under way
    BOOST_TEST(c.refund(first, reason("x", "57.40")).status == 201);
    check_detail(c.refund(first, reason("x", "0.01")), 400, "The amount exceeds what remains.",
                 "amount_exceeds_refundable");
}

BOOST_AUTO_TEST_CASE(S_the_wallet_limits_refunds_and_a_part_may_still_go)
{
    inflow_client c;
    auto const id = c.paid();
    auto& books = bookkeeping_of(c.bank.engine());
    runtime_of(c.bank.engine()).transact(c.who.account, [&](unit_of_work& unit) -> result<> {
        return books.post(unit, c.who, c.bank.now(),
                          runtime_of(c.bank.engine()).new_id(c.bank.now()),
                          posting_kind::reversed, "USD", name("house"),
                          {{book::available, book::provider, 2740}});
    }).value();
    check_detail(c.refund(id, reason("all of it")), 400, "The wallet does not hold that much.",
                 "insufficient_wallet_balance");
    BOOST_TEST(c.refund(id, reason("a part", "30.00")).status == 201);
    check_detail(c.refund(id, reason("x", "0.01")), 400, "The wallet does not hold that much.",
                 "insufficient_wallet_balance");
}

BOOST_AUTO_TEST_CASE(C51_dollars_are_what_the_rate_was_and_parts_never_exceed_the_whole)
{
    testing::sandbox_options how;
    how.rates = std::make_shared<one_rate>("1.0837");
    inflow_client c(how);
    auto const in_euros = with(checkout_example, "currency", "\"EUR\"");
    auto const id = c.paid(in_euros);
    BOOST_TEST(c.bank.payments().back()->terms->checkout->in_dollars.source == "a test");
    std::int64_t sum = 0;
    for (int i = 0; i != 7; ++i) {
        auto const r = c.refund(id, reason("x", "8.20"));
        BOOST_REQUIRE_MESSAGE(r.status == 201, r.body);
        sum += read_decimal(text_in(r, "amount_usd"), 2).minor;
    }
    BOOST_TEST(text_in(c.transaction(id), "status") == "refunded");
    BOOST_TEST(sum == 6220);   // 57.40 * 1.0837 = 62.20438
}

BOOST_AUTO_TEST_CASE(C51_where_nobody_knows_the_rate_dollars_are_null)
{
    inflow_client c;
    auto const id = c.paid(with(checkout_example, "currency", "\"EUR\""));
    auto const r = c.refund(id, reason("x", "8.20"));
    BOOST_TEST(text_in(r, "amount_usd") == "null");
    BOOST_TEST(text_in(c.refunds().front().as_object(), "amount_usd") == "null");
    BOOST_TEST(text_in(c.refunds().front().as_object(), "currency") == "EUR");
}

BOOST_AUTO_TEST_CASE(S_the_list_is_a_bare_array_newest_first_with_its_length_in_a_header)
{
    inflow_client empty;
    BOOST_TEST(empty.ask("GET", "/refunds/").body == "[]");
    BOOST_TEST(empty.ask("GET", "/refunds/").find("X-Total-Count") == "0");
    three_refunds c;
    BOOST_TEST(c.list("") == "210");
    BOOST_TEST(c.ask("GET", "/refunds/").find("X-Total-Count") == "3");
}

BOOST_AUTO_TEST_CASE(S_every_filter_of_the_list_filters)
{
    three_refunds c;
    BOOST_TEST(c.list("?status=processing") == "2");
    BOOST_TEST(c.list("?status=completed") == "10");
    for (char const* none : {"pending", "failed", "rejected"})
        BOOST_TEST(c.list(std::string("?status=") + none).empty());
    BOOST_TEST(c.list("?created_at__gte=2025-03-19T10:23:48Z") == "21");
    BOOST_TEST(c.list("?created_at__gte=2025-03-19T10:23:48.001Z") == "2");
    BOOST_TEST(c.list("?created_at__lte=2025-03-19T10:23:48Z") == "10");
    BOOST_TEST(c.list("?created_at__lte=2025-03-19T10:23:47.999Z") == "0");
    BOOST_TEST(c.list("?created_at__gte=2025-03-19T10:23:48Z&created_at__lte="
                      "2025-03-19T10:23:48Z") == "1");
    BOOST_TEST(c.list("?search=red") == "20");
    BOOST_TEST(c.list("?search=" + c.id) == "210");
    BOOST_TEST(c.list("?search=red&status=completed") == "0");
    BOOST_TEST(c.list("?search=green").empty());
    BOOST_TEST(c.ask("GET", "/refunds/?search=red").find("X-Total-Count") == "2");
}

BOOST_AUTO_TEST_CASE(S_the_list_stands_in_the_order_that_is_asked_for)
{
    three_refunds c;
    BOOST_TEST(c.list("?ordering=created_at") == "012");
    BOOST_TEST(c.list("?ordering=-created_at") == "210");
    BOOST_TEST(c.list("?ordering=amount") == "021");
    BOOST_TEST(c.list("?ordering=-amount") == "120");
    c.bank.advance(5s);
    BOOST_TEST(c.list("?ordering=updated_at") == "012");
    BOOST_TEST(c.list("?ordering=-updated_at") == "210");
}

BOOST_AUTO_TEST_CASE(D_the_list_comes_in_pages)
{
    three_refunds c;
    BOOST_TEST(c.list("?page_size=2") == "21");
    BOOST_TEST(c.list("?page_size=2&page=2") == "0");
    BOOST_TEST(c.list("?page=1&page_size=1000") == "210");
    for (char const* page : {"3", "0", "-1", "x", "99999999999999999999"})
        check_detail(c.ask("GET", std::string("/refunds/?page_size=2&page=") + page), 404,
                     "Invalid page.");
}

BOOST_AUTO_TEST_CASE(D_a_page_has_twenty_and_at_most_a_hundred)
{
    inflow_client c;
    auto const id = c.paid();
    for (int i = 0; i != 101; ++i) c.refund(id, reason("x", "0.01"));
    BOOST_TEST(c.refunds().size() == 20U);
    BOOST_TEST(c.refunds("?page_size=100").size() == 100U);
    BOOST_TEST(c.refunds("?page_size=101").size() == 100U);
    BOOST_TEST(c.refunds("?page=6").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_question_that_cannot_be_read_is_told_where)
{
    inflow_client c;
    struct {
        char const* query;
        char const* field;
        char const* sentence;
    } const rows[] = {
        {"status=paid", "status",
         "This field must be one of pending, processing, completed, failed, rejected."},
        {"created_at__gte=yesterday", "created_at__gte",
         "This field must be a time such as 2026-05-04T10:10:00Z."},
        {"created_at__lte=1", "created_at__lte",
         "This field must be a time such as 2026-05-04T10:10:00Z."},
        {"ordering=reason", "ordering",
         "This field must be one of created_at, -created_at, updated_at, -updated_at, amount, "
         "-amount."},
        {"page_size=0", "page_size", "This field must be from 1 to 1000000."},
        {"page_size=x", "page_size", "This field must be a whole number."},
    };
    for (auto const& row : rows)
        check_field(c.ask("GET", std::string("/refunds/?") + row.query), row.field, row.sentence);
}

BOOST_AUTO_TEST_CASE(C45_the_list_holds_what_was_paid_here_alone)
{
    three_refunds c;
    auto const elsewhere = c.bank.pay({5000, "USD"});
    create_refund how;
    how.amount = 100;
    c.bank.engine().refunds().create(c.bank.who(), elsewhere.id, how).value();
    BOOST_TEST(c.list("") == "210");
    auto const live = c.bank.api_key("inflow", mode::live);
    BOOST_TEST(c.ask("GET", "/refunds/", {}, {}, live).body == "[]");
    check_detail(c.ask("GET", "/refunds/" + c.ids[0] + "/", {}, {}, live), 404, "Not found.");
}

BOOST_AUTO_TEST_CASE(C45_a_payment_of_another_face_is_refunded_here_and_keeps_its_ids)
{
    inflow_client c;
    auto const p = c.bank.pay({5000, "USD"});
    auto const id = payment_id_text(p);
    BOOST_TEST(text_in(c.transaction(id), "id") == id);
    auto const r = c.refund(id, reason("x", "1.00"));
    BOOST_TEST(r.status == 201, r.body);
    auto const refund_id = text_in(r, "refund_public_id");
    BOOST_TEST(refund_id.starts_with("ppfb_rfd_"));
    auto const read = c.ask("GET", "/refunds/" + refund_id + "/");
    BOOST_TEST(text_in(read, "id") == refund_id);
    BOOST_TEST(text_in(read, "transaction_id") == id);
}

BOOST_AUTO_TEST_CASE(C45_what_is_in_a_currency_without_words_here_is_not_found)
{
    inflow_client c;
    auto const p = c.bank.pay({5000, "NGN"});
    check_detail(c.transaction(payment_id_text(p)), 404, "Not found.");
    check_detail(c.refund(payment_id_text(p), reason("x")), 404, "Not found.");
    create_refund how;
    how.amount = 100;
    auto const made = c.bank.engine().refunds().create(c.bank.who(), p.id, how);
    check_detail(c.ask("GET", "/refunds/ppfb_rfd_" + made->id.text() + "/"), 404, "Not found.");
}

BOOST_AUTO_TEST_CASE(D_the_same_idempotency_key_refunds_once)
{
    inflow_client c;
    auto const id = c.paid();
    std::vector<header> const once{{"Idempotency-Key", "k-1"}};
    auto const first = c.refund(id, reason("x", "1.00"), once);
    c.bank.advance(5s);
    auto const again = c.refund(id, reason("x", "1.00"), once);
    BOOST_TEST(first.status == 201);
    BOOST_TEST(again.status == 201);
    BOOST_TEST(again.body == first.body);
    BOOST_TEST(c.refunds().size() == 1U);
    check_detail(c.refund(id, reason("x", "2.00"), once), 409,
                 "The key was used with another request.");
}

BOOST_AUTO_TEST_CASE(a_refund_that_a_provider_never_answers_is_processing)
{
    inflow_client c;
    auto const id = c.paid();
    c.bank.provider_faults().arm(1, false);
    auto const r = c.refund(id, reason("x", "1.00"));
    BOOST_TEST(text_in(r, "status") == "processing");
    BOOST_TEST(text_in(c.refunds().front().as_object(), "status") == "processing");
    BOOST_TEST(c.status(id) == "refund_pending");
    c.bank.run_until_quiet();
    BOOST_TEST(text_in(c.refunds().front().as_object(), "status") == "completed");
    BOOST_TEST(c.bank.books_balance());
}

BOOST_AUTO_TEST_CASE(racing_refunds_exceed_neither_what_was_paid_nor_the_wallet)
{
    testing::sandbox_options how;
    how.waiter = std::make_shared<thread_waiter>();
    inflow_client c(how);
    auto const id = c.paid();
    std::vector<std::thread> all;
    std::atomic<int> made{0}, refused{0};
    for (int i = 0; i != 16; ++i)
        all.emplace_back([&] {
            auto const r = c.refund(id, reason("x", "10.00"));
            if (r.status == 201) ++made;
            else if (r.status == 400) ++refused;
        });
    for (auto& t : all) t.join();
    BOOST_TEST(made == 5);
    BOOST_TEST(refused == 11);
    c.bank.run_until_quiet();
    BOOST_TEST(c.bank.books_balance());
    BOOST_TEST(c.bank.engine().ledger().wallet_of(c.who, "USD")->available == 740);
}

BOOST_AUTO_TEST_CASE(a_refund_is_there_whole_or_not_at_all)
{
    auto const runs = testing::each_storage_failure(
        [](testing::sandbox& bank) {
            dispatcher api(bank.engine(), {{"", inflow()}});
            std::string key, id;
            {
                testing::sandbox::pause_faults const quiet(bank);
                key = "Api-Key " + bank.api_key("inflow");
                id = payment_id_text(bank.pay({5000, "USD"}));
            }
            auto const ask = [&] {
                return api.handle({"POST", "/transactions/" + id + "/refund/",
                                   {{"Authorization", key}, {"Content-Type", "application/json"},
                                    {"Idempotency-Key", "k"}},
                                   reason("x", "10.00")});
            };
            auto const first = ask();
            BOOST_TEST((first.status == 201 || first.status == 503 || first.status == 409),
                       first.body);
            bank.clear_faults();
            bank.advance(1h);
            auto const second = ask();
            BOOST_TEST(second.status == 201, second.body);
            BOOST_TEST((first.status != 201 || first.body == second.body),
                       first.body << " then " << second.body);
            bank.run_until_quiet();
            BOOST_TEST(bank.payments().back()->refunded == 1000);
            BOOST_TEST(bank.books_balance());
        },
        in_dollars());
    BOOST_TEST(runs > 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace inflow_refunds_tests
