// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/impl/events.ipp: bodies of service/webhook/events.hpp.
#pragma once

#include <tender/service/webhook/events.hpp>

#include <utility>

namespace tender {

TENDER_DECL result<bool> events::append(unit_of_work& unit, event fresh, instant at,
                                        id<claim> answers)
{
    if (!fresh.id) fresh.id = {runtime_.ids.dated(at)};
    auto const appended = unit.insert(std::move(fresh));
    if (auto const told = outbox_.fan_out(unit, *appended); !told) return told.error();
    auto const event_id = appended->id;
    if (!answers) return false;
    auto const c = unit.find(answers);
    if (!c) return c.error() == errc::not_found ? result<bool>(false) : c.error();
    if ((*c)->answer) return false;
    auto answered = **c;
    answered.answer = event_id;
    unit.replace(*c, std::move(answered));
    return true;
}

}  // namespace tender
