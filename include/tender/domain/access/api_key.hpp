// SPDX-License-Identifier: BSL-1.0
// tender/domain/access/api_key.hpp: what lets a merchant in.
#pragma once

#include <tender/base/page.hpp>
#include <tender/core/flow.hpp>
#include <tender/domain/merchant/account.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>

namespace tender {

/// `dashboard` is what people do who are logged in; keys that have it are let in there by no face.
BOOST_DEFINE_FIXED_ENUM_CLASS(scope, std::uint8_t,
    payments_read, payments_write, routing_read, routing_write, webhooks_read, webhooks_write,
    keys_read, keys_write, checkout_create, refunds_read, refunds_write, dashboard)

/// What a member of the merchant's team may do beyond scopes: owners and admins make keys.
BOOST_DEFINE_FIXED_ENUM_CLASS(role, std::uint8_t, member, admin, owner)

BOOST_DEFINE_FIXED_ENUM_CLASS(key_state, std::uint8_t, active, revoked, expired)
BOOST_DEFINE_FIXED_ENUM_CLASS(key_event, std::uint8_t, revoke, expire)

inline constexpr auto key_flow = [] {
    using enum key_state;
    using enum key_event;
    return make_flow<key_state, key_event>(active, {
        // from     on       to
        { active,   revoke,  revoked },
        { active,   expire,  expired },
    });
}();
static_assert(key_flow.deterministic());
static_assert(key_flow.connected());

/// A set of scopes.
class scopes {
public:
    constexpr scopes() = default;
    constexpr scopes(scope one) : bits_(bit(one)) {}  // NOLINT: one scope is a set
    static constexpr scopes all() { return scopes((std::uint32_t(1) << enum_count<scope>) - 1); }

    constexpr bool has(scope s) const { return (bits_ & bit(s)) != 0; }
    constexpr bool has_any(scopes o) const { return (bits_ & o.bits_) != 0; }
    constexpr bool has_all(scopes o) const { return (o.bits_ & ~bits_) == 0; }
    constexpr scopes operator|(scopes o) const { return scopes(bits_ | o.bits_); }
    constexpr scopes without(scopes o) const { return scopes(bits_ & ~o.bits_); }

    /// The one that stands first; of a set that has any.
    constexpr scope first() const { return static_cast<scope>(std::countr_zero(bits_)); }

private:
    constexpr explicit scopes(std::uint32_t bits) : bits_(bits) {}
    static constexpr std::uint32_t bit(scope s) { return std::uint32_t(1) << static_cast<int>(s); }

    std::uint32_t bits_ = 0;
};

constexpr scopes operator|(scope a, scope b) { return scopes(a) | scopes(b); }

/// A key works in its account, mode and face alone. Its text is shown once, when it is made; kept
/// are its SHA-256 and its first twelve characters. A deadline binds from its instant [C46].
struct api_key {
    tender::id<api_key> id;
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    tender::name face;
    tender::scopes scopes;
    tender::role role = tender::role::member;
    key_state state = key_state::active;
    std::string label;
    std::string shown;                          ///< the first twelve characters
    std::array<std::uint8_t, 32> digest{};
    std::int64_t requests_per_minute = 0;       ///< 0: not limited
    instant created_at{};
    std::optional<instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(api_key, (), (
    id, account, mode, face, scopes, role, state, label, shown, digest, requests_per_minute,
    created_at, expires_at))

/// How keys are listed, newest first.
struct list_api_keys {
    bool active = false;               ///< those alone that let somebody in
    std::optional<cursor> after{};
    int limit = 20;                    ///< 1 to 1000
};

inline constexpr index_row api_key_indexes[] = {
    {"all", false, true,
     [](void const* r, index_key& k) { k.add(static_cast<api_key const*>(r)->mode); }},
};

template<>
inline constexpr record_type record_of<api_key> = {"api_key", api_key_indexes,
                                                   &record_id<api_key>, nullptr,
                                                   &record_legal<api_key, key_flow>};
inline constexpr list_index<api_key> all_api_keys{0};

}  // namespace tender
