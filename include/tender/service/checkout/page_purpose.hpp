// SPDX-License-Identifier: BSL-1.0
// tender/service/checkout/page_purpose.hpp: a page and its link move with their payment.
#pragma once

#include <tender/domain/checkout/checkout.hpp>
#include <tender/service/payment/payment_change.hpp>

namespace tender {

/// The purpose of payments that are made on a page.
class page_purpose final : public purpose {
public:
    explicit page_purpose(runtime& r) : runtime_(r) {}

    bool has(payment const& p) const override { return p.hosted(); }
    TENDER_DECL result<bool> may_try_again(unit_of_work& unit, payment const& p) override;
    TENDER_DECL result<> moved(payment_move& what) override;

private:
    static result<> count_use(unit_of_work& unit, payment const& p, checkout_state from,
                              checkout_state to);

    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/checkout/impl/page_purpose.ipp>
#endif
