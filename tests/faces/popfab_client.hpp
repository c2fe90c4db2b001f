// SPDX-License-Identifier: BSL-1.0
// tests/faces/popfab_client.hpp: a shop that talks to POPFAB, over a sandbox.
#pragma once

#include <faces/face_client.hpp>

#include <tender/api/dispatcher.hpp>
#include <tender/api/popfab.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popfab_tests {

namespace json = boost::json;
using namespace std::chrono_literals;

/// The request of POPFAB's documentation.
inline constexpr std::string_view example =
    R"({"amount":150000,"currency":"NGN","payment_method":"card","reference":"MYAPP-ORDER-7890",)"
    R"("customer":{"email":"ada@example.com","name":"Ada Okafor","phone":"+2348012345678"},)"
    R"("metadata":{"order_id":"7890","plan":"premium"}})";

/// A text with one member set to JSON text as it stands, or removed where there is none. The path
/// is `/customer/email`.
inline std::string with(std::string_view path, std::string_view value,
                        std::string_view text = example)
{
    auto root = json::parse(text);
    auto* at = &root;
    path.remove_prefix(1);
    for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
        at = &at->as_object()[path.substr(0, slash)];
        path.remove_prefix(slash + 1);
    }
    if (value.empty()) {
        at->as_object().erase(path);
        return json::serialize(root);
    }
    constexpr std::string_view mark = "@spoilt@";
    at->as_object()[path] = mark;
    auto out = json::serialize(root);
    out.replace(out.find(mark) - 1, mark.size() + 2, value);
    return out;
}

/// The example with another amount, currency or method.
inline std::string order(std::int64_t amount, std::string_view currency = "NGN",
                         std::string_view method = "card")
{
    auto root = json::parse(example).as_object();
    root["amount"] = amount;
    root["currency"] = currency;
    root["payment_method"] = method;
    return json::serialize(root);
}

inline std::string many(std::size_t count, std::string_view of = "a")
{
    std::string out;
    while (count-- != 0) out += of;
    return out;
}

using face_tests::json_string;

inline json::object object_in(tender::response const& r)
{
    boost::system::error_code bad;
    auto value = json::parse(r.body, bad);
    BOOST_REQUIRE_MESSAGE(!bad && value.is_object(), r.status << " " << r.body);
    return std::move(value.as_object());
}

/// A member's text, "null", or the JSON text of what is neither; "" where it is absent.
inline std::string text_in(json::object const& o, std::string_view member)
{
    auto const* const v = o.if_contains(member);
    if (v == nullptr) return {};
    if (v->is_string()) return std::string(v->as_string());
    return json::serialize(*v);
}

inline std::string text_in(tender::response const& r, std::string_view member)
{
    return text_in(object_in(r), member);
}

inline std::string names_in(json::object const& o)
{
    std::string out;
    for (auto const& m : o) out += (out.empty() ? "" : " ") + std::string(m.key());
    return out;
}

/// The error envelope of POPFAB, and no member more. Returns `field: message` of each detail.
inline std::vector<std::string> check_error(tender::response const& r, int status,
                                            std::string_view code)
{
    std::vector<std::string> out;
    auto const whole = object_in(r);
    BOOST_TEST(r.status == status, r.status << " is not " << status << ": " << r.body);
    BOOST_TEST(r.find("Content-Type") == "application/json");
    BOOST_TEST(r.find("X-Request-Id").size() == 26U);
    BOOST_REQUIRE_MESSAGE(names_in(whole) == "error", r.body);
    auto const& error = whole.at("error").as_object();
    BOOST_TEST(text_in(error, "code") == code);
    BOOST_TEST(!error.at("message").as_string().empty());
    bool const detailed = code == "VALIDATION_ERROR";
    BOOST_TEST(names_in(error) == (detailed ? "code message details" : "code message"));
    if (!detailed) return out;
    for (auto const& d : error.at("details").as_array()) {
        BOOST_TEST(names_in(d.as_object()) == "field message");
        out.push_back(text_in(d.as_object(), "field") + ": " + text_in(d.as_object(), "message"));
    }
    BOOST_TEST(!out.empty());
    return out;
}

/// The message of an error's envelope.
inline std::string message_in(tender::response const& r)
{
    return text_in(object_in(r).at("error").as_object(), "message");
}

/// A provider whose answers are the test's functions. It takes cards in every currency and is
/// cheaper than all others, so that the router takes it first.
class probe final : public tender::provider {
public:
    explicit probe(tender::name id = "probe")
    {
        profile_.id = id;
        profile_.takes = {{tender::payment_method::card, {}}};
        profile_.fee.basis_points = 1;
    }

    void takes(std::vector<tender::capability> what) { profile_.takes = std::move(what); }

    std::function<tender::provider_answer()> on_charge, on_refund, on_query;
    int charges = 0, refunds = 0, queries = 0;

    tender::provider_profile const& profile() const override { return profile_; }
    tender::provider_answer charge(tender::charge_order const&) override
    {
        ++charges;
        return on_charge ? on_charge() : tender::provider_answer{tender::outcome::done};
    }
    tender::provider_answer refund(tender::refund_order const&) override
    {
        ++refunds;
        return on_refund ? on_refund() : tender::provider_answer{tender::outcome::done};
    }
    tender::provider_answer query(tender::query_order const&) override
    {
        ++queries;
        return on_query ? on_query() : tender::provider_answer{tender::outcome::done};
    }

private:
    tender::provider_profile profile_;
};

struct logged {
    std::string request_id, what, text;
};

/// A merchant's program with its key. Every request gets a fresh idempotency key unless it brings
/// its own.
class client {
public:
    explicit client(tender::testing::sandbox_options how = {})
        : bank(std::move(how)), key(bank.api_key("popfab"))
    {
        connect();
    }

    tender::testing::sandbox bank;
    std::string key;
    std::unique_ptr<tender::dispatcher> api;
    std::vector<logged> log;

    /// The server's process dies and starts again.
    void restart()
    {
        api.reset();
        bank.restart();
        connect();
    }

    /// A key of a second merchant.
    std::string stranger(tender::mode where = tender::mode::test)
    {
        auto const other = bank.engine().accounts().create(
            {.username = "other", .name = "Other", .currency = "NGN", .live_approved = true});
        BOOST_REQUIRE(other.has_value());
        return fresh_key({other->id, where, "popfab"}, {}).text.reveal();
    }

    tender::fresh_api_key fresh_key(tender::merchant const& who, tender::create_api_key how)
    {
        how.label = "test";
        how.face = "popfab";
        auto made = bank.engine().api_keys().create(who, std::move(how));
        BOOST_REQUIRE(made.has_value());
        return std::move(*made);
    }

    /// As JSON, with this client's key, where `more` has no other.
    tender::response send(std::string_view method, std::string_view target,
                          std::string_view body = {}, std::vector<tender::header> more = {})
    {
        auto const bearer = "Bearer " + key;
        tender::request asked{method, target, std::move(more), body};
        if (asked.find("Authorization") == nullptr)
            asked.headers.push_back({"Authorization", bearer});
        if (!body.empty() && asked.find("Content-Type") == nullptr)
            asked.headers.push_back({"Content-Type", "application/json"});
        return api->handle(asked);
    }

    tender::response get(std::string_view target) { return send("GET", target); }
    tender::response post(std::string_view target, std::string_view body = {})
    {
        return send("POST", target, body);
    }

    tender::response create(std::string_view body, std::string_view idempotency_key)
    {
        return send("POST", "/v1/payments", body, {{"Idempotency-Key", idempotency_key}});
    }
    tender::response create(std::string_view body = example)
    {
        return create(body, "fresh-" + std::to_string(++created_));
    }

    /// A payment with a reference of its own; its id.
    std::string make(std::int64_t amount = 150'000, std::string_view currency = "NGN",
                     std::string_view method = "card")
    {
        auto const name = json_string("made-" + std::to_string(++created_));
        auto const r = create(with("/reference", name, order(amount, currency, method)));
        BOOST_REQUIRE_MESSAGE(r.status == 200, r.body);
        return text_in(r, "id");
    }

    /// The same, paid.
    std::string paid(std::int64_t amount = 150'000)
    {
        auto id = make(amount);
        bank.advance(1min);
        BOOST_REQUIRE(status(id) == "success");
        return id;
    }

    tender::response read(std::string_view id) { return get("/v1/payments/" + std::string(id)); }
    std::string status(std::string_view id) { return text_in(read(id), "status"); }
    tender::response refund(std::string_view id, std::string_view body = {})
    {
        return post("/v1/payments/" + std::string(id) + "/refund", body);
    }

    /// How many payments the list has, to 100.
    std::size_t count()
    {
        return object_in(get("/v1/payments?limit=100")).at("data").as_array().size();
    }

private:
    void connect()
    {
        runtime_of(bank.engine()).hooks.log = [this](tender::log_entry const& e) {
            log.push_back({std::string(e.request_id), std::string(e.what), std::string(e.text)});
        };
        api = std::make_unique<tender::dispatcher>(bank.engine(),
                                                   std::vector<tender::mount>{tender::popfab()});
    }

    int created_ = 0;
};

}  // namespace popfab_tests
