// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/simulated_book.ipp: bodies of testing/simulated_book.hpp.
#pragma once

#include <tender/testing/simulated_book.hpp>

namespace tender::testing {

struct stored_book::work_on final : book_entries {
    explicit work_on(unit_of_work& u) : unit(u) {}

    simulated_call const* find(ulid reference) override
    {
        auto found = unit.find(tender::id<simulated_call>{reference});
        if (!found) {
            if (found.error() != errc::not_found) failed = found.error();
            return nullptr;
        }
        read.push_back(std::move(*found));
        return &*read.back();
    }

    void put(simulated_call fresh) override
    {
        for (auto const& old : read)
            if (old->id == fresh.id) {
                unit.replace(old, std::move(fresh));
                return;
            }
        unit.insert(std::move(fresh));
    }

    unit_of_work& unit;
    std::deque<versioned<simulated_call>> read{};
    result<> failed{};
};

TENDER_DECL result<> stored_book::run(std::function<void(book_entries&)> const& work)
{
    for (;;) {
        unit_of_work unit(*store_, owner_);
        work_on here(unit);
        work(here);
        auto done = here.failed ? unit.commit() : here.failed;
        if (done || done.error() != errc::conflict) return done;
    }
}

TENDER_DECL result<> stored_book::for_each(
    std::function<void(simulated_call const&)> const& take) const
{
    return store_->for_each(record_of<simulated_call>,
                         [&](tender::id<account> owner, any_versioned const& kept) {
                             void const* const object = kept.object.get();
                             if (owner == owner_) take(*static_cast<simulated_call const*>(object));
                         });
}

}  // namespace tender::testing
