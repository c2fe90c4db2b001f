// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/outbox.ipp: bodies of service/webhook/outbox.hpp.
#pragma once

#include <tender/base/ip_address.hpp>
#include <tender/base/url.hpp>
#include <tender/service/runtime/recent.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <algorithm>

namespace tender {

TENDER_DECL std::string_view violation_of_webhook_url(settings const& s, std::string_view url)
{
    auto const read = read_web_url(url);
    if (s.allow_local_webhooks) return read ? "" : "must be an http or https URL";
    bool const good = read && read->https && may_be_public(read->host);
    return good ? "" : "must be an https URL of a public host";
}

TENDER_DECL std::uint64_t hash_of_host(std::string_view url)
{
    auto const read = read_web_url(url);
    if (!read) return hash_of(url);
    auto host = lower_case(std::string(read->host));
    return hash_of(host.append(":").append(std::to_string(read->port)));
}

TENDER_DECL void outbox::learn(webhook_dialect const& how)
{
    if (dialect_of(how.face) == nullptr) dialects_.push_back(&how);
}

TENDER_DECL webhook_dialect const* outbox::dialect_of(name face) const
{
    for (auto const* const d : dialects_)
        if (d->face == face) return d;
    return nullptr;
}

TENDER_DECL std::chrono::milliseconds outbox::longest_attempt() const
{
    std::chrono::milliseconds longest{0};
    for (auto const* const d : dialects_) longest = std::max(longest, d->time_limit);
    return longest;
}

TENDER_DECL bool outbox::hears(webhook_endpoint const& e, name face, std::string_view type)
{
    return e.enabled && e.face == face &&
           std::find(e.events.begin(), e.events.end(), type) != e.events.end();
}

TENDER_DECL result<bool> outbox::append(unit_of_work& unit, event fresh, instant at,
                                        id<idempotency_record> answers)
{
    if (!fresh.id) fresh.id = {runtime_.ids.dated(at)};
    auto const appended = unit.insert(std::move(fresh));
    if (auto const told = fan_out(unit, *appended); !told) return told.error();
    auto const event_id = appended->id;
    if (!answers) return false;
    auto const c = unit.find(answers);
    if (!c) return c.error() == errc::not_found ? result<bool>(false) : c.error();
    if ((*c)->answer) return false;
    auto answered = **c;
    answered.answer = event_id;
    unit.replace(*c, std::move(answered));
    return true;
}

TENDER_DECL result<> outbox::fan_out(unit_of_work& unit, event const& what)
{
    auto const face = face_of(what);
    auto const* const dialect = face.empty() ? nullptr : dialect_of(face);
    if (dialect == nullptr) return {};
    auto const words = dialect->words(what);
    if (words.empty()) return {};
    merchant const who{what.account, what.mode, face};
    auto const now = runtime_.now();
    auto const all = endpoints_.get(who, now, [&] {
        return read_all(runtime_, who, all_webhook_endpoints, mode_key(who));
    });
    if (!all) return all.error();
    auto const own_address = notify_url_of(what);
    for (std::size_t i = 0; i != words.size(); ++i) {
        bool alone = !own_address.empty();
        for (auto const& e : **all) {
            if (!hears(e, face, words[i])) continue;
            write(unit, delivery_for(e, what, words[i], i, now), now);
            alone = alone && e.url != own_address;
        }
        if (alone) write(unit, delivery_for({}, what, words[i], i, now), now, own_address);
    }
    return {};
}

TENDER_DECL webhook_delivery outbox::delivery_for(webhook_endpoint const& to, event const& what,
                                                  std::string_view type, std::size_t nth,
                                                  instant now) const
{
    webhook_delivery d;
    d.id = delivery_of(what.id, to.id, nth);
    d.account = what.account;
    d.mode = what.mode;
    d.face = face_of(what);
    d.endpoint = to.id;
    d.event = what.id;
    d.object = subject_of(what);
    d.type = type;
    d.created_at = now;
    return d;
}

TENDER_DECL std::shared_ptr<webhook_delivery const> outbox::write(unit_of_work& unit,
                                                                  webhook_delivery fresh,
                                                                  instant due,
                                                                  std::string_view url)
{
    merchant const who{fresh.account, fresh.mode, {}};
    auto const whom = fresh.endpoint ? fresh.endpoint.value
                                     : ulid{fresh.account.value.low, hash_of_host(url)};
    unit.insert(make_job(who, sender_of(fresh), fresh.id.value, due, queue_of(whom)));
    return unit.insert(std::move(fresh));
}

TENDER_DECL result<webhook_endpoint>
outbox::enable(unit_of_work& unit, versioned<webhook_endpoint> const& which, bool yes, instant now)
{
    merchant const who{which->account, which->mode, {}};
    auto next = *which;
    next.enabled = yes;
    next.failing_since.reset();
    next.updated_at = now;
    if (yes) next.enabled_at = now;
    auto const over = yes ? job_kind::cancel_deliveries : job_kind::catch_up;
    if (auto const gone = unschedule(unit, who, over, next.id.value); !gone) return gone.error();
    if (yes) look_later(unit, next, now);
    else unit.insert(make_job(who, job_kind::cancel_deliveries, next.id.value, now));
    return *unit.replace(which, std::move(next));
}

TENDER_DECL void outbox::look_later(unit_of_work& unit, webhook_endpoint const& which, instant now)
{
    constexpr std::chrono::seconds until_all_know{10};
    if (!which.enabled || !runtime_.storage().shared()) return;
    unit.insert(make_job({which.account, which.mode, {}}, job_kind::catch_up, which.id.value,
                         now + until_all_know));
}

TENDER_DECL std::string outbox::seal(secret const& key, id<webhook_endpoint> of)
{
    return seals().seal(key, of.text(), runtime_.ids.text(16));
}

TENDER_DECL std::optional<secret> outbox::open(std::string const& sealed, id<webhook_endpoint> of)
{
    return seals().open(sealed, of.text());
}

}  // namespace tender
