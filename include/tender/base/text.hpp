// SPDX-License-Identifier: BSL-1.0
// tender/base/text.hpp: text whose type is its rule.
#pragma once

#include <tender/base/fault.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/url.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

/// Text that a rule has looked at once, when it was made. Reading a request refuses text that
/// does not fit; made in C++ it remembers, and the service that is handed it reports the violation
/// with the field's path.
template<class Rule>
class constrained {
public:
    using rule = Rule;

    constrained() : violation_(Rule::violation({})) {}
    constrained(std::string text) : text_(std::move(text)), violation_(Rule::violation(text_)) {}
    constrained(std::string_view text) : constrained(std::string(text)) {}
    constrained(char const* text) : constrained(std::string(text)) {}

    /// What is wrong, in words that follow the field's name; empty where nothing is.
    std::string_view violation() const { return violation_; }

    std::string const& str() const& { return text_; }
    std::string str() && { return std::move(text_); }

    friend bool operator==(constrained const& a, constrained const& b)
    {
        return a.text_ == b.text_;
    }

private:
    std::string text_;
    std::string_view violation_;
};

/// Words that name a bound, made while compiling: "must have at most 500 characters".
template<std::size_t Number>
struct at_most_words {
    static constexpr auto digits = [] {
        std::size_t n = 1;
        for (auto x = Number; x >= 10; x /= 10) ++n;
        return n;
    }();

    template<std::size_t N, std::size_t M>
    static constexpr auto around(char const (&before)[N], char const (&behind)[M])
    {
        std::array<char, N + M - 2 + digits> out{};
        std::copy_n(before, N - 1, out.begin());
        auto x = Number;
        for (std::size_t i = digits; i-- != 0; x /= 10)
            out[N - 1 + i] = static_cast<char>('0' + x % 10);
        std::copy_n(behind, M - 1, out.begin() + N - 1 + digits);
        return out;
    }

    static constexpr auto characters = around("must have at most ", " characters");
    static constexpr auto entries = around("must have at most ", " entries");
};

template<auto const& Chars>
inline constexpr std::string_view words_of{Chars.data(), Chars.size()};

/// Between Min and Max characters (code points) of UTF-8.
template<std::size_t Max, std::size_t Min>
struct bounded_rule {
    static constexpr std::size_t minimum = Min, maximum = Max;
    static constexpr std::string_view format{};

    static constexpr std::string_view violation(std::string_view text)
    {
        if (text.size() > Max && count_code_points(text) > Max)
            return words_of<at_most_words<Max>::characters>;
        if (Min > 0 && text.empty()) return "must not be empty";
        return violation_of_chars(text);
    }
};

template<std::size_t Max, std::size_t Min = 1>
using text = constrained<bounded_rule<Max, Min>>;

/// What others name things by: printable ASCII characters, not spaces alone.
struct printable_rule {
    static constexpr std::size_t minimum = 1, maximum = 255;
    static constexpr std::string_view format{};
    static constexpr std::string_view violation(std::string_view text)
    {
        bool const plain = std::all_of(text.begin(), text.end(),
                                       [](char c) { return c >= 0x20 && c <= 0x7e; });
        bool const blank = text.find_first_not_of(' ') == text.npos;
        return plain && !blank && text.size() <= maximum
            ? std::string_view{}
            : "must have 1 to 255 printable ASCII characters";
    }
};
using idempotency_key = constrained<printable_rule>;   ///< a request is done once under it [C14]

struct email_rule {
    static constexpr std::size_t minimum = 3, maximum = 254;
    static constexpr std::string_view format = "email";
    static constexpr std::string_view violation(std::string_view text)
    {
        return is_email(text) ? std::string_view{} : not_an_email;
    }
};
using email = constrained<email_rule>;

/// E.164: a plus sign, then the digits.
struct phone_rule {
    static constexpr std::size_t minimum = 8, maximum = 16;
    static constexpr std::string_view format = "e164";
    static constexpr std::string_view violation(std::string_view text)
    {
        return is_phone(text) ? std::string_view{}
                              : "must be a phone number such as +2348012345678";
    }
};
using phone = constrained<phone_rule>;

/// A merchant's own name for a payment: 1 to 255 letters, digits, hyphens and underscores.
struct reference_rule {
    static constexpr std::size_t minimum = 1, maximum = 255;
    static constexpr std::string_view format = "reference";
    static constexpr std::string_view violation(std::string_view text)
    {
        return is_reference(text)
            ? std::string_view{}
            : "must have 1 to 255 letters, digits, hyphens or underscores";
    }
};
using reference = constrained<reference_rule>;

/// Who signs in: 1 to 64 letters, digits and the characters of `-_.@+`, which an address of a page
/// can have as they are.
struct username_rule {
    static constexpr std::size_t minimum = 1, maximum = 64;
    static constexpr std::string_view format = "username";
    static constexpr std::string_view violation(std::string_view text)
    {
        bool const fits = !text.empty() && text.size() <= maximum &&
            std::all_of(text.begin(), text.end(), [](char c) {
                return detail::is_alphanumeric(c) || std::string_view("-_.@+").find(c) !=
                                                         std::string_view::npos;
            });
        return fits ? std::string_view{} : "must have 1 to 64 letters, digits or -_.@+";
    }
};
using username_text = constrained<username_rule>;

/// A URL of the grammar in `base/url.hpp` with the scheme https.
struct https_url_rule {
    static constexpr std::size_t minimum = 9, maximum = 2048;
    static constexpr std::string_view format = "uri";
    static std::string_view violation(std::string_view text)
    {
        return is_https_url(text) ? std::string_view{} : "must be an https URL";
    }
};
using https_url = constrained<https_url_rule>;

/// Where a customer may be sent: the same with http, too [C36].
struct redirect_url_rule {
    static constexpr std::size_t minimum = 8, maximum = 2048;
    static constexpr std::string_view format = "uri";
    static std::string_view violation(std::string_view text)
    {
        return is_web_url(text) ? std::string_view{} : "must be an http or https URL";
    }
};
using redirect_url = constrained<redirect_url_rule>;

/// A whole number of minor units above zero. The upper bound is the largest integer that every
/// JSON reader keeps exactly, 2^53 - 1.
class positive_minor {
public:
    static constexpr std::int64_t maximum = 9'007'199'254'740'991;

    positive_minor() = default;
    positive_minor(std::int64_t value) : value_(value) {}  // NOLINT: a number is an amount

    std::int64_t value() const { return value_; }

    std::string_view violation() const
    {
        if (value_ <= 0) return "must be greater than zero";
        if (value_ > maximum) return "must be at most 9007199254740991";
        return {};
    }

private:
    std::int64_t value_ = 0;
};

/// One word of a closed list. `Set` has `static constexpr std::string_view words[]`.
template<class Set>
class one_of {
public:
    using set = Set;

    one_of() = default;
    one_of(std::string_view word)  // NOLINT: a word is a choice
    {
        for (auto const known : Set::words)
            if (known == word) word_ = known;
    }
    one_of(char const* word) : one_of(std::string_view(word)) {}

    std::string_view word() const { return word_; }
    std::string_view violation() const { return word_.empty() ? expected() : std::string_view{}; }

    static std::string_view expected() { return {expected_.data(), expected_.size()}; }

private:
    static constexpr std::string_view lead_ = "must be one of ";

    static constexpr auto joined()
    {
        constexpr std::size_t size = [] {
            std::size_t n = lead_.size();
            for (auto const w : Set::words) n += w.size() + 2;
            return n - 2;
        }();
        std::array<char, size> out{};
        auto at = std::copy(lead_.begin(), lead_.end(), out.begin());
        bool first = true;
        for (auto const w : Set::words) {
            if (!first) {
                *at++ = ',';
                *at++ = ' ';
            }
            first = false;
            at = std::copy(w.begin(), w.end(), at);
        }
        return out;
    }

    static constexpr auto expected_ = joined();

    std::string_view word_;
};

/// Text by name, in the order it was given.
using string_pairs = std::vector<std::pair<std::string, std::string>>;

/// The first of that name; "" where there is none.
inline std::string_view value_in(string_pairs const& all, std::string_view name)
{
    for (auto const& [key, value] : all)
        if (key == name) return value;
    return {};
}

/// At most Max entries; names of 1 to Key characters, values of at most Value characters.
template<std::size_t Max, std::size_t Key = 40, std::size_t Value = 500>
class string_map {
public:
    static constexpr std::size_t maximum = Max, longest_key = Key, longest_value = Value;

    string_map() = default;
    string_map(std::initializer_list<std::pair<std::string, std::string>> entries)
        : entries_(entries) {}

    string_pairs const& entries() const& { return entries_; }
    string_pairs& entries() & { return entries_; }

    /// The first violation among the entries.
    std::string_view violation() const
    {
        if (entries_.size() > Max) return words_of<at_most_words<Max>::entries>;
        for (auto const& [key, value] : entries_) {
            if (auto const f = violation_of_key(key); !f.empty()) return f;
            if (auto const f = bounded_rule<Value, 0>::violation(value); !f.empty()) return f;
        }
        return {};
    }

    static std::string_view violation_of_key(std::string_view key)
    {
        return bounded_rule<Key, 1>::violation(key);
    }

private:
    string_pairs entries_;
};

}  // namespace tender
