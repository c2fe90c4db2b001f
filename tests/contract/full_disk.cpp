// SPDX-License-Identifier: BSL-1.0
// tests/contract/full_disk.cpp: files that may not grow.
#include "temporary.hpp"

#include <tender/store/sqlite.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <csignal>

namespace full_disk_tests {

using namespace tender;

namespace {

/// While it lives, no file of this process grows beyond so many bytes.
class no_larger_than {
public:
    explicit no_larger_than(rlim_t bytes) : was_(std::signal(SIGXFSZ, SIG_IGN))
    {
        getrlimit(RLIMIT_FSIZE, &limit_);
        rlimit const small{bytes, limit_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    no_larger_than(no_larger_than const&) = delete;
    no_larger_than& operator=(no_larger_than const&) = delete;
    ~no_larger_than()
    {
        setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, was_);
    }

private:
    rlimit limit_{};
    void (*was_)(int);
};

directory_entry some_name(std::uint64_t number)
{
    return {"kind", std::to_string(number), {{1, 2}}, mode::test, {0, number}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(full_disk)

BOOST_AUTO_TEST_CASE(C9_what_was_acknowledged_before_the_disk_was_full_is_there)
{
    contract::temporary_folder const folder;
    auto const file = folder.file("store.db");
    std::uint64_t written = 0;
    {
        auto const store = sqlite_storage::open(file).value();
        {
            no_larger_than const limit(2 << 20);
            for (;; ++written) {
                auto const done = store->publish(some_name(written));
                if (done) continue;
                BOOST_TEST((done.error() == errc::storage_unavailable));
                BOOST_TEST(done.error().text() != fault(errc::storage_unavailable).text());
                break;
            }
            BOOST_TEST(written > 100U);
            BOOST_TEST(!store->publish(some_name(written)).has_value());
            BOOST_TEST(store->resolve("kind", "0").has_value());
        }
        BOOST_TEST(store->publish(some_name(written)).has_value());
    }
    auto const store = sqlite_storage::open(file).value();
    for (std::uint64_t i = 0; i <= written; ++i)
        BOOST_TEST(store->resolve("kind", std::to_string(i))->names.low == i);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace full_disk_tests
