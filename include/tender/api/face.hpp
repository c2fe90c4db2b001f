// SPDX-License-Identifier: BSL-1.0
// tender/api/face.hpp: a REST dialect as data: its endpoints, and how it spells things.
#pragma once

#include <tender/api/http.hpp>
#include <tender/base/enum.hpp>
#include <tender/base/fault.hpp>
#include <tender/base/name.hpp>
#include <tender/base/result.hpp>
#include <tender/domain/access/api_key.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

class exchange;
class engine;
struct checkout_field;
struct checkout_visit;
struct event;
struct payment;
struct principal;
struct webhook_dialect;

BOOST_DEFINE_ENUM_CLASS(verb, GET, POST, PUT, PATCH, DELETE, OPTIONS)

/// What an endpoint makes of the `Idempotency-Key` header.
BOOST_DEFINE_ENUM_CLASS(idempotency, ignored, honoured, required)

/// One endpoint. A segment in braces stands for any text without a slash.
struct endpoint {
    tender::verb verb;
    std::string_view path;
    std::optional<scopes> needs;       ///< any of them; nothing: anybody may ask, without a key
    idempotency key;
    void (*does)(exchange&);
    role least = role::member;         ///< what the key's role must be

    /// How a fault is told here; null: as the face tells it.
    void (*refuse)(fault const& why, response& out) = nullptr;

    /// The spelling that its path's object has above all others, for the scope of idempotency keys
    /// [C14]; null: the path has one spelling. Fault not_found where there is no such object.
    result<std::string> (*names)(exchange&) = nullptr;
};

/// A face is a value: five of them differ in data, not in code.
struct face {
    name id;
    std::span<endpoint const> endpoints;

    /// The key that a request presents; "" where there is none.
    std::string_view (*presented)(request const&);

    /// Status and body of a fault in this dialect; headers are set by the dispatcher.
    void (*refuse)(fault const& why, response& out);

    /// How it tells its merchants what happened; null: it does not.
    webhook_dialect const* webhooks = nullptr;

    /// Where a customer goes from a page, made of the merchant's URL; null: to that.
    std::string (*page_target)(payment const& paid, std::string_view url) = nullptr;

    /// Who a presented key lets in; null: the keys of the engine do.
    result<principal> (*authenticate)(engine&, std::string_view presented) = nullptr;

    /// The page that a token of the face leads to; null: tokens are of the engine's making.
    result<checkout_visit> (*visit)(exchange& x, std::string_view token) = nullptr;

    /// Makes what such a page has not kept yet, with what its customer answered.
    result<checkout_visit> (*keep)(exchange& x, checkout_visit const& at,
                                   std::vector<checkout_field> answers) = nullptr;

    /// Does a customer who cancels end the payment? Else nothing changes.
    bool cancel_ends = false;

    /// Are requests without a key limited per client and account [C47]?
    bool limits_keyless = true;
    std::size_t largest_body = 256 * 1024;   ///< in bytes; a dispatcher may take less
    std::string_view page_path{};      ///< of pages, but for the token; "" where it has none
    std::string_view link_path{};      ///< the same of payment links
};

/// The most parameters that the path of an endpoint has.
inline constexpr std::size_t most_path_parameters = 4;

namespace face_parts {

/// Takes the first segment off a path that begins with a slash.
constexpr std::string_view take_segment(std::string_view& path)
{
    auto const end = path.find('/', 1);
    auto const segment = path.substr(1, end == path.npos ? path.npos : end - 1);
    path.remove_prefix(1 + segment.size());
    return segment;
}

constexpr bool is_parameter(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// A slash before each segment; braces around whole ones or nowhere.
constexpr bool good_path(std::string_view path)
{
    if (path.empty() || path.front() != '/') return false;
    std::size_t parameters = 0;
    while (!path.empty()) {
        auto const segment = take_segment(path);
        if (is_parameter(segment)) ++parameters;
        else if (segment.find_first_of("{}?#") != segment.npos) return false;
    }
    return parameters <= most_path_parameters;
}

/// Does every path of the second pattern follow the first?
constexpr bool covers(std::string_view pattern, std::string_view other)
{
    while (!pattern.empty() && !other.empty()) {
        auto const segment = take_segment(pattern);
        auto const theirs = take_segment(other);
        if (segment != theirs && (!is_parameter(segment) || theirs.empty())) return false;
    }
    return pattern.empty() && other.empty();
}

}  // namespace face_parts

/// Every endpoint can be reached: its path is one, and no endpoint before it takes all its
/// requests. So none stands twice.
constexpr bool well_formed(std::span<endpoint const> rows)
{
    for (std::size_t i = 0; i != rows.size(); ++i) {
        if (!face_parts::good_path(rows[i].path)) return false;
        for (std::size_t j = 0; j != i; ++j)
            if (rows[i].verb == rows[j].verb && face_parts::covers(rows[j].path, rows[i].path))
                return false;
    }
    return true;
}

}  // namespace tender
