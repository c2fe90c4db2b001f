// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/payment.hpp: money asked of a customer.
#pragma once

#include <tender/base/money.hpp>
#include <tender/base/page.hpp>
#include <tender/base/result.hpp>
#include <tender/base/text.hpp>
#include <tender/core/rules.hpp>
#include <tender/domain/merchant/payer.hpp>
#include <tender/domain/payment/decline.hpp>
#include <tender/domain/payment/page_terms.hpp>
#include <tender/domain/payment/payment_flow.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tender {

struct attempt;
struct refund;
struct routing_rule;
struct saved_instrument;
class unit_of_work;

/// What a payment never changes. Its versions and its events share one copy.
struct payment_terms {
    money amount;
    std::string reference;             ///< the merchant's name for it, unique per mode
    payer customer;
    string_pairs metadata;
    std::string callback_url;          ///< where the customer comes back to, complete
    std::int64_t platform_fee = 0;     ///< ours, of what is captured
    instant created_at{};
    name face;                         ///< where it was born
    std::shared_ptr<checkout_terms const> checkout;   ///< null: it is not paid on a page
};
BOOST_DESCRIBE_STRUCT(payment_terms, (), (
    amount, reference, customer, metadata, callback_url, platform_fee, created_at, face, checkout))

/// Which layer of the router decided.
BOOST_DEFINE_FIXED_ENUM_CLASS(routing_strategy, std::uint8_t,
    explicit_override, hard_rule, soft_rule, cost_optimizer, success_rate, load_balancing)

/// Why the provider was chosen.
BOOST_DEFINE_FIXED_ENUM_CLASS(routing_reason, std::uint8_t,
    merchant_override, rule_match, weighted_rule, lowest_cost, highest_success_rate,
    even_distribution, failover)

/// What the router made of one provider.
BOOST_DEFINE_FIXED_ENUM_CLASS(candidate_verdict, std::uint8_t,
    chosen, next, not_overridden, no_method, no_currency, inexact_amount, breaker_open)

struct candidate {
    name provider;
    candidate_verdict verdict = candidate_verdict::next;

    friend bool operator==(candidate const&, candidate const&) = default;
};
BOOST_DESCRIBE_STRUCT(candidate, (), (provider, verdict))

/// A call that was made for the payment, in order.
struct tried_provider {
    name provider;
    tender::id<tender::attempt> attempt;
    std::int64_t fee = 0;              ///< what the provider takes
};
BOOST_DESCRIBE_STRUCT(tried_provider, (), (provider, attempt, fee))

/// What an attempt on a page came to, as its merchant is told: `failed` is a failure that was not
/// the customer's.
BOOST_DEFINE_FIXED_ENUM_CLASS(attempt_end, std::uint8_t, running, succeeded, declined, failed)

/// How a call for a payment on a page stands; the call stands at the same place of `tried`.
struct attempt_line {
    std::string reason;                ///< of a decline or failure
    std::string reference;             ///< the provider's own; empty where it never told
    payment_method method = payment_method::card;
    attempt_end end = attempt_end::running;
    decline_code decline = decline_code::none;

    friend bool operator==(attempt_line const&, attempt_line const&) = default;
};
BOOST_DESCRIBE_STRUCT(attempt_line, (), (reason, reference, method, end, decline))

/// The router's decision and what became of it. Versions share it until it changes.
struct routing_trace {
    routing_strategy strategy = routing_strategy::cost_optimizer;
    routing_reason reason = routing_reason::lowest_cost;
    std::int16_t earlier = 0;          ///< how many of `tried` belong to submits before the last
    tender::id<routing_rule> rule;     ///< the one that held, whether or not it was followed
    /// In the order they are tried, then the dropped ones; payments that went alike share them.
    std::shared_ptr<std::vector<candidate> const> candidates;
    std::vector<tried_provider> tried;
};
BOOST_DESCRIBE_STRUCT(routing_trace, (), (strategy, reason, earlier, rule, candidates, tried))

BOOST_DEFINE_FIXED_ENUM_CLASS(refund_state, std::uint8_t,
    created, submitted, in_doubt, succeeded, rejected, failed, returned)
template<>
inline constexpr std::array former_words<refund_state>{
    former_word<refund_state>{"doubted", refund_state::in_doubt}};

/// A refund as its payment shows it.
struct refund_line {
    tender::id<refund> id;
    std::int64_t amount = 0;
    std::int64_t dollars = 0;          ///< cents that it is worth, where a rate is known
    refund_state state = refund_state::created;
    std::string reason;
    instant created_at{};
};
BOOST_DESCRIBE_STRUCT(refund_line, (), (id, amount, dollars, state, reason, created_at))

/// What most payments have none of; versions share it until it changes.
struct payment_lines {
    std::vector<refund_line> refunds;
    std::vector<attempt_line> attempts;

    /// While a provider waits for the customer.
    std::optional<customer_action> action;

    tender::id<saved_instrument> instrument;   ///< that it charges, or that its capture saved
    bool save_instrument = false;
};
BOOST_DESCRIBE_STRUCT(payment_lines, (), (
    refunds, attempts, action, instrument, save_instrument))

/// One version of a payment. Amounts are minor units of the terms' currency.
struct payment {
    tender::id<payment> id;
    tender::id<tender::account> account;
    std::shared_ptr<payment_terms const> terms;
    std::shared_ptr<routing_trace const> routing;
    std::shared_ptr<payment_lines const> lines;   ///< null: none
    std::string provider_reference;
    tender::id<idempotency_record> waiting;  ///< the idempotency record that waits for its answer
    std::int64_t captured = 0;
    std::int64_t refunding = 0;        ///< reserved by refunds under way
    std::int64_t refunded = 0;
    std::string failure;               ///< why it failed; empty where it did not
    instant updated_at{};              ///< strictly increases
    tender::mode mode = tender::mode::test;
    payment_state state = payment_state::created;
    payment_method method = payment_method::card;   ///< on a page: the one chosen last
    decline_code decline = decline_code::none;      ///< where it failed for a decline
    shown_card card;                   ///< that was given on a page, or is saved

    /// The call that counts; an empty one until there is any.
    tried_provider const& last_tried() const
    {
        static constexpr tried_provider none{};
        return routing && !routing->tried.empty() ? routing->tried.back() : none;
    }
    tender::id<attempt> last_attempt() const { return last_tried().attempt; }
    name const& provider() const { return last_tried().provider; }   ///< empty until routed
    std::int64_t provider_fee() const { return last_tried().fee; }
    std::int64_t platform_fee() const { return terms->platform_fee; }

    /// Where the customer is on a page, a decline may be followed by another attempt.
    bool hosted() const { return terms->checkout != nullptr; }

    std::vector<refund_line> const& refunds() const { return all_lines().refunds; }

    /// One for each call, where it is made on a page; else none.
    std::vector<attempt_line> const& attempts() const { return all_lines().attempts; }

    /// What the customer is to do; null where nothing is.
    customer_action const* action() const
    {
        return lines && lines->action ? &*lines->action : nullptr;
    }

    /// The saved instrument that it charges, or that its capture saved; null: none.
    tender::id<saved_instrument> instrument() const { return all_lines().instrument; }

    payment_lines const& all_lines() const
    {
        static payment_lines const none{};
        return lines ? *lines : none;
    }

    /// What a refund may still take.
    std::int64_t remaining() const { return captured - refunded - refunding; }
};
BOOST_DESCRIBE_STRUCT(payment, (), (
    id, account, terms, routing, lines, provider_reference, waiting, captured, refunding,
    refunded, failure, updated_at, mode, state, method, decline, card))

/// An object's number, for faces that show one: 51 bits of a hash of its id.
template<class R>
std::uint64_t number_of(id<R> which)
{
    auto const chars = which.value.chars();
    return hash_of({chars.data(), chars.size()}) & ((std::uint64_t(1) << 51) - 1);
}

/// The faces whose payments and refunds are found by their number.
constexpr bool shows_numbers(name face) { return face == "poof" || face == "inflow"; }

/// How a payment is made. `reference` is unique per merchant and mode.
struct create_payment {
    money amount{};
    payment_method method = payment_method::card;
    tender::reference reference{};
    payer_details customer{};
    std::optional<https_url> callback_url{};   ///< where the customer comes back to: with
                                               ///< `reference` and `id` behind it
    std::string_view id_prefix{};        ///< of that id, as a face shows it
    name routing_override{};             ///< empty: the router decides
    string_map<20> metadata{};

    /// Is charged instead of what a customer would bring: its method counts, and no provider but
    /// its own is asked [C55]. It must be this customer's, by the e-mail address. Null: none.
    tender::id<saved_instrument> instrument{};

    /// The customer agreed that the provider stores what is paid with. Where it does, the capture
    /// saves it, and `payment::instrument` names it.
    bool save_instrument = false;

    /// The same command under the same key makes one payment, and gives the same answer, for a day
    /// [C14]; another command under it is an idempotency_conflict. None: each call makes one.
    std::optional<tender::idempotency_key> idempotency_key{};

    /// What a program keeps beside the payment, written in its unit of work: both or none. It may
    /// be called again where the commit met a conflict; its fault is the answer. It looks for what
    /// may be there already: a record that cannot be inserted is a conflict in the end.
    std::function<result<>(unit_of_work&, payment const&)> alongside{};
};
BOOST_DESCRIBE_STRUCT(create_payment, (), (
    amount, method, reference, customer, callback_url, routing_override, metadata, instrument,
    save_instrument, idempotency_key))

inline constexpr rule<create_payment> create_payment_rules[] = {
    {[](create_payment const& c) { return c.amount.minor > 0; }, "amount",
         "must be greater than zero"},
    {[](create_payment const& c) { return c.amount.minor <= positive_minor::maximum; },
         "amount", "must be at most 9007199254740991"},
    {[](create_payment const& c) { return static_cast<bool>(c.amount.currency); },
         "currency", field_is_required},
    {[](create_payment const& c) { return !c.instrument || !c.save_instrument; },
         "save_instrument", "must be false where an instrument is given"},
};

/// How payments are listed, newest first. A page ends where two thousand were looked at: it may
/// have fewer than its limit, or none, and then where the next one begins.
struct list_payments {
    static constexpr int most_seen = 2000;

    std::vector<payment_state> states{};   ///< any of these; empty: every state
    name provider{};                       ///< that was asked last; empty: every provider
    std::string customer{};                ///< the whole e-mail address in any case; empty: all
    time_range created{};
    std::optional<cursor> after{};
    int limit = 20;                      ///< 1 to 100
};

/// The face in which it was born.
inline name face_of_payment(void const* r) { return static_cast<payment const*>(r)->terms->face; }

inline constexpr index_row payment_indexes[] = {
    {"by_reference", true, true,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<payment const*>(r);
         k.add(p.mode).add(p.terms->reference);
     }},
    {"all", false, true,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<payment const*>(r);
         k.add(p.mode).add(p.terms->face.text());
     }},
    {"by_state", false, false,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<payment const*>(r);
         k.add(p.mode).add(p.terms->face.text()).add(p.state);
     }},
    {"by_number", true, true,
     [](void const* r, index_key& k) {
         auto const& p = *static_cast<payment const*>(r);
         if (shows_numbers(p.terms->face)) k.add(p.mode).add(number_of(p.id));
     }},
};

template<>
inline constexpr record_type record_of<payment> = {"payment", payment_indexes,
                                                   &record_id<payment>, nullptr,
                                                   &record_legal<payment, payment_flow>,
                                                   &face_of_payment};
inline constexpr unique_index<payment> payment_by_reference{0};
inline constexpr list_index<payment> all_payments{1};
inline constexpr list_index<payment> payments_by_state{2};
inline constexpr unique_index<payment> payment_by_number{3};

}  // namespace tender
