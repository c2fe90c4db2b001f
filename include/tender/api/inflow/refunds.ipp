// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/refunds.ipp: money that goes back from the merchant's wallet.
#pragma once

#include <tender/api/inflow/paging.ipp>
#include <tender/service/engine_internals.hpp>

namespace tender::api::inflow {

/// Inflow's word for each state of a refund.
struct refund_word {
    refund_state state;
    std::string_view word;
};
inline constexpr refund_word refund_state_words[] = {
    {refund_state::created, "pending"},     {refund_state::submitted, "processing"},
    {refund_state::in_doubt, "processing"},  {refund_state::succeeded, "completed"},
    {refund_state::rejected, "rejected"},   {refund_state::failed, "failed"},
    {refund_state::returned, "failed"},
};
static_assert(one_row_each<refund_state>(refund_state_words, &refund_word::state));

constexpr std::string_view word_of(refund_state s)
{
    return refund_state_words[static_cast<std::size_t>(s)].word;
}

inline constexpr std::string_view refund_prefix = "RF", other_refund_prefix = "ppfb_rfd_";

/// `RF` and its number, or where its payment's face shows none, the id that it has there.
inline std::string refund_id_text(refund const& r)
{
    if (shows_numbers(r.face)) return std::string(refund_prefix) + number_text_of(number_of(r.id));
    return std::string(other_refund_prefix) + r.id.text();
}

/// The texts that a refund is made of.
struct refund_texts {
    std::string id, transaction, amount, dollars;

    explicit refund_texts(refund const& r)
        : id(refund_id_text(r)), transaction(payment_id_text(r.payment, r.face)),
          amount(decimal_text(r.amount.minor, cents)),
          dollars(r.dollars ? decimal_text(*r.dollars, cents) : std::string())
    {
    }
};

inline refund_view view_of(refund const& r, refund_texts const& s)
{
    return {s.id,        s.transaction,    s.amount, r.amount.currency.code(),
            r.amount.minor, {s.dollars},   r.reason, word_of(r.state),
            r.created_at,   r.updated_at};
}

inline result<answer> create(exchange& x, refund_request& wire, idempotency_request const* request)
{
    auto const of = named(x);
    if (!of) return of.error();
    create_refund command;
    if (wire.amount) command.amount = cents_in(*wire.amount);
    command.reason = text<500, 0>(std::move(wire.reason).str());
    command.within_wallet = true;
    return engine_internals::create_once(x.pay, x.caller.who, (*of)->id, std::move(command),
                                         request);
}

/// One that the provider took is `processing`, also where it has ended by now: so it is written.
inline void write_fresh(refund const& r, std::string& body)
{
    refund_texts const s(r);
    fresh_refund_view v{};
    v.status = r.state == refund_state::succeeded ? "processing" : word_of(r.state);
    v.refund_id = static_cast<std::int64_t>(number_of(r.id));
    v.refund_public_id = s.id;
    v.transaction_id = static_cast<std::int64_t>(number_of(r.payment));
    v.amount = s.amount;
    v.currency = r.amount.currency.code();
    v.amount_usd = {s.dollars};
    v.amount_in_cents = r.amount.minor;
    write_json(body, v);
}

inline result<refund> find_refund(exchange& x)
{
    auto text = x.parameters[0];
    auto const number = text.starts_with(refund_prefix)
        ? read_number_text(text.substr(refund_prefix.size())) : read_number(text);
    if (number) return x.pay.refunds().read_numbered(x.caller.who, *number);
    if (!text.starts_with(other_refund_prefix)) return fault(errc::not_found);
    auto const which = id<refund>::read(text.substr(other_refund_prefix.size()));
    if (!which) return fault(errc::not_found);
    auto found = x.pay.refunds().read(x.caller.who, *which);
    if (found && shows_numbers(found->face)) return fault(errc::not_found);
    return found;
}

inline result<> read_refund(exchange& x, nothing const&)
{
    auto const found = find_refund(x);
    if (!found) return found.error();
    if (!states(found->amount.currency)) return fault(errc::not_found);
    write_json(x.out.body, view_of(*found, refund_texts(*found)));
    return {};
}

/// Which order is asked for: by what, and whether the greatest comes first. Of what is alike, the
/// newest comes first.
inline void put_in_order(std::vector<refund>& all, std::string_view by)
{
    bool const down = by.starts_with('-');
    if (down) by.remove_prefix(1);
    std::sort(all.begin(), all.end(), [&](refund const& a, refund const& b) {
        auto const key = [&](refund const& r) {
            auto const when = by == "updated_at" ? r.updated_at : r.created_at;
            return by == "amount" ? r.amount.minor : when.time_since_epoch().count();
        };
        auto const left = key(a), right = key(b);
        if (left != right) return down ? left > right : left < right;
        return b.id.value < a.id.value;
    });
}

/// Of the newest five thousand that the dates leave.
inline result<> list_refunds(exchange& x, refund_query const& query)
{
    auto const& from = query.created_at__gte;
    auto const& to = query.created_at__lte;
    auto const earliest = from ? *read_rfc3339(from->str()) : first_instant;
    auto const latest = to ? *read_rfc3339(to->str()) : last_instant;
    constexpr std::size_t most = 5000;
    tender::list_refunds which{.created = {earliest, latest + std::chrono::milliseconds(1)},
                              .limit = list_query::most};
    std::vector<refund> all;
    do {
        auto const found = x.pay.refunds().list(x.caller.who, which);
        if (!found) return found.error();
        for (auto const& r : found->items)
            if (all.size() != most) all.push_back(*r);
        which.after = found->next;
    } while (which.after && all.size() != most);
    std::erase_if(all, [&](refund const& r) {
        if (query.status && word_of(r.state) != query.status->word()) return true;
        if (!query.search) return false;
        auto const& part = query.search->str();
        return r.reason.find(part) == std::string::npos &&
               payment_id_text(r.payment, r.face).find(part) == std::string::npos;
    });
    put_in_order(all, query.ordering ? query.ordering->word() : "-created_at");
    return write_page(x, query.page, query.page_size, all.size(), [&](std::size_t i) {
        write_json(x.out.body, view_of(all[i], refund_texts(all[i])));
    });
}

}  // namespace tender::api::inflow
