// SPDX-License-Identifier: BSL-1.0
// tender/api/poof/scripts.ipp: the button on a merchant's page.
#pragma once

#include <tender/api/exchange.hpp>

namespace tender::api::poof {

/// Draws the button. The page's own policy may forbid styles: then it is plain.
inline constexpr std::string_view checkout_js = R"js("use strict";
(function () {
  function draw() {
    var buttons = document.querySelectorAll(".poof");
    for (var i = 0; i !== buttons.length; ++i) {
      var button = buttons[i];
      if (!button.textContent.trim()) button.textContent = "Pay now";
      var look = button.style;
      look.font = "600 1rem/1.5 system-ui, sans-serif";
      look.padding = ".6rem 1.4rem";
      look.border = "0";
      look.borderRadius = ".5rem";
      look.background = "#1f4fd8";
      look.color = "#fff";
      look.cursor = "pointer";
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
  else draw();
})();
)js";

/// Defines request(): asks for a checkout with the page's `payload`, and goes there.
inline constexpr std::string_view sdk_js = R"js("use strict";
(function () {
  var base = document.currentScript.src.replace(/\/static\/api\/sdk\.js.*$/, "");
  var busy = false;
  function say(text) {
    var button = document.getElementById("poof");
    if (button) button.textContent = text;
  }
  window.request = function () {
    if (busy) return;
    busy = true;
    fetch(base + "/api/v1/checkout", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "text/plain" },
      body: JSON.stringify(payload)
    }).then(function (answer) {
      return answer.text().then(function (text) {
        if (!answer.ok) throw new Error(text);
        window.location.href = text;
      });
    }).catch(function (error) {
      busy = false;
      say("Please try again");
      console.warn("poof: " + error.message);
    });
  };
  window.addEventListener("pageshow", function () { busy = false; });
})();
)js";

inline void serve_script(exchange& x, std::string_view script)
{
    x.out.set("Content-Type", "text/javascript; charset=utf-8");
    x.out.set("X-Content-Type-Options", "nosniff");
    x.out.set("Cache-Control", "public, max-age=300");
    x.out.body = script;
}

inline void serve_checkout_js(exchange& x) { serve_script(x, checkout_js); }
inline void serve_sdk_js(exchange& x) { serve_script(x, sdk_js); }

}  // namespace tender::api::poof
