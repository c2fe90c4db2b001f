// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/sandbox.ipp: bodies of testing/sandbox.hpp.
#pragma once

#include <tender/service/engine_internals.hpp>
#include <tender/testing/sandbox.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

namespace tender::testing {

TENDER_DECL std::shared_ptr<storage> make_store(std::uint64_t seed)
{
    return store_maker ? store_maker(seed) : std::make_shared<memory_storage>(seed);
}

TENDER_DECL sandbox::sandbox(sandbox_options how)
    : clock_(how.clock), waiter_(how.waiter), others_(how.providers), settings_(how.settings)
{
    if (!clock_) clock_ = hand_ = std::make_shared<manual_clock>(how.begin);
    if (!how.store) how.store = make_store(how.seed);
    store_ = std::make_shared<failing_storage>(std::move(how.store));
    entropy_ = std::make_shared<seeded_entropy>(how.seed);
    providers_ = popfab_providers(clock_, how.confirm_after, faults_);
    providers_.push_back(house_provider(clock_, how.confirm_after, faults_));
    receiver_ = std::make_shared<receiver>(clock_);
    rates_ = std::move(how.rates);
    taxes_ = std::move(how.taxes);
    settings_.simulate_after = how.confirm_after;
    sender_ = how.sender ? std::move(how.sender) : receiver_;
    if (settings_.host_secret.empty())
        settings_.host_secret = secret("the sandbox keeps its secrets under this one");
    restart();
    auto const merchant = engine_->accounts().create(std::move(how.merchant));
    if (!merchant) throw bad_result(merchant.error());
    who_ = {merchant->id, mode::test, {}};
}

TENDER_DECL sandbox::~sandbox() = default;

TENDER_DECL void sandbox::restart()
{
    hooks told;
    told.incident = [this](incident const& i) {
        std::lock_guard const hold(telling_);
        incidents_.push_back(i);
    };
    engine_.reset();
    ports world{store_, clock_, entropy_};
    world.waiter = waiter_;
    world.sender = sender_;
    world.rates = rates_;
    world.taxes = taxes_;
    engine_ = std::make_unique<tender::engine>(std::move(world), settings_, std::move(told));
    std::vector<std::shared_ptr<tender::provider>> all = others_;
    all.insert(all.end(), providers_.begin(), providers_.end());
    for (auto const& p : all)
        if (auto const added = engine_->add(p, mode::test); !added)
            throw bad_result(added.error());
    for (auto const* const d : dialects_) engine_internals::learn(*engine_, *d);
    for (auto const* const f : faces_) by(*f);
}

TENDER_DECL void sandbox::learn(webhook_dialect const& how)
{
    engine_internals::learn(*engine_, how);
    dialects_.push_back(&how);
}

TENDER_DECL fresh_webhook_endpoint sandbox::listen(face const& through, webhook_format format)
{
    pause_faults const quiet(*this);
    auto const who = by(through);
    if (through.webhooks == nullptr) throw std::invalid_argument("the face tells of nothing");
    auto const& types = through.webhooks->types;
    auto made = engine_->webhooks().create(
        who, {.url = "https://shop.example.com/hooks", .events = {types.begin(), types.end()},
              .format = format});
    if (!made) throw bad_result(made.error());
    return std::move(*made);
}

/// A store that fails is asked again a second later, as a host's timer would.
TENDER_DECL void sandbox::advance(std::chrono::milliseconds by)
{
    constexpr std::chrono::seconds pause{1};
    auto const target = now() + by;
    std::array<instant, lane_count> next;
    next.fill(now());
    for (;;) {
        auto const at = std::min_element(next.begin(), next.end());
        if (*at > now()) {
            if (*at > target || hand_ == nullptr) break;
            hand_->set(*at);
        }
        auto const report = engine_->run_due(1000, static_cast<job_lane>(at - next.begin()));
        if (!report) {
            next.fill(now() + pause);
            continue;
        }
        *at = report->next.value_or(instant::max());
        if (report->done == 0) {
            *at = std::max(*at, now() + std::chrono::milliseconds(1));
            continue;
        }
        for (auto lane = next.begin(); lane != next.end(); ++lane) {
            if (lane == at) continue;   // it may have given others something to do
            auto const first = store_->next_due(static_cast<int>(lane - next.begin()));
            *lane = first ? first->value_or(instant::max()) : now();
        }
    }
    if (hand_ != nullptr) hand_->set(target);
}

TENDER_DECL create_payment sandbox::order(money amount, payment_method method)
{
    return {.amount = amount, .method = method,
            .reference = "order-" + std::to_string(++orders_),
            .customer = {.email = "ada@example.com"}};
}

TENDER_DECL payment sandbox::pay(money amount, payment_method method)
{
    pause_faults const quiet(*this);
    auto const made = engine_->payments().create(who_, order(amount, method));
    if (!made) throw bad_result(made.error());
    advance(std::chrono::minutes(1));
    auto const paid = engine_->payments().read(who_, made->id);
    if (!paid) throw bad_result(paid.error());
    return *paid;
}

TENDER_DECL result<checkout_visit> sandbox::submit_page(id<payment> which, std::string card)
{
    instrument const with{
        .card = card_details{secret(std::move(card)), 12, 2099, secret("123"), "Ada Okafor"}};
    auto const at = engine_->checkout().visit(who_, which);
    if (!at) return at;
    return engine_->checkout().submit(*at, {at->session->nonce, payment_method::card, &with});
}

TENDER_DECL result<checkout_visit> sandbox::submit_page(id<payment> which, payment_method method)
{
    instrument const with{.card = {}, .phone = "+2348012345678"};
    auto const at = engine_->checkout().visit(who_, which);
    if (!at) return at;
    return engine_->checkout().submit(*at, {at->session->nonce, method, &with});
}

TENDER_DECL std::string sandbox::api_key(name face, mode where)
{
    pause_faults const quiet(*this);
    auto const made = engine_->api_keys().create(
        {who_.account, where, face},
        {.label = "sandbox", .face = face, .role = role::owner});
    if (!made) throw bad_result(made.error());
    return made->text.reveal();
}

namespace sandbox_parts {

using sums = std::map<std::tuple<std::string, std::string, std::string>, int128>;

TENDER_DECL void put(sums& to, book_account const& of, currency in, int128 amount)
{
    to[{std::string(enum_name(of.book)), of.of.text(), std::string(in.code())}] +=
        amount;
}

/// What the postings of a merchant come to.
struct audit {
    sums posted;
    std::map<std::pair<std::string, currency>, int128> fees;       ///< that providers kept
    std::map<ulid, std::int64_t> in, under_way, back;            ///< by cause
    std::set<std::pair<ulid, posting_kind>> causes;

    std::string read(std::vector<versioned<posting>> const& postings);
    std::string check(payment const& p);
};

}  // namespace sandbox_parts

/// Adds the postings up, by book account and by what a payment and its refunds come to.
TENDER_DECL std::string sandbox_parts::audit::read(std::vector<versioned<posting>> const& postings)
{
    for (auto const& p : postings) {
        for (auto const& l : p->lines) {
            if (l.amount < 0) return "a posting line below zero";
            put(posted, account_of(*p, l.from), p->currency, -l.amount);
            put(posted, account_of(*p, l.to), p->currency, l.amount);
            if (l.from == book::pending && l.to == book::provider)
                fees[{p->owner.text(), p->currency}] += l.amount;
        }
        using enum posting_kind;
        auto const amount = p->lines.front().amount;
        if (!causes.insert({p->cause, p->kind}).second) return "a cause was posted twice";
        if (p->kind == captured) in[p->cause] += amount;
        if (p->kind == refund_reserved) under_way[p->cause] += amount;
        if (p->kind == refund_succeeded || p->kind == refund_given_up)
            under_way[p->cause] -= amount;
        if (p->kind == refund_succeeded) back[p->cause] += amount;
        if (p->kind == refund_returned) back[p->cause] -= amount;
    }
    return {};
}

/// What a payment says of itself must be what the postings say.
TENDER_DECL std::string sandbox_parts::audit::check(payment const& p)
{
    std::int64_t refunding = 0, refunded = 0;
    for (auto const& r : p.refunds()) {
        refunding += under_way[r.id.value];
        refunded += back[r.id.value];
        if (under_way[r.id.value] != (tender::under_way(r.state) ? r.amount : 0))
            return "a refund's reserve of " + p.terms->reference;
    }
    if (p.captured != in[p.id.value]) return "captured of " + p.terms->reference;
    if (p.refunding != refunding) return "refunding of " + p.terms->reference;
    if (p.refunded != refunded) return "refunded of " + p.terms->reference;
    if (refunding < 0 || refunded < 0 || refunding + refunded > p.captured)
        return "more refunded than captured of " + p.terms->reference;
    return {};
}

TENDER_DECL std::string sandbox::out_of_balance(bool our_side_only)
{
    pause_faults const quiet(*this);
    index_key key;
    key.add(who_.mode);
    sandbox_parts::audit sums;
    auto wrong = sums.read(all_records(*engine_, who_, all_postings, key));
    if (!wrong.empty()) return wrong;
    for (auto const& p : payments())
        if (wrong = sums.check(*p); !wrong.empty()) return wrong;

    auto const balances = engine_->ledger().balances(who_);
    if (!balances) return "the balances cannot be read";
    std::map<currency, int128> total;
    for (auto const& b : *balances) {
        total[b.currency] += b.sum();
        sandbox_parts::put(sums.posted, b.of, b.currency, -b.sum());
    }
    for (auto const& [of, rest] : sums.posted)
        if (rest != 0) return "a balance is not the sum of its postings: " + std::get<0>(of);
    for (auto const& [in, sum] : total)
        if (sum != 0) return "the sum in " + std::string(in.code());

    if (our_side_only) return {};
    for (auto const& p : providers_)
        for (auto const& [in, sum] : total) {
            auto ours = sums.fees[{std::string(p->profile().id.text()), in}];
            for (auto const& b : *balances)
                if (b.of == book_account{book::provider, p->profile().id} && b.currency == in)
                    ours -= b.sum();
            auto const theirs = p->sums(in);
            if (ours != int128(theirs.charged) - theirs.refunded)
                return std::string(p->profile().id.text()) + " has " +
                       std::to_string(theirs.charged) + " - " + std::to_string(theirs.refunded) +
                       ", our books " + std::to_string(nearest(ours));
        }
    return {};
}

TENDER_DECL merchant sandbox::by(face const& through)
{
    if (through.webhooks != nullptr) learn(*through.webhooks);
    auto const at = [](std::string_view path) {
        return path.empty() ? std::string() : "http://localhost" + std::string(path);
    };
    if (std::find(faces_.begin(), faces_.end(), &through) == faces_.end())
        faces_.push_back(&through);
    if (engine_internals::pages_of(*engine_, through.id).pages.empty())
        engine_internals::serve_pages(*engine_, through.id,
                                      {at(through.page_path), at(through.link_path)});
    return {who_.account, who_.mode, through.id};
}

TENDER_DECL std::vector<std::shared_ptr<payment const>> sandbox::payments()
{
    pause_faults const quiet(*this);
    index_key key;
    key.add(who_.mode);
    std::map<id<payment>, std::shared_ptr<payment const>> latest;
    for (auto const& e : all_records(*engine_, who_, all_events, key))
        if (auto p = answer(*e).get<payment>())
            latest.emplace(p->id, std::move(p));  // newest first
    std::vector<std::shared_ptr<payment const>> out;
    for (auto& [which, p] : latest) out.push_back(std::move(p));
    return out;
}

TENDER_DECL storage& storage_of(tender::engine& e) { return runtime_of(e).storage(); }

}  // namespace tender::testing
