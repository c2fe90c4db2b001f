// SPDX-License-Identifier: BSL-1.0
// A name from text that only a run knows: name::read says whether it fits.
// expect: no matching (function for call to|conversion|constructor)
#include <tender/base/name.hpp>

#include <string>

tender::name provider_of(std::string const& text) { return tender::name(text); }
