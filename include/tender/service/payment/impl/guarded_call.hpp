// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/impl/guarded_call.hpp: a call to a provider, which may throw.
#pragma once

#include <tender/service/runtime/runtime.hpp>

#include <exception>

namespace tender {

/// What a call to a provider comes to; what it throws is logged and counts as no answer.
template<class Ask>
auto guarded_call(runtime const& r, Ask&& ask) -> decltype(ask())
{
    try {
        return ask();
    } catch (std::exception const& e) {
        r.log({{}, "provider_threw", e.what()});
    } catch (...) {
        r.log({{}, "provider_threw", "something of an unknown type"});
    }
    return {};
}

}  // namespace tender
