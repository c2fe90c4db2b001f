// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/checkout.ipp: what Inflow's endpoint for checkouts does.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/inflow/messages.hpp>
#include <tender/api/pages/pages.hpp>
#include <tender/base/checked.hpp>

namespace tender::api::inflow {

inline constexpr std::string_view product_prefix = "prod_";
inline constexpr std::chrono::seconds checkout_life{3600};

/// Business rules that are broken, by the words that say so.
inline constexpr std::string_view out_of_range =
    "The total is not between the organization's smallest and largest payment.";
inline constexpr std::string_view no_ad_hoc =
    "The organization sells products of its catalog alone.";
inline constexpr std::string_view live_simulation =
    "sandbox_simulate works with sandbox keys alone.";

inline std::string text_of(std::optional<text<20, 0>>&& t) { return t ? std::move(*t).str() : ""; }

/// An item with its price: of the catalog by its id, or as it is described.
inline result<checkout_item> item_of(exchange& x, product_item& wire, organization const& seller,
                                     currency in)
{
    checkout_item item;
    item.quantity = wire.quantity.value();
    if (wire.id) {
        std::string_view text = wire.id->str();
        bool const named = text.starts_with(product_prefix);
        auto const which = named ? id<product>::read(text.substr(product_prefix.size()))
                                 : std::nullopt;
        auto const found = which ? x.pay.products().read(x.caller.who, *which)
                                 : result<product>(fault(errc::not_found));
        if (!found && found.error() == errc::not_found)
            return fault::at("id", "names no product of the catalog");
        if (!found) return found.error();
        auto const price = found->price_in(in);
        if (!price) return fault::at("id", "names a product that has no price in this currency");
        item.product = *which;
        item.name = found->name;
        item.amount = price->minor;
        return item;
    }
    if (!seller.ad_hoc_products) return fault(errc::invalid_request, std::string(no_ad_hoc));
    std::vector<field_fault> missing;
    if (!wire.name) missing.push_back({"name", "is required"});
    if (!wire.unit_price) missing.push_back({"unit_price", "is required"});
    if (!missing.empty()) return fault(std::move(missing));
    item.name = std::move(*wire.name).str();
    item.amount = cents_in(*wire.unit_price);
    return item;
}

/// Adds what is bought to a checkout, and up.
inline result<> add_items(exchange& x, checkout_request& wire, organization const& seller,
                          open_checkout& to)
{
    std::vector<field_fault> flaws;
    for (std::size_t i = 0; i != wire.products.size(); ++i) {
        auto item = item_of(x, wire.products[i], seller, to.amount.currency);
        if (!item && item.error().fields().empty()) return item.error();
        if (!item) {
            for (auto const& f : item.error().fields())
                flaws.push_back({"products[" + std::to_string(i) + "]." + f.field, f.says});
            continue;
        }
        auto const price = checked_multiply(item->amount, item->quantity);
        auto const sum = price ? checked_add(to.amount.minor, *price) : std::nullopt;
        if (!sum) return fault(errc::invalid_request, std::string(out_of_range));
        to.amount.minor = *sum;
        to.items.push_back(std::move(*item));
    }
    if (!flaws.empty()) return fault(std::move(flaws));
    bool const fits = to.amount.minor >= seller.least_payment &&
                      to.amount.minor <= seller.most_payment;
    return fits ? result<>() : result<>(fault(errc::invalid_request, std::string(out_of_range)));
}

/// `org` and the organization's number, Unix seconds, and what nobody else draws.
inline std::string checkout_id_of(exchange& x)
{
    auto const now = std::chrono::floor<std::chrono::seconds>(x.pay.world().now());
    auto drawn = x.pay.world().ids.text(10);
    for (auto& c : drawn) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    return "org" + std::to_string(number_of(x.caller.who.account)) + "-" +
           std::to_string(now.time_since_epoch().count()) + "-" + drawn;
}

/// The faults that no single field has by itself.
inline std::vector<field_fault> flaws_in(exchange& x, checkout_request const& wire)
{
    std::vector<field_fault> flaws;
    bool const needs_code = wire.billing_country.str() == "US";
    if (needs_code && (!wire.billing_postal_code || wire.billing_postal_code->str().empty()))
        flaws.push_back({"billing_postal_code", "is required"});
    if (wire.products.empty()) flaws.push_back({"products", "is required"});
    if (wire.sandbox_simulate && x.caller.who.mode == mode::test)
        flaws.push_back({"sandbox_simulate", "is not simulated here: pay on the page"});
    return flaws;
}

inline result<event> create_checkout(exchange& x, checkout_request& wire, once const* claim)
{
    if (wire.sandbox_simulate && x.caller.who.mode == mode::live)
        return fault(errc::invalid_request, std::string(live_simulation));
    if (auto flaws = flaws_in(x, wire); !flaws.empty()) return fault(std::move(flaws));
    auto const seller = x.pay.accounts().organization(x.caller.who.account);
    if (!seller) return seller.error();
    open_checkout c;
    c.amount.currency = wire.currency ? *currency::find(wire.currency->word()) : "USD";
    if (auto const added = add_items(x, wire, *seller, c); !added) return added.error();
    auto id = checkout_id_of(x);
    auto token = x.pay.tokens().make_page_token(id, checkout_life);
    if (!token) return token.error();
    c.token = token->reveal();
    c.page = x.address(page_path) + c.token;
    c.reference = std::move(id);
    c.email = std::move(wire.billing_email);
    c.name = text<255, 0>(wire.billing_first_name.str() + " " + wire.billing_last_name.str());
    if (wire.billing_phone) c.phone = std::move(*wire.billing_phone).str();
    c.country = std::move(wire.billing_country).str();
    c.postal_code = text_of(std::move(wire.billing_postal_code));
    c.success_url = std::move(wire.successUrl);
    c.failure_url = std::move(wire.failedUrl);
    c.cancel_url = std::move(wire.cancelUrl);
    c.platform_basis_points = seller->platform_basis_points;
    c.lifetime = checkout_life;
    if (auto known = x.pay.world().rates().usd(c.amount.currency)) c.in_dollars = std::move(*known);
    auto done = x.pay.checkout().open_once(x.caller.who, std::move(c), claim);
    if (!done) return done.error();
    event e;
    e.payment = std::move(*done);
    return e;
}

inline void write_checkout(event const& e, std::string& body)
{
    auto const& t = *e.payment->terms;
    std::string_view const url = t.checkout->url;
    auto const ends = std::chrono::floor<std::chrono::seconds>(*t.checkout->expires_at);
    write_json(body, checkout_view{t.reference, t.reference, url, url.substr(url.rfind('/') + 1),
                                   ends.time_since_epoch().count()});
}

}  // namespace tender::api::inflow
