// SPDX-License-Identifier: BSL-1.0
// tender/base/result.hpp: a value, or the fault that stood in its way.
#pragma once

#include <tender/base/fault.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>

namespace tender {

/// What `result<T>::value()` throws where there is only a fault: asking for a value without
/// looking is the caller's broken promise.
class bad_result : public std::logic_error {
public:
    explicit bad_result(fault why)
        : std::logic_error(std::string(enum_name(why.code())) + ": " + std::string(why.text())),
          why_(std::move(why)) {}

    fault const& why() const { return why_; }

private:
    fault why_;
};

[[noreturn]] inline void throw_exception_from_error(fault const& why,
                                                    boost::source_location const&)
{
    throw bad_result(why);
}

/// The one result type: `if (auto paid = pay.payments().create(…)) use(*paid);`
template<class T = void>
using result = boost::system::result<T, fault>;

}  // namespace tender
