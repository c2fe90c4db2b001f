// SPDX-License-Identifier: BSL-1.0
// tender/service/engine.hpp: a payment system.
#pragma once

#include <tender/service/access/access_tokens.hpp>
#include <tender/service/access/api_keys.hpp>
#include <tender/service/checkout/links.hpp>
#include <tender/service/checkout/page_purpose.hpp>
#include <tender/service/checkout/signed_links.hpp>
#include <tender/service/jobs/job_table.hpp>
#include <tender/service/jobs/jobs.hpp>
#include <tender/service/ledger/ledger.hpp>
#include <tender/service/merchant/accounts.hpp>
#include <tender/service/merchant/customers.hpp>
#include <tender/service/merchant/products.hpp>
#include <tender/service/payment/payments.hpp>
#include <tender/service/payment/refunds.hpp>
#include <tender/service/payment/saved_instruments.hpp>
#include <tender/service/routing/routing.hpp>
#include <tender/service/runtime/incidents.hpp>
#include <tender/service/runtime/read_pages.hpp>
#include <tender/service/webhook/events.hpp>

namespace tender {

/// The whole system over its ports: no thread, socket or sleep of its own. Thread-safe once its
/// providers are registered. Nothing happens by itself: the host calls `run_due`, from a timer or
/// a thread, or from a test that has moved the clock.
class engine {
public:
    /// Throws std::invalid_argument where a port is missing.
    explicit engine(ports world, tender::settings how = {}, tender::hooks told = {})
        : runtime_(std::move(world), how, std::move(told))
    {
    }
    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;

    /// Registers a provider for a mode. Fault invalid_request, with what is wrong with it.
    result<> add(std::shared_ptr<provider> who, mode where)
    {
        return runtime_.providers.add(std::move(who), where);
    }

    tender::accounts& accounts() { return accounts_; }
    tender::api_keys& api_keys() { return api_keys_; }
    tender::customers& customers() { return customers_; }
    tender::products& products() { return products_; }
    tender::access_tokens& access_tokens() { return access_tokens_; }
    tender::payments& payments() { return payments_; }
    tender::refunds& refunds() { return refunds_; }
    tender::saved_instruments& saved_instruments() { return saved_instruments_; }
    tender::checkout& checkout() { return checkout_; }
    tender::links& links() { return links_; }
    tender::signed_links& signed_links() { return signed_links_; }
    tender::routing& routing() { return routing_; }
    tender::health& health() { return health_; }
    tender::webhooks& webhooks() { return webhooks_; }
    tender::events& events() { return events_; }
    tender::ledger& ledger() { return ledger_; }
    tender::incidents& incidents() { return incidents_; }

    /// The instant, by its clock.
    instant now() { return runtime_.now(); }

    /// A fresh id of this instant, by its clock and entropy.
    ulid new_id() { return runtime_.new_id(now()); }

    /// A unit of work on records of the host's own, in the engine's store: `work` takes a
    /// `unit_of_work&` and returns a result, and is called again where it or its commit met a
    /// conflict. Fault storage_unavailable where it never commits.
    template<class Work>
    auto transact(id<account> owner, Work&& work)
    {
        return runtime_.transact(owner, std::forward<Work>(work));
    }

    /// Takes what a provider sent to the host by itself. Faults: not_found where the mode has no
    /// such provider, invalid_request where it cannot read the message, storage_unavailable. Where
    /// there is none, the provider need not say it again.
    result<> notify(name provider, mode where, string_pairs const& headers, std::string_view body)
    {
        return notifications_.receive(provider, where, headers, body);
    }

    /// Does at most `limit` jobs that are due in a lane, and says when the next is. Fault:
    /// storage_unavailable. May be called from any number of threads and processes at once.
    result<due_report> run_due(int limit, job_lane lane) { return jobs_.run_due(limit, lane); }

    /// The same in every lane, at most `limit` in each: for a program with one thread for all,
    /// where a receiver that is slow delays the rest.
    result<due_report> run_due(int limit = 100);

private:
    friend struct engine_internals;

    runtime runtime_;
    tender::accounts accounts_{runtime_};
    tender::idempotency_records idempotency_{runtime_};
    tender::customers customers_{runtime_};
    tender::products products_{runtime_, idempotency_};
    tender::incidents incidents_{runtime_};
    tender::ledger ledger_{runtime_};
    bookkeeping bookkeeping_{runtime_};
    tender::api_keys api_keys_{runtime_};
    tender::access_tokens access_tokens_{runtime_, accounts_};
    tender::health health_{runtime_};
    tender::routing routing_{runtime_, health_};
    outbox outbox_{runtime_};
    tender::webhooks webhooks_{runtime_, outbox_};
    deliveries deliveries_{runtime_, outbox_};
    tender::events events_{runtime_};
    page_purpose pages_{runtime_};
    payment_changes changes_{outbox_, {&pages_}};
    calls calls_{runtime_, bookkeeping_, health_, changes_};
    tender::payments payments_{runtime_, routing_, calls_, idempotency_, changes_};
    tender::refunds refunds_{runtime_, calls_, idempotency_, bookkeeping_, changes_};
    tender::saved_instruments saved_instruments_{runtime_};
    tender::notifications notifications_{runtime_, calls_};
    tender::checkout checkout_{runtime_, routing_, calls_, idempotency_, changes_};
    tender::links links_{runtime_, accounts_, products_, checkout_, idempotency_};
    tender::signed_links signed_links_{runtime_, checkout_};
    housekeeping housekeeping_{runtime_, idempotency_, bookkeeping_};
    job_services services_{calls_, bookkeeping_, api_keys_, outbox_, webhooks_, deliveries_,
                           notifications_, checkout_, housekeeping_};
    jobs jobs_{runtime_, services_};
};

inline result<due_report> engine::run_due(int limit)
{
    due_report all;
    for (std::size_t lane = 0; lane != enum_count<job_lane>; ++lane) {
        auto const one = jobs_.run_due(limit, static_cast<job_lane>(lane));
        if (!one) return one;
        all.done += one->done;
        if (one->next && (!all.next || *one->next < *all.next)) all.next = one->next;
    }
    return all;
}

}  // namespace tender
