// SPDX-License-Identifier: BSL-1.0
// tender/service/access/impl/jwt.ipp: bodies of service/access/jwt.hpp.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/text.hpp>
#include <tender/core/json/plain.hpp>
#include <tender/core/json/read.hpp>
#include <tender/service/access/jwt.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

namespace tender {

namespace jwt_parts {

/// RFC 7519's NumericDate: seconds since 1970. Ours are whole.
struct numeric_date {
    instant when{};
};

}  // namespace jwt_parts

template<>
struct schema_for<jwt_parts::numeric_date> {
    static constexpr schema make()
    {
        using std::chrono::floor;
        using std::chrono::seconds;
        using jwt_parts::numeric_date;
        auto made = whole_schema<numeric_date>(
            [](numeric_date d) -> std::int64_t {
                return floor<seconds>(d.when).time_since_epoch().count();
            },
            [](numeric_date& d, std::int64_t from) {
                auto const most = floor<seconds>(last_instant).time_since_epoch().count();
                bool const fits = from >= 0 && from <= most;
                if (fits) d.when = instant(seconds(from));
                return fits;
            });
        made.required = true;
        return made;
    }
};

namespace jwt_parts {

struct claims {
    text<255>    sub, jti, type, permission_field;
    numeric_date iat, exp;
};
BOOST_DESCRIBE_STRUCT(claims, (), (sub, jti, type, permission_field, iat, exp))

struct presented_claims : claims {
    numeric_date nbf{first_instant};
};
BOOST_DESCRIBE_STRUCT(presented_claims, (claims), (nbf))

/// Its members, all of them text: `crit` is seen whatever its value, and a key or a certificate
/// that a stranger brings along is refused.
using header = string_map<16>;

struct opened {
    jwt_parts::header header;
    std::string payload;
};

inline constexpr std::string_view own_header = R"({"alg":"HS256","typ":"JWT"})";
inline constexpr std::size_t shortest_key = 32;    // RFC 7518, section 3.2

inline fault refuse(std::string_view why) { return {errc::unauthorized, std::string(why)}; }

inline fault refuse(std::string_view where, field_fault const& violation)
{
    auto why = std::string(where).append(": ").append(violation.field).append(1, ' ');
    return refuse(why.append(violation.says).append(1, '.'));
}

inline bool is(header const& in, std::string_view name, std::string_view value)
{
    auto const& all = in.entries();
    return std::find(all.begin(), all.end(), std::pair(std::string(name), std::string(value))) !=
           all.end();
}

inline bool has(header const& in, std::string_view name)
{
    auto const& all = in.entries();
    return std::any_of(all.begin(), all.end(), [&](auto const& m) { return m.first == name; });
}

inline std::string signature(crypto& with, std::string_view key, std::string_view of)
{
    auto const bytes = with.hmac_sha256(key, of);
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

inline result<opened> open(crypto& with, std::string_view key, std::string_view token)
{
    if (key.size() < shortest_key) return refuse("The key is too short for HS256.");
    if (token.size() > longest_token) return refuse("The token is too long.");
    if (std::count(token.begin(), token.end(), '.') != 2)
        return refuse("The token does not have three parts.");
    auto const first = token.find('.'), second = token.rfind('.');
    auto const head = from_base64url(token.substr(0, first));
    auto payload = from_base64url(token.substr(first + 1, second - first - 1));
    auto const signed_by = from_base64url(token.substr(second + 1));
    if (!head || !payload || !signed_by) return refuse("The token is not base64url.");
    if (!equal_in_constant_time(*signed_by, signature(with, key, token.substr(0, second))))
        return refuse("The token's signature is not this key's.");

    opened out{{}, std::move(*payload)};
    reading found;
    read_json(*head, schema_of<header>, &out.header, found);
    if (!found.faults.empty()) return refuse("The token's header", found.faults.front());
    if (!is(out.header, "alg", "HS256")) return refuse("The token's alg is not HS256.");
    if (has(out.header, "crit")) return refuse("The token's header has a crit.");
    return out;
}

}  // namespace jwt_parts

TENDER_DECL secret mint_jwt(crypto& with, std::string_view key, token_kind kind,
                            token_claims const& claims)
{
    std::string payload;
    write_json(payload, jwt_parts::claims{claims.subject, claims.id, kind.type, kind.permission,
                                          {claims.issued_at}, {claims.expires_at}});
    auto token = base64url(jwt_parts::own_header).append(1, '.').append(base64url(payload));
    auto const signature = base64url(jwt_parts::signature(with, key, token));
    return secret(std::move(token.append(1, '.').append(signature)));
}

TENDER_DECL result<token_claims> read_jwt(crypto& with, std::string_view key,
                                          std::string_view token, token_kind kind, instant now,
                                          std::chrono::milliseconds leeway)
{
    using jwt_parts::refuse;
    auto const opened = jwt_parts::open(with, key, token);
    if (!opened) return opened.error();
    if (!jwt_parts::is(opened->header, "typ", "JWT"))
        return refuse("The token's typ is not JWT.");

    jwt_parts::presented_claims said;
    reading found;
    read_json(opened->payload, schema_of<jwt_parts::presented_claims>, &said, found);
    std::erase_if(found.faults, [](field_fault const& f) {   // null it may not be
        return f.field == "nbf" && f.is_missing();
    });
    if (!found.faults.empty()) return refuse("The token's claims", found.faults.front());
    if (said.type.str() != kind.type || said.permission_field.str() != kind.permission)
        return refuse("The token is for something else.");
    if (said.iat.when > now + leeway) return fault(fault_reason::token_early);
    if (said.nbf.when > now + leeway) return refuse("The token is not valid yet.");
    if (now - leeway >= said.exp.when) return fault(fault_reason::token_expired);
    return token_claims{std::move(said.sub).str(), std::move(said.jti).str(), said.iat.when,
                        said.exp.when};
}

TENDER_DECL result<std::string> verify_jws(crypto& with, std::string_view key,
                                           std::string_view token)
{
    auto opened = jwt_parts::open(with, key, token);
    if (!opened) return opened.error();
    return std::move(opened->payload);
}

}  // namespace tender
