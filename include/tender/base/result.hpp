// SPDX-License-Identifier: BSL-1.0
// tender/base/result.hpp: a value, or the fault that stood in its way.
#pragma once

#include <tender/base/assert.hpp>
#include <tender/base/fault.hpp>

#include <iosfwd>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace tender {

/// What `result<T>::value()` throws where there is only a fault: asking for a value without
/// looking is the caller's broken promise.
class bad_result : public std::logic_error {
public:
    explicit bad_result(fault why)
        : std::logic_error(to_string(why)), why_(std::move(why)) {}

    fault const& why() const { return why_; }

private:
    fault why_;
};

namespace detail {

inline std::string has_no_value(fault const& why)
{
    return "a result is used as a value, and is the fault " + to_string(why);
}

}  // namespace detail

/// The one result type: `if (auto paid = pay.payments().create(…)) use(*paid);`
/// `*` and `->` want that one has looked: of a fault they are a failed assertion.
template<class T = void>
class [[nodiscard]] result {
public:
    using value_type = T;

    result(T value) : value_(std::move(value)), good_(true) {}  // NOLINT: a value is a result
    result(fault why) : fault_(std::move(why)) {}               // NOLINT: so is a fault
    result(errc why) : fault_(why) {}                           // NOLINT: and its code

    result(result const& o) : fault_(o.fault_)
    {
        if (o.good_) fill(o.value_);
    }
    result(result&& o) noexcept : fault_(std::move(o.fault_))
    {
        if (o.good_) fill(std::move(o.value_));
    }
    result& operator=(result o) noexcept
    {
        empty();
        fault_ = std::move(o.fault_);
        if (o.good_) fill(std::move(o.value_));
        return *this;
    }
    ~result() { empty(); }

    explicit operator bool() const { return good_; }
    bool has_value() const { return good_; }
    fault const& error() const { return fault_; }

    T& operator*() & { return looked(), value_; }
    T const& operator*() const& { return looked(), value_; }
    T&& operator*() && { return looked(), std::move(value_); }
    T* operator->() { return looked(), &value_; }
    T const* operator->() const { return looked(), &value_; }

    T& value() & { return checked(), value_; }
    T const& value() const& { return checked(), value_; }
    T value() && { return checked(), std::move(value_); }

    template<class Other>
    T value_or(Other&& otherwise) const&
    {
        return good_ ? value_ : static_cast<T>(std::forward<Other>(otherwise));
    }
    template<class Other>
    T value_or(Other&& otherwise) &&
    {
        return good_ ? std::move(value_) : static_cast<T>(std::forward<Other>(otherwise));
    }

    /// What `next` makes of the value, which is a result, too; or the fault.
    template<class Next>
    auto and_then(Next&& next) const& -> decltype(next(std::declval<T const&>()))
    {
        if (!good_) return fault_;
        return next(value_);
    }
    template<class Next>
    auto and_then(Next&& next) && -> decltype(next(std::declval<T>()))
    {
        if (!good_) return fault_;
        return next(std::move(value_));
    }

    /// The value, where it can be printed; or the fault.
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        result const& r)
    {
        if (!r.good_) return out << r.fault_;
        if constexpr (requires { out << r.value_; }) return out << r.value_;
        else return out << "a value";
    }

private:
    template<class U>
    void fill(U&& value)
    {
        ::new (static_cast<void*>(&value_)) T(std::forward<U>(value));
        good_ = true;
    }

    void empty()
    {
        if (good_) value_.~T();
        good_ = false;
    }

    void checked() const
    {
        if (!good_) throw bad_result(fault_);
    }
    void looked() const { TENDER_ASSERT(good_, detail::has_no_value(fault_)); }

    union {
        T value_;
    };
    bool good_ = false;
    fault fault_;
};

/// Done, or the fault.
template<>
class [[nodiscard]] result<void> {
public:
    using value_type = void;

    result() = default;
    result(fault why) : failed_(true), fault_(std::move(why)) {}  // NOLINT: a fault is a result
    result(errc why) : failed_(true), fault_(why) {}              // NOLINT: so is its code

    explicit operator bool() const { return !failed_; }
    bool has_value() const { return !failed_; }
    fault const& error() const { return fault_; }

    void value() const
    {
        if (failed_) throw bad_result(fault_);
    }

    /// What `next` does after this was done; or the fault.
    template<class Next>
    auto and_then(Next&& next) const -> decltype(next())
    {
        if (failed_) return fault_;
        return next();
    }

    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        result const& r)
    {
        if (r.failed_) return out << r.fault_;
        return out << "done";
    }

private:
    bool failed_ = false;
    fault fault_;
};

}  // namespace tender
