// SPDX-License-Identifier: BSL-1.0
// tender/service/api_keys.hpp: keys are made, told apart and taken back.
#pragma once

#include <tender/base/secret.hpp>
#include <tender/base/text.hpp>
#include <tender/domain/api_key.hpp>
#include <tender/service/runtime.hpp>

namespace tender {

/// How a key is made.
struct create_api_key {
    text<255> label{};
    name face{};
    tender::scopes scopes = tender::scopes::all();
    tender::role role = tender::role::member;
    std::int64_t requests_per_minute = 0;      ///< 0: not limited
    std::optional<instant> expires_at{};
    secret existing{};                           ///< empty: a fresh one is drawn
};
BOOST_DESCRIBE_STRUCT(create_api_key, (), (label))

/// A key with its text, which nobody will see again.
struct fresh_api_key {
    api_key key;
    secret text;
};

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
    explicit api_keys(runtime& r) : runtime_(r) {}

    static constexpr std::string_view prefix_of(mode m)
    {
        return m == mode::test ? "sk_test_" : "sk_live_";
    }

    result<fresh_api_key> create(merchant const& who, create_api_key command);
    result<page<kept<api_key>>> list(merchant const& who, std::optional<cursor> after, int limit);

    /// The same key with another text; the old one is invalid at once.
    result<fresh_api_key> rotate(merchant const& who, id<api_key> which);
    result<api_key> revoke(merchant const& who, id<api_key> which);

    /// What a presented text stands for in a face. Every fault but storage_unavailable is
    /// unauthorized; its text says which kind, for the log alone.
    result<principal> authenticate(name face, std::string_view presented);

private:
    result<api_key> write(merchant const& who, api_key fresh, secret const& text);

    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/impl/api_keys.ipp>
#endif
