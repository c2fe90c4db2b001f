// SPDX-License-Identifier: BSL-1.0
// tender/store/impl/audit.ipp: bodies of store/audit.hpp.
#pragma once

#include <tender/base/grammar.hpp>
#include <tender/domain/access/api_key.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/domain/event/event.hpp>
#include <tender/domain/ledger/posting.hpp>
#include <tender/domain/payment/attempt.hpp>
#include <tender/domain/payment/notification.hpp>
#include <tender/domain/payment/refund.hpp>
#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/domain/runtime/idempotency_record.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/domain/webhook/webhook_delivery.hpp>
#include <tender/store/audit.hpp>
#include <tender/store/impl/audit_credit.ipp>
#include <tender/store/impl/audit_owners.ipp>
#include <tender/store/records/records.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>

namespace tender {

namespace audit_parts {

/// All that the checks compare, gathered in one pass over each kind.
struct findings {
    std::vector<std::string> all;

    template<class... Part>
    void add(Part const&... part)
    {
        std::string line;
        (line.append(part), ...);
        all.push_back(std::move(line));
    }
};

/// Calls `take` with every record of a kind and its account.
template<class R, class Take>
result<> each(storage& where, Take&& take)
{
    return where.for_each(record_of<R>, [&](id<account> owner, any_versioned const& kept) {
        take(owner, *static_cast<R const*>(kept.object.get()));
    });
}

struct sums {
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
};

struct link_uses {
    std::int64_t paid = 0;
    std::int64_t paying = 0;
};

struct version {
    instant updated_at{};
    payment_state state = payment_state::created;

    friend bool operator==(version const&, version const&) = default;
};

TENDER_DECL version version_of(payment const& p) { return {p.updated_at, p.state}; }

struct auditor {
    explicit auditor(storage& all) : where(all) {}

    storage& where;
    findings found;
    std::map<std::string_view, std::set<ulid>> ids;      ///< by the name of the record's type
    std::set<ulid> hosted;                               ///< payments with a page
    std::map<ulid, sums> kept;                           ///< what payments say
    std::map<ulid, sums> posted;                         ///< what the books say
    std::map<ulid, link_uses> uses;                      ///< of each link, by its pages
    std::map<ulid, ulid> payment_of;                     ///< by refund
    std::map<ulid, version> now;                         ///< of each payment
    std::map<ulid, std::map<ulid, std::pair<version, version>>> told;   ///< before and after

    template<class R>
    bool has(id<R> which) const
    {
        return ids.at(record_of<R>.name).count(which.value) != 0;
    }

    /// Is it the id of anything that others name?
    bool anything(ulid which) const
    {
        return std::any_of(ids.begin(), ids.end(),
                           [&](auto const& kind) { return kind.second.count(which) != 0; });
    }

    result<> read_all();
    result<> gather();
    void compare_sums();
    void follow_events();
    result<> compare_pages();
    result<> find_orphans();
    void take_posting(posting const& p);
};

TENDER_DECL void auditor::take_posting(posting const& p)
{
    std::int64_t moved = 0;
    for (auto const& l : p.lines) {
        if (l.amount <= 0) found.add("the posting ", p.id.text(), " moves nothing or less");
        if (l.from == book::provider && l.to == book::pending) moved += l.amount;
        if (l.from == book::refunding) moved += l.amount;
    }
    if (p.kind == posting_kind::captured) posted[p.cause].captured += moved;
    auto const of = payment_of.find(p.cause);
    if (of == payment_of.end()) return;
    if (p.kind == posting_kind::refund_succeeded) posted[of->second].refunded += moved;
    if (p.kind == posting_kind::refund_returned)
        for (auto const& l : p.lines)
            if (l.to == book::available) posted[of->second].refunded -= l.amount;
}

/// Notes the id of everything that others name. A text with U+0000 can be stored, and no database
/// reads it: such records are from before it was refused.
TENDER_DECL result<> auditor::read_all()
{
    record_type const* const named_by_nobody[] = {&record_of<posting>, &record_of<balance>,
                                                  &record_of<job>, &record_of<idempotency_record>};
    for (auto const& kind : records()) {
        bool const named = std::find(std::begin(named_by_nobody), std::end(named_by_nobody),
                                     kind.type) == std::end(named_by_nobody);
        auto* const noted = named ? &ids[kind.type->name] : nullptr;
        auto const done = where.for_each(*kind.type, [&](id<account>, any_versioned const& record) {
            auto const which = kind.type->id(record.object.get());
            if (noted != nullptr) noted->insert(which);
            if (!violation_of_json_chars(kind.encode(record.object)).empty())
                found.add("the ", kind.type->name, " ", which.text(),
                          " has a text with U+0000 or of bytes that are no UTF-8");
        });
        if (!done) return done;
    }
    return {};
}

TENDER_DECL result<> auditor::gather()
{
    auto done = each<payment>(where, [&](id<account>, payment const& p) {
        if (p.hosted()) hosted.insert(p.id.value);
        kept[p.id.value] = {p.captured, p.refunded};
        if (p.instrument() && !has(p.instrument()))
            found.add("the payment ", p.id.text(), " names an instrument that is not there");
        now[p.id.value] = version_of(p);
    });
    if (done) done = each<refund>(where, [&](id<account>, refund const& r) {
        payment_of[r.id.value] = r.payment.value;
        if (!has(r.payment))
            found.add("the refund ", r.id.text(), " is of a payment that is not there");
    });
    if (done) done = each<attempt>(where, [&](id<account>, attempt const& a) {
        if (!has(a.payment))
            found.add("the attempt ", a.id.text(), " is of a payment that is not there");
    });
    if (done) done = each<event>(where, [&](id<account>, event const& e) {
        if (!e.object) return found.add("the event ", e.id.text(), " is about nothing");
        auto const* const after = object_of<payment>(e);
        if (after == nullptr || e.kind == event_kind::answered) return;
        auto const* const before = before_of<payment>(e);
        told[after->id.value][e.id.value] = {before != nullptr ? version_of(*before) : version{},
                                             version_of(*after)};
    });
    if (done) done = each<posting>(where, [&](id<account>, posting const& p) { take_posting(p); });
    if (done) done = each<webhook_delivery>(where, [&](id<account>, webhook_delivery const& d) {
        bool const to_nobody = d.endpoint && !has(d.endpoint);
        bool const of_nothing = d.event && !has(d.event);
        if (of_nothing || to_nobody)
            found.add("the delivery ", d.id.text(), " has no event or no endpoint");
    });
    return done;
}

TENDER_DECL void auditor::compare_sums()
{
    for (auto const& [which, says] : kept) {
        auto const books = posted[which];
        if (books.captured != says.captured)
            found.add("the payment ", which.text(), " has captured ",
                      std::to_string(says.captured), ", and its postings ",
                      std::to_string(books.captured));
        if (books.refunded != says.refunded)
            found.add("the payment ", which.text(), " has refunded ",
                      std::to_string(says.refunded), ", and its postings ",
                      std::to_string(books.refunded));
        if (says.refunded < 0 || says.refunded > says.captured)
            found.add("the payment ", which.text(), " has refunded more than it captured");
    }
    for (auto const& [which, books] : posted)
        if (kept.count(which) == 0)
            found.add("there are postings of the payment ", which.text(), ", which is not there");
}

TENDER_DECL void auditor::follow_events()
{
    for (auto const& [which, last] : now) {
        auto const& story = told[which];
        if (story.empty()) {
            found.add("the payment ", which.text(), " has no event");
            continue;
        }
        version expected{};
        for (auto const& [e, change] : story) {
            auto const& [before, after] = change;
            if (before != expected)
                found.add("the event ", e.text(), " does not follow the one before it");
            bool const made = expected == version{};
            if (!made && before.state != after.state &&
                !payment_flow.leads(before.state, after.state))
                found.add("the event ", e.text(), " is no change that payments make");
            expected = after;
        }
        if (expected != last)
            found.add("the last version of the payment ", which.text(), " has no event");
    }
    for (auto const& [which, story] : told)
        if (now.count(which) == 0)
            found.add("there are events of the payment ", which.text(), ", which is not there");
}

/// A page has the id of its payment, and is never behind it [C43].
TENDER_DECL result<> auditor::compare_pages()
{
    auto pageless = hosted;
    auto const done = each<checkout_session>(where, [&](id<account>, checkout_session const& s) {
        if (hosted.count(s.id.value) == 0)
            return found.add("the page ", s.id.text(), " is of no payment that has one");
        pageless.erase(s.id.value);
        uses[s.link.value].paid += s.state == checkout_state::completed;
        uses[s.link.value].paying += s.state == checkout_state::paying;
        auto const paid = now[s.id.value].state;
        bool const over = checkout_flow.final(s.state) && paid == payment_state::created;
        if (over || checkout_event_of(s.state, paid))
            found.add("the page ", s.id.text(), " and its payment tell different stories");
    });
    for (auto const& which : pageless)
        found.add("the payment ", which.text(), " has lost its page");
    if (!done) return done;
    return each<payment_link>(where, [&](id<account>, payment_link const& l) {
        auto const& seen = uses[l.id.value];
        if (seen.paid != l.uses || seen.paying != l.reserved)
            found.add("the link ", l.id.text(), " has counted other uses than its pages");
        if (l.revenue < l.uses)
            found.add("the link ", l.id.text(), " has taken less than its uses");
    });
}

TENDER_DECL result<> auditor::find_orphans()
{
    auto done = each<idempotency_record>(where, [&](id<account>, idempotency_record const& c) {
        auto const kind = ids.find(enum_name(c.about));  // of others a host's own may be
        bool const any = c.about == idempotency_subject::record;
        if (any ? !anything(c.subject) : kind != ids.end() && kind->second.count(c.subject) == 0)
            found.add("the idempotency record ", c.id.text(), " is about nothing");
        if (c.answer && !has(c.answer))
            found.add("the idempotency record ", c.id.text(), " has an answer that is not there");
    });
    if (done) done = each<job>(where, [&](id<account> owner, job const& j) {
        if (!anything(j.subject)) found.add("the job ", j.id.text(), " is about nothing");
        bool const of_nobody = j.kind == job_kind::notice && !owner;
        if (!of_nobody && !has(owner))
            found.add("the job ", j.id.text(), " is of an account that is not there");
    });
    if (done) done = each<posting>(where, [&](id<account>, posting const& p) {
        if (!anything(p.cause)) found.add("the posting ", p.id.text(), " has no cause");
    });
    return done;
}

}  // namespace audit_parts

TENDER_DECL result<std::vector<std::string>> audit(storage& where)
{
    audit_parts::auditor a(where);
    if (auto const done = a.read_all(); !done) return done.error();
    if (auto const done = a.gather(); !done) return done.error();
    a.compare_sums();
    a.follow_events();
    if (auto const done = a.compare_pages(); !done) return done.error();
    if (auto const done = a.find_orphans(); !done) return done.error();
    if (auto const done = audit_owners(where, a.found.all); !done) return done.error();
    if (auto const done = audit_credit(where, a.found.all); !done) return done.error();
    return std::move(a.found.all);
}

}  // namespace tender
