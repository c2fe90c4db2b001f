// SPDX-License-Identifier: BSL-1.0
// tender/service/jobs/jobs.hpp: what is due is done.
#pragma once

#include <tender/domain/runtime/job.hpp>
#include <tender/port/due.hpp>
#include <tender/port/storage.hpp>

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

struct job_services;
class runtime;

/// Leases and runs jobs; who does which, job_table.hpp says. Thread-safe, also from many processes
/// on one store: who holds a lease works, and what it does happens once, because it removes or
/// moves the job in the same unit of work.
class jobs {
public:
    jobs(runtime& r, job_services const& by) : runtime_(r), services_(by) {}

    result<due_report> run_due(int limit, job_lane lane);

private:
    result<std::vector<due_record>> next_due(job_lane lane, int width, bool go_round,
                                              bool& all);
    result<std::optional<versioned<job>>> lease(due_record const& due, int& left_to_others);
    void failed(versioned<job> const& j, fault const& why);

    runtime& runtime_;
    job_services const& services_;

    struct round {
        std::atomic<std::int32_t> last{0};           ///< the queue that had its turn last
        std::atomic<std::int64_t> next{0};           ///< when it goes on, by the steady clock
    };
    std::array<round, enum_count<job_lane>> rounds_{};
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/jobs/impl/jobs.ipp>
#endif
