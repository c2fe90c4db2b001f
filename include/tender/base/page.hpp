// SPDX-License-Identifier: BSL-1.0
// tender/base/page.hpp: one page of a list that is read by cursor.
#pragma once

#include <tender/base/id.hpp>

#include <optional>
#include <vector>

namespace tender {

/// Where the next page begins: behind the item with this id.
struct cursor {
    ulid after;

    friend bool operator==(cursor const&, cursor const&) = default;
};

/// Items in the list's order. `next` is empty on the last page.
template<class T>
struct page {
    std::vector<T> items;
    std::optional<cursor> next;
};

}  // namespace tender
