// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/recent.hpp: lists of a merchant's that need not be read for every request.
#pragma once

#include <tender/service/runtime/per_merchant.hpp>
#include <tender/service/runtime/runtime.hpp>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace tender {

/// Keeps a list as it was read no longer than a second ago. What this process changes is read anew
/// at once; what another does is seen within that second. Thread-safe.
template<class R>
class recent {
public:
    using list = std::vector<R>;

    /// `read` gives the list as it stands.
    template<class Read>
    result<std::shared_ptr<list const>> get(merchant const& who, instant now, Read&& read)
    {
        constexpr std::chrono::seconds long_ago{1};
        std::uint64_t changes = 0;
        auto const known = lists_.with(who, now, [&](kept_list const& k) {
            changes = k.changes;
            bool const fresh = k.value && now - k.read_at < long_ago && k.read_at <= now;
            return fresh ? k.value : nullptr;
        });
        if (known) return known;
        auto found = read();
        if (!found) return found.error();
        auto fresh = std::make_shared<list const>(std::move(*found));
        lists_.with(who, now, [&](kept_list& k) {
            if (k.changes != changes) return;
            k.value = fresh;
            k.read_at = now;
        });
        return fresh;
    }

    /// The merchant's list has changed.
    void forget(merchant const& who, instant now)
    {
        lists_.with(who, now, [](kept_list& k) {
            ++k.changes;
            k.value.reset();
        });
    }

private:
    struct kept_list {
        std::shared_ptr<list const> value;
        instant read_at{};
        std::uint64_t changes = 0;
    };

    per_merchant<kept_list> lists_;
};

/// Every record that a list has under a key, in the order of their ids. For lists that are short.
template<class R>
result<std::vector<versioned<R>>> all_in(unit_of_work& unit, list_index<R> by, index_key const& key)
{
    constexpr int page_size = 500;
    std::vector<versioned<R>> all;
    std::optional<cursor> after;
    do {
        auto page = unit.list(by, key, after, page_size, list_order::oldest_first);
        if (!page) return page.error();
        for (auto& one : page->items) all.push_back(std::move(one));
        after = page->next;
    } while (after);
    return all;
}

/// The same in a unit of work of its own.
template<class R>
result<std::vector<R>> read_all(runtime& r, merchant const& who, list_index<R> by,
                                index_key const& key)
{
    return r.transact(who.account, [&](unit_of_work& unit) -> result<std::vector<R>> {
        auto const all = all_in(unit, by, key);
        if (!all) return all.error();
        std::vector<R> out;
        for (auto const& one : *all) out.push_back(*one);
        return out;
    });
}

}  // namespace tender
