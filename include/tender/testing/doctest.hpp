// SPDX-License-Identifier: BSL-1.0
// tender/testing/doctest.hpp: doctest, which prints tender's enums by their names.
#pragma once

#include <tender/base/enum.hpp>

#include <boost/describe/enumerators.hpp>

#include <string>
#include <type_traits>

/// Since 2.4.7 doctest prints every enum as a number, whatever its `operator<<` says. Include this
/// in front of or instead of `<doctest/doctest.h>`; everything else it prints as it is.
#if defined(DOCTEST_VERSION) && !defined(TENDER_DOCTEST)
#    error "Include <tender/testing/doctest.hpp> before <doctest/doctest.h>."
#endif
#define TENDER_DOCTEST
#ifndef DOCTEST_STRINGIFY
#    define DOCTEST_STRINGIFY(...) ::tender::testing::doctest_text(__VA_ARGS__)
#endif

namespace doctest {
class String;
}

namespace tender::testing {

template<class T>
doctest::String doctest_text(T const& value);

}  // namespace tender::testing

#include <doctest/doctest.h>

namespace tender::testing {

template<class T>
doctest::String doctest_text(T const& value)
{
    using doctest::toString;
    if constexpr (std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value)
        return std::string(enum_name(value)).c_str();
    else
        return toString(value);
}

}  // namespace tender::testing
