// SPDX-License-Identifier: BSL-1.0
// tenderd/outgoing.cpp: bodies of outgoing.hpp.
#include "outgoing.hpp"

#include <boost/beast/http/status.hpp>

#include <charconv>
#include <ostream>
#include <string_view>

namespace tenderd {

namespace http = boost::beast::http;

namespace {

void append_number(std::string& bytes, std::size_t number)
{
    char digits[20];
    auto const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    bytes.append(digits, end);
}

std::string_view reason(int status)
{
    return http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
}

}  // namespace

void append_answer(std::string& bytes, tender::response const& answer, answered how)
{
    bytes += "HTTP/1.1 ";
    append_number(bytes, static_cast<std::size_t>(answer.status));
    bytes.append(" ").append(reason(answer.status)).append("\r\n");
    for (auto const& h : answer.headers)
        bytes.append(h.name).append(": ").append(h.value).append("\r\n");
    if (answer.status != 204) {  // which has no body, and no length of none
        bytes += "Content-Length: ";
        append_number(bytes, answer.body.size());
        bytes += "\r\n";
    }
    bytes += how.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (!how.head_only) bytes += answer.body;
}

}  // namespace tenderd
