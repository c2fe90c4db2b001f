// SPDX-License-Identifier: BSL-1.0
// tender/port/webhook_signature.hpp: webhooks are signed, and their receivers check it.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>
#include <tender/base/time.hpp>
#include <tender/port/crypto.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// The HMAC-SHA-256 of a timestamp, a full stop and the body, in lower-case hexadecimal digits.
std::string timestamped_signature(crypto& with, std::string_view key, std::string_view timestamp,
                                  std::string_view body);

/// One signature of Standard Webhooks, `v1,…`, of a message's id, its time in Unix seconds and its
/// body. Nothing where the secret is not `whsec_` and base64.
std::optional<std::string> standard_signature(crypto& with, secret const& key, std::string_view id,
                                              std::string_view timestamp, std::string_view body);

/// What a receiver of Standard Webhooks got.
struct standard_webhook {
    std::string_view id;               ///< of the header `webhook-id`
    std::string_view timestamp;        ///< `webhook-timestamp`
    std::string_view signature;        ///< `webhook-signature`: any number of them, spaces between
    std::string_view body;             ///< byte for byte
};

/// In bytes, of what is kept: a shorter one is guessed. Receivers verify with any but none at all.
inline constexpr std::size_t shortest_webhook_secret = 16;

/// What every verifier says where its receiver has no secret: so nothing is anybody's.
inline constexpr std::string_view no_webhook_secret = "The secret is empty.";

/// How far a webhook's time may be from the receiver's, both ways; at exactly this it is accepted.
inline constexpr std::chrono::seconds webhook_tolerance{300};

/// Is the message one that this secret has signed, and of now? Fault unauthorized, whose text says
/// what is wrong. Where two secrets are valid during a rotation, ask for each.
result<> verify_webhook(standard_webhook const& got, secret const& key, instant now,
                        std::chrono::seconds tolerance = webhook_tolerance);

/// A timestamp of digits alone, in units of which a second has so many; nothing for anything else.
std::optional<instant> read_timestamp(std::string_view digits, std::int64_t in_a_second);

//---------------------------------------------------------------------------

inline std::string timestamped_signature(crypto& with, std::string_view key,
                                         std::string_view timestamp, std::string_view body)
{
    std::string signed_text(timestamp);
    signed_text.append(1, '.').append(body);
    return hex(with.hmac_sha256(key, signed_text));
}

inline std::optional<std::string> standard_signature(crypto& with, secret const& key,
                                                     std::string_view id,
                                                     std::string_view timestamp,
                                                     std::string_view body)
{
    constexpr std::string_view prefix = "whsec_";
    std::string_view const text = key.reveal();
    if (!text.starts_with(prefix)) return std::nullopt;
    auto const bytes = from_base64(text.substr(prefix.size()));
    if (!bytes || bytes->empty()) return std::nullopt;
    std::string signed_text(id);
    signed_text.append(1, '.').append(timestamp).append(1, '.').append(body);
    auto const mac = with.hmac_sha256(*bytes, signed_text);
    return "v1," + base64({reinterpret_cast<char const*>(mac.data()), mac.size()});
}

inline std::optional<instant> read_timestamp(std::string_view digits, std::int64_t in_a_second)
{
    std::int64_t value = 0;
    auto const* const end = digits.data() + digits.size();
    auto const read = std::from_chars(digits.data(), end, value);
    bool const plain = !digits.empty() && digits.front() != '-';
    if (!plain || read.ec != std::errc() || read.ptr != end) return std::nullopt;
    constexpr std::int64_t milliseconds = 1000;
    auto const most = last_instant.time_since_epoch().count() / milliseconds * in_a_second;
    if (value > most) return std::nullopt;
    return instant(std::chrono::milliseconds(value * (milliseconds / in_a_second)));
}

inline result<> verify_webhook(standard_webhook const& got, secret const& key, instant now,
                               std::chrono::seconds tolerance)
{
    auto const refuse = [](std::string_view why) {
        return fault(errc::unauthorized, std::string(why));
    };
    if (key.empty()) return refuse(no_webhook_secret);
    auto const sent = read_timestamp(got.timestamp, 1);
    if (got.id.empty() || !sent) return refuse("The webhook's id or timestamp is none.");
    auto const second = std::chrono::floor<std::chrono::seconds>(now);
    if (*sent < second - tolerance) return refuse("The webhook is too old.");
    if (*sent > second + tolerance) return refuse("The webhook is from the future.");
    builtin_crypto with;
    auto const expected = standard_signature(with, key, got.id, got.timestamp, got.body);
    if (!expected) return refuse("The secret is none of Standard Webhooks.");
    bool holds = false;
    for (auto rest = got.signature; !rest.empty();) {
        auto const one = rest.substr(0, rest.find(' '));
        holds = equal_in_constant_time(one, *expected) || holds;
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return holds ? result<>() : refuse("No signature of the webhook is this secret's.");
}

}  // namespace tender
