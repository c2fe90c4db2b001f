// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/checkout.hpp: payments that customers make on a page of ours.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/domain/checkout/checkout.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/port/provider.hpp>
#include <tender/port/storage.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

class calls;
class idempotency_records;
struct idempotency_request;
struct payment_changes;
class routing;
class runtime;
struct to_send;

/// How a checkout is made.
struct open_checkout {
    money amount{};                                 ///< of 0: `open` sets it as `price` does, where
                                                    ///< there are items
    std::optional<tender::reference> reference{};   ///< none: the payment's id
    std::optional<tender::email> email{};
    std::optional<text<255, 0>> name{};
    std::string phone{};
    std::string country{};
    std::string region{};
    std::string postal_code{};
    std::string page{};                             ///< its address, but for the token behind it;
                                                    ///< empty: where a dispatcher serves the face
    std::string token{};                            ///< given: `page` is the whole address; else
                                                    ///< it is made of 128 random bits [C48]
    std::optional<redirect_url> success_url{};
    std::optional<redirect_url> cancel_url{};
    std::optional<redirect_url> failure_url{};
    std::optional<redirect_url> notify_url{};       ///< hears of this payment, as endpoints do
    std::vector<checkout_item> items{};
    std::vector<payment_method> methods{};          ///< none: every one but wallets
    std::string metadata{};                         ///< a JSON object, or empty
    string_pairs entries{};                         ///< the same, where a face has texts alone
    routing_trace route{};                          ///< where it would go now, as it is told
    tender::name routing_override{};                ///< empty: the router decides
    std::vector<checkout_field> fields{};
    string_pairs face_data{};                       ///< what the face keeps with it
    std::optional<price_mode> prices{};             ///< of the items; none: `open` takes what
                                                    ///< holds for the account
    std::int64_t tax = 0;                           ///< of the amount, as `price` sets it
    id<payment_link> link{};                        ///< that it is made from; null: none
    simulated_end simulate = simulated_end::none;   ///< in test mode alone
    rate in_dollars{};                              ///< none: `open` asks the port
    std::optional<std::int64_t> platform_basis_points{};   ///< none: as the settings say
    std::optional<std::chrono::seconds> lifetime{};   ///< none: it never expires
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_payment`
};
BOOST_DESCRIBE_STRUCT(open_checkout, (), (
    reference, email, name, success_url, cancel_url, failure_url, notify_url, idempotency_key))

inline constexpr rule<open_checkout> open_checkout_rules[] = {
    {[](open_checkout const& c) { return c.amount.minor > 0; }, "amount",
         "must be greater than zero"},
    {[](open_checkout const& c) { return c.amount.minor <= positive_minor::maximum; }, "amount",
         "must be at most 9007199254740991"},
    {[](open_checkout const& c) { return static_cast<bool>(c.amount.currency); }, "currency",
         field_is_required},
    {[](open_checkout const& c) { return c.tax >= 0 && c.tax <= c.amount.minor; }, "tax",
         "must be a part of the amount"},
    {[](open_checkout const& c) { return !c.lifetime || c.lifetime->count() > 0; }, "lifetime",
         "must be greater than zero"},
};

/// What a customer submits. The instrument is only looked at while the submit runs.
struct submit_checkout {
    std::string_view nonce;            ///< of the form
    payment_method method = payment_method::card;
    instrument const* with = nullptr;
    std::string_view client{};         ///< the address that the host passed
};

/// A page, as its token leads to it.
struct checkout_visit {
    merchant who;                      ///< in the face where the payment was born
    std::shared_ptr<payment const> paid;
    std::shared_ptr<checkout_session const> session;
    bool kept = true;                  ///< false: nothing is, before the first submit
    link_standing link = link_standing::open;   ///< of the link that it was made from, if any
};

/// Where customers find the pages of a face, and those of its links: addresses but for the token
/// behind them; "" where there are none.
struct page_addresses {
    std::string pages;
    std::string links;
};

/// What is said of an address that is missing.
inline constexpr std::string_view served_nowhere =
    "must be given where no dispatcher serves the pages of the merchant's face";

/// One page, one payment, made together [C43]. Thread-safe. Every function answers
/// storage_unavailable where the store is away. A deadline binds from its instant [C46]: who looks
/// behind it finds the payment expired.
class checkout {
public:
    checkout(runtime& r, routing& to, calls& c, idempotency_records& k, payment_changes& changes)
        : runtime_(r), routing_(to), calls_(c), idempotency_(k), changes_(changes)
    {
    }

    /// Sets the amount to what the items come to, with the tax that the port knows for the payer's
    /// country: on top of prices that exclude it, in those that do not. Fault amount_overflow.
    result<> price(merchant const& who, open_checkout& command);

    /// A payment that nobody has been asked for yet, and the page where its customer makes it;
    /// the page's address stands in its terms. What the command leaves open follows from its items,
    /// the ports and the settings; the price mode and the limits of the account's settings hold,
    /// too, where they were said.
    /// Faults: invalid_request with every field, `page` where none is given and no dispatcher
    /// serves the pages of the merchant's face, or `total_out_of_limits`; duplicate_reference,
    /// not_found where there is no such account, forbidden where it is closed or not approved for
    /// live; under an idempotency key, also idempotency_conflict.
    result<payment> open(merchant const& who, open_checkout command);

    /// What such a page would show: nothing is kept, and its form's nonce follows from `token`.
    /// Faults as of `open`.
    result<checkout_visit> preview(merchant const& who, open_checkout command);

    /// The page of a token. Fault not_found.
    result<checkout_visit> find(std::string_view token);
    result<checkout_visit> visit(merchant const& who, id<payment> which);      ///< not_found

    /// The methods that are open for a payment: some provider takes them.
    std::vector<payment_method> methods(checkout_visit const& at) const;

    /// Sends the payment to the provider that the router chose. A decline opens the page again and
    /// is no fault; a form is never submitted twice. Faults: illegal_transition where the page is
    /// not open or the form not its present one, forbidden where the host's hook says no or the
    /// account may not be charged for, invalid_request, no_route, providers_unavailable.
    result<checkout_visit> submit(checkout_visit const& at, submit_checkout const& how);

    /// Takes back what waits for the customer, so that another method can be chosen [C11]. Fault
    /// illegal_transition where it waits for nobody or the provider does not take it back.
    result<checkout_visit> leave(checkout_visit const& at);

private:
    friend struct engine_internals;
    friend class links;
    friend class signed_links;
    friend struct job_handlers;

    void serve_at(name face, page_addresses where);
    page_addresses addresses_of(name face) const;

    /// Opens under the command's key, if it has one, what `does` opens: once. What else counts in
    /// the command is `about`.
    using opener = std::function<result<std::shared_ptr<payment const>>(
        idempotency_request const*)>;
    result<payment> open_keyed(merchant const& who, open_checkout const& command,
                               std::string_view about, opener const& does);

    /// `open` without a look at the command's key, for such an opener.
    result<std::shared_ptr<payment const>> open_complete(merchant const& who,
                                                         open_checkout command,
                                                         idempotency_request const* request);

    /// As the command has it: with neither limits nor a rate of the account's.
    result<std::shared_ptr<payment const>> open_once(merchant const& who, open_checkout command,
                                                     idempotency_request const* request);

    /// Ends a page as it was told to when it was made: what its job does.
    result<> simulate(merchant const& who, versioned<job> const& due);

    /// Writes down that a page's time is over: what its job does.
    result<> expire(merchant const& who, versioned<job> const& due);
    std::vector<field_fault> violations_in(open_checkout const& c) const;
    result<std::shared_ptr<payment const>> write_open(merchant const& who, payment const& p,
                                                      std::string const& token,
                                                      idempotency_request const* request);
    std::string first_nonce(std::string_view token);
    result<checkout_visit> look(merchant const& who, id<payment> which);
    result<to_send> write_submit(checkout_visit const& at, submit_checkout const& how,
                                 routing_trace&& trace, known_records& known);
    result<> expire_at(unit_of_work& unit, versioned<payment> const& p);
    result<> end_simulated(unit_of_work& unit, merchant const& who, versioned<payment> const& p,
                           routing_trace const& by);

    runtime& runtime_;
    routing& routing_;
    calls& calls_;
    idempotency_records& idempotency_;
    payment_changes& changes_;
    mutable spin_mutex telling_;
    std::vector<std::pair<name, page_addresses>> addresses_;
};

/// Is its time over, and nothing under way?
inline bool is_over(payment const& p, instant now)
{
    return p.state == payment_state::created && p.hosted() && p.terms->checkout->expires_at &&
           now >= *p.terms->checkout->expires_at;
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/checkout/impl/checkout.ipp>
#    include <tender/service/checkout/impl/checkout_commands.ipp>
#    include <tender/service/checkout/impl/checkout_ending.ipp>
#    include <tender/service/checkout/impl/checkout_opening.ipp>
#endif
