// SPDX-License-Identifier: BSL-1.0
// tests/contract/postgres_server.hpp: a PostgreSQL of our own, while a test runs.
#pragma once

#include "temporary.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tender::contract {

/// Run from the project's folder, as all tests are.
class postgres_server {
public:
    postgres_server() { start(); }
    postgres_server(postgres_server const&) = delete;
    postgres_server& operator=(postgres_server const&) = delete;
    ~postgres_server()
    {
        if (!told("stop " + folder_.path() + " immediate")) return;
    }

    void start() { tell("start " + folder_.path()); }
    void stop() { tell("stop " + folder_.path()); }
    void stop_at_once() { tell("stop " + folder_.path() + " immediate"); }

    /// The conninfo of a database that holds nothing yet.
    std::string fresh_database()
    {
        auto const name = "t" + std::to_string(++made_);
        tell("database " + folder_.path() + " " + name + " >" + folder_.file("conninfo"));
        return "host=" + folder_.path() + " user=tender dbname=" + name;
    }

private:
    static bool told(std::string const& what)
    {
        return std::system(("tools/postgres " + what).c_str()) == 0;
    }
    static void tell(std::string const& what)
    {
        if (!told(what)) throw std::runtime_error("tools/postgres " + what);
    }

    temporary_folder folder_;
    int made_ = 0;
};

}  // namespace tender::contract
