// SPDX-License-Identifier: BSL-1.0
// tender/domain/merchant/payer.hpp: who pays.
#pragma once

#include <tender/base/text.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <utility>

namespace tender {

/// Who pays, as a payment keeps it. Only the e-mail address is always there.
struct payer {
    std::string email;
    std::string name;       ///< empty: not given, and so on below
    std::string phone;
    std::string country;
    std::string region;
};
BOOST_DESCRIBE_STRUCT(payer, (), (email, name, phone, country, region))

/// Who pays, as a command says it.
struct payer_details {
    tender::email email{};
    std::optional<text<255, 0>> name{};
    std::optional<tender::phone> phone{};
    std::optional<text<64, 0>> country{};
    std::optional<text<64, 0>> region{};
};
BOOST_DESCRIBE_STRUCT(payer_details, (), (email, name, phone, country, region))

/// The text, empty where there is none.
template<class Text>
std::string text_or_empty(std::optional<Text>&& given)
{
    return given ? std::move(*given).str() : std::string();
}

inline payer payer_of(payer_details&& d)
{
    return {std::move(d.email).str(), text_or_empty(std::move(d.name)),
            text_or_empty(std::move(d.phone)), text_or_empty(std::move(d.country)),
            text_or_empty(std::move(d.region))};
}

}  // namespace tender
