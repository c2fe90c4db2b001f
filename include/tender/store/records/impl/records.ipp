// SPDX-License-Identifier: BSL-1.0
// tender/store/records/impl/records.ipp: bodies of store/records/records.hpp.
#pragma once

#include <tender/domain/access/api_key.hpp>
#include <tender/domain/checkout/checkout.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/account_settings.hpp>
#include <tender/domain/merchant/branding.hpp>
#include <tender/domain/merchant/customer.hpp>
#include <tender/domain/merchant/product.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/domain/payment/notification.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/refund.hpp>
#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/domain/routing/routing_rule.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>
#include <tender/domain/runtime/incident.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/domain/runtime/tally.hpp>
#include <tender/domain/webhook/webhook_delivery.hpp>
#include <tender/domain/webhook/webhook_endpoint.hpp>
#include <tender/store/records/event_fields.hpp>
#include <tender/store/records/records.hpp>
#include <tender/store/records/word_fields.hpp>

namespace tender {

TENDER_DECL std::vector<entity> records()
{
    return {entity_of<account>,
            entity_of<api_key>,
            entity_of<customer>,
            entity_of<payment>,
            entity_of<attempt>,
            entity_of<refund>,
            entity_of<idempotency_record>,
            entity_of<event>,
            entity_of<posting>,
            entity_of<balance>,
            entity_of<job>,
            entity_of<incident>,
            entity_of<routing_rule>,
            entity_of<webhook_endpoint>,
            entity_of<webhook_delivery>,
            entity_of<notification>,
            entity_of<checkout_session>,
            entity_of<branding>,
            entity_of<account_settings>,
            entity_of<product>,
            entity_of<shared_secret>,
            entity_of<payment_link>,
            entity_of<tally>,
            entity_of<saved_instrument>};
}

}  // namespace tender
