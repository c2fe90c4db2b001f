// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/link_page.hpp: what a payment link shows before its customer pays.
#pragma once

#include <tender/api/pages/html.hpp>
#include <tender/domain/checkout/payment_link.hpp>

#include <string>
#include <vector>

namespace tender {

/// What a customer says of himself. The names are those of the form.
struct link_customer {
    std::string first_name, last_name, email, country, postal_code;
};

/// A sentence for names that hold what looks like a card's number, also across both [C37], or "".
std::string_view violation_of_names(std::string_view first, std::string_view last);

/// Reads the form of a link; `violations` has a sentence for each input that is wrong.
TENDER_DECL link_customer read_link_customer(page_form const& form,
                                             std::vector<field_fault>& violations);

/// All that a link's page shows. Everything is only looked at.
struct link_content {
    payment_link const& link;
    account const& owner;
    branding const& brand;
    money_style const& amounts;
    std::string address{};                    ///< the page's own path, without a slash at its end
    link_standing standing = link_standing::open;
    page_form const* typed = nullptr;
    std::vector<field_fault> violations{};
    std::string_view notice{};                ///< above the form: why it is there again
};

TENDER_DECL std::string link_html(link_content const& c);

//---------------------------------------------------------------------------

inline std::string_view violation_of_names(std::string_view first, std::string_view last)
{
    constexpr std::size_t longest = 255;
    return violation_of_text(std::string(first).append(" ").append(last), longest);
}

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/api/pages/link_page.ipp>
#endif
