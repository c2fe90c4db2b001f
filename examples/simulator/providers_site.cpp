// SPDX-License-Identifier: BSL-1.0
// simulator/providers_site.cpp: bodies of providers_site.hpp.
#include "providers_site.hpp"

#include "notifier.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>
#include <thread>

namespace simulator {

namespace {

namespace json = boost::json;
using tender::outcome;
using tender::provider_answer;
using tender::testing::script;

struct bad_request : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string text(json::object const& from, std::string_view member)
{
    auto const* const value = from.if_contains(member);
    if (value == nullptr || !value->is_string())
        throw bad_request(std::string(member) + " must be text");
    return std::string(value->as_string());
}

std::int64_t whole(json::object const& from, std::string_view member,
                   std::optional<std::int64_t> otherwise = {})
{
    auto const* const value = from.if_contains(member);
    if (value == nullptr && otherwise) return *otherwise;
    if (value == nullptr || !value->is_int64())
        throw bad_request(std::string(member) + " must be a whole number");
    return value->as_int64();
}

template<class Enum>
Enum word(json::object const& from, std::string_view member)
{
    auto const found = tender::enum_from<Enum>(text(from, member));
    if (!found) throw bad_request(std::string(member) + " is not known");
    return *found;
}

tender::money amount(json::object const& from)
{
    auto const currency = tender::currency::find(text(from, "currency"));
    auto const minor = whole(from, "amount");
    if (!currency || minor <= 0) throw bad_request("amount and currency must be money");
    return {minor, *currency};
}

void say(int status, json::object const& body, tender::response& out)
{
    out.status = status;
    out.headers.clear();
    out.set("Content-Type", "application/json");
    out.body = json::serialize(body) + "\n";
}

/// An outcome's status and word.
std::pair<int, char const*> spelt(outcome what)
{
    switch (what) {
        case outcome::done: return {200, "done"};
        case outcome::acknowledged: return {200, "acknowledged"};
        case outcome::settling: return {200, "settling"};
        case outcome::challenged: return {200, "challenged"};
        case outcome::declined_soft: return {402, "declined_soft"};
        case outcome::declined_hard: return {402, "declined"};
        case outcome::refused: return {422, "refused"};
        case outcome::unknown: return {504, "unknown"};
        case outcome::unknown_reference: return {404, "unknown_reference"};
    }
    return {500, "unknown"};
}

void say(provider_answer const& answer, tender::response& out)
{
    auto const [usual, word] = spelt(answer.what);
    int const status = answer.credentials ? 401 : usual;
    json::object body{{"status", word}};
    if (!answer.reference.empty()) body["reference"] = answer.reference;
    if (!answer.reason.empty()) body["reason"] = answer.reason;
    if (answer.decline != tender::decline_code::none)
        body["decline"] = tender::enum_name(answer.decline);
    if (answer.excused) body["excused"] = true;
    if (answer.ask_after) body["ask_after_ms"] = answer.ask_after->count();
    if (answer.amount) {
        body["amount"] = answer.amount->minor;
        body["currency"] = answer.amount->currency.code();
    }
    if (answer.action) {
        auto& action = body["action"].emplace_object();
        action["says"] = answer.action->says;
        action["code"] = answer.action->code;
        if (answer.action->until) action["until"] = tender::rfc3339(*answer.action->until);
        if (!answer.action->url.empty()) action["url"] = answer.action->url;
    }
    say(status, body, out);
}

/// Takes the first part of a path off it.
std::string_view take_part(std::string_view& path)
{
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    auto const part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

}  // namespace

providers_site::providers_site(
    std::vector<std::shared_ptr<tender::testing::simulated_provider>> providers,
    std::shared_ptr<tender::clock> clock, std::chrono::milliseconds hang)
    : clock_(std::move(clock)), hang_(hang)
{
    for (auto& p : providers) desks_[std::string(p->profile().id.text())].provider = std::move(p);
}

void providers_site::refuse(int status, tender::response& out)
{
    say(status, {{"error", "This is not HTTP that is read here."}}, out);
}

void providers_site::handle(tender::request const& asked, tender::response& out)
try {
    auto path = asked.target;
    auto const body = [&] {
        boost::system::error_code malformed;
        auto value = json::parse(asked.body, malformed);
        if (malformed || !value.is_object()) throw bad_request("The body must be a JSON object.");
        return std::move(value.as_object());
    };
    bool const get = asked.method == "GET", post = asked.method == "POST";
    if (path == "/healthz" && get) return say(200, {{"status", "ok"}}, out);
    if (path == "/book" && get) return book(out);
    auto const found = desks_.find(take_part(path));
    if (found != desks_.end()) {
        auto& at = found->second;
        if (path == "/charges" && post) return charge(at, body(), out);
        if (path == "/refunds" && post) return refund(at, body(), out);
        if (path == "/cancels" && post) return cancel(at, body(), out);
        if (path == "/faults" && post) return plan(at, body(), out);
        if (path == "/faults" && asked.method == "DELETE") {
            at.faults.clear();
            at.provider->clear();
            return say(200, {}, out);
        }
        if (take_part(path) == "calls" && get) return query(at, take_part(path), out);
    }
    say(404, {{"error", "There is no such resource."}}, out);
} catch (bad_request const& e) {
    say(400, {{"error", e.what()}}, out);
}

template<class Call>
void providers_site::answer(desk& at, operation of, std::string_view reference, Call&& call,
                            tender::response& out)
{
    auto const fault = at.faults.take(of);
    bool const nothing = fault == simulator::fault::hang_before;
    say(nothing ? provider_answer{} : call(), out);
    bool const moves_money = of == operation::charge || of == operation::refund;
    if (notifier_ != nullptr && moves_money && !nothing)
        notifier_->plan(at.provider, std::string(reference));
    if (fault == simulator::fault::garbage) out.body = "<html>{\"status\":";
    else if (fault) std::this_thread::sleep_for(hang_);
}

namespace {

/// Both sides tell calls apart by them.
std::string reference(json::object const& from, std::string_view member)
{
    auto found = text(from, member);
    if (!tender::ulid::read(found)) throw bad_request(std::string(member) + " must be a ULID");
    return found;
}

/// What the customer pays with on a page, where that is said.
std::optional<tender::instrument> instrument(json::object const& body)
{
    auto const* const found = body.if_contains("with");
    if (found == nullptr) return std::nullopt;
    if (!found->is_object()) throw bad_request("with must be an object");
    auto const& with = found->as_object();
    tender::instrument out;
    if (with.contains("phone")) out.phone = text(with, "phone");
    if (!with.contains("number")) return out;
    out.card = tender::card_details{tender::secret(text(with, "number")),
                                    static_cast<int>(whole(with, "month")),
                                    static_cast<int>(whole(with, "year")),
                                    tender::secret(text(with, "code")), text(with, "holder")};
    return out;
}

}  // namespace

void providers_site::charge(desk& at, json::object const& body, tender::response& out)
{
    tender::payment_terms terms;
    terms.reference = text(body, "merchant_reference");
    auto const face = tender::name::read(text(body, "face"));
    if (!face) throw bad_request("face is no name");
    terms.face = *face;
    auto const ours = reference(body, "reference");
    auto const number = static_cast<int>(whole(body, "number", 1));
    auto const with = instrument(body);
    tender::charge_order const order{ours, amount(body),
                                     word<tender::payment_method>(body, "method"),
                                     tender::mode::test, terms, number, with ? &*with : nullptr};
    answer(at, operation::charge, ours, [&] { return at.provider->charge(order); }, out);
}

void providers_site::refund(desk& at, json::object const& body, tender::response& out)
{
    auto const ours = reference(body, "reference"), charge = reference(body, "charge");
    tender::refund_order const order{ours, charge, {}, amount(body), tender::mode::test};
    answer(at, operation::refund, ours, [&] { return at.provider->refund(order); }, out);
}

void providers_site::cancel(desk& at, json::object const& body, tender::response& out)
{
    auto const ours = reference(body, "reference"), charge = reference(body, "charge");
    tender::cancel_order const order{ours, charge, {}, tender::mode::test};
    answer(at, operation::cancel, ours, [&] { return at.provider->cancel(order); }, out);
}

void providers_site::query(desk& at, std::string_view reference, tender::response& out)
{
    tender::query_order const order{reference, {}, tender::attempt_purpose::charge,
                                    tender::mode::test};
    auto const which = tender::ulid::read(reference).value_or(tender::ulid{});
    tender::instant const made(std::chrono::milliseconds(which.high >> 16));
    answer(at, operation::query, reference, [&] {
        if (!at.faults.forgets(made, clock_->now())) return at.provider->query(order);
        provider_answer unknown;
        unknown.what = outcome::unknown_reference;
        return unknown;
    }, out);
}

/// What a call comes to is the provider's script; what happens on its way is ours.
void providers_site::plan(desk& at, json::object const& body, tender::response& out)
{
    auto const what = text(body, "what");
    auto const times = static_cast<int>(whole(body, "times", 1));
    if (times < 0 || times > 10'000) throw bad_request("times must be from 0 to 10000");
    if (what == "forget") {
        at.faults.forget(std::chrono::milliseconds(whole(body, "for_ms")));
        return say(200, {}, out);
    }
    auto const of = word<operation>(body, "on");
    if (auto const fault = tender::enum_from<simulator::fault>(what)) {
        at.faults.next(of, *fault, times);
        return say(200, {}, out);
    }
    auto const scripted = tender::enum_from<script>(what);
    if (!scripted || scripted == script::throw_exception || of == operation::query)
        throw bad_request("what is not known");
    for (int i = 0; i != times; ++i) {
        if (of == operation::charge) at.provider->next(*scripted);
        else if (of == operation::refund) at.provider->next_refund(*scripted);
        else at.provider->next_cancel(*scripted);
    }
    say(200, {}, out);
}

void providers_site::book(tender::response& out)
{
    json::array calls;
    for (auto const& entry : desks_) {
        auto const& name = entry.first;
        auto const& at = entry.second;
        auto const read = at.provider->book().for_each([&](tender::testing::simulated_call const&
                                                               c) {
            calls.push_back({{"provider", name},
                             {"reference", c.id.text()},
                             {"kind", c.is_refund ? "refund" : "charge"},
                             {"purpose", c.purpose.text()},
                             {"amount", c.amount},
                             {"currency", c.currency.code()},
                             {"refunded", c.refunded},
                             {"status", tender::enum_name(at.provider->status_of(c))}});
        });
        if (!read) return say(503, {{"error", std::string(read.error().text())}}, out);
    }
    say(200, {{"calls", std::move(calls)}}, out);
}

}  // namespace simulator
