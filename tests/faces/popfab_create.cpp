// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_create.cpp: POST /v1/payments: what goes in, what comes out.
#include "popfab_client.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace popfab_create_tests {

using namespace popfab_tests;
using namespace tender;

namespace {

using faults = std::vector<std::string>;

json::object fees_in(response const& r) { return object_in(r).at("fees").as_object(); }

json::object routing_in(response const& r)
{
    return object_in(r).at("routing_context").as_object();
}

std::string text_after(std::string_view text, std::string_view before, std::size_t count)
{
    auto const at = text.find(before);
    BOOST_REQUIRE(at != text.npos);
    return std::string(text.substr(at + before.size(), count));
}

/// `count` pairs of metadata.
std::string pairs(int count)
{
    json::object out;
    for (int i = 0; i != count; ++i) out["k" + std::to_string(i)] = "v";
    return json::serialize(out);
}

/// One member that is wrong, and what is said of it.
struct spoilt {
    char const* member;
    std::string value, field, says;
};

std::string const whole = "must be a whole number", above = "must be greater than zero",
    most = "must be at most 9007199254740991", big = "must fit 64 bits", text = "must be text",
    here = "is required", empty = "must not be empty", object = "must be an object",
    ref = "must have 1 to 255 letters, digits, hyphens or underscores",
    code = "must be one of NGN, GHS, KES, ZAR, UGX, XOF, USD",
    method = "must be one of card, bank_transfer, ussd, mobile_money, qr",
    provider = "must be one of paystack, flutterwave, monnify, squad, interswitch, payaza",
    mail = "must be an e-mail address", phone = "must be a phone number such as +2348012345678",
    url = "must be an https URL", to_255 = "must have at most 255 characters",
    to_500 = "must have at most 500 characters", to_40 = "must have at most 40 characters",
    to_20 = "must have at most 20 entries";

spoilt const spoilt_members[] = {
    { "/amount",           "",                        "amount",               here     },
    { "/amount",           "null",                    "amount",               whole    },
    { "/amount",           "0",                       "amount",               above    },
    { "/amount",           "-0",                      "amount",               above    },
    { "/amount",           "-1",                      "amount",               above    },
    { "/amount",           "-9223372036854775808",    "amount",               above    },
    { "/amount",           "9007199254740992",        "amount",               most     },
    { "/amount",           "9223372036854775807",     "amount",               most     },
    { "/amount",           "9223372036854775808",     "amount",               big      },
    { "/amount",           "18446744073709551615",    "amount",               big      },
    { "/amount",           "18446744073709551616",    "amount",               big      },
    { "/amount",           many(500, "9"),            "amount",               big      },
    { "/amount",           "1.5",                     "amount",               whole    },
    { "/amount",           "1.0",                     "amount",               whole    },
    { "/amount",           "1e3",                     "amount",               whole    },
    { "/amount",           "1E+3",                    "amount",               whole    },
    { "/amount",           "150000e-2",               "amount",               whole    },
    { "/amount",           "1e400",                   "amount",               whole    },
    { "/amount",           "\"150000\"",              "amount",               whole    },
    { "/amount",           "true",                    "amount",               whole    },
    { "/amount",           "[150000]",                "amount",               whole    },
    { "/amount",           "{}",                      "amount",               whole    },
    { "/currency",         "",                        "currency",             here     },
    { "/currency",         "null",                    "currency",             text     },
    { "/currency",         "\"EUR\"",                 "currency",             code     },
    { "/currency",         "\"ngn\"",                 "currency",             code     },
    { "/currency",         "\"\"",                    "currency",             code     },
    { "/currency",         "\"NGN \"",                "currency",             code     },
    { "/currency",         "566",                     "currency",             text     },
    { "/payment_method",   "",                        "payment_method",       here     },
    { "/payment_method",   "\"wallet\"",              "payment_method",       method   },
    { "/payment_method",   "\"Card\"",                "payment_method",       method   },
    { "/payment_method",   "[]",                      "payment_method",       text     },
    { "/reference",        "",                        "reference",            here     },
    { "/reference",        "\"\"",                    "reference",            ref      },
    { "/reference",        json_string(many(256)),      "reference",            ref      },
    { "/reference",        "\"a b\"",                 "reference",            ref      },
    { "/reference",        "\"a.b\"",                 "reference",            ref      },
    { "/reference",        "\"a/b\"",                 "reference",            ref      },
    { "/reference",        "\"\\u00e4\"",             "reference",            ref      },
    { "/reference",        "\"a\\u0000\"",            "reference",            ref      },
    { "/reference",        "\"a\\n\"",                "reference",            ref      },
    { "/reference",        "7890",                    "reference",            text     },
    { "/customer",         "",                        "customer",             here     },
    { "/customer",         "null",                    "customer",             object   },
    { "/customer",         "\"ada@example.com\"",     "customer",             object   },
    { "/customer",         "[]",                      "customer",             object   },
    { "/customer",         "{}",                      "customer.email",       here     },
    { "/customer/email",   "null",                    "customer.email",       text     },
    { "/customer/email",   "\"nope\"",                "customer.email",       mail     },
    { "/customer/email",   "\"ada@localhost\"",       "customer.email",       mail     },
    { "/customer/email",   "\".ada@example.com\"",    "customer.email",       mail     },
    { "/customer/email",   "\"ada..o@example.com\"",  "customer.email",       mail     },
    { "/customer/email",   "\"ada.@example.com\"",    "customer.email",       mail     },
    { "/customer/email",   "\"Ada <ada@a.example>\"", "customer.email",       mail     },
    { "/customer/email",   json_string(many(65) + "@a.example"), "customer.email", mail  },
    { "/customer/name",    json_string(many(256)),      "customer.name",        to_255   },
    { "/customer/name",    "1",                       "customer.name",        text     },
    { "/customer/phone",   "\"08012345678\"",         "customer.phone",       phone    },
    { "/customer/phone",   "\"+234 801 234 5678\"",   "customer.phone",       phone    },
    { "/customer/phone",   "\"+123456\"",             "customer.phone",       phone    },
    { "/customer/phone",   "\"+1234567890123456\"",   "customer.phone",       phone    },
    { "/customer/phone",   "\"\"",                    "customer.phone",       phone    },
    { "/customer/country", "234",                     "customer.country",     text     },
    { "/customer/region",  "{}",                      "customer.region",      text     },
    { "/routing_override", "\"stripe\"",              "routing_override",     provider },
    { "/routing_override", "\"house\"",               "routing_override",     provider },
    { "/routing_override", "\"Paystack\"",            "routing_override",     provider },
    { "/routing_override", "\"\"",                    "routing_override",     provider },
    { "/routing_override", "1",                       "routing_override",     text     },
    { "/callback_url",     "\"http://a.example/\"",   "callback_url",         url      },
    { "/callback_url",     "false",                   "callback_url",         text     },
    { "/metadata",         "[]",                      "metadata",             object   },
    { "/metadata",         "\"a\"",                   "metadata",             object   },
    { "/metadata",         pairs(21),                 "metadata",             to_20    },
    { "/metadata",         "{\"a\":1}",               "metadata.a",           text     },
    { "/metadata",         "{\"a\":null}",            "metadata.a",           text     },
    { "/metadata",         "{\"a\":true}",            "metadata.a",           text     },
    { "/metadata",         "{\"a\":{}}",              "metadata.a",           text     },
    { "/metadata",         "{\"a\":[\"b\"]}",         "metadata.a",           text     },
    { "/metadata",         "{\"\":\"b\"}",            "metadata.",            empty    },
    { "/metadata",         "{" + json_string(many(41)) + ":\"\"}", "metadata." + many(41), to_40 },
    { "/metadata",         "{\"a\":" + json_string(many(501)) + "}", "metadata.a", to_500 },
};

}  // namespace

BOOST_AUTO_TEST_SUITE(popfab_create)

BOOST_AUTO_TEST_CASE(the_documented_example_is_answered_member_for_member)
{
    client shop;
    auto const r = shop.create(example, "order_abc123_v1");
    BOOST_TEST(r.status == 200);
    auto const id = text_after(r.body, "\"ppfb_pay_", 26);
    auto const reference = text_after(r.body, "\"psk_", 11);
    BOOST_TEST(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == id.npos);
    BOOST_TEST(r.body ==
        R"({"id":"ppfb_pay_)" + id + R"(","reference":"MYAPP-ORDER-7890","amount":150000,)"
        R"("currency":"NGN","payment_method":"card","status":"processing","provider":"paystack",)"
        R"("provider_reference":"psk_)" + reference + R"(",)"
        R"("customer":{"email":"ada@example.com","name":"Ada Okafor","phone":"+2348012345678"},)"
        R"("metadata":{"order_id":"7890","plan":"premium"},)"
        R"("fees":{"popfab_fee":225,"provider_fee":375,"total_fee":600},)"
        R"("routing_context":{"strategy":"cost_optimizer","providers_tried":["paystack"],)"
        R"("selected_reason":"lowest_cost","candidates":[)"
        R"({"provider":"paystack","verdict":"chosen"},{"provider":"squad","verdict":"next"},)"
        R"({"provider":"payaza","verdict":"next"},{"provider":"flutterwave","verdict":"next"},)"
        R"({"provider":"interswitch","verdict":"next"},)"
        R"({"provider":"monnify","verdict":"no_method"}]},)"
        R"("created_at":"2025-03-19T10:23:45.000Z","updated_at":"2025-03-19T10:23:45.001Z"})");
}

BOOST_AUTO_TEST_CASE(the_answer_is_what_a_read_shows)
{
    client shop;
    auto const made = shop.create();
    BOOST_TEST(shop.read(text_in(made, "id")).body == made.body);
}

BOOST_AUTO_TEST_CASE(C35_says_what_is_wrong_and_where)
{
    client shop;
    for (auto const& c : spoilt_members)
        BOOST_TEST_CONTEXT(c.member << " = " << c.value.substr(0, 60)) {
            auto const r = shop.create(with(c.member, c.value));
            BOOST_TEST(check_error(r, 400, "VALIDATION_ERROR") == faults{c.field + ": " + c.says},
                       boost::test_tools::per_element());
            BOOST_TEST(message_in(r) == "1 field is invalid");
        }
    BOOST_TEST(shop.count() == 0U);
}

BOOST_AUTO_TEST_CASE(what_lies_within_the_bounds_is_taken)
{
    struct { char const* spoil; std::string value; } const cases[] = {
        { "/amount",           "1"                                },
        { "/amount",           "2"                                },
        { "/amount",           "9007199254740991"                 },
        { "/reference",        json_string(many(255))               },
        { "/reference",        "\"a\""                            },
        { "/reference",        "\"-\""                            },
        { "/reference",        "\"_\""                            },
        { "/reference",        "\"0\""                            },
        { "/reference",        "\"AZaz09-_\""                     },
        { "/reference",        "\"\\u0041\""                      },
        { "/customer/email",   "\"a@b.example\""                  },
        { "/customer/email",   "\"a+b'c@x-y.example\""            },
        { "/customer/email",   json_string(many(64) + "@a.example") },
        { "/customer/name",    ""                                 },
        { "/customer/name",    "null"                             },
        { "/customer/name",    json_string(many(255))               },
        { "/customer/name",    json_string(many(255, "\xf0\x9f\x92\xb8")) },
        { "/customer/name",    "\"\\u0001\\\"<script>\\\\\""      },
        { "/customer/phone",   ""                                 },
        { "/customer/phone",   "null"                             },
        { "/customer/phone",   "\"+1234567\""                     },
        { "/customer/phone",   "\"+123456789012345\""             },
        { "/customer/country", "\"NG\""                           },
        { "/customer/country", "null"                             },
        { "/customer/region",  "\"Lagos\""                        },
        { "/routing_override", "null"                             },
        { "/callback_url",     "null"                             },
        { "/metadata",         ""                                 },
        { "/metadata",         "null"                             },
        { "/metadata",         "{}"                               },
        { "/metadata",         pairs(20)                          },
        { "/metadata",         "{\"a\":\"\"}"                     },
        { "/metadata",         "{" + json_string(many(40)) + ":\"\"}" },
        { "/metadata",         "{" + json_string(many(40, "\xc3\xa4")) + ":\"\"}" },
        { "/metadata",         "{\"a\":" + json_string(many(500)) + "}" },
        { "/metadata",         "{\"a\":" + json_string(many(500, "\xe2\x82\xa6")) + "}" },
    };
    int nth = 0;
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.spoil << " = " << c.value.substr(0, 60)) {
        auto const other = with("/reference", json_string("order-" + std::to_string(++nth)));
        auto const r = shop.create(with(c.spoil, c.value, other));
        BOOST_TEST(r.status == 200, r.body);
    }
}

BOOST_AUTO_TEST_CASE(C35_every_fault_is_reported_at_once_in_the_contracts_order)
{
    client shop;
    auto const r = shop.create(
        R"({"metadata":{"a":1,"":""},"callback_url":"x","routing_override":"x",)"
        R"("customer":{"phone":"1","email":"a","name":2},"reference":"","payment_method":"x",)"
        R"("currency":"x","amount":0})");
    auto const found = check_error(r, 400, "VALIDATION_ERROR");
    faults const fields = {"amount", "currency", "payment_method", "reference", "customer.email",
                           "customer.name", "customer.phone", "routing_override", "callback_url",
                           "metadata.a", "metadata."};
    BOOST_REQUIRE(found.size() == fields.size());
    for (std::size_t i = 0; i != fields.size(); ++i)
        BOOST_TEST(found[i].starts_with(fields[i] + ": "), found[i] << " for " << fields[i]);
    BOOST_TEST(message_in(r) == "11 fields are invalid");

    faults const all = {"amount: is required", "currency: is required",
                        "payment_method: is required", "reference: is required",
                        "customer: is required"};
    BOOST_TEST(check_error(shop.create("{}"), 400, "VALIDATION_ERROR") == all,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C35_what_is_no_json_object_names_the_body)
{
    client shop;
    for (std::string const body : {"", " ", "nul", "{", "[", "{}{}", "{\"a\":1,}", "\xef\xbb\xbf{}",
             "{'a':1}", "{\"a\":\"\xff\"}", "{\"a\":\"\\ud800\"}", "{\"a\":01}", "{\"a\":NaN}",
             "amount=1", "<payment/>", "\xff\xfe{\0}\0"}) BOOST_TEST_CONTEXT(body) {
        auto const r = shop.send("POST", "/v1/payments", body,
                                 {{"Idempotency-Key", "k"}, {"Content-Type", "application/json"}});
        BOOST_TEST(check_error(r, 400, "VALIDATION_ERROR") ==
                       faults{"body: must be well-formed JSON"}, boost::test_tools::per_element());
    }
    for (std::string const body : {"[]", "null", "true", "1", "\"a\"", "[{}]"})
        BOOST_TEST_CONTEXT(body)
            BOOST_TEST(check_error(shop.create(body), 400, "VALIDATION_ERROR") ==
                           faults{"body: must be an object"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(C35_a_member_named_twice_is_refused)
{
    struct { std::string_view before, twice, field; } const cases[] = {
        { "\"amount\":150000",  "\"amount\":150000,\"amount\":150000",        "amount"         },
        { "\"email\":",         "\"email\":\"a@b.example\",\"email\":",       "customer.email" },
        { "\"plan\":",          "\"plan\":\"a\",\"\\u0070lan\":",             "metadata.plan"  },
        { "\"amount\":150000",  "\"amount\":150000,\"x\":1,\"x\":1",          "x"              },
    };
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.twice) {
        std::string body(example);
        body.replace(body.find(c.before), c.before.size(), c.twice);
        BOOST_TEST(check_error(shop.create(body), 400, "VALIDATION_ERROR") ==
                       faults{std::string(c.field) + ": is given twice"},
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(C35_depth_and_size_have_a_bound)
{
    client shop;
    auto const nested = [](std::size_t depth) {   // the body itself is one more
        return with("/x", many(depth - 1, "[") + many(depth - 1, "]"));
    };
    auto const in_objects = [](std::size_t depth) {
        return with("/x", many(depth - 2, "{\"y\":") + "{}" + many(depth - 2, "}"));
    };
    BOOST_TEST(shop.create(nested(32)).status == 200);
    BOOST_TEST(shop.create(with("/reference", "\"b\"", in_objects(32))).status == 200);
    for (auto const& body : {nested(33), in_objects(33), nested(100'000)})
        BOOST_TEST(check_error(shop.create(body), 400, "VALIDATION_ERROR").size() == 1U);

    auto const sized = [](std::size_t size) {
        auto body = with("/reference", "\"c\"");
        return body.append(size - body.size(), ' ');
    };
    BOOST_TEST(shop.create(sized(262'144)).status == 200);
    check_error(shop.create(sized(262'145)), 413, "PAYLOAD_TOO_LARGE");
}

BOOST_AUTO_TEST_CASE(members_that_nobody_knows_are_passed_over)
{
    client shop;
    auto body = with("/amount_minor", "1");
    body = with("/customer/title", "{\"email\":5}", body);
    body = with("/id", "\"ppfb_pay_1\"", body);
    body = with("/Amount", "0", body);
    body = with("/status", "\"success\"", body);
    auto const r = shop.create(body);
    BOOST_TEST(r.status == 200);
    BOOST_TEST(text_in(r, "status") == "processing");
    BOOST_TEST(names_in(object_in(r).at("customer").as_object()) == "email name phone");
}

BOOST_AUTO_TEST_CASE(customer_and_metadata_come_back_as_they_were_sent)
{
    std::string const customer = R"({"email":"Ada@Example.com","name":"Ad\"a \\ ₦ 💸",)"
        R"("phone":"+2348012345678","country":"NG","region":"Lagos"})";
    std::string const metadata = R"({"z":"1","a":"","Ω":"\n\t\u0001","b":"<script>"})";
    client shop;
    auto const r = shop.create(with("/metadata", metadata, with("/customer", customer)));
    auto const o = object_in(r);
    BOOST_TEST(json::serialize(o.at("customer")) == json::serialize(json::parse(customer)));
    BOOST_TEST(json::serialize(o.at("metadata")) == json::serialize(json::parse(metadata)));
    auto const bare = object_in(shop.create(with("/metadata", "", with("/reference", "\"b\""))));
    BOOST_TEST(json::serialize(bare.at("metadata")) == "{}");
}

BOOST_AUTO_TEST_CASE(C36_a_callback_url_is_https_and_plain)
{
    struct { std::string url; bool good; } const cases[] = {
        { "https://shop.example/return?order=1#top", true  },
        { "https://a",                               true  },
        { "https://a:1/",                            true  },
        { "https://a:65535/",                        true  },
        { "https://192.0.2.1/",                      true  },
        { "https://[2001:db8::1]/",                  true  },
        { "https://a/" + many(2038),                 true  },
        { "https://a/" + many(2039),                 false },
        { "http://shop.example/",                    false },
        { "ftp://shop.example/",                     false },
        { "javascript:alert(1)",                     false },
        { "//shop.example/",                         false },
        { "shop.example",                            false },
        { "",                                        false },
        { "https://",                                false },
        { "https:///x",                              false },
        { "https://user@shop.example/",              false },
        { "https://user:pw@shop.example/",           false },
        { "https://@test@test@example:800/",         false },
        { "https://shop.example:0/",                 false },
        { "https://shop.example:65536/",             false },
        { "https://shop.example:/",                  false },
        { "https://shop.example/a b",                false },
        { "https://shop.example/\n",                 false },
        { "https://sh\xc3\xb6p.example/",            false },
        { "https://0x7f.1/",                         false },
        { "https://2130706433/",                     false },
        { " https://shop.example/",                  false },
    };
    client shop;
    int nth = 0;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.url.substr(0, 60)) {
        auto const name = json_string("url-" + std::to_string(++nth));
        auto const body = with("/callback_url", json_string(c.url), with("/reference", name));
        auto const r = shop.create(body);
        BOOST_TEST(r.status == (c.good ? 200 : 400), r.body);
        if (!c.good)
            BOOST_TEST(check_error(r, 400, "VALIDATION_ERROR") ==
                           faults{"callback_url: must be an https URL"},
                       boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(every_method_and_currency_has_its_provider_or_422)
{
    // How the reference of the cheapest that takes both begins; a dot: nobody does.
    std::istringstream grid(R"(
                        NGN  GHS  KES  ZAR  UGX  XOF  USD
        card            psk  psk  psk  psk  flw  flw  psk
        bank_transfer   psk  psk  psk  psk  flw  flw  .
        ussd            psk  psk  psk  psk  flw  flw  .
        mobile_money    flw  flw  flw  flw  flw  flw  .
        qr              psk  psk  psk  psk  .    .    .
    )");
    std::string currencies_of[7];
    for (auto& c : currencies_of) grid >> c;
    client shop;
    int cells = 0;
    for (std::string method, taker; grid >> method;)
        for (auto const& currency : currencies_of) BOOST_TEST_CONTEXT(method << " " << currency) {
            grid >> taker;
            auto const name = json_string("grid-" + std::to_string(++cells));
            auto const r = shop.create(with("/reference", name, order(1000, currency, method)));
            if (taker == ".") {
                check_error(r, 422, "UNPROCESSABLE_PAYMENT");
                continue;
            }
            BOOST_TEST(r.status == 200, r.body);
            BOOST_TEST(text_in(r, "provider_reference").starts_with(taker + '_'));
            BOOST_TEST(text_in(r, "currency") == currency);
            BOOST_TEST(text_in(r, "payment_method") == method);
        }
    BOOST_TEST(cells == 35);
}

BOOST_AUTO_TEST_CASE(C13_what_cannot_be_routed_leaves_key_and_reference_free)
{
    client shop;
    check_error(shop.create(order(1000, "USD", "qr"), "one"), 422, "UNPROCESSABLE_PAYMENT");
    auto const r = shop.create(order(1000, "NGN", "qr"), "one");
    BOOST_TEST(r.status == 200, r.body);
    BOOST_TEST(r.find("Idempotent-Replayed") == "");
}

BOOST_AUTO_TEST_CASE(an_override_goes_to_its_provider_or_nowhere)
{
    struct { char const *provider, *method, *currency; int status, fee; } const cases[] = {
        { "paystack",    "card",          "NGN", 200, 250 },
        { "squad",       "card",          "NGN", 200, 270 },
        { "monnify",     "ussd",          "NGN", 200, 280 },
        { "payaza",      "bank_transfer", "NGN", 200, 290 },
        { "flutterwave", "card",          "XOF", 200, 300 },
        { "interswitch", "card",          "NGN", 200, 320 },
        { "paystack",    "mobile_money",  "NGN", 422, 0   },
        { "monnify",     "card",          "NGN", 422, 0   },
        { "squad",       "card",          "USD", 422, 0   },
        { "payaza",      "ussd",          "NGN", 422, 0   },
    };
    client shop;
    int nth = 0;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.provider << " " << c.method) {
        auto body = with("/routing_override", json_string(c.provider),
                         order(100'000, c.currency, c.method));
        body = with("/reference", json_string("override-" + std::to_string(++nth)), body);
        auto const r = shop.create(body);
        BOOST_TEST(r.status == c.status, r.body);
        if (c.status != 200) {
            check_error(r, 422, "UNPROCESSABLE_PAYMENT");
            continue;
        }
        BOOST_TEST(text_in(r, "provider") == c.provider);
        BOOST_TEST(text_in(routing_in(r), "strategy") == "explicit_override");
        BOOST_TEST(text_in(routing_in(r), "selected_reason") == "merchant_override");
        auto const only = "[" + json_string(c.provider) + "]";
        BOOST_TEST(text_in(routing_in(r), "providers_tried") == only);
        BOOST_TEST(fees_in(r).at("provider_fee").as_int64() == c.fee);
    }
}

BOOST_AUTO_TEST_CASE(fees_round_half_up_and_never_exceed_the_amount)
{
    struct { std::int64_t amount, popfab, provider; } const cases[] = {
        { 150'000,               225,                375                },
        { 200'000,               300,                500                },
        { 1,                     0,                  0                  },
        { 199,                   0,                  0                  },   // 0.4975
        { 200,                   0,                  1                  },   // 0.5
        { 333,                   0,                  1                  },   // 0.4995
        { 334,                   1,                  1                  },   // 0.501
        { 600,                   1,                  2                  },   // 0.9 and 1.5
        { 1000,                  2,                  3                  },   // 1.5 and 2.5
        { 999,                   1,                  2                  },   // 1.4985 and 2.4975
        { 9'007'199'254'740'991, 13'510'798'882'111, 22'517'998'136'852 },
    };
    client shop;
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.amount) {
        auto const made = shop.read(shop.make(c.amount));
        auto const fees = fees_in(made);
        BOOST_TEST(names_in(fees) == "popfab_fee provider_fee total_fee");
        BOOST_TEST(fees.at("popfab_fee").as_int64() == c.popfab);
        BOOST_TEST(fees.at("provider_fee").as_int64() == c.provider);
        BOOST_TEST(fees.at("total_fee").as_int64() == c.popfab + c.provider);
    }
}

BOOST_AUTO_TEST_CASE(the_amounts_cents_pick_the_outcome_in_test_mode)
{
    struct {
        std::int64_t amount;
        char const* method;
        std::string_view at_once, later, tried, reason;
    } const cases[] = {
        { 10'000, "card", "processing", "success", R"(["paystack"])", "lowest_cost" },
        { 10'001, "card", "failed", "failed", R"(["paystack"])", "lowest_cost" },
        { 10'002, "card", "processing", "success", R"(["paystack","squad"])", "failover" },
        { 10'003, "card", "failed", "failed",
          R"(["paystack","squad","payaza","flutterwave","interswitch"])", "failover" },
        { 10'004, "card", "pending_confirmation", "success", R"(["paystack"])", "lowest_cost" },
        { 10'005, "card", "pending_confirmation", "success", R"(["paystack","squad"])",
          "failover" },
        { 10'006, "card", "processing", "success", R"(["paystack","squad"])", "failover" },
        { 10'007, "card", "processing", "success", R"(["paystack"])", "lowest_cost" },
        { 10'099, "card", "processing", "success", R"(["paystack"])", "lowest_cost" },
        { 1,      "card", "failed", "failed", R"(["paystack"])", "lowest_cost" },
        { 2,      "qr",   "failed", "failed", R"(["paystack"])", "lowest_cost" },
        { 3,      "mobile_money", "failed", "failed", R"(["flutterwave"])", "lowest_cost" },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.amount << " by " << c.method) {
        client shop;
        auto const id = shop.make(c.amount, "NGN", c.method);
        BOOST_TEST(shop.status(id) == c.at_once);
        shop.bank.advance(2min);
        auto const r = shop.read(id);
        BOOST_TEST(text_in(r, "status") == c.later);
        BOOST_TEST(text_in(routing_in(r), "providers_tried") == c.tried);
        BOOST_TEST(text_in(routing_in(r), "selected_reason") == c.reason);
        BOOST_TEST(text_in(r, "failure_reason").empty() == (c.later != "failed"));
        BOOST_TEST(shop.bank.books_balance());
    }
}

BOOST_AUTO_TEST_CASE(a_failover_pays_the_second_providers_fee)
{
    client shop;
    auto const r = shop.read(shop.make(100'002));
    BOOST_TEST(text_in(r, "provider") == "squad");
    BOOST_TEST(text_in(r, "provider_reference").starts_with("sqd_"));
    BOOST_TEST(fees_in(r).at("provider_fee").as_int64() == 270);
}

BOOST_AUTO_TEST_CASE(an_override_never_fails_over)
{
    client shop;
    auto const r = shop.create(with("/routing_override", "\"paystack\"", order(10'002)));
    BOOST_TEST(text_in(r, "status") == "failed");
    BOOST_TEST(text_in(routing_in(r), "providers_tried") == R"(["paystack"])");
}

BOOST_AUTO_TEST_CASE(currencies_without_two_digits_know_no_magic)
{
    client shop;
    for (auto const currency : {"XOF", "UGX"})
        for (int cents = 1; cents != 7; ++cents) BOOST_TEST_CONTEXT(cents << " " << currency) {
            auto const id = shop.make(1000 + cents, currency);
            BOOST_TEST(shop.status(id) == "processing");
            shop.bank.advance(2s);
            BOOST_TEST(shop.status(id) == "success");
        }
}

BOOST_AUTO_TEST_CASE(a_bank_transfer_passes_through_pending_confirmation)
{
    client shop;
    auto const id = shop.make(5000, "NGN", "bank_transfer");
    BOOST_TEST(shop.status(id) == "processing");
    shop.bank.advance(1s);
    auto const settling = shop.read(id);
    BOOST_TEST(text_in(settling, "status") == "pending_confirmation");
    BOOST_TEST(text_in(settling, "pending_confirmation") == "true");
    shop.bank.advance(1s);
    auto const paid = shop.read(id);
    BOOST_TEST(text_in(paid, "status") == "success");
    BOOST_TEST(text_in(paid, "pending_confirmation") == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_confirmed_a_moment_too_early)
{
    client shop;
    auto const id = shop.make();
    shop.bank.advance(999ms);
    BOOST_TEST(shop.status(id) == "processing");
    shop.bank.advance(1ms);
    BOOST_TEST(shop.status(id) == "success");
}

BOOST_AUTO_TEST_CASE(a_taken_reference_names_the_payment_that_has_it)
{
    client shop;
    auto const first = text_in(shop.create(), "id");
    auto const again = shop.create(example, "two");
    check_error(again, 422, "UNPROCESSABLE_PAYMENT");
    BOOST_TEST(message_in(again).find(first) != std::string::npos, message_in(again));
    BOOST_TEST(shop.count() == 1U);

    // The key is free, case counts, and a reference of a failed payment stays taken.
    BOOST_TEST(shop.create(with("/reference", "\"myapp-order-7890\""), "two").status == 200);
    shop.create(with("/reference", "\"lost\"", order(101)));
    check_error(shop.create(with("/reference", "\"lost\"", order(100))), 422,
                "UNPROCESSABLE_PAYMENT");
}

BOOST_AUTO_TEST_CASE(a_reference_is_unique_per_merchant_and_environment_alone)
{
    client shop;
    BOOST_TEST(shop.create().status == 200);
    shop.key = shop.stranger();
    BOOST_TEST(shop.create().status == 200);
}

BOOST_AUTO_TEST_CASE(live_mode_without_providers_is_503)
{
    client shop;
    shop.key = shop.bank.api_key("popfab", mode::live);
    auto const r = shop.create(example, "one");
    check_error(r, 503, "ALL_PROVIDERS_UNAVAILABLE");
    BOOST_TEST(r.find("Retry-After") != "");

    BOOST_REQUIRE(shop.bank.engine().add(std::make_shared<probe>(), mode::live).has_value());
    auto const now = shop.create(example, "one");
    BOOST_TEST(now.status == 200, now.body);
    BOOST_TEST(now.find("Idempotent-Replayed") == "");
    BOOST_TEST(text_in(now, "status") == "success");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace popfab_create_tests
