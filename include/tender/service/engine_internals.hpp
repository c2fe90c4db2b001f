// SPDX-License-Identifier: BSL-1.0
// tender/service/engine_internals.hpp: what dispatchers, sandboxes and tests need of an engine, and
// no host does.
#pragma once

#include <tender/service/engine.hpp>

namespace tender {

struct engine_internals {
    static runtime& runtime_of(engine& e) { return e.runtime_; }
    static idempotency_records& idempotency_of(engine& e) { return e.idempotency_; }
    static bookkeeping& bookkeeping_of(engine& e) { return e.bookkeeping_; }
    static void learn(engine& e, webhook_dialect const& how) { e.outbox_.learn(how); }
    static result<replay> find_answer(engine& e, merchant const& who,
                                      idempotency_request const& request)
    {
        return e.idempotency_.look(
            who, request,
            [&e](merchant const& owner, versioned<idempotency_record> const& unanswered) {
                return e.calls_.finish(owner, unanswered);
            });
    }
};

/// Its ports, settings, providers and ids.
inline runtime& runtime_of(engine& e) { return engine_internals::runtime_of(e); }

/// What writes its books.
inline bookkeeping& bookkeeping_of(engine& e) { return engine_internals::bookkeeping_of(e); }

/// How a face tells its merchants what happened; a dispatcher says it for its faces.
inline void learn(engine& e, webhook_dialect const& how) { engine_internals::learn(e, how); }

/// The answer that a request's key has, or none where the key is free: as of
/// `idempotency_records::look`.
inline result<replay> find_answer(engine& e, merchant const& who,
                                  idempotency_request const& request)
{
    return engine_internals::find_answer(e, who, request);
}

}  // namespace tender
