// SPDX-License-Identifier: BSL-1.0
// tests/service/every_order.cpp: the table of [C11], row by row, for charges and refunds, with
// three providers in every order, against the providers' own books.
#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

#include <array>

namespace every_order_tests {

using namespace tender;
using namespace tender::testing;

namespace {

using enum payment_state;
using milliseconds = std::chrono::milliseconds;

constexpr money price{150'000, "NGN"};
constexpr int nobody = -1;

/// A payment's state from that long after its request on.
struct moment {
    milliseconds after;
    payment_state state;
};

/// What three providers do in the router's order, and what comes of it.
struct story {
    char const* name;
    std::vector<script> first, second, third;
    std::vector<moment> states;        ///< the first at once
    std::vector<int> calls;            ///< charges and refunds that each provider was asked for
    int charged_by;
    int incidents = 0;
    int calls_of_others = 0;           ///< of each of two more, who refuse
};

constexpr milliseconds now{0};
constexpr auto sure = 13s;             ///< send_before, the time limit and the clocks' skew

story const stories[] = {
    {"success", {}, {}, {}, {{now, submitted}, {1s, captured}}, {1, 0, 0}, 0},
    {"at once", {script::capture_at_once}, {}, {}, {{now, captured}}, {1, 0, 0}, 0},
    {"settling", {script::settle}, {}, {}, {{now, accepted}, {1s, captured}}, {1, 0, 0},
     0},
    {"challenged", {script::challenge}, {}, {}, {{now, challenged}, {1s, captured}}, {1, 0, 0},
     0},
    {"refused", {script::refuse}, {}, {}, {{now, submitted}, {1s, captured}}, {1, 1, 0}, 1},
    {"refused for credentials", {script::refuse_credentials}, {}, {},
     {{now, submitted}, {1s, captured}}, {1, 1, 0}, 1, 1},
    {"soft decline", {script::decline_soft}, {script::capture_at_once}, {}, {{now, captured}},
     {1, 1, 0}, 1},
    {"hard decline", {script::decline_hard}, {}, {}, {{now, failed}, {24h, failed}}, {1, 0, 0},
     nobody},
    {"insufficient funds", {script::insufficient_funds}, {}, {}, {{now, failed}}, {1, 0, 0},
     nobody},
    {"timeout after charge", {script::timeout_after_charge}, {}, {},
     {{now, in_doubt}, {10s - 1ms, in_doubt}, {10s, captured}}, {1, 0, 0}, 0},
    {"timeout without charge", {script::timeout_without_charge}, {script::capture_at_once}, {},
     {{now, in_doubt}, {10s, in_doubt}, {sure - 1ms, in_doubt}, {sure, captured}}, {1, 1, 0}, 1},
    {"exception", {script::throw_exception}, {script::capture_at_once}, {},
     {{now, in_doubt}, {sure, captured}}, {1, 1, 0}, 1},
    {"another amount", {script::charge_another_amount}, {}, {}, {{now, failed}, {24h, failed}},
     {2, 0, 0}, nobody, 1},
    {"charged late", {script::charge_late}, {script::capture_at_once}, {},
     {{now, in_doubt}, {sure, captured}, {25h, captured}}, {2, 1, 0}, 1, 1},
    {"refused, timeout after charge", {script::refuse}, {script::timeout_after_charge}, {},
     {{now, in_doubt}, {10s, captured}}, {1, 1, 0}, 1},
    {"refused, timeout without charge", {script::refuse}, {script::timeout_without_charge},
     {script::capture_at_once}, {{now, in_doubt}, {sure, captured}}, {1, 1, 1}, 2},
    {"two timeouts without charge", {script::timeout_without_charge},
     {script::timeout_without_charge}, {script::capture_at_once},
     {{now, in_doubt}, {sure, in_doubt}, {2 * sure - 1ms, in_doubt}, {2 * sure, captured}},
     {1, 1, 1}, 2},
    {"soft, soft, hard", {script::decline_soft}, {script::decline_soft}, {script::decline_hard},
     {{now, failed}}, {1, 1, 1}, nobody},
    {"refused, hard", {script::refuse}, {script::decline_hard}, {}, {{now, failed}}, {1, 1, 0},
     nobody},
    {"soft, refused, challenged", {script::decline_soft}, {script::refuse}, {script::challenge},
     {{now, challenged}, {1s, captured}}, {1, 1, 1}, 2},
    {"refused, another amount", {script::refuse}, {script::charge_another_amount}, {},
     {{now, failed}}, {1, 2, 0}, nobody, 1},
    {"soft, refused, soft: nobody is left", {script::decline_soft}, {script::refuse},
     {script::decline_soft}, {{now, failed}}, {1, 1, 1}, nobody, 0, 1},
    {"charged late, and the second late, too", {script::charge_late}, {script::charge_late},
     {script::capture_at_once}, {{now, in_doubt}, {sure, in_doubt}, {2 * sure, captured},
     {26h, captured}}, {2, 2, 1}, 2, 2},
};

using order_of_three = std::array<name, 3>;

std::vector<order_of_three> orders()
{
    order_of_three one{"paystack", "payaza", "squad"};   // as sorting has them
    std::vector<order_of_three> out;
    do out.push_back(one);
    while (std::next_permutation(one.begin(), one.end()));
    return out;
}

/// A bank whose router tries three providers in this order, and then two more.
struct ordered_bank {
    order_of_three order;
    sandbox bank;

    explicit ordered_bank(order_of_three const& ids) : order(ids)
    {
        set_routing_rule in_order{.label = "in order", .provider = ids[0]};
        in_order.fallback_providers = {ids[1], ids[2]};
        bank.engine().routing().create_rule(bank.who(), in_order).value();
        for (auto const& id : others) bank.provider(id).next(script::refuse);
    }

    void tell(story const& s)
    {
        auto const say = [&](std::size_t place, std::vector<script> const& all) {
            for (auto const what : all) at(place).next(what);
        };
        say(0, s.first);
        say(1, s.second);
        say(2, s.third);
    }

    simulated_provider& at(std::size_t place) { return bank.provider(order[place]); }

    std::vector<int> calls()
    {
        std::vector<int> out;
        for (std::size_t i = 0; i != order.size(); ++i) out.push_back(at(i).calls());
        return out;
    }

    std::array<name, 2> const others{"flutterwave", "interswitch"};
};

/// What a provider says to a refund that it is asked for first, and what comes of it.
struct way_back {
    char const* name;
    script first;
    refund_state at_once, in_the_end;
    int calls;                         ///< of the provider that charged, beside the charge
};

way_back const ways_back[] = {
    {"done", script::capture_at_once, refund_state::succeeded, refund_state::succeeded, 1},
    {"acknowledged", script::succeed, refund_state::submitted, refund_state::succeeded, 1},
    {"refused", script::refuse, refund_state::rejected, refund_state::rejected, 1},
    {"refused for credentials", script::refuse_credentials, refund_state::rejected,
     refund_state::rejected, 1},
    {"soft decline", script::decline_soft, refund_state::rejected, refund_state::rejected, 1},
    {"hard decline", script::decline_hard, refund_state::rejected, refund_state::rejected, 1},
    {"timeout after the money moved", script::timeout_after_charge, refund_state::in_doubt,
     refund_state::succeeded, 1},
    {"timeout before it moved", script::timeout_without_charge, refund_state::in_doubt,
     refund_state::succeeded, 2},     // sent again once it surely never came
    {"exception", script::throw_exception, refund_state::in_doubt, refund_state::succeeded, 2},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(every_order)

BOOST_AUTO_TEST_CASE(C11_every_row_for_charges)
{
    for (auto const& order : orders()) BOOST_TEST_CONTEXT(order[0].text() << order[1].text())
    for (auto const& s : stories) BOOST_TEST_CONTEXT(s.name) {
        ordered_bank b(order);
        auto& bank = b.bank;
        b.tell(s);
        auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
        auto const begin = bank.now();
        for (auto const& m : s.states) BOOST_TEST_CONTEXT("after " << m.after.count() << " ms") {
            bank.advance(begin + m.after - bank.now());
            auto const state = m.after == now ? made.state : now_of(bank, made.id).state;
            BOOST_TEST(state == m.state);
        }
        bank.run_until_quiet();
        BOOST_TEST(unfinished(bank) == "");
        BOOST_TEST(b.calls() == s.calls, boost::test_tools::per_element());
        for (auto const& id : b.others) BOOST_TEST(bank.provider(id).calls() == s.calls_of_others);
        auto const end = now_of(bank, made.id);
        BOOST_TEST((end.state == captured) == (s.charged_by != nobody));
        if (s.charged_by != nobody)
            BOOST_TEST(end.provider().text() ==
                       order[static_cast<std::size_t>(s.charged_by)].text());
        BOOST_TEST(bank.incidents().size() == static_cast<std::size_t>(s.incidents));
    }
}

BOOST_AUTO_TEST_CASE(C11_C42_every_row_for_refunds_by_whoever_charged)
{
    for (auto const& order : orders()) BOOST_TEST_CONTEXT(order[0].text() << order[1].text())
    for (std::size_t place = 0; place != order.size(); ++place)
    for (auto const& w : ways_back) BOOST_TEST_CONTEXT(order[place].text() << ", " << w.name) {
        ordered_bank b(order);
        auto& bank = b.bank;
        for (std::size_t i = 0; i != place; ++i) b.at(i).next(script::refuse);
        auto const paid = bank.pay(price);
        BOOST_TEST(paid.provider().text() == order[place].text());
        auto expected = b.calls();
        expected[place] += w.calls;

        b.at(place).next_refund(w.first);
        auto const back = bank.engine().refunds().create(bank.who(), paid.id, {}).value();
        BOOST_TEST(back.state == w.at_once);
        bank.run_until_quiet();
        BOOST_TEST(unfinished(bank) == "");
        BOOST_TEST(b.calls() == expected, boost::test_tools::per_element());
        for (auto const& id : b.others) BOOST_TEST(bank.provider(id).calls() == 0);
        auto const end = bank.engine().refunds().read(bank.who(), back.id).value();
        BOOST_TEST(end.state == w.in_the_end);
        bool const gone = w.in_the_end == refund_state::succeeded;
        BOOST_TEST(b.at(place).refunded(paid.terms->reference) == (gone ? price.minor : 0));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace every_order_tests
