// SPDX-License-Identifier: BSL-1.0
// What every consuming project builds and runs.
#include <tender/tender.hpp>

#ifndef TENDER_SINGLE_HEADER  // which has every face in it
#include <tender/api/popfab.hpp>
#endif

int main()
{
    return 0;
}
