// SPDX-License-Identifier: BSL-1.0
// tender/testing/impl/popfab_providers.ipp: bodies of testing/popfab_providers.hpp.
#pragma once

#include <tender/testing/popfab_providers.hpp>

namespace tender::testing {

namespace popfab_providers_parts {

TENDER_DECL std::shared_ptr<simulated_book> book_of(name provider,
                                               std::shared_ptr<storage> const& store)
{
    if (store) return std::make_shared<stored_book>(store, provider);
    return std::make_shared<memory_book>();
}

}  // namespace popfab_providers_parts

TENDER_DECL std::shared_ptr<simulated_provider> house_provider(
    std::shared_ptr<tender::clock> clock, std::chrono::milliseconds confirm_after,
    std::shared_ptr<call_faults> faults, std::shared_ptr<storage> store)
{
    provider_profile profile;
    profile.id = "house";
    profile.hidden_from = {name(), "popfab"};
    for (std::size_t i = 0; i != enum_count<payment_method>; ++i)
        profile.takes.push_back({static_cast<payment_method>(i), {}});
    auto book = popfab_providers_parts::book_of(profile.id, store);
    return std::make_shared<simulated_provider>(std::move(profile), "hse_", std::move(clock),
                                                confirm_after, std::move(faults),
                                                std::move(book));
}

TENDER_DECL std::vector<std::shared_ptr<simulated_provider>> popfab_providers(
    std::shared_ptr<tender::clock> clock, std::chrono::milliseconds confirm_after,
    std::shared_ptr<call_faults> faults, std::shared_ptr<storage> store)
{
    using enum payment_method;
    using currencies = std::vector<currency>;
    currencies const nigeria{"NGN"};
    currencies const four{"NGN", "GHS", "KES", "ZAR"};
    currencies const four_and_dollars{"NGN", "GHS", "KES", "ZAR", "USD"};
    currencies const africa{"NGN", "GHS", "KES", "ZAR", "UGX", "XOF"};
    currencies const africa_and_dollars{"NGN", "GHS", "KES", "ZAR", "UGX", "XOF", "USD"};
    struct row {
        name id;
        char const* prefix;
        std::int64_t basis_points;
        std::vector<capability> takes;
    };
    row const rows[] = {
        {"paystack", "psk_", 25, {{card, four_and_dollars}, {bank_transfer, four}, {ussd, four},
                                  {qr, four}}},
        {"flutterwave", "flw_", 30, {{card, africa_and_dollars}, {mobile_money, africa},
                                     {bank_transfer, africa}, {ussd, africa}}},
        {"monnify", "mnf_", 28, {{bank_transfer, nigeria}, {ussd, nigeria}}},
        {"squad", "sqd_", 27, {{card, nigeria}, {bank_transfer, nigeria}}},
        {"interswitch", "isw_", 32, {{card, nigeria}, {ussd, nigeria}}},
        {"payaza", "pyz_", 29, {{card, nigeria}, {bank_transfer, nigeria}}},
    };
    std::vector<std::shared_ptr<simulated_provider>> out;
    for (auto const& r : rows) {
        provider_profile profile;
        profile.id = r.id;
        profile.takes = r.takes;
        profile.fee.basis_points = r.basis_points;
        profile.faces = {name(), "popfab"};
        out.push_back(std::make_shared<simulated_provider>(
            std::move(profile), r.prefix, clock, confirm_after, faults,
            popfab_providers_parts::book_of(r.id, store)));
    }
    return out;
}

}  // namespace tender::testing
