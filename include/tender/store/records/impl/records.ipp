// SPDX-License-Identifier: BSL-1.0
// tender/store/records/impl/records.ipp: bodies of store/records/records.hpp.
#pragma once

#include <tender/core/json/json_text.hpp>
#include <tender/core/json/read.hpp>
#include <tender/domain/access/api_key.hpp>
#include <tender/domain/billing/credit_entry.hpp>
#include <tender/domain/billing/price.hpp>
#include <tender/domain/checkout/checkout.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/domain/merchant/account_settings.hpp>
#include <tender/domain/merchant/branding.hpp>
#include <tender/domain/merchant/custom_field.hpp>
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

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

namespace records_parts {

/// A product as it was up to epoch 7, with its prices in itself.
struct former_product {
    tender::id<product> id;
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    instant created_at{};
    std::vector<money> prices;
};
BOOST_DESCRIBE_STRUCT(former_product, (), (id, account, mode, created_at, prices))

/// Leaves the text without its prices; nothing of it, where they cannot be read.
inline std::vector<split_record> split_prices(std::string& text)
{
    json_text whole;                   // also where an old text has U+0000, which an audit tells
    reading seen;
    read_json(text, schema_of<json_text>, &whole, seen);
    if (!seen.readable || whole.kind() != '{') return {};
    text = std::move(whole.text);
    auto const all = members_of(text);
    std::string_view made, changed;
    std::string rest;
    for (auto const& m : all) {
        if (m.name == "created_at") made = m.value;
        if (m.name == "updated_at") changed = m.value;
        if (m.name == "prices") continue;
        rest.append(rest.empty() ? "{\"" : ",\"").append(m.name).append("\":").append(m.value);
    }
    if (!has_member(text, "prices")) return {};
    if (changed.empty() && !made.empty()) rest.append(",\"updated_at\":").append(made);
    former_product was;
    reading found;
    read_json(text, schema_of<former_product>, &was, found);
    text = found.faults.empty() && !rest.empty() ? rest + "}" : std::string();
    if (text.empty()) return {};
    std::vector<split_record> out;
    for (auto const amount : was.prices) {
        constexpr std::uint64_t most = 0xff;   // beyond it they would have one id
        if (out.size() == most) break;
        price one;
        one.id = {{was.id.value.high, (hash_of("price", was.id.value.low) & ~most) + out.size()}};
        one.account = was.account;
        one.mode = was.mode;
        one.product = was.id;
        one.created_at = one.updated_at = was.created_at;
        one.currency = amount.currency;
        one.amounts.unit_amount = amount.minor;
        out.push_back({&record_of<price>, std::make_shared<price const>(std::move(one))});
    }
    return out;
}

inline constexpr entity product_entity = [] {
    auto e = entity_of<product>;
    e.split = &split_prices;
    return e;
}();

}  // namespace records_parts

TENDER_DECL std::vector<entity> records()
{
    return {entity_of<account>,
            entity_of<api_key>,
            entity_of<customer>,
            entity_of<custom_field>,
            entity_of<credit_entry>,
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
            entity_of<price>,
            records_parts::product_entity,   // behind what is split from it
            entity_of<shared_secret>,
            entity_of<payment_link>,
            entity_of<tally>,
            entity_of<saved_instrument>};
}

}  // namespace tender
