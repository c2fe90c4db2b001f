// SPDX-License-Identifier: BSL-1.0
// tender/service/engine.hpp: a payment system.
#pragma once

#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/port/provider.hpp>
#include <tender/port/storage.hpp>
#include <tender/service/access/access_tokens.hpp>
#include <tender/service/access/api_keys.hpp>
#include <tender/service/billing/credit.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/checkout/links.hpp>
#include <tender/service/checkout/signed_links.hpp>
#include <tender/service/jobs/jobs.hpp>
#include <tender/service/ledger/ledger.hpp>
#include <tender/service/merchant/accounts.hpp>
#include <tender/service/merchant/custom_fields.hpp>
#include <tender/service/merchant/customers.hpp>
#include <tender/service/merchant/prices.hpp>
#include <tender/service/merchant/products.hpp>
#include <tender/service/payment/payments.hpp>
#include <tender/service/payment/refunds.hpp>
#include <tender/service/payment/saved_instruments.hpp>
#include <tender/service/routing/health.hpp>
#include <tender/service/routing/routing.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/read_pages.hpp>
#include <tender/service/runtime/settings.hpp>
#include <tender/service/webhook/events.hpp>
#include <tender/service/webhook/webhooks.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace tender {

/// The whole system over its ports: no thread, socket or sleep of its own. Thread-safe once its
/// providers are registered. Nothing happens by itself: the host calls `run_due`, from a timer or
/// a thread, or from a test that has moved the clock.
class engine {
public:
    /// Throws std::invalid_argument where a port is missing.
    explicit engine(ports world, tender::settings how = {}, tender::hooks told = {});
    ~engine();
    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;

    /// Registers a provider for a mode. Fault invalid_request, with what is wrong with it.
    result<> add(std::shared_ptr<provider> who, mode where);

    tender::accounts& accounts();
    tender::api_keys& api_keys();
    tender::customers& customers();
    tender::custom_fields& custom_fields();
    tender::credit& credit();
    tender::products& products();
    tender::prices& prices();
    tender::access_tokens& access_tokens();
    tender::payments& payments();
    tender::refunds& refunds();
    tender::saved_instruments& saved_instruments();
    tender::checkout& checkout();
    tender::links& links();
    tender::signed_links& signed_links();
    tender::routing& routing();
    tender::health& health();
    tender::webhooks& webhooks();
    tender::events& events();
    tender::ledger& ledger();
    tender::incidents& incidents();

    /// The instant, by its clock.
    instant now();

    /// A fresh id of this instant, by its clock and entropy.
    ulid new_id();

    /// A unit of work on records of the host's own, in the engine's store: `work` takes a
    /// `unit_of_work&` and returns a result, and is called again where it or its commit met a
    /// conflict. Fault storage_unavailable where it never commits.
    template<class Work>
    auto transact(id<account> owner, Work&& work)
    {
        std::optional<decltype(work(std::declval<unit_of_work&>()))> last;
        auto const kept = attempt(owner, [&](unit_of_work& unit) -> result<> {
            last.emplace(work(unit));
            return *last ? result<>() : last->error();
        });
        if (!kept) last.emplace(kept.error());
        return std::move(*last);
    }

    /// Takes what a provider sent to the host by itself. Faults: not_found where the mode has no
    /// such provider, invalid_request where it cannot read the message, storage_unavailable. Where
    /// there is none, the provider need not say it again.
    result<> notify(name provider, mode where, string_pairs const& headers, std::string_view body);

    /// Does at most `limit` jobs that are due in a lane, and says when the next is. Fault:
    /// storage_unavailable. May be called from any number of threads and processes at once.
    result<due_report> run_due(int limit, job_lane lane);

    /// The same in every lane, at most `limit` in each: for a program with one thread for all,
    /// where a receiver that is slow delays the rest.
    result<due_report> run_due(int limit = 100);

private:
    friend struct engine_internals;

    /// Does `work` in units of work until one commits, or it or the store fails.
    result<> attempt(id<account> owner, std::function<result<>(unit_of_work&)> const& work);

    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/engine_parts.hpp>
#endif
