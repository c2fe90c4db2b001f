// SPDX-License-Identifier: BSL-1.0
// tender/port/storage.hpp: where records are kept, and the unit of work that writes them.
#pragma once

#include <tender/base/enum.hpp>
#include <tender/base/page.hpp>
#include <tender/base/result.hpp>
#include <tender/core/containers/small_buffer.hpp>
#include <tender/core/record.hpp>
#include <tender/domain/merchant/account.hpp>
#include <tender/port/due.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tender {

/// A record as it was read: an immutable snapshot and the version that writers compare.
struct any_versioned {
    std::shared_ptr<void const> object;
    std::uint64_t version = 0;
};

template<class R>
struct versioned {
    std::shared_ptr<R const> object;
    std::uint64_t version = 0;

    R const& operator*() const { return *object; }
    R const* operator->() const { return object.get(); }
};

struct any_page {
    std::vector<any_versioned> items;
    bool more = false;
};

/// What one unit of work has seen of a store; made by the store at its first read.
struct snapshot {
    bool taken = false;
    std::uint64_t at = 0;
    std::shared_ptr<void> held;
};

struct record_read {
    record_type const* type = nullptr;
    ulid id;
    std::uint64_t version = 0;
};

/// `old_version` 0 inserts, an empty `fresh` removes, else the record is replaced. A commit that
/// succeeds says which version `fresh` has.
struct record_write {
    record_type const* type = nullptr;
    ulid id;
    std::uint64_t old_version = 0;
    std::shared_ptr<void const> old;
    std::shared_ptr<void const> fresh;
    std::uint64_t fresh_version = 0;
};

/// Records as a unit of work has left them: what the next one need not read.
struct known_record {
    record_type const* type = nullptr;
    ulid id;
    any_versioned kept;
};
using known_records = small_buffer<known_record, 8>;

/// What is known before the account is: a value of some kind, and what it names [C54].
struct directory_entry {
    std::string kind;
    std::string value;
    tender::id<tender::account> account;
    tender::mode mode = tender::mode::test;
    ulid names;
    friend bool operator==(directory_entry const&, directory_entry const&) = default;
};

/// What one unit of work brings to its commit: what must not have changed, what is written, and the
/// names that are published with it, beside those of inserted records whose ids are names.
struct unit_changes {
    std::span<record_read const> reads;
    std::span<record_write> writes;
    std::span<directory_entry const> names{};
};

using record_visitor = std::function<void(id<account> owner, any_versioned const& record)>;
using name_visitor = std::function<void(directory_entry const& entry)>;

BOOST_DEFINE_ENUM_CLASS(list_order, newest_first, oldest_first)

/// The port that stores implement; services use `unit_of_work`. Thread-safe. Faults: not_found;
/// conflict where the snapshot or a compare-and-set lost to another writer; storage_unavailable,
/// after which a commit may or may not have happened.
class storage {
public:
    virtual ~storage() = default;

    virtual result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                                  ulid which) = 0;
    virtual result<any_versioned> find(id<account> owner, snapshot& seen, record_type const& type,
                                  index_row const& by, index_key const& key) = 0;
    virtual result<any_page> list(id<account> owner, snapshot& seen, record_type const& type,
                                  index_row const& by, index_key const& key,
                                  std::optional<cursor> after, int limit, list_order order) = 0;
    virtual result<> commit(id<account> owner, unit_changes const& what) = 0;

    /// Unique and never updated; saying the same again is no fault, saying another is a conflict.
    virtual result<> publish(directory_entry entry) = 0;
    virtual result<directory_entry> resolve(std::string_view kind, std::string_view value) = 0;

    /// What is due in a lane at `until`, earliest first; and when the next thing is due.
    virtual result<std::vector<due_record>> due(int lane, instant until, int limit) = 0;
    virtual result<std::optional<instant>> next_due(int lane) = 0;

    /// What is due in at most `limit` of the queues of a lane behind the one that is named, and so
    /// round: however much waits in one, it costs the others nothing.
    virtual result<due_turns> due_in_turns(int lane, instant until, std::int32_t after,
                                           int limit) = 0;

    /// May other processes write to it while this one does?
    virtual bool shared() const { return true; }

    /// Every record of a kind, of all accounts, and every name: for tools that look at everything.
    /// What is written meanwhile may be seen or not.
    virtual result<> for_each(record_type const& type, record_visitor const& take) = 0;
    virtual result<> for_each_name(name_visitor const& take) = 0;
};

/// One unit of work on one account's records. Reads see one snapshot; writes wait here until
/// commit and are not seen by reads before it. Destroyed without commit, it never happened.
/// Records that are `known` are not read: where they have changed since, the commit finds out, and
/// so it does where nothing is written. Not thread-safe; a store serves any number at once.
class unit_of_work {
public:
    unit_of_work(storage& where, id<account> owner, known_records const* known = nullptr,
                 bool first = false)
        : storage_(where), account_(owner), known_(known), first_(first) {}
    unit_of_work(unit_of_work const&) = delete;
    unit_of_work& operator=(unit_of_work const&) = delete;

    id<account> owner() const { return account_; }

    template<class R>
    result<versioned<R>> find(id<R> which)   ///< not_found, conflict, storage_unavailable
    {
        if (known_ != nullptr)
            for (auto const& k : *known_)
                if (k.id == which.value && k.type == &record_of<R>) {
                    trusts_ = true;
                    return noted<R>(k.kept);
                }
        return noted<R>(storage_.find(account_, seen_, record_of<R>, which.value));
    }

    /// May it work with what somebody saw before? After a lost race everything is read anew.
    bool may_trust() const { return first_; }

    /// A record as somebody saw it before, as good as read.
    template<class R>
    versioned<R> trust(versioned<R> seen)
    {
        trusts_ = true;
        reads_.push_back({&record_of<R>, seen->id.value, seen.version});
        return seen;
    }

    template<class R>
    result<versioned<R>> find(unique_index<R> by, index_key const& key)
    {
        return noted<R>(storage_.find(account_, seen_, record_of<R>, by.row(), key));
    }

    /// A page of at most `limit`; its records do not guard the commit.
    template<class R>
    result<page<versioned<R>>> list(list_index<R> by, index_key const& key,
                                    std::optional<cursor> after, int limit,
                                    list_order order = list_order::newest_first)
    {
        auto found = storage_.list(account_, seen_, record_of<R>, by.row(), key, after, limit,
                                   order);
        if (!found) return found.error();
        page<versioned<R>> out;
        out.items.reserve(found->items.size());
        for (auto& item : found->items)
            out.items.push_back({std::static_pointer_cast<R const>(std::move(item.object)),
                                 item.version});
        if (found->more) out.next = cursor{out.items.back()->id.value};
        return out;
    }

    /// The record that will stand after the commit, to be shared with events.
    template<class R>
    std::shared_ptr<R const> insert(R fresh)
    {
        auto object = std::make_shared<R const>(std::move(fresh));
        write({&record_of<R>, object->id.value, 0, nullptr, object});
        return object;
    }

    /// Compare-and-set on the version that was read.
    template<class R>
    std::shared_ptr<R const> replace(versioned<R> const& old, R fresh)
    {
        auto object = std::make_shared<R const>(std::move(fresh));
        auto* const legal = record_of<R>.legal;
        if (legal && !legal(old.object.get(), object.get())) illegal_ = true;
        write({&record_of<R>, old->id.value, old.version, old.object, object});
        return object;
    }

    template<class R>
    void remove(versioned<R> const& old)
    {
        write({&record_of<R>, old->id.value, old.version, old.object, nullptr});
    }

    /// Publishes a name with the commit; one that names something else is a conflict then.
    void publish(directory_entry entry) { names_.push_back(std::move(entry)); }

    std::span<record_write const> writes() const { return writes_; }

    /// What it has inserted, once it is committed; nothing where a store did not say its versions.
    /// What it has replaced is not among it: in a store it may have more than is known here.
    known_records inserted() const
    {
        known_records out;
        for (auto const& w : writes_)
            if (w.fresh != nullptr && w.old_version == 0 && w.fresh_version != 0)
                out.push_back({w.type, w.id, {w.fresh, w.fresh_version}});
        return out;
    }

    /// Whole or not at all; a change of state that is not in its flow's table is refused with
    /// `internal` and everything with it [C23]. An outcome that the store could not tell is found
    /// out by reading a record that this unit inserted; where that fails too,
    /// storage_unavailable.
    result<> commit();

private:
    template<class R>
    result<versioned<R>> noted(result<any_versioned> found)
    {
        if (!found) return found.error();
        auto object = std::static_pointer_cast<R const>(std::move(found->object));
        reads_.push_back({&record_of<R>, object->id.value, found->version});
        return versioned<R>{std::move(object), found->version};
    }

    void write(record_write w)
    {
        for (auto& earlier : writes_)
            if (earlier.id == w.id && earlier.type == w.type) {
                earlier.fresh = std::move(w.fresh);
                return;
            }
        writes_.push_back(std::move(w));
    }

    storage& storage_;
    id<account> account_;
    snapshot seen_;
    small_buffer<record_read, 8> reads_;
    small_buffer<record_write, 8> writes_;
    std::vector<directory_entry> names_;
    known_records const* known_;
    bool first_;                       ///< round of its work
    bool trusts_ = false;              ///< in what is known
    bool illegal_ = false;
};

//---------------------------------------------------------------------------

inline result<> unit_of_work::commit()
{
    if (writes_.empty()) return trusts_ ? result<>(fault(errc::conflict)) : result<>();
    if (illegal_) return fault(errc::internal, "A change of state that its flow does not have.");
    seen_ = {};                        // versions say what has changed; none waits for a reader
    auto done = storage_.commit(account_, {reads_, {writes_.begin(), writes_.size()}, names_});
    if (done || done.error().code() != errc::storage_unavailable) return done;
    for (auto& w : writes_) w.fresh_version = 0;
    for (auto const& w : writes_) {
        bool const derived_id = w.type->due != nullptr;   // others may have written it too
        if (w.old_version != 0 || derived_id) continue;
        snapshot fresh;
        auto const there = storage_.find(account_, fresh, *w.type, w.id);
        if (there) return {};
        return there.error() == errc::not_found ? fault(errc::conflict) : done.error();
    }
    return done;
}

}  // namespace tender
