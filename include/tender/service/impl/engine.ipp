// SPDX-License-Identifier: BSL-1.0
// tender/service/impl/engine.ipp: bodies of service/engine.hpp.
#pragma once

#include <tender/service/engine.hpp>
#include <tender/service/engine_parts.hpp>

#include <cstddef>

namespace tender {

TENDER_DECL engine::engine(ports world, tender::settings how, tender::hooks told)
    : parts_(std::make_unique<parts>(std::move(world), how, std::move(told)))
{
}
TENDER_DECL engine::~engine() = default;

TENDER_DECL tender::accounts& engine::accounts() { return parts_->accounts; }
TENDER_DECL tender::api_keys& engine::api_keys() { return parts_->api_keys; }
TENDER_DECL tender::customers& engine::customers() { return parts_->customers; }
TENDER_DECL tender::custom_fields& engine::custom_fields() { return parts_->custom_fields; }
TENDER_DECL tender::credit& engine::credit() { return parts_->credit; }
TENDER_DECL tender::products& engine::products() { return parts_->products; }
TENDER_DECL tender::prices& engine::prices() { return parts_->prices; }
TENDER_DECL tender::access_tokens& engine::access_tokens() { return parts_->access_tokens; }
TENDER_DECL tender::payments& engine::payments() { return parts_->payments; }
TENDER_DECL tender::refunds& engine::refunds() { return parts_->refunds; }
TENDER_DECL tender::saved_instruments& engine::saved_instruments()
{
    return parts_->saved_instruments;
}
TENDER_DECL tender::checkout& engine::checkout() { return parts_->checkout; }
TENDER_DECL tender::links& engine::links() { return parts_->links; }
TENDER_DECL tender::signed_links& engine::signed_links() { return parts_->signed_links; }
TENDER_DECL tender::routing& engine::routing() { return parts_->routing; }
TENDER_DECL tender::health& engine::health() { return parts_->health; }
TENDER_DECL tender::webhooks& engine::webhooks() { return parts_->webhooks; }
TENDER_DECL tender::events& engine::events() { return parts_->events; }
TENDER_DECL tender::ledger& engine::ledger() { return parts_->ledger; }
TENDER_DECL tender::incidents& engine::incidents() { return parts_->incidents; }

TENDER_DECL result<> engine::add(std::shared_ptr<provider> who, mode where)
{
    return parts_->runtime.providers.add(std::move(who), where);
}

TENDER_DECL instant engine::now() { return parts_->runtime.now(); }

TENDER_DECL ulid engine::new_id() { return parts_->runtime.new_id(now()); }

TENDER_DECL result<> engine::attempt(id<account> owner,
                                     std::function<result<>(unit_of_work&)> const& work)
{
    return parts_->runtime.transact(owner, work);
}

TENDER_DECL result<> engine::notify(name provider, mode where, string_pairs const& headers,
                                    std::string_view body)
{
    return parts_->notifications.receive(provider, where, headers, body);
}

TENDER_DECL result<due_report> engine::run_due(int limit, job_lane lane)
{
    return parts_->jobs.run_due(limit, lane);
}

TENDER_DECL result<due_report> engine::run_due(int limit)
{
    due_report all;
    for (std::size_t lane = 0; lane != enum_count<job_lane>; ++lane) {
        auto const one = run_due(limit, static_cast<job_lane>(lane));
        if (!one) return one;
        all.done += one->done;
        if (one->next && (!all.next || *one->next < *all.next)) all.next = one->next;
    }
    return all;
}

}  // namespace tender
