// SPDX-License-Identifier: BSL-1.0
// tender/core/containers/interner.hpp: one copy of what is mostly the same.
#pragma once

#include <tender/base/spin_mutex.hpp>

#include <memory>
#include <mutex>

namespace tender {

/// Shares a value with whoever had the same one last. Thread-safe.
template<class T>
class interner {
public:
    template<class Alike>
    std::shared_ptr<T const> share(Alike const& value)
    {
        std::lock_guard const hold(lock_);
        if (!last_ || *last_ != value) last_ = std::make_shared<T const>(value);
        return last_;
    }

private:
    spin_mutex lock_;
    std::shared_ptr<T const> last_;
};

}  // namespace tender
