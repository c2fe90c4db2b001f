// SPDX-License-Identifier: BSL-1.0
// tests/service/access/jwt.cpp: a token is taken from who signed it, for what it is, while it is
// valid.
#include <tender/service/access/jwt.hpp>

#include <tender/base/encoding.hpp>
#include <tender/port/seal.hpp>
#include <corpora.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jwt_tests {

using namespace tender;
using namespace std::chrono_literals;

namespace {

builtin_crypto plain;
std::string const key(32, 'k');
constexpr token_kind key_kind{"access", "api_key"};
constexpr token_kind refresh_kind{"refresh", "refresh_token"};
instant const now = instant(1'742'379'825s);
constexpr std::string_view header = R"({"alg":"HS256","typ":"JWT"})";

std::string bytes_of(digest const& d) { return {d.begin(), d.end()}; }

/// What mint_jwt would make of any header and payload.
std::string token_of(std::string_view head, std::string_view payload)
{
    auto const text = base64url(head) + '.' + base64url(payload);
    return text + '.' + base64url(bytes_of(hmac_sha256(key, text)));
}

/// Signs three parts as they stand.
std::string signed_as_it_stands(std::string const& head, std::string const& payload)
{
    auto const text = head + '.' + payload;
    return text + '.' + base64url(bytes_of(hmac_sha256(key, text)));
}

/// The payload of a good access token; a claim may be spoilt, or added, or left out.
std::string claims(std::string_view name = {}, std::string_view value = {})
{
    std::vector<std::pair<std::string_view, std::string_view>> all = {
        {"sub", "\"acme-shop\""}, {"jti", "\"01J\""}, {"type", "\"access\""},
        {"permission_field", "\"api_key\""}, {"iat", "1742379825"}, {"exp", "1742415825"}};
    auto const at = std::find_if(all.begin(), all.end(), [&](auto& c) { return c.first == name; });
    if (at != all.end()) at->second = value;
    else all.emplace_back(name, value);
    std::string out;
    for (auto const& [n, v] : all) {
        if (v.empty()) continue;
        out.append(out.empty() ? "{\"" : ",\"").append(n).append("\":").append(v);
    }
    return out + '}';
}

std::string minted(token_kind kind = key_kind)
{
    return mint_jwt(plain, key, kind, {"acme-shop", "01J", now, now + 10h}).reveal();
}

/// "ok", or why a token is not read.
std::string outcome(std::string_view token, instant when = now, token_kind kind = key_kind,
                 std::string_view with = key)
{
    auto const read = read_jwt(plain, with, token, kind, when);
    if (read) return "ok";
    BOOST_TEST((read.error() == errc::unauthorized));
    return std::string(read.error().text());
}

std::string verified(std::string_view token, std::string_view with = key)
{
    auto const payload = verify_jws(plain, with, token);
    if (payload) return "ok " + *payload;
    BOOST_TEST((payload.error() == errc::unauthorized));
    return std::string(payload.error().text());
}

constexpr auto expired = row_of(fault_reason::token_expired).says;
constexpr auto future = row_of(fault_reason::token_early).says;

}  // namespace

BOOST_AUTO_TEST_SUITE(jwt)

BOOST_AUTO_TEST_CASE(C56_another_clock_has_so_much_leeway_both_ways)
{
    auto const token = mint_jwt(plain, key, key_kind, {"shop", "01J", now, now + 10h});
    struct { std::chrono::milliseconds off; std::chrono::milliseconds leeway; std::string says; }
    const cases[] = {
        {-1ms, 0ms, std::string(future)},      {-5s, 5s, "ok"},
        {-5s - 1ms, 5s, std::string(future)}, {-24h, 5s, std::string(future)},
        {0ms, 0ms, "ok"},                          {10h - 1ms, 0ms, "ok"},
        {10h, 0ms, std::string(expired)},    {10h + 5s - 1ms, 5s, "ok"},
        {10h + 5s, 5s, std::string(expired)},
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.off.count() << " ms, " << c.leeway.count()) {
        auto const read = read_jwt(plain, key, token.reveal(), key_kind, now + c.off, c.leeway);
        BOOST_TEST((read ? "ok" : std::string(read.error().text())) == c.says);
    }
    auto const later = token_of(header, claims("nbf", "1742379829"));   // four seconds from now
    BOOST_TEST(!read_jwt(plain, key, later, key_kind, now, 3s).has_value());
    BOOST_TEST(read_jwt(plain, key, later, key_kind, now, 4s).has_value());
}

BOOST_AUTO_TEST_CASE(C33_a_token_says_what_was_put_into_it)
{
    for (std::string const text : {"a", "acme-shop", "Käse \"\\\n\x7f", "\U0001F600", "</script>"})
        for (auto const kind : {key_kind, refresh_kind}) {
            auto const token = mint_jwt(plain, key, kind,
                                        {text, text + text, now + 999ms, now + 1h + 1ms});
            auto const said = read_jwt(plain, key, token.reveal(), kind, now + 999ms).value();
            BOOST_TEST(said.subject == text);
            BOOST_TEST(said.id == text + text);
            BOOST_TEST((said.issued_at == now));
            BOOST_TEST((said.expires_at == now + 1h));
        }
}

BOOST_AUTO_TEST_CASE(C33_a_minted_token_is_this_text)
{
    BOOST_TEST(minted() == token_of(header, claims()));
    BOOST_TEST(minted().starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhY21lLXNob3"
                                    "AiLCJqdGkiOiIwMUoiLCJ0eXBlIjoiYWNjZXNzIiwicGVybWlzc2lvbl9ma"
                                    "WVsZCI6ImFwaV9rZXkiLCJpYXQiOjE3NDIzNzk4MjUsImV4cCI6MTc0MjQx"
                                    "NTgyNX0."));
}

BOOST_AUTO_TEST_CASE(C33_the_example_of_rfc_7515_is_verified)
{
    auto const its_key = from_base64url(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    BOOST_TEST(verified("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEz"
                        "MDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4C"
                        "VP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", its_key.value())
        == "ok {\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n"
           " \"http://example.com/is_root\":true}");
}

BOOST_AUTO_TEST_CASE(C33_a_refresh_token_is_no_key_and_a_key_no_refresh_token)
{
    constexpr auto refused = "The token is for something else.";
    BOOST_TEST(outcome(minted(key_kind)) == "ok");
    BOOST_TEST(outcome(minted(refresh_kind), now, refresh_kind) == "ok");
    BOOST_TEST(outcome(minted(refresh_kind), now, key_kind) == refused);
    BOOST_TEST(outcome(minted(key_kind), now, refresh_kind) == refused);
    BOOST_TEST(outcome(minted({"refresh", "api_key"})) == refused);
    BOOST_TEST(outcome(minted({"access", "refresh_token"})) == refused);
    BOOST_TEST(outcome(minted({"Access", "api_key"})) == refused);
    // Not even an expired one is told that it is expired.
    BOOST_TEST(outcome(minted(refresh_kind), now + 10h, key_kind) == refused);
}

BOOST_AUTO_TEST_CASE(C48_a_token_is_of_the_key_that_signed_it)
{
    std::string const host(32, 'h');
    auto const keys = bytes_of(derived_key(plain, host, "poof access token"));
    auto const pages = bytes_of(derived_key(plain, host, "poof page token"));
    auto const token = mint_jwt(plain, keys, key_kind, {"acme", "1", now, now + 1s}).reveal();
    BOOST_TEST(outcome(token, now, key_kind, keys) == "ok");
    BOOST_TEST(outcome(token, now, key_kind, pages) == "The token's signature is not this key's.");
}

BOOST_AUTO_TEST_CASE(C33_a_key_has_32_bytes_or_more)
{
    for (std::size_t const size : {0U, 1U, 31U, 32U, 33U, 64U, 65U, 200U}) {
        std::string const of_size(size, 's');
        auto const token = mint_jwt(plain, of_size, key_kind, {"a", "1", now, now + 1s}).reveal();
        BOOST_TEST(outcome(token, now, key_kind, of_size)
            == (size < 32 ? "The key is too short for HS256." : "ok"));
    }
}

BOOST_AUTO_TEST_CASE(C33_times_have_both_their_sides)
{
    auto const at = [](std::string_view claim, auto second) {
        auto const since_1970 = (now + second).time_since_epoch() / 1s;
        return token_of(header, claims(claim, std::to_string(since_1970)));
    };
    constexpr std::string_view early = "The token is not valid yet.";
    struct { std::string token; instant when; std::string_view says; } const cases[] = {
        { at("exp", 60s),   now + 60s - 1ms,  "ok"    },
        { at("exp", 60s),   now + 60s,        expired },
        { at("exp", 60s),   now + 60s + 1ms,  expired },
        { at("exp", 0s),    now,              expired },
        { at("exp", -60s),  now,              expired },
        { at("iat", 60s),   now + 60s - 1ms,  future  },
        { at("iat", 60s),   now + 60s,        "ok"    },
        { at("iat", 60s),   now + 60s + 1ms,  "ok"    },
        { at("iat", -60s),  now,              "ok"    },
        { at("nbf", 60s),   now + 60s - 1ms,  early   },
        { at("nbf", 60s),   now + 60s,        "ok"    },
        { at("nbf", 60s),   now + 60s + 1ms,  "ok"    },
        { at("nbf", -60s),  now,              "ok"    },
        { minted(),         now - 1ms,        future  },
        { minted(),         now,              "ok"    },
        { minted(),         now + 10h - 1ms,  "ok"    },
        { minted(),         now + 10h,        expired },
        { minted(),         last_instant,     expired },
        { minted(),         first_instant,    future  },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.token << " at " << rfc3339(c.when))
        BOOST_TEST(outcome(c.token, c.when) == c.says);
}

BOOST_AUTO_TEST_CASE(C33_only_a_token_that_is_good_otherwise_is_said_to_be_expired)
{
    auto const later = now + 10h;
    BOOST_TEST(outcome(minted(), later) == expired);
    BOOST_TEST(outcome(minted(), later, key_kind, std::string(32, 'x')) != expired);
    BOOST_TEST(outcome(token_of(header, claims("sub", "")), later) != expired);
    BOOST_TEST(outcome(token_of(header, claims("iat", "1842379825")), later) != expired);
    BOOST_TEST(outcome(token_of(header, claims("nbf", "1842379825")), later) != expired);
    BOOST_TEST(outcome(token_of(R"({"alg":"HS256"})", claims()), later) != expired);
}

BOOST_AUTO_TEST_CASE(C33_the_header_says_HS256_and_JWT_once)
{
    constexpr auto alg = "The token's alg is not HS256.", typ = "The token's typ is not JWT.",
                   crit = "The token's header has a crit.";
    struct { std::string_view head, says; } const cases[] = {
        { R"({"alg":"HS256","typ":"JWT"})",                    "ok" },
        { R"({"typ":"JWT","alg":"HS256"})",                    "ok" },
        { "{ \"typ\" :\t\"JWT\",\r\n\"alg\": \"HS256\" } ",    "ok" },
        { R"({"alg":"HS256","typ":"JWT","kid":"1"})",          "ok" },
        { R"({"\u0061lg":"HS25\u0036","typ":"JWT"})",          "ok" },
        { R"({"alg":"none","typ":"JWT"})",                     alg  },
        { R"({"alg":"None","typ":"JWT"})",                     alg  },
        { R"({"alg":"hs256","typ":"JWT"})",                    alg  },
        { R"({"alg":"HS256 ","typ":"JWT"})",                   alg  },
        { R"({"alg":"HS256\u0000","typ":"JWT"})",
          "The token's header: alg must not have the character U+0000." },
        { R"({"alg":"HS384","typ":"JWT"})",                    alg  },
        { R"({"alg":"HS512","typ":"JWT"})",                    alg  },
        { R"({"alg":"RS256","typ":"JWT"})",                    alg  },
        { R"({"alg":"","typ":"JWT"})",                         alg  },
        { R"({"Alg":"HS256","typ":"JWT"})",                    alg  },
        { R"({"typ":"JWT"})",                                  alg  },
        { R"({})",                                             alg  },
        { R"({"alg":"HS256"})",                                typ  },
        { R"({"alg":"HS256","typ":""})",                       typ  },
        { R"({"alg":"HS256","typ":"jwt"})",                    typ  },
        { R"({"alg":"HS256","typ":"at+jwt"})",                 typ  },
        { R"({"alg":"HS256","typ":"JOSE"})",                   typ  },
        { R"({"alg":"HS256","Typ":"JWT"})",                    typ  },
        { R"({"alg":"HS256","typ":"JWT","crit":"exp"})",       crit },
        { R"({"alg":"HS256","typ":"JWT","crit":""})",          crit },
        { R"({"alg":"HS256","typ":"JWT","\u0063rit":"exp"})",  crit },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.head) {
        BOOST_TEST(outcome(token_of(c.head, claims())) == c.says);
        auto const good = c.says == "ok" || c.says == typ;      // verify_jws asks for no typ
        BOOST_TEST(verified(token_of(c.head, "x")) == (good ? "ok x" : c.says));
    }
}

BOOST_AUTO_TEST_CASE(C33_a_header_that_is_no_object_of_texts_is_refused)
{
    constexpr auto lead = R"({"alg":"HS256","typ":"JWT",)";
    for (std::string_view const rest : {
             R"("crit":["exp"]})", R"("crit":[]})", R"("crit":null})", R"("crit":{}})",
             R"("crit":true})", R"("crit":1})", R"("\u0063rit":null})",
             R"("alg":"HS256"})", R"("typ":"JWT"})", R"("\u0061lg":"none"})", R"("kid":1})",
             R"("kid":"1","kid":"2"})", R"("jwk":{"kty":"oct","k":""}})", R"("x5c":["MIIC"]})",
             R"("b64":false})", R"("kid":"1",})", R"("kid":"1"}})", R"("kid":'1'})", "}", ""}) {
        auto const head = std::string(lead).append(rest);
        BOOST_TEST_CONTEXT(head) {
            BOOST_TEST(outcome(token_of(head, claims())).starts_with("The token's header: "));
            BOOST_TEST(verified(token_of(head, "x")).starts_with("The token's header: "));
        }
    }
    for (std::string_view const head : {
             "", " ", "x", "\"HS256\"", "[\"alg\",\"HS256\"]", "1", "true",
             R"({"alg":["HS256"]})", R"({"alg":null})", R"({"alg":256})",
             R"({"alg":{"alg":"HS256"}})", R"({"alg":"none","alg":"HS256"})",
             R"({"alg":"HS256","alg":"none"})", "\xEF\xBB\xBF{\"alg\":\"HS256\"}",
             "{\"alg\":\"HS256\",\"kid\":\"\xFF\"}", "{\"alg\":\"HS256\"}{}"})
        BOOST_TEST_CONTEXT(head)
            BOOST_TEST(verified(token_of(head, "x")).starts_with("The token's header: "));
    BOOST_TEST(verified(token_of("null", "x")) == "The token's alg is not HS256.");
    BOOST_TEST(verified(token_of(std::string_view("{\"alg\":\"HS256\"}\0", 16), "x"))
        == "The token's header: body must be well-formed JSON.");
}

BOOST_AUTO_TEST_CASE(C33_claims_are_whole_numbers_and_texts_each_once)
{
    struct { std::string_view name, value, says; } const cases[] = {
        { "sub",              "",                      "sub is required"                         },
        { "sub",              "null",                  "sub must be text"                        },
        { "sub",              "1",                     "sub must be text"                        },
        { "sub",              "\"\"",                  "sub must not be empty"                   },
        { "jti",              "",                      "jti is required"                         },
        { "jti",              "[\"1\"]",               "jti must be text"                        },
        { "type",             "",                      "type is required"                        },
        { "type",             "[\"access\"]",          "type must be text"                       },
        { "permission_field", "",                      "permission_field is required"            },
        { "permission_field", "null",                  "permission_field must be text"           },
        { "exp",              "",                      "exp is required"                         },
        { "exp",              "null",                  "exp must be a whole number"              },
        { "exp",              "\"1742415825\"",        "exp must be a whole number"              },
        { "exp",              "1742415825.0",          "exp must be a whole number"              },
        { "exp",              "1.742415825e9",         "exp must be a whole number"              },
        { "exp",              "true",                  "exp must be a whole number"              },
        { "exp",              "[1742415825]",          "exp must be a whole number"              },
        { "exp",              "-1",                    "exp is too large"                        },
        { "exp",              "253402300800",          "exp is too large"                        },
        { "exp",              "9223372036854775807",   "exp is too large"                        },
        { "exp",              "9223372036854775808",   "exp must fit 64 bits"                    },
        { "exp",              "99999999999999999999",  "exp must fit 64 bits"                    },
        { "iat",              "",                      "iat is required"                         },
        { "iat",              "null",                  "iat must be a whole number"              },
        { "iat",              "\"1742379825\"",        "iat must be a whole number"              },
        { "iat",              "1742379824.5",          "iat must be a whole number"              },
        { "nbf",              "null",                  "nbf must be a whole number"              },
        { "nbf",              "\"1742379825\"",        "nbf must be a whole number"              },
        { "nbf",              "0.5",                   "nbf must be a whole number"              },
        { "nbf",              "1,\"nbf\":1",           "nbf is given twice"                      },
        { "exp",              "1742415825,\"exp\":1",  "exp is given twice"                      },
        { "iat",              "1,\"\\u0069at\":1",     "iat is given twice"                      },
        { "type",             "\"access\",\"type\":\"refresh\"", "type is given twice"           },
        { "x",                "1,\"x\":2",             "x is given twice"                        },
        { "x",                "{\"y\":1,\"y\":2}",     "x.y is given twice"                      },
        { "x",                "1}",                    "body must be well-formed JSON"           },
        { "x",                "\"\xFF\"",              "body must be well-formed JSON"           },
    };
    for (auto const& c : cases) BOOST_TEST_CONTEXT(c.name << " = " << c.value)
        BOOST_TEST(outcome(token_of(header, claims(c.name, c.value)))
            == "The token's claims: " + std::string(c.says) + ".");

    for (auto const* none : {"", "null", "[]", "\"x\"", "1", "{}", "x"}) BOOST_TEST_CONTEXT(none)
        BOOST_TEST(outcome(token_of(header, none)).starts_with("The token's claims: "));
    BOOST_TEST(outcome(token_of(header, claims("exp", "253402300799"))) == "ok");
    BOOST_TEST(outcome(token_of(header, claims("iat", "0"))) == "ok");
    BOOST_TEST(outcome(token_of(header, claims("x", "[1.5,{\"y\":null}]"))) == "ok");
}

BOOST_AUTO_TEST_CASE(C33_a_token_with_any_character_changed_is_refused)
{
    auto const token = minted();
    BOOST_TEST(outcome(token) == "ok");
    for (std::size_t i = 0; i != token.size(); ++i)
        for (int c = 0; c != 256; ++c) {
            auto spoilt = token;
            spoilt[i] = static_cast<char>(c);
            if (spoilt != token && read_jwt(plain, key, spoilt, key_kind, now))
                BOOST_ERROR("byte " << c << " at " << i << " is taken");
        }
    for (std::size_t i = 0; i != token.size(); ++i) {
        BOOST_TEST(outcome(token.substr(0, i)) != "ok");                     // cut off
        BOOST_TEST(outcome(token.substr(i + 1)) != "ok");
        BOOST_TEST(outcome(std::string(token).erase(i, 1)) != "ok");         // one left out
        for (char const c : {'.', 'A', ' ', '\n', '='})                   // one too many
            BOOST_TEST(outcome(std::string(token).insert(i, 1, c)) != "ok");
    }
}

BOOST_AUTO_TEST_CASE(C33_there_are_three_parts)
{
    constexpr auto refused = "The token does not have three parts.";
    auto const token = minted();
    for (auto const& t : {std::string(), std::string("."), std::string("x"), token + '.',
             '.' + token, token + ".x", token + '.' + token, token.substr(0, token.rfind('.')),
             token.substr(token.find('.') + 1), base64url(header), "Bearer " + base64url(header)})
        BOOST_TEST(outcome(t) == refused, t);
    BOOST_TEST(outcome("..") == "The token's signature is not this key's.");
    BOOST_TEST(outcome(token.substr(0, token.rfind('.') + 1))
        == "The token's signature is not this key's.");
}

BOOST_AUTO_TEST_CASE(C33_each_part_is_base64url_to_the_last_bit)
{
    constexpr auto refused = "The token is not base64url.";
    // 20 bytes of header and 20 of payload: each part's last character has two bits too many.
    auto const head = base64url(R"({"alg":"HS256"     })");
    auto const payload = base64url("20 bytes of payload.");
    auto const token = signed_as_it_stands(head, payload);
    BOOST_TEST(verified(token) == "ok 20 bytes of payload.");
    for (std::string const spoil : {"=", "==", " ", "\n", "\t", "\r\n", "+", "/", "?", "~", "%3D",
             "\xC3\xA4", "\xFF"}) {
        BOOST_TEST(verified(signed_as_it_stands(head + spoil, payload)) == refused, spoil);
        BOOST_TEST(verified(signed_as_it_stands(spoil + head, payload)) == refused, spoil);
        BOOST_TEST(verified(signed_as_it_stands(head, payload + spoil)) == refused, spoil);
        BOOST_TEST(verified(signed_as_it_stands(head, spoil + payload)) == refused, spoil);
        BOOST_TEST(verified(token + spoil) == refused, spoil);
        BOOST_TEST(verified(std::string(token).insert(token.rfind('.') + 1, spoil)) == refused,
            spoil);
    }
    auto const nul = std::string(1, '\0');
    BOOST_TEST(verified(signed_as_it_stands(head + nul, payload)) == refused);
    BOOST_TEST(verified(signed_as_it_stands(head, payload + nul)) == refused);
    BOOST_TEST(verified(token + nul) == refused);
    // Of the last character's bits, two or four stand for nothing and have to be zero.
    struct { std::string before, behind; bool sign; int right; } const cut[] = {
        { head.substr(0, 26),              '.' + payload, true,  16 },
        { head + '.' + payload.substr(0, 26),  "",        true,  16 },
        { head + ".A",                         "",        true,  4  },
        { head + ".AA",                        "",        true,  16 },
        { token.substr(0, token.size() - 1),   "",        false, 16 },
    };
    for (auto const& c : cut) BOOST_TEST_CONTEXT(c.before) {
        int taken = 0;
        for (char const last : detail::base64url_alphabet) {
            auto text = c.before + last + c.behind;
            if (c.sign) text += '.' + base64url(bytes_of(hmac_sha256(key, text)));
            taken += verified(text) != refused ? 1 : 0;
        }
        BOOST_TEST(taken == c.right);
    }
    BOOST_TEST(verified(signed_as_it_stands(head, "AAAAA")) == refused);
    BOOST_TEST(verified(signed_as_it_stands(head, "")) == "ok ");
}

BOOST_AUTO_TEST_CASE(C33_a_token_has_at_most_8192_bytes)
{
    auto const longest = token_of(header, std::string(6083, 'x'));
    BOOST_TEST(longest.size() == 8192U);
    BOOST_TEST(verified(longest) == "ok " + std::string(6083, 'x'));
    auto const longer = token_of(header, std::string(6084, 'x'));
    BOOST_TEST(longer.size() == 8193U);
    BOOST_TEST(verified(longer) == "The token is too long.");
    BOOST_TEST(outcome(longer) == "The token is too long.");
    BOOST_TEST(outcome(std::string(1 << 20, '.')) == "The token is too long.");
    // The longest texts that a token may have are far from it.
    std::string longest_text;
    for (int i = 0; i != 255; ++i) longest_text += "\U0001F600";
    auto const token = mint_jwt(plain, key, key_kind, {longest_text, longest_text, now, now + 1s});
    BOOST_TEST(outcome(token.reveal()) == "ok");
    auto const too_long = mint_jwt(plain, key, key_kind, {longest_text + 'x', "1", now, now + 1s});
    BOOST_TEST(outcome(too_long.reveal())
        == "The token's claims: sub must have at most 255 characters.");
}

// Wycheproof's vectors ---------------------------------------------------------------------------

namespace {

/// A vector on which we do not do what its label says.
struct exception_to_label {
    int id;
    bool accepted;
};

/// 367 and 370 are labelled invalid, and are to the byte what 357 is, which is labelled valid.
/// 372 and 373 are labelled valid, and have a character that base64url does not have.
constexpr exception_to_label signature_exceptions[] = {
    {367, true}, {370, true}, {372, false}, {373, false}};

/// The good token in 1, 4, 25 and 26 is labelled invalid for the set its key stands in: with keys
/// of other kinds, with another of the same name, as a key for AES. We are given a key and no set.
constexpr exception_to_label key_exceptions[] = {{1, true}, {4, true}, {25, true}, {26, true}};

struct judged {
    int accepted = 0, refused = 0, of_others = 0, exceptions = 0;

    friend bool operator==(judged const&, judged const&) = default;
    friend std::ostream& operator<<(std::ostream& out, judged const& j)
    {
        return out << j.accepted << " accepted, " << j.refused << " refused, " << j.of_others
                   << " of other algorithms refused, " << j.exceptions << " exceptions";
    }
};

/// The bytes that somebody might take for the secret: the secrets, and what is public of others.
std::vector<std::string> keys_in(boost::json::object const& group)
{
    auto const& known = group.at("private").as_object();
    std::vector<boost::json::value> all{known};
    if (known.contains("keys")) {
        auto const& set = known.at("keys").as_array();
        all.assign(set.begin(), set.end());
    }
    std::vector<std::string> out;
    for (auto const& one : all)
        for (auto const* member : {"k", "n", "x"})
            if (auto const* text = one.as_object().if_contains(member))
                if (auto bytes = from_base64url(std::string_view(text->as_string())))
                    out.push_back(std::move(*bytes));
    return out;
}

bool names_HS256(boost::json::object const& group)
{
    return boost::json::serialize(group.at("private")).find("\"HS256\"") != std::string::npos;
}

void judge(boost::json::object const& test, boost::json::object const& group,
           std::span<exception_to_label const> exceptions, judged& count)
{
    std::string_view const token = test.at("jws").as_string();
    auto const keys = keys_in(group);
    bool const accepted = std::any_of(keys.begin(), keys.end(), [&](std::string const& k) {
        return verify_jws(plain, k, token).has_value();
    });
    auto const id = test.at("tcId").as_int64();
    auto const known = std::find_if(exceptions.begin(), exceptions.end(),
                                    [&](auto const& e) { return e.id == id; });
    bool const valid = test.at("result").as_string() == "valid";
    BOOST_TEST_CONTEXT("vector " << id << ", " << test.at("comment")) {
        if (known != exceptions.end()) {
            BOOST_TEST(valid != known->accepted);
            BOOST_TEST(accepted == known->accepted);
            ++count.exceptions;
        } else if (names_HS256(group)) {
            BOOST_TEST(accepted == valid);
            ++(valid ? count.accepted : count.refused);
        } else {
            BOOST_TEST(!accepted);
            ++count.of_others;
        }
    }
}

judged judge_file(std::filesystem::path const& path, std::span<exception_to_label const> exceptions)
{
    auto const file = boost::json::parse(testing::text_of(path)).as_object();
    judged count;
    std::int64_t all = 0;
    for (auto const& group : file.at("testGroups").as_array())
        for (auto const& test : group.at("tests").as_array()) {
            judge(test.as_object(), group.as_object(), exceptions, count);
            ++all;
        }
    BOOST_TEST(all == file.at("numberOfTests").as_int64());
    BOOST_TEST_MESSAGE(path.filename() << ": " << count);
    return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(C33_signatures_are_judged_as_wycheproof_says)
{
    auto const folder = testing::corpus("wycheproof");
    if (!folder) return;
    auto const path = *folder / "testvectors_v1" / "json_web_signature_test.json";
    BOOST_TEST(judge_file(path, signature_exceptions) == (judged{8, 28, 361, 4}));

    std::map<std::int64_t, std::string> texts;
    auto const file = boost::json::parse(testing::text_of(path));
    for (auto const& group : file.at("testGroups").as_array())
        for (auto const& test : group.at("tests").as_array())
            texts[test.at("tcId").as_int64()] = test.at("jws").as_string();
    BOOST_TEST(texts.at(367) == texts.at(357));
    BOOST_TEST(texts.at(370) == texts.at(357));
    for (int const id : {372, 373}) BOOST_TEST(texts.at(id).find('?') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(C33_keys_are_judged_as_wycheproof_says)
{
    auto const folder = testing::corpus("wycheproof");
    if (!folder) return;
    auto const path = *folder / "testvectors_v1" / "json_web_key_test.json";
    BOOST_TEST(judge_file(path, key_exceptions) == (judged{2, 3, 17, 4}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace jwt_tests
