// SPDX-License-Identifier: BSL-1.0
// tender/testing/sandbox.hpp: a whole payment system in one thread, with time in hand.
#pragma once

#include <tender/api/face.hpp>
#include <tender/base/config.hpp>
#include <tender/service/engine.hpp>
#include <tender/store/memory.hpp>
#include <tender/testing/failing_storage.hpp>
#include <tender/testing/manual_clock.hpp>
#include <tender/testing/popfab_providers.hpp>
#include <tender/testing/receiver.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace tender::testing {

/// What makes the store of sandboxes whose options name none; nothing: it is in memory. A program
/// that tests stores sets it before the first sandbox.
inline std::function<std::shared_ptr<storage>(std::uint64_t seed)> store_maker;

/// A fresh store, as `store_maker` makes it.
std::shared_ptr<storage> make_store(std::uint64_t seed);

/// How a sandbox is made; every member has a value that suits a first test.
struct sandbox_options {
    std::uint64_t seed = 1;
    instant begin = instant(std::chrono::seconds(1'742'379'825));   ///< 2025-03-19T10:23:45Z
    std::chrono::milliseconds confirm_after{1000};
    tender::settings settings{};
    create_account merchant{.username = "demo", .name = "Demo Shop", .currency = "NGN",
                            .live_approved = true};
    std::shared_ptr<tender::storage> store{};                       ///< null: `make_store`'s
    std::shared_ptr<tender::waiter> waiter = std::make_shared<no_waiting>();
    std::shared_ptr<tender::clock> clock{};                         ///< null: a manual one
    std::vector<std::shared_ptr<tender::provider>> providers{};     ///< in front of the seven
    std::shared_ptr<tender::sender> sender{};                       ///< null: a receiver
    std::shared_ptr<tender::rates> rates = std::make_shared<no_rates>();
    std::shared_ptr<tender::taxes> taxes = std::make_shared<no_taxes>();
};

/// An engine with one merchant, the seven simulated providers in test mode, a clock that stands
/// still, ids from a seed, and a store that can fail. No network, no thread, no sleep: expiries,
/// retries and confirmations happen in `advance`. The same seed and the same calls give the same
/// bytes. `advance`, `run_until_quiet`, `restart` and `incidents` are for one thread; the engine is
/// for many where the sandbox is made with a waiter for them.
class sandbox {
public:
    explicit sandbox(sandbox_options how = {});
    ~sandbox();

    tender::engine& engine() { return *engine_; }
    merchant const& who() const { return who_; }          ///< the merchant, in test mode
    merchant live() const { return {who_.account, mode::live, who_.face}; }

    /// The merchant as it asks through a face, whose webhooks then tell of what it makes. Without a
    /// dispatcher its pages have addresses at http://localhost.
    merchant by(face const& through);
    instant now() { return clock_->now(); }
    manual_clock* hand() { return hand_.get(); }          ///< null where the clock is another
    failing_storage& store() { return *store_; }
    call_faults& provider_faults() { return *faults_; }
    std::vector<incident> const& incidents() const { return incidents_; }

    /// Where every webhook arrives, unless the sandbox was made with another sender.
    receiver& webhooks() { return *receiver_; }

    /// An endpoint of the merchant that hears all that a face tells; its secret is in what it
    /// returns.
    fresh_webhook_endpoint listen(face const& through,
                                  webhook_format format = webhook_format::own);

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
    void run_until_quiet()
    {
        clear_faults();
        advance(std::chrono::hours(48));
    }

    /// Ends all faults.
    void clear_faults()
    {
        store_->disarm();
        store_->away(false);
        store_->crowded(false);
        faults_->arm(0, true);
    }

    /// While it lives, nothing fails and no call counts: to prepare what a test is not about.
    class pause_faults {
    public:
        explicit pause_faults(sandbox& bank) : store_(*bank.store_), calls_(bank.faults_->calls) {}

    private:
        failing_storage::pause store_;
        countdown::pause calls_;
    };

    /// A payment of the merchant that went well, whatever is armed; its reference is one nobody
    /// used.
    payment pay(money amount, payment_method method = payment_method::card);

    /// A customer submits the page of a payment: with this card, or by a method that needs none.
    /// Faults as of `checkout::submit`.
    result<checkout_visit> submit_page(id<payment> which, std::string card = "4242424242424242");
    result<checkout_visit> submit_page(id<payment> which, payment_method method);

    /// A command that is whole: for tests that change one thing.
    create_payment order(money amount, payment_method method = payment_method::card);

    /// A fresh key of the merchant for a face, with every right.
    std::string api_key(name face, mode where = mode::test);

    /// The process dies and starts again on the same store, clock and providers.
    void restart();

    /// Every posting balances, balances are the sums of postings, every payment's sums are what
    /// was posted for it and never more than was captured, what is reserved is under way, and the
    /// simulated providers' own books tell the same story of charges and refunds. `out_of_balance`
    /// says what is wrong, or nothing; while calls are in doubt, only our side can be right.
    bool books_balance() { return out_of_balance().empty(); }
    std::string out_of_balance(bool our_side_only = false);

    /// The payments of the merchant as they stand, in all faces, oldest first.
    std::vector<std::shared_ptr<payment const>> payments();

    /// Charges of all providers for a merchant's reference that have not wholly gone back.
    int charges_outstanding(std::string_view reference) const
    {
        int n = 0;
        for (auto const& p : providers_) n += p->charges_outstanding(reference);
        return n;
    }

private:
    void learn(webhook_dialect const& how);

    std::shared_ptr<manual_clock> hand_;
    std::shared_ptr<tender::clock> clock_;
    std::shared_ptr<failing_storage> store_;
    std::shared_ptr<seeded_entropy> entropy_;
    std::shared_ptr<call_faults> faults_ = std::make_shared<call_faults>();
    std::shared_ptr<tender::waiter> waiter_;
    std::shared_ptr<receiver> receiver_;
    std::shared_ptr<tender::sender> sender_;
    std::shared_ptr<tender::rates> rates_;
    std::shared_ptr<tender::taxes> taxes_;
    std::vector<webhook_dialect const*> dialects_;
    std::vector<face const*> faces_;
    std::vector<std::shared_ptr<simulated_provider>> providers_;
    std::vector<std::shared_ptr<tender::provider>> others_;
    tender::settings settings_;
    std::mutex telling_;
    std::vector<incident> incidents_;
    std::unique_ptr<tender::engine> engine_;
    merchant who_;
    int orders_ = 0;
};

/// Runs `test` once for every storage call that it makes, with that call failing in each way, in a
/// store that is its alone and in a crowded one; says how many runs there were. `how` brings no
/// store of its own.
template<class Test>
int each_storage_failure(Test&& test, sandbox_options const& how = {})
{
    int runs = 0;
    for (bool const crowded : {false, true})
        for (auto const failure : {storage_failure::refuse, storage_failure::lose_answer})
            for (int nth = 1;; ++nth, ++runs) {
                sandbox bank(how);
                bank.store().crowded(crowded);
                bank.store().arm(nth, failure);
                test(bank);
                if (!bank.store().struck()) break;
            }
    return runs;
}

/// Runs `test` once for every call that it makes to a provider, with that call timing out, with
/// and without its effect; says how many runs there were.
template<class Test>
int each_provider_timeout(Test&& test, sandbox_options const& how = {})
{
    int runs = 0;
    for (bool const with_effect : {false, true}) {
        for (int nth = 1;; ++nth, ++runs) {
            sandbox bank(how);
            bank.provider_faults().arm(nth, with_effect);
            test(bank);
            if (!bank.provider_faults().calls.struck()) break;
        }
    }
    return runs;
}

/// Runs `work` once for every storage call that it makes, the process dying just before or after
/// that call and starting again, in a store that is its alone and in a crowded one, and each time
/// `check` behind it. What the two share stands in their captures; `work` sets it anew. Says how
/// many runs there were.
template<class Work, class Check>
int each_crash(Work&& work, Check&& check, sandbox_options const& how = {})
{
    int runs = 0;
    for (bool const crowded : {false, true})
        for (auto const failure : {storage_failure::crash_before, storage_failure::crash_after})
            for (int nth = 1;; ++nth, ++runs) {
                sandbox bank(how);
                bank.store().crowded(crowded);
                bank.store().arm(nth, failure);
                try {
                    work(bank);
                } catch (crash const&) {
                    bank.restart();
                }
                bank.clear_faults();
                check(bank);
                if (!bank.store().struck()) break;
            }
    return runs;
}

//---------------------------------------------------------------------------

/// Where an engine keeps its records.
storage& storage_of(tender::engine& e);

/// All records of a list, read page by page.
template<class R>
std::vector<versioned<R>> all_records(tender::engine& e, merchant const& who, list_index<R> by,
                                 index_key const& key)
{
    std::vector<versioned<R>> out;
    std::optional<cursor> after;
    do {
        unit_of_work unit(storage_of(e), who.account);
        auto page = unit.list(by, key, after, 500);
        if (!page) throw bad_result(page.error());
        for (auto& r : page->items) out.push_back(std::move(r));
        after = page->next;
    } while (after);
    return out;
}

}  // namespace tender::testing

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/testing/impl/sandbox.ipp>
#endif
