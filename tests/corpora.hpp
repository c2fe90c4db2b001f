// SPDX-License-Identifier: BSL-1.0
// tests/corpora.hpp: where other people's test vectors lie, if they are here.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace tender::testing {

/// The folder of one corpus, such as "wycheproof". It is sought in the folder that the environment
/// variable TENDER_CORPORA names, and to miss it there is a failure; else in ../shared/corpora
/// beside the project, where tests run. Nothing, and a line that says so, means the test has to be
/// skipped.
inline std::optional<std::filesystem::path> corpus(std::string_view name)
{
    namespace fs = std::filesystem;
    char const* const named = std::getenv("TENDER_CORPORA");
    auto const beside = fs::current_path() / ".." / "shared" / "corpora";
    auto const root = named == nullptr ? beside : fs::path(named);
    if (fs::is_directory(root / name)) return root / name;

    if (named != nullptr) {
        BOOST_ERROR("TENDER_CORPORA has no folder " << name);
        return std::nullopt;
    }
    auto const& test = boost::unit_test::framework::current_test_case().full_name();
    auto const line = "skipped " + test + ": the corpus " + std::string(name) + " is not here";
    BOOST_TEST_MESSAGE(line);
    std::puts(line.c_str());
    return std::nullopt;
}

/// The whole of a file; a file that cannot be read fails the test.
inline std::string text_of(std::filesystem::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(in, "cannot read " << file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace tender::testing
