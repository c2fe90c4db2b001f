// SPDX-License-Identifier: BSL-1.0
// Boost.JSON without its library: its source, in one unit of the program.
#include <boost/json/src.hpp>
