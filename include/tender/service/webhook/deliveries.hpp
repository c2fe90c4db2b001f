// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/deliveries.hpp: webhooks are sent until they arrive.
#pragma once

#include <tender/service/webhook/outbox.hpp>

#include <optional>
#include <vector>

namespace tender {

/// What the jobs of the lane `outbound` do. At least once, by the schedule of the face; the first
/// attempts of one object's events go out in their order. Thread-safe.
class deliveries {
public:
    deliveries(runtime& r, outbox& o) : runtime_(r), outbox_(o) {}

    /// One attempt, and what follows from it: it arrived, comes again later, or is given up.
    result<> deliver(merchant const& who, versioned<job> const& due);

    /// Gives up what is on its way to an endpoint that was disabled.
    result<> cancel_deliveries(merchant const& who, versioned<job> const& due);

private:
    /// All that an attempt needs. A payment's own address is no endpoint: nothing signs what it is
    /// told, and it gets little time.
    struct delivery_attempt {
        versioned<webhook_delivery> delivery;
        std::shared_ptr<webhook_endpoint const> endpoint;
        std::shared_ptr<event const> what;   ///< null: a test
        webhook_dialect const* dialect = nullptr;

        std::string_view url() const
        {
            return endpoint ? std::string_view(endpoint->url) : notify_url_of(*what);
        }
    };

    result<std::optional<delivery_attempt>> pack(merchant const& who, versioned<job> const& due);
    result<bool> is_its_turn(unit_of_work& unit, webhook_delivery const& d);
    result<> wake_next(unit_of_work& unit, webhook_delivery const& tried, instant now);
    result<> put_back(merchant const& who, versioned<job> const& due,
                      std::chrono::milliseconds wait);
    sent send(delivery_attempt const& what);
    std::vector<secret> keys_of(webhook_endpoint const& e, instant now);
    result<> record(merchant const& who, versioned<job> const& due, delivery_attempt const& what,
                    sent const& answer);
    result<std::optional<incident>> note_health(unit_of_work& unit, delivery_attempt const& what,
                                                sent const& answer, instant now);

    runtime& runtime_;
    outbox& outbox_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/webhook/impl/deliveries.ipp>
#    include <tender/service/webhook/impl/deliveries_sending.ipp>
#endif
