// SPDX-License-Identifier: BSL-1.0
// tender/service/webhook/outbox.hpp: who is to hear of an event is written down with it.
#pragma once

#include <tender/domain/runtime/job.hpp>
#include <tender/port/seal.hpp>
#include <tender/service/runtime/recent.hpp>
#include <tender/service/webhook/webhook_dialect.hpp>

#include <vector>

namespace tender {

/// What is wrong with an address that is to be told; "" for a good one [C31].
std::string_view violation_of_webhook_url(settings const& s, std::string_view url);

/// Names a URL's host among others.
std::uint64_t hash_of_host(std::string_view url);

/// The dialects of the faces, the endpoints of the merchants, and what both come to when something
/// happens. Thread-safe once the dialects are known.
class outbox {
public:
    explicit outbox(runtime& r) : runtime_(r) {}

    /// A face's dialect, which must outlive this; a second one of the same face is not needed.
    void learn(webhook_dialect const& how);
    webhook_dialect const* dialect_of(name face) const;   ///< null: the face tells nobody

    /// The longest that one attempt of any face may take.
    std::chrono::milliseconds longest_attempt() const;

    /// Part of a caller's unit of work: an event, whose id sorts as its instant does, and what it
    /// comes to; the idempotency record, if there is one without an answer, gets it. Says whether
    /// it did.
    result<bool> append(unit_of_work& unit, event fresh, instant at,
                        id<idempotency_record> answers = {});

    /// The merchant's endpoints have changed.
    void forget(merchant const& who) { endpoints_.forget(who, runtime_.now()); }

    /// A delivery and the job that sends it; `url` where that is no endpoint's.
    std::shared_ptr<webhook_delivery const> write(unit_of_work& unit, webhook_delivery fresh,
                                                  instant due, std::string_view url = {});

    /// The delivery of the n-th of an event's words to an endpoint, as it is written first.
    webhook_delivery delivery_for(webhook_endpoint const& to, event const& what,
                                  std::string_view type, std::size_t nth, instant now) const;

    /// From now on it hears of what happens, or of nothing more; what is on its way to one that is
    /// disabled is given up.
    result<webhook_endpoint> enable(unit_of_work& unit, versioned<webhook_endpoint> const& which,
                                    bool yes, instant now);

    /// Where other processes write too, what they did not know yet is looked for a little later.
    void look_later(unit_of_work& unit, webhook_endpoint const& which, instant now);

    /// Does the endpoint hear of what its face calls so?
    static bool hears(webhook_endpoint const& e, name face, std::string_view type);

    /// A sealed secret, and one opened again; nothing where the host's secret has changed.
    std::string seal(secret const& key, id<webhook_endpoint> of);
    std::optional<secret> open(std::string const& sealed, id<webhook_endpoint> of);

private:
    result<> fan_out(unit_of_work& unit, event const& what);
    sealer seals() { return {runtime_.crypto(), runtime_.settings.host_secret, "webhook"}; }

    runtime& runtime_;
    std::vector<webhook_dialect const*> dialects_;
    recent<webhook_endpoint> endpoints_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/webhook/impl/outbox.ipp>
#endif
