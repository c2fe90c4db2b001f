// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/payments.ipp: POPFAB's words for payments, and what their endpoints do.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/pages/pages.hpp>
#include <tender/api/popfab/messages.hpp>
#include <tender/base/url.hpp>
#include <tender/service/engine_internals.hpp>

namespace tender::api::popfab {

/// POPFAB's word for each state of a payment.
struct status_word {
    payment_state state;
    std::string_view word;
};
inline constexpr status_word status_words[] = {
    {payment_state::created, "pending"},
    {payment_state::submitted, "processing"},
    {payment_state::challenged, "processing"},
    {payment_state::accepted, "pending_confirmation"},
    {payment_state::in_doubt, "pending_confirmation"},
    {payment_state::captured, "success"},
    {payment_state::failed, "failed"},
    {payment_state::canceled, "failed"},
    {payment_state::expired, "failed"},
    {payment_state::refunded, "reversed"},
    {payment_state::reversed, "reversed"},
};
static_assert(one_row_each<payment_state>(status_words, &status_word::state));

struct refund_word {
    refund_state state;
    std::string_view word;
};
inline constexpr refund_word refund_words[] = {
    {refund_state::created, "pending"},    {refund_state::submitted, "processing"},
    {refund_state::in_doubt, "processing"}, {refund_state::succeeded, "success"},
    {refund_state::rejected, "failed"},    {refund_state::failed, "failed"},
    {refund_state::returned, "failed"},
};
static_assert(one_row_each<refund_state>(refund_words, &refund_word::state));

inline routing_view context_of(routing_trace const& r)
{
    routing_view v{};
    v.strategy = enum_name(r.strategy);
    v.selected_reason = enum_name(r.reason);
    v.providers_tried.all = &r.tried;
    if (r.rule) v.rule_id = {rule_prefix, r.rule.value};
    v.candidates.all = r.candidates.get();
    return v;
}

inline payment_view view_of(payment const& p)
{
    auto const text = [](std::string const& s) {
        return s.empty() ? std::nullopt : std::optional<std::string_view>(s);
    };
    auto const& t = *p.terms;
    auto const& c = t.customer;
    payment_view v{};
    v.id = {&p};
    v.reference = t.reference;
    v.amount = t.amount.minor;
    v.currency = t.amount.currency.code();
    v.payment_method = enum_name(p.method);
    v.status = status_words[static_cast<std::size_t>(p.state)].word;
    auto const& last = p.last_tried();
    v.provider = {last.provider.text()};
    v.provider_reference = {p.provider_reference};
    v.customer = {c.email, text(c.name), text(c.phone), text(c.country), text(c.region)};
    v.metadata = {&t.metadata};
    v.fees = {t.platform_fee, last.fee, t.platform_fee + last.fee};
    if (p.routing) v.routing_context = context_of(*p.routing);
    if (last.provider == "house") {   // of payments that are born elsewhere: not shown [C27]
        v.provider = {};
        v.routing_context.providers_tried = {};
        v.routing_context.candidates = {};
    }
    v.created_at = t.created_at;
    v.updated_at = p.updated_at;
    if (p.hosted() && t.face == face_id && !settled(p.state)) v.checkout_url = t.checkout->url;
    if (auto const* const asked = p.action()) {
        if (!p.hosted()) v.checkout_url = text(asked->url);
        auto const& told = one_of<told_methods>(v.payment_method);
        if (told.violation().empty() && !(asked->says.empty() && asked->code.empty()))
            v.instructions = {v.payment_method, {asked->code}, {asked->says}, {asked->until}};
    }
    if (p.state == payment_state::accepted || p.state == payment_state::in_doubt)
        v.pending_confirmation = true;
    v.failure_reason = text(p.failure);
    if (!p.refunds().empty()) {
        v.amount_refunded = p.refunded;
        auto& refunds = v.refunds.emplace();
        for (auto const& r : p.refunds())
            refunds.push_back({{refund_prefix, r.id.value}, r.amount, {r.reason},
                               refund_words[static_cast<std::size_t>(r.state)].word,
                               r.created_at});
    }
    return v;
}

inline void write_answer(payment const& p, std::string& body) { write_json(body, view_of(p)); }

inline create_payment command(initiate_payment&& r)
{
    create_payment c;
    c.amount = {r.amount.value(), currency::find(r.currency.word()).value_or(currency())};
    c.method = *enum_from<payment_method>(r.payment_method.word());
    c.reference = std::move(r.reference);
    c.customer = std::move(r.customer);
    c.callback_url = std::move(r.callback_url);
    c.id_prefix = payment_prefix;
    if (r.routing_override) c.routing_override = name_of(*r.routing_override);
    c.metadata = std::move(r.metadata);
    return c;
}

/// The message names the payment that has the reference, as POPFAB names it.
inline fault in_words(fault const& f)
{
    if (!(f == errc::duplicate_reference)) return f;
    return fault(f.code(), "The reference belongs to " + std::string(payment_prefix) +
                               std::string(f.about()) + ".");
}

/// How long a page is open.
inline constexpr std::chrono::hours page_life{24};

/// A payment that its customer makes on a page of ours, from where the way leads back.
inline open_checkout on_page(exchange const& x, create_payment&& c, routing_trace&& route)
{
    open_checkout page;
    page.amount = c.amount;
    page.methods = {c.method};
    page.reference = std::move(c.reference);
    page.routing_override = c.routing_override;
    page.route = std::move(route);
    page.page = x.address(page_path);
    page.lifetime = page_life;
    if (c.callback_url)
        page.success_url = page.cancel_url = page.failure_url = c.callback_url->str();
    auto who = payer_of(std::move(c.customer));
    page.email = std::move(who.email);
    if (!who.name.empty()) page.name = std::move(who.name);
    page.phone = std::move(who.phone);
    page.country = std::move(who.country);
    page.region = std::move(who.region);
    page.entries = std::move(c.metadata.entries());
    return page;
}

/// Does the router lead to a provider that has no page of its own? The way there, if it does.
inline result<std::optional<routing_trace>> way_over_page(exchange& x, create_payment const& c)
{
    auto const& who = x.caller.who;
    auto const& providers = runtime_of(x.pay).providers;
    std::optional<routing_trace> none;
    if (!providers.need_pages(who.mode)) return none;
    auto way = x.pay.routing().simulate(who, c, x.pay.new_id().low);
    if (!way) return way.error();
    auto const& first = *providers.find(who.mode, way->candidates->front().provider);
    return first.profile().needs_page ? std::optional(std::move(*way)) : none;
}

inline result<std::shared_ptr<payment const>> initiate(exchange& x, initiate_payment& wire,
                                                       idempotency_request const* request)
{
    auto order = command(std::move(wire));
    auto way = way_over_page(x, order);
    if (!way) return way.error();
    auto const& who = x.caller.who;
    auto done = *way ? engine_internals::open_once(
                           x.pay, who, on_page(x, std::move(order), std::move(**way)), request)
                     : engine_internals::create_once(x.pay, who, std::move(order), request);
    if (!done) return in_words(done.error());
    return done;
}

inline std::string page_target(payment const& paid, std::string_view url)
{
    return with_parameter(with_parameter(url, "reference", paid.terms->reference), "id",
                          payment_id_text(paid));
}

/// The payment that the path names. One that POPFAB has no words for is not there [C45].
inline result<std::shared_ptr<payment const>> named(exchange& x)
{
    auto found = x.find_payment(x.parameters[0]);
    if (!found || (*found)->terms->face == x.caller.who.face) return found;
    auto const& t = *(*found)->terms;
    bool const chosen = !(*found)->hosted() || (*found)->routing;
    bool const sayable = one_of<currencies>(t.amount.currency.code()).violation().empty() &&
                         chosen &&
                         one_of<methods>(enum_name((*found)->method)).violation().empty() &&
                         !t.customer.email.empty();
    if (!sayable) return fault(errc::not_found);
    return found;
}

inline result<tender::answer> refund_payment(exchange& x, refund_request& wire,
                                             idempotency_request const* request)
{
    auto const of = named(x);
    if (!of) return of.error();
    create_refund command{.amount = wire.amount, .reason = std::move(wire.reason)};
    return engine_internals::create_once(x.pay, x.caller.who, (*of)->id, std::move(command),
                                         request);
}

inline result<> read_payment(exchange& x, nothing const&)
{
    auto const found = named(x);
    if (!found) return found.error();
    x.out.body.reserve(1024);
    write_json(x.out.body, view_of(**found));
    return {};
}

inline result<> sync_payment(exchange& x, sync_query const& query)
{
    auto const which = named(x);
    if (!which) return which.error();
    bool const force = query.force && query.force->value;
    auto const found = x.pay.payments().sync_versioned(x.caller.who, (*which)->id, force);
    if (!found) return found.error();
    write_json(x.out.body, view_of(**found));
    return {};
}

inline result<> list_payments_page(exchange& x, list_query const& query)
{
    list_payments which;
    if (query.status)
        for (auto const& row : status_words)
            if (row.word == query.status->word()) which.states.push_back(row.state);
    if (query.limit) which.limit = static_cast<int>(query.limit->value());
    if (query.cursor) which.after = read_cursor(query.cursor->str());
    if (query.provider) which.provider = name_of(*query.provider);
    auto const found = x.pay.payments().list(x.caller.who, which);
    if (!found) return found.error();
    page_view page{};
    page.data.reserve(found->items.size());
    for (auto const& p : found->items) page.data.push_back(view_of(*p));
    auto const next = found->next ? cursor_text(*found->next) : std::string();
    page.next_cursor = {next};
    page.has_more = found->next.has_value();
    x.out.body.reserve(600 * (page.data.size() + 1));
    write_json(x.out.body, page);
    return {};
}

}  // namespace tender::api::popfab
