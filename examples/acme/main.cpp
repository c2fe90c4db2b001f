// SPDX-License-Identifier: BSL-1.0
// acme/main.cpp: a provider of the host's own, against a company's server on this machine.
#include "acme.hpp"
#include "fake_psp.hpp"

#include <tender/testing/manual_clock.hpp>

#include <iostream>

namespace {

using namespace std::chrono_literals;

struct shop {
    acme::fake_psp psp{"acme-key", "acme-webhook-secret"};
    std::shared_ptr<tender::testing::manual_clock> clock =
        std::make_shared<tender::testing::manual_clock>(tender::instant(1'800'000'000s));
    std::unique_ptr<tender::engine> pay;
    tender::merchant who;

    explicit shop(std::string key = "acme-key")
    {
        auto world = tender::in_memory();
        world.clock = clock;
        pay = std::make_unique<tender::engine>(std::move(world));
        //[register
        acme::psp_client api(psp.port(), key);
        pay->add(std::make_shared<acme::provider>(api, "acme-webhook-secret"), tender::mode::live)
            .value();
        //]
        auto const account = pay->accounts().create({.username = "books", .name = "Ada's Books",
                                                     .live_approved = true}).value();
        who = {account.id, tender::mode::live, {}};
    }

    tender::payment buy(std::int64_t amount)
    {
        return pay->payments().create(who, {.amount = {amount, "NGN"},
                                            .reference = "ORDER-1",
                                            .customer = {.email = "ada@example.com"}}).value();
    }

    tender::payment now(tender::payment const& p)
    {
        return pay->payments().read(who, p.id).value();
    }
};

std::string_view state(tender::payment const& p) { return enum_name(p.state); }

}  // namespace

int main()
{
    {
        shop s;
        auto const paid = s.buy(150'000);
        auto const back = s.pay->refunds().create(s.who, paid.id, {.amount = 50'000}).value();
        std::cout << "paid: " << state(paid) << " as " << paid.provider_reference << ", fee "
                  << paid.provider_fee() << "\nrefund: " << enum_name(back.state) << "\n";
    }
    {
        shop s;
        auto const p = s.buy(66'600);
        std::cout << "declined: " << state(p) << ", " << p.failure << "\n";
    }
    {
        shop s("wrong-key");
        auto const p = s.buy(150'000);
        std::cout << "wrong key: " << state(p) << ", " << p.failure << "\n";
    }
    {
        shop s;
        s.psp.lose_an_answer();
        auto const p = s.buy(150'000);
        std::cout << "answer lost: " << state(p);
        s.clock->advance(10s);
        s.pay->run_due().value();
        std::cout << ", ten seconds later " << state(s.now(p)) << "\n";
    }
    {
        shop s;
        s.psp.take_your_time();
        auto const p = s.buy(150'000);
        auto const m = s.psp.tell();
        //[notify
        auto const heard = s.pay->notify("acme", tender::mode::live, m.headers, m.body);
        //]
        std::cout << "told: " << state(p) << ", then " << state(s.now(p))
                  << (heard ? "" : ", not heard") << "\n";
    }
}
