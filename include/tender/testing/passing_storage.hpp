// SPDX-License-Identifier: BSL-1.0
// tender/testing/passing_storage.hpp: a store that hands everything on, to be changed in places.
#pragma once

#include <tender/port/storage.hpp>

#include <memory>
#include <utility>

namespace tender::testing {

/// Asks another store. A test overrides what it wants to watch or to spoil.
class passing_storage : public storage {
public:
    explicit passing_storage(std::shared_ptr<storage> real) : real_(std::move(real)) {}

    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          ulid which) override
    {
        return real_->find(owner, seen, type, which);
    }
    result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key) override
    {
        return real_->find(owner, seen, type, by, key);
    }
    result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                          index_row const& by, index_key const& key, std::optional<cursor> after,
                          int limit, list_order order) override
    {
        return real_->list(owner, seen, type, by, key, after, limit, order);
    }
    result<> commit(id<account> owner, unit_changes const& what) override
    {
        return real_->commit(owner, what);
    }
    result<> publish(directory_entry entry) override { return real_->publish(std::move(entry)); }
    result<directory_entry> resolve(std::string_view kind, std::string_view value) override
    {
        return real_->resolve(kind, value);
    }
    result<std::vector<due_record>> due(int lane, instant until, int limit) override
    {
        return real_->due(lane, until, limit);
    }
    result<due_turns> due_in_turns(int lane, instant until, std::int32_t after,
                                   int limit) override
    {
        return real_->due_in_turns(lane, until, after, limit);
    }
    result<std::optional<instant>> next_due(int lane) override { return real_->next_due(lane); }
    bool shared() const override { return real_->shared(); }
    result<> for_each(record_type const& type, record_visitor const& take) override
    {
        return real_->for_each(type, take);
    }
    result<> for_each_name(name_visitor const& take) override { return real_->for_each_name(take); }

private:
    std::shared_ptr<storage> real_;
};

}  // namespace tender::testing
