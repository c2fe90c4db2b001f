// SPDX-License-Identifier: BSL-1.0
// tenderd/outgoing.hpp: an answer as it goes out.
#pragma once

#include <tender/api/http.hpp>

#include <string>

namespace tenderd {

/// What an answer needs to know of its request.
struct answered {
    bool keep_alive = true;
    bool head_only = false;    ///< to HEAD: the length of a body that does not come
};

/// Appends the answer with its `Content-Length`.
void append_answer(std::string& bytes, tender::response const& answer, answered how);

}  // namespace tenderd
