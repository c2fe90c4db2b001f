// SPDX-License-Identifier: BSL-1.0
// tender/port/provider.hpp: a company that moves money for us.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/money.hpp>
#include <tender/base/name.hpp>
#include <tender/base/secret.hpp>
#include <tender/base/text.hpp>
#include <tender/base/time.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/saved_instrument.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// What a provider takes of a payment: a rate and a flat part, in all at most the cap. Flat part
/// and cap are minor units of the payment's currency.
struct fee_schedule {
    std::int64_t basis_points = 0;
    std::int64_t flat = 0;
    std::optional<std::int64_t> cap{};
};

/// A method that a provider takes, in which currencies, and for what; none named: every currency.
struct capability {
    payment_method method;
    std::vector<currency> currencies;
    std::optional<fee_schedule> fee{};
};

/// What the router and the engine know of a provider.
struct provider_profile {
    name id{};
    std::vector<capability> takes{};
    fee_schedule fee{};                                ///< where a capability has none of its own
    std::chrono::milliseconds time_limit{3000};        ///< of one call
    std::chrono::milliseconds consistency_delay{0};    ///< until a query surely sees a call
    std::vector<std::pair<currency, int>> digits{};    ///< where they differ from ISO 4217's
    bool simulated = false;                            ///< cannot be registered for live
    bool needs_page = false;                           ///< it has no page of its own: it gets
                                                       ///< what is paid on one of ours alone

    /// The faces whose payments it takes and which show it; none named: every one but those that it
    /// is hidden from.
    std::vector<name> faces{};
    std::vector<name> hidden_from{};

    bool serves(name face) const
    {
        auto const in = [&](std::vector<name> const& all) {
            return std::find(all.begin(), all.end(), face) != all.end();
        };
        return faces.empty() ? !in(hidden_from) : in(faces);
    }
};

/// What a provider says of a call, or of a question about one.
enum class outcome {
    done,                ///< captured, or paid back
    acknowledged,        ///< it has the call and is at work
    settling,            ///< it took the money's promise; settlement is outstanding
    challenged,          ///< it waits for the customer
    declined_soft,       ///< not charged; another provider may take it
    declined_hard,       ///< not charged; nobody will take it
    refused,             ///< surely not processed, for a reason of its own
    unknown,             ///< timeout, reset, 5xx or an answer nobody can read
    unknown_reference,   ///< a question only: it has no such call
};
BOOST_DESCRIBE_ENUM(outcome, done, acknowledged, settling, challenged, declined_soft, declined_hard,
                    refused, unknown, unknown_reference)
static_assert(enum_name(outcome::unknown_reference) == "unknown_reference");

/// A provider's answer. Only `what` is always there.
struct provider_answer {
    outcome what = outcome::unknown;
    std::string reference{};                             ///< the provider's own
    std::string reason{};                                ///< of a decline or refusal: for the
                                                         ///< merchant; nothing is decided by it
    decline_code decline = decline_code::none;           ///< of a decline: what the reason means
    std::optional<money> amount{};                       ///< what was charged, where it says so
    std::optional<std::chrono::milliseconds> ask_after{};   ///< when a question is worth it
    bool credentials = false;                            ///< refused for the host's credentials
    bool excused = false;                                ///< a failure that breakers do not count
    std::optional<customer_action> action{};             ///< of `challenged`: what is to be done

    /// Of `done`, where the order said `save`: what it has stored to charge again. It says so
    /// each time it is asked; what it sends by itself may leave it out.
    std::optional<stored_instrument> stored{};
};

/// What an answer that did not charge means: the provider's own code, or what its outcome says.
constexpr decline_code decline_of(provider_answer const& said)
{
    using enum outcome;
    bool const declined = said.what == declined_soft || said.what == declined_hard;
    if (!declined) return decline_code::not_processed;
    return said.decline == decline_code::none ? decline_code::other : said.decline;
}

/// A card as its holder typed it. It lives as long as the request that brought it, and nothing of
/// it but a `shown_card` is ever kept [C37].
struct card_details {
    secret number;                     ///< digits alone
    int month = 0;                     ///< 1 to 12
    int year = 0;                      ///< four digits
    secret code;
    std::string holder;
};

/// What the customer pays with: typed on a page of ours, or saved.
struct instrument {
    std::optional<card_details> card{};
    std::string phone{};               ///< E.164: of a mobile wallet
    std::string token{};               ///< the provider's own, of what it has stored
};

/// `reference` is ours, unique per call; the provider must take each only once.
struct charge_order {
    std::string_view reference;
    money amount;
    payment_method method;
    tender::mode mode;
    payment_terms const& terms;
    int number;                        ///< the payment's first call is 1
    instrument const* with = nullptr;  ///< null: the provider has its own page, or needs nothing
    bool save = false;                 ///< the customer agreed that it is stored
};

struct refund_order {
    std::string_view reference;
    std::string_view charge;           ///< our reference of the charge
    std::string_view charge_at_provider;
    money amount;
    tender::mode mode;
};

/// To take back a charge that waits for its customer.
struct cancel_order {
    std::string_view reference;
    std::string_view charge;           ///< our reference of the charge
    std::string_view charge_at_provider;
    tender::mode mode;
};

struct query_order {
    std::string_view reference;
    std::string_view at_provider;      ///< empty where it never told
    attempt_purpose purpose;
    tender::mode mode;
};

/// What a provider sent by itself, as it came over HTTP.
struct provider_message {
    string_pairs const& headers;
    std::string_view body;
    tender::mode mode;

    /// The value of a header, whatever its case; "" where there is none.
    std::string_view header(std::string_view name) const
    {
        for (auto const& [n, value] : headers)
            if (same_word(n, name)) return value;
        return {};
    }
};

/// What such a message says. Unless it is verified and says that exactly the call's amount has
/// moved, it is a hint, and the provider is asked [C27].
struct provider_notice {
    std::string reference{};           ///< ours, of the call that it is about
    provider_answer answer{};
    bool verified = false;             ///< its signature is the provider's
};

/// One provider, written by the host on about a page. Calls come from many threads at once and
/// must return within the profile's time limit. Nothing is thrown; what is thrown all the same
/// counts as `unknown`.
class provider {
public:
    virtual ~provider() = default;
    virtual provider_profile const& profile() const = 0;
    virtual provider_answer charge(charge_order const& order) = 0;
    virtual provider_answer refund(refund_order const& order) = 0;
    virtual provider_answer query(query_order const& order) = 0;

    /// `done`: the charge will surely never be made. Anything that says it was not taken back
    /// leaves it as it was, as where a provider knows no such call.
    virtual provider_answer cancel(cancel_order const&)
    {
        provider_answer answer;
        answer.what = outcome::refused;
        answer.reason = "the provider takes no charge back";
        return answer;
    }

    /// Reads what the provider sent by itself, and checks its signature; nothing where it cannot
    /// be read, as where a provider sends nothing.
    virtual std::optional<provider_notice> parse_notification(provider_message const&)
    {
        return std::nullopt;
    }
};

}  // namespace tender
