// SPDX-License-Identifier: BSL-1.0
// tests/core/record.cpp: keys of indexes are equal exactly where their parts are.
#include <tender/core/record.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace record_tests {

using namespace tender;

namespace {

BOOST_DEFINE_FIXED_ENUM_CLASS(colour, std::uint8_t, red, green)

struct thing {
    tender::id<thing> id;
};

using part = std::variant<std::string, std::int64_t, ulid>;

index_key key_of(std::vector<part> const& parts)
{
    index_key key;
    for (auto const& p : parts) std::visit([&](auto const& value) { key.add(value); }, p);
    return key;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_)

// The parts of an index have the same types in every record.
BOOST_AUTO_TEST_CASE(C7_a_key_is_its_parts_and_their_borders)
{
    auto const x = [](std::size_t size) { return std::string(size, 'x'); };
    std::int64_t const zero = 0, one = 1;
    std::vector<std::vector<std::vector<part>>> const indexes = {
        { {""}, {"a"}, {"ab"}, {std::string("a\0", 2)}, {x(119)}, {x(120)}, {x(121)}, {x(300)} },
        { {"", ""}, {"a", ""}, {"", "a"}, {"a", "b"}, {"b", "a"}, {"ab", ""}, {"", "ab"},
          {x(60), x(60)}, {x(61), x(59)}, {x(59), x(61)}, {x(200), x(1)}, {x(1), x(200)} },
        { {zero}, {one}, {std::int64_t(-1)}, {std::int64_t(256)}, {INT64_MIN}, {INT64_MAX} },
        { {zero, zero}, {zero, one}, {one, zero} },
        { {ulid{}}, {ulid{0, 1}}, {ulid{1, 0}}, {ulid{1, 1}} },
        { {"a", zero}, {"a", one}, {std::string("a\0", 2), zero}, {x(300), zero}, {x(300), one} },
    };
    BOOST_TEST(key_of({}).empty());
    for (auto const& keys : indexes) {
        std::set<std::string> seen;
        for (auto const& k : keys) {
            auto const key = key_of(k);
            BOOST_TEST(seen.insert(std::string(key.bytes())).second);
            BOOST_TEST(key.bytes() == key_of(k).bytes());
            BOOST_TEST(!key.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(C7_enums_ids_and_numbers_are_parts)
{
    index_key a, b, c;
    a.add(colour::green).add(id<thing>{{1, 2}}).add(true).add("a/b%\n");
    b.add("green").add(ulid{1, 2}).add(1U).add("a/b%\n");
    BOOST_TEST(a.bytes() == b.bytes());
    BOOST_TEST(a.bytes() == "green/" + ulid({1, 2}).text() + "/1/a%2Fb%25%0A/");
    c.add(colour::red).add(ulid{1, 2}).add(true).add("a/b%\n");
    BOOST_TEST(a.bytes() != c.bytes());
}

BOOST_AUTO_TEST_CASE(a_key_is_copied_whole)
{
    auto const large = key_of({std::string(500, 'y'), std::int64_t(3)});
    auto const small = key_of({"s"});
    auto copy = large;
    BOOST_TEST(copy.bytes() == large.bytes());
    copy = small;
    BOOST_TEST(copy.bytes() == small.bytes());
    copy.add("t");
    BOOST_TEST(copy.bytes() == key_of({"s", "t"}).bytes());
    BOOST_TEST(small.bytes() == key_of({"s"}).bytes());
}

BOOST_AUTO_TEST_CASE(hashes_differ_where_bytes_or_seeds_do)
{
    std::set<std::uint64_t> seen;
    std::set<std::uint32_t> upper, lower;
    std::mt19937_64 random(3);
    std::string text;
    for (int i = 0; i != 20'000; ++i) {
        text = std::to_string(i) + std::string(static_cast<std::size_t>(i) % 40, 'x');
        auto const h = hash_of(text, 5);
        BOOST_TEST(h == hash_of(text, 5));
        BOOST_TEST(seen.insert(h).second);
        upper.insert(static_cast<std::uint32_t>(h >> 32));
        lower.insert(static_cast<std::uint32_t>(h));
    }
    BOOST_TEST(upper.size() > 19'990U);
    BOOST_TEST(lower.size() > 19'990U);
    for (std::size_t size = 0; size != 40; ++size) {
        std::string const zeros(size, '\0');
        BOOST_TEST(seen.insert(hash_of(zeros, 5)).second, size);
        BOOST_TEST(hash_of(zeros, 5) != hash_of(zeros, 6), size);
        for (std::size_t at = 0; at != size; ++at) {
            auto flipped = zeros;
            flipped[at] = 1;
            BOOST_TEST(hash_of(flipped, 5) != hash_of(zeros, 5));
        }
    }
}

BOOST_AUTO_TEST_CASE(hashes_fill_a_table_evenly)
{
    std::map<std::uint64_t, int> upper, lower;
    for (int i = 0; i != 64'000; ++i) {
        auto const h = hash_of("payment-" + std::to_string(i));
        ++upper[h >> 58];
        ++lower[h & 63];
    }
    for (auto const& counts : {upper, lower}) {
        BOOST_TEST(counts.size() == 64U);
        for (auto const& [bucket, count] : counts) BOOST_TEST((800 < count && count < 1200));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace record_tests
