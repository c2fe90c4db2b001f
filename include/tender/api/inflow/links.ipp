// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/links.ipp: payment links, as their merchants see them.
#pragma once

#include <tender/api/inflow/dashboard.hpp>
#include <tender/api/inflow/paging.ipp>
#include <tender/base/uuid.hpp>
#include <tender/service/runtime/read_pages.hpp>

namespace tender::api::inflow {

inline constexpr std::string_view public_path = "/payment-links/public/";

inline std::vector<link_product_view> products_in(payment_link const& l, kept_texts& keep)
{
    std::vector<link_product_view> out;
    for (auto const& i : l.items)
        out.push_back({keep(std::string(product_prefix) + i.product.text()), i.name, i.quantity,
                       keep.amount(i.amount)});
    return out;
}

inline void write_link(payment_link const& l, std::string& out)
{
    kept_texts keep;
    link_view v{};
    v.id = keep(uuid_text(l.id.value));
    v.token = l.token;
    v.url = l.url;
    v.name = l.name;
    v.products = products_in(l, keep);
    v.currency = l.currency.code();
    v.pricing_mode = word_for<pricing_modes>(l.prices);
    v.total = keep.amount(l.total);
    v.is_active = l.state == link_state::active;
    if (l.expires_at) v.expires_at = {keep(rfc3339(*l.expires_at))};
    v.max_uses = {l.most_uses.value_or(0)};
    v.uses_count = v.paid_count = l.uses;
    v.revenue = keep.amount(l.revenue);
    v.metadata = {l.metadata.empty() ? std::string_view("null") : std::string_view(l.metadata)};
    v.created_at = l.created_at;
    v.updated_at = l.updated_at;
    write_json(out, v);
}

inline result<> create_link(exchange& x, link_request& wire)
{
    tender::create_link c;
    if (wire.expires_at) c.expires_at = read_rfc3339(wire.expires_at->str());
    c.name = std::move(wire.name);
    for (auto const& p : wire.products)
        c.products.push_back({product_named(p.product_id.str()), p.quantity.value()});
    if (wire.currency) c.currency = *currency::find(wire.currency->word());
    if (wire.pricing_mode) c.prices = price_mode_of(*wire.pricing_mode);
    if (wire.max_uses) c.most_uses = wire.max_uses->value();
    if (wire.metadata) c.metadata = std::move(wire.metadata->text);
    c.page = x.address(public_path);
    auto const made = x.pay.links().create(x.caller.who, std::move(c));
    if (!made) return made.error();
    x.out.status = 201;
    write_link(*made, x.out.body);
    return {};
}

/// Newest first.
inline result<> list_links(exchange& x, page_query const& query)
{
    auto const all = read_pages<payment_link>(
        [&](auto const& part) { return x.pay.links().list(x.caller.who, part); });
    if (!all) return all.error();
    return write_page(x, query.page, query.page_size, all->size(), [&](std::size_t i) {
        write_link(*(*all)[i], x.out.body);
    });
}

/// Null where the path names none.
inline id<payment_link> link_named(exchange const& x)
{
    auto const bits = read_uuid(x.parameters[0]);
    return {bits.value_or(ulid())};
}

inline result<> answer(exchange& x, result<payment_link> const& l)
{
    if (!l) return l.error();
    write_link(*l, x.out.body);
    return {};
}

inline result<> read_link(exchange& x, nothing const&)
{
    return answer(x, x.pay.links().read(x.caller.who, link_named(x)));
}

inline result<> change_link(exchange& x, link_change& wire)
{
    tender::change_link c;
    c.name = std::move(wire.name);
    if (wire.is_active) c.active = wire.is_active->value;
    c.expires_at.given = wire.expires_at.given;
    if (wire.expires_at.value) c.expires_at.value = read_rfc3339(wire.expires_at.value->str());
    c.most_uses.given = wire.max_uses.given;
    if (wire.max_uses.value) c.most_uses.value = wire.max_uses.value->value();
    c.metadata.given = wire.metadata.given;
    if (wire.metadata.value) c.metadata.value = std::move(wire.metadata.value->text);
    return answer(x, x.pay.links().change(x.caller.who, link_named(x), std::move(c)));
}

inline result<> remove_link(exchange& x, nothing const&)
{
    auto const done = x.pay.links().remove(x.caller.who, link_named(x));
    if (done) x.out.status = 204;
    return done;
}

inline result<> list_link_payments(exchange& x, page_query const& query)
{
    auto const link = x.pay.links().read(x.caller.who, link_named(x));
    if (!link) return link.error();
    auto const all = static_cast<std::size_t>(link->uses);
    auto const part = part_of(query.page, query.page_size, all);
    if (!part) return part.error();
    page<versioned<payment>> paid;
    if (part->size != 0) {
        auto found = x.pay.links().payments(x.caller.who, link->id,
                                            {.limit = static_cast<int>(part->size)}, part->first);
        if (!found) return found.error();
        paid = std::move(*found);
    }
    x.out.set("X-Total-Count", std::to_string(all));
    write_array(x, 0, paid.items.size(),
                [&](std::size_t i) { write_transaction(*paid.items[i], x.out.body); });
    return {};
}

}  // namespace tender::api::inflow
