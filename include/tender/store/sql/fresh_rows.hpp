// SPDX-License-Identifier: BSL-1.0
// tender/store/sql/fresh_rows.hpp: what becomes of a row of an earlier epoch.
#pragma once

#include <tender/store/sql/sql.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender::sql {

/// A row that is not there yet, unless the same was brought up to date before.
struct missing_row {
    table const* in;
    row what;
};

struct fresh_rows {
    std::optional<row> own;            ///< none: it stays as it is
    std::vector<missing_row> split;    ///< of what stood in it, and is a record of its own today
};

/// The row as it would be written today; `all` says that one that is alike is written as well, and
/// that one that cannot be read is a fault. Else whoever reads it is told.
inline result<fresh_rows> fresh_rows_of(tables const& among, table const& t,
                                        std::string_view account, std::string_view data, bool all)
{
    fresh_rows out;
    std::string text(data);
    auto const parts = t.of().split != nullptr ? t.of().split(text) : std::vector<split_record>();
    auto const owner = id<tender::account>::read(account);
    auto const record = t.of().decode(text);
    bool const readable = owner && record;
    if (!readable && all) return corrupt(t.type());
    if (!readable) return out;
    auto now = t.row_of(*owner, record);
    if (all || now.data != data) out.own = std::move(now);
    for (auto const& part : parts) {
        auto const* const in = among.find(*part.type);
        if (in == nullptr) return unknown_entity(*part.type);
        out.split.push_back({in, in->row_of(*owner, part.object)});
    }
    return out;
}

}  // namespace tender::sql
