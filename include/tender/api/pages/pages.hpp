// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/pages.hpp: the page where a customer pays, the same in every face [C39].
#pragma once

#include <tender/api/exchange.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace tender {

/// Where pages stand below a face's mount; a token follows.
inline constexpr std::string_view page_path = "/checkout/session/";

TENDER_DECL void show_page(exchange& x);      ///< the form, or what became of it
TENDER_DECL void submit_page(exchange& x);    ///< pays
TENDER_DECL void leave_page(exchange& x);     ///< takes back what waits for the customer
TENDER_DECL void cancel_page(exchange& x);    ///< back to the merchant
TENDER_DECL void style_page(exchange& x);
TENDER_DECL void logo_page(exchange& x);
TENDER_DECL void refuse_page(fault const& why, response& out);

inline constexpr endpoint page_endpoints[] = {
    // verb, path                                      needs, key, does, role, tells faults
    {verb::GET,  "/checkout/session/{token}",          {}, idempotency::ignored, &show_page,
     role::member, &refuse_page},
    {verb::POST, "/checkout/session/{token}",          {}, idempotency::ignored, &submit_page,
     role::member, &refuse_page},
    {verb::POST, "/checkout/session/{token}/leave",    {}, idempotency::ignored, &leave_page,
     role::member, &refuse_page},
    {verb::POST, "/checkout/session/{token}/cancel",   {}, idempotency::ignored, &cancel_page,
     role::member, &refuse_page},
    {verb::GET,  "/checkout/session/{token}/style",    {}, idempotency::ignored, &style_page,
     role::member, &refuse_page},
    {verb::GET,  "/checkout/session/{token}/logo",     {}, idempotency::ignored, &logo_page,
     role::member, &refuse_page},
};

/// A face's endpoints, and those of its pages behind them.
template<std::size_t N>
constexpr auto with_pages(endpoint const (&own)[N])
{
    std::array<endpoint, N + std::size(page_endpoints)> all{};
    for (std::size_t i = 0; i != N; ++i) all[i] = own[i];
    for (std::size_t i = 0; i != std::size(page_endpoints); ++i) all[N + i] = page_endpoints[i];
    return all;
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/pages/pages.ipp>
#endif
