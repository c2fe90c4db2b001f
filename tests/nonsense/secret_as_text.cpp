// SPDX-License-Identifier: BSL-1.0
// A secret is read with reveal() alone.
// expect: conversion from .*secret.* to non-scalar type|no viable conversion|could not convert
#include <tender/base/secret.hpp>

std::string text_of(tender::secret const& s)
{
    std::string text = s;
    return text;
}
