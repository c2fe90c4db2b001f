// SPDX-License-Identifier: BSL-1.0
// tender/domain/ledger/posting.hpp: double entry: what moved from where to where.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/base/currency.hpp>
#include <tender/base/enum.hpp>
#include <tender/core/json/members.hpp>
#include <tender/domain/ledger/book_owner.hpp>
#include <tender/domain/merchant/account.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace tender {

/// The accounts of a merchant's books, per mode and currency. A sum below zero is what the
/// account owes: provider accounts pay out before they hold.
BOOST_DEFINE_FIXED_ENUM_CLASS(book, std::uint8_t,
    provider, pending, available, reserve, refunding, platform_fees, losses, suspense, outside,
    credit)

/// Who has one of its own in each of these, so that there are many: a provider, or a customer.
BOOST_DEFINE_FIXED_ENUM_CLASS(book_division, std::uint8_t, whole, by_provider, by_customer)

struct book_row {
    tender::book book;
    book_division divided;
};

inline constexpr book_row book_rows[] = {
    {book::provider, book_division::by_provider},
    {book::pending, book_division::whole},
    {book::available, book_division::whole},
    {book::reserve, book_division::whole},
    {book::refunding, book_division::whole},
    {book::platform_fees, book_division::whole},
    {book::losses, book_division::whole},
    {book::suspense, book_division::whole},
    {book::outside, book_division::whole},
    {book::credit, book_division::by_customer},   // what a customer has to its credit
};
static_assert(one_row_each<book>(book_rows, &book_row::book));

constexpr book_division division_of(book b)
{
    return book_rows[static_cast<std::size_t>(b)].divided;
}

/// An account of the books; `of` is a provider's name, a customer's id, or empty.
struct book_account {
    tender::book book = book::provider;
    book_owner of;

    friend bool operator==(book_account const&, book_account const&) = default;
};
BOOST_DESCRIBE_STRUCT(book_account, (), (book, of))

/// `amount` leaves one account and enters the other, so that every posting balances by its form.
struct posting_line {
    book from = book::provider;
    book to = book::provider;
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(posting_line, (), (from, to, amount))

/// When the books are written.
BOOST_DEFINE_FIXED_ENUM_CLASS(posting_kind, std::uint8_t,
    captured, settled, reserve_released, refund_reserved, refund_succeeded, refund_given_up,
    refund_returned, late_charge, late_refund, reversed,
    credit_issued, credit_applied, credit_voided)

/// Postings only append; one per cause and kind, so that what runs twice posts once [C20].
struct posting {
    tender::id<posting> id;
    tender::id<tender::account> account;
    ulid cause;                        ///< the payment, refund, attempt or entry of credit
    book_owner owner;                  ///< whose the divided book in the lines is: mostly a
                                       ///< provider's, but a customer's where that is `credit`
    std::vector<posting_line> lines;
    instant at{};
    tender::currency currency;
    tender::mode mode = tender::mode::test;
    posting_kind kind = posting_kind::captured;
    bool folded = false;               ///< counted in the balances
};
BOOST_DESCRIBE_STRUCT(posting, (), (
    id, account, cause, owner, lines, at, currency, mode, kind, folded))
template<>
inline constexpr std::array former_members<posting>{former_member{"provider", "owner"}};

/// The account that a side of a posting's line names. Of one posting all divided books are of one
/// division, since they have one owner.
inline book_account account_of(posting const& p, book side)
{
    return {side, division_of(side) == book_division::whole ? book_owner() : p.owner};
}

inline constexpr index_row posting_indexes[] = {
    {"by_cause", true, true,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<posting const*>(r);
         k.add(p.mode).add(p.cause).add(p.kind);
     }},
    {"unfolded", false, false,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<posting const*>(r);
         if (!p.folded) k.add(p.mode);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<posting const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<posting> = {"posting", posting_indexes,
                                                   &record_id<posting>};
inline constexpr unique_index<posting> posting_by_cause{0};
inline constexpr list_index<posting> unfolded_postings{1};
inline constexpr list_index<posting> all_postings{2};

/// The folded sum of one book account, in minor units.
struct balance {
    tender::id<balance> id;
    tender::id<tender::account> account;
    book_account of;
    std::int64_t amount = 0;           ///< the sum, where 64 bits hold it
    std::int64_t beyond = 0;           ///< how often 2^64 is to be added to that; zero in most
    tender::currency currency;
    tender::mode mode = tender::mode::test;

    int128 sum() const { return (int128(beyond) << 64) + amount; }
    void set(int128 sum)
    {
        amount = static_cast<std::int64_t>(sum);
        beyond = static_cast<std::int64_t>((sum - amount) >> 64);
    }
};
BOOST_DESCRIBE_STRUCT(balance, (), (id, account, of, amount, beyond, currency, mode))

/// Of an account in which nothing was counted yet; it has no id.
inline balance empty_balance(merchant const& who, currency in, book_account const& of)
{
    balance b;
    b.account = who.account;
    b.mode = who.mode;
    b.of = of;
    b.currency = in;
    return b;
}

inline index_key balance_key(mode where, currency in, book_account const& of)
{
    return index_key().add(where).add(in.code()).add(of.book).add(of.of.text());
}

inline constexpr index_row balance_indexes[] = {
    {"by_account", true, true,
     [](void const* r, index_key& k) {
         auto const& b = *static_cast<balance const*>(r);
         k = balance_key(b.mode, b.currency, b.of);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<balance const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<balance> = {"balance", balance_indexes,
                                                   &record_id<balance>};
inline constexpr unique_index<balance> balance_by_account{0};
inline constexpr list_index<balance> all_balances{1};

}  // namespace tender
