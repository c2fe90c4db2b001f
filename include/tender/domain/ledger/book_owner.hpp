// SPDX-License-Identifier: BSL-1.0
// tender/domain/ledger/book_owner.hpp: to whom an account of the books belongs.
#pragma once

#include <tender/base/assert.hpp>
#include <tender/base/id.hpp>
#include <tender/base/name.hpp>

#include <array>
#include <bit>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace tender {

struct customer;

/// A provider by its name, a customer by its id, or nobody: sixteen bytes, as either has alone. Its
/// text is that of the name or the id.
class book_owner {
public:
    book_owner() = default;  ///< nobody
    book_owner(name of) : bytes_(std::bit_cast<bytes>(of)) {}

    /// Of an id that was made before the year 6429, as all are: its first bit tells it from a name.
    book_owner(id<customer> of) : book_owner(of.value) {}

    /// The owner with that text, or nothing.
    static std::optional<book_owner> read(std::string_view text)
    {
        if (text.size() == ulid::length) {
            auto const id = ulid::read(text);
            return id && fits(*id) ? std::optional(book_owner(*id)) : std::nullopt;
        }
        auto const of = name::read(text);
        return of ? std::optional(book_owner(*of)) : std::nullopt;
    }

    bool empty() const { return *this == book_owner(); }
    bool is_customer() const { return (bytes_[0] & mark) != 0; }
    bool is_provider() const { return !empty() && !is_customer(); }
    std::string text() const
    {
        return is_customer() ? id_in().text() : std::string(std::bit_cast<name>(bytes_).text());
    }

    friend bool operator==(book_owner const&, book_owner const&) = default;
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        book_owner const& which)
    {
        return out << which.text();
    }

private:
    using bytes = std::array<unsigned char, 16>;
    static constexpr unsigned char mark = 0x80;   // of an id; a name is ASCII

    explicit book_owner(ulid of)
    {
        TENDER_ASSERT(fits(of), "an owner's id is of a time before the year 6429");
        if (!of) return;
        for (unsigned i = 0; i != 8; ++i) {
            bytes_[i] = static_cast<unsigned char>(of.high >> (56 - 8 * i));
            bytes_[i + 8] = static_cast<unsigned char>(of.low >> (56 - 8 * i));
        }
        bytes_[0] = static_cast<unsigned char>(bytes_[0] | mark);
    }

    static bool fits(ulid of) { return of.high >> 63 == 0; }
    ulid id_in() const
    {
        ulid out{bytes_[0] & 0x7fu, 0};
        for (unsigned i = 1; i != 8; ++i) out.high = out.high << 8 | bytes_[i];
        for (unsigned i = 8; i != 16; ++i) out.low = out.low << 8 | bytes_[i];
        return out;
    }

    bytes bytes_{};
};
static_assert(sizeof(book_owner) == sizeof(name));

}  // namespace tender
