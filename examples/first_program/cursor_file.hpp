// SPDX-License-Identifier: BSL-1.0
// first_program/cursor_file.hpp: how far events were read, over restarts.
#pragma once

#include <tender/base/page.hpp>
#include <tender/base/result.hpp>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace first_program {

/// A cursor in a file of its own. The file is replaced as a whole: it holds the old place or the
/// new one. What must survive a power cut goes into a database, with what was done about the event.
class cursor_file {
public:
    explicit cursor_file(std::filesystem::path where) : where_(std::move(where)) {}

    /// None where nothing was read yet.
    tender::result<std::optional<tender::cursor>> read() const
    {
        if (!std::filesystem::exists(where_)) return std::optional<tender::cursor>();
        std::string text;
        std::ifstream(where_) >> text;
        auto const last = tender::ulid::read(text);
        if (!last) return away("holds no cursor");
        return std::optional(tender::cursor{*last});
    }

    tender::result<> write(tender::cursor place) const
    {
        auto const fresh = where_.string() + ".new";
        std::error_code failed;
        if (!(std::ofstream(fresh) << place.after.text() << std::flush))
            return away("cannot be written");
        std::filesystem::rename(fresh, where_, failed);
        if (failed) return away("cannot be replaced");
        return {};
    }

private:
    tender::fault away(std::string const& why) const
    {
        return {tender::errc::storage_unavailable, where_.string() + " " + why};
    }

    std::filesystem::path where_;
};

}  // namespace first_program
