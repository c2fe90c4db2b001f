// SPDX-License-Identifier: BSL-1.0
// tender/api/number_text.hpp: a number as it was written.
#pragma once

#include <tender/core/json/fields.hpp>
#include <tender/core/json/write.hpp>

#include <string>
#include <string_view>

namespace tender {

/// A number, or text that looks like one; kept as it was written, so that no digit is lost.
template<class Rule>
struct number_text {
    std::string text;

    std::string_view violation() const { return Rule::violation(text); }
};

template<class Rule>
struct schema_for<number_text<Rule>> {
    using type = number_text<Rule>;
    static std::string_view take(void* v, std::string_view text)
    {
        auto& value = *static_cast<type*>(v);
        value.text = text;
        return value.violation();
    }
    static constexpr schema make()
    {
        return {.kind = schema_kind::text, .expects = "must be a number",
                .take_text = &take, .take_whole = &take,
                .violation = [](void const* v) { return static_cast<type const*>(v)->violation(); },
                .write = [](void const* v, json_out& out) {
                    write_text(out, static_cast<type const*>(v)->text);
                }};
    }
};

}  // namespace tender
