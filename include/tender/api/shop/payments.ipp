// SPDX-License-Identifier: BSL-1.0
// tender/api/shop/payments.ipp: what the shop's endpoints do.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/pages/pages.hpp>
#include <tender/api/shop/messages.hpp>
#include <tender/service/engine_internals.hpp>

namespace tender::api::shop {

/// The shop's word for each state of a payment.
struct status_word {
    payment_state state;
    std::string_view word;
};
inline constexpr status_word status_words[] = {
    {payment_state::created, "pending"},    {payment_state::submitted, "pending"},
    {payment_state::challenged, "pending"}, {payment_state::accepted, "pending"},
    {payment_state::in_doubt, "pending"},    {payment_state::captured, "completed"},
    {payment_state::failed, "failed"},      {payment_state::canceled, "failed"},
    {payment_state::expired, "failed"},     {payment_state::refunded, "refunded"},
    {payment_state::reversed, "refunded"},
};
static_assert(one_row_each<payment_state>(status_words, &status_word::state));

inline payment_view view_of(payment const& p)
{
    auto const text = [](std::string const& s) {
        return s.empty() ? std::nullopt : std::optional<std::string_view>(s);
    };
    auto const& t = *p.terms;
    payment_view v{};
    v.id = {&p};
    v.amount = t.amount.minor;
    v.currency = "usd";
    v.status = status_words[static_cast<std::size_t>(p.state)].word;
    v.checkout_url = t.checkout->url;
    v.customer_email = text(t.customer.email);
    v.customer_name = text(t.customer.name);
    v.metadata = {t.checkout->metadata.empty() ? "{}" : std::string_view(t.checkout->metadata)};
    v.created_at = t.created_at;
    return v;
}

inline void write_answer(payment const& p, std::string& body) { write_json(body, view_of(p)); }

inline result<std::shared_ptr<payment const>> create(exchange& x, create_payment& wire,
                                                     idempotency_request const* request)
{
    open_checkout c;
    c.amount = {wire.amount.value(), "USD"};
    c.page = x.address(page_path);
    c.success_url = wire.return_url;
    c.failure_url = wire.return_url;
    c.cancel_url = std::move(wire.return_url);
    c.email = std::move(wire.customer_email);
    c.name = std::move(wire.customer_name);
    if (wire.metadata) c.metadata = std::move(wire.metadata->object.text);
    return engine_internals::open_once(x.pay, x.caller.who, std::move(c), request);
}

/// A payment that the shop has no words for is not there [C45].
inline result<> read_payment(exchange& x, nothing const&)
{
    auto const found = x.find_payment(x.parameters[0]);
    if (!found) return found.error();
    auto const& p = **found;
    if (!p.hosted() || p.terms->amount.currency != "USD") return fault(errc::not_found);
    write_json(x.out.body, view_of(p));
    return {};
}

inline std::string page_target(payment const& paid, std::string_view url)
{
    return with_parameter(url, "payment_id", payment_id_text(paid));
}

}  // namespace tender::api::shop
