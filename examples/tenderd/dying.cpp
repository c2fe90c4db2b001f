// SPDX-License-Identifier: BSL-1.0
// tenderd/dying.cpp: bodies of dying.hpp.
#include "dying.hpp"

#include "command_line.hpp"

#include <csignal>

#include <unistd.h>

namespace tenderd {

death read_death(std::string_view text)
{
    auto const colon = text.find(':');
    auto const where = tender::enum_from<write_point>(text.substr(0, colon));
    if (!where || colon == text.npos) {
        std::string points;
        for (auto const point : tender::enum_names<write_point>)
            points.append(points.empty() ? "" : ", ").append(point);
        throw cannot_start("--die-at must be POINT:N with a point of " + points);
    }
    return {*where, static_cast<int>(number("--die-at's number", text.substr(colon + 1), 1,
                                            1'000'000))};
}

void dying::pass(write_point here)
{
    if (here == where_ && left_.strikes()) ::kill(::getpid(), SIGKILL);
}

tender::result<> dying_storage::commit(tender::id<tender::account> owner,
                                       tender::unit_changes const& what)
{
    when_->pass(write_point::before_commit);
    auto done = passing_storage::commit(owner, what);
    when_->pass(write_point::after_commit);
    return done;
}

template<class Call>
auto dying_provider::between(Call&& call)
{
    when_->pass(write_point::before_call);
    auto answer = call();
    when_->pass(write_point::after_call);
    return answer;
}

tender::provider_answer dying_provider::charge(tender::charge_order const& order)
{
    return between([&] { return real_->charge(order); });
}

tender::provider_answer dying_provider::refund(tender::refund_order const& order)
{
    return between([&] { return real_->refund(order); });
}

tender::provider_answer dying_provider::query(tender::query_order const& order)
{
    return between([&] { return real_->query(order); });
}

tender::provider_answer dying_provider::cancel(tender::cancel_order const& order)
{
    return between([&] { return real_->cancel(order); });
}

}  // namespace tenderd
