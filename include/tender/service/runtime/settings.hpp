// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/settings.hpp: what a host may set, and the ports it brings.
#pragma once

#include <tender/base/secret.hpp>
#include <tender/domain/event/event.hpp>
#include <tender/domain/runtime/incident.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/port/clock.hpp>
#include <tender/port/crypto.hpp>
#include <tender/port/entropy.hpp>
#include <tender/port/provider.hpp>
#include <tender/port/rates.hpp>
#include <tender/port/sender.hpp>
#include <tender/port/storage.hpp>
#include <tender/port/tax.hpp>
#include <tender/port/wait.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace tender {

/// What the engine needs of the world. Storage, clock and entropy must be there; the rest has a
/// default that needs nothing.
struct ports {
    std::shared_ptr<tender::storage> storage;
    std::shared_ptr<tender::clock> clock;
    std::shared_ptr<tender::entropy> entropy;
    std::shared_ptr<tender::crypto> crypto = std::make_shared<builtin_crypto>();
    std::shared_ptr<tender::waiter> waiter = std::make_shared<no_waiting>();
    std::shared_ptr<tender::rates> rates = std::make_shared<no_rates>();
    std::shared_ptr<tender::taxes> taxes = std::make_shared<no_taxes>();
    std::shared_ptr<tender::sender> sender = std::make_shared<no_sender>();
};

/// When a breaker changes its state; the defaults are POPFAB's.
struct breaker_settings {
    int failure_percent = 30;                       ///< more than that, of those in a minute
    int least_calls = 10;                           ///< in a minute, before it may open
    std::chrono::milliseconds open_for{30'000};
    int probes_to_close = 3;                        ///< in a row, of those in half-open
};

/// A line of the log. No secret and no card number is ever in it.
struct log_entry {
    std::string_view request_id;   ///< empty outside a request
    std::string_view what;         ///< a fixed word: `unauthorized`, `exception`, `incident`
    std::string_view text;
};

/// A customer's submit of a page, before anybody is called.
struct page_submit {
    merchant const& who;
    payment const& paid;
    payment_method method;
    std::string_view client;       ///< the address that the host passed; may be empty
};

/// What the engine calls when something should be seen. Called from any thread; must not throw.
struct hooks {
    std::function<void(log_entry const&)> log{};
    std::function<void(incident const&)> incident{};

    /// Something has happened, and is committed: called once for each event, on the thread that
    /// committed it, before its call returns. It must not throw. A process that dies between the
    /// commit and the call has told nobody: who must miss nothing reads `engine::events`.
    std::function<void(event const&)> changed{};

    /// May this submit go on? The host's own check against fraud [C47]; none: it may.
    std::function<bool(page_submit const&)> may_submit{};
};

/// When a provider is asked again after a question that brought no answer [C11]; then daily.
inline constexpr std::array<std::chrono::seconds, 9> question_delays{{
    std::chrono::seconds(10), std::chrono::minutes(1), std::chrono::minutes(5),
    std::chrono::hours(1), std::chrono::hours(24), std::chrono::hours(24), std::chrono::hours(24),
    std::chrono::hours(24), std::chrono::hours(24),
}};

struct settings {
    std::int64_t platform_basis_points = 15;             ///< of the amount
    std::chrono::milliseconds send_within{5000};         ///< from writing an attempt to its call
    std::chrono::milliseconds max_clock_skew{5000};      ///< between processes on one store
    std::chrono::minutes attempt_window{15};             ///< no attempt begins later [C55]
    std::chrono::milliseconds wait_for_answer{10'000};   ///< a request with a running key [C16]
    int failures_until_parked = 20;                      ///< of one job
    std::chrono::milliseconds simulate_after{1000};      ///< checkouts that end by themselves
    breaker_settings breaker{};                          ///< of each provider

    /// How many threads the host gives each lane of jobs: engine, outbound, untrusted.
    std::array<int, enum_count<job_lane>> lane_threads{2, 4, 2};

    /// How many threads hand requests over. Who waits for others holds up a part of them alone;
    /// 0: as many as there are.
    int serving_threads = 0;

    /// At least 32 random characters that the host keeps to itself, the same at every start and in
    /// every process on one store: what must be kept secret there is sealed under it.
    secret host_secret{};
    std::int64_t token_requests_per_minute = 100;        ///< of each access token; 0: any number
    bool allow_local_webhooks = false;                   ///< http, too, and hosts of any kind
};

}  // namespace tender
