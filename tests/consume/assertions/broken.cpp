// SPDX-License-Identifier: BSL-1.0
// tests/consume/assertions/broken.cpp: a program that uses a result without looking at it.
#ifdef OWN_ASSERT
#    include <cstdio>
#    include <cstdlib>
#    include <string>
[[noreturn]] inline void own_assert(std::string const& sentence)
{
    std::printf("own: %s\n", sentence.c_str());
    std::exit(3);
}
#    define TENDER_ASSERT(condition, sentence) \
        ((condition) ? static_cast<void>(0) : own_assert(sentence))
#endif

#include <tender/base/money.hpp>

int main()
{
    auto const sum = tender::add({1050, "USD"}, {5, "NGN"});
    return sum->minor == 1055 ? 0 : 1;
}
