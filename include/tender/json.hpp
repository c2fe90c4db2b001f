// SPDX-License-Identifier: BSL-1.0
// tender/json.hpp: what the library knows as values of Boost.JSON, and commands from JSON. Nothing
// else includes it.
#pragma once

#include <tender/core/json/read.hpp>
#include <tender/domain/billing/credit_entry.hpp>
#include <tender/domain/billing/price.hpp>
#include <tender/domain/merchant/custom_field.hpp>
#include <tender/domain/merchant/customer.hpp>
#include <tender/domain/merchant/product.hpp>
#include <tender/domain/payment/payment.hpp>
#include <tender/domain/payment/refund.hpp>
#include <tender/domain/payment/saved_instrument.hpp>
#include <tender/domain/routing/routing_rule.hpp>
#include <tender/store/records/event_fields.hpp>
#include <tender/store/records/word_fields.hpp>

#include <boost/describe/members.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#ifdef TENDER_SINGLE_HEADER
#    error "tender/json.hpp needs the headers of include/, not the single header."
#endif

namespace tender {

/// A record, a part of one, or a command that a text may give. Other commands describe only what
/// is checked of them, and say no more here.
template<class T>
concept has_json = boost::describe::has_describe_members<T>::value || std::same_as<T, event>;

/// A command that a text may give. Those that make accounts, keys, endpoints, links and pages hold
/// what a program alone decides.
template<class T>
concept command_in_json =
    std::same_as<T, create_payment> || std::same_as<T, create_refund> ||
    std::same_as<T, create_customer> || std::same_as<T, change_customer> ||
    std::same_as<T, create_product> || std::same_as<T, change_product> ||
    std::same_as<T, create_custom_field> || std::same_as<T, change_custom_field> ||
    std::same_as<T, issue_credit> || std::same_as<T, set_credit> ||
    std::same_as<T, create_price> || std::same_as<T, change_price> ||
    std::same_as<T, create_saved_instrument> || std::same_as<T, set_routing_rule>;

/// The thing as stores keep it: its members under their names in C++, ids as 26 characters, times
/// in UTC as RFC 3339, durations in seconds, amounts in minor units; optionals and pointers that
/// are empty are left out. It is no text for everybody: a payment names its page, whose address
/// lets in, and a saved instrument its token. Throws `boost::system::system_error` where a text in
/// it is not UTF-8, or JSON of a command is none, as a host's own may be. Thread-safe.
template<has_json T>
boost::json::value to_json(T const& thing)
{
    std::string text;
    write_json(text, thing);
    return boost::json::parse(text);
}

/// For `boost::json::value_from`, also of lists and maps of such things.
template<has_json T>
void tag_invoke(boost::json::value_from_tag, boost::json::value& out, T const& thing)
{
    out = to_json(thing);
}

/// A command from JSON text, its members named as they are in C++; what may be left out has its
/// default. An `invalid_request` tells every fault that the text shows: what it lacks, what is too
/// long, null, or a member that is not known, at every depth. What needs more than the text, such
/// as whether an amount is one, is checked where the command is given. The text's author says all
/// of the command, such as what it charges and where it goes: whose text it is, and how long it
/// may be, is for the host to check. `alongside` and `id_prefix` are the program's. Thread-safe.
template<command_in_json T>
result<T> from_json(std::string_view text)
{
    T out{};
    reading found;
    read_json(text, schema_of<T>, &out, found, nullptr, members::given);
    if (!found.faults.empty()) return fault(std::move(found.faults));
    return out;
}

/// The same from a value.
template<command_in_json T, std::same_as<boost::json::value> Value>
result<T> from_json(Value const& value)
{
    return from_json<T>(boost::json::serialize(value));
}

}  // namespace tender
