// SPDX-License-Identifier: BSL-1.0
// tests/scenarios/wallet.cpp: a merchant of Inflow sells and gives back in two currencies, with
// fees, a reserve and a delay; an own account of everything says what must have come of each step.
// The environment's TENDER_OPERATIONS says how many steps; ten thousand by itself.
#include <faces/inflow_client.hpp>

#include <cstdlib>
#include <map>
#include <random>

namespace wallet_tests {

using namespace inflow_tests;

namespace {

constexpr int steps_of_a_merchant = 2500;

testing::sandbox_options merchant_of(unsigned seed)
{
    testing::sandbox_options how;
    how.seed = seed;
    how.rates = std::make_shared<one_rate>("1.0837");
    if (seed % 2 != 0) how.merchant.settlement_delay = 6h;
    if (seed % 3 != 0) how.merchant.reserve_basis_points = 750, how.merchant.reserve_delay = 24h;
    return how;
}

/// What the books must say, kept beside them.
struct own_books {
    std::int64_t captured = 0, fees = 0, gone = 0, under_way = 0;
};

class merchants_day {
public:
    explicit merchants_day(unsigned seed) : shop_(merchant_of(seed)), random_(seed)
    {
        change_account_settings fee;
        fee.platform_basis_points = static_cast<std::int64_t>(seed % 4) * 125;
        shop_.bank.engine().accounts().change_settings(shop_.who.account, fee).value();
        fee_ = *fee.platform_basis_points;
        for (std::int64_t i = 0; i != 4; ++i) make_link(i * 20);
    }

    void step()
    {
        switch (below(10)) {
            case 0: case 1: sell(below(4) == 0); break;
            case 2: case 3: sell_by_link(); break;
            case 4: case 5: case 6: case 7: refund(); break;
            case 8: house().next_refund(pick(refund_scripts)); break;
            default: shop_.bank.advance(std::chrono::minutes(below(300))); break;
        }
        if (++steps_ % 25 == 0) check_wallets();
    }

    void end()
    {
        shop_.bank.advance(20 * 24h);
        check_wallets();
        BOOST_TEST(shop_.bank.out_of_balance() == "");
        for (auto const in : {currency("USD"), currency("EUR")}) {
            auto const w = shop_.bank.engine().ledger().wallet_of(shop_.who, in).value();
            BOOST_TEST(w.pending == 0);
            BOOST_TEST(w.reserve == 0);
            BOOST_TEST(w.refunding == 0);
        }
        check_dollars();
        check_links();
        BOOST_TEST(accepted > 100);
        BOOST_TEST(refused > 10);
        BOOST_TEST(too_late > 0);
    }

    int accepted = 0, refused = 0, too_late = 0;

private:
    static constexpr testing::script refund_scripts[] = {
        testing::script::succeed, testing::script::refuse, testing::script::decline_hard,
        testing::script::timeout_after_charge, testing::script::timeout_without_charge};

    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
    template<class T, std::size_t N>
    T pick(T const (&among)[N])
    {
        return among[below(static_cast<int>(N))];
    }
    testing::simulated_provider& house() { return shop_.bank.provider("house"); }

    /// After many calls that were lost, its breaker is open for a while.
    bool provider_is_away(result<checkout_visit> const& done)
    {
        bool const away = !done && done.error() == errc::providers_unavailable;
        if (away) shop_.bank.advance(1min);
        return away;
    }

    /// A customer buys; one in four has no money.
    void sell(bool poor)
    {
        money const price{below(20'000) + 50, below(3) == 0 ? currency("EUR") : currency("USD")};
        open_checkout how;
        how.amount = price;
        how.page = "http://localhost/checkout/session/";
        how.platform_basis_points = fee_;
        if (price.currency == "EUR") how.in_dollars = {"1.0837", "a test", shop_.bank.now()};
        auto const p = shop_.bank.engine().checkout().open(shop_.who, how).value();
        auto const done = shop_.bank.submit_page(p.id, poor ? "4000000000009995"
                                                            : "4242424242424242");
        if (provider_is_away(done)) return;
        BOOST_REQUIRE(done.has_value());
        shop_.bank.advance(2s);
        if (!poor) sold_.push_back(p.id);
    }

    /// What a link must say.
    struct own_link {
        id<payment_link> which;
        std::string token;
        std::int64_t most = 0;             ///< 0: any number
        std::int64_t sold = 0, revenue = 0;
        std::vector<id<payment>> in_doubt;  ///< the customer's money may still come
    };

    /// A link in one of two currencies that sells something at random.
    void make_link(std::int64_t most)
    {
        auto const in = below(2) == 0 ? currency("USD") : currency("EUR");
        create_product p;
        p.name = "A thing";
        p.prices = {{below(9'000) + 50, in}};
        create_link l;
        l.name = "x";
        l.products = {{shop_.bank.engine().products().create(shop_.who, p)->id, below(3) + 1}};
        l.currency = in;
        if (most != 0) l.most_uses = most;
        auto const made = shop_.bank.engine().links().create(shop_.who, l).value();
        links_.push_back({made.id, made.token, most, 0, 0, {}});
    }

    /// A customer of a link; one in five has no money, one in ten leaves all in doubt for a while.
    void sell_by_link()
    {
        auto& l = links_[static_cast<std::size_t>(below(static_cast<int>(links_.size())))];
        auto& all = shop_.bank.engine().links();
        settle_doubts(l);
        auto const taken = l.sold + static_cast<std::int64_t>(l.in_doubt.size());
        auto const at = all.find(l.token).value();
        bool const sold_out = l.most != 0 && l.sold >= l.most;
        BOOST_TEST((at.standing == link_standing::sold_out) == sold_out);
        if (sold_out) return void(++too_late);
        open_checkout how;
        how.page = "http://localhost/checkout/session/";
        if (at.link->currency == "EUR") how.in_dollars = {"1.0837", "a test", shop_.bank.now()};
        auto const p = all.open(at, how).value();
        auto const luck = below(10);
        auto const done = shop_.bank.submit_page(p.id, luck < 2    ? "4000000000009995"
                                                       : luck == 2 ? "4000000000000119"
                                                                   : "4242424242424242");
        if (provider_is_away(done)) return;
        bool const has_room = l.most == 0 || taken < l.most;
        BOOST_REQUIRE(done.has_value() == has_room);
        if (!done) return void(++too_late);
        if (luck == 2) return l.in_doubt.push_back(p.id);
        shop_.bank.advance(2s);
        if (luck < 2) return;
        ++l.sold;
        l.revenue += p.terms->amount.minor;
        sold_.push_back(p.id);
    }

    void settle_doubts(own_link& l)
    {
        std::erase_if(l.in_doubt, [&](id<payment> which) {
            auto const p = shop_.bank.engine().payments().read(shop_.who, which).value();
            if (p.captured == 0) return false;
            ++l.sold;
            l.revenue += p.captured;
            sold_.push_back(which);
            return true;
        });
    }

    void check_links()
    {
        for (auto& l : links_) {
            settle_doubts(l);
            auto const says = shop_.bank.engine().links().read(shop_.who, l.which).value();
            BOOST_TEST(l.in_doubt.empty());
            BOOST_TEST(says.reserved == 0);
            BOOST_TEST(says.uses == l.sold);
            BOOST_TEST(says.revenue == l.revenue);
            if (l.most != 0) BOOST_TEST(says.uses <= l.most);
        }
    }

    /// Refuses exactly what is too much.
    void refund()
    {
        if (sold_.empty()) return;
        auto const which = sold_[static_cast<std::size_t>(below(static_cast<int>(sold_.size())))];
        auto& pay = shop_.bank.engine();
        auto const before = pay.payments().read(shop_.who, which).value();
        auto const in = before.terms->amount.currency;
        auto const wallet = pay.ledger().wallet_of(shop_.who, in).value();
        bool const whole = below(4) == 0;
        std::int64_t const amount = whole ? before.remaining() : below(12'000) + 1;
        auto body = std::string(R"({"reason":"x")");
        if (!whole) body += ",\"amount\":\"" + decimal_text(amount, 2) + "\"";
        auto const r = shop_.refund(payment_id_text(before), body + "}");
        bool const open = before.state == payment_state::captured;
        bool const fits = open && amount > 0 && amount <= before.remaining() &&
                          amount <= wallet.spendable();
        BOOST_TEST(r.status == (fits ? 201 : 400), r.body);
        if (!fits) ++refused;
        else ++accepted, check_texts(object_in(r.body), amount);
    }

    static void check_texts(json::object const& o, std::int64_t amount)
    {
        BOOST_TEST(text_in(o, "amount") == decimal_text(amount, 2));
        BOOST_TEST(o.at("amount_in_cents").as_int64() == amount);
    }

    /// Every payment as it stands, added up anew.
    void recount()
    {
        books_.clear();
        for (auto const& p : shop_.bank.payments()) {
            auto& b = books_[std::string(p->terms->amount.currency.code())];
            if (p->captured == 0) continue;
            BOOST_TEST(p->refunded + p->refunding <= p->captured);
            b.captured += p->captured;
            b.fees += p->platform_fee();
            b.gone += p->refunded;
            b.under_way += p->refunding;
        }
    }

    void check_wallets()
    {
        recount();
        for (auto const in : {currency("USD"), currency("EUR")}) {
            auto const w = shop_.bank.engine().ledger().wallet_of(shop_.who, in).value();
            auto const& b = books_[std::string(in.code())];
            BOOST_TEST(w.available + w.pending + w.reserve + w.refunding ==
                       b.captured - b.fees - b.gone);
            BOOST_TEST(w.refunding == b.under_way);
        }
    }

    /// What a payment's refunds were told to be worth is never more than the payment is.
    void check_dollars()
    {
        for (auto const& p : shop_.bank.payments()) {
            std::int64_t sum = 0;
            for (auto const& l : p->refunds()) sum += l.state == refund_state::succeeded ? l.dollars
                                                                                         : 0;
            auto const whole = dollars_of({p->captured, p->terms->amount.currency},
                                          p->terms->checkout->in_dollars);
            BOOST_TEST(sum <= whole.value());
            if (p->state == payment_state::refunded) BOOST_TEST(sum == whole.value());
        }
    }

    inflow_client shop_;
    std::mt19937_64 random_;
    std::vector<id<payment>> sold_;
    std::vector<own_link> links_;
    std::map<std::string, own_books> books_;
    std::int64_t fee_ = 0;
    int steps_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(wallet_)

BOOST_AUTO_TEST_CASE(C20_C21_the_wallet_is_the_sum_of_its_postings_and_no_refund_passes_a_limit)
{
    auto const* const wanted = std::getenv("TENDER_OPERATIONS");
    int const operations = wanted != nullptr ? std::atoi(wanted) : 10'000;
    for (int seed = 1; (seed - 1) * steps_of_a_merchant < operations; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            merchants_day day(static_cast<unsigned>(seed));
            for (int i = 0; i != steps_of_a_merchant; ++i) day.step();
            day.end();
        }
        if (seed % 20 == 0) BOOST_TEST_MESSAGE(seed * steps_of_a_merchant << " steps");
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace wallet_tests
