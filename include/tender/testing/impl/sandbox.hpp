// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/sandbox.hpp: bodies of testing/sandbox.hpp.
#pragma once

#include <tender/testing/sandbox.hpp>

#include <map>
#include <stdexcept>
#include <tuple>

namespace tender::testing {

inline sandbox::sandbox(sandbox_options how)
    : clock_(how.clock), waiter_(how.waiter), settings_(how.settings)
{
    if (!clock_) clock_ = hand_ = std::make_shared<manual_clock>(how.begin);
    if (!how.store) how.store = std::make_shared<memory_storage>(how.seed);
    store_ = std::make_shared<failing_storage>(std::move(how.store));
    entropy_ = std::make_shared<seeded_entropy>(how.seed);
    providers_ = popfab_providers(clock_, how.confirm_after, faults_);
    restart();
    auto const merchant = engine_->accounts().create({.username = "demo", .name = "Demo Shop",
                                                      .currency = "NGN", .live_approved = true});
    if (!merchant) throw bad_result(merchant.error());
    who_ = {merchant->id, mode::test, {}};
}

inline void sandbox::restart()
{
    hooks told;
    told.incident = [this](incident const& i) { incidents_.push_back(i); };
    engine_.reset();
    ports world{store_, clock_, entropy_};
    world.waiter = waiter_;
    engine_ = std::make_unique<tender::engine>(std::move(world), settings_, std::move(told));
    for (auto const& p : providers_)
        if (auto const added = engine_->add(p, mode::test); !added)
            throw bad_result(added.error());
}

inline void sandbox::advance(std::chrono::milliseconds by)
{
    auto const target = now() + by;
    for (;;) {
        int done = 0;
        auto next = instant::max();
        for (auto const lane : {job_lane::engine, job_lane::outbound}) {
            auto const report = engine_->run_due(1000, lane);
            if (!report) {
                done = 0;
                next = instant::max();
                break;
            }
            done += report->done;
            next = std::min(next, report->next.value_or(next));
        }
        if (done != 0) continue;
        if (next > target || hand_ == nullptr) break;
        hand_->set(std::max(next, now() + std::chrono::milliseconds(1)));
    }
    if (hand_ != nullptr) hand_->set(target);
}

inline create_payment sandbox::order(money amount, payment_method method)
{
    return {.amount = amount, .method = method,
            .reference = "order-" + std::to_string(++orders_),
            .customer = {.email = "ada@example.com"}};
}

inline payment sandbox::pay(money amount, payment_method method)
{
    auto const made = engine_->payments().create(who_, order(amount, method));
    if (!made) throw bad_result(made.error());
    advance(std::chrono::minutes(1));
    auto const paid = engine_->payments().read(who_, made->id);
    if (!paid) throw bad_result(paid.error());
    return *paid;
}

inline std::string sandbox::api_key(name face, mode where)
{
    auto const made = engine_->keys().create(
        {who_.account, where, face},
        {.label = "sandbox", .face = face, .role = role::owner});
    if (!made) throw bad_result(made.error());
    return made->text.reveal();
}

namespace sandbox_parts {

using sums = std::map<std::tuple<std::string, std::string, std::string>, std::int64_t>;

inline void put(sums& to, book_account const& of, currency in, std::int64_t amount)
{
    to[{std::string(enum_name(of.book)), std::string(of.of.text()), std::string(in.code())}] +=
        amount;
}

/// All records of a list, read page by page.
template<class R>
std::vector<kept<R>> all(tender::engine& e, merchant const& who, list_index<R> by,
                         index_key const& key)
{
    std::vector<kept<R>> out;
    std::optional<cursor> after;
    do {
        unit_of_work unit(e.world().storage(), who.account);
        auto page = unit.list(by, key, after, 500);
        if (!page) throw bad_result(page.error());
        for (auto& r : page->items) out.push_back(std::move(r));
        after = page->next;
    } while (after);
    return out;
}

}  // namespace sandbox_parts

inline bool sandbox::books_balance()
{
    index_key key;
    key.add(who_.mode);
    sandbox_parts::sums posted;
    std::map<std::pair<std::string, std::string>, std::int64_t> owed;   // provider, currency
    for (auto const& p : sandbox_parts::all(*engine_, who_, all_postings, key))
        for (auto const& l : p->lines) {
            sandbox_parts::put(posted, l.from, p->currency, -l.amount);
            sandbox_parts::put(posted, l.to, p->currency, l.amount);
            if (l.from.book == book::pending && l.to.book == book::provider)
                owed[{std::string(l.to.of.text()), std::string(p->currency.code())}] -= l.amount;
        }
    auto const balances = engine_->books().balances(who_);
    if (!balances) return false;
    std::map<std::string, std::int64_t> total;
    for (auto const& b : *balances) {
        total[std::string(b.currency.code())] += b.amount;
        sandbox_parts::put(posted, b.of, b.currency, -b.amount);
    }
    for (auto const& [of, rest] : posted)
        if (rest != 0) return false;
    for (auto const& [code, sum] : total)
        if (sum != 0) return false;

    for (auto const& b : *balances)
        if (b.of.book == book::provider)
            owed[{std::string(b.of.of.text()), std::string(b.currency.code())}] += b.amount;
    for (auto const& [of, amount] : owed) {
        auto const theirs = provider(of.first).sums(*currency::find(of.second));
        if (amount != theirs.refunded - theirs.charged) return false;
    }
    return true;
}

}  // namespace tender::testing
