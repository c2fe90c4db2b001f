// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/money_text.hpp: an amount as its reader writes it.
#pragma once

#include <tender/base/decimal.hpp>
#include <tender/base/money.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace tender {

/// How a language writes amounts (Unicode CLDR). Ungrouped are numbers with fewer digits before
/// the point than `grouped_from`.
struct money_style {
    std::string_view language;
    std::string_view point, group;
    bool code_first;
    std::size_t grouped_from = 4;
};

/// Those that are known, English first; spaces within numbers do not break.
inline constexpr money_style money_styles[] = {
    {"en", ".", ",", true},
    {"de", ",", ".", false},
    {"fr", ",", "\u202f", false},
    {"es", ",", ".", false, 5},
    {"pt", ",", ".", true},
    {"it", ",", ".", false, 5},
    {"nl", ",", ".", true},
    {"sv", ",", "\u00a0", false},
    {"pl", ",", "\u00a0", false, 5},
    {"ru", ",", "\u00a0", false},
    {"tr", ",", ".", true},
    {"ja", ".", ",", true},
    {"zh", ".", ",", true},
};

/// The style of the language that an `Accept-Language` header names first among those known here;
/// English where it names none of them.
money_style const& style_of(std::string_view accept_language);

/// `$1,234.50` or `NGN 1,234.50` in English, `1.234,50 EUR` in German: elsewhere the currency's
/// code stands for it, which cannot be misread.
std::string money_text(money amount, money_style const& as);

//---------------------------------------------------------------------------

namespace money_text_parts {

inline constexpr std::string_view hard_space = "\u00a0";

struct symbol {
    std::string_view code, sign;
};

/// What English readers know by a sign of its own.
inline constexpr symbol symbols[] = {
    {"AUD", "A$"},  {"BRL", "R$"},  {"CAD", "CA$"}, {"CNY", "CN\u00a5"}, {"EUR", "\u20ac"},
    {"GBP", "\u00a3"}, {"HKD", "HK$"}, {"ILS", "\u20aa"}, {"INR", "\u20b9"}, {"JPY", "\u00a5"},
    {"KRW", "\u20a9"}, {"MXN", "MX$"}, {"NZD", "NZ$"}, {"PHP", "\u20b1"}, {"TWD", "NT$"},
    {"USD", "$"},   {"VND", "\u20ab"},
};

inline std::string grouped(std::string_view digits, money_style const& as)
{
    std::string out;
    for (std::size_t i = 0; i != digits.size(); ++i) {
        bool const here = i != 0 && (digits.size() - i) % 3 == 0;
        if (here && digits.size() >= as.grouped_from) out += as.group;
        out += digits[i];
    }
    return out;
}

}  // namespace money_text_parts

inline money_style const& style_of(std::string_view accept_language)
{
    using namespace money_text_parts;
    while (!accept_language.empty()) {
        auto const end = std::min(accept_language.find(','), accept_language.size());
        auto one = accept_language.substr(0, end);
        accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        auto const language = one.substr(0, one.find_first_of("-;"));
        for (auto const& s : money_styles)
            if (s.language == language) return s;
    }
    return money_styles[0];
}

inline std::string money_text(money amount, money_style const& as)
{
    using namespace money_text_parts;
    auto const plain = decimal_text(amount.minor, amount.currency.digits());
    auto const dot = std::min(plain.find('.'), plain.size());
    auto number = grouped(std::string_view(plain).substr(0, dot), as);
    if (dot != plain.size()) number.append(as.point).append(plain, dot + 1);
    auto const code = amount.currency.code();
    if (as.language == "en")
        for (auto const& s : symbols)
            if (s.code == code) return std::string(s.sign) + number;
    return as.code_first ? std::string(code).append(hard_space).append(number)
                         : number.append(hard_space).append(code);
}

}  // namespace tender
