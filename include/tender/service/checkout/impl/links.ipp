// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/links.ipp: bodies of service/checkout/links.hpp.
#pragma once

#include <tender/base/uuid.hpp>
#include <tender/core/json/read.hpp>
#include <tender/service/checkout/links.hpp>
#include <tender/service/merchant/accounts.hpp>
#include <tender/service/merchant/products.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>

namespace tender {

namespace links_parts {

/// All that counts in a command.
inline std::string said_in(create_link const& c)
{
    std::string out;
    write_json(out, c);
    auto const add = [&](std::string_view part) {
        out.append("/").append(std::to_string(part.size())).append(":").append(part);
    };
    auto const number = [&](std::optional<std::int64_t> n) { add(n ? std::to_string(*n) : ""); };
    for (auto const& p : c.products) add(p.which.text()), number(p.quantity);
    for (auto const part : {c.currency.code(), c.prices ? enum_name(*c.prices) : "",
                            std::string_view(c.metadata), std::string_view(c.page)})
        add(part);
    number(c.expires_at ? std::optional<std::int64_t>(c.expires_at->time_since_epoch().count())
                        : std::nullopt);
    number(c.most_uses);
    return out;
}

}  // namespace links_parts

TENDER_DECL result<payment_link> links::create(merchant const& who, create_link command)
{
    if (!command.idempotency_key) return create_now(who, std::move(command), nullptr);
    if (auto const says = command.idempotency_key->violation(); !says.empty())
        return fault::at("idempotency_key", says);
    auto made = idempotency_.once_made<payment_link>(
        who, "create_link " + std::string(who.face.text()), command.idempotency_key->str(),
        links_parts::said_in(command), [&](idempotency_request const* request) {
            return create_now(who, command, request);
        });
    if (made && made->state == link_state::deleted) return fault(errc::not_found);
    return made;
}

TENDER_DECL result<payment_link> links::create_now(merchant const& who, create_link command,
                                                   idempotency_request const* request)
{
    auto violations = violations_of(command, create_link_rules);
    auto const now = runtime_.now();
    if (command.expires_at && *command.expires_at <= now)
        violations.push_back({"expires_at", "must lie in the future"});
    if (auto says = violation_of_object(command.metadata, longest_link_metadata); !says.empty())
        violations.push_back({"metadata", std::move(says)});
    if (command.page.empty()) command.page = checkout_.addresses_of(who.face).links;
    if (command.page.empty()) violations.push_back({"page", std::string(served_nowhere)});
    payment_link fresh;
    bool const few = command.products.size() <= most_items;
    for (std::size_t i = 0; few && i != command.products.size(); ++i) {
        auto const& p = command.products[i];
        auto item = p.quantity > 0
            ? products_.item(who, p.which, p.quantity, command.currency)
            : result<checkout_item>(fault::at("quantity", "must be greater than zero"));
        if (!item && item.error().fields().empty()) return item.error();
        if (item) fresh.items.push_back(std::move(*item));
        else
            for (auto const& f : item.error().fields())
                violations.push_back({"products[" + std::to_string(i) +
                                     (f.field == "id" ? "].product_id" : "]." + f.field), f.says});
    }
    if (!violations.empty()) return fault(std::move(violations));
    auto const seller = accounts_.settings(who.account);
    if (!seller) return seller.error();
    auto const total = sum_of(fresh.items);
    if (!total) return fault(errc::amount_overflow);
    fresh.total = *total;
    if (auto const fits = check_limits(*seller, fresh.total); !fits) return fits.error();
    fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.face = who.face;
    fresh.token = uuid_text(uuid_version_4(runtime_.ids.random()));
    fresh.url = std::move(command.page) + fresh.token + "/";
    fresh.name = std::move(command.name).str();
    fresh.metadata = std::move(command.metadata);
    fresh.currency = command.currency;
    fresh.prices = command.prices.value_or(seller->prices);
    fresh.most_uses = command.most_uses;
    fresh.expires_at = command.expires_at;
    fresh.created_at = fresh.updated_at = now;
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<payment_link> {
        if (request != nullptr)
            if (auto const taken = idempotency_.reserve_for(unit, who, *request, fresh.id, now);
                !taken)
                return taken.error();
        unit.publish({"link", fresh.token, who.account, who.mode, fresh.id.value});
        return *unit.insert(fresh);
    });
}

TENDER_DECL result<versioned<payment_link>>
links::find_link(unit_of_work& unit, merchant const& who, id<payment_link> which)
{
    auto found = find_own(unit, who, which);
    if (!found) return found;
    bool const there = (*found)->state != link_state::deleted && (*found)->face == who.face;
    return there ? std::move(found) : result<versioned<payment_link>>(fault(errc::not_found));
}

TENDER_DECL result<payment_link> links::read(merchant const& who, id<payment_link> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<payment_link> {
        auto const found = find_link(unit, who, which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<page<versioned<payment_link>>> links::list(merchant const& who,
                                                              list_query const& which)
{
    auto key = mode_key(who);
    key.add(who.face.text());
    return list_page(runtime_, who, all_payment_links, key, which);
}

TENDER_DECL result<payment_link> links::change(merchant const& who, id<payment_link> which,
                                               change_link command)
{
    std::vector<field_fault> violations;
    if (command.name && !command.name->violation().empty())
        violations.push_back({"name", std::string(command.name->violation())});
    if (command.most_uses.value && *command.most_uses.value < 1)
        violations.push_back({"max_uses", "must be greater than zero"});
    if (auto& m = command.metadata.value)
        if (auto says = violation_of_object(*m, longest_link_metadata); !says.empty())
            violations.push_back({"metadata", std::move(says)});
    if (!violations.empty()) return fault(std::move(violations));
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<payment_link> {
        auto const found = find_link(unit, who, which);
        if (!found) return found.error();
        auto next = **found;
        if (command.name) next.name = command.name->str();
        if (command.expires_at.given) next.expires_at = command.expires_at.value;
        if (command.most_uses.given) next.most_uses = command.most_uses.value;
        if (command.metadata.given) next.metadata = command.metadata.value.value_or(std::string());
        if (command.active) {
            auto const how = *command.active ? link_event::activate : link_event::deactivate;
            next.state = link_flow.next(next.state, how).value_or(next.state);
        }
        next.updated_at = changed_at(runtime_.now(), next.updated_at);
        return *unit.replace(*found, std::move(next));
    });
}

TENDER_DECL result<> links::remove(merchant const& who, id<payment_link> which)
{
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
        auto const found = find_link(unit, who, which);
        if (!found) return found.error();
        auto next = **found;
        next.state = *link_flow.next(next.state, link_event::remove);
        next.updated_at = changed_at(runtime_.now(), next.updated_at);
        unit.replace(*found, std::move(next));
        return {};
    });
}

TENDER_DECL result<page<versioned<payment>>> links::payments(merchant const& who,
                                                             id<payment_link> of,
                                                             list_query const& which,
                                                             std::size_t skip)
{
    using found = result<page<versioned<payment>>>;
    if (auto const fits = check_limit(which.limit); !fits) return fits.error();
    auto key = mode_key(who);
    key.add(of);
    return runtime_.transact(who.account, [&](unit_of_work& unit) -> found {
        if (auto const there = find_link(unit, who, of); !there) return there.error();
        auto after = which.after;
        for (auto left = skip; left != 0;) {
            auto const some = static_cast<int>(std::min<std::size_t>(left, list_query::most));
            auto const passed = unit.list(sessions_paid_by_link, key, after, some);
            if (!passed) return passed.error();
            if (!passed->next) return page<versioned<payment>>();
            after = passed->next;
            left -= passed->items.size();
        }
        auto const sessions = unit.list(sessions_paid_by_link, key, after, which.limit);
        if (!sessions) return sessions.error();
        page<versioned<payment>> out{{}, sessions->next};
        for (auto const& s : sessions->items) {
            auto p = unit.find(payment_of(s->id));
            if (!p) return p.error();
            out.items.push_back(std::move(*p));
        }
        return out;
    });
}

TENDER_DECL result<link_visit> links::find(std::string_view token)
{
    auto const entry = runtime_.storage().resolve("link", token);
    if (!entry) return entry.error();
    auto const now = runtime_.now();
    return runtime_.transact(entry->account, [&](unit_of_work& unit) -> result<link_visit> {
        auto const found = unit.find(id<payment_link>{entry->names});
        if (!found) return found.error();
        auto const owner = unit.find(entry->account);
        if (!owner) return owner.error();
        if (!(*owner)->may_charge(entry->mode)) return fault(errc::not_found);
        auto const standing = (*found)->standing(now);
        if (standing == link_standing::withdrawn) return fault(errc::not_found);
        return link_visit{{entry->account, entry->mode, (*found)->face}, found->object, standing};
    });
}

TENDER_DECL result<payment> links::open(link_visit const& at, open_checkout command)
{
    return checkout_.open_keyed(at.who, command, "/link " + at.link->id.text(),
                                [&](idempotency_request const* request) {
                                    return open_now(at, command, request);
                                });
}

TENDER_DECL result<std::shared_ptr<payment const>>
links::open_now(link_visit const& at, open_checkout command, idempotency_request const* request)
{
    if (auto const open = check_standing(at.standing); !open) return open.error();
    auto const seller = accounts_.settings(at.who.account);
    if (!seller) return seller.error();
    command.items = at.link->items;
    command.amount.currency = at.link->currency;
    command.prices = at.link->prices;
    command.link = at.link->id;
    command.platform_basis_points = seller->platform_basis_points;
    if (auto const done = checkout_.price(at.who, command); !done) return done.error();
    if (auto const fits = check_limits(*seller, command.amount.minor); !fits) return fits.error();
    return checkout_.open_complete(at.who, std::move(command), request);
}

}  // namespace tender
