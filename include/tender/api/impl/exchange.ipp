// SPDX-License-Identifier: BSL-1.0
// tender/api/impl/exchange.ipp: bodies of api/exchange.hpp.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/base/grammar.hpp>
#include <tender/service/engine_internals.hpp>

#include <algorithm>

namespace tender {

namespace exchange_parts {

inline int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Percent-encoding undone; nothing where it is broken or no text comes out.
inline std::optional<std::string> decoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '+') {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            if (text.size() - i < 3) return std::nullopt;
            int const high = digit_of(text[i + 1]), low = digit_of(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    if (!violation_of_chars(out).empty()) return std::nullopt;
    return out;
}

inline std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace exchange_parts

TENDER_DECL fault brief(fault const& why)
{
    constexpr std::size_t most = 8192, longest = 1024;   // of which escapes may make six times more
    std::size_t size = 0, kept = 0;
    bool cut = false;
    for (auto const& f : why.fields()) {
        size += f.field.size() + f.says.size();
        cut = cut || f.field.size() > longest || f.says.size() > longest;
        if (size <= most) ++kept;
    }
    if (size <= most && !cut) return why;
    std::vector<field_fault> fields(why.fields().begin(),
                                    why.fields().begin() + static_cast<std::ptrdiff_t>(kept));
    for (auto& f : fields)
        for (auto* const text : {&f.field, &f.says})
            if (text->size() > longest) {
                text->resize(longest);
                *text = with_chars_mended(std::move(*text)) + "...";
            }
    auto const left = why.fields().size() - kept;
    if (left != 0) fields.push_back({"more", "and " + std::to_string(left) + " more faults"});
    return fault(std::move(fields));
}

TENDER_DECL result<std::shared_ptr<payment const>> exchange::find_payment(std::string_view text)
{
    auto const named = read_payment_id(text);
    if (!named) return fault(errc::not_found);
    auto const found = named->number ? pay.payments().read_numbered(caller.who, *named->number)
                                     : pay.payments().read_versioned(caller.who, named->which);
    if (!found) return found.error();
    if (!is_spelling_of((*found)->terms->face, *named)) return fault(errc::not_found);
    if (!is_over(**found, pay.now())) return found->object;
    auto const seen = pay.checkout().visit(caller.who, (*found)->id);
    if (!seen) return seen.error();
    return seen->paid;
}

TENDER_DECL bool exchange::within(ulid key, std::int64_t limit)
{
    if (limit <= 0) return true;
    auto const now = pay.now();
    auto const rate = limits.take(key, limit, now);
    if (!rate.allowed)
        refuse(fault::retry_after(errc::rate_limited,
                                  std::chrono::ceil<std::chrono::seconds>(rate.reset - now)));
    return rate.allowed;
}

TENDER_DECL bool exchange::within_client(std::uint64_t what, std::int64_t limit)
{
    return asked.client.empty() || within({what, one_of_clients(asked.client)}, limit);
}

TENDER_DECL bool exchange::within_account(id<account> owner)
{
    auto const limit = how.keyless_per_account;
    auto const share = std::max(std::min<std::int64_t>(limit, 10), limit / 10);
    return within_client(owner.value.low | 1, share) && within(owner.value, limit);
}

TENDER_DECL void exchange::refuse(fault const& why) { failed_ = brief(why); }

TENDER_DECL std::optional<string_pairs> exchange::pairs_in(std::string_view encoded)
{
    string_pairs out;
    while (!encoded.empty()) {
        auto const end = std::min(encoded.find('&'), encoded.size());
        auto const pair = encoded.substr(0, end);
        encoded.remove_prefix(std::min(end + 1, encoded.size()));
        if (pair.empty()) continue;
        auto const sign = std::min(pair.find('='), pair.size());
        auto name = exchange_parts::decoded(pair.substr(0, sign));
        auto value = exchange_parts::decoded(pair.substr(std::min(sign + 1, pair.size())));
        if (!name || !value) return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

TENDER_DECL bool exchange::decode_query()
{
    auto pairs = pairs_in(query);
    if (pairs) pairs_ = std::move(*pairs);
    else refuse(fault::at("query", "must be percent-encoded UTF-8 without U+0000"));
    return pairs.has_value();
}

TENDER_DECL std::optional<string_pairs> exchange::read_form()
{
    if (!typed("application/x-www-form-urlencoded")) {
        refuse(fault(errc::unsupported_media_type));
        return std::nullopt;
    }
    auto pairs = pairs_in(asked.body);
    if (!pairs) refuse(fault::at("body", "must be percent-encoded UTF-8 without U+0000"));
    return pairs;
}

TENDER_DECL bool exchange::read_query(schema const& of, void* into)
{
    if (!decode_query()) return false;
    reading read;
    read_pairs(pairs_, of, into, read);
    if (read.faults.empty()) return true;
    refuse(fault(std::move(read.faults)));
    return false;
}

/// The key in the header, bare or in quotes; refuses what is no key [C14].
TENDER_DECL bool exchange::take_key()
{
    if (at->key == idempotency::ignored) return true;
    auto const* const h = asked.find("idempotency-key");
    auto text = h == nullptr ? std::string_view{} : exchange_parts::trimmed(h->value);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    bool const blank = text.find_first_not_of(' ') == std::string_view::npos;
    if (h == nullptr && at->key == idempotency::honoured) return true;
    auto const says = blank ? field_is_required : idempotency_key::rule::violation(text);
    if (!says.empty()) refuse(fault::at("Idempotency-Key", says));
    else key_ = text;
    return !refused();
}

TENDER_DECL bool exchange::typed(std::string_view as) const
{
    auto const* const h = asked.find("content-type");
    if (h == nullptr) return false;
    auto const type = h->value.substr(0, std::min(h->value.find(';'), h->value.size()));
    return same_word(exchange_parts::trimmed(type), as);
}

/// SHA-256 of the sorted query and the canonical body [C15].
TENDER_DECL digest exchange::fingerprint(std::string const& canonical)
{
    if (pairs_.empty()) return runtime_of(pay).crypto().sha256(canonical);
    auto sorted = pairs_;
    std::sort(sorted.begin(), sorted.end());
    std::string text;
    for (auto const& [name, value] : sorted) {
        text += name;
        text += '\xff';
        text += value;
        text += '\xfe';
    }
    return runtime_of(pay).crypto().sha256(text + canonical);
}

/// Half the SHA-256 of every byte that counts: with a query the other half than without one.
TENDER_DECL std::array<std::uint8_t, 16> exchange::digest_as_sent()
{
    std::string both;
    if (!query.empty()) both.append(query).append("\xff").append(asked.body);
    auto const all = runtime_of(pay).crypto().sha256(both.empty() ? asked.body : both);
    std::array<std::uint8_t, 16> half{};
    std::copy_n(all.begin() + (both.empty() ? 0 : 16), half.size(), half.begin());
    return half;
}

TENDER_DECL void exchange::show(replay const& what, viewer view, bool again)
{
    out.status = what.status;
    out.body.reserve(1024);
    if (!view(what.answer, out.body)) refuse(fault(errc::internal));
    if (again) out.set("Idempotent-Replayed", "true");
}

/// An empty body is an empty object where nothing in it is required.
TENDER_DECL bool exchange::begin_body(schema const& of)
{
    bool const no_body = asked.body.find_first_not_of(" \t\r\n") == std::string_view::npos;
    bool const may_be_empty = std::none_of(of.fields.begin(), of.fields.end(),
                                           [](field const& f) { return f.of->required; });
    empty_ = no_body && may_be_empty;
    if (!empty_ && !typed()) refuse(fault(errc::unsupported_media_type));
    return !refused() && take_key() && decode_query();
}

TENDER_DECL bool exchange::read_body(schema const& of, void* into, reading& read)
{
    read_json(empty_ ? std::string_view("{}") : asked.body, of, into, read);
    if (of.takes != members::any && !pairs_.empty())   // one says enough: none has an effect
        read.faults.push_back({pairs_.front().first, "is not known here: give it in the body"});
    if (!read.readable) refuse(fault(std::move(read.faults)));
    return !refused();
}

/// Face, method and path, the object in it in one spelling. What names no object has no effect
/// that could be done twice.
TENDER_DECL bool exchange::scope(std::string& into)
{
    into.reserve(speaks.id.text().size() + asked.method.size() + path.size() + 2);
    into.append(speaks.id.text()).append(" ").append(asked.method).append(" ").append(path);
    if (at->names == nullptr) return true;
    auto const name = at->names(*this);
    if (name) {
        auto const& given = parameters[0];
        auto const behind = static_cast<std::size_t>(path.data() + path.size() - given.data());
        into.replace(into.size() - behind, given.size(), *name);
    } else if (!(name.error() == errc::not_found)) {
        refuse(name.error());
    }
    return !refused();
}

/// The same bytes again are not read again. What keeps a key from being looked up is told after
/// what makes a body unreadable.
TENDER_DECL void exchange::write(schema const& of, void* wire, doer does, viewer view,
                                 int status)
{
    if (!begin_body(of)) return;
    idempotency_request request;
    request.status = status;
    std::string where;
    bool look = key_.has_value();
    std::optional<fault> away;
    if (key_ && scope(where)) {
        request.route = where;
        request.key = *key_;
        request.as_sent = digest_as_sent();
        auto const known = engine_internals::find_answer_unread(pay, caller.who, request);
        if (!known) refuse(known.error());
        else if (known->seen.answer) return show(known->seen, view, true);
        else look = !known->is_free;
    }
    if (refused()) away = take_refusal();
    reading read;
    if (!read_body(of, wire, read)) return;
    if (away) return refuse(*away);
    if (key_) request.fingerprint = fingerprint(read.canonical);
    for (int round = 0;; ++round) {
        if (look) {
            auto const seen = engine_internals::find_answer(pay, caller.who, request);
            if (!seen) return refuse(seen.error());
            if (seen->answer) return show(*seen, view, true);
        }
        if (!read.faults.empty()) return refuse(fault(std::move(read.faults)));
        auto const done = does(*this, wire, key_ ? &request : nullptr);
        if (done) return show({status, *done}, view, false);
        bool const raced = key_ && done.error() == errc::request_in_progress;
        if (!raced || round == idempotency_records::most_races) return refuse(done.error());
        look = true;
    }
}

}  // namespace tender
