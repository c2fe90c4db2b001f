// SPDX-License-Identifier: BSL-1.0
// tender/service/access/impl/api_keys.ipp: bodies of service/access/api_keys.hpp.
#pragma once

#include <tender/service/access/api_keys.hpp>
#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/listing.hpp>
#include <tender/service/runtime/recent.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>

#include <algorithm>
#include <mutex>

namespace tender {

namespace api_keys_parts {

inline std::string_view bytes_of(digest const& d)
{
    return {reinterpret_cast<char const*>(d.data()), d.size()};
}

/// The same key with the other mode's prefix.
inline std::string other_prefix(std::string_view key)
{
    bool const test = key.starts_with(api_keys::prefix_of(mode::test));
    auto const other = api_keys::prefix_of(test ? mode::live : mode::test);
    return std::string(other) + std::string(key.substr(other.size()));
}

inline fault refuse(std::string_view why)
{
    return fault(errc::unauthorized, std::string(why));
}
inline fault taken() { return fault(errc::conflict, "The key is registered already."); }

inline bool well_formed(std::string_view text)
{
    constexpr std::size_t prefix = 8, body = 32;
    if (text.size() != prefix + body) return false;
    if (!text.starts_with(api_keys::prefix_of(mode::test)) &&
        !text.starts_with(api_keys::prefix_of(mode::live)))
        return false;
    for (char const c : text.substr(prefix))
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
            return false;
    return true;
}

/// All that counts in a command.
inline std::string said_in(create_api_key const& c, crypto& by)
{
    std::string out;
    write_json(out, c);
    auto const add = [&](auto n) { out.append("/").append(std::to_string(n)); };
    for (std::size_t i = 0; i != enum_count<scope>; ++i) add(int(c.scopes.has(scope(i))));
    add(static_cast<int>(c.role));
    add(c.requests_per_minute);
    if (c.expires_at) add(c.expires_at->time_since_epoch().count());
    out.append("/").append(c.face.text()).append("/");
    if (!c.existing.empty()) out.append(bytes_of(by.sha256(c.existing.reveal())));
    return out;
}

}  // namespace api_keys_parts

TENDER_DECL result<fresh_api_key> api_keys::create(merchant const& who, create_api_key command)
{
    return make(who, std::move(command), false);
}

TENDER_DECL result<fresh_api_key> api_keys::create_first(merchant const& who,
                                                         create_api_key command)
{
    command.face = who.face;
    return make(who, std::move(command), true);
}

TENDER_DECL void api_keys::serve(std::vector<name> const& faces)
{
    std::vector<name> asked_for;
    {
        std::lock_guard const hold(faces_lock_);
        served_.insert(served_.end(), faces.begin(), faces.end());
        asked_for.swap(asked_for_);
    }
    for (auto const face : asked_for) note_face(face);
}

TENDER_DECL void api_keys::note_face(name face)
{
    auto const among = [&](std::vector<name> const& all) {
        return std::find(all.begin(), all.end(), face) != all.end();
    };
    if (face.empty()) return;
    {
        std::lock_guard const hold(faces_lock_);
        if (among(served_)) return;
        if (served_.empty()) {
            if (!among(asked_for_)) asked_for_.push_back(face);
            return;
        }
    }
    auto const text = "An API key was made for the face " + std::string(face.text()) +
                      ", which nobody serves here.";
    runtime_.log({{}, "unserved_face", text});
}

/// Whoever makes a first key rewrites the account, so that of two only one commits.
TENDER_DECL result<> api_keys::check_first(unit_of_work& unit, merchant const& who)
{
    auto const owner = unit.find(who.account);
    if (!owner) return owner.error();
    unit.replace(*owner, account(**owner));
    auto const all = all_in(unit, all_api_keys, mode_key(who));
    if (!all) return all.error();
    for (auto const& k : *all)
        if (k->face == who.face && lets_in(*k)) return fault(fault_reason::key_exists);
    return {};
}

TENDER_DECL bool api_keys::lets_in(api_key const& k)
{
    bool const over = k.expires_at && runtime_.now() >= *k.expires_at;
    return k.state == key_state::active && !over;
}

TENDER_DECL result<fresh_api_key> api_keys::make(merchant const& who, create_api_key command,
                                                 bool first)
{
    if (auto violations = violations_of(command); !violations.empty())
        return fault(std::move(violations));
    if (!command.idempotency_key) return make_now(who, command, first, nullptr);
    auto text = command.existing;
    auto kept = idempotency_.once_made<api_key>(
        who, (first ? "create_first_api_key " : "create_api_key ") + std::string(who.face.text()),
        command.idempotency_key->str(), api_keys_parts::said_in(command, runtime_.crypto()),
        [&](idempotency_request const* request) -> result<api_key> {
            auto made = make_now(who, command, first, request);
            if (!made) return made.error();
            text = std::move(made->text);
            return std::move(made->key);
        });
    if (!kept) return kept.error();
    bool const opens = runtime_.crypto().sha256(text.reveal()) == kept->digest;
    return fresh_api_key{std::move(*kept), opens ? std::move(text) : secret()};
}

TENDER_DECL result<fresh_api_key> api_keys::make_now(merchant const& who,
                                                     create_api_key const& command, bool first,
                                                     idempotency_request const* request)
{
    using api_keys_parts::taken;
    auto const prefix = std::string(prefix_of(who.mode));
    auto text = command.existing.empty() ? secret(prefix + runtime_.ids.text(32))
                                         : command.existing;
    if (!api_keys_parts::well_formed(text.reveal()) || !text.reveal().starts_with(prefix))
        return fault::at("existing", "must have this mode's prefix and 32 letters or digits");
    auto const now = runtime_.now();
    api_key fresh;
    fresh.id = {runtime_.new_id(now)};
    fresh.account = who.account;
    fresh.mode = who.mode;
    fresh.face = command.face;
    fresh.scopes = command.scopes;
    fresh.role = command.role;
    fresh.label = command.label.str();
    fresh.requests_per_minute = command.requests_per_minute;
    fresh.expires_at = command.expires_at;
    fresh.created_at = now;
    fresh.shown = text.reveal().substr(0, 12);
    fresh.digest = runtime_.crypto().sha256(text.reveal());
    auto const published = runtime_.storage().publish(
        {"key", std::string(api_keys_parts::bytes_of(fresh.digest)), who.account, who.mode,
         fresh.id.value});
    if (!published && published.error() == errc::conflict) {
        // Whoever published it may have died before the key was written: then it is this one's.
        auto const entry = runtime_.storage().resolve(
            "key", api_keys_parts::bytes_of(fresh.digest));
        if (!entry) return entry.error();
        if (entry->account != who.account || entry->mode != who.mode) return taken();
        fresh.id = {entry->names};
    } else if (!published) {
        return published.error();
    }
    bool there_already = false;
    auto written = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<api_key> {
        if (request != nullptr)
            if (auto const mine = idempotency_.reserve_for(unit, who, *request, fresh.id, now);
                !mine)
                return mine.error();
        auto const there = unit.find(fresh.id);
        there_already = there.has_value();
        if (there_already) return fault(errc::invalid_request);
        if (!(there.error() == errc::not_found)) return there.error();
        if (first)
            if (auto const only = check_first(unit, who); !only) return only.error();
        if (auto const& ends = fresh.expires_at)
            unit.insert(make_job(who, job_kind::expire_key, fresh.id.value, *ends));
        return *unit.insert(fresh);
    });
    if (there_already) return taken();
    if (!written) return written.error();
    note_face(written->face);
    return fresh_api_key{std::move(*written), std::move(text)};
}

TENDER_DECL result<page<versioned<api_key>>> api_keys::list(merchant const& who,
                                                            list_api_keys const& which)
{
    return list_wanted(runtime_, who, all_api_keys, mode_key(who), {which.after, which.limit},
                       [&](api_key const& k) {
                           bool const of_face = who.face.empty() || k.face == who.face;
                           return of_face && (!which.active || lets_in(k));
                       });
}

TENDER_DECL result<fresh_api_key> api_keys::rotate(merchant const& who, id<api_key> which)
{
    secret text(std::string(prefix_of(who.mode)) + runtime_.ids.text(32));
    auto const hashed = runtime_.crypto().sha256(text.reveal());
    auto const published = runtime_.storage().publish(
        {"key", std::string(api_keys_parts::bytes_of(hashed)), who.account, who.mode,
         which.value});
    if (!published) return published.error();
    auto written = runtime_.transact(who.account, [&](unit_of_work& unit) -> result<api_key> {
        auto const found = find_own(unit, who, which);
        if (!found) return found.error();
        auto const& ends = (*found)->expires_at;
        if ((*found)->state != key_state::active || (ends && runtime_.now() >= *ends))
            return fault(errc::illegal_transition);
        auto next = **found;
        next.digest = hashed;
        next.shown = text.reveal().substr(0, 12);
        return *unit.replace(*found, std::move(next));
    });
    if (!written) return written.error();
    return fresh_api_key{std::move(*written), std::move(text)};
}

TENDER_DECL result<principal> api_keys::authenticate(name face, std::string_view presented)
{
    using api_keys_parts::refuse;
    if (presented.empty()) return fault(fault_reason::key_missing);
    if (!api_keys_parts::well_formed(presented)) return refuse("malformed key");
    auto const hashed = runtime_.crypto().sha256(presented);
    auto const entry = runtime_.storage().resolve("key", api_keys_parts::bytes_of(hashed));
    if (!entry) {
        if (!(entry.error() == errc::not_found)) return entry.error();
        auto const twin = runtime_.crypto().sha256(api_keys_parts::other_prefix(presented));
        auto const other = runtime_.storage().resolve("key", api_keys_parts::bytes_of(twin));
        return refuse(other ? "key with the other mode's prefix" : "unknown key");
    }
    return runtime_.transact(entry->account, [&](unit_of_work& unit) -> result<principal> {
        auto const found = unit.find(id<api_key>{entry->names});
        if (!found) {
            if (found.error() == errc::not_found) return refuse("unknown key");
            return found.error();
        }
        auto const& key = **found;
        if (!equal_in_constant_time(api_keys_parts::bytes_of(key.digest),
                                    api_keys_parts::bytes_of(hashed)))
            return fault(fault_reason::key_rotated);
        if (key.state == key_state::revoked) return fault(fault_reason::key_revoked);
        bool const over = key.expires_at && runtime_.now() >= *key.expires_at;
        if (over || key.state != key_state::active) return refuse("expired key");
        if (key.face != face) return refuse("key of another face");
        auto const owner = unit.find(key.account);
        if (!owner) return owner.error();
        if (!(*owner)->active) return fault(fault_reason::account_inactive);
        if (key.mode == mode::live && !(*owner)->live_approved)
            return refuse("account not approved for live");
        return principal{{key.account, key.mode, face}, key.id, key.scopes, key.role,
                         key.requests_per_minute};
    });
}

}  // namespace tender
