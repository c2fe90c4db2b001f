// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/form.hpp: what a customer types into a page, and what is wrong with it.
#pragma once

#include <tender/base/card_number.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/text.hpp>
#include <tender/base/time.hpp>
#include <tender/domain/checkout/checkout.hpp>
#include <tender/port/provider.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// One input of a form. The names are those of autofill (HTML, section 4.10.18.7).
struct form_input {
    std::string_view name, label, hint, autofill, mode;
    bool shown_again;                  ///< keeps what was typed; card numbers and codes do not
    bool optional = false;
};

inline constexpr form_input card_inputs[] = {
    {"number", "Card number", "1234 1234 1234 1234", "cc-number", "numeric", false},
    {"expiry", "Expiry date", "MM / YY", "cc-exp", "numeric", true},
    {"code", "Security code", "CVC", "cc-csc", "numeric", false},
    {"holder", "Name on card", "", "cc-name", "text", true},
};
inline constexpr form_input phone_inputs[] = {
    {"phone", "Mobile number", "+2348012345678", "tel", "tel", true},
};

/// What a method asks for.
constexpr std::span<form_input const> inputs_of(payment_method method)
{
    if (method == payment_method::card) return card_inputs;
    if (method == payment_method::mobile_money) return phone_inputs;
    return {};
}

/// A form as it was sent; it lives as long as its request.
class page_form {
public:
    explicit page_form(string_pairs pairs) : pairs_(std::move(pairs)) {}

    /// The value of a field, "" where there is none.
    std::string_view operator[](std::string_view name) const
    {
        for (auto const& [n, value] : pairs_)
            if (n == name) return value;
        return {};
    }

private:
    string_pairs pairs_;
};

/// Reads what a method asks for; `violations` has a sentence for each input that is wrong.
instrument read_instrument(page_form const& form, payment_method method, instant now,
                           std::vector<field_fault>& violations);

/// What a page asked besides, answered; `violations` has a sentence for each answer that is wrong.
std::vector<checkout_field> read_answers(page_form const& form, checkout_terms const& terms,
                                         std::vector<field_fault>& violations);

/// The name of the n-th such input.
inline std::string answer_name(std::size_t n) { return "answer" + std::to_string(n); }

/// A sentence for what no free text of a page may hold [C37], or "".
std::string_view violation_of_text(std::string_view text, std::size_t most);

//---------------------------------------------------------------------------

namespace page_form_parts {

/// The digits of a text that has spaces and dashes besides; nothing where it has anything else.
inline std::optional<std::string> digits_of(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        if (c >= '0' && c <= '9') out.push_back(c);
        else if (c != ' ' && c != '-') return std::nullopt;
    }
    return out;
}

struct month {
    int number = 0, year = 0;
};

/// `12/30`, `12 / 30`, `1230` or `12/2030`.
inline std::optional<month> month_of(std::string_view text)
{
    std::string digits;
    for (char const c : text) {
        if (c >= '0' && c <= '9') digits.push_back(c);
        else if (c != ' ' && c != '/' && c != '-') return std::nullopt;
    }
    if (digits.size() != 4 && digits.size() != 6) return std::nullopt;
    month out;
    out.number = (digits[0] - '0') * 10 + (digits[1] - '0');
    for (char const c : std::string_view(digits).substr(2)) out.year = out.year * 10 + (c - '0');
    if (digits.size() == 4) out.year += 2000;
    if (out.number < 1 || out.number > 12) return std::nullopt;
    return out;
}

/// A card is good until its month has ended.
inline bool has_ended(month const& m, instant now)
{
    auto const end = std::chrono::year(m.year) / m.number / 1 + std::chrono::months(1);
    return now >= std::chrono::sys_days(end);
}

}  // namespace page_form_parts

inline std::string_view violation_of_text(std::string_view text, std::size_t most)
{
    if (!violation_of_chars(text).empty()) return "Please use letters and digits.";
    if (count_code_points(text) > most) return "This is too long.";
    if (holds_card_number(text)) return "Please do not write a card number here.";
    return {};
}

inline instrument read_instrument(page_form const& form, payment_method method, instant now,
                                  std::vector<field_fault>& violations)
{
    using namespace page_form_parts;
    instrument out;
    auto const note = [&](char const* field, std::string_view says) {
        if (!says.empty()) violations.push_back({field, std::string(says)});
    };
    if (method == payment_method::mobile_money) {
        out.phone = form["phone"];
        if (!is_phone(out.phone)) note("phone", "Enter the number with its country code.");
    }
    if (method != payment_method::card) return out;
    auto& card = out.card.emplace();
    auto const number = digits_of(form["number"]);
    auto const brand = brand_of(number.value_or(std::string()));
    if (form["number"].empty()) note("number", "Enter the card number.");
    else if (!number || !is_card_number(*number))
        note("number", "This is not a card number. Check its digits.");
    else card.number = secret(*number);
    auto const until = month_of(form["expiry"]);
    if (!until) note("expiry", "Enter month and year, such as 09/28.");
    else if (has_ended(*until, now)) note("expiry", "This card has expired.");
    else card.month = until->number, card.year = until->year;
    auto const code = digits_of(form["code"]);
    bool const four = brand == card_brand::american_express;
    if (!code || code->size() != (four ? 4U : 3U))
        note("code", four ? "Enter the 4 digits on the front of the card."
                          : "Enter the 3 digits on the back of the card.");
    else card.code = secret(*code);
    card.holder = form["holder"];
    if (card.holder.find_first_not_of(' ') == std::string::npos)
        note("holder", "Enter the name on the card.");
    else note("holder", violation_of_text(card.holder, 100));
    return out;
}

inline std::vector<checkout_field> read_answers(page_form const& form,
                                                checkout_terms const& terms,
                                                std::vector<field_fault>& violations)
{
    constexpr std::size_t longest = 255;
    std::vector<checkout_field> out;
    for (std::size_t i = 0; i != terms.fields.size(); ++i) {
        auto const& label = terms.fields[i].label;
        auto const name = answer_name(i);
        auto const answer = form[name];
        auto says = violation_of_text(answer, longest);
        if (answer.find_first_not_of(' ') == answer.npos) says = "Please fill this in.";
        else if (says.empty() && same_word(label, "email") && !is_email(answer))
            says = "This is not an e-mail address.";
        if (!says.empty()) violations.push_back({name, std::string(says)});
        out.push_back({label, std::string(answer)});
    }
    return out;
}

}  // namespace tender
