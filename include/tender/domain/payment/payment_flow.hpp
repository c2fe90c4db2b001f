// SPDX-License-Identifier: BSL-1.0
// tender/domain/payment/payment_flow.hpp: the life of a payment.
#pragma once

#include <tender/core/flow.hpp>

#include <cstdint>

namespace tender {

/// What each state means:
///   created     made; no provider was asked, or the last one declined and the customer is there
///   submitted   a provider was called, or will be within its attempt's `send_before`
///   challenged  the provider waits for the customer
///   accepted    the provider took it; settlement is outstanding
///   in_doubt    nobody here knows whether the provider charged
///   captured    the money is the merchant's, less what was refunded
///   refunded    all of it went back; reversed: the provider took it back
BOOST_DEFINE_FIXED_ENUM_CLASS(payment_state, std::uint8_t,
    created, submitted, challenged, accepted, in_doubt, captured, failed, canceled, expired,
    refunded, reversed)
template<>
inline constexpr std::array former_words<payment_state>{
    former_word<payment_state>{"doubted", payment_state::in_doubt}};

/// `reopen` is a decline while the customer is there; `restore` a refund that came back.
BOOST_DEFINE_FIXED_ENUM_CLASS(payment_event, std::uint8_t,
    submit, challenge, accept, outcome_unknown, capture, fail, cancel, expire, reopen, refund,
    reverse, restore)

inline constexpr auto payment_flow = [] {
    using enum payment_state;
    using enum payment_event;
    return make_flow<payment_state, payment_event>(created, {
        // from      on               to
        { created,    submit,          submitted  },
        { created,    cancel,          canceled   },
        { created,    expire,          expired    },
        { created,    fail,            failed     },
        { submitted,  submit,          submitted  },
        { submitted,  challenge,       challenged },
        { submitted,  accept,          accepted   },
        { submitted,  outcome_unknown, in_doubt   },
        { submitted,  capture,         captured   },
        { submitted,  fail,            failed     },
        { submitted,  reopen,          created    },
        { challenged, accept,          accepted   },
        { challenged, outcome_unknown, in_doubt   },
        { challenged, capture,         captured   },
        { challenged, reopen,          created    },
        { challenged, fail,            failed     },
        { challenged, expire,          expired    },
        { accepted,   capture,         captured   },
        { accepted,   outcome_unknown, in_doubt   },
        { accepted,   reopen,          created    },
        { accepted,   fail,            failed     },
        { in_doubt,   capture,         captured   },
        { in_doubt,   accept,          accepted   },
        { in_doubt,   challenge,       challenged },
        { in_doubt,   submit,          submitted  },
        { in_doubt,   reopen,          created    },
        { in_doubt,   fail,            failed     },
        { captured,   refund,          refunded   },
        { captured,   reverse,         reversed   },
        { refunded,   restore,         captured   },
    });
}();

static_assert(payment_flow.deterministic());
static_assert(payment_flow.connected());
static_assert(payment_flow.final(payment_state::failed));
static_assert(payment_flow.final(payment_state::canceled));
static_assert(payment_flow.final(payment_state::expired));
static_assert(payment_flow.final(payment_state::reversed));

/// Nothing more happens to it by itself.
constexpr bool settled(payment_state s)
{
    using enum payment_state;
    return s == captured || s == refunded || payment_flow.final(s);
}

}  // namespace tender
