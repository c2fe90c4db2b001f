// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/custom_fields.ipp: bodies of service/merchant/custom_fields.hpp.
#pragma once

#include <tender/core/json/values.hpp>
#include <tender/domain/billing/price.hpp>
#include <tender/domain/merchant/customer.hpp>
#include <tender/service/merchant/custom_fields.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tender {

namespace custom_fields_parts {

/// Says a record of a list one of these of the field?
template<class R>
result<bool> any_says(unit_of_work& unit, merchant const& who, list_index<R> by,
                      custom_field const& field, std::vector<std::string> const& any)
{
    auto const which = field.id.text();
    std::optional<cursor> after;
    do {
        auto const some = unit.list(by, mode_key(who), after, list_query::most);
        if (!some) return some.error();
        for (auto const& one : some->items) {
            auto const said = value_in(one->custom_fields, which);
            if (std::find(any.begin(), any.end(), said) != any.end()) return true;
        }
        after = some->next;
    } while (after);
    return false;
}

/// Is one of the options that go what some record says?
inline result<bool> uses_one(unit_of_work& unit, merchant const& who, custom_field const& field,
                             std::vector<std::string> const& stay)
{
    std::vector<std::string> gone;     // as records say it
    for (auto const& option : field.options)
        if (std::find(stay.begin(), stay.end(), option) == stay.end())
            write_text(gone.emplace_back(), option);
    if (gone.empty()) return false;
    switch (field.entity) {
        case field_entity::customer: return any_says(unit, who, all_customers, field, gone);
        case field_entity::product: return any_says(unit, who, all_products, field, gone);
        case field_entity::price: return any_says(unit, who, all_prices, field, gone);
    }
    return false;
}

}  // namespace custom_fields_parts

TENDER_DECL result<custom_field> custom_fields::create(merchant const& who,
                                                       create_custom_field command)
{
    custom_field wanted;
    wanted.key = command.key.str();
    wanted.name = command.name.str();
    if (command.description) wanted.description = command.description->str();
    wanted.entity = command.entity;
    wanted.type = command.type;
    wanted.options = command.options;
    wanted.least = command.least;
    wanted.most = command.most;
    wanted.listed = command.listed;
    auto violations = violations_of(command);
    for (auto& v : broken_rules(wanted, custom_field_rules)) violations.push_back(std::move(v));
    if (!violations.empty()) return fault(std::move(violations));
    auto made = idempotency_.make<custom_field>(
        who, "create_custom_field", command,
        [&](unit_of_work& unit, custom_field fresh) -> result<custom_field> {
            index_key by;
            by.add(who.mode).add(wanted.entity).add(wanted.key);
            auto const other = unit.find(custom_field_by_key, by);
            if (other) return fault::at("key", "is another field's");
            if (!(other.error() == errc::not_found)) return other.error();
            auto next = wanted;
            next.id = fresh.id;
            next.account = fresh.account;
            next.mode = fresh.mode;
            next.created_at = next.updated_at = fresh.created_at;
            return *unit.insert(std::move(next));
        });
    if (made && made->deleted) return fault(errc::not_found);
    return made;
}

TENDER_DECL result<custom_field> custom_fields::read(merchant const& who, id<custom_field> which)
{
    return read_own(runtime_, who, which);
}

TENDER_DECL result<custom_field> custom_fields::change(merchant const& who, id<custom_field> which,
                                                       change_custom_field command)
{
    if (auto violations = violations_of(command); !violations.empty())
        return fault(std::move(violations));
    auto const find = [&](unit_of_work& unit) { return find_there(unit, who, which); };
    auto const change = [&](custom_field& next, unit_of_work& unit) -> result<> {
        auto const before = next;
        auto const& c = command;
        if (c.name) next.name = c.name->str();
        if (c.description) next.description = c.description->str();
        if (c.options) next.options = *c.options;
        if (c.least) next.least = *c.least;
        if (c.most) next.most = *c.most;
        if (c.listed) next.listed = *c.listed;
        if (auto broken = broken_rules(next, custom_field_rules); !broken.empty())
            return fault(std::move(broken));
        auto const used = custom_fields_parts::uses_one(unit, who, before, next.options);
        if (!used) return used.error();
        return *used ? result<>(fault::at("options", "must keep those that are used"))
                     : result<>();
    };
    return change_record<custom_field>(runtime_, who, find, change);
}

TENDER_DECL result<custom_field> custom_fields::remove(merchant const& who, id<custom_field> which)
{
    auto const find = [&](unit_of_work& unit) { return find_there(unit, who, which); };
    return change_record<custom_field>(runtime_, who, find,
                                       [](custom_field& next, unit_of_work&) -> result<> {
                                           next.deleted = true;
                                           return {};
                                       });
}

TENDER_DECL result<page<versioned<custom_field>>>
custom_fields::list(merchant const& who, list_custom_fields const& which)
{
    list_query const part{which.after, which.limit};
    auto key = mode_key(who);
    if (!which.entity) return list_page(runtime_, who, all_custom_fields, key, part);
    return list_page(runtime_, who, custom_fields_by_entity, key.add(*which.entity), part);
}

TENDER_DECL result<std::string> custom_fields::text_of(merchant const& who,
                                                       string_pairs const& said)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<std::string> {
        std::string out;
        for (auto const& [which, value] : said) {
            auto const field = id<custom_field>::read(which);
            if (!field) continue;
            auto const found = find_there(unit, who, *field);
            if (!found && found.error() == errc::not_found) continue;
            if (!found) return found.error();
            out += out.empty() ? '{' : ',';
            write_text(out, (*found)->key);
            out.append(":").append(value);
        }
        return out.empty() ? "{}" : out + "}";
    });
}

}  // namespace tender
