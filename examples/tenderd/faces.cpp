// SPDX-License-Identifier: BSL-1.0
// tenderd/faces.cpp: bodies of faces.hpp.
#include "faces.hpp"

#include <tender/api/inflow.hpp>
#include <tender/api/notifications.hpp>
#include <tender/api/poof.hpp>
#include <tender/api/popfab.hpp>
#include <tender/api/shop.hpp>
#include <tender/service/engine.hpp>

namespace tenderd {

faces::faces(tender::engine& pay)
    : pay_(pay),
      faces_(pay,
             {{"/popfab", tender::popfab()},
              {"/poof", tender::poof()},
              {"/shop", tender::shop()},
              {"/inflow/api", tender::inflow()},
              {"/notifications", tender::provider_notifications()}},
             {.keyless_per_client = 0, .keyless_per_account = 0})
{
}

void faces::handle(tender::request const& asked, tender::response& out)
{
    if (!asked.target.starts_with("/healthz")) return faces_.handle(asked, out);
    auto const path = asked.target.substr(0, asked.target.find('?'));
    if (path != "/healthz") return faces_.handle(asked, out);
    if (asked.method == "GET" || asked.method == "HEAD")
        return say(200, R"({"status":"ok"})", out);
    say(405, R"({"error":{"code":"METHOD_NOT_ALLOWED","message":"Only GET and HEAD."}})", out);
    out.set("Allow", "GET, HEAD");
}

void faces::refuse(int status, tender::response& out)
{
    char const* const what = status == 431   ? "The head of the request is too large."
                             : status == 505 ? "Only HTTP/1.1 and HTTP/1.0 are spoken here."
                                             : "This is not HTTP.";
    say(status, R"({"error":{"code":"BAD_REQUEST","message":")" + std::string(what) + "\"}}", out);
}

void faces::say(int status, std::string body, tender::response& out)
{
    out.status = status;
    out.headers.clear();
    out.set("Content-Type", "application/json");
    out.set("X-Request-Id", pay_.new_id().text());
    out.body = std::move(body);
}

}  // namespace tenderd
