// SPDX-License-Identifier: BSL-1.0
// tender/testing/script.hpp: what a simulated provider may do with a call.
#pragma once

#include <tender/base/enum.hpp>

namespace tender::testing {

using tender::operator<<;   // which prints the enums of this namespace, too

/// What the next call shall come to. `succeed`: acknowledged, then captured after the delay;
/// `settle`: accepted, then captured after the delay; `challenge`: waits for the customer, who pays
/// after the delay; `refuse`: surely not processed; `timeout_after_charge`: the money moved, the
/// answer got lost; `charge_another_amount`: one minor unit less than was asked; `charge_late`:
/// says unknown and charges only after `late_after`.
BOOST_DEFINE_ENUM_CLASS(script,
    succeed, capture_at_once, settle, challenge, decline_hard, decline_soft, insufficient_funds,
    refuse, refuse_credentials, timeout_after_charge, timeout_without_charge,
    charge_another_amount, charge_late, throw_exception)

}  // namespace tender::testing
