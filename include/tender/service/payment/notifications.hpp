// SPDX-License-Identifier: BSL-1.0
// tender/service/payment/notifications.hpp: what providers tell us by themselves.
#pragma once

#include <tender/domain/payment/notification.hpp>
#include <tender/domain/runtime/job.hpp>
#include <tender/service/payment/calls.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace tender {

/// A notification is a hint [C27]: the provider is asked, unless its signature stands and it says
/// that exactly the money of the call has moved. So duplicates, messages that overtake each other
/// and forgeries do no harm. Thread-safe.
class notifications {
public:
    notifications(runtime& r, calls& c) : runtime_(r), calls_(c) {}

    /// Faults: not_found where the mode has no such provider, invalid_request where it cannot read
    /// the message, storage_unavailable. Where there is none, the provider need not say it again.
    result<> receive(name from, mode where, string_pairs const& headers, std::string_view body);

    /// Tries what was not known, until a day after it came.
    result<> try_again(merchant const& who, versioned<job> const& due);

    /// How long what is not known is kept.
    static constexpr std::chrono::hours kept_for{24};

    /// What is kept of one provider and mode: a later one takes the place of an earlier one.
    static constexpr std::size_t most_kept = 1024, longest_reference = 255;

    /// How often the provider is asked about a call because of messages whose signature does not
    /// stand: whoever knows a reference could send many.
    static constexpr std::chrono::seconds between_hints{10};

private:
    /// A call, and who made it; without an attempt it is not known, and perhaps its account either.
    struct addressee {
        merchant who;
        std::shared_ptr<attempt const> made{};
    };

    result<addressee> find(std::string_view call, mode where);
    result<> hear(addressee const& to, provider_notice const& what);
    result<> store(addressee const& to, name from, std::string_view call);
    bool hint_is_due(id<attempt> which);

    runtime& runtime_;
    calls& calls_;
    std::array<std::atomic<std::int64_t>, 256> hinted_{};   ///< ms, by a hash of the attempt
};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/service/payment/impl/notifications.ipp>
#endif
