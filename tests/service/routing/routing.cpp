// SPDX-License-Identifier: BSL-1.0
// tests/service/routing/routing.cpp: a merchant's rules are kept, followed and tried out.
#include <service/bank.hpp>

#include <boost/test/unit_test.hpp>

namespace routing_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr money price{150'000, "NGN"};

set_routing_rule to(name provider, int priority = 10)
{
    return {.label = "to " + std::string(provider.text()), .priority = priority,
            .provider = provider};
}

std::string first_of(result<routing_trace> const& t)
{
    return t ? std::string(t->candidates->front().provider.text())
             : std::string(enum_name(t.error().code()));
}

std::string provider_of_next(sandbox& bank)
{
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    return std::string(made.provider().text());
}

std::string says_of(fault const& f)
{
    std::string out;
    for (auto const& one : f.fields()) out += one.field + " " + one.says + ";";
    return out.empty() ? std::string(enum_name(f.code())) : out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routing_)

BOOST_AUTO_TEST_CASE(rules_are_made_read_replaced_and_removed)
{
    sandbox bank;
    auto& routing = bank.engine().routing();
    auto const late = routing.create_rule(bank.who(), to("squad", 90)).value();
    auto const early = routing.create_rule(bank.who(), to("payaza", 0)).value();
    auto const all = routing.list(bank.who()).value().items;
    BOOST_TEST_REQUIRE(all.size() == 2U);
    BOOST_TEST((all[0]->id == early.id));
    BOOST_TEST((all[1]->id == late.id));
    BOOST_TEST(routing.read_rule(bank.who(), late.id)->label == "to squad");

    auto const replaced = routing.replace_rule(bank.who(), late.id, to("interswitch", 91)).value();
    BOOST_TEST((replaced.id == late.id));
    BOOST_TEST((replaced.created_at == late.created_at));
    BOOST_TEST((replaced.updated_at > late.updated_at));
    BOOST_TEST((routing.read_rule(bank.who(), late.id)->provider == name("interswitch")));
    BOOST_TEST(routing.replace_rule(bank.who(), late.id, to("squad", 91)).has_value());

    BOOST_TEST(routing.remove_rule(bank.who(), late.id).has_value());
    BOOST_TEST(routing.read_rule(bank.who(), late.id).error().code() == errc::not_found);
    BOOST_TEST(routing.remove_rule(bank.who(), late.id).error().code() == errc::not_found);
    auto const replaced_again = routing.replace_rule(bank.who(), late.id, to("squad"));
    BOOST_TEST(replaced_again.error().code() == errc::not_found);
    BOOST_TEST(routing.list(bank.who())->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(rules_of_another_mode_or_merchant_are_not_there)
{
    sandbox bank;
    auto& routing = bank.engine().routing();
    auto const other = bank.engine().accounts().create({.username = "o", .name = "O"}).value();
    merchant const them{other.id, mode::test, {}};
    auto const mine = routing.create_rule(bank.who(), to("squad")).value();
    for (auto const& who : {bank.live(), them}) {
        BOOST_TEST(routing.list(who)->items.empty());
        BOOST_TEST(routing.read_rule(who, mine.id).error().code() == errc::not_found);
        BOOST_TEST(routing.remove_rule(who, mine.id).error().code() == errc::not_found);
        auto const replaced = routing.replace_rule(who, mine.id, to("payaza"));
        BOOST_TEST(replaced.error().code() == errc::not_found);
        BOOST_TEST(routing.create_rule(who, to("payaza")).has_value());   // the same priority
    }
    BOOST_TEST(provider_of_next(bank) == "squad");
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_rule_is_reported_at_once)
{
    struct {
        set_routing_rule rule;
        char const* says;
    } const cases[] = {
        {{.priority = 10, .provider = "squad"}, "label must not be empty;"},
        {{.label = std::string(256, 'x'), .provider = "squad"},
         "label must have at most 255 characters;"},
        {{.label = "x", .priority = -1, .provider = "squad"}, "priority must be from 0 to 100;"},
        {{.label = "x", .priority = 101, .provider = "squad"}, "priority must be from 0 to 100;"},
        {{.label = "x"}, "provider must be given, or weights, but not both;"},
        {{.label = "x", .provider = "squad", .weights = {{"squad", 1}}},
         "provider must be given, or weights, but not both;"},
        {{.label = "x", .weights = {{"squad", 0}}},
         "weights must name each provider once, with a whole number from 1 to 1000000;"},
        {{.label = "x", .weights = {{"squad", 1'000'001}}},
         "weights must name each provider once, with a whole number from 1 to 1000000;"},
        {{.label = "x", .weights = {{"squad", 1}, {"payaza", 1}, {"squad", 1}}},
         "weights must name each provider once, with a whole number from 1 to 1000000;"},
        {{.label = "x", .provider = "squad", .fallback_providers = {"squad"}},
         "fallback_providers must name other providers, each once;"},
        {{.label = "x", .provider = "squad", .fallback_providers = {"payaza", "payaza"}},
         "fallback_providers must name other providers, each once;"},
        {{.label = "x", .conditions = {.amount_min = -1}, .provider = "squad"},
         "conditions.amount_min must not be negative;"},
        {{.label = "x", .conditions = {.amount_min = 2, .amount_max = 1}, .provider = "squad"},
         "conditions.amount_max must not be below amount_min;"},
        {{.label = "x", .conditions = {.customer_country = "ng"}, .provider = "squad"},
         "conditions.customer_country must be two capital letters;"},
        {{.priority = 101}, "label must not be empty;priority must be from 0 to 100;"
                            "provider must be given, or weights, but not both;"},
    };
    sandbox bank;
    auto& routing = bank.engine().routing();
    auto const good = routing.create_rule(bank.who(), to("squad")).value();
    for (auto const& c : cases) {
        BOOST_TEST(says_of(routing.create_rule(bank.who(), c.rule).error()) == c.says);
        BOOST_TEST(says_of(routing.replace_rule(bank.who(), good.id, c.rule).error()) == c.says);
    }
    for (int const priority : {0, 100})
        BOOST_TEST(routing.create_rule(bank.who(), to("squad", priority)).has_value());
    BOOST_TEST(routing.list(bank.who())->items.size() == 3U);
}

BOOST_AUTO_TEST_CASE(C5_a_priority_belongs_to_one_rule)
{
    sandbox bank;
    auto& routing = bank.engine().routing();
    auto const first = routing.create_rule(bank.who(), to("squad", 10)).value();
    auto const second = routing.create_rule(bank.who(), to("payaza", 20)).value();
    BOOST_TEST(says_of(routing.create_rule(bank.who(), to("payaza", 10)).error()) ==
               "priority is another rule's;");
    BOOST_TEST(says_of(routing.replace_rule(bank.who(), second.id, to("payaza", 10)).error()) ==
               "priority is another rule's;");
    BOOST_TEST(routing.replace_rule(bank.who(), first.id, to("squad", 10)).has_value());
    BOOST_TEST(routing.remove_rule(bank.who(), first.id).has_value());
    BOOST_TEST(routing.replace_rule(bank.who(), second.id, to("payaza", 10)).has_value());
}

BOOST_AUTO_TEST_CASE(payments_follow_the_rules_as_they_stand)
{
    sandbox bank;
    auto& routing = bank.engine().routing();
    BOOST_TEST(provider_of_next(bank) == "paystack");
    auto const rule = routing.create_rule(bank.who(), to("squad")).value();
    BOOST_TEST(provider_of_next(bank) == "squad");
    auto off = to("squad");
    off.enabled = false;
    BOOST_TEST(routing.replace_rule(bank.who(), rule.id, off).has_value());
    BOOST_TEST(provider_of_next(bank) == "paystack");
    BOOST_TEST(routing.replace_rule(bank.who(), rule.id, to("payaza")).has_value());
    auto const made = bank.engine().payments().create(bank.who(), bank.order(price)).value();
    BOOST_TEST((made.routing->strategy == routing_strategy::hard_rule));
    BOOST_TEST((made.routing->rule == rule.id));
    BOOST_TEST(routing.remove_rule(bank.who(), rule.id).has_value());
    BOOST_TEST(provider_of_next(bank) == "paystack");
    auto order = bank.order(price);
    order.customer.country = "GH";
    auto abroad = to("interswitch");
    abroad.conditions.customer_country = "GH";
    BOOST_TEST(routing.create_rule(bank.who(), abroad).has_value());
    BOOST_TEST((bank.engine().payments().create(bank.who(), order)->provider() ==
                name("interswitch")));
    BOOST_TEST(provider_of_next(bank) == "paystack");
}

BOOST_AUTO_TEST_CASE(what_another_process_writes_holds_within_a_second)
{
    auto const store = make_store(1);
    sandbox bank({.store = store});
    other_process other(bank, store, {bank.providers().begin(), bank.providers().end()}, 0ms);
    BOOST_TEST(provider_of_next(bank) == "paystack");
    BOOST_TEST(other.pay.routing().create_rule(bank.who(), to("squad")).has_value());
    bank.advance(1s);
    BOOST_TEST(provider_of_next(bank) == "squad");
}

BOOST_AUTO_TEST_CASE(C13_what_cannot_be_routed_leaves_key_and_reference_free)
{
    sandbox bank;
    auto order = bank.order(price);
    order.routing_override = "monnify";       // takes no cards
    BOOST_TEST(create(bank, order, keyed("k")).error().code() == errc::no_route);
    order.routing_override = {};
    BOOST_TEST(create(bank, order, keyed("k")).has_value());
}

BOOST_AUTO_TEST_CASE(simulate_answers_where_a_payment_would_go_and_makes_none)
{
    sandbox bank;
    auto& routing = bank.engine().routing();
    BOOST_TEST(first_of(routing.simulate(bank.who(), bank.order(price))) == "paystack");
    BOOST_TEST(routing.create_rule(bank.who(), to("squad")).has_value());
    auto const trace = routing.simulate(bank.who(), bank.order(price)).value();
    BOOST_TEST(first_of(trace) == "squad");
    BOOST_TEST((trace.reason == routing_reason::rule_match));
    BOOST_TEST(trace.tried.empty());
    BOOST_TEST(says_of(routing.simulate(bank.who(), bank.order({0, "NGN"})).error()) ==
               "amount must be greater than zero;");
    auto nowhere = bank.order({1000, "JPY"});
    BOOST_TEST(first_of(routing.simulate(bank.who(), nowhere)) == "no_route");
    BOOST_TEST(bank.payments().empty());
    for (auto const& p : bank.providers()) BOOST_TEST(p->calls() == 0);
}

BOOST_AUTO_TEST_CASE(simulate_past_says_what_other_rules_would_have_cost)
{
    sandbox bank;
    auto& routing = bank.engine().routing();
    bank.pay({1'000'000, "NGN"});
    auto const from = bank.now();
    for (int i = 0; i != 3; ++i) bank.pay(price);
    bank.pay({70'000, "GHS"});
    bank.provider("paystack").next(script::decline_hard);
    bank.pay(price);
    auto const until = bank.now();
    bank.pay({2'000'000, "NGN"});

    auto rule = to("interswitch");
    rule.conditions.method = payment_method::card;
    auto const bills = routing.simulate_past(bank.who(), {{rule}, from, until}).value();
    BOOST_TEST_REQUIRE(bills.size() == 2U);
    auto const& cedis = bills[0];       // the newest first
    auto const& naira = bills[1];
    BOOST_TEST(naira.currency.code() == "NGN");
    BOOST_TEST(naira.payments == 3);
    BOOST_TEST(naira.amount == 450'000);
    BOOST_TEST(naira.fees == 3 * 375);
    BOOST_TEST(naira.fees_then == 3 * 480);
    BOOST_TEST(naira.unroutable == 0);
    BOOST_TEST_REQUIRE(naira.chosen.size() == 1U);
    BOOST_TEST((naira.chosen[0] == std::pair<name, std::int64_t>(name("interswitch"), 3)));
    BOOST_TEST(cedis.payments == 1);
    BOOST_TEST(cedis.fees == cedis.fees_then);       // interswitch takes no cedis
    BOOST_TEST((cedis.chosen[0].first == name("paystack")));

    BOOST_TEST(routing.simulate_past(bank.who(), {{}, until, until})->empty());
    BOOST_TEST(routing.simulate_past(bank.live(), {{}, {}, bank.now()})->empty());
    BOOST_TEST(says_of(routing.simulate_past(bank.who(), {{to("a"), {}}, from, until}).error()) ==
               "rules[1].label must not be empty;"
               "rules[1].provider must be given, or weights, but not both;");
}

BOOST_AUTO_TEST_CASE(a_rule_lands_whole_or_not_at_all)
{
    auto const runs = each_storage_failure([](sandbox& bank) {
        auto& routing = bank.engine().routing();
        auto const made = routing.create_rule(bank.who(), to("squad", 1));
        if (made) {
            auto const moved = routing.replace_rule(bank.who(), made->id, to("payaza", 2));
            auto const gone = routing.remove_rule(bank.who(), made->id);
            bank.clear_faults();
            auto const rest = routing.list(bank.who()).value().items;
            if (gone) BOOST_TEST(rest.empty());
            else if (moved && !rest.empty()) BOOST_TEST(rest[0]->priority == 2);
        }
        bank.clear_faults();
        auto const left = routing.list(bank.who()).value().items;
        BOOST_TEST(left.size() <= 1U);
        auto const next = bank.engine().payments().create(bank.who(), bank.order(price)).value();
        BOOST_TEST((next.provider() == (left.empty() ? name("paystack") : left[0]->provider)));
    });
    BOOST_TEST(runs > 12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace routing_tests
