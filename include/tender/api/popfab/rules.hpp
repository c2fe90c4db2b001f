// SPDX-License-Identifier: BSL-1.0
// tender/api/popfab/rules.hpp: POPFAB's routing rules and provider health on the wire.
#pragma once

#include <tender/api/popfab/messages.hpp>
#include <tender/service/routing/routing.hpp>

namespace tender::api::popfab {

struct country_rule {
    static constexpr std::size_t minimum = 2, maximum = 2;
    static constexpr std::string_view format = "iso3166";
    static constexpr std::string_view violation(std::string_view text)
    {
        return is_country_code(text) ? std::string_view{} : "must be two capital letters";
    }
};

/// Shares by provider: an object of whole numbers.
struct provider_weights {
    std::vector<weighted_provider> entries;
};

struct rule_conditions {
    static constexpr auto takes = members::given;

    std::optional<one_of<methods>>                         payment_method;
    std::optional<one_of<currencies>>                      currency;
    std::optional<whole<0, positive_minor::maximum>>       amount_min, amount_max;
    std::optional<constrained<country_rule>>               customer_country;
};
BOOST_DESCRIBE_STRUCT(rule_conditions, (), (payment_method, currency, amount_min, amount_max,
    customer_country))

/// POST /v1/routing-rules, PUT /v1/routing-rules/{id}. Either `provider` or `weights`.
struct rule_request {
    static constexpr auto takes = members::given;

    text<255>                        name;
    whole<0, 100>                    priority;
    std::optional<yes_no>            enabled;          ///< true where it is not given
    rule_conditions                  conditions;
    std::optional<one_of<providers>> provider;
    std::optional<provider_weights>  weights;
    std::vector<one_of<providers>>   fallback_providers;

    /// Of a rule that was read and is sent back changed; passed over.
    std::optional<text<64, 0>>       id, created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(rule_request, (), (name, priority, enabled, conditions, provider, weights,
    fallback_providers, id, created_at, updated_at))

struct conditions_view {
    std::optional<std::string_view> payment_method, currency;
    std::optional<std::int64_t>     amount_min, amount_max;
    std::optional<std::string_view> customer_country;
};
BOOST_DESCRIBE_STRUCT(conditions_view, (), (payment_method, currency, amount_min, amount_max,
    customer_country))

struct rule_view {
    prefixed_id                                  id;
    std::string_view                             name;
    std::int64_t                                 priority;
    bool                                         enabled;
    conditions_view                              conditions;
    std::optional<std::string_view>              provider;
    std::optional<provider_weights>              weights;
    std::optional<std::vector<std::string_view>> fallback_providers;
    instant                                      created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(rule_view, (), (id, name, priority, enabled, conditions, provider, weights,
    fallback_providers, created_at, updated_at))

struct rule_list {
    std::vector<rule_view> data;
};
BOOST_DESCRIBE_STRUCT(rule_list, (), (data))

/// A number from 0 to 1, of which so many millionths.
struct ratio {
    std::int64_t millionths = 0;
};

inline void write_view(json_out& out, ratio r)
{
    auto digits = std::to_string(1'000'000 + r.millionths % 1'000'000).substr(1);
    digits.resize(std::max<std::size_t>(digits.find_last_not_of('0') + 1, 1));
    out.append(r.millionths >= 1'000'000 ? "1." : "0.").append(digits);
}

/// One of GET /v1/providers.
struct provider_view {
    std::string_view provider_id, circuit_state;
    ratio            success_rate;
    std::int64_t     avg_latency_ms, p95_latency_ms, requests_in_window;
    instant          last_updated;
};
BOOST_DESCRIBE_STRUCT(provider_view, (), (provider_id, circuit_state, success_rate,
    avg_latency_ms, p95_latency_ms, requests_in_window, last_updated))

}  // namespace tender::api::popfab

namespace tender {

template<>
struct schema_for<api::popfab::provider_weights> {
    using type = api::popfab::provider_weights;
    static std::string_view take(void* v, std::string_view key, std::string_view digits)
    {
        one_of<api::popfab::providers> const provider(key);
        if (auto const f = provider.violation(); !f.empty()) return f;
        std::int64_t weight = 0;
        if (auto const f = read_whole(digits, weight); !f.empty()) return f;
        if (weight < 1 || weight > largest_weight)
            return whole<1, largest_weight>(weight).violation();
        static_cast<type*>(v)->entries.push_back({name_of(provider), weight});
        return {};
    }

    static constexpr schema make()
    {
        return {.kind = schema_kind::map, .required = false, .expects = "must be an object",
                .take_whole_entry = &take,
                .write = [](void const* v, json_out& out) {
                    char before = '{';
                    for (auto const& w : static_cast<type const*>(v)->entries) {
                        out.push_back(std::exchange(before, ','));
                        write_text(out, w.provider.text());
                        out.push_back(':');
                        write_whole(out, w.weight);
                    }
                    out.append(before == '{' ? "{}" : "}");
                },
                .limits = {0, std::size(api::popfab::providers::words), {}, {}}};
    }
};

}  // namespace tender
