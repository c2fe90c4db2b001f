// SPDX-License-Identifier: BSL-1.0
// tests/service/payment/customer_instruments.cpp: what a customer pays with, one after the other.
#include <tender/service/payment/saved_instruments.hpp>

#include <service/bank.hpp>

#include <tender/store/audit.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace customer_instruments_tests {

using namespace tender;
using namespace tender::testing;

namespace {

struct shop {
    sandbox bank;
    tender::customers& customers = bank.engine().customers();
    saved_instruments& all = bank.engine().saved_instruments();
    id<customer> ada = make("ada@example.com");

    id<customer> make(std::string email)
    {
        return customers.create(bank.who(), {.email = std::move(email)}).value().id;
    }

    create_saved_instrument card(std::string token, id<customer> of) const
    {
        return {.owner = of, .provider = "paystack",
                .stored = {std::move(token), {card_brand::visa, 4242}, {12, 2039}}};
    }

    id<saved_instrument> save(std::string token) { return save(std::move(token), ada); }
    id<saved_instrument> save(std::string token, id<customer> of)
    {
        return all.create(bank.who(), card(std::move(token), of)).value().id;
    }

    id<saved_instrument> default_of(id<customer> which)
    {
        return customers.read(bank.who(), which)->default_instrument;
    }

    std::string order(id<customer> of)
    {
        std::string out;
        for (auto const& one : all.in_order(bank.who(), of).value())
            out += one.stored.token + " ";
        return out;
    }
};

/// A store in which something happens, once, when a customer's methods have been listed.
class interrupted_removal final : public passing_storage {
public:
    interrupted_removal() : passing_storage(make_store(0)) {}

    std::function<void()> meanwhile{};

    result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order) override
    {
        auto found = passing_storage::list(owner, seen, type, by, key, after, limit, order);
        bool const methods = &type == &record_of<saved_instrument>;
        if (methods && meanwhile) std::exchange(meanwhile, {})();
        return found;
    }
};

template<class T>
std::string refused(result<T> const& done)
{
    if (done) return "";
    if (done.error().fields().empty()) return std::string(done.error().text());
    return done.error().fields().front().field + " " + done.error().fields().front().says;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(customer_instruments)

BOOST_AUTO_TEST_CASE(the_first_one_becomes_the_default_and_the_others_follow_oldest_first)
{
    shop s;
    BOOST_TEST(!s.default_of(s.ada));
    BOOST_TEST(s.order(s.ada) == "");
    auto const before = s.customers.read(s.bank.who(), s.ada)->updated_at;
    auto const first = s.save("one");
    BOOST_TEST((s.default_of(s.ada) == first));
    BOOST_TEST((s.customers.read(s.bank.who(), s.ada)->updated_at > before));
    s.save("two");
    auto const third = s.save("three");
    BOOST_TEST((s.default_of(s.ada) == first));
    BOOST_TEST(s.order(s.ada) == "one two three ");
    s.customers.change(s.bank.who(), s.ada, {.default_instrument = third}).value();
    BOOST_TEST(s.order(s.ada) == "three one two ");
    s.customers.change(s.bank.who(), s.ada, {.default_instrument = {{}}}).value();
    BOOST_TEST(!s.default_of(s.ada));
    BOOST_TEST(s.order(s.ada) == "one two three ");
    auto const listed = s.all.list(s.bank.who(), {.owner = s.ada, .limit = 2}).value();
    BOOST_TEST((listed.items.size() == 2U && listed.items.front()->id == third));
    BOOST_TEST(s.all.list(s.bank.who(), {.owner = s.ada, .after = listed.next})->items.size() ==
               1U);
}

BOOST_AUTO_TEST_CASE(only_a_customer_s_first_one_becomes_the_default_by_itself)
{
    shop s;
    s.save("one");
    s.customers.change(s.bank.who(), s.ada, {.default_instrument = {{}}}).value();
    auto const before = s.customers.read(s.bank.who(), s.ada)->updated_at;
    s.save("two");
    s.save("one");
    BOOST_TEST(!s.default_of(s.ada));
    BOOST_TEST(s.order(s.ada) == "one two ");
    BOOST_TEST((s.customers.read(s.bank.who(), s.ada)->updated_at == before));
}

BOOST_AUTO_TEST_CASE(a_token_is_the_same_one_when_its_owner_s_address_has_changed)
{
    shop s;
    auto const one = s.save("one");
    s.customers.change(s.bank.who(), s.ada, {.email = "lovelace@example.com"}).value();
    BOOST_TEST((s.save("one") == one));
    BOOST_TEST(s.order(s.ada) == "one ");
    for (std::string const address : {"ada@example.com", "lovelace@example.com"})
        BOOST_TEST(s.all.list(s.bank.who(), {.customer = address})->items.empty());
}

BOOST_AUTO_TEST_CASE(C6_a_method_that_is_saved_while_its_owner_is_deleted_is_not_left)
{
    auto const store = std::make_shared<interrupted_removal>();
    sandbox bank({.store = store});
    auto& pay = bank.engine();
    auto const ada = pay.customers().create(bank.who(), {.email = "ada@example.com"}).value().id;
    auto const save = [&](std::string token) {
        return pay.saved_instruments().create(
            bank.who(), {.owner = ada, .provider = "paystack", .stored = {token, {}, {}}});
    };
    save("one").value();
    auto second = result<saved_instrument>(fault(errc::internal));
    store->meanwhile = [&] { second = save("two"); };
    pay.customers().remove(bank.who(), ada).value();
    BOOST_TEST(second.has_value());
    BOOST_TEST(pay.saved_instruments().read(bank.who(), second->id)->removed());
    BOOST_TEST(pay.saved_instruments().list(bank.who())->items.empty());
    BOOST_TEST(audit(bank.store()).value().empty());
}

BOOST_AUTO_TEST_CASE(C54_with_storage_failing_a_customer_is_deleted_with_all_its_methods_or_not)
{
    int removed = 0;
    auto const runs = each_storage_failure([&](sandbox& bank) {
        auto& pay = bank.engine();
        id<customer> ada;
        {
            sandbox::pause_faults const quiet(bank);
            ada = pay.customers().create(bank.who(), {.email = "a@example.com"})->id;
            for (std::string const token : {"one", "two"})
                pay.saved_instruments().create(bank.who(), {
                    .owner = ada, .provider = "paystack", .stored = {token, {}, {}}}).value();
        }
        bool const gone = pay.customers().remove(bank.who(), ada).has_value();
        sandbox::pause_faults const quiet(bank);
        bool const there = pay.customers().read(bank.who(), ada).has_value();
        BOOST_TEST(!(gone && there));
        BOOST_TEST(pay.saved_instruments().list(bank.who())->items.size() == (there ? 2U : 0U));
        removed += gone;
    });
    BOOST_TEST(runs > 3);
    BOOST_TEST(removed > 0);
}

BOOST_AUTO_TEST_CASE(what_is_removed_is_the_default_no_more)
{
    shop s;
    auto const first = s.save("one"), second = s.save("two");
    s.all.remove(s.bank.who(), second).value();
    BOOST_TEST((s.default_of(s.ada) == first));
    s.all.remove(s.bank.who(), first).value();
    BOOST_TEST(!s.default_of(s.ada));
    BOOST_TEST(s.order(s.ada) == "");
    auto const third = s.save("three");
    BOOST_TEST((s.default_of(s.ada) == third));
    BOOST_TEST(refused(s.customers.change(s.bank.who(), s.ada, {.default_instrument = first})) ==
               "default_instrument names no payment method of this customer");
}

BOOST_AUTO_TEST_CASE(two_customers_with_one_address_have_methods_of_their_own)
{
    shop s;
    auto const twin = s.make("Ada@example.com");
    auto const hers = s.save("same"), theirs = s.save("same", twin);
    auto const guest = s.all.create(s.bank.who(), {.customer = "ada@example.com",
                                                   .provider = "paystack",
                                                   .stored = {"same", {}, {}}}).value();
    BOOST_TEST((hers != theirs && guest.id != hers && guest.id != theirs));
    BOOST_TEST((s.save("same") == hers));
    BOOST_TEST(s.order(s.ada) == "same ");
    BOOST_TEST(refused(s.customers.change(s.bank.who(), s.ada, {.default_instrument = theirs})) ==
               "default_instrument names no payment method of this customer");
    BOOST_TEST(refused(s.customers.change(s.bank.who(), s.ada,
                                          {.default_instrument = guest.id})) ==
               "default_instrument names no payment method of this customer");
    BOOST_TEST(refused(s.customers.change(s.bank.who(), s.ada,
                                          {.default_instrument = {{{1, 2}}}})) ==
               "default_instrument names no payment method of this customer");
}

BOOST_AUTO_TEST_CASE(whose_it_is_must_be_said_once_and_be_a_customer_that_is_there)
{
    shop s;
    auto both = s.card("one", s.ada);
    both.customer = "ada@example.com";
    BOOST_TEST(refused(s.all.create(s.bank.who(), both)) ==
               "customer must be left out where there is an owner");
    BOOST_TEST(refused(s.all.create(s.bank.who(), s.card("one", {}))) == "customer is required");
    BOOST_TEST(refused(s.all.create(s.bank.who(), s.card("one", {{1, 2}}))) ==
               "owner names no customer");
    BOOST_TEST(refused(s.all.create(s.bank.live(), s.card("one", s.ada))) ==
               "provider names no provider of this mode");
    s.customers.remove(s.bank.who(), s.ada).value();
    BOOST_TEST(refused(s.all.create(s.bank.who(), s.card("one", s.ada))) ==
               "owner names no customer");
    BOOST_TEST((s.all.in_order(s.bank.who(), s.ada).error() == errc::not_found));
    BOOST_TEST((s.all.in_order(s.bank.who(), {{1, 2}}).error() == errc::not_found));
}

BOOST_AUTO_TEST_CASE(who_is_deleted_is_charged_no_more)
{
    shop s;
    auto const first = s.save("one"), second = s.save("two");
    s.customers.remove(s.bank.who(), s.ada).value();
    for (auto const which : {first, second}) {
        BOOST_TEST(s.all.read(s.bank.who(), which)->removed());
        auto order = s.bank.order({5'000, "NGN"});
        order.instrument = which;
        BOOST_TEST(refused(s.bank.engine().payments().create(s.bank.who(), order)) ==
                   "instrument names no instrument that is saved");
    }
}

BOOST_AUTO_TEST_CASE(it_is_charged_for_its_owner_s_address_as_that_is_now)
{
    shop s;
    auto const which = s.save("4242-abc");
    auto order = s.bank.order({5'000, "NGN"});
    order.instrument = which;
    BOOST_TEST(s.bank.engine().payments().create(s.bank.who(), order).has_value());
    s.customers.change(s.bank.who(), s.ada, {.email = "Lovelace@example.com"}).value();
    order = s.bank.order({5'000, "NGN"});
    order.instrument = which;
    BOOST_TEST(refused(s.bank.engine().payments().create(s.bank.who(), order)) ==
               "instrument is another customer's");
    order.customer.email = "lovelace@example.com";
    BOOST_TEST(s.bank.engine().payments().create(s.bank.who(), order).has_value());
}

BOOST_AUTO_TEST_CASE(C54_with_storage_failing_a_first_method_is_the_default_or_is_not_there)
{
    int made = 0;
    auto const runs = each_storage_failure([&](sandbox& bank) {
        auto const owner = [&] {
            sandbox::pause_faults const quiet(bank);
            return bank.engine().customers().create(bank.who(), {.email = "a@example.com"})->id;
        }();
        auto& all = bank.engine().saved_instruments();
        auto const done = all.create(bank.who(), {.owner = owner, .provider = "paystack",
                                                  .stored = {"one", {}, {}}});
        auto const state = [&] {
            sandbox::pause_faults const quiet(bank);
            auto const now = bank.engine().customers().read(bank.who(), owner).value();
            auto const methods = all.in_order(bank.who(), owner).value();
            BOOST_TEST((methods.empty() ? !now.default_instrument
                                        : now.default_instrument == methods.front().id));
            return methods.size();
        };
        BOOST_TEST((!done || state() == 1U));
        if (done && all.remove(bank.who(), done->id)) BOOST_TEST(state() == 0U);
        state();
        made += done.has_value();
    });
    BOOST_TEST(runs > 4);
    BOOST_TEST(made > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace customer_instruments_tests
