// SPDX-License-Identifier: BSL-1.0
// tender/base/card_number.hpp: what must not be kept: card numbers in free text.
#pragma once

#include <tender/base/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// Do the digits look like a card's number: 13 to 19 of them, a known issuer's prefix, and a
/// check digit by Luhn [C37]?
bool is_card_number(std::string_view digits);

/// Does the text hold one, its digits together or in groups with a little between that is no word?
/// An expiry date or a code may stand right behind it.
bool holds_card_number(std::string_view text);

/// The text with all but the last four digits of every card number as `*`.
std::string with_cards_masked(std::string text);

//---------------------------------------------------------------------------

namespace card_number_parts {

struct digit_range {
    std::uint32_t first, last;   ///< of a number's first six digits
};

/// The ranges that card schemes give out (ISO/IEC 7812).
inline constexpr digit_range issuers[] = {
    {222100, 272099},   // Mastercard
    {300000, 305999},   // Diners Club
    {340000, 349999},   // American Express
    {352800, 358999},   // JCB
    {360000, 369999},   // Diners Club
    {370000, 379999},   // American Express
    {380000, 399999},   // Diners Club
    {400000, 499999},   // Visa
    {500000, 509999},   // Maestro, Verve, Elo
    {510000, 559999},   // Mastercard
    {560000, 699999},   // Maestro, Discover, UnionPay, RuPay, Verve
    {810000, 819999},   // RuPay, UnionPay
};

struct group {
    std::size_t at, size;
};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digit runs of a text.
inline std::vector<group> groups_of(std::string_view text)
{
    std::vector<group> out;
    for (std::size_t i = 0; i < text.size();) {
        auto const begin = i;
        while (i < text.size() && is_digit(text[i])) ++i;
        if (i != begin) out.push_back({begin, i - begin});
        else ++i;
    }
    return out;
}

inline bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

inline bool adjoin(std::string_view text, group a, group b)
{
    constexpr std::size_t widest = 3;
    auto const gap = text.substr(a.at + a.size, b.at - a.at - a.size);
    bool words = false;
    for (char const c : gap) words = words || is_word(c);
    return gap.size() <= widest && !words;
}

/// How many of the digits are a card's number: all, or the first ones, where an expiry date or a
/// code stands right behind. None: 0.
inline std::size_t length_in(std::string_view digits)
{
    constexpr std::size_t usual[] = {16, 15};
    if (is_card_number(digits)) return digits.size();
    for (auto const length : usual)
        if (digits.size() > length && is_card_number(digits.substr(0, length))) return length;
    return 0;
}

/// Calls `found` with the places of the first and the last digit of each card number.
template<class Found>
void each_card_number(std::string_view text, Found&& found)
{
    constexpr std::size_t longest = 19, with_date_and_code = 23;
    auto const groups = groups_of(text);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::string digits;
        std::vector<std::size_t> places;
        for (auto j = i; j < groups.size(); ++j) {
            if (j != i && !adjoin(text, groups[j - 1], groups[j])) break;
            if (digits.size() + groups[j].size > (j == i ? with_date_and_code : longest)) break;
            digits += text.substr(groups[j].at, groups[j].size);
            for (std::size_t k = 0; k != groups[j].size; ++k) places.push_back(groups[j].at + k);
            auto const length = length_in(digits);
            if (length == 0) continue;
            found(places.front(), places[length - 1]);
            i = j;
            break;
        }
    }
}

}  // namespace card_number_parts

inline bool is_card_number(std::string_view digits)
{
    if (digits.size() < 13 || digits.size() > 19) return false;
    std::uint32_t lead = 0;
    int sum = 0;
    for (std::size_t i = 0; i != digits.size(); ++i) {
        if (!card_number_parts::is_digit(digits[i])) return false;
        int digit = digits[i] - '0';
        if (i < 6) lead = lead * 10 + static_cast<std::uint32_t>(digit);
        if ((digits.size() - i) % 2 == 0) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    if (sum % 10 != 0) return false;
    for (auto const& r : card_number_parts::issuers)
        if (r.first <= lead && lead <= r.last) return true;
    return false;
}

inline bool holds_card_number(std::string_view text)
{
    bool found = false;
    card_number_parts::each_card_number(text, [&](std::size_t, std::size_t) { found = true; });
    return found;
}

inline std::string with_cards_masked(std::string text)
{
    auto const original = text;
    card_number_parts::each_card_number(original, [&](std::size_t first, std::size_t last) {
        std::size_t kept = 0;
        for (auto i = last + 1; i-- != first;)
            if (card_number_parts::is_digit(text[i]) && kept++ >= 4) text[i] = '*';
    });
    return text;
}

}  // namespace tender
