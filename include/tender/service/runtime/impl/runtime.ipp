// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/impl/runtime.ipp: bodies of service/runtime/runtime.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tender {

TENDER_DECL std::uint64_t id_source::word()
{
    if (left_ < 8) {
        entropy_.fill(batch_);
        left_ = batch_.size();
    }
    left_ -= 8;
    std::uint64_t out = 0;
    for (std::size_t i = 0; i != 8; ++i) out = out << 8 | batch_[left_ + i];
    std::memset(batch_.data() + left_, 0, 8);
    return out;
}

TENDER_DECL ulid id_source::fresh(std::uint64_t ms)
{
    auto const low = word();
    return {ms << 16 | (low * 0x9e3779b97f4a7c15 >> 49), low};
}

TENDER_DECL ulid id_source::dated(instant when)
{
    std::lock_guard const hold(lock_);
    return fresh(static_cast<std::uint64_t>(when.time_since_epoch().count()));
}

TENDER_DECL ulid id_source::next(instant now)
{
    std::lock_guard const hold(lock_);
    auto const ms = static_cast<std::uint64_t>(now.time_since_epoch().count());
    if (ms > last_.high >> 16) return last_ = fresh(ms);
    auto const step = (word() >> 24) + 1;
    last_.low += step;
    if (last_.low < step) ++last_.high;
    return last_;
}

TENDER_DECL ulid id_source::random()
{
    std::lock_guard const hold(lock_);
    auto const high = word();
    return {high, word()};
}

TENDER_DECL std::string id_source::text(std::size_t length)
{
    constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::lock_guard const hold(lock_);
    std::string out;
    while (out.size() != length) {
        auto bits = word();
        for (int i = 0; i != 10 && out.size() != length; ++i, bits >>= 6)
            if ((bits & 63) < 62) out.push_back(alphabet[bits & 63]);
    }
    return out;
}

TENDER_DECL result<> provider_registry::add(std::shared_ptr<provider> who, mode where)
{
    if (enum_name(where).empty()) return fault::at("mode", "must be test or live");
    if (who == nullptr) return fault::at("provider", "must not be null");
    auto const& profile = who->profile();
    if (profile.id.empty()) return fault::at("provider.id", "must not be empty");
    if (find(where, profile.id) != nullptr)
        return fault::at("provider.id", "is the id of another provider in this mode");
    if (profile.simulated && where == mode::live)
        return fault::at("mode", "must be test for a simulated provider");
    if (profile.needs_page) need_pages_[static_cast<std::size_t>(where)] = true;
    providers_[static_cast<std::size_t>(where)].push_back(std::move(who));
    calls_[static_cast<std::size_t>(where)].emplace_back();
    return {};
}

TENDER_DECL provider* provider_registry::find(mode where, name id) const
{
    for (auto const& p : in(where))
        if (p->profile().id == id) return p.get();
    return nullptr;
}

TENDER_DECL ports runtime::whole(ports world)
{
    struct { bool there; std::string_view name; } const all[] = {
        {world.storage != nullptr, "storage"}, {world.clock != nullptr, "clock"},
        {world.entropy != nullptr, "entropy"}, {world.crypto != nullptr, "crypto"},
        {world.waiter != nullptr, "waiter"},   {world.rates != nullptr, "rates"},
        {world.taxes != nullptr, "taxes"},     {world.sender != nullptr, "sender"},
    };
    std::string missing;
    for (auto const& port : all)
        if (!port.there) missing.append(missing.empty() ? "" : ", ").append(port.name);
    if (!missing.empty())
        throw std::invalid_argument("An engine needs all its ports; missing: " + missing + ".");
    return world;
}

TENDER_DECL void runtime::log(log_entry entry) const
{
    constexpr std::size_t longest = 1024;
    if (!hooks.log) return;
    auto text = with_cards_masked(std::string(entry.text));
    if (text.size() > longest) {
        auto const cut = std::to_string(text.size() - longest);
        text.resize(longest);
        text = with_chars_mended(std::move(text)) + "... (" + cut + " bytes more)";
    }
    entry.text = text;
    hooks.log(entry);
}

TENDER_DECL void runtime::log_of_stranger(log_entry entry)
{
    constexpr std::int64_t most = 100;
    auto const minute = steady() / std::chrono::minutes(1);
    std::int64_t missed = 0;
    bool tell = false;
    {
        std::lock_guard const hold(strangers_lock_);
        if (minute != strangers_minute_) {
            missed = std::max<std::int64_t>(0, strangers_lines_ - most);
            strangers_minute_ = minute;
            strangers_lines_ = 0;
        }
        tell = ++strangers_lines_ <= most;
    }
    if (missed != 0)
        log({{}, "not_logged", std::to_string(missed) + " more of what strangers did"});
    if (tell) log(entry);
}

TENDER_DECL void runtime::tell(std::span<record_write const> written) const
{
    for (auto const& w : written)
        if (w.type == &record_of<event> && w.old_version == 0)
            hooks.changed(*static_cast<event const*>(w.fresh.get()));
}

}  // namespace tender
