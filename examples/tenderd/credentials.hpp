// SPDX-License-Identifier: BSL-1.0
// tenderd/credentials.hpp: the file that tells a client where the server is and how to get in.
#pragma once

#include <tender/base/secret.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tenderd {

/// A JSON object with a member per face. Secrets that the file has are used again, and members
/// that nobody here knows stay in it.
class credentials {
public:
    /// Reads the file if it is there; an empty name stands for no file. Throws cannot_start where
    /// it cannot be read or holds something else.
    explicit credentials(std::string file);

    /// A secret that the file has; empty where it has none.
    tender::secret known(std::string_view face, std::string_view member);

    /// Texts that the file has; none where it has none.
    std::vector<std::string> known_list(std::string_view face, std::string_view member);

    void set(std::string_view member, std::string value);
    void set(std::string_view face, std::string_view member, std::string value);

    void set(std::string_view face, std::string_view member, std::vector<std::string> const& all);

    /// Whole or not at all, and for this user's eyes alone. Throws cannot_start.
    void write() const;

private:
    boost::json::object& section(std::string_view face);

    std::string file_;
    boost::json::object members_;
};

}  // namespace tenderd
