// SPDX-License-Identifier: BSL-1.0
// tender/testing/sandbox.hpp: a whole payment system in one thread, with time in hand.
#pragma once

#include <tender/service/engine.hpp>
#include <tender/store/memory.hpp>
#include <tender/testing/failing_storage.hpp>
#include <tender/testing/manual_clock.hpp>
#include <tender/testing/simulated_provider.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tender::testing {

/// How a sandbox is made; every member has a value that suits a first test.
struct sandbox_options {
    std::uint64_t seed = 1;
    instant begin = instant(std::chrono::seconds(1'742'379'825));   ///< 2025-03-19T10:23:45Z
    std::chrono::milliseconds confirm_after{1000};
    tender::settings settings{};
    std::shared_ptr<tender::storage> store{};                       ///< null: one in memory
    std::shared_ptr<tender::waiter> waiter = std::make_shared<no_waiting>();
    std::shared_ptr<tender::clock> clock{};                         ///< null: a manual one
};

/// An engine with one merchant, the six simulated providers in test mode, a clock that stands
/// still, ids from a seed, and a store that can fail. No network, no thread, no sleep: expiries,
/// retries and confirmations happen in `advance`. The same seed and the same calls give the same
/// bytes. For one thread, unless it is made with a waiter for many.
class sandbox {
public:
    explicit sandbox(sandbox_options how = {});

    tender::engine& engine() { return *engine_; }
    merchant const& who() const { return who_; }          ///< the merchant, in test mode
    merchant live() const { return {who_.account, mode::live, who_.face}; }
    instant now() { return clock_->now(); }
    failing_storage& store() { return *store_; }
    call_faults& provider_faults() { return *faults_; }
    std::vector<incident> const& incidents() const { return incidents_; }

    simulated_provider& provider(name id)
    {
        for (auto const& p : providers_)
            if (p->profile().id == id) return *p;
        throw std::invalid_argument("the sandbox has no such provider");
    }
    std::vector<std::shared_ptr<simulated_provider>> const& providers() const { return providers_; }

    /// Moves the clock, stopping wherever something is due and doing it.
    void advance(std::chrono::milliseconds by);

    /// Ends all faults and lets two days pass: retries come to their end.
    void settle()
    {
        store_->disarm();
        store_->away(false);
        faults_->left = 0;
        advance(std::chrono::hours(48));
    }

    /// A payment of the merchant that went well; its reference is one nobody used.
    payment pay(money amount, payment_method method = payment_method::card);

    /// A command that is whole: for tests that change one thing.
    create_payment order(money amount, payment_method method = payment_method::card);

    /// A fresh key of the merchant for a face, with every right.
    std::string api_key(name face, mode where = mode::test);

    /// The process dies and starts again on the same store, clock and providers.
    void restart();

    /// Every posting balances, balances are the sums of postings, what is reserved is under way,
    /// and the providers' own books tell the same story of charges and refunds.
    bool books_balance();

    /// Charges of all providers for a merchant's reference that have not wholly gone back.
    int live_charges(std::string_view reference) const
    {
        int n = 0;
        for (auto const& p : providers_) n += p->live_charges(reference);
        return n;
    }

private:
    std::shared_ptr<manual_clock> hand_;
    std::shared_ptr<tender::clock> clock_;
    std::shared_ptr<failing_storage> store_;
    std::shared_ptr<seeded_entropy> entropy_;
    std::shared_ptr<call_faults> faults_ = std::make_shared<call_faults>();
    std::shared_ptr<tender::waiter> waiter_;
    std::vector<std::shared_ptr<simulated_provider>> providers_;
    tender::settings settings_;
    std::vector<incident> incidents_;
    std::unique_ptr<tender::engine> engine_;
    merchant who_;
    int orders_ = 0;
};

/// Runs `test` once for every storage call that it makes, with that call failing in each way;
/// says how many runs there were.
template<class Test>
int each_storage_failure(Test&& test)
{
    int runs = 0;
    for (auto const how : {storage_failure::refuse, storage_failure::lose_answer}) {
        for (int nth = 1;; ++nth, ++runs) {
            sandbox bank;
            bank.store().arm(nth, how);
            test(bank);
            if (!bank.store().struck()) break;
        }
    }
    return runs;
}

/// Runs `test` once for every call that it makes to a provider, with that call timing out, with
/// and without its effect; says how many runs there were.
template<class Test>
int each_provider_timeout(Test&& test)
{
    int runs = 0;
    for (bool const after : {false, true}) {
        for (int nth = 1;; ++nth, ++runs) {
            sandbox bank;
            bank.provider_faults().after = after;
            bank.provider_faults().left = nth;
            test(bank);
            if (!bank.provider_faults().struck) break;
        }
    }
    return runs;
}

/// Runs `first` once for every storage call that it makes, the process dying just before or after
/// that call; then restarts and runs `then`. Says how many runs there were.
template<class First, class Then>
int each_crash(First&& first, Then&& then)
{
    int runs = 0;
    for (auto const how : {storage_failure::crash_before, storage_failure::crash_after}) {
        for (int nth = 1;; ++nth, ++runs) {
            sandbox bank;
            auto state = first.prepare(bank);
            bank.store().arm(nth, how);
            try {
                first(bank, state);
            } catch (crash const&) {
                bank.restart();
            }
            bool const struck = bank.store().struck();
            bank.store().disarm();
            then(bank, state);
            if (!struck) break;
        }
    }
    return runs;
}

}  // namespace tender::testing

#include <tender/testing/impl/sandbox.hpp>
