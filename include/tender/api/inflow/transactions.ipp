// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/transactions.ipp: what became of payments.
#pragma once

#include <tender/api/inflow/checkout.ipp>
#include <tender/api/pages/html.hpp>

#include <algorithm>
#include <charconv>

namespace tender::api::inflow {

/// Inflow's word for each state of a payment; one that is paid has another while it is refunded.
struct status_word {
    payment_state state;
    std::string_view word;
};
inline constexpr status_word status_words[] = {
    {payment_state::created, "processing"},    {payment_state::submitted, "processing"},
    {payment_state::challenged, "processing"}, {payment_state::accepted, "processing"},
    {payment_state::in_doubt, "processing"},    {payment_state::captured, "paid"},
    {payment_state::failed, "failed"},         {payment_state::canceled, "canceled"},
    {payment_state::expired, "canceled"},      {payment_state::refunded, "refunded"},
    {payment_state::reversed, "refunded"},
};
static_assert(one_row_each<payment_state>(status_words, &status_word::state));

inline std::string_view status_of(payment const& p)
{
    bool const going_back = p.state == payment_state::captured && p.refunding > 0;
    return going_back ? "refund_pending"
                      : status_words[static_cast<std::size_t>(p.state)].word;
}

/// Inflow's word for what an attempt came to.
struct attempt_word {
    attempt_end end;
    std::string_view word;
};
inline constexpr attempt_word attempt_words[] = {
    {attempt_end::running, "processing"},
    {attempt_end::succeeded, "succeeded"},
    {attempt_end::declined, "requires_payment_method"},
    {attempt_end::failed, "failed"},
};
static_assert(one_row_each<attempt_end>(attempt_words, &attempt_word::end));

/// Where no customer was on a page, what the last call came to is what the payment is.
inline attempt_end end_of(payment_state s)
{
    using enum payment_state;
    if (s == captured || s == refunded || s == reversed) return attempt_end::succeeded;
    return s == failed || s == canceled || s == expired ? attempt_end::failed
                                                        : attempt_end::running;
}

inline std::vector<attempt_line> lines_of(payment const& p)
{
    if (p.hosted() || !p.routing) return p.attempts();
    std::vector<attempt_line> out(p.routing->tried.size());
    for (auto& line : out) line.method = p.method, line.end = attempt_end::failed;
    if (!out.empty())
        out.back() = {p.failure, p.provider_reference, p.method, end_of(p.state), p.decline};
    return out;
}

/// The texts that a transaction is made of, and its attempts, newest first.
struct transaction_texts {
    std::string id, amount;
    std::vector<attempt_line> lines;
    std::vector<std::string> products;

    explicit transaction_texts(payment const& p)
        : id(payment_id_text(p)),
          amount(decimal_text(p.terms->amount.minor - p.platform_fee() - p.provider_fee(), cents)),
          lines(lines_of(p))
    {
        if (!p.hosted()) return;
        for (auto const& i : p.terms->checkout->items)
            products.push_back(i.product ? std::string(product_prefix) + i.product.text() : "");
    }

    std::vector<attempt_view> attempts(payment const& p) const
    {
        std::vector<attempt_view> out;
        for (std::size_t i = lines.size(); i-- != 0;) {
            auto const& line = lines[i];
            attempt_view v{};
            v.status = attempt_words[static_cast<std::size_t>(line.end)].word;
            v.paymentId = {line.reference};
            v.attemptedAt = instant_of(p.routing->tried[i].attempt.value);
            bool const failed = line.end == attempt_end::declined ||
                                line.end == attempt_end::failed;
            if (failed) v.errorMessage = {words_for_decline(line.decline)};
            v.paymentMethod = enum_name(line.method);
            out.push_back(v);
        }
        return out;
    }
};

inline void write_transaction(payment const& p, std::string& body)
{
    transaction_texts const s(p);
    auto const& t = *p.terms;
    transaction_view v{};
    v.id = s.id;
    v.amount = s.amount;
    v.status = status_of(p);
    v.currency = t.amount.currency.code();
    v.payer_email = {t.customer.email};
    for (std::size_t i = 0; i != s.products.size(); ++i)
        v.products.push_back({{s.products[i]}, t.checkout->items[i].name});
    v.depositAttempts = s.attempts(p);
    v.created_at = t.created_at;
    write_json(body, v);
}

/// A number in decimal digits, as the answer to a refund shows one; nothing for any other text.
inline std::optional<std::uint64_t> read_number(std::string_view text)
{
    std::uint64_t number = 0;
    auto const end = text.data() + text.size();
    auto const [stop, bad] = std::from_chars(text.data(), end, number);
    bool const plain = bad == std::errc() && stop == end && text.front() != '0';
    return plain ? std::optional(number) : std::nullopt;
}

/// The payment that the path names by its id or number. One in another currency has no words here
/// [C45].
inline result<std::shared_ptr<payment const>> named(exchange& x)
{
    auto const text = x.parameters[0];
    auto found = x.find_payment(text);
    auto const number = !found && found.error() == errc::not_found ? read_number(text)
                                                                   : std::nullopt;
    if (number) {
        auto const kept = x.pay.payments().read_numbered(x.caller.who, *number);
        if (!kept) return kept.error();
        if ((*kept)->terms->face != x.speaks.id) return fault(errc::not_found);
        found = x.find_payment(payment_id_text(**kept));
    }
    if (!found) return found;
    if (!states((*found)->terms->amount.currency)) return fault(errc::not_found);
    return found;
}

inline result<> read_transaction(exchange& x, nothing const&)
{
    auto const found = named(x);
    if (!found) return found.error();
    write_transaction(**found, x.out.body);
    return {};
}

}  // namespace tender::api::inflow
