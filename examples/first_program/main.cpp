// SPDX-License-Identifier: BSL-1.0
// first_program/main.cpp: a shop that sells, pays back, is started again and goes on.
#include "bank.hpp"
#include "cursor_file.hpp"

#include <tender/adapter/job_threads.hpp>
#include <tender/store/sqlite.hpp>
#include <tender/tender.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;
namespace files = std::filesystem;
using first_program::bank, first_program::cursor_file;
using tender::event_kind, tender::result;

/// What the program has while it runs.
struct shop {
    tender::engine& pay;
    tender::merchant who;
    cursor_file place;
};

/// What outlives an engine: the folder, the bank, and how often `hooks::changed` was called.
struct town {
    files::path folder;
    std::shared_ptr<bank> lender = std::make_shared<bank>();
    std::atomic<int> told = 0;
};

result<tender::account> find_or_create(tender::accounts& all)
{
    auto known = all.find("books");
    if (known || known.error() != tender::errc::not_found) return known;
    return all.create({.username = "books", .name = "Ada's Books"});
}

/// One run of the program: opens everything, works, and ends in the opposite order.
result<> run(town& here, std::function<result<>(shop&)> const& work)
{
    auto const store = tender::sqlite_storage::open((here.folder / "payments.db").string());
    if (!store) return store.error();
    tender::ports const world{.storage = *store,
                              .clock = std::make_shared<tender::os_clock>(),
                              .entropy = std::make_shared<tender::os_entropy>()};

    // An event is listed so much later than it happened as the clocks of the processes on a store
    // may differ, one clock may be set back, and a commit may take: five seconds, unless one says
    // otherwise. This program is the only one on its store, says less, and need not wait.
    tender::settings how;
    how.max_clock_skew = 50ms;

    tender::hooks hears;
    hears.changed = [&](tender::event const&) { ++here.told; };
    hears.log = [](tender::log_entry const& e) { std::cerr << e.what << ": " << e.text << "\n"; };
    tender::engine pay{world, how, hears};
    if (auto const added = pay.add(here.lender, tender::mode::test); !added) return added;
    auto const account = find_or_create(pay.accounts());
    if (!account) return account.error();
    tender::job_threads const jobs(pay);   // once the providers are there
    shop open{pay, {account->id, tender::mode::test}, cursor_file(here.folder / "cursor")};
    return work(open);
}

/// Reads on from where the last call ended, in this run or one before, until something happened.
result<tender::event> read_until(shop& s, event_kind awaited)
{
    for (int looks = 0; looks != 500; ++looks, std::this_thread::sleep_for(20ms)) {
        auto const place = s.place.read();
        if (!place) return place.error();
        auto const page = s.pay.events().list(s.who, {*place, 100});
        if (!page) return page.error();
        for (auto const& e : page->items) {
            std::cout << "  read " << enum_name(e->kind) << "\n";
            if (auto const kept = s.place.write({e->id.value}); !kept) return kept.error();
            if (e->kind == awaited) return *e;
        }
    }
    return tender::fault(tender::errc::internal, "for ten seconds nothing more has happened");
}

result<tender::payment> buy(shop& s)
{
    return s.pay.payments().create(s.who, {.amount = {150'000, "NGN"},
                                           .reference = "ORDER-7890",
                                           .customer = {.email = "ada@example.com"}});
}

/// The bank takes the order at once, and a job asks it until the money is there.
result<> sell_and_pay_back(shop& s)
{
    auto const made = buy(s);
    if (!made) return made.error();
    std::cout << "ordered: " << enum_name(made->state) << "\n";
    auto const paid = read_until(s, event_kind::payment_captured);
    if (!paid) return paid.error();
    std::cout << "paid: " << object_of<tender::payment>(*paid)->captured << "\n";
    auto const back = s.pay.refunds().create(s.who, made->id, {.amount = 50'000});
    if (!back) return back.error();
    std::cout << "refund: " << enum_name(back->state) << ", " << back->amount << "\n";
    return {};                         // before anybody has read of it
}

/// Who orders the same again is told which payment there is: nobody pays twice.
result<> go_on(shop& s)
{
    auto const again = buy(s);
    if (again || again.error() != tender::errc::duplicate_reference)
        return tender::fault(tender::errc::internal, "the order was forgotten");
    std::cout << "ordered again: " << again.error() << "\n";
    auto const which = tender::id<tender::payment>::read(again.error().about());
    auto const known = s.pay.payments().read(s.who, which.value());
    if (!known) return known.error();
    std::cout << "known: " << enum_name(known->state) << ", " << known->remaining() << " left\n";
    auto const seen = read_until(s, event_kind::payment_partly_refunded);
    if (!seen) return seen.error();
    return {};
}

}  // namespace

int main()
{
    auto folder = (files::temp_directory_path() / "first_program-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return EXIT_FAILURE;
    town here{.folder = folder};
    auto const done = run(here, sell_and_pay_back).and_then([&] {
        std::cout << "started again\n";
        return run(here, go_on);
    });
    files::remove_all(folder);
    if (!done) {
        std::cerr << "first_program: " << done.error() << "\n";
        return EXIT_FAILURE;
    }
    std::cout << "told of " << here.told << " changes; the bank holds " << here.lender->holds()
              << "\n";
}
