// SPDX-License-Identifier: BSL-1.0
// tender/adapter/http_sender.hpp: webhooks over HTTPS, by Boost.Beast; link OpenSSL.
#pragma once

#include <tender/base/config.hpp>
#include <tender/port/sender.hpp>

#include <memory>

namespace tender {

/// Whom a sender may reach. `anywhere` also allows http.
enum class reach { the_public_internet, anywhere };

/// Each request has a connection of its own, TLS 1.2 or newer with the system's certificates, and
/// its time limit, which holds for the name's look-up too. Of the answer only the head is read.
/// A name is resolved once, and the addresses that are not public are passed over [C31], so that
/// what was checked is what is connected to. Thread-safe; blocks its caller.
class http_sender final : public sender {
public:
    explicit http_sender(reach how = reach::the_public_internet);

    TENDER_DECL sent send(outgoing const& what) override;

    /// For a program that ends: what is on its way is interrupted, and nothing is sent any more.
    void stop();

private:
    struct inside;
    class call;

    std::shared_ptr<inside> inside_;
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/adapter/impl/http_sender.ipp>
#endif
