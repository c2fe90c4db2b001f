// SPDX-License-Identifier: BSL-1.0
// tender/service/routing/routing.hpp: a merchant's rules, and where payments go by them.
#pragma once

#include <tender/port/storage.hpp>
#include <tender/service/routing/health.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tender {

template<class R> class recent;
class runtime;

/// Which payments are routed once more, and by which rules instead of those in force.
struct past_payments {
    std::vector<set_routing_rule> rules{};
    instant from{};
    instant until{};                   ///< from here on no more
};

/// What captured payments in one currency cost, and would have cost. Minor units.
struct routing_bill {
    tender::currency currency;
    std::int64_t payments = 0;
    std::int64_t amount = 0;
    std::int64_t fees = 0;             ///< what their providers took
    std::int64_t fees_then = 0;        ///< what those that the rules choose would have taken
    std::int64_t unroutable = 0;       ///< that nobody takes now; their fee counts in both sums
    std::vector<std::pair<name, std::int64_t>> chosen{};   ///< how many each would have had
};

/// Thread-safe. Every function answers storage_unavailable where the store is away. A rule that
/// another process has written holds here within a second.
class routing {
public:
    routing(runtime& r, tender::health& h);
    ~routing();

    /// Faults: invalid_request with every field, also where the priority is taken.
    result<routing_rule> create_rule(merchant const& who, set_routing_rule command);
    result<routing_rule> read_rule(merchant const& who, id<routing_rule> which);   ///< not_found

    /// A page of them, newest first; they are asked in the order of their `priority`.
    result<page<versioned<routing_rule>>> list(merchant const& who, list_query const& which = {});

    /// Puts another rule in its place, under its id.
    result<routing_rule> replace_rule(merchant const& who, id<routing_rule> which,
                                      set_routing_rule command);
    result<> remove_rule(merchant const& who, id<routing_rule> which);             ///< not_found

    /// `route` with the merchant's rules and the providers as they are now.
    result<routing_trace> decide(merchant const& who, routing_request const& request,
                                 std::uint64_t seed);

    /// Where this payment would go now, and why. Nothing is written and nobody is called. What is
    /// drawn is drawn from `seed`. Faults as of `payments::create`.
    result<routing_trace> simulate(merchant const& who, create_payment command,
                                   std::uint64_t seed = 0);

    /// What the captured payments of the caller's face would have cost by other rules, with every
    /// provider well and the fees of now; by currency. Reads all of them. A sum that 64 bits do
    /// not hold is the nearest that they do.
    result<std::vector<routing_bill>> simulate_past(merchant const& who,
                                                    past_payments const& which);

private:
    result<std::vector<routing_rule>> rules(merchant const& who);
    result<routing_rule> write(merchant const& who, std::optional<id<routing_rule>> old,
                               set_routing_rule&& command);
    void add_to(std::vector<routing_bill>& bills, merchant const& who, payment const& p,
                std::vector<routing_rule> const& rules);

    runtime& runtime_;
    tender::health& health_;
    std::unique_ptr<recent<routing_rule>> rules_;
};

/// A payment as the router is asked about it.
routing_request routing_request_of(create_payment const& command);

/// What the command charges that is saved, whose provider and method it then asks for; null where
/// it names none. Faults invalid_request, of `instrument` where it is not there, was removed or is
/// another customer's.
result<std::shared_ptr<saved_instrument const>>
resolve_saved_instrument(runtime& r, merchant const& who, create_payment& command);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/routing/impl/routing.ipp>
#endif
