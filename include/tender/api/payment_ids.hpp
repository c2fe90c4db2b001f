// SPDX-License-Identifier: BSL-1.0
// tender/api/payment_ids.hpp: a payment's id, as the face shows it that it was born in.
#pragma once

#include <tender/base/name.hpp>
#include <tender/core/json/views.hpp>
#include <tender/domain/payment/payment.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// Every face shows a payment by the id that it was given where it was born [C45]: `pay_` and 24
/// digits of base 36 by the shop, ten such digits of its number by poof, `TX` and as many by
/// Inflow, and `ppfb_pay_` and its ulid by POPFAB and for the host's own.
struct payment_id_view {
    payment const* of = nullptr;
};

std::string payment_id_text(id<payment> which, name born_in);
inline std::string payment_id_text(payment const& p)
{
    return payment_id_text(p.id, p.terms->face);
}

/// The id or the number that such a text stands for; nothing where it is none.
struct payment_name {
    id<payment> which{};
    std::optional<std::uint64_t> number{};     ///< where it is a number, the id is not known
};
std::optional<payment_name> read_payment_id(std::string_view text);

//---------------------------------------------------------------------------

namespace payment_ids_parts {

__extension__ using wide = unsigned __int128;
inline constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view popfab_prefix = "ppfb_pay_", shop_prefix = "pay_",
                                  inflow_prefix = "TX";
inline constexpr std::size_t shop_digits = 24, number_digits = 10;

/// The low 124 bits, which are all of a ulid until the year 2527.
inline constexpr wide shop_bits = (static_cast<wide>(1) << 124) - 1;

inline std::string in_base_36(wide number, std::size_t length)
{
    std::string out(length, '0');
    for (auto at = out.rbegin(); at != out.rend(); ++at, number /= 36)
        *at = digits[static_cast<std::size_t>(number % 36)];
    return out;
}

inline std::optional<wide> read_base_36(std::string_view text, std::size_t length, wide most)
{
    if (text.size() != length) return std::nullopt;
    wide number = 0;
    for (char const c : text) {
        auto const digit = digits.find(c);
        if (digit == digits.npos || number > (most - digit) / 36) return std::nullopt;
        number = number * 36 + digit;
    }
    return number;
}

}  // namespace payment_ids_parts

/// Ten digits of base 36 are an object's number.
inline std::string number_text_of(std::uint64_t number)
{
    using namespace payment_ids_parts;
    return in_base_36(number, number_digits);
}

inline std::optional<std::uint64_t> read_number_text(std::string_view text)
{
    using namespace payment_ids_parts;
    auto const n = read_base_36(text, number_digits, (static_cast<wide>(1) << 51) - 1);
    return n ? std::optional(static_cast<std::uint64_t>(*n)) : std::nullopt;
}

inline std::string payment_id_text(id<payment> which, name born_in)
{
    using namespace payment_ids_parts;
    if (shows_numbers(born_in)) {
        auto const prefix = born_in == "inflow" ? inflow_prefix : std::string_view();
        return std::string(prefix) + number_text_of(number_of(which));
    }
    if (born_in != "shop") return std::string(popfab_prefix) + which.text();
    auto const bits = static_cast<wide>(which.value.high) << 64 | which.value.low;
    return std::string(shop_prefix) + in_base_36(bits & shop_bits, shop_digits);
}

inline std::optional<payment_name> read_payment_id(std::string_view text)
{
    using namespace payment_ids_parts;
    if (text.starts_with(popfab_prefix)) {
        auto const which = id<payment>::read(text.substr(popfab_prefix.size()));
        return which ? std::optional(payment_name{*which}) : std::nullopt;
    }
    if (text.starts_with(shop_prefix)) {
        auto const n = read_base_36(text.substr(shop_prefix.size()), shop_digits, shop_bits);
        if (!n) return std::nullopt;
        return payment_name{{{static_cast<std::uint64_t>(*n >> 64),
                              static_cast<std::uint64_t>(*n)}}};
    }
    if (text.starts_with(inflow_prefix)) text.remove_prefix(inflow_prefix.size());
    auto const n = read_number_text(text);
    return n ? std::optional(payment_name{{}, *n}) : std::nullopt;
}

inline void write_view(std::string& out, payment_id_view id)
{
    using namespace payment_ids_parts;
    if (id.of->terms->face == "popfab")
        return write_view(out, prefixed_id{popfab_prefix, id.of->id.value});
    out.append(1, '"').append(payment_id_text(*id.of)).append(1, '"');
}

}  // namespace tender
