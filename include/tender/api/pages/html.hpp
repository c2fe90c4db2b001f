// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/html.hpp: what a page says, as HTML.
#pragma once

#include <tender/api/pages/escaped.hpp>
#include <tender/api/pages/form.hpp>
#include <tender/api/pages/money_text.hpp>
#include <tender/base/config.hpp>
#include <tender/domain/merchant/branding.hpp>
#include <tender/service/checkout/checkout.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tender {

/// What a decline means to the one who pays; what a provider says is not for a customer's eyes.
TENDER_DECL std::string_view words_for_decline(decline_code why);

/// What a customer is told of a link that takes nobody.
struct closed_words {
    std::string_view title, says;
};
TENDER_DECL closed_words const& words_for_closed(link_standing why);

/// All that a page shows. Everything is only looked at.
struct page_content {
    checkout_visit const& at;
    account const& owner;
    branding const& brand;
    money_style const& amounts;
    std::string address{};                    ///< the page's own path
    std::vector<payment_method> methods{};    ///< that are open
    payment_method method = payment_method::card;   ///< the one whose form it shows
    page_form const* typed = nullptr;
    std::vector<field_fault> violations{};
    std::string notice{};                     ///< above the form: why it is there again
    std::string target{};                     ///< where the customer goes from here; empty: nowhere
};

TENDER_DECL std::string page_html(page_content const& c);

/// The style of a page that says one thing; it stands in the page, so its digest in the policy.
inline constexpr std::string_view message_css =
    "body{margin:2rem auto;max-width:26rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif;"
    "color:#1b1f24}h1{font-size:1.25rem}";

/// A page that says one thing.
TENDER_DECL std::string message_html(std::string_view title, std::string_view says);

TENDER_DECL std::string page_css(branding const& brand);

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/pages/html.ipp>
#    include <tender/api/pages/page_css.ipp>
#endif
