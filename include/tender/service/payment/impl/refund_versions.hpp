// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/refund_versions.hpp: the next version of a refund, and of its
// payment's lines.
#pragma once

#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/refund.hpp>
#include <tender/port/storage.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace tender {

/// The payment's lines with that of one refund changed or added.
inline std::shared_ptr<payment_lines const> with_refund_line(payment const& p, refund const& r)
{
    auto all = p.all_lines();
    auto& lines = all.refunds;
    refund_line const line{r.id,    r.amount.minor, r.dollars.value_or(0),
                           r.state, r.reason,       r.created_at};
    auto const at = std::find_if(lines.begin(), lines.end(),
                                 [&](refund_line const& l) { return l.id == r.id; });
    if (at == lines.end()) lines.push_back(line);
    else *at = line;
    return std::make_shared<payment_lines const>(std::move(all));
}

/// The refund's next version.
inline refund touched_refund(versioned<refund> const& old, instant now)
{
    auto next = *old;
    next.updated_at = std::max(now, old->updated_at + std::chrono::milliseconds(1));
    return next;
}

/// Moves a refund along its table; nothing where the table has no such move.
inline std::optional<refund> moved_refund(versioned<refund> const& old, refund_event how,
                                          instant now)
{
    auto const to = refund_flow.next(old->state, how);
    if (!to) return std::nullopt;
    auto next = touched_refund(old, now);
    next.state = *to;
    return next;
}

}  // namespace tender
