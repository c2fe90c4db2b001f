// SPDX-License-Identifier: BSL-1.0
// tests/blackbox/jwt.cpp: mints tokens and reads them. Each line in is a JSON object; its line out
// is the token where it has claims, and else what the token says in JSON, or why it is refused.
#include <tender/base/encoding.hpp>
#include <tender/service/access/jwt.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

using namespace tender;

namespace {

std::string_view text(boost::json::object const& in, char const* member)
{
    return in.at(member).as_string();
}

instant time(boost::json::object const& in, char const* member)
{
    return instant(std::chrono::seconds(in.at(member).as_int64()));
}

std::int64_t seconds(instant when)
{
    return std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
}

std::string answer(boost::json::object const& asked)
{
    builtin_crypto with;
    auto const key = from_base64url(text(asked, "key")).value();
    token_kind const kind{text(asked, "type"), text(asked, "permission")};
    if (auto const* given = asked.if_contains("claims")) {
        auto const& claims = given->as_object();
        return mint_jwt(with, key, kind,
                        {std::string(text(claims, "sub")), std::string(text(claims, "jti")),
                         time(claims, "iat"), time(claims, "exp")}).reveal();
    }
    auto const said = read_jwt(with, key, text(asked, "token"), kind, time(asked, "now"));
    if (!said) return std::string(said.error().text());
    return boost::json::serialize(boost::json::object{
        {"sub", said->subject}, {"jti", said->id}, {"iat", seconds(said->issued_at)},
        {"exp", seconds(said->expires_at)}});
}

}  // namespace

int main()
{
    std::string line;
    while (std::getline(std::cin, line))
        std::cout << answer(boost::json::parse(line).as_object()) << "\n";
}
