// SPDX-License-Identifier: BSL-1.0
// tender/testing/simulated_book.hpp: what a simulated provider writes down, in memory or a store.
#pragma once

#include <tender/base/spin_mutex.hpp>
#include <tender/base/config.hpp>
#include <tender/base/currency.hpp>
#include <tender/base/enum.hpp>
#include <tender/core/containers/flat_index.hpp>
#include <tender/core/record.hpp>
#include <tender/port/storage.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

namespace tender::testing {

using tender::operator<<;   // which prints the enums of this namespace, too

BOOST_DEFINE_FIXED_ENUM_CLASS(simulated_status, std::uint8_t, waiting, done, declined, returned)

/// A charge or refund that a simulated provider took.
struct simulated_call {
    tender::id<simulated_call> id;             ///< the reference that its caller gave
    ulid purpose;                              ///< of a charge: a hash of the merchant's reference;
                                               ///< of a refund: its charge
    instant confirm_at{};
    std::int64_t amount = 0;                   ///< minor units
    std::int64_t refunded = 0;
    tender::currency currency;
    simulated_status status = simulated_status::waiting;   ///< as written; time may have gone on
    bool settles = false;                      ///< passes through settlement first
    bool challenged = false;
    bool is_refund = false;
    std::int16_t stored_card = -1;             ///< the last four digits of the card that is to be
                                               ///< charged again; -1: none is
};
BOOST_DESCRIBE_STRUCT(simulated_call, (), (id, purpose, confirm_at, amount, refunded, currency,
    status, settles, challenged, is_refund, stored_card))

/// What all charges for one reference of a merchant have in common.
inline ulid simulated_purpose(std::string_view merchant_reference)
{
    return {0, hash_of(merchant_reference)};
}

/// The id of the call that has that reference.
inline ulid simulated_reference(std::string_view text)
{
    return ulid::read(text).value_or(ulid{});
}

/// A book while one piece of work has it for itself.
class book_entries {
public:
    virtual simulated_call const* find(ulid reference) = 0;   ///< null: no such call
    virtual void put(simulated_call fresh) = 0;               ///< instead of an older version

protected:
    ~book_entries() = default;
};

/// The book of one simulated provider. Thread-safe.
class simulated_book {
public:
    virtual ~simulated_book() = default;

    /// Does some work whole or not at all; it is done again where another was quicker.
    template<class Work>
    result<> change(Work&& work)   ///< storage_unavailable
    {
        return run(std::ref(work));
    }

    virtual result<> for_each(std::function<void(simulated_call const&)> const& take) const = 0;

private:
    virtual result<> run(std::function<void(book_entries&)> const& work) = 0;
};

/// Ends with its provider.
class memory_book final : public simulated_book, private book_entries {
public:
    result<> for_each(std::function<void(simulated_call const&)> const& take) const override
    {
        std::lock_guard const hold(lock_);
        for (auto const& e : calls_) take(e);
        return {};
    }

private:
    result<> run(std::function<void(book_entries&)> const& work) override
    {
        std::lock_guard const hold(lock_);
        work(*this);
        return {};
    }

    simulated_call const* find(ulid reference) override
    {
        auto const at = place_of(reference);
        return at == flat_index::none ? nullptr : &calls_[at];
    }

    void put(simulated_call fresh) override
    {
        auto const at = place_of(fresh.id.value);
        if (at != flat_index::none) {
            calls_[at] = std::move(fresh);
            return;
        }
        index_.insert(hash(fresh.id.value), static_cast<std::uint32_t>(calls_.size()));
        calls_.push_back(std::move(fresh));
    }

    std::uint32_t place_of(ulid reference) const
    {
        return index_.find(hash(reference),
                           [&](std::uint32_t p) { return calls_[p].id.value == reference; });
    }

    static std::uint32_t hash(ulid reference)
    {
        return static_cast<std::uint32_t>(reference.low * 0x9e3779b97f4a7c15 >> 32);
    }

    mutable spin_mutex lock_;
    flat_index index_;
    std::deque<simulated_call> calls_;
};

/// Stands in a store, as records of an account that is the provider's alone. A restart forgets
/// nothing, and several processes share it. The store must know the entity `simulated_call`.
class stored_book final : public simulated_book {
public:
    stored_book(std::shared_ptr<storage> store, name provider)
        : store_(std::move(store)), owner_{{hash_of("simulated provider"),
                                            hash_of(provider.text())}}
    {
    }

    TENDER_DECL result<> for_each(
        std::function<void(simulated_call const&)> const& take) const override;

private:
    struct work_on;

    TENDER_DECL result<> run(std::function<void(book_entries&)> const& work) override;

    std::shared_ptr<storage> store_;
    tender::id<account> owner_;
};

}  // namespace tender::testing

namespace tender {

template<>
inline constexpr record_type record_of<testing::simulated_call> = {
    "simulated_call", {}, &record_id<testing::simulated_call>};

}  // namespace tender

#ifndef TENDER_SEPARATE_COMPILATION
#    include <tender/testing/impl/simulated_book.ipp>
#endif
