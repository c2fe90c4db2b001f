// SPDX-License-Identifier: BSL-1.0
// tender/service/merchant/accounts.hpp: merchants.
#pragma once

#include <tender/base/config.hpp>
#include <tender/base/result.hpp>
#include <tender/domain/merchant/account_settings.hpp>
#include <tender/domain/merchant/branding.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tender {

class runtime;

/// How a merchant is made. The username is unique in the whole store, and does not end in `_live`.
struct create_account {
    username_text username{};
    text<255> name{};
    tender::currency currency = "USD";
    bool live_approved = false;
    std::chrono::seconds settlement_delay{0};   ///< from captured to available
    std::int64_t reserve_basis_points = 0;      ///< of each capture, kept back
    std::chrono::seconds reserve_delay{0};
};
BOOST_DESCRIBE_STRUCT(create_account, (), (username, name))

inline constexpr std::string_view live_suffix = "_live";

/// Thread-safe.
class accounts {
public:
    explicit accounts(runtime& r) : runtime_(r) {}

    result<account> create(create_account command);          ///< invalid_request, conflict
    result<account> read(id<account> which);                  ///< not_found
    result<account> find(std::string_view username);          ///< not_found

    /// A username names account and mode: `demo` is the account demo in test mode, `demo_live` the
    /// same in live mode [C48]. So no account's own name ends in `_live`.
    result<merchant> named(std::string_view username);        ///< not_found
    result<std::string> name_of(merchant const& who);         ///< not_found

    /// An account that is not active lets nobody in.
    result<account> set_active(id<account> which, bool active);

    /// What its pages look like; defaults where nobody has said.
    result<tender::branding> branding(id<account> which);
    result<tender::branding> brand(id<account> which, set_branding command);  ///< invalid_request

    /// What it may sell; defaults where nobody has said.
    result<account_settings> settings(id<account> which);
    result<account_settings> change_settings(id<account> which,
                                             change_account_settings command);  ///< invalid_request

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/merchant/impl/accounts.ipp>
#endif
