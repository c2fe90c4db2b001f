// SPDX-License-Identifier: BSL-1.0
// tests/faces/face_client.hpp: a program that talks to a face over a sandbox.
#pragma once

#include <tender/api/dispatcher.hpp>
#include <tender/testing/sandbox.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace face_tests {

namespace json = boost::json;
using namespace std::chrono_literals;

inline json::object object_in(std::string_view body)
{
    boost::system::error_code bad;
    auto value = json::parse(body, bad);
    BOOST_REQUIRE_MESSAGE(!bad && value.is_object(), body);
    return std::move(value.as_object());
}

/// A member's text, or the JSON text of what is none; "" where it is absent.
inline std::string text_in(json::object const& o, std::string_view member)
{
    auto const* const v = o.if_contains(member);
    if (v == nullptr) return {};
    return v->is_string() ? std::string(v->as_string()) : json::serialize(*v);
}

inline std::string text_in(tender::response const& r, std::string_view member)
{
    return text_in(object_in(r.body), member);
}

inline std::string names_in(json::object const& o)
{
    std::string out;
    for (auto const& m : o) out += (out.empty() ? "" : " ") + std::string(m.key());
    return out;
}

/// A text with one member set to JSON text as it stands, or removed where there is none.
inline std::string with(std::string_view text, std::string_view member, std::string_view value)
{
    auto root = object_in(text);
    constexpr std::string_view mark = "@spoilt@";
    if (value.empty()) root.erase(member);
    else root[member] = mark;
    auto out = json::serialize(root);
    if (!value.empty()) out.replace(out.find(mark) - 1, mark.size() + 2, value);
    return out;
}

inline std::string repeated(std::size_t count, std::string_view of = "a")
{
    std::string out;
    while (count-- != 0) out += of;
    return out;
}

inline std::string json_string(std::string_view text)
{
    return json::serialize(json::string(text));
}

/// What is put into a form, percent-encoded.
inline std::string encoded(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z');
        if (plain) out += c;
        else out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

inline std::string form(tender::string_pairs const& fields)
{
    std::string out;
    for (auto const& [name, value] : fields)
        out.append(out.empty() ? "" : "&").append(encoded(name)).append("=").append(encoded(value));
    return out;
}

/// What stands between two texts; "" where they do not stand there.
inline std::string between(std::string_view in, std::string_view before, std::string_view behind)
{
    auto const at = in.find(before);
    if (at == in.npos) return {};
    auto const from = at + before.size();
    auto const end = in.find(behind, from);
    return end == in.npos ? std::string() : std::string(in.substr(from, end - from));
}

inline bool holds(std::string_view text, std::string_view part)
{
    return text.find(part) != text.npos;
}

/// A merchant with a key for a face, and a dispatcher that speaks it alone.
struct face_client {
    explicit face_client(tender::face const& speaks, tender::testing::sandbox_options how = {},
                         tender::dispatcher_settings settings = {})
        : spoken(speaks), bank(std::move(how)), who(bank.by(speaks)),
          api(std::make_unique<tender::dispatcher>(
              bank.engine(), std::vector<tender::mount>{{"", speaks}}, std::move(settings)))
    {
        tender::testing::sandbox::pause_faults const quiet(bank);
        key = bank.api_key(speaks.id);
    }

    tender::response send(std::string_view method, std::string_view target, std::string body,
                          std::vector<tender::header> headers = {}, std::string_view client = {})
    {
        return api->handle({method, target, std::move(headers), body, client});
    }

    /// With the key, as JSON.
    tender::response post(std::string_view target, std::string body,
                          std::vector<tender::header> more = {})
    {
        auto const bearer = "Bearer " + key;
        more.push_back({"Authorization", bearer});
        more.push_back({"Content-Type", "application/json"});
        return send("POST", target, std::move(body), std::move(more));
    }
    tender::response get(std::string_view target)
    {
        auto const bearer = "Bearer " + key;
        return send("GET", target, {}, {{"Authorization", bearer}});
    }

    /// As a browser asks: no key.
    tender::response browse(std::string_view target) { return send("GET", target, {}); }
    tender::response submit(std::string_view target, tender::string_pairs const& fields)
    {
        return send("POST", target, form(fields),
                    {{"Content-Type", "application/x-www-form-urlencoded"}});
    }

    tender::face const& spoken;
    tender::testing::sandbox bank;
    tender::merchant who;
    std::unique_ptr<tender::dispatcher> api;
    std::string key;
};

}  // namespace face_tests
