// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs/job_table.hpp: who does which kind of job (table).
#pragma once

#include <tender/domain/runtime/job.hpp>
#include <tender/service/access/api_keys.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/jobs/housekeeping.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/payment/notifications.hpp>
#include <tender/service/webhook/deliveries.hpp>
#include <tender/service/webhook/webhooks.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace tender {

/// Those whose jobs there are.
struct job_services {
    tender::calls& calls;
    tender::bookkeeping& bookkeeping;
    tender::api_keys& api_keys;
    tender::outbox& outbox;
    tender::webhooks& webhooks;
    tender::deliveries& deliveries;
    tender::notifications& notifications;
    tender::checkout& checkout;
    tender::housekeeping& housekeeping;
};

/// Does a job that it has leased: it removes or moves it in the unit of work that has its effect.
using job_handler = result<> (*)(job_services const& by, merchant const& who,
                                 versioned<job> const& due);

struct job_row {
    job_kind kind;
    job_handler run;
};

/// Does what no host may call, too.
struct job_handlers {
    using all = job_services const&;
    using who = merchant const&;
    using due = versioned<job> const&;

    static result<> ask(all s, who w, due j)
    {
        auto const asked = s.calls.ask(w, {j->subject});
        return asked ? result<>() : result<>(asked.error());
    }
    static result<> expire_key(all s, who w, due j) { return s.api_keys.expire(w, j); }
    static result<> catch_up(all s, who w, due j) { return s.webhooks.catch_up(w, j); }
    static result<> expire_checkout(all s, who w, due j) { return s.checkout.expire(w, j); }
    static result<> simulate_checkout(all s, who w, due j) { return s.checkout.simulate(w, j); }
};

namespace job_table_parts {

using all = job_services const&;
using who = merchant const&;
using due = versioned<job> const&;

inline constexpr job_row job_table[] = {
    {job_kind::ask_charge, &job_handlers::ask},
    {job_kind::ask_refund, &job_handlers::ask},
    {job_kind::settle, [](all s, who w, due j) { return s.bookkeeping.settle(w, j); }},
    {job_kind::release, [](all s, who w, due j) { return s.bookkeeping.settle(w, j); }},
    {job_kind::housekeeping, [](all s, who w, due j) { return s.housekeeping.run(w, j); }},
    {job_kind::expire_key, &job_handlers::expire_key},
    {job_kind::deliver, [](all s, who w, due j) { return s.deliveries.deliver(w, j); }},
    {job_kind::cancel_deliveries,
     [](all s, who w, due j) { return s.deliveries.cancel_deliveries(w, j); }},
    {job_kind::catch_up, &job_handlers::catch_up},
    {job_kind::notice, [](all s, who w, due j) { return s.notifications.try_again(w, j); }},
    {job_kind::expire_checkout, &job_handlers::expire_checkout},
    {job_kind::deliver_untrusted, [](all s, who w, due j) { return s.deliveries.deliver(w, j); }},
    {job_kind::simulate_checkout, &job_handlers::simulate_checkout},
};
static_assert(one_row_each<job_kind>(job_table, &job_row::kind));

}  // namespace job_table_parts

inline job_handler handler_of(job_kind kind)
{
    return job_table_parts::job_table[static_cast<std::size_t>(kind)].run;
}

/// The longest that anybody is waited for in a job of its lane.
inline std::chrono::milliseconds longest_of(job_services const& by, runtime const& r, job const& j)
{
    return j.lane == job_lane::engine
        ? r.providers.longest_call(j.mode)
        : std::max(provider_registry::least_limit, by.outbox.longest_attempt());
}

}  // namespace tender
