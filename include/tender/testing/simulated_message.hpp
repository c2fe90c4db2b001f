// SPDX-License-Identifier: BSL-1.0
// tender/testing/simulated_message.hpp: how simulated providers tell of a call by themselves.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/core/json/fields.hpp>
#include <tender/core/sha256.hpp>
#include <tender/port/provider.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tender::testing {

/// As it goes over HTTP: the body is `REFERENCE STATUS AMOUNT CURRENCY`, and the header
/// `X-Signature` its HMAC-SHA-256 in hexadecimal, under the provider's id as the key.
struct simulated_message {
    string_pairs headers{};
    std::string body{};
};

inline std::string simulated_signature(name provider, std::string_view body)
{
    return hex(hmac_sha256(provider.text(), body));
}

/// `status`: done, waiting or declined.
inline simulated_message write_simulated_message(name provider, std::string_view reference,
                                                 std::string_view status, money amount)
{
    simulated_message out;
    out.body.append(reference).append(" ").append(status).append(" ");
    out.body.append(std::to_string(amount.minor)).append(" ").append(amount.currency.code());
    out.headers = {{"X-Signature", simulated_signature(provider, out.body)}};
    return out;
}

/// Nothing where it is no such message.
inline std::optional<provider_notice> read_simulated_message(name provider,
                                                             provider_message const& what)
{
    auto rest = what.body;
    auto const word = [&] {
        auto const end = std::min(rest.find(' '), rest.size());
        auto const found = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return found;
    };
    provider_notice out;
    out.reference = word();
    auto const status = word();
    std::int64_t minor = 0;
    bool const whole = read_whole(word(), minor).empty();
    auto const in = currency::find(word());
    if (out.reference.empty() || !whole || !in || !rest.empty()) return std::nullopt;
    out.answer.what = status == "done"       ? outcome::done
                      : status == "declined" ? outcome::declined_hard
                                             : outcome::acknowledged;
    out.answer.amount = money{minor, *in};
    out.verified = what.header("X-Signature") == simulated_signature(provider, what.body);
    return out;
}

}  // namespace tender::testing
