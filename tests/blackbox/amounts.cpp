// SPDX-License-Identifier: BSL-1.0
// tests/blackbox/amounts.cpp: amounts in every currency and language of the pages, a line each, for
// others to judge: `en USD 1234.50|$1,234.50`.
#include <tender/api/pages/money_text.hpp>

#include <cstdint>
#include <cstdio>

int main()
{
    using namespace tender;
    for (auto const& style : money_styles)
        for (auto const& row : currencies)
            for (std::int64_t const minor :
                 {0LL, 5LL, 99LL, 100'050LL, 1'234'567LL, 12'345'678'901LL}) {
                auto const in = *currency::find(row.code);
                std::printf("%s %s %s|%s\n", std::string(style.language).c_str(),
                            std::string(in.code()).c_str(),
                            decimal_text(minor, in.digits()).c_str(),
                            money_text({minor, in}, style).c_str());
            }
}
