// SPDX-License-Identifier: BSL-1.0
// tender/service/access/api_keys.hpp: keys are made, told apart and taken back.
#pragma once

#include <tender/base/config.hpp>
#include <tender/base/secret.hpp>
#include <tender/base/spin_mutex.hpp>
#include <tender/base/text.hpp>
#include <tender/domain/access/api_key.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/port/storage.hpp>

#include <vector>

namespace tender {

class idempotency_records;
struct idempotency_request;
class runtime;

/// How a key is made.
struct create_api_key {
    text<255> label{};
    name face{};                               ///< the one that it opens; none: the host's own use
    tender::scopes scopes = tender::scopes::all();
    tender::role role = tender::role::member;
    std::int64_t requests_per_minute = 0;      ///< 0: not limited
    std::optional<instant> expires_at{};
    secret existing{};                           ///< empty: a fresh one is drawn

    /// As of `create_product`; but a fresh key's text is not kept, and empty when the key is given
    /// again.
    std::optional<tender::idempotency_key> idempotency_key{};
};
BOOST_DESCRIBE_STRUCT(create_api_key, (), (label, idempotency_key))

/// A key with its text, which nobody will see again.
struct fresh_api_key {
    api_key key;
    secret text;
};

/// Why a key that lets its bearer in does not allow this.
inline fault lacks_scope(scope which)
{
    auto text = std::string("The key lacks the scope ").append(enum_name(which)).append(".");
    return fault::about(fault(fault_reason::scope_missing, std::move(text)),
                        std::string(enum_name(which)));
}

/// Who presented a key, and what it may do.
struct principal {
    merchant who;
    id<api_key> key;
    tender::scopes scopes;
    tender::role role = tender::role::member;
    std::int64_t requests_per_minute = 0;
};

/// Thread-safe. A key's text is its mode's prefix and 32 letters and digits.
class api_keys {
public:
    api_keys(runtime& r, idempotency_records& k) : runtime_(r), idempotency_(k) {}

    static constexpr std::string_view prefix_of(mode m)
    {
        return m == mode::test ? "sk_test_" : "sk_live_";
    }

    /// A key of a face that is not served here is made, because another process may serve it; the
    /// log says so, as `unserved_face`, at once or when it is known which faces are. Faults:
    /// invalid_request with every field, conflict where the text is another key's,
    /// idempotency_conflict.
    result<fresh_api_key> create(merchant const& who, create_api_key command);

    /// The same for a face where a merchant has one key at a time: refuses with the fault
    /// invalid_request and the text `key_exists` where it has one that lets somebody in.
    result<fresh_api_key> create_first(merchant const& who, create_api_key command);

    /// A page of those of the caller's face, newest first; of every face for the host itself.
    result<page<versioned<api_key>>> list(merchant const& who, list_api_keys const& which = {});

    /// The same key with another text; the old one is invalid at once.
    result<fresh_api_key> rotate(merchant const& who, id<api_key> which);
    result<api_key> revoke(merchant const& who, id<api_key> which);

    /// The same three as one key does them to others [C48]: it must be an admin's or an owner's,
    /// makes and touches none with more rights than its own, and its own face's alone. A test key
    /// makes live keys where it is an owner's and the account is approved. Fault forbidden.
    result<fresh_api_key> create_by(principal const& maker, mode where, create_api_key command);
    result<fresh_api_key> rotate_by(principal const& maker, id<api_key> which);
    result<api_key> revoke_by(principal const& maker, id<api_key> which);

    /// What a presented text stands for in a face. Every fault but storage_unavailable is
    /// unauthorized; its text says which kind, for the log alone.
    result<principal> authenticate(name face, std::string_view presented);

private:
    friend struct engine_internals;
    friend struct job_handlers;

    void serve(std::vector<name> const& faces);

    /// Writes down that a key's time is over: what its job does.
    result<> expire(merchant const& who, versioned<job> const& due);
    result<fresh_api_key> make(merchant const& who, create_api_key command, bool first);
    result<fresh_api_key> make_now(merchant const& who, create_api_key const& command, bool first,
                                   idempotency_request const* request);
    result<> check_first(unit_of_work& unit, merchant const& who);
    bool lets_in(api_key const& k);
    result<> may_touch(principal const& maker, id<api_key> which);
    void note_face(name face);

    runtime& runtime_;
    idempotency_records& idempotency_;
    spin_mutex faces_lock_;
    std::vector<name> served_;
    std::vector<name> asked_for_;     ///< before any was served
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/access/impl/api_keys.ipp>
#    include <tender/service/access/impl/api_keys_by_key.ipp>
#    include <tender/service/access/impl/api_keys_ending.ipp>
#endif
