// SPDX-License-Identifier: BSL-1.0
// tender/base/secret.hpp: text that is shown once and printed nowhere.
#pragma once

#include <tender/base/config.hpp>

#include <string>
#include <utility>

namespace tender {

/// Holds a secret's text. It has no stream operator and no conversion: `reveal()` is the one way
/// to read it, so that every place that does can be found.
class secret {
public:
    secret() = default;
    explicit secret(std::string text) : text_(std::move(text)) {}

    std::string const& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

private:
    std::string text_;
};

}  // namespace tender
