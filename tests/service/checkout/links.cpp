// SPDX-License-Identifier: BSL-1.0
// tests/service/checkout/links.cpp tests service/checkout/links.hpp.
#include <tender/service/checkout/links.hpp>

#include <service/bank.hpp>

#include <tender/adapter/threads.hpp>
#include <tender/service/engine_internals.hpp>
#include <tender/store/audit.hpp>
#include <tender/testing/flow_grid.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

namespace links_tests {

using namespace tender;
using namespace tender::testing;

namespace {

constexpr char const good[] = "4242424242424242", poor[] = "4000000000009995",
                     lost[] = "4000000000000119";

/// A merchant who sells two of a thing for 28.70 dollars each.
struct seller {
    explicit seller(sandbox& s, std::optional<std::int64_t> most_uses = {}) : bank(s)
    {
        sandbox::pause_faults const quiet(s);
        create_product p;
        p.name = "Pro plan";
        p.prices = {{2870, "USD"}, {2500, "EUR"}};
        product = bank.engine().products().create(who(), p)->id;
        link = bank.engine().links().create(who(), order(most_uses)).value();
    }

    merchant who() const { return {bank.who().account, mode::test, "inflow"}; }

    create_link order(std::optional<std::int64_t> most_uses = {}) const
    {
        create_link c;
        c.name = "Spring sale";
        c.products = {{product, 2}};
        c.most_uses = most_uses;
        c.page = "https://pay.example/l/";
        return c;
    }

    payment_link now() const
    {
        sandbox::pause_faults const quiet(bank);
        return bank.engine().links().read(who(), link.id).value();
    }

    /// A customer's own page.
    result<payment> visit() const
    {
        auto const at = bank.engine().links().find(link.token);
        if (!at) return at.error();
        open_checkout c;
        c.email = email("ada@example.com");
        c.country = "FR";
        c.page = "https://pay.example/c/";
        return bank.engine().links().open(*at, c);
    }
    result<checkout_visit> buy(std::string card = good) const
    {
        auto const p = visit();
        return p ? bank.submit_page(p->id, std::move(card)) : result<checkout_visit>(p.error());
    }

    /// Uses that are reserved, and that count; and what came in.
    std::string uses() const
    {
        auto const l = now();
        return std::to_string(l.reserved) + " " + std::to_string(l.uses) + " " +
               std::to_string(l.revenue);
    }

    sandbox& bank;
    id<tender::product> product;
    payment_link link;
};

std::string findings(sandbox& bank)
{
    std::string out;
    sandbox::pause_faults const quiet(bank);
    for (auto const& line : audit(runtime_of(bank.engine()).storage()).value()) out += line + "; ";
    return out;
}

/// Twenty per cent in France, nothing elsewhere.
struct french_taxes final : taxes {
    tax_rate rate_of(taxed_sale const& what) override
    {
        return {what.country == "FR" ? 200'000 : 0};
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(links_)

BOOST_AUTO_TEST_CASE(C23_a_link_moves_exactly_so)
{
    check_grid(link_flow, R"(
                  deactivate  activate  remove
        active    inactive    .         deleted
        inactive  .           active    deleted
        deleted   .           .         .
    )");
}

BOOST_AUTO_TEST_CASE(a_link_freezes_names_and_prices)
{
    sandbox bank;
    seller const s(bank);
    BOOST_TEST(s.link.total == 5740);
    BOOST_TEST(s.link.items.front().name == "Pro plan");
    BOOST_TEST(s.link.items.front().quantity == 2);
    BOOST_TEST(s.link.url == "https://pay.example/l/" + s.link.token + "/");
    auto const p = s.visit().value();
    BOOST_TEST(p.terms->amount.minor == 5740);
    BOOST_TEST((p.terms->checkout->link == s.link.id));
}

BOOST_AUTO_TEST_CASE(C43_a_use_is_reserved_at_submit_counted_at_capture_and_freed_at_decline)
{
    sandbox bank;
    seller const s(bank, 2);
    auto const p = s.visit().value();
    BOOST_TEST(s.uses() == "0 0 0");
    bank.submit_page(p.id, poor).value();
    BOOST_TEST(s.uses() == "0 0 0");
    bank.submit_page(p.id, good).value();
    BOOST_TEST(s.uses() == "1 0 0");
    bank.advance(2s);
    BOOST_TEST(s.uses() == "0 1 5740");
    BOOST_TEST(s.buy(lost).has_value());
    BOOST_TEST(s.uses() == "1 1 5740");
    BOOST_TEST((s.now().standing(bank.now()) == link_standing::busy));
    auto const third = s.visit().value();
    BOOST_TEST((bank.submit_page(third.id).error() == errc::illegal_transition));
    BOOST_TEST((bank.engine().checkout().visit(s.who(), third.id)->link == link_standing::busy));
    bank.run_until_quiet();
    BOOST_TEST(s.uses() == "0 2 11480");
    BOOST_TEST((s.visit().error() == errc::not_found));
    BOOST_TEST((s.visit().error() == fault_reason::link_sold_out));
    BOOST_TEST(findings(bank) == "");
}

BOOST_AUTO_TEST_CASE(C43_who_leaves_a_method_leaves_the_use_to_others)
{
    sandbox bank({.confirm_after = 5min});
    seller const s(bank, 1);
    auto const p = s.visit().value(), other = s.visit().value();
    auto const at = bank.submit_page(p.id, payment_method::ussd).value();
    BOOST_TEST(s.uses() == "1 0 0");
    BOOST_TEST((bank.submit_page(other.id).error() == errc::illegal_transition));
    BOOST_TEST(bank.engine().checkout().leave(at).has_value());
    BOOST_TEST(s.uses() == "0 0 0");
    BOOST_TEST(bank.submit_page(other.id).has_value());
    BOOST_TEST((bank.submit_page(p.id).error() == errc::illegal_transition));
    bank.run_until_quiet();
    BOOST_TEST(s.uses() == "0 1 5740");
    BOOST_TEST(findings(bank) == "");
}

BOOST_AUTO_TEST_CASE(a_refund_gives_no_use_back)
{
    sandbox bank;
    seller const s(bank, 1);
    auto const p = s.buy().value().paid->id;
    bank.advance(2s);
    BOOST_TEST(bank.engine().refunds().create(s.who(), p, {}).has_value());
    bank.run_until_quiet();
    BOOST_TEST(s.uses() == "0 1 5740");
    BOOST_TEST((s.visit().error() == fault_reason::link_sold_out));
}

BOOST_AUTO_TEST_CASE(C46_a_link_expires_at_its_instant_for_those_who_are_about_to_pay_too)
{
    sandbox bank;
    seller const s(bank);
    change_link c;
    c.expires_at = {true, bank.now() + 10min};
    bank.engine().links().change(s.who(), s.link.id, c).value();
    auto const p = s.visit().value();
    bank.hand()->set(bank.now() + 10min - 1ms);
    BOOST_TEST(s.visit().has_value());
    bank.hand()->advance(1ms);
    BOOST_TEST((s.visit().error() == fault_reason::link_expired));
    BOOST_TEST((bank.submit_page(p.id).error() == errc::illegal_transition));
    c.expires_at = {true, std::nullopt};
    bank.engine().links().change(s.who(), s.link.id, c).value();
    BOOST_TEST(bank.submit_page(p.id).has_value());
}

BOOST_AUTO_TEST_CASE(a_link_that_is_switched_off_or_deleted_takes_nobody)
{
    sandbox bank;
    seller const s(bank);
    auto const p = s.visit().value();
    change_link off;
    off.active = false;
    bank.engine().links().change(s.who(), s.link.id, off).value();
    BOOST_TEST((s.visit().error() == errc::not_found));
    BOOST_TEST((bank.submit_page(p.id).error() == errc::illegal_transition));
    off.active = true;
    bank.engine().links().change(s.who(), s.link.id, off).value();
    BOOST_TEST(bank.submit_page(p.id).has_value());
    bank.advance(2s);
    BOOST_TEST(bank.engine().links().payments(s.who(), s.link.id)->items.size() == 1U);
    BOOST_TEST(bank.engine().links().remove(s.who(), s.link.id).has_value());
    BOOST_TEST((s.visit().error() == errc::not_found));
    BOOST_TEST((bank.engine().links().read(s.who(), s.link.id).error() == errc::not_found));
    BOOST_TEST((bank.engine().links().remove(s.who(), s.link.id).error() == errc::not_found));
    BOOST_TEST(bank.engine().links().list(s.who())->items.empty());
    BOOST_TEST(findings(bank) == "");
}

BOOST_AUTO_TEST_CASE(what_is_paid_while_a_link_is_deleted_counts_all_the_same)
{
    sandbox bank;
    seller const s(bank);
    s.buy().value();
    BOOST_TEST(bank.engine().links().remove(s.who(), s.link.id).has_value());
    bank.run_until_quiet();
    BOOST_TEST(bank.payments().front()->captured == 5740);
    BOOST_TEST(findings(bank) == "");
}

BOOST_AUTO_TEST_CASE(a_limit_below_the_uses_ends_a_link)
{
    sandbox bank;
    seller const s(bank);
    for (int i = 0; i != 3; ++i) s.buy().value();
    bank.advance(2s);
    change_link c;
    c.most_uses = {true, 2};
    bank.engine().links().change(s.who(), s.link.id, c).value();
    BOOST_TEST((s.visit().error() == fault_reason::link_sold_out));
    c.most_uses = {true, 4};
    bank.engine().links().change(s.who(), s.link.id, c).value();
    BOOST_TEST(s.visit().has_value());
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_link_is_told_with_its_field)
{
    sandbox bank;
    seller const s(bank);
    auto& links = bank.engine().links();
    auto wrong = s.order();
    wrong.name = "";
    wrong.products = {{s.product, 0}, {{{1, 2}}, 1}, {s.product, 1}};
    wrong.most_uses = 0;
    wrong.metadata = R"({"a":})";
    auto const why = links.create(s.who(), wrong).error();
    BOOST_REQUIRE(why.fields().size() == 5U);
    BOOST_TEST((why.fields()[0] == field_fault{"name", "must not be empty"}));
    BOOST_TEST((why.fields()[1] == field_fault{"max_uses", "must be greater than zero"}));
    BOOST_TEST((why.fields()[2] == field_fault{"metadata", "must be well-formed JSON"}));
    BOOST_TEST((why.fields()[3] ==
                field_fault{"products[0].quantity", "must be greater than zero"}));
    BOOST_TEST((why.fields()[4] ==
                field_fault{"products[1].product_id", "names no product of the catalog"}));
    auto none = s.order();
    none.products.clear();
    BOOST_TEST((links.create(s.who(), none).error().fields().front() ==
                field_fault{"products", "is required"}));
    auto much = s.order();
    much.products = {{s.product, 1'000'000'000'000}};
    BOOST_TEST((links.create(s.who(), much).error() == fault_reason::total_out_of_limits));
    much.products = {{s.product, 9'000'000'000'000'000}};
    BOOST_TEST((links.create(s.who(), much).error() == errc::amount_overflow));
    change_link c;
    c.name = text<255>("");
    c.most_uses = {true, 0};
    c.metadata = {true, "[]"};
    BOOST_TEST(links.change(s.who(), s.link.id, c).error().fields().size() == 3U);
    BOOST_TEST(links.list(s.who())->items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(links_and_what_they_sold_are_listed_newest_first_a_page_at_a_time)
{
    sandbox bank;
    seller const s(bank);
    auto& links = bank.engine().links();
    std::vector<id<payment_link>> made{s.link.id}, seen;
    for (int i = 0; i != 4; ++i) {
        bank.hand()->advance(1s);
        made.insert(made.begin(), links.create(s.who(), s.order())->id);
    }
    list_query which{.limit = 2};
    do {
        auto const page = links.list(s.who(), which).value();
        for (auto const& l : page.items) seen.push_back(l->id);
        which.after = page.next;
    } while (which.after);
    BOOST_TEST((seen == made));

    std::vector<id<payment>> paid, all, walked;
    for (int i = 0; i != 5; ++i) {
        bank.advance(1min);
        auto const p = s.visit().value();
        BOOST_TEST(bank.submit_page(p.id).has_value());
        bank.advance(2s);
        paid.insert(paid.begin(), p.id);
    }
    for (auto const& p : links.payments(s.who(), s.link.id).value().items) all.push_back(p->id);
    BOOST_TEST((all == paid));
    which = {.limit = 2};
    do {
        auto const page = links.payments(s.who(), s.link.id, which).value();
        for (auto const& p : page.items) walked.push_back(p->id);
        which.after = page.next;
    } while (which.after);
    BOOST_TEST((walked == paid));
    for (std::size_t skip = 0; skip != 7; ++skip) {
        auto const rest = links.payments(s.who(), s.link.id, {.limit = 2}, skip).value();
        auto const left = skip < 5 ? 5 - skip : 0;
        BOOST_TEST_REQUIRE(rest.items.size() == std::min<std::size_t>(2, left));
        if (left != 0) BOOST_TEST((rest.items[0]->id == paid[skip]));
        BOOST_TEST(rest.next.has_value() == (left > 2));
    }
    for (int const limit : {0, 1001})
        BOOST_TEST((links.payments(s.who(), s.link.id, {.limit = limit}).error() ==
                    errc::invalid_request));
}

BOOST_AUTO_TEST_CASE(C14_a_customer_s_page_is_opened_once_under_a_key_whatever_became_of_the_link)
{
    sandbox bank;
    seller const s(bank);
    auto& links = bank.engine().links();
    auto const open = [&](char const* key, char const* country = "FR") {
        open_checkout c{.country = country, .page = "https://pay.example/"};
        c.idempotency_key = idempotency_key(key);
        return links.open(links.find(s.link.token).value(), c);
    };
    auto const first = open("k").value();
    BOOST_TEST((open("k").value().id == first.id));
    BOOST_TEST((open("k", "DE").error() == errc::idempotency_conflict));
    change_link over;
    over.expires_at = {true, bank.now() + 1s};
    links.change(s.who(), s.link.id, over).value();
    bank.hand()->advance(2s);
    BOOST_TEST((open("k").value().id == first.id));
    BOOST_TEST((open("other").error() == fault_reason::link_expired));
    BOOST_TEST(bank.payments().size() == 1U);
}

BOOST_AUTO_TEST_CASE(another_account_mode_or_face_has_no_such_link)
{
    sandbox bank;
    seller const s(bank);
    auto& links = bank.engine().links();
    auto const owner = bank.engine().accounts().create({.username = "other", .name = "Other"})->id;
    for (auto const& who : {merchant{owner, mode::test, "inflow"},
                            merchant{bank.who().account, mode::live, "inflow"},
                            merchant{bank.who().account, mode::test, "shop"}}) {
        BOOST_TEST((links.read(who, s.link.id).error() == errc::not_found));
        BOOST_TEST((links.change(who, s.link.id, {}).error() == errc::not_found));
        BOOST_TEST((links.remove(who, s.link.id).error() == errc::not_found));
        BOOST_TEST((links.payments(who, s.link.id).error() == errc::not_found));
        BOOST_TEST(links.list(who)->items.empty());
    }
    BOOST_TEST((links.find("4242").error() == errc::not_found));
    bank.engine().accounts().set_active(bank.who().account, false).value();
    BOOST_TEST((links.find(s.link.token).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(tax_comes_on_top_of_prices_that_exclude_it_and_is_named_in_those_that_do_not)
{
    sandbox_options how;
    how.taxes = std::make_shared<french_taxes>();
    sandbox bank(std::move(how));
    seller const s(bank);
    auto const within = s.visit().value();
    BOOST_TEST(within.terms->amount.minor == 5740);
    BOOST_TEST(within.terms->checkout->tax == 957);
    auto order = s.order();
    order.prices = price_mode::tax_excluded;
    auto const link = bank.engine().links().create(s.who(), order).value();
    BOOST_TEST(link.total == 5740);
    auto const at = bank.engine().links().find(link.token).value();
    for (char const* country : {"FR", "DE"}) {
        open_checkout c;
        c.country = country;
        c.page = "https://pay.example/c/";
        auto const p = bank.engine().links().open(at, c).value();
        bool const taxed = c.country == "FR";
        BOOST_TEST(p.terms->amount.minor == (taxed ? 6888 : 5740));
        BOOST_TEST(p.terms->checkout->tax == (taxed ? 1148 : 0));
    }
}

BOOST_AUTO_TEST_CASE(a_link_has_its_prices_as_the_account_names_them_where_it_does_not_say)
{
    sandbox bank;
    seller const s(bank);
    BOOST_TEST((s.link.prices == price_mode::tax_included));
    change_account_settings o;
    o.prices = price_mode::tax_excluded;
    bank.engine().accounts().change_settings(bank.who().account, o).value();
    BOOST_TEST((bank.engine().links().create(s.who(), s.order())->prices ==
                price_mode::tax_excluded));
}

BOOST_AUTO_TEST_CASE(C4_C43_sixty_four_customers_at_once_buy_exactly_ten)
{
    sandbox bank({.waiter = std::make_shared<thread_waiter>()});
    seller const s(bank, 10);
    constexpr int many = 64;
    std::vector<payment> pages;
    for (int i = 0; i != many; ++i) pages.push_back(s.visit().value());
    std::atomic<int> ready{0}, took{0}, refused{0}, failed{0};
    std::vector<std::thread> customers;
    for (auto const& p : pages)
        customers.emplace_back([&, which = p.id] {
            ++ready;
            while (ready != many) std::this_thread::yield();
            auto const done = bank.submit_page(which);
            if (done) ++took;
            else if (done.error() == errc::illegal_transition) ++refused;
            else ++failed;
        });
    for (auto& c : customers) c.join();
    BOOST_TEST(took == 10);
    BOOST_TEST(refused == many - 10);
    BOOST_TEST(failed == 0);
    bank.run_until_quiet();
    BOOST_TEST(s.uses() == "0 10 57400");
    BOOST_TEST(bank.engine().links().payments(s.who(), s.link.id)->items.size() == 10U);
    BOOST_TEST(bank.provider("house").charges() == 10U);
    BOOST_TEST(bank.out_of_balance() == "");
    BOOST_TEST(findings(bank) == "");
}

BOOST_AUTO_TEST_CASE(C4_a_sale_by_a_link_is_whole_or_not_at_all)
{
    for (char const* card : {good, poor, lost}) BOOST_TEST_CONTEXT(card) {
        auto const runs = each_storage_failure([&](sandbox& bank) {
            seller const s(bank, 1);
            auto const first = s.buy(card);
            bank.clear_faults();
            bank.run_until_quiet();
            bool const sold = s.now().uses == 1;
            if (!sold) BOOST_TEST(s.buy(good).has_value(), s.uses());
            bank.run_until_quiet();
            BOOST_TEST(s.uses() == "0 1 5740");
            BOOST_TEST(bank.provider("house").charges() == 1U);
            BOOST_TEST(findings(bank) == "");
        });
        BOOST_TEST(runs > 20);
    }
}

BOOST_AUTO_TEST_CASE(C10_C43_a_use_survives_every_provider_timeout)
{
    auto const runs = each_provider_timeout([](sandbox& bank) {
        seller const s(bank, 1);
        BOOST_TEST(s.buy().has_value());
        bank.run_until_quiet();
        if (s.now().uses == 0) BOOST_TEST(s.buy().has_value());
        bank.run_until_quiet();
        BOOST_TEST(s.uses() == "0 1 5740");
        BOOST_TEST(findings(bank) == "");
    });
    BOOST_TEST(runs >= 2);
}

BOOST_AUTO_TEST_CASE(C4_a_link_is_made_changed_and_removed_whole_or_not_at_all)
{
    auto const runs = each_storage_failure([](sandbox& bank) {
        auto const s = [&] {
            sandbox::pause_faults const quiet(bank);
            return seller(bank);
        }();
        auto& links = bank.engine().links();
        auto const made = links.create(s.who(), s.order());
        change_link c;
        c.name = text<255>("Summer sale");
        c.most_uses = {true, 7};
        auto const changed = links.change(s.who(), s.link.id, c);
        auto const removed = links.remove(s.who(), s.link.id);
        bank.clear_faults();
        BOOST_TEST((made.has_value() || made.error() == errc::storage_unavailable));
        auto const all = links.list(s.who()).value().items;
        std::size_t const there = (made ? 1U : 0U) + (removed ? 0U : 1U);
        BOOST_TEST((all.size() == there || !made || !removed));
        if (removed) return;
        auto const now = links.read(s.who(), s.link.id);
        if (!now) return;
        bool const summer = now->name == "Summer sale";
        BOOST_TEST(summer == (now->most_uses == 7));
        BOOST_TEST((!changed || summer));
    });
    BOOST_TEST(runs > 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace links_tests
