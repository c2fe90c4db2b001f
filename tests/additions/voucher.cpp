// SPDX-License-Identifier: BSL-1.0
// tests/additions/voucher.cpp: a thing of its own, from the request to the webhook.
#define BOOST_TEST_MODULE additions
#include <boost/test/included/unit_test.hpp>

#include "vouchers.hpp"

#include <contract/temporary.hpp>
#include <faces/face_client.hpp>
#include <scenarios/sixth_face/sixth.hpp>

#include <tender/api/exchange.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>
#include <tender/store/memory.hpp>
#include <tender/store/sqlite.hpp>

#include <vector>

namespace tender::api::seventh {

inline constexpr name face_id = "seventh";

struct voucher_request {
    text<40>            code;
    whole<1, 1'000'000> worth;
};
BOOST_DESCRIBE_STRUCT(voucher_request, (), (code, worth))

struct voucher_view {
    std::string_view code;
    std::int64_t     worth;
    std::string_view state;
};
BOOST_DESCRIBE_STRUCT(voucher_view, (), (code, worth, state))

inline void write_voucher(voucher const& v, std::string& body)
{
    write_json(body, voucher_view{v.code, v.worth, enum_name(v.state)});
}

inline result<std::shared_ptr<voucher const>> create(exchange& x, voucher_request& wire,
                                                     idempotency_request const* request)
{
    return x.pay.vouchers().create_once(x.caller.who, {wire.code.str(), wire.worth.value()},
                                        request);
}

inline constexpr std::string_view event_types[] = {"voucher.expired"};
inline constexpr event_word event_words[] = {{event_kind::voucher_expired, event_types[0]}};

inline void write_event(webhook_message const& what, std::string& out)
{
    write_voucher(*object_of<voucher>(*what.event), out);
}

inline constexpr webhook_dialect dialect{
    face_id,
    event_types,
    [](event const& what) { return word_in(event_words, what.kind); },
    &write_event,
    [](webhook_message const&, std::string_view, string_pairs&) {},
    [](event const& what) { return what.id.text(); },
    sixth::delays,
    std::chrono::seconds(5)};

inline constexpr endpoint endpoints[] = {
    {verb::POST, "/v1/vouchers", scope::payments_write, idempotency::honoured,
     &call<voucher_request, &create, &write_voucher, 201>},
};
static_assert(well_formed(endpoints));

inline constexpr face itself{face_id, endpoints, &sixth::presented, &sixth::refuse, &dialect};

}  // namespace tender::api::seventh

namespace additions_tests {

using namespace tender;
using namespace face_tests;

namespace {

constexpr std::string_view example = R"({"code":"SPRING","worth":500})";

/// One of the two stores that every case runs on.
struct place {
    bool in_file = false;
    contract::temporary_folder folder{};

    std::shared_ptr<storage> open() const
    {
        if (in_file) return sqlite_storage::open(folder.file("vouchers.db")).value();
        return std::make_shared<memory_storage>(1);
    }
};

struct client : face_client {
    explicit client(place const& at) : face_client(api::seventh::itself, {.store = at.open()}) {}

    response create(std::string body = std::string(example), std::string_view under = "k")
    {
        return post("/v1/vouchers", std::move(body), {{"Idempotency-Key", under}});
    }

    std::vector<versioned<event>> events()
    {
        bank.advance(runtime_of(bank.engine()).settings.max_clock_skew);
        return bank.engine().events().list(who, {.limit = 100}).value().items;
    }

    std::vector<std::string> audit() { return tender::audit(bank.store()).value(); }
};

template<class Test>
void on_both_stores(Test&& test)
{
    for (bool const in_file : {false, true}) BOOST_TEST_CONTEXT((in_file ? "sqlite" : "memory")) {
        place const at{in_file};
        test(at);
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_keyed_request_makes_one_and_is_answered_alike_again)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const first = c.create();
        BOOST_TEST(first.status == 201, first.body);
        BOOST_TEST(first.body == R"({"code":"SPRING","worth":500,"state":"good"})");
        auto const again = c.create();
        BOOST_TEST(again.status == 201);
        BOOST_TEST(again.body == first.body);
        BOOST_TEST(again.find("Idempotent-Replayed") == "true");
        BOOST_TEST(c.create(R"({"code":"SPRING","worth":501})").status == 409);
        BOOST_TEST(c.create(std::string(example), "another").status == 409);
        BOOST_TEST(c.audit().empty());
    });
}

BOOST_AUTO_TEST_CASE(its_events_are_listed_with_what_they_are_about_also_from_a_file_that_is_opened)
{
    on_both_stores([](place const& at) {
        merchant who;
        {
            client c(at);
            who = c.who;
            BOOST_TEST(c.create().status == 201);
            c.bank.advance(std::chrono::hours(1));
            auto const all = c.events();
            BOOST_TEST_REQUIRE(all.size() == 2U);
            BOOST_TEST((all[0]->kind == event_kind::voucher_created));
            BOOST_TEST((all[0]->before == nullptr));
            BOOST_TEST((all[1]->kind == event_kind::voucher_expired));
            BOOST_TEST((before_of<voucher>(*all[1])->state == voucher_state::good));
            BOOST_TEST((object_of<voucher>(*all[1])->state == voucher_state::expired));
            BOOST_TEST((object_of<payment>(*all[1]) == nullptr));
            BOOST_TEST((subject_of(*all[0]) == subject_of(*all[1])));
            BOOST_TEST(c.audit().empty());
        }
        if (!at.in_file) return;
        auto const store = at.open();
        unit_of_work unit(*store, who.account);
        index_key key;
        key.add(who.mode);
        auto const kept = unit.list(all_events, key, {}, 10).value().items;
        BOOST_TEST_REQUIRE(kept.size() == 2U);
        BOOST_TEST(object_of<voucher>(*kept[0])->code == "SPRING");
        BOOST_TEST((object_of<voucher>(*kept[0])->state == voucher_state::expired));
        BOOST_TEST((before_of<voucher>(*kept[0])->state == voucher_state::good));
    });
}

BOOST_AUTO_TEST_CASE(an_endpoint_hears_of_what_its_face_has_a_word_for)
{
    on_both_stores([](place const& at) {
        client c(at);
        auto const to = c.bank.listen(api::seventh::itself);
        BOOST_TEST(c.create().status == 201);
        BOOST_TEST(c.bank.webhooks().count() == 0U);
        c.bank.advance(std::chrono::hours(1));
        BOOST_TEST_REQUIRE(c.bank.webhooks().count() == 1U);
        BOOST_TEST(c.bank.webhooks().last().body ==
                   R"({"code":"SPRING","worth":500,"state":"expired"})");
        BOOST_TEST(c.audit().empty());
    });
}

BOOST_AUTO_TEST_CASE(it_is_made_wholly_and_once_whichever_call_to_the_store_failed)
{
    int runs = 0;
    for (auto const failure : {testing::storage_failure::refuse,
                               testing::storage_failure::lose_answer})
        for (int nth = 1;; ++nth, ++runs) BOOST_TEST_CONTEXT(enum_name(failure) << ' ' << nth) {
            client c({});
            c.bank.store().arm(nth, failure);
            static_cast<void>(c.create());
            bool const struck = c.bank.store().struck();
            c.bank.clear_faults();
            auto const again = c.create();
            BOOST_TEST(again.status == 201, again.body);
            BOOST_TEST(c.events().size() == 1U);
            c.bank.advance(std::chrono::hours(1));
            BOOST_TEST(c.events().size() == 2U);
            BOOST_TEST(c.audit().empty());
            if (!struck) break;
        }
    BOOST_TEST(runs > 4);
}

BOOST_AUTO_TEST_CASE(a_key_is_forgotten_after_its_day_since_its_request_is_over)
{
    on_both_stores([](place const& at) {
        client c(at);
        BOOST_TEST(c.create().status == 201);
        c.bank.advance(std::chrono::hours(25));
        auto const other = c.create(R"({"code":"AUTUMN","worth":500})");
        BOOST_TEST(other.status == 201, other.body);
        BOOST_TEST(other.find("Idempotent-Replayed").empty());
    });
}

}  // namespace additions_tests
