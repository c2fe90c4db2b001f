// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/ambiguous_headers.cpp: a header that decides who asks or what is done stands
// twice; two readers may take one each, so nobody acts on either. It could happen in every face and
// on pages, with equal lines and different ones, and in any letter case.
#include <tender/api/poof.hpp>
#include <tender/api/shop.hpp>

#include <faces/inflow_client.hpp>
#include <faces/popfab_client.hpp>

namespace ambiguous_headers_tests {

using namespace tender;

namespace {

constexpr std::string_view deciding[] = {"Idempotency-Key", "Authorization", "Api-Key",
                                         "Content-Type", "Host"};

/// The same name as another writer would write it.
std::string in_lower_case(std::string_view name)
{
    std::string out(name);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ambiguous_headers)

BOOST_AUTO_TEST_CASE(C14_a_deciding_header_that_stands_twice_is_refused_before_anything_happens)
{
    popfab_tests::client shop;
    auto const bearer = "Bearer " + shop.key;
    auto const other = "Bearer " + shop.stranger();
    for (auto const name : deciding) BOOST_TEST_CONTEXT(name) {
        auto const lower = in_lower_case(name);
        auto const value = [&](bool same) -> std::string_view {
            if (name == "Authorization") return same ? bearer : other;
            if (name == "Content-Type") return same ? "application/json" : "text/plain";
            return same ? "one" : "two";
        };
        for (bool const same : {true, false}) {
            for (std::string_view const second : {name, std::string_view(lower)}) {
                std::vector<header> headers{{name, value(true)}, {second, value(same)}};
                if (name != "Idempotency-Key") headers.push_back({"Idempotency-Key", "k"});
                auto const r = shop.send("POST", "/v1/payments", popfab_tests::example, headers);
                auto const said = popfab_tests::check_error(r, 400, "VALIDATION_ERROR");
                BOOST_REQUIRE(said.size() == 1U);
                BOOST_TEST(said.front() == std::string(name) + ": is given twice");
                BOOST_TEST(r.find("X-RateLimit-Limit").empty());
            }
        }
    }
    BOOST_TEST(shop.bank.payments().empty());
    BOOST_TEST(shop.create(popfab_tests::example, "k").status == 200);
}

BOOST_AUTO_TEST_CASE(C14_every_face_refuses_it_in_its_shape)
{
    struct { face const& of; char const* path; } const faces[] = {
        {inflow(), "/checkout/create/"}, {shop(), "/v1/payments"},
        {poof(), "/api/v1/create_fiat_invoice"}};
    for (auto const& f : faces) BOOST_TEST_CONTEXT(f.of.id.text()) {
        testing::sandbox bank;
        dispatcher api(bank.engine(), {f.of});
        for (auto const name : deciding) {
            auto const r = api.handle({"POST", f.path, {{name, "a"}, {name, "a"}}, "{}"});
            BOOST_TEST(r.status == 400);
            BOOST_TEST(!r.body.empty());
            BOOST_TEST(r.find("X-Request-Id").size() == 26U);
        }
        // One of each, and twice what decides nothing, is asked on as ever.
        auto const r = api.handle({"POST", f.path, {{"Accept", "a"}, {"Accept", "b"}}, "{}"});
        BOOST_TEST(r.status == 401);
    }
}

BOOST_AUTO_TEST_CASE(C14_a_page_refuses_it_as_a_page)
{
    inflow_tests::inflow_client c;
    auto const r = c.send("GET", "/payment-links/public/x/", {},
                          {{"Host", "a.example"}, {"Host", "b.example"}});
    BOOST_TEST(r.status == 400);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace ambiguous_headers_tests
