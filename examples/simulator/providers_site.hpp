// SPDX-License-Identifier: BSL-1.0
// simulator/providers_site.hpp: the providers over HTTP.
#pragma once

#include "../tenderd/site.hpp"
#include "faults.hpp"

#include <tender/testing/popfab_providers.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

class notifier;

/// POST /{provider}/charges     takes a charge
/// POST /{provider}/refunds     takes a refund
/// POST /{provider}/cancels     takes back a charge that waits for its customer
/// GET  /{provider}/calls/{id}  what became of a charge or a refund
/// POST /{provider}/faults      {"on": "charge", "what": "hang_after", "times": 3, "for_ms": 0}
/// DELETE /{provider}/faults    forgets those that have not happened
/// GET  /book                   every call of every provider
class providers_site final : public tenderd::site {
public:
    providers_site(std::vector<std::shared_ptr<tender::testing::simulated_provider>> providers,
                   std::shared_ptr<tender::clock> clock, std::chrono::milliseconds hang);

    /// From now on calls are told of once they are done.
    void tell(notifier& by) { notifier_ = &by; }

    void handle(tender::request const& asked, tender::response& out) override;
    void refuse(int status, tender::response& out) override;

private:
    struct desk {
        std::shared_ptr<tender::testing::simulated_provider> provider;
        simulator::faults faults{};
    };

    template<class Call>
    void answer(desk& at, operation of, std::string_view reference, Call&& call,
                tender::response& out);
    void charge(desk& at, boost::json::object const& body, tender::response& out);
    void refund(desk& at, boost::json::object const& body, tender::response& out);
    void cancel(desk& at, boost::json::object const& body, tender::response& out);
    void query(desk& at, std::string_view reference, tender::response& out);
    void plan(desk& at, boost::json::object const& body, tender::response& out);
    void book(tender::response& out);

    std::map<std::string, desk, std::less<>> desks_;
    std::shared_ptr<tender::clock> clock_;
    std::chrono::milliseconds hang_;
    notifier* notifier_ = nullptr;
};

}  // namespace simulator
