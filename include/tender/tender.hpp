// SPDX-License-Identifier: BSL-1.0
// tender/tender.hpp: what a host calls, but for the faces and what needs more than Boost's headers.
#pragma once

#include <tender/adapter/system.hpp>
#include <tender/api/dispatcher.hpp>
#include <tender/api/notifications.hpp>
#include <tender/base/assert.hpp>
#include <tender/base/checked.hpp>
#include <tender/base/config.hpp>
#include <tender/base/country.hpp>
#include <tender/base/currency.hpp>
#include <tender/base/decimal.hpp>
#include <tender/base/encoding.hpp>
#include <tender/base/enum.hpp>
#include <tender/base/fault.hpp>
#include <tender/base/grammar.hpp>
#include <tender/base/id.hpp>
#include <tender/base/money.hpp>
#include <tender/base/name.hpp>
#include <tender/base/page.hpp>
#include <tender/base/result.hpp>
#include <tender/base/secret.hpp>
#include <tender/base/text.hpp>
#include <tender/base/time.hpp>
#include <tender/base/url.hpp>
#include <tender/base/whole.hpp>
#include <tender/core/json/json_text.hpp>
#include <tender/core/json/views.hpp>
#include <tender/domain/billing/calendar.hpp>
#include <tender/domain/billing/dunning.hpp>
#include <tender/domain/billing/math.hpp>
#include <tender/domain/billing/price.hpp>
#include <tender/domain/billing/pricing.hpp>
#include <tender/fwd.hpp>
#include <tender/port/rates.hpp>
#include <tender/port/webhook_signature.hpp>
#include <tender/service/access/jwt.hpp>
#include <tender/service/engine.hpp>
#include <tender/store/memory.hpp>
#include <tender/version.hpp>

#include <memory>

namespace tender {

/// The ports of a program that keeps everything in memory: `tender::engine pay{in_memory()};`
inline ports in_memory()
{
    ports world;
    world.storage = std::make_shared<memory_storage>();
    world.clock = std::make_shared<os_clock>();
    world.entropy = std::make_shared<os_entropy>();
    return world;
}

}  // namespace tender
