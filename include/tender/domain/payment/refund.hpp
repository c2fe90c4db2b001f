// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/refund.hpp: money on its way back.
#pragma once

#include <tender/domain/payment/payment.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tender {

/// `resend` follows a refund in doubt that the provider surely never saw.
BOOST_DEFINE_FIXED_ENUM_CLASS(refund_event, std::uint8_t,
    submit, resend, outcome_unknown, succeed, reject, fail, return_refund)

inline constexpr auto refund_flow = [] {
    using enum refund_state;
    using enum refund_event;
    return make_flow<refund_state, refund_event>(created, {
        // from      on               to
        { created,    submit,          submitted  },
        { submitted,  outcome_unknown, in_doubt   },
        { submitted,  succeed,         succeeded  },
        { submitted,  reject,          rejected   },
        { submitted,  fail,            failed     },
        { in_doubt,   resend,          submitted  },
        { in_doubt,   succeed,         succeeded  },
        { in_doubt,   reject,          rejected   },
        { in_doubt,   fail,            failed     },
        { succeeded,  return_refund,   returned   },
    });
}();
static_assert(refund_flow.deterministic());
static_assert(refund_flow.connected());
static_assert(refund_flow.final(refund_state::rejected));
static_assert(refund_flow.final(refund_state::failed));
static_assert(refund_flow.final(refund_state::returned));

/// It may still take money from its payment.
constexpr bool under_way(refund_state s)
{
    using enum refund_state;
    return s == created || s == submitted || s == in_doubt;
}

/// One version of a refund. Its amount is reserved on the payment while it is under way.
struct refund {
    tender::id<refund> id;
    tender::id<tender::account> account;
    tender::id<tender::payment> payment;
    money amount;
    std::string reason;
    name provider;                     ///< the capturing one, always
    tender::id<tender::attempt> attempt;       ///< the last call
    tender::id<idempotency_record> waiting;
    std::string failure;
    std::optional<std::int64_t> dollars;       ///< cents that it is worth; none: no rate [C51]
    instant created_at{};
    instant updated_at{};
    name face;                         ///< its payment's
    tender::mode mode = tender::mode::test;
    refund_state state = refund_state::created;
};
BOOST_DESCRIBE_STRUCT(refund, (), (
    id, account, payment, amount, reason, provider, attempt, waiting, failure, dollars, created_at,
    updated_at, face, mode, state))

/// How a refund is made. No amount: all that remains.
struct create_refund {
    std::optional<positive_minor> amount{};
    std::optional<text<500, 0>> reason{};
    bool within_wallet = false;        ///< no more than the merchant's wallet holds
    std::optional<tender::idempotency_key> idempotency_key{};   ///< as of `create_payment`
};
BOOST_DESCRIBE_STRUCT(create_refund, (), (amount, reason, within_wallet, idempotency_key))

/// How refunds are listed, newest first. A page ends where two thousand were looked at, as one of
/// payments does.
struct list_refunds {
    static constexpr int most_seen = 2000;

    std::vector<refund_state> states{};    ///< any of these; empty: every state
    id<tender::payment> payment{};         ///< null: of any
    time_range created{};
    std::optional<cursor> after{};
    int limit = 20;                        ///< 1 to 1000
};

inline constexpr index_row refund_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<refund const*>(r)->mode); }},
    {"by_face", false, true,
     [](void const* r, index_key& k) {
         auto const& f = *static_cast<refund const*>(r);
         k.add(f.mode).add(f.face.text());
     }},
    {"by_number", true, true,
     [](void const* r, index_key& k) {
         auto const& f = *static_cast<refund const*>(r);
         if (shows_numbers(f.face)) k.add(f.mode).add(number_of(f.id));
     }},
};

template<>
inline constexpr record_type record_of<refund> = {"refund", refund_indexes, &record_id<refund>,
                                                  nullptr, &record_legal<refund, refund_flow>};
inline constexpr list_index<refund> all_refunds{0};
inline constexpr list_index<refund> refunds_by_face{1};
inline constexpr unique_index<refund> refund_by_number{2};

}  // namespace tender
