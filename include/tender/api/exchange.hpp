// SPDX-License-Identifier: BSL-1.0
// tender/api/exchange.hpp: one request on its way to its answer.
#pragma once

#include <tender/api/dispatcher_settings.hpp>
#include <tender/api/face.hpp>
#include <tender/api/number_text.hpp>
#include <tender/api/payment_ids.hpp>
#include <tender/api/rate_limiter.hpp>
#include <tender/base/whole.hpp>
#include <tender/core/json/read.hpp>
#include <tender/service/engine.hpp>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tender {

struct replay;

/// The same fault for an answer of at most 64 KiB, whatever was sent: what goes beyond is counted.
fault brief(fault const& why);

/// What an endpoint's function works with. It either answers or refuses, once.
class exchange {
public:
    exchange(engine& engine, request const& request, face const& face, response& response,
             dispatcher_settings const& settings, rate_limiter& limiter)
        : pay(engine), asked(request), speaks(face), out(response), how(settings), limits(limiter)
    {
    }

    engine& pay;
    request const& asked;
    face const& speaks;
    response& out;
    dispatcher_settings const& how;
    rate_limiter& limits;
    endpoint const* at = nullptr;
    std::string_view mounted_at;                           ///< what stands before the path
    std::string_view path;                                 ///< behind the mount, without query
    std::string_view query;
    std::array<std::string_view, most_path_parameters> parameters{};   ///< of the path
    principal caller;

    /// An address of this face as customers reach it.
    std::string address(std::string_view of) const
    {
        return how.public_url + std::string(mounted_at) + std::string(of);
    }

    /// Counts a request against a limit of so many a minute; refuses what is too much.
    bool within(ulid key, std::int64_t limit);

    /// Counts a request of nobody against what is asked of an account without a key, and before it
    /// against the client's share of that.
    bool within_account(id<account> owner);

    /// The same against a limit of this client's alone; a host that names no client sets none.
    bool within_client(std::uint64_t what, std::int64_t limit);

    void refuse(fault const& why);
    bool refused() const { return failed_.has_value(); }
    fault const& why() const { return *failed_; }

    /// The refusal, which its taker tells in his own way: then it is an answer like others.
    fault take_refusal()
    {
        auto why = std::move(*failed_);
        failed_.reset();
        return why;
    }

    /// Reads the query into a described struct; refuses with every fault in it.
    template<class Wire>
    bool read_query(Wire& into)
    {
        return read_query(schema_of<Wire>, &into);
    }

    /// Reads the body into a described struct; refuses with every fault in it.
    template<class Wire>
    bool read_body(Wire& into)
    {
        reading read;
        if (!begin_body(schema_of<Wire>) || !read_body(schema_of<Wire>, &into, read)) return false;
        if (!read.faults.empty()) refuse(fault(std::move(read.faults)));
        return !refused();
    }

    /// The caller's payment that a text names, by the id that it was given where it was born; what
    /// is over is written down first. Faults not_found, storage_unavailable.
    result<std::shared_ptr<payment const>> find_payment(std::string_view text);

    /// The fields of a form, of type application/x-www-form-urlencoded; refuses what is none.
    std::optional<string_pairs> read_form();

    /// Does a request that changes something [C14]: key's format, body, look-up, validation, and
    /// then `does` with the key to take. `view` renders the answer, first and again; bytes that
    /// had their answer before are not read.
    using doer = result<answer> (*)(exchange&, void* wire, idempotency_request const* request);
    using viewer = bool (*)(answer const& what, std::string& body);
    void write(schema const& of, void* wire, doer does, viewer view, int status);

private:
    bool read_query(schema const& of, void* into);
    bool begin_body(schema const& of);
    bool read_body(schema const& of, void* into, reading& read);
    bool take_key();
    bool scope(std::string& into);
    bool decode_query();
    bool typed(std::string_view as = "application/json") const;
    static std::optional<string_pairs> pairs_in(std::string_view encoded);
    void show(replay const& what, viewer view, bool again);
    digest fingerprint(std::string const& canonical);
    std::array<std::uint8_t, 16> digest_as_sent();

    std::optional<fault> failed_;
    std::optional<std::string_view> key_;
    bool empty_ = false;               ///< the body, which may be
    string_pairs pairs_;
};

/// Renders the record of an answer that a view is for; says whether it has one.
template<class R, void (*View)(R const&, std::string&)>
bool view_answer(answer const& what, std::string& body)
{
    auto const record = what.get<R>();
    if (record != nullptr) View(*record, body);
    return record != nullptr;
}

/// An endpoint that changes something: reads Wire, calls Does, renders with View the record that
/// it is for, out of the answer that Does gives, or that the key has.
template<class Wire, auto Does, auto View, int Status = 200>
void call(exchange& x)
{
    Wire wire{};
    x.write(schema_of<Wire>, &wire,
            [](exchange& y, void* w, idempotency_request const* request) -> result<answer> {
                auto done = Does(y, *static_cast<Wire*>(w), request);
                if (!done) return done.error();
                return answer(std::move(*done));
            },
            []<class R>(void (*)(R const&, std::string&)) -> exchange::viewer {
                return &view_answer<R, View>;
            }(View), Status);
}

/// An endpoint that only looks: reads Query, calls Does, which writes the body.
template<class Query, auto Does>
void query(exchange& x)
{
    Query query{};
    if (!x.read_query(query)) return;
    if (result<> const done = Does(x, query); !done) x.refuse(done.error());
}

/// An endpoint that changes something and knows no idempotency key: its answer holds a secret, or
/// doing it twice does no harm. Reads Wire from the body, calls Does, which writes the answer.
template<class Wire, auto Does>
void act(exchange& x)
{
    Wire wire{};
    if (!x.read_body(wire)) return;
    if (result<> const done = Does(x, wire); !done) x.refuse(done.error());
}

template<std::int64_t Min, std::int64_t Max>
struct schema_for<whole<Min, Max>> {
    using type = whole<Min, Max>;
    static constexpr schema make()
    {
        return {.kind = schema_kind::whole, .expects = "must be a whole number",
                .take_whole = [](void* v, std::string_view digits) {
                    std::int64_t number = 0;
                    auto says = read_whole(digits, number);
                    if (!says.empty()) return says;
                    auto& value = *static_cast<type*>(v);
                    value = type(number);
                    return value.violation();
                },
                .violation = [](void const* v) { return static_cast<type const*>(v)->violation(); },
                .limits = {Min, Max, {}, {}}};
    }
};

/// The spelling above all others of the payment that a face's function finds in the path.
template<auto Named>
result<std::string> id_of(exchange& x)
{
    auto const found = Named(x);
    if (!found) return found.error();
    return payment_id_text(**found);
}

/// A request whose path says it all.
struct nothing {};

template<>
struct schema_for<nothing> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::object, .expects = "must be an object"};
    }
};

template<>
struct schema_for<yes_no> {
    static constexpr schema make()
    {
        return {.kind = schema_kind::boolean, .expects = "must be true or false",
                .take_boolean = [](void* v, bool yes) {
                    static_cast<yes_no*>(v)->value = yes;
                    return std::string_view{};
                }};
    }
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/impl/exchange.ipp>
#endif
