// SPDX-License-Identifier: BSL-1.0
// tests/additions/vouchers.hpp: vouchers are made once per key, read, and expire by a job.
#pragma once

#include "voucher.hpp"

#include <tender/service/runtime/idempotency.hpp>
#include <tender/service/runtime/runtime.hpp>
#include <tender/service/runtime/schedule.hpp>
#include <tender/service/webhook/outbox.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace tender {

struct create_voucher {
    std::string code;
    std::int64_t worth = 0;
    std::chrono::seconds good_for{3600};
};

/// Thread-safe. Every function answers storage_unavailable where the store is away.
class vouchers {
public:
    vouchers(runtime& r, idempotency_records& k, outbox& o)
        : runtime_(r), idempotency_(k), outbox_(o)
    {
    }

    /// Fault duplicate_reference where another voucher has the code.
    result<std::shared_ptr<voucher const>> create_once(merchant const& who, create_voucher command,
                                                       idempotency_request const* request)
    {
        using made = result<std::shared_ptr<voucher const>>;
        auto const now = runtime_.now();
        id<voucher> const which{runtime_.new_id(now)};
        id<event> const created{runtime_.ids.dated(now)};
        return runtime_.transact(who.account, [&](unit_of_work& unit) -> made {
            if (request != nullptr) {
                auto const taken = idempotency_.reserve(unit, who, *request, which, now, now, false,
                                                     created);
                if (!taken) return taken.error();
            }
            index_key key;
            key.add(who.mode).add(command.code);
            if (auto const other = unit.find(voucher_by_code, key); other)
                return fault::about(errc::duplicate_reference, (*other)->id.text());
            else if (!(other.error() == errc::not_found)) return other.error();
            voucher v;
            v.id = which;
            v.account = who.account;
            v.mode = who.mode;
            v.face = who.face;
            v.code = command.code;
            v.worth = command.worth;
            v.expires_at = now + command.good_for;
            unit.insert(make_job(who, job_kind::expire_voucher, which.value, v.expires_at));
            auto const object = unit.insert(std::move(v));
            auto what = event_of(event_kind::voucher_created, object);
            what.id = created;
            if (auto const told = outbox_.append(unit, std::move(what), now); !told)
                return told.error();
            return object;
        });
    }

    result<voucher> read(merchant const& who, id<voucher> which)   ///< not_found
    {
        return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<voucher> {
            auto const found = find_own(unit, who, which);
            if (!found) return found.error();
            return **found;
        });
    }

    /// The job of a voucher whose time is over.
    result<> expire(merchant const& who, versioned<job> const& due)
    {
        return runtime_.transact(who.account, [&](unit_of_work& unit) -> result<> {
            auto const now = runtime_.now();
            auto const old = unit.find(id<voucher>{due->subject});
            if (!old) return old.error();
            auto const to = voucher_flow.next((*old)->state, voucher_event::expire);
            if (!to) return fault(errc::illegal_transition);
            auto next = **old;
            next.state = *to;
            auto const object = unit.replace(*old, std::move(next));
            auto const told = outbox_.append(
                unit, event_of(event_kind::voucher_expired, object, old->object), now);
            if (!told) return told.error();
            return unschedule(unit, who, job_kind::expire_voucher, due->subject);
        });
    }

private:
    runtime& runtime_;
    idempotency_records& idempotency_;
    outbox& outbox_;
};

}  // namespace tender
