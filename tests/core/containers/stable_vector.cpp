// SPDX-License-Identifier: BSL-1.0
// tests/core/containers/stable_vector.cpp: elements stay where they are while it grows.
#include <tender/core/containers/stable_vector.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace stable_vector_tests {

using namespace tender;

namespace {

template<class T>
void grow(std::size_t size)
{
    stable_vector<T> all;
    std::vector<T*> places;
    BOOST_TEST(all.size() == 0U);
    for (std::size_t i = 0; i != size; ++i) places.push_back(&all.append());
    BOOST_TEST(all.size() == size);
    for (std::size_t i = 0; i != size; ++i) {
        BOOST_TEST(&all[i] == places[i]);
        BOOST_TEST(&std::as_const(all)[i] == places[i]);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stable_vector_)

BOOST_AUTO_TEST_CASE(elements_stay_where_they_are)
{
    grow<char>(20'000);
    grow<std::array<char, 56>>(1000);
    grow<std::array<char, 3000>>(20);
    grow<std::array<char, 5000>>(20);
    grow<std::unique_ptr<int>>(2000);
}

BOOST_AUTO_TEST_CASE(a_new_element_is_as_its_constructor_made_it)
{
    stable_vector<int> numbers;
    for (int i = 0; i != 3000; ++i) {
        auto& fresh = numbers.append();
        BOOST_TEST(fresh == 0);
        fresh = i;
    }
    for (int i = 0; i != 3000; ++i) BOOST_TEST(numbers[static_cast<std::size_t>(i)] == i);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace stable_vector_tests
