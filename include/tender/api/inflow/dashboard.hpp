// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/dashboard.hpp: what people who are logged in to Inflow send and see.
#pragma once

#include <tender/api/inflow/messages.hpp>
#include <tender/core/json/json_text.hpp>
#include <tender/domain/access/api_key.hpp>
#include <tender/domain/checkout/payment_link.hpp>
#include <tender/domain/merchant/tax.hpp>

#include <deque>
#include <string>
#include <utility>

namespace tender::api::inflow {

/// Keeps the texts that a view looks at.
class kept_texts {
public:
    std::string_view operator()(std::string text) { return all_.emplace_back(std::move(text)); }
    std::string_view amount(std::int64_t minor) { return (*this)(decimal_text(minor, cents)); }

private:
    std::deque<std::string> all_;
};

/// Prices without and with tax, in an organization's words and in a link's; in the order of
/// `price_mode`.
struct price_modes {
    static constexpr std::string_view words[] = {"TTC", "HT"};
};
struct pricing_modes {
    static constexpr std::string_view words[] = {"TAX_INCLUSIVE", "TAX_EXCLUSIVE"};
};
static_assert(std::size(price_modes::words) == enum_count<price_mode>);
static_assert(std::size(pricing_modes::words) == enum_count<price_mode>);

template<class Set>
price_mode price_mode_of(one_of<Set> const& word)
{
    return word.word() == Set::words[0] ? price_mode::tax_included : price_mode::tax_excluded;
}
template<class Set>
std::string_view word_for(price_mode m)
{
    return Set::words[static_cast<std::size_t>(m)];
}

/// What the rule lets pass, or nothing.
template<class Rule>
struct or_nothing {
    static constexpr std::size_t minimum = 0, maximum = Rule::maximum;
    static constexpr std::string_view format{};
    static std::string_view violation(std::string_view text)
    {
        auto const says = bounded_rule<maximum, 0>::violation(text);
        return text.empty() || !says.empty() ? says : Rule::violation(text);
    }
};

/// PATCH /organization/.
struct organization_request {
    std::optional<text<255>>                                  name;
    std::optional<constrained<or_nothing<redirect_url_rule>>> website;
    std::optional<constrained<or_nothing<email_rule>>>        contact_email;
    std::optional<text<64, 0>>                                telegram;
    std::optional<one_of<price_modes>>                        price_mode;
};
BOOST_DESCRIBE_STRUCT(organization_request, (), (name, website, contact_email, telegram,
    price_mode))

struct organization_view {
    std::int64_t     id;
    std::string_view name, website, contact_email, telegram, price_mode, min_payment, max_payment;
    std::string_view fees;                             ///< per cent
    std::string_view rolling_reserve_percent;
    std::int64_t     rolling_reserve_days;
    std::string_view status;
};
BOOST_DESCRIBE_STRUCT(organization_view, (), (id, name, website, contact_email, telegram,
    price_mode, min_payment, max_payment, fees, rolling_reserve_percent, rolling_reserve_days,
    status))

struct wallet_view {
    std::string_view currency, available, pending, reserve, refunding;
};
BOOST_DESCRIBE_STRUCT(wallet_view, (), (currency, available, pending, reserve, refunding))

struct stats_view {
    std::int64_t user_count, transaction_count;
};
BOOST_DESCRIBE_STRUCT(stats_view, (), (user_count, transaction_count))

/// What a posting changed in the wallet.
struct activity_view {
    std::string_view type, currency, available, pending, reserve, refunding;
    instant          created_at;
};
BOOST_DESCRIBE_STRUCT(activity_view, (), (type, currency, available, pending, reserve, refunding,
    created_at))

/// GET /organization/dashboard/.
struct dashboard_view {
    organization_view          organization;
    std::vector<wallet_view>   wallet;
    stats_view                 stats;
    std::vector<activity_view> recent_activity;
};
BOOST_DESCRIBE_STRUCT(dashboard_view, (), (organization, wallet, stats, recent_activity))

/// The scopes that a key may have.
struct scope_words {
    static constexpr std::string_view words[] = {"checkout:create", "payments:read",
                                                 "payments:write", "refunds:read",
                                                 "refunds:write"};
};
inline constexpr scope word_scopes[] = {scope::checkout_create, scope::payments_read,
                                        scope::payments_write, scope::refunds_read,
                                        scope::refunds_write};
static_assert(std::size(word_scopes) == std::size(scope_words::words));

/// POST /organization/api-keys/.
struct key_request {
    static constexpr auto takes = members::given;

    std::optional<text<255>>         name;
    std::vector<one_of<scope_words>> scopes;           ///< none: every one
};
BOOST_DESCRIBE_STRUCT(key_request, (), (name, scopes))

/// `raw_key` stands there once: where the key was made or rotated.
struct key_view {
    std::string_view                id, name;
    std::optional<std::string_view> raw_key;
    std::string_view                prefix;
    std::vector<std::string_view>   scopes;
    std::string_view                status;
    instant                         created_at;
};
BOOST_DESCRIBE_STRUCT(key_view, (), (id, name, raw_key, prefix, scopes, status, created_at))

/// PUT /organization/webhook/.
struct webhook_request {
    static constexpr auto takes = members::given;

    text<2048>            url;
    std::optional<yes_no> is_active;
};
BOOST_DESCRIBE_STRUCT(webhook_request, (), (url, is_active))

/// `secret` stands there once: where it was made.
struct webhook_view {
    text_or_null                    url;               ///< null: there is none
    bool                            is_active;
    std::optional<std::string_view> secret;
};
BOOST_DESCRIBE_STRUCT(webhook_view, (), (url, is_active, secret))

struct secret_view {
    std::string_view secret;
};
BOOST_DESCRIBE_STRUCT(secret_view, (), (secret))

struct delivery_view {
    std::string_view delivery_id, event;
};
BOOST_DESCRIBE_STRUCT(delivery_view, (), (delivery_id, event))

struct link_item {
    static constexpr auto takes = members::known;

    text<64>            product_id;
    whole<1, 1'000'000> quantity;
};
BOOST_DESCRIBE_STRUCT(link_item, (), (product_id, quantity))

using use_limit = whole<1, 1'000'000'000>;

/// POST /payment-links/.
struct link_request {
    static constexpr auto takes = members::known;

    text<255>                             name;
    std::vector<link_item>                products;
    std::optional<one_of<currencies>>     currency;
    std::optional<one_of<pricing_modes>>  pricing_mode;
    std::optional<constrained<time_rule>> expires_at;
    std::optional<use_limit>              max_uses;
    std::optional<json_text>              metadata;
};
BOOST_DESCRIBE_STRUCT(link_request, (), (name, products, currency, pricing_mode, expires_at,
    max_uses, metadata))

/// PATCH /payment-links/{id}/.
struct link_change {
    static constexpr auto takes = members::known;

    std::optional<text<255>>        name;
    std::optional<yes_no>           is_active;
    setting<constrained<time_rule>> expires_at;
    setting<use_limit>              max_uses;
    setting<json_text>              metadata;
};
BOOST_DESCRIBE_STRUCT(link_change, (), (name, is_active, expires_at, max_uses, metadata))

struct link_product_view {
    std::string_view id, name;
    std::int64_t     quantity;
    std::string_view unit_price;
};
BOOST_DESCRIBE_STRUCT(link_product_view, (), (id, name, quantity, unit_price))

struct link_view {
    std::string_view               id, token, url, name;
    std::vector<link_product_view> products;
    std::string_view               currency, pricing_mode, total;
    bool                           is_active;
    text_or_null                   expires_at;
    whole_or_null                  max_uses;
    std::int64_t                   uses_count, paid_count;
    std::string_view               revenue;
    raw_json                       metadata;
    instant                        created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(link_view, (), (id, token, url, name, products, currency, pricing_mode,
    total, is_active, expires_at, max_uses, uses_count, paid_count, revenue, metadata, created_at,
    updated_at))

/// GET /payment-links/public/{token}/, for programs.
struct public_link_view {
    std::string_view               token, merchant;
    std::vector<link_product_view> products;
    std::string_view               currency, pricing_mode, total;
    text_or_null                   expires_at;
};
BOOST_DESCRIBE_STRUCT(public_link_view, (), (token, merchant, products, currency, pricing_mode,
    total, expires_at))

struct page_query {
    std::optional<text<20>>            page;
    std::optional<whole<1, 1'000'000>> page_size;
};
BOOST_DESCRIBE_STRUCT(page_query, (), (page, page_size))

}  // namespace tender::api::inflow

namespace tender {

/// Absent, null or a value, which are three different things.
template<class T>
struct schema_for<setting<T>> {
    using type = setting<T>;
    static constexpr schema make()
    {
        return {.kind = schema_kind::optional, .required = false, .expects = schema_of<T>.expects,
                .inner = &schema_of<T>,
                .take_null = [](void* v) { static_cast<type*>(v)->given = true; },
                .open = [](void* v) -> void* {
                    static_cast<type*>(v)->given = true;
                    return &static_cast<type*>(v)->value.emplace();
                }};
    }
};

}  // namespace tender
