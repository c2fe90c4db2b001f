// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/page_purpose.ipp: bodies of service/checkout/page_purpose.hpp.
#pragma once

#include <tender/base/checked.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/service/checkout/page_purpose.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<bool> page_purpose::may_try_again(unit_of_work& unit, payment const& p)
{
    auto const page = unit.find(session_of(p.id));
    if (!page) return page.error();
    return (*page)->submits < most_submits;
}

/// A form's nonce serves one submit. Where a decline comes behind the deadline, the page is open
/// for as long as its job takes.
TENDER_DECL result<> page_purpose::moved(payment_move& what)
{
    auto const& p = what.now;
    auto const s = what.unit.find(session_of(p.id));
    if (!s) return s.error();
    auto page = **s;
    bool const waits = p.state == payment_state::challenged;
    if (auto const event = checkout_event_of(page.state, p.state)) {
        page.state = *checkout_flow.next(page.state, *event);
        if (page.link)
            if (auto const done = count_use(what.unit, p, (*s)->state, page.state); !done)
                return done.error();
        page.nonce.clear();
        if (*event == checkout_event::submit) ++page.submits;
    } else if (!waits) {
        return {};
    }
    if (!waits || !what.action.says_nothing()) page.action = std::move(what.action);
    page.declined = std::move(what.declined);
    page.decline = page.declined.empty() ? decline_code::none : what.decline;
    merchant const who{p.account, p.mode, {}};
    auto const& ends = p.terms->checkout->expires_at;
    if (page.state == checkout_state::open) {
        page.nonce = runtime_.ids.text(22);
        if (ends && *ends <= what.at)
            if (auto const due = schedule(what.unit, who, job_kind::expire_checkout, p.id.value,
                                          *ends, 0); !due)
                return due.error();
    } else if (checkout_flow.final(page.state) && ends) {
        auto const gone = unschedule(what.unit, who, job_kind::expire_checkout, p.id.value);
        if (!gone) return gone.error();
    }
    what.unit.replace(*s, std::move(page));
    return {};
}

/// A use of a link is reserved while its page is being paid, and counted where it is.
TENDER_DECL result<> page_purpose::count_use(unit_of_work& unit, payment const& p,
                                           checkout_state from, checkout_state to)
{
    auto const held = std::int64_t(from == checkout_state::paying);
    auto const holds = std::int64_t(to == checkout_state::paying);
    auto const paid = std::int64_t(to == checkout_state::completed);
    if (held == holds && paid == 0) return {};
    auto const l = unit.find(p.terms->checkout->link);
    if (!l) return l.error();
    auto counted = **l;
    counted.reserved += holds - held;
    counted.uses += paid;
    if (paid != 0)
        counted.revenue = checked_add(counted.revenue, p.captured).value_or(counted.revenue);
    unit.replace(*l, std::move(counted));
    return {};
}

}  // namespace tender
