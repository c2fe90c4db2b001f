// SPDX-License-Identifier: BSL-1.0
// tenderd/dying.hpp: the process kills itself at a named point of the write path, for tests of what
// a crash leaves behind.
#pragma once

#include <tender/port/provider.hpp>
#include <tender/testing/countdown.hpp>
#include <tender/testing/passing_storage.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace tenderd {

/// A commit is a unit of work that writes; a call is one to a provider, a question too.
BOOST_DEFINE_ENUM_CLASS(write_point, before_commit, after_commit, before_call, after_call)

struct death {
    write_point where = write_point::before_commit;
    int nth = 0;                                    ///< counted from 1; 0: it lives
};

/// POINT:N; throws cannot_start.
death read_death(std::string_view text);

class dying {
public:
    explicit dying(death when) : where_(when.where) { left_.arm(when.nth); }

    /// Does not come back where this is the point.
    void pass(write_point here);

private:
    write_point where_;
    tender::testing::countdown left_;
};

class dying_storage final : public tender::testing::passing_storage {
public:
    dying_storage(std::shared_ptr<tender::storage> real, std::shared_ptr<dying> when)
        : passing_storage(std::move(real)), when_(std::move(when))
    {
    }

    tender::result<> commit(tender::id<tender::account> owner,
                            tender::unit_changes const& what) override;

private:
    std::shared_ptr<dying> when_;
};

class dying_provider final : public tender::provider {
public:
    dying_provider(std::shared_ptr<tender::provider> real, std::shared_ptr<dying> when)
        : real_(std::move(real)), when_(std::move(when))
    {
    }

    tender::provider_profile const& profile() const override { return real_->profile(); }
    tender::provider_answer charge(tender::charge_order const& order) override;
    tender::provider_answer refund(tender::refund_order const& order) override;
    tender::provider_answer query(tender::query_order const& order) override;
    tender::provider_answer cancel(tender::cancel_order const& order) override;
    std::optional<tender::provider_notice> parse_notification(
        tender::provider_message const& what) override
    {
        return real_->parse_notification(what);
    }

private:
    template<class Call>
    auto between(Call&& call);

    std::shared_ptr<tender::provider> real_;
    std::shared_ptr<dying> when_;
};

}  // namespace tenderd
