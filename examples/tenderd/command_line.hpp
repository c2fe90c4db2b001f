// SPDX-License-Identifier: BSL-1.0
// tenderd/command_line.hpp: a table of options, and how a command line is read by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tenderd {

/// What keeps a program from starting, as its user reads it.
struct cannot_start : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An option of a program whose options are an `Options`; without an argument it is a switch.
template<class Options>
struct option {
    std::string_view name;
    std::string_view argument;
    std::string_view meaning;
    void (*take)(Options&, std::string_view);
};

/// A whole decimal number in a range; throws with what the option is called.
long number(std::string_view option, std::string_view text, long least, long most);

/// HOST:PORT, with an IPv6 address in brackets; port 0 stands for a free one.
struct listen_address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
};
listen_address read_listen(std::string_view text);

/// Nothing where help was asked for. Throws cannot_start.
template<class Options, std::size_t Count>
std::optional<Options> read_command_line(option<Options> const (&table)[Count],
                                         std::span<char const* const> arguments)
{
    Options read;
    for (std::size_t i = 0; i != arguments.size(); ++i) {
        std::string_view const name = arguments[i];
        if (name == "--help" || name == "-h") return std::nullopt;
        option<Options> const* found = nullptr;
        for (auto const& o : table)
            if (o.name == name) found = &o;
        if (found == nullptr)
            throw cannot_start("what is " + std::string(name) + "? See --help");
        if (found->argument.empty()) {
            found->take(read, {});
            continue;
        }
        if (++i == arguments.size() || *arguments[i] == '\0')
            throw cannot_start(std::string(name) + " needs " + std::string(found->argument));
        found->take(read, arguments[i]);
    }
    return read;
}

/// A line per option.
template<class Options, std::size_t Count>
std::string options_text(option<Options> const (&table)[Count])
{
    std::string text;
    for (auto const& o : table) {
        auto left = "  " + std::string(o.name) + " " + std::string(o.argument);
        left.resize(30, ' ');
        text += left + std::string(o.meaning) + "\n";
    }
    return text;
}

}  // namespace tenderd
