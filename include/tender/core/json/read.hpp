// SPDX-License-Identifier: BSL-1.0
// tender/core/json/read.hpp: requests become described structs, or every fault in them.
#pragma once

#include <tender/base/config.hpp>
#include <tender/core/json/fields.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

/// What reading a request found.
struct reading {
    std::vector<field_fault> faults;   ///< in the struct's field order; empty: the struct is whole
    bool readable = true;              ///< false: no JSON, too deep, a member named twice, or a
                                       ///< number beyond what is read
    std::string canonical;             ///< the same for every spelling of the same value
};

/// What a text has beyond its struct, and the text with more members: so that one who does not know
/// a member may write it again.
struct text_notes {
    struct member {
        std::string in;                ///< the path of its object
        std::string text;              ///< `"name":value`, without white space
    };
    std::vector<member> unknown{};
    std::span<member const> more{};    ///< given: what `whole` has besides
    std::string whole{};
};

/// Reads JSON text into a described struct. Refuses what RFC 8259 does, nesting beyond 32,
/// members named twice, integers beyond 64 bits; members that the struct lacks are passed over
/// unless it says that it takes none, and count in `canonical` all the same. Numbers are read from
/// their characters. `least` holds for structs that would take more. Exponents beyond 2^31 are
/// refused alone, where they stand: the parser goes no further.
TENDER_DECL void read_json(std::string_view text, schema const& of, void* into, reading& out,
                           text_notes* notes = nullptr, members least = members::any);

/// What is said of a member that a struct lacks, with the one that was meant where one is close.
TENDER_DECL std::string violation_of_unknown(std::string_view name, std::span<field const> fields);

/// The same from name and value pairs, such as a query; there every value is text.
TENDER_DECL void read_pairs(std::span<std::pair<std::string, std::string> const> pairs,
                            schema const& of, void* into, reading& out);

/// What is wrong with the text of a JSON object that a program gives, "" for a good one, which is
/// left without white space. Empty text is good. `longest` is in bytes.
TENDER_DECL std::string violation_of_object(std::string& json, std::size_t longest);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/core/json/impl/read.ipp>
#endif
