// SPDX-License-Identifier: BSL-1.0
// tender/service/runtime/read_pages.hpp: a short list, whole.
#pragma once

#include <tender/base/page.hpp>
#include <tender/port/storage.hpp>

#include <utility>
#include <vector>

namespace tender {

/// All that a list has, in its order, for lists that are short: `list` is called with a query for
/// each page. Pages are read one by one: what is added meanwhile may be missing.
template<class R, class List>
result<std::vector<versioned<R>>> read_pages(List&& list)
{
    std::vector<versioned<R>> all;
    list_query part{.limit = list_query::most};
    do {
        auto page = list(part);
        if (!page) return page.error();
        for (auto& one : page->items) all.push_back(std::move(one));
        if (page->next == part.after) break;   // a list of events always says where to go on
        part.after = page->next;
    } while (part.after);
    return all;
}

}  // namespace tender
