// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/random_operations.cpp: twenty thousand things that merchants, providers, stores
// and clocks do, in any order; the books are right after each batch of them.
#include <tender/service/engine_internals.hpp>

#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <random>

namespace random_operations_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr int seeds = 10;
constexpr int batches = 10;
constexpr int operations = 200;        // of each batch

/// One merchant's long day.
class scenario {
public:
    explicit scenario(unsigned seed)
        : random_(seed), bank_({.seed = seed, .merchant = merchant_of(seed), .store = store_}),
          skew_(static_cast<int>(seed * 2'500) % 10'001 - 5000),
          other_(bank_, store_, {bank_.providers().begin(), bank_.providers().end()}, skew_)
    {}

    sandbox& bank() { return bank_; }
    int payments() const { return static_cast<int>(made_.size()); }

    void step()
    {
        switch (below(24)) {
            case 0: case 1: case 2: case 3: case 4: return create_payment();
            case 5: case 6: case 7: case 8: return refund();
            case 9: case 10: return sync();
            case 11: case 12: return script_charge();
            case 13: return script_refund();
            case 14: return return_refund();
            case 15: return bank_.store().arm(below(30) + 1, pick(storage_failures));
            case 16: return bank_.provider_faults().arm(below(4) + 1, below(2) == 0);
            case 17: return bank_.restart();
            case 18: return guarded([&] { bank_.advance(std::chrono::milliseconds(below(5000))); });
            case 19: case 20: case 21: return other_process_works();
            case 22: return bank_.providers()[0]->next_query({});
            default: return guarded([&] { bank_.advance(std::chrono::seconds(below(4000))); });
        }
    }

private:
    static create_account merchant_of(unsigned seed)
    {
        create_account out{.username = "shop", .name = "Shop", .currency = "NGN"};
        if (seed % 2 == 0) return out;
        out.settlement_delay = 6h;
        out.reserve_basis_points = 750;
        out.reserve_delay = 24h;
        return out;
    }

    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
    template<class T, std::size_t N>
    T pick(T const (&among)[N])
    {
        return among[below(static_cast<int>(N))];
    }

    /// Does something through which the process may die.
    template<class Work>
    void guarded(Work&& work)
    {
        try {
            work();
        } catch (crash const&) {
            bank_.restart();
        }
    }

    void create_payment()
    {
        auto order = bank_.order({below(100'000) + 1, pick(currencies)}, pick(methods));
        if (below(8) == 0 && !made_.empty()) order.reference = references_.back();
        if (below(8) == 0) order.routing_override = pick(overrides);
        references_.push_back(order.reference.str());
        auto const key = "key-" + std::to_string(below(400));
        guarded([&] {
            auto const done = below(2) == 0
                ? testing::create(bank_, order, keyed(key))
                : engine_internals::create_once(bank_.engine(), bank_.who(), order, nullptr);
            if (done) made_.push_back((*done)->id);
        });
    }

    void refund()
    {
        if (made_.empty()) return;
        auto const which = made_[static_cast<std::size_t>(below(payments()))];
        create_refund how;
        if (below(4) != 0) how.amount = below(40'000) + 1;
        auto const route = "refund " + which.text();
        auto const key = keyed(pick(refund_keys), route);
        guarded([&] {
            if (below(3) == 0) (void)refund_of(bank_, which, how, key);
            else (void)bank_.engine().refunds().create(bank_.who(), which, how);
        });
    }

    void sync()
    {
        if (made_.empty()) return;
        auto const which = made_[static_cast<std::size_t>(below(payments()))];
        guarded([&] { (void)bank_.engine().payments().sync(bank_.who(), which, below(2) == 0); });
    }

    /// Another process, whose clock is off by what is allowed, does jobs or asks.
    void other_process_works()
    {
        other_.clock->set(bank_.now() + skew_);
        if (below(2) == 0) (void)other_.pay.run_due(below(10) + 1);
        else if (!made_.empty())
            (void)other_.pay.payments().sync(
                bank_.who(), made_[static_cast<std::size_t>(below(payments()))], false);
    }

    void script_charge()
    {
        auto const& providers = bank_.providers();
        providers[static_cast<std::size_t>(below(4))]->next(pick(charge_scripts));
    }

    void script_refund()
    {
        auto const& providers = bank_.providers();
        providers[static_cast<std::size_t>(below(4))]->next_refund(pick(refund_scripts));
    }

    void return_refund()
    {
        sandbox::pause_faults const quiet(bank_);
        auto const all_of = all(bank_, all_refunds);
        if (all_of.empty()) return;
        auto const& r = *all_of[static_cast<std::size_t>(below(static_cast<int>(all_of.size())))];
        if (r.state != refund_state::succeeded) return;
        if (!bank_.provider(r.provider).return_refund(r.attempt.text())) return;
        BOOST_TEST(bank_.engine().refunds().return_refund(bank_.who(), r.id).has_value());
    }

    static constexpr storage_failure storage_failures[] = {
        storage_failure::refuse, storage_failure::lose_answer, storage_failure::crash_before,
        storage_failure::crash_after};
    static constexpr currency currencies[] = {"NGN", "NGN", "USD", "KES", "UGX", "XOF", "GHS"};
    static constexpr payment_method methods[] = {payment_method::card, payment_method::card,
                                                 payment_method::bank_transfer,
                                                 payment_method::ussd};
    static constexpr name overrides[] = {"paystack", "flutterwave", "squad", "payaza"};
    static constexpr char const* refund_keys[] = {"a", "b", "c"};
    static constexpr script charge_scripts[] = {
        script::capture_at_once, script::settle, script::challenge, script::decline_hard,
        script::decline_soft, script::refuse, script::refuse_credentials,
        script::timeout_after_charge, script::timeout_without_charge,
        script::charge_another_amount, script::charge_late, script::throw_exception};
    static constexpr script refund_scripts[] = {
        script::succeed, script::refuse, script::decline_hard, script::decline_soft,
        script::timeout_after_charge, script::timeout_without_charge, script::throw_exception};

    std::mt19937_64 random_;
    std::shared_ptr<storage> store_ = make_store(0);
    sandbox bank_;
    std::chrono::milliseconds skew_;
    other_process other_;
    std::vector<id<payment>> made_;
    std::vector<std::string> references_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(random_operations)

BOOST_AUTO_TEST_CASE(C20_C21_C12_whatever_happens_the_books_are_right_and_nobody_pays_twice)
{
    for (unsigned seed = 1; seed <= seeds; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
        scenario s(seed);
        for (int batch = 0; batch != batches; ++batch) BOOST_TEST_CONTEXT("batch " << batch) {
            for (int i = 0; i != operations; ++i) s.step();
            s.bank().clear_faults();
            BOOST_TEST(s.bank().out_of_balance(true) == "");
            if (batch % 5 != 4) continue;
            s.bank().advance(20 * 24h);     // refusals that are scripted cost a day each
            BOOST_TEST(unfinished(s.bank()) == "");
        }
        BOOST_TEST(gaps_in_events(s.bank()) == "");
        BOOST_TEST(s.payments() > 200);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace random_operations_tests
