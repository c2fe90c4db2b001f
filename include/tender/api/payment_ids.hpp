// SPDX-License-Identifier: BSL-1.0
// tender/api/payment_ids.hpp: a payment's id, as the face shows it that it was born in.
#pragma once

#include <tender/base/name.hpp>
#include <tender/core/json/views.hpp>
#include <tender/domain/payment/payment.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

/// Every face shows a payment by the id that it was given where it was born [C45], also where that
/// face is not served: `id_spellings` has them all.
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
    name spelt{};                              ///< the face whose payments are spelt so
};
std::optional<payment_name> read_payment_id(std::string_view text);

/// Is that how a payment is spelt that was born in this face?
bool is_spelling_of(name born_in, payment_name const& what);

//---------------------------------------------------------------------------

namespace payment_ids_parts {

__extension__ using wide = unsigned __int128;
inline constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
inline constexpr std::size_t id_digits = 24, number_digits = 10;

enum class id_form { ulid, id, number };   // the last two in digits of base 36

/// How a face writes the payments that were born in it. A text is read by the first whose prefix it
/// has, so the one without any stands last.
struct id_spelling {
    name face;
    std::string_view prefix;
    id_form form = id_form::ulid;
};
inline constexpr id_spelling id_spellings[] = {
    {"popfab", "ppfb_pay_", id_form::ulid},   // and so is every other, and the host's own
    {"shop",   "pay_",      id_form::id},
    {"inflow", "TX",        id_form::number},
    {"poof",   "",          id_form::number},
};
static_assert([] {
    for (auto const& s : id_spellings)
        if (shows_numbers(s.face) != (s.form == id_form::number)) return false;
    return true;
}());

constexpr id_spelling const& spelling_of(name face)
{
    for (auto const& s : id_spellings)
        if (s.face == face) return s;
    return id_spellings[0];
}

/// The low 124 bits, which are all of a ulid until the year 2527.
inline constexpr wide id_bits = (static_cast<wide>(1) << 124) - 1;

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
    auto const& how = spelling_of(born_in);
    std::string out(how.prefix);
    if (how.form == id_form::ulid) return out + which.text();
    if (how.form == id_form::number) return out + number_text_of(number_of(which));
    auto const bits = static_cast<wide>(which.value.high) << 64 | which.value.low;
    return out + in_base_36(bits & id_bits, id_digits);
}

inline std::optional<payment_name> read_payment_id(std::string_view text)
{
    using namespace payment_ids_parts;
    auto const& how = *std::find_if(std::begin(id_spellings), std::end(id_spellings),
                                    [&](auto const& s) { return text.starts_with(s.prefix); });
    text.remove_prefix(how.prefix.size());
    if (how.form == id_form::ulid) {
        auto const which = id<payment>::read(text);
        return which ? std::optional(payment_name{*which, {}, how.face}) : std::nullopt;
    }
    if (how.form == id_form::number) {
        auto const n = read_number_text(text);
        return n ? std::optional(payment_name{{}, *n, how.face}) : std::nullopt;
    }
    auto const n = read_base_36(text, id_digits, id_bits);
    if (!n) return std::nullopt;
    return payment_name{
        {{static_cast<std::uint64_t>(*n >> 64), static_cast<std::uint64_t>(*n)}}, {}, how.face};
}

inline bool is_spelling_of(name born_in, payment_name const& what)
{
    return payment_ids_parts::spelling_of(born_in).face == what.spelt;
}

inline void write_view(json_out& out, payment_id_view id)
{
    using namespace payment_ids_parts;
    auto const& how = spelling_of(id.of->terms->face);
    if (how.form == id_form::ulid) return write_view(out, prefixed_id{how.prefix, id.of->id.value});
    out.append("\"").append(payment_id_text(*id.of)).append("\"");
}

}  // namespace tender
