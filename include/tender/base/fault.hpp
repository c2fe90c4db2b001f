// SPDX-License-Identifier: BSL-1.0
// tender/base/fault.hpp: why an operation did not happen.
#pragma once

#include <tender/base/errc.hpp>
#include <tender/base/fault_reason.hpp>

#include <chrono>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tender {

/// What is said of a field that is not there, and of one that holds no e-mail address.
inline constexpr std::string_view field_is_required = "is required";
inline constexpr std::string_view not_an_email = "must be an e-mail address";

/// One thing that is wrong with one field of a request. The path is dotted: `customer.email`.
struct field_fault {
    std::string field;
    std::string says;

    bool is_missing() const { return says == field_is_required; }
    bool is_no_email() const { return says == not_an_email; }

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
        more{std::move(text)})) {}
    fault(fault_reason why)   // NOLINT: so is a reason
        : code_(row_of(why).code), reason_(why) {}
    explicit fault(std::vector<field_fault> fields) : code_(errc::invalid_request),
        more_(std::make_shared<more const>(more{{}, std::move(fields)})) {}

    /// With a text of its own, for the reader of a log.
    fault(fault_reason why, std::string text) : fault(row_of(why).code, std::move(text))
    {
        reason_ = why;
    }

    /// A fault that another thing is the cause of: the id of that thing, or the name.
    static fault about(fault because, std::string thing)
    {
        auto with = because.more_ ? *because.more_ : more{};
        with.about = std::move(thing);
        because.more_ = std::make_shared<more const>(std::move(with));
        return because;
    }

    /// One thing wrong with one field.
    static fault at(std::string_view field, std::string_view says)
    {
        return fault(std::vector<field_fault>{{std::string(field), std::string(says)}});
    }

    /// A fault that may pass: ask again after that many seconds.
    static fault retry_after(errc code, std::chrono::seconds delay)
    {
        fault f(code);
        f.more_ = std::make_shared<more const>(more{{}, {}, delay, {}});
        return f;
    }

    errc code() const { return code_; }
    fault_reason reason() const { return reason_; }   ///< none where the code says it all

    /// The id, without a face's prefix, or the name of what it is about: the payment that has a
    /// reference, the scope that a key lacks. Empty where it is about the request alone.
    std::string_view about() const { return more_ ? std::string_view(more_->about) : ""; }

    /// A sentence for the reader of a log or an answer; it never holds a secret.
    std::string_view text() const
    {
        if (more_ && !more_->text.empty()) return more_->text;
        return reason_ != fault_reason::none ? row_of(reason_).says : kind_of(code_).text;
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
    friend bool operator==(fault const& f, fault_reason why) { return f.reason_ == why; }

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
        std::string text{};
        std::vector<field_fault> fields{};
        std::chrono::seconds delay{};
        std::string about{};
    };

    errc code_ = errc::internal;
    fault_reason reason_ = fault_reason::none;
    std::shared_ptr<more const> more_;
};

}  // namespace tender
