// SPDX-License-Identifier: BSL-1.0
// tender/domain/event/answer.hpp: what a request comes to, the first time and again.
#pragma once

#include <tender/domain/event/event.hpp>

#include <array>
#include <memory>
#include <utility>

namespace tender {

/// A record as a request left it, and with it what the request did to it, where that is a record
/// of its own: a payment and its refund. Null: there is no answer.
class answer {
public:
    answer() = default;

    template<class R>
    answer(std::shared_ptr<R const> object) : things_{{{&record_of<R>, std::move(object)}, {}}}
    {
    }

    template<class R, class Cause>
    answer(std::shared_ptr<R const> object, std::shared_ptr<Cause const> cause)
        : things_{{{&record_of<R>, std::move(object)}, {&record_of<Cause>, std::move(cause)}}}
    {
    }

    /// That of an event: its object after the change, and its cause.
    explicit answer(event const& e)
        : things_{{{row_of(e.kind).subject, e.object}, {row_of(e.kind).cause, e.cause}}}
    {
    }

    /// The record of that type; null where there is none.
    template<class R>
    std::shared_ptr<R const> get() const
    {
        for (auto const& [type, record] : things_)
            if (type == &record_of<R>) return std::static_pointer_cast<R const>(record);
        return nullptr;
    }

    explicit operator bool() const { return things_[0].record != nullptr; }

private:
    struct thing {
        record_type const* type = nullptr;
        std::shared_ptr<void const> record;
    };
    std::array<thing, 2> things_;
};

}  // namespace tender
