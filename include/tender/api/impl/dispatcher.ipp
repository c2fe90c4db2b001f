// SPDX-License-Identifier: BSL-1.0
// tender/api/impl/dispatcher.ipp: bodies of api/dispatcher.hpp.
#pragma once

#include <tender/api/dispatcher.hpp>
#include <tender/api/exchange.hpp>
#include <tender/api/rate_limiter.hpp>
#include <tender/base/url.hpp>
#include <tender/service/engine_internals.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>
#include <utility>

namespace tender {

namespace dispatcher_parts {

using path_parameters = std::array<std::string_view, most_path_parameters>;

/// Does the path follow the pattern? Braces take one segment each.
inline bool matches(std::string_view pattern, std::string_view path, path_parameters& parameters)
{
    std::size_t taken = 0;
    while (!pattern.empty() && !path.empty()) {
        if (pattern.front() != '{') {
            if (pattern.front() != path.front()) return false;
            pattern.remove_prefix(1);
            path.remove_prefix(1);
            continue;
        }
        auto const end = std::min(path.find('/'), path.size());
        if (end == 0 || taken == parameters.size()) return false;
        parameters[taken++] = path.substr(0, end);
        path.remove_prefix(end);
        pattern.remove_prefix(pattern.find('}') + 1);
    }
    return pattern.empty() && path.empty();
}

inline bool knows(face const& f, std::string_view path)
{
    path_parameters parameters{};
    return std::any_of(f.endpoints.begin(), f.endpoints.end(), [&](endpoint const& e) {
        return matches(e.path, path, parameters);
    });
}

/// What is wrong with a prefix; empty where nothing is.
inline std::string_view violation_of_prefix(std::string_view prefix)
{
    if (prefix.empty()) return {};
    if (prefix.front() != '/') return "must begin with a slash";
    if (prefix.back() == '/') return "must not end in a slash; the root has no prefix at all";
    if (prefix.find("//") != prefix.npos) return "must not have two slashes in a row";
    bool const plain = std::all_of(prefix.begin(), prefix.end(), [](char c) {
        return c > ' ' && c <= '~' && c != '?' && c != '#' && c != '{' && c != '}';
    });
    return plain ? "" : "must have the characters of a URL's path alone";
}

inline void check(std::vector<mount> const& mounts)
{
    for (auto const& m : mounts) {
        auto const said = [&](std::string_view what) {
            return std::invalid_argument("The mount prefix \"" + m.prefix + "\" " +
                                         std::string(what) + ".");
        };
        if (m.speaks == nullptr) throw said("has no face");
        if (auto const violation = violation_of_prefix(m.prefix); !violation.empty())
            throw said(violation);
        for (auto const* other = &m + 1; other != mounts.data() + mounts.size(); ++other)
            if (other->prefix == m.prefix && other->speaks == m.speaks)
                throw said("has the face " + std::string(m.speaks->id.text()) + " twice");
    }
}

inline void check(std::string_view public_url)
{
    bool const plain = is_web_url(public_url) && !public_url.ends_with('/') &&
                       public_url.find_first_of("?#") == public_url.npos;
    if (!plain)
        throw std::invalid_argument("The public URL \"" + std::string(public_url) +
                                    "\" must be an http or https URL without a slash at its end.");
}

}  // namespace dispatcher_parts

TENDER_DECL dispatcher::dispatcher(engine& pay, std::vector<mount> faces, dispatcher_settings how)
    : pay_(pay), mounts_(std::move(faces)), how_(std::move(how)),
      limits_(std::make_unique<rate_limiter>()), strangers_(std::make_unique<rate_limiter>())
{
    dispatcher_parts::check(mounts_);
    dispatcher_parts::check(how_.public_url);
    std::vector<name> served;
    for (auto const& m : mounts_) {
        served.push_back(m.speaks->id);
        if (m.speaks->webhooks != nullptr) engine_internals::learn(pay_, *m.speaks->webhooks);
    }
    engine_internals::serve(pay_, served);
    tell_addresses();
}
TENDER_DECL dispatcher::~dispatcher() = default;

/// Of a face that is mounted twice, those of the first.
TENDER_DECL void dispatcher::tell_addresses()
{
    for (auto m = mounts_.rbegin(); m != mounts_.rend(); ++m) {
        auto const address = [&](std::string_view path) {
            return path.empty() ? std::string() : how_.public_url + m->prefix + std::string(path);
        };
        engine_internals::serve_pages(
            pay_, m->speaks->id,
            {address(m->speaks->page_path), address(m->speaks->link_path)});
    }
}

TENDER_DECL void dispatcher::set_public_url(std::string url)
{
    dispatcher_parts::check(url);
    how_.public_url = std::move(url);
    tell_addresses();
}

TENDER_DECL response dispatcher::handle(request const& asked)
{
    response out;
    handle(asked, out);
    return out;
}

/// The mount whose prefix the path has. Of several the one whose face knows the path, then the one
/// with the longest prefix, then the first.
TENDER_DECL mount const* dispatcher::mount_of(std::string_view path) const
{
    auto const rank = [&](mount const& m) {
        return std::pair(dispatcher_parts::knows(*m.speaks, path.substr(m.prefix.size())),
                         m.prefix.size());
    };
    mount const* found = nullptr;
    for (auto const& m : mounts_) {
        if (mounts_.size() == 1 && m.prefix.empty()) return &m;
        if (!path.starts_with(m.prefix)) continue;
        if (path.size() != m.prefix.size() && path[m.prefix.size()] != '/') continue;
        if (found == nullptr || rank(*found) < rank(m)) found = &m;
    }
    return found;
}

TENDER_DECL void dispatcher::handle(request const& asked, response& out)
{
    out.status = 200;
    out.headers.clear();
    out.body.clear();
    auto const chars = pay_.new_id().chars();
    std::string_view const id(chars.data(), chars.size());
    auto const mark = std::min(asked.target.find('?'), asked.target.size());
    auto const path = asked.target.substr(0, mark);
    auto const* const m = mount_of(path);
    if (m == nullptr) {
        out.status = 404;
        out.set("Content-Type", "application/json");
        out.set("X-Request-Id", std::string(id));
        out.body = R"({"error":{"code":"NOT_FOUND","message":"There is nothing here."}})";
        return;
    }
    exchange x(pay_, asked, *m->speaks, out, how_, *strangers_);
    x.mounted_at = m->prefix;
    x.path = path.substr(m->prefix.size());
    if (mark != asked.target.size()) x.query = asked.target.substr(mark + 1);
    try {
        serve(x);
    } catch (std::exception const& e) {
        runtime_of(pay_).log({id, "exception", e.what()});
        x.refuse(fault(errc::internal));
    } catch (...) {
        runtime_of(pay_).log({id, "exception", "of an unknown type"});
        x.refuse(fault(errc::internal));
    }
    finish(x, id);
}

TENDER_DECL void dispatcher::serve(exchange& x)
{
    if (!find_route(x) || !unambiguous(x) || !admit(x)) return;
    if (x.asked.body.size() > std::min(largest_body, x.speaks.largest_body))
        return x.refuse(fault(errc::payload_too_large));
    x.at->does(x);
}

TENDER_DECL bool dispatcher::find_route(exchange& x)
{
    std::string allowed;
    for (auto const& r : x.speaks.endpoints) {
        if (!dispatcher_parts::matches(r.path, x.path, x.parameters)) continue;
        if (enum_name(r.verb) == x.asked.method) {
            x.at = &r;
            return true;
        }
        if (!allowed.empty()) allowed += ", ";
        allowed += enum_name(r.verb);
    }
    if (allowed.empty()) {
        x.refuse(fault(errc::not_found));
    } else {
        x.out.set("Allow", std::move(allowed));
        x.refuse(fault(errc::method_not_allowed));
    }
    return false;
}

/// A header that decides who asks or what is done stands once, also where both say the same [C14].
TENDER_DECL bool dispatcher::unambiguous(exchange& x)
{
    constexpr std::string_view deciding[] = {"Authorization", "Idempotency-Key", "Api-Key",
                                             "Content-Type", "Host"};
    unsigned seen = 0;
    for (auto const& h : x.asked.headers)
        for (std::size_t i = 0; i != std::size(deciding); ++i) {
            if (!same_word(h.name, deciding[i])) continue;
            if ((seen >> i & 1) != 0) x.refuse(fault::at(deciding[i], "is given twice"));
            seen |= 1U << i;
        }
    return !x.refused();
}

/// Authentication, then the key's rate, then what it may do [C34].
TENDER_DECL bool dispatcher::admit(exchange& x)
{
    if (!x.at->needs) {
        return !x.speaks.limits_keyless || x.within_client(0, how_.keyless_per_client);
    }
    auto const presented = x.speaks.presented(x.asked);
    auto const who = x.speaks.authenticate != nullptr
        ? x.speaks.authenticate(pay_, presented)
        : pay_.api_keys().authenticate(x.speaks.id, presented);
    if (!who) {
        x.refuse(who.error());
        return false;
    }
    x.caller = *who;
    if (who->requests_per_minute > 0) {
        auto const now = pay_.now();
        auto const rate = limits_->take(who->key.value, who->requests_per_minute, now);
        auto const reset = std::chrono::floor<std::chrono::seconds>(rate.reset);
        x.out.set("X-RateLimit-Limit", std::to_string(who->requests_per_minute));
        x.out.set("X-RateLimit-Remaining", std::to_string(rate.remaining));
        x.out.set("X-RateLimit-Reset", std::to_string(reset.time_since_epoch().count()));
        if (!rate.allowed) {
            auto const left = std::chrono::ceil<std::chrono::seconds>(rate.reset - now);
            x.refuse(fault::retry_after(errc::rate_limited, left));
            return false;
        }
    }
    bool const has_scope = who->scopes.has_any(*x.at->needs);
    if (!has_scope) x.refuse(lacks_scope(x.at->needs->first()));
    else if (who->role < x.at->least) x.refuse(fault(errc::forbidden));
    return !x.refused();
}

TENDER_DECL void dispatcher::finish(exchange& x, std::string_view request_id)
{
    bool const empty = x.out.status == 204 && !x.refused();
    bool const typed = !x.refused() && !x.out.find("Content-Type").empty();
    auto* const tell = x.at != nullptr && x.at->refuse != nullptr ? x.at->refuse : x.speaks.refuse;
    bool const own_type = typed || (x.refused() && tell != x.speaks.refuse);
    if (!empty && !own_type) x.out.set("Content-Type", "application/json");
    x.out.set("X-Request-Id", std::string(request_id));
    if (x.refused()) {
        x.out.body.clear();
        tell(x.why(), x.out);
    }
    if (x.out.find("Cache-Control").empty()) x.out.set("Cache-Control", "no-store");
    if (!x.refused()) return;
    auto const& why = x.why();
    if (why.code() == errc::unauthorized) {
        runtime_of(pay_).log_of_stranger({request_id, "unauthorized", why.text()});
        x.out.set("WWW-Authenticate", "Bearer");
    } else if (why.code() == errc::storage_unavailable) {
        runtime_of(pay_).log({request_id, "storage", why.text()});
    }
    if (kind_of(why.code()).retry) {
        auto const delay = why.retry_delay().count() > 0 ? why.retry_delay().count() : 1;
        x.out.set("Retry-After", std::to_string(delay));
    }
}

}  // namespace tender
