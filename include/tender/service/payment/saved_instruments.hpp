// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/saved_instruments.hpp: payment methods that customers have saved.
#pragma once

#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/port/storage.hpp>

#include <vector>

namespace tender {

class runtime;

/// What providers have stored to charge again: `create_payment::save_instrument` brings one, and
/// `create_payment::instrument` charges it. Thread-safe. Every function answers
/// storage_unavailable where the store is away.
class saved_instruments {
public:
    explicit saved_instruments(runtime& r) : runtime_(r) {}

    /// Saves what a provider has stored without us. Nobody asks the provider: the first charge
    /// shows whether it knows the token. Where the customer's is saved already it is that one.
    /// An owner's first one becomes its default. Faults: invalid_request with every field;
    /// not_found where there is no such account.
    result<saved_instrument> create(merchant const& who, create_saved_instrument command);

    /// One that was removed, too. Fault not_found.
    result<saved_instrument> read(merchant const& who, id<saved_instrument> which);

    /// A page, newest first, of those that are not removed. Fault invalid_request.
    result<page<versioned<saved_instrument>>> list(merchant const& who,
                                                   list_saved_instruments const& which = {});

    /// What a customer pays with, in the order in which it is tried: the default one, then the
    /// others, oldest first. Fault not_found.
    result<std::vector<saved_instrument>> in_order(merchant const& who, id<customer> of);

    /// It is charged no more, and its token is gone from here; a charge that is under way goes on.
    /// What the provider has stored is for the host to delete there. A customer has no default then
    /// whose it was. Again it changes nothing.
    /// Fault not_found.
    result<saved_instrument> remove(merchant const& who, id<saved_instrument> which);

private:
    runtime& runtime_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/payment/impl/saved_instruments.ipp>
#endif
