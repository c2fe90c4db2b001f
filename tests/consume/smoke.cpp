// SPDX-License-Identifier: BSL-1.0
// What every consuming project builds and runs: a payment through a provider of its own.
#include <tender/tender.hpp>

#ifndef TENDER_SINGLE_HEADER  // which has every face in it
#include <tender/api/popfab.hpp>
#endif

#include <cstdio>
#include <memory>
#include <string>

namespace {

/// Captures whatever it is asked for.
class generous final : public tender::provider {
public:
    generous()
    {
        profile_.id = "paystack";
        profile_.takes = {{tender::payment_method::card, {}}};
    }

    tender::provider_profile const& profile() const override { return profile_; }
    tender::provider_answer charge(tender::charge_order const& order) override
    {
        tender::provider_answer done;
        done.what = tender::outcome::done;
        done.reference = "generous-1";
        done.amount = order.amount;
        return done;
    }
    tender::provider_answer refund(tender::refund_order const&) override { return {}; }
    tender::provider_answer query(tender::query_order const&) override { return {}; }

private:
    tender::provider_profile profile_;
};

bool pays()
{
    tender::engine pay{tender::in_memory()};
    pay.add(std::make_shared<generous>(), tender::mode::test).value();
    auto const shop = pay.accounts().create({.username = "smoke", .name = "Smoke"}).value();
    auto const key = pay.api_keys().create({shop.id, tender::mode::test, "popfab"},
                                       {.label = "smoke", .face = "popfab"}).value();

    tender::dispatcher api{pay, {tender::popfab()}};
    auto const bearer = "Bearer " + key.text.reveal();
    auto const answer = api.handle({.method = "POST", .target = "/v1/payments",
        .headers = {{"Authorization", bearer}, {"Content-Type", "application/json"},
                    {"Idempotency-Key", "smoke-1"}},
        .body = R"({"amount":1000,"currency":"NGN","payment_method":"card","reference":"S-1",)"
                R"("customer":{"email":"ada@example.com"}})"});
    std::printf("%d %s\n", answer.status, answer.body.c_str());
    return answer.status == 200 &&
           answer.body.find(R"("status":"success")") != std::string::npos;
}

}  // namespace

int main()
{
    return pays() ? 0 : 1;
}
