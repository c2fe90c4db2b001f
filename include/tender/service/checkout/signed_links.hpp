// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/signed_links.hpp: pages that are all in their address.
#pragma once

#include <tender/service/checkout/checkout.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tender {

class runtime;

/// Addresses that anybody may ask for and nobody can make or change: what a page is about stands in
/// its token, signed under the host's secret, and nothing is written before its customer submits
/// [C47]. The text in a token can be read by whoever has it. Thread-safe.
class signed_links {
public:
    signed_links(runtime& r, checkout& c) : runtime_(r), checkout_(c) {}

    /// The token that stands for the text, of `face`; another face's tokens are none of this one's.
    /// Fault internal where the host has set no secret, or one of less than 32 bytes.
    result<std::string> sign(name face, std::string_view text);

    /// The text of a token that was signed here; nothing for any other.
    std::optional<std::string> read(name face, std::string_view token);

    /// The page that the command would open, as one that nobody has submitted yet; from `ends` on
    /// it has expired. Limits of the account are for the caller to ask. Fault invalid_request.
    result<checkout_visit> preview(merchant const& who, open_checkout command, instant ends);

    /// Opens it with the first submit, once for each `command.token`, which names the page: until
    /// `ends`, and at least for a second. The payment's reference is made of the token, and does
    /// not tell it. Faults: invalid_request, also where there is no token; duplicate_reference
    /// where another submit was quicker; not_found and forbidden as of `checkout::open`.
    result<checkout_visit> open(merchant const& who, open_checkout command, instant ends);

private:
    bool has_secret() const;
    std::string mark(name face, std::string_view of);

    runtime& runtime_;
    checkout& checkout_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/checkout/impl/signed_links.ipp>
#endif
