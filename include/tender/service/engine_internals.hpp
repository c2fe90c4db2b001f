// SPDX-License-Identifier: BSL-1.0
// tender/service/engine_internals.hpp: what dispatchers, sandboxes and tests need of an engine, and
// no host does.
#pragma once

#include <tender/service/engine.hpp>
#include <tender/service/engine_parts.hpp>

namespace tender {

struct engine_internals {
    static runtime& runtime_of(engine& e) { return e.parts_->runtime; }
    static idempotency_records& idempotency_of(engine& e) { return e.parts_->idempotency; }
    static bookkeeping& bookkeeping_of(engine& e) { return e.parts_->bookkeeping; }

    /// How a face tells its merchants what happened; a dispatcher says it for its faces.
    static void learn(engine& e, webhook_dialect const& how) { e.parts_->outbox.learn(how); }

    /// These faces are served here, beside those that were before.
    static void serve(engine& e, std::vector<name> const& faces)
    {
        e.parts_->api_keys.serve(faces);
    }

    /// The pages of a face stand there; the last word counts.
    static void serve_pages(engine& e, name face, page_addresses where)
    {
        e.parts_->checkout.serve_at(face, std::move(where));
    }
    static page_addresses pages_of(engine& e, name face)
    {
        return e.parts_->checkout.addresses_of(face);
    }

    /// As of `idempotency_records::look_before_reading`.
    static result<first_look> find_answer_unread(engine& e, merchant const& who,
                                                 idempotency_request const& request)
    {
        return e.parts_->idempotency.look_before_reading(who, request);
    }

    /// The answer that a request's key has, or none where the key is free: as of
    /// `idempotency_records::look`.
    static result<replay> find_answer(engine& e, merchant const& who,
                                      idempotency_request const& request)
    {
        return e.parts_->idempotency.look(
            who, request,
            [&e](merchant const& owner, versioned<idempotency_record> const& unanswered) {
                return e.parts_->calls.finish(owner, unanswered);
            });
    }

    // A face's request under a key that was found free; null: it has none. What each
    // returns is the key's answer. Faults as of the services, and request_in_progress: another
    // request took the key meanwhile; look again.

    static result<std::shared_ptr<payment const>> create_once(engine& e, merchant const& who,
                                                              create_payment command,
                                                              idempotency_request const* request)
    {
        return e.parts_->payments.create_once(who, std::move(command), request);
    }
    static result<answer> create_once(engine& e, merchant const& who, id<payment> of,
                                      create_refund command, idempotency_request const* request)
    {
        return e.parts_->refunds.create_once(who, of, std::move(command), request);
    }

    /// As the command has it: with neither limits nor a rate of the account's.
    static result<std::shared_ptr<payment const>> open_once(engine& e, merchant const& who,
                                                            open_checkout command,
                                                            idempotency_request const* request)
    {
        return e.parts_->checkout.open_once(who, std::move(command), request);
    }
};

/// Its ports, settings, providers and ids.
inline runtime& runtime_of(engine& e) { return engine_internals::runtime_of(e); }

/// What writes its books.
inline bookkeeping& bookkeeping_of(engine& e) { return engine_internals::bookkeeping_of(e); }

}  // namespace tender
