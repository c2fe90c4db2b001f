// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs.hpp: what is due is done.
#pragma once

#include <tender/domain/job.hpp>
#include <tender/service/api_keys.hpp>
#include <tender/service/calls.hpp>
#include <tender/service/checkout.hpp>
#include <tender/service/claims.hpp>
#include <tender/service/deliveries.hpp>
#include <tender/service/notifications.hpp>
#include <tender/service/webhooks.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

namespace tender {

/// What a call of `run_due` came to.
struct due_report {
    int done = 0;                     ///< jobs that ran, whatever came of them
    std::optional<instant> next;      ///< when the next is due; nothing: no job waits
};

/// Leases and runs jobs. Thread-safe, also from many processes on one store: who holds a lease
/// works, and what it does happens once, because it removes or moves the job in the same unit of
/// work.
class jobs {
public:
    /// Those whose jobs there are.
    struct workers {
        tender::calls& calls;
        tender::claims& claims;
        ledger& books;
        api_keys& keys;
        outbox& told;
        tender::webhooks& webhooks;
        tender::deliveries& deliveries;
        tender::notifications& notifications;
        tender::checkout& checkout;
    };

    jobs(runtime& r, workers w) : runtime_(r), do_(w) {}

    result<due_report> run_due(int limit, job_lane lane);

    /// The recurring job of an account, in its first unit of work.
    void begin_housekeeping(unit_of_work& unit, merchant const& who, instant now);

private:
    result<std::vector<due_record>> next_due(job_lane lane, int width, bool go_round,
                                              bool& all);
    result<std::optional<kept<job>>> lease(due_record const& due, int& left_to_others);
    std::chrono::milliseconds longest(kept<job> const& j) const;
    result<> run(kept<job> const& j);
    result<> settle(kept<job> const& j);
    result<> keep_house(kept<job> const& j);
    void failed(kept<job> const& j, fault const& why);

    runtime& runtime_;
    workers do_;

    struct round {
        std::atomic<std::int32_t> last{0};           ///< the queue that had its turn last
        std::atomic<std::int64_t> next{0};           ///< when it goes on, by the steady clock
    };
    std::array<round, enum_count<job_lane>> rounds_{};
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/jobs.ipp>
#endif
