// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/impl/checkout_commands.ipp: bodies of service/checkout/checkout.hpp: what
// a command to open a page says, and what it leaves open.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/domain/merchant/account_settings.hpp>
#include <tender/service/checkout/checkout.hpp>
#include <tender/service/payment/calls.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

namespace checkout_commands_parts {

/// What a command brings as it is.
inline constexpr std::pair<std::string_view, std::string open_checkout::*> plain_texts[] = {
    {"phone", &open_checkout::phone},             {"country", &open_checkout::country},
    {"region", &open_checkout::region},           {"page", &open_checkout::page},
    {"postal_code", &open_checkout::postal_code}, {"token", &open_checkout::token},
};

/// What a command brings as names and values.
inline constexpr std::pair<std::string_view, string_pairs open_checkout::*> pairs_of_texts[] = {
    {"metadata", &open_checkout::entries}, {"face_data", &open_checkout::face_data}};

/// What is no text where nothing else looks at it.
inline void note_texts(open_checkout const& c, std::vector<field_fault>& violations)
{
    auto const note = [&](std::string field, std::string_view says) {
        if (!says.empty()) violations.push_back({std::move(field), std::string(says)});
    };
    for (auto const& [field, text] : plain_texts)
        note(std::string(field), violation_of_chars(c.*text));
    note("metadata", violation_of_json_chars(c.metadata));
    for (auto const& [field, pairs] : pairs_of_texts)
        for (auto const& [name, value] : c.*pairs)
            note(std::string(field), violation_of_chars(name + value));
    for (std::size_t i = 0; i != c.items.size(); ++i)
        note("items[" + std::to_string(i) + "].name", violation_of_chars(c.items[i].name));
    for (std::size_t i = 0; i != c.fields.size(); ++i)
        note("fields[" + std::to_string(i) + "]",
             violation_of_chars(c.fields[i].label + c.fields[i].answer));
}

/// All that counts in a command: neither where it would go nor what its currency is worth now.
inline std::string said_in(open_checkout const& c)
{
    std::string out;
    write_json(out, c);
    auto const add = [&](std::string_view part) {
        out.append("/").append(std::to_string(part.size())).append(":").append(part);
    };
    auto const number = [&](std::int64_t n) { add(std::to_string(n)); };
    auto const begin = [&](auto const& list) { number(static_cast<std::int64_t>(list.size())); };
    for (auto const& [field, text] : plain_texts) add(c.*text);
    add(c.metadata);
    for (auto const& [field, pairs] : pairs_of_texts) {
        begin(c.*pairs);
        for (auto const& [name, value] : c.*pairs) add(name), add(value);
    }
    begin(c.methods);
    for (auto const m : c.methods) add(enum_name(m));
    begin(c.items);
    for (auto const& i : c.items)
        add(i.name), number(i.quantity), number(i.amount), add(i.product.text());
    begin(c.fields);
    for (auto const& f : c.fields) add(f.label), add(f.answer);
    for (auto const part : {c.amount.currency.code(), c.routing_override.text(),
                            enum_name(c.simulate), c.prices ? enum_name(*c.prices) : ""})
        add(part);
    for (auto const n : {c.amount.minor, c.tax, c.platform_basis_points.value_or(-1)}) number(n);
    number(c.lifetime ? c.lifetime->count() : -1);
    return out.append("/").append(c.link.text());
}

}  // namespace checkout_commands_parts

TENDER_DECL void checkout::serve_at(name face, page_addresses where)
{
    std::lock_guard const hold(telling_);
    for (auto& [known, at] : addresses_) {
        if (known != face) continue;
        at = std::move(where);
        return;
    }
    addresses_.emplace_back(face, std::move(where));
}

TENDER_DECL page_addresses checkout::addresses_of(name face) const
{
    std::lock_guard const hold(telling_);
    for (auto const& [known, at] : addresses_)
        if (known == face) return at;
    return {};
}

TENDER_DECL result<payment> checkout::open(merchant const& who, open_checkout command)
{
    return open_keyed(who, command, "", [&](idempotency_request const* request) {
        return open_complete(who, command, request);
    });
}

TENDER_DECL result<payment> checkout::open_keyed(merchant const& who, open_checkout const& command,
                                                 std::string_view about, opener const& does)
{
    if (!command.idempotency_key) {
        auto const done = does(nullptr);
        if (!done) return done.error();
        return **done;
    }
    if (auto const says = command.idempotency_key->violation(); !says.empty())
        return fault::at("idempotency_key", says);
    auto const done = idempotency_.once(
        who, "open_checkout " + std::string(who.face.text()), command.idempotency_key->str(),
        checkout_commands_parts::said_in(command).append(about),
        [this](merchant const& owner, auto const& left) { return calls_.finish(owner, left); },
        does);
    if (!done) return done.error();
    return *done->get<payment>();
}

/// With what the command leaves open.
TENDER_DECL result<std::shared_ptr<payment const>>
checkout::open_complete(merchant const& who, open_checkout command,
                        idempotency_request const* request)
{
    using known = result<std::optional<account_settings>>;
    auto const seller = runtime_.transact(who.account, [&](unit_of_work& unit) -> known {
        auto const found = unit.find(id<account_settings>{who.account.value});
        if (!found) return found.error() == errc::not_found ? known(std::nullopt) : found.error();
        return std::optional(**found);
    });
    if (!seller) return seller.error();
    if (*seller && !command.prices) command.prices = (*seller)->prices;
    if (command.amount.minor == 0 && !command.items.empty())
        if (auto const done = price(who, command); !done) return done.error();
    if (command.page.empty()) {
        auto const pages = addresses_of(who.face).pages;
        command.page = pages.empty() ? pages : pages + command.token;
    }
    auto violations = violations_in(command);
    if (command.page.empty()) violations.push_back({"page", std::string(served_nowhere)});
    if (!violations.empty()) return fault(std::move(violations));
    if (*seller)
        if (auto const fits = check_limits(**seller, command.amount.minor); !fits)
            return fits.error();
    if (command.in_dollars.usd.empty())
        if (auto told = runtime_.rates().usd(command.amount.currency))
            command.in_dollars = std::move(*told);
    return open_once(who, std::move(command), request);
}

TENDER_DECL result<> checkout::price(merchant const& who, open_checkout& command)
{
    auto const sum = sum_of(command.items);
    if (!sum) return fault(errc::amount_overflow);
    auto const rate = runtime_.taxes().rate_of(
        {who, {*sum, command.amount.currency}, command.country, command.postal_code});
    auto const taxed = with_tax(*sum, rate, command.prices.value_or(price_mode::tax_included));
    if (!taxed) return fault(errc::amount_overflow);
    command.amount.minor = taxed->gross;
    command.tax = taxed->tax;
    return {};
}

TENDER_DECL std::vector<field_fault> checkout::violations_in(open_checkout const& c) const
{
    auto violations = violations_of(c, open_checkout_rules);
    checkout_commands_parts::note_texts(c, violations);
    if (!c.notify_url) return violations;
    auto const violation = violation_of_webhook_url(runtime_.settings, c.notify_url->str());
    if (!violation.empty()) violations.push_back({"notify_url", std::string(violation)});
    return violations;
}

}  // namespace tender
