// SPDX-License-Identifier: BSL-1.0
// tender/base/page.hpp: one page of a list that is read by cursor.
#pragma once

#include <tender/base/id.hpp>
#include <tender/base/time.hpp>

#include <optional>
#include <vector>

namespace tender {

/// Where the next page begins: behind the item with this id.
struct cursor {
    ulid after;

    friend bool operator==(cursor const&, cursor const&) = default;
};

/// Which page of a list is asked for. A list of which more can be asked has a query of its own with
/// these members.
struct list_query {
    static constexpr int most = 1000;

    std::optional<cursor> after{};     ///< none: from the beginning
    int limit = 20;                    ///< 1 to `most`; beyond it is an invalid_request
};

/// From an instant on until just before another.
struct time_range {
    instant from = first_instant;
    instant until = last_instant;

    bool contains(instant at) const { return from <= at && at < until; }
};

/// Items in the list's order. `next` is empty on the last page.
template<class T>
struct page {
    std::vector<T> items;
    std::optional<cursor> next;
};

}  // namespace tender
