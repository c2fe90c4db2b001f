// SPDX-License-Identifier: BSL-1.0
// tender/base/fault.hpp: what can go wrong, in one table.
#pragma once

#include <tender/base/enum.hpp>

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

BOOST_DEFINE_ENUM_CLASS(errc,
    invalid_request,
    unauthorized,
    forbidden,
    not_found,
    method_not_allowed,
    payload_too_large,
    unsupported_media_type,
    idempotency_conflict,
    request_in_progress,
    duplicate_reference,
    illegal_transition,
    exceeds_remaining,
    exceeds_balance,
    currency_mismatch,
    amount_overflow,
    no_route,
    providers_unavailable,
    rate_limited,
    conflict,
    storage_unavailable,
    internal)

/// What every caller needs to know about one errc.
struct fault_kind {
    errc             code;
    int              http;      ///< default status; a face may override it
    bool             retry;     ///< may the same request succeed later?
    std::string_view text;
};

inline constexpr fault_kind fault_kinds[] = {
    //  code                          http  retry  text
    { errc::invalid_request,          400,  false, "The request is not valid."                    },
    { errc::unauthorized,             401,  false, "A valid API key is needed."                   },
    { errc::forbidden,                403,  false, "The key does not allow this."                 },
    { errc::not_found,                404,  false, "There is no such resource."                   },
    { errc::method_not_allowed,       405,  false, "The resource does not know this method."      },
    { errc::payload_too_large,        413,  false, "The body is too large."                       },
    { errc::unsupported_media_type,   415,  false, "The body must be application/json."           },
    { errc::idempotency_conflict,     409,  false, "The key was used with another request."       },
    { errc::request_in_progress,      409,  true,  "The first request with this key still runs."  },
    { errc::duplicate_reference,      409,  false, "The reference is taken."                      },
    { errc::illegal_transition,       409,  false, "The resource cannot do this in its state."    },
    { errc::exceeds_remaining,        422,  false, "The amount exceeds what remains."             },
    { errc::exceeds_balance,          422,  false, "The wallet does not hold that much."          },
    { errc::currency_mismatch,        400,  false, "The amounts are in different currencies."     },
    { errc::amount_overflow,          400,  false, "The amount is too large."                     },
    { errc::no_route,                 422,  false, "No provider takes this method and currency."  },
    { errc::providers_unavailable,    503,  true,  "No provider is available."                    },
    { errc::rate_limited,             429,  true,  "Too many requests."                           },
    { errc::conflict,                 409,  true,  "Another writer was first."                    },
    { errc::storage_unavailable,      503,  true,  "Storage did not answer."                      },
    { errc::internal,                 500,  false, "The library is at fault."                     },
};
static_assert(one_row_each<errc>(fault_kinds, &fault_kind::code));

constexpr fault_kind const& kind_of(errc code)
{
    return fault_kinds[static_cast<std::size_t>(code)];
}

/// One thing that is wrong with one field of a request. The path is dotted: `customer.email`.
struct field_fault {
    std::string field;
    std::string says;

    friend bool operator==(field_fault const&, field_fault const&) = default;
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        field_fault const& f)
    {
        return out << f.field << ": " << f.says;
    }
};

/// Why an operation did not happen. Cheap to copy; what goes beyond the code is shared.
class fault {
public:
    fault() = default;
    fault(errc code) : code_(code) {}  // NOLINT: an errc is a fault
    fault(errc code, std::string text) : code_(code), more_(std::make_shared<more const>(
        more{std::move(text), {}, {}})) {}
    explicit fault(std::vector<field_fault> fields) : code_(errc::invalid_request),
        more_(std::make_shared<more const>(more{{}, std::move(fields), {}})) {}

    /// One thing wrong with one field.
    static fault at(std::string_view field, std::string_view says)
    {
        return fault(std::vector<field_fault>{{std::string(field), std::string(says)}});
    }

    /// A fault that may pass: ask again after that many seconds.
    static fault retry_after(errc code, std::chrono::seconds delay)
    {
        fault f(code);
        f.more_ = std::make_shared<more const>(more{{}, {}, delay});
        return f;
    }

    errc code() const { return code_; }

    /// A sentence for the reader of a log or an answer; it never holds a secret.
    std::string_view text() const
    {
        return more_ && !more_->text.empty() ? std::string_view(more_->text) : kind_of(code_).text;
    }

    /// Every fault in the request's fields, in the contract's field order.
    std::vector<field_fault> const& fields() const
    {
        static std::vector<field_fault> const none;
        return more_ ? more_->fields : none;
    }

    /// Zero where there is no advice.
    std::chrono::seconds retry_delay() const
    {
        return more_ ? more_->delay : std::chrono::seconds(0);
    }

    friend bool operator==(fault const& f, errc code) { return f.code_ == code; }

    /// `invalid_request: The request is not valid. customer.email: must be an e-mail address`.
    friend std::string to_string(fault const& f)
    {
        auto out = std::string(enum_name(f.code_)).append(": ").append(f.text());
        auto const* between = " ";
        for (auto const& wrong : f.fields()) {
            out.append(std::exchange(between, "; ")).append(wrong.field);
            out.append(": ").append(wrong.says);
        }
        return out;
    }
    template<class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                                        fault const& f)
    {
        return out << to_string(f);
    }

private:
    struct more {
        std::string text;
        std::vector<field_fault> fields;
        std::chrono::seconds delay{};
    };

    errc code_ = errc::internal;
    std::shared_ptr<more const> more_;
};

}  // namespace tender
