// SPDX-License-Identifier: BSL-1.0
// tender/api/inflow/paging.ipp: a page of a list, as a bare array.
#pragma once

#include <tender/api/exchange.hpp>
#include <tender/api/inflow/transactions.ipp>

#include <algorithm>

namespace tender::api::inflow {

/// Writes the items from one place to another, each by `write`.
template<class Write>
void write_array(exchange& x, std::size_t from, std::size_t to, Write&& write)
{
    x.out.body = "[";
    for (auto i = from; i < to; ++i) {
        if (i != from) x.out.body += ',';
        write(i);
    }
    x.out.body += ']';
}

/// A part of a list.
struct list_part {
    std::size_t first = 0, size = 0;
};

/// The page that is asked for, of a list with so many items.
inline result<list_part> part_of(std::optional<text<20>> const& asked,
                                 std::optional<whole<1, 1'000'000>> const& asked_size,
                                 std::size_t all)
{
    constexpr std::size_t usual_size = 20, largest_size = 100;
    auto const size = std::min(
        asked_size ? static_cast<std::size_t>(asked_size->value()) : usual_size, largest_size);
    auto const page = asked ? read_number(asked->str()) : std::uint64_t(1);
    auto const pages = std::max<std::size_t>((all + size - 1) / size, 1);
    if (!page || *page > pages) return fault(fault_reason::page_unknown);
    std::size_t const first = (*page - 1) * size;
    return list_part{first, std::min(size, all - std::min(first, all))};
}

/// Writes that page, each of its items by `write`, and how many there are in all.
template<class Write>
result<> write_page(exchange& x, std::optional<text<20>> const& asked,
                    std::optional<whole<1, 1'000'000>> const& asked_size, std::size_t all,
                    Write&& write)
{
    auto const part = part_of(asked, asked_size, all);
    if (!part) return part.error();
    x.out.set("X-Total-Count", std::to_string(all));
    write_array(x, part->first, part->first + part->size, write);
    return {};
}

}  // namespace tender::api::inflow
