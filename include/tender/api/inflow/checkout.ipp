// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/checkout.ipp: what Inflow's endpoint for checkouts does.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/inflow/messages.hpp>
#include <tender/api/pages/pages.hpp>
#include <tender/service/engine_internals.hpp>

#include <algorithm>

namespace tender::api::inflow {

inline constexpr std::chrono::seconds checkout_life{3600};

inline constexpr std::string_view product_prefix = "prod_";

/// Null where the text names none.
inline id<product> product_named(std::string_view text)
{
    if (!text.starts_with(product_prefix)) return {};
    return id<product>::read(text.substr(product_prefix.size())).value_or(id<product>());
}

inline std::string text_of(std::optional<text<20, 0>>&& t) { return t ? std::move(*t).str() : ""; }

/// An item with its price: of the catalog by its id, or as it is described.
inline result<checkout_item> item_of(exchange& x, product_item& wire,
                                     account_settings const& seller, currency in)
{
    checkout_item item;
    item.quantity = wire.quantity.value();
    if (wire.id) {
        auto const which = product_named(wire.id->str());
        return x.pay.products().item(x.caller.who, which, item.quantity, in);
    }
    if (!seller.ad_hoc_products) return fault(fault_reason::ad_hoc_products_off);
    std::vector<field_fault> missing;
    if (!wire.name) missing.push_back({"name", std::string(field_is_required)});
    if (!wire.unit_price) missing.push_back({"unit_price", std::string(field_is_required)});
    if (!missing.empty()) return fault(std::move(missing));
    item.name = std::move(*wire.name).str();
    item.amount = cents_in(*wire.unit_price);
    return item;
}

/// Adds what is bought to a checkout.
inline result<> add_items(exchange& x, checkout_request& wire, account_settings const& seller,
                          open_checkout& to)
{
    std::vector<field_fault> violations;
    for (std::size_t i = 0; i != wire.products.size(); ++i) {
        auto item = item_of(x, wire.products[i], seller, to.amount.currency);
        if (!item && item.error().fields().empty()) return item.error();
        if (!item) {
            for (auto const& f : item.error().fields())
                violations.push_back({"products[" + std::to_string(i) + "]." + f.field, f.says});
            continue;
        }
        to.items.push_back(std::move(*item));
    }
    return violations.empty() ? result<>() : result<>(fault(std::move(violations)));
}

/// `org` and the organization's number, Unix seconds, and what nobody else draws.
inline std::string checkout_id_of(exchange& x, merchant const& seller)
{
    auto const now = std::chrono::floor<std::chrono::seconds>(x.pay.now());
    auto drawn = runtime_of(x.pay).ids.text(10);
    for (auto& c : drawn) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    return "org" + std::to_string(number_of(seller.account)) + "-" +
           std::to_string(now.time_since_epoch().count()) + "-" + drawn;
}

/// The faults that no single field has by itself.
inline std::vector<field_fault> violations_in(billing_request const& wire)
{
    std::vector<field_fault> violations;
    bool const needs_code = wire.billing_country.str() == "US";
    if (needs_code && (!wire.billing_postal_code || wire.billing_postal_code->str().empty()))
        violations.push_back({"billing_postal_code", std::string(field_is_required)});
    return violations;
}

/// What a checkout has of who pays.
inline open_checkout billed(billing_request&& wire, std::string const& first,
                            std::string const& last)
{
    open_checkout c;
    c.email = std::move(wire.billing_email);
    c.name = text<255, 0>(first + " " + last);
    if (wire.billing_phone) c.phone = std::move(*wire.billing_phone).str();
    c.country = std::move(wire.billing_country).str();
    c.postal_code = text_of(std::move(wire.billing_postal_code));
    c.success_url = std::move(wire.successUrl);
    c.failure_url = std::move(wire.failedUrl);
    c.cancel_url = std::move(wire.cancelUrl);
    return c;
}

/// Gives a checkout what every session has: its id, its token and page, its end, and the rate of
/// its currency.
inline result<> begin_session(exchange& x, merchant const& seller, currency in, open_checkout& c)
{
    auto id = checkout_id_of(x, seller);
    auto token = x.pay.access_tokens().make_page_token(id, checkout_life);
    if (!token) return token.error();
    c.token = token->reveal();
    c.page = x.address(page_path) + c.token;
    c.reference = std::move(id);
    c.lifetime = checkout_life;
    if (auto known = runtime_of(x.pay).rates().usd(in)) c.in_dollars = std::move(*known);
    return {};
}

inline simulated_end end_named(std::string_view word)
{
    auto const at = std::find(std::begin(simulations::words), std::end(simulations::words), word);
    return simulated_ends[at - std::begin(simulations::words)];
}

inline result<std::shared_ptr<payment const>> create_checkout(exchange& x, checkout_request& wire,
                                                              idempotency_request const* request)
{
    if (wire.sandbox_simulate && x.caller.who.mode == mode::live)
        return fault(fault_reason::simulation_in_live_mode,
                     "sandbox_simulate works with sandbox keys alone.");
    auto violations = violations_in(wire);
    if (wire.products.empty()) violations.push_back({"products", std::string(field_is_required)});
    if (wire.products.size() > most_items)
        violations.push_back({"products", "must have at most 100 entries"});
    if (!violations.empty()) return fault(std::move(violations));
    auto const& who = x.caller.who;
    auto const seller = x.pay.accounts().settings(who.account);
    if (!seller) return seller.error();
    auto const first = wire.billing_first_name.str(), last = wire.billing_last_name.str();
    auto c = billed(std::move(wire), first, last);
    c.amount.currency = wire.currency ? *currency::find(wire.currency->word()) : "USD";
    c.prices = seller->prices;
    c.platform_basis_points = seller->platform_basis_points;
    if (wire.sandbox_simulate) c.simulate = end_named(wire.sandbox_simulate->word());
    if (auto const added = add_items(x, wire, *seller, c); !added) return added.error();
    if (auto const done = x.pay.checkout().price(who, c); !done) return done.error();
    if (auto const fits = check_limits(*seller, c.amount.minor); !fits) return fits.error();
    if (auto const done = begin_session(x, who, c.amount.currency, c); !done) return done.error();
    return engine_internals::open_once(x.pay, who, std::move(c), request);
}

inline void write_session(payment const& p, std::string& body)
{
    auto const& t = *p.terms;
    std::string_view const url = t.checkout->url;
    auto const ends = std::chrono::floor<std::chrono::seconds>(*t.checkout->expires_at);
    write_json(body, checkout_view{t.reference, t.reference, url, url.substr(url.rfind('/') + 1),
                                   ends.time_since_epoch().count()});
}

}  // namespace tender::api::inflow
