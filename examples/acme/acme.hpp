// SPDX-License-Identifier: BSL-1.0
// acme/acme.hpp: Acme Pay as a provider; its API stands in fake_psp.hpp.
#pragma once

#include "psp_client.hpp"

#include <tender/base/encoding.hpp>
#include <tender/port/provider.hpp>
#include <tender/tender.hpp>

#include <boost/json/parse.hpp>

#include <string>
#include <utility>

namespace acme {

//[provider
class provider final : public tender::provider {
public:
    provider(psp_client api, std::string webhook_secret)
        : api_(std::move(api)), webhook_secret_(std::move(webhook_secret))
    {
        using enum tender::payment_method;
        profile_.id = "acme";
        profile_.takes = {{card, {"NGN", "USD"}}, {bank_transfer, {"NGN"}}};
        profile_.fee = {.basis_points = 140, .flat = 100'00, .cap = 2'000'00};
        profile_.time_limit = std::chrono::seconds(3);
        profile_.consistency_delay = std::chrono::seconds(30);   // their lists lag behind
    }

    tender::provider_profile const& profile() const override { return profile_; }

    tender::provider_answer charge(tender::charge_order const& order) override
    {
        return meaning(api_.post("/charges", {{"reference", order.reference},
                                              {"amount", order.amount.minor},
                                              {"currency", order.amount.currency.code()},
                                              {"channel", tender::enum_name(order.method)}}));
    }

    tender::provider_answer refund(tender::refund_order const& order) override
    {
        return meaning(api_.post("/refunds", {{"reference", order.reference},
                                              {"charge", order.charge},
                                              {"amount", order.amount.minor},
                                              {"currency", order.amount.currency.code()}}));
    }

    tender::provider_answer query(tender::query_order const& order) override
    {
        return meaning(api_.get("/calls/" + std::string(order.reference)));
    }

    std::optional<tender::provider_notice> parse_notification(
        tender::provider_message const& what) override
    {
        boost::system::error_code malformed;
        auto const read = boost::json::parse(what.body, malformed);
        if (malformed || !read.is_object()) return std::nullopt;
        reply const as_if_asked{.sent = true, .status = 200, .body = read.as_object()};
        auto const signature = tender::hex(tender::hmac_sha256(webhook_secret_, what.body));
        return tender::provider_notice{
            .reference = as_if_asked.text("reference"),
            .answer = meaning(as_if_asked),
            .verified = !webhook_secret_.empty() &&
                        tender::equal_in_constant_time(what.header("Acme-Signature"), signature)};
    }

private:
    /// Only what surely did not happen is `refused`; whatever nobody can read is `unknown`.
    static tender::provider_answer meaning(reply const& r)
    {
        using enum tender::outcome;
        tender::provider_answer out{.reference = r.text("id"), .reason = r.text("reason")};
        bool const soft = r.text("retry") == "yes";
        if (!r.sent || r.status == 401 || r.status == 422 || r.status == 429) out.what = refused;
        else if (r.status == 402) out.what = soft ? declined_soft : declined_hard;
        else if (r.status == 404) out.what = unknown_reference;
        else if (r.status == 200 && r.text("status") == "processing") out.what = acknowledged;
        else if (r.status == 200 && r.text("status") == "paid") out.what = done;
        out.credentials = r.status == 401;
        auto const minor = r.whole("amount");
        auto const in = tender::currency::find(r.text("currency"));
        if (minor && in) out.amount = tender::money{*minor, *in};
        if (out.what == done && !out.amount) out.what = unknown;   // paid, but what?
        return out;
    }

    psp_client api_;
    std::string webhook_secret_;
    tender::provider_profile profile_{};
};
//]

}  // namespace acme
