// SPDX-License-Identifier: BSL-1.0
// tender/base/card_number.hpp: what must not be kept: card numbers in free text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// Do the digits look like a card's number: 13 to 19 of them, a known issuer's prefix, and a
/// check digit by Luhn [C37]?
bool is_card_number(std::string_view digits);

/// Does the text hold one, its digits together or in groups with a space or a dash between?
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

inline bool adjoin(std::string_view text, group a, group b)
{
    return a.at + a.size + 1 == b.at && (text[b.at - 1] == ' ' || text[b.at - 1] == '-');
}

/// Calls `found` with the first and the last group of each card number.
template<class Found>
void each_card_number(std::string_view text, std::vector<group> const& groups, Found&& found)
{
    constexpr std::size_t most = 19;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::string digits;
        for (auto j = i; j < groups.size(); ++j) {
            if (j != i && !adjoin(text, groups[j - 1], groups[j])) break;
            if (digits.size() + groups[j].size > most) break;
            digits += text.substr(groups[j].at, groups[j].size);
            if (!is_card_number(digits)) continue;
            found(i, j);
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
    auto const groups = card_number_parts::groups_of(text);
    card_number_parts::each_card_number(text, groups,
                                        [&](std::size_t, std::size_t) { found = true; });
    return found;
}

inline std::string with_cards_masked(std::string text)
{
    auto const groups = card_number_parts::groups_of(text);
    auto const original = text;
    card_number_parts::each_card_number(original, groups, [&](std::size_t from, std::size_t to) {
        std::size_t kept = 0;
        for (auto i = groups[to].at + groups[to].size; i-- != groups[from].at;)
            if (card_number_parts::is_digit(text[i]) && kept++ >= 4) text[i] = '*';
    });
    return text;
}

}  // namespace tender
