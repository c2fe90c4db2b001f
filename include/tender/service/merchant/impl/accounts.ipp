// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/impl/accounts.ipp: bodies of service/merchant/accounts.hpp.
#pragma once

#include <tender/base/encoding.hpp>
#include <tender/service/merchant/accounts.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

namespace tender {

TENDER_DECL result<account> accounts::create(create_account command)
{
    auto violations = violations_of(command);
    if (command.username.str().ends_with(live_suffix))
        violations.push_back({"username", "must not end in _live"});
    if (!violations.empty()) return fault(std::move(violations));
    auto const now = runtime_.now();
    account fresh;
    fresh.id = {runtime_.new_id(now)};
    fresh.username = std::move(command.username).str();
    fresh.name = std::move(command.name).str();
    fresh.currency = command.currency;
    fresh.live_approved = command.live_approved;
    fresh.settlement_delay = command.settlement_delay;
    fresh.reserve_basis_points = command.reserve_basis_points;
    fresh.reserve_delay = command.reserve_delay;
    fresh.created_at = now;
    auto const published = runtime_.storage().publish(
        {"username", fresh.username, fresh.id, mode::test, fresh.id.value});
    if (!published && published.error() == errc::conflict) {
        // Whoever published it may have died before the account was written: then it is ours.
        auto const entry = runtime_.storage().resolve("username", fresh.username);
        if (!entry) return entry.error();
        fresh.id = entry->account;
    } else if (!published) {
        return published.error();
    }
    auto written = runtime_.transact(fresh.id,
        [&](unit_of_work& unit) -> result<std::optional<account>> {
            auto const there = unit.find(fresh.id);
            if (there) return std::optional<account>();
            if (!(there.error() == errc::not_found)) return there.error();
            for (auto const m : {mode::test, mode::live})
                unit.insert(make_job({fresh.id, m, {}}, job_kind::housekeeping, fresh.id.value,
                                     now + idle_housekeeping));
            return std::optional<account>(*unit.insert(fresh));
        });
    if (!written) return written.error();
    if (!*written) return fault(errc::conflict, "The username is taken.");
    return std::move(**written);
}

TENDER_DECL result<account> accounts::read(id<account> which)
{
    return runtime_.transact(which, [&](unit_of_work& unit) -> result<account> {
        auto const found = unit.find(which);
        if (!found) return found.error();
        return **found;
    });
}

TENDER_DECL result<account> accounts::find(std::string_view username)
{
    auto const entry = runtime_.storage().resolve("username", username);
    if (!entry) return entry.error();
    return read(entry->account);
}

TENDER_DECL result<merchant> accounts::named(std::string_view username)
{
    bool const live = username.ends_with(live_suffix);
    if (live) username.remove_suffix(live_suffix.size());
    auto const entry = runtime_.storage().resolve("username", username);
    if (!entry) return entry.error();
    return merchant{entry->account, live ? mode::live : mode::test, {}};
}

TENDER_DECL result<std::string> accounts::name_of(merchant const& who)
{
    auto owner = read(who.account);
    if (!owner) return owner.error();
    if (who.mode == mode::live) owner->username += live_suffix;
    return std::move(owner->username);
}

TENDER_DECL result<account> accounts::set_active(id<account> which, bool active)
{
    return runtime_.transact(which, [&](unit_of_work& unit) -> result<account> {
        auto const found = unit.find(which);
        if (!found) return found.error();
        auto next = **found;
        next.active = active;
        return *unit.replace(*found, std::move(next));
    });
}

TENDER_DECL result<branding> accounts::branding(id<account> which)
{
    return runtime_.transact(which, [&](unit_of_work& unit) -> result<tender::branding> {
        auto const found = unit.find(id<tender::branding>{which.value});
        if (found) return **found;
        if (!(found.error() == errc::not_found)) return found.error();
        tender::branding fresh;
        fresh.id = {which.value};
        fresh.account = which;
        fresh.color = default_color;
        return fresh;
    });
}

TENDER_DECL result<branding> accounts::brand(id<account> which, set_branding command)
{
    std::vector<field_fault> violations;
    if (command.color && !is_color(*command.color))
        violations.push_back({"color", "must be #rrggbb"});
    auto const& logo = command.logo;
    if (logo && logo->size() > largest_logo)
        violations.push_back({"logo", "must have at most 65536 bytes"});
    else if (logo && !logo->empty() && picture_type(*logo).empty())
        violations.push_back({"logo", "must be a PNG or JPEG"});
    if (!violations.empty()) return fault(std::move(violations));
    if (command.color)
        for (auto& c : *command.color) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    return runtime_.transact(which, [&](unit_of_work& unit) -> result<tender::branding> {
        auto const old = unit.find(id<tender::branding>{which.value});
        if (!old && !(old.error() == errc::not_found)) return old.error();
        tender::branding next;
        next.id = {which.value};
        next.account = which;
        next.color = default_color;
        if (old) next = **old;
        if (command.color) next.color = *command.color;
        if (logo) next.logo = base64(*logo);
        return old ? *unit.replace(*old, std::move(next)) : *unit.insert(std::move(next));
    });
}

namespace accounts_parts {

/// As its merchant sees them: with limits also where nobody has said any.
inline account_settings with_limits(account_settings of)
{
    of.least_payment = of.least_payment.value_or(usual_least_payment);
    of.most_payment = of.most_payment.value_or(usual_most_payment);
    return of;
}

}  // namespace accounts_parts

TENDER_DECL result<account_settings> accounts::settings(id<account> which)
{
    return runtime_.transact(which, [&](unit_of_work& unit) -> result<account_settings> {
        auto const found = unit.find(id<account_settings>{which.value});
        if (!found && !(found.error() == errc::not_found)) return found.error();
        auto out = found ? **found : account_settings{.id = {which.value}, .account = which};
        return accounts_parts::with_limits(std::move(out));
    });
}

TENDER_DECL result<account_settings> accounts::change_settings(id<account> which,
                                                               change_account_settings command)
{
    return runtime_.transact(which, [&](unit_of_work& unit) -> result<account_settings> {
        auto const old = unit.find(id<account_settings>{which.value});
        if (!old && !(old.error() == errc::not_found)) return old.error();
        account_settings next;
        next.id = {which.value};
        next.account = which;
        if (old) next = **old;
        if (command.least_payment) next.least_payment = command.least_payment;
        if (command.most_payment) next.most_payment = command.most_payment;
        set_entries(next.profile, command.profile.entries());
        auto whole = command;
        whole.least_payment = next.least_payment.value_or(usual_least_payment);
        whole.most_payment = next.most_payment.value_or(usual_most_payment);
        if (!whole.platform_basis_points) whole.platform_basis_points = next.platform_basis_points;
        whole.profile.entries() = next.profile;
        if (auto violations = violations_of(whole, change_account_settings_rules);
            !violations.empty())
            return fault(std::move(violations));
        next.platform_basis_points = *whole.platform_basis_points;
        if (command.ad_hoc_products) next.ad_hoc_products = *command.ad_hoc_products;
        if (command.prices) next.prices = *command.prices;
        if (command.name) {
            auto const owner = unit.find(which);
            if (!owner) return owner.error();
            auto renamed = **owner;
            renamed.name = command.name->str();
            unit.replace(*owner, std::move(renamed));
        }
        return accounts_parts::with_limits(
            old ? *unit.replace(*old, std::move(next)) : *unit.insert(std::move(next)));
    });
}

}  // namespace tender
