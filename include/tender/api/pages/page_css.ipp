// SPDX-License-Identifier: BSL-1.0
// tender/api/pages/page_css.ipp: bodies of api/pages/html.hpp: how pages look.
#pragma once

#include <tender/api/pages/html.hpp>

#include <charconv>

namespace tender {

namespace page_css_parts {

/// The relative luminance of a colour, times 10,000 (WCAG 2.1), near enough to choose by.
inline int luminance(std::string_view color)
{
    constexpr int weights[] = {2126, 7152, 722};
    int sum = 0;
    for (std::size_t i = 0; i != 3; ++i) {
        int value = 0;
        auto const* const from = color.data() + 1 + 2 * i;
        std::from_chars(from, from + 2, value, 16);
        auto const part = static_cast<double>(value) / 255;
        sum += static_cast<int>(weights[i] * part * part);
    }
    return sum;
}

inline constexpr std::string_view css = R"(
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1b1f24;
background:#f3f5f8}
main{max-width:26rem;margin:0 auto;padding:1.5rem;background:#fff;border-radius:.75rem;
box-shadow:0 1px 3px #0002,0 8px 24px #0001}
@media (min-width:30rem){main{margin:2rem auto;padding:2rem}}
.banner{margin:0;padding:.5rem 1rem;background:#fdf0c4;color:#4a3600;text-align:center}
.merchant{display:flex;align-items:center;gap:.75rem;font-weight:600;overflow-wrap:anywhere;
border-bottom:1px solid #e3e7ec;padding-bottom:1rem}
.merchant img{max-height:3rem;max-width:8rem}
h1{font-size:1.25rem;margin:1rem 0 .5rem;overflow-wrap:anywhere}
h1.quiet,.quiet{font-size:.95rem;font-weight:400;color:#4d5661}
.amount{font-size:2rem;font-weight:700;margin:0 0 1rem;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;margin:0 0 1rem}
caption{text-align:left;padding:.25rem 0}
th,td{text-align:left;font-weight:400;padding:.35rem 0;border-top:1px solid #e3e7ec;
overflow-wrap:anywhere;vertical-align:top}
td{text-align:right;white-space:nowrap;padding-left:1rem}
nav ul{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;margin:0 0 1rem;padding:0}
nav a{display:block;padding:.5rem .75rem;border:1px solid #8a939e;border-radius:.5rem;
color:#1b1f24;text-decoration:none;min-height:44px}
nav a[aria-current]{border-color:var(--brand);box-shadow:inset 0 0 0 1px var(--brand);
font-weight:600}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
.field{grid-column:1/-1;min-width:0}
.field.expiry,.field.code{grid-column:auto}
label{display:block;font-weight:600;margin-bottom:.25rem}
input,select{width:100%;font:inherit;padding:.65rem .75rem;border:1px solid #767f8a;
border-radius:.5rem;
background:#fff;color:inherit}
input::placeholder{color:#69727d}
input[aria-invalid]{border-color:#b3261e;box-shadow:inset 0 0 0 1px #b3261e}
.wrong{color:#b3261e;margin:.25rem 0 0}
.notice{background:#fdecea;color:#7a1a14;border-radius:.5rem;padding:.75rem 1rem;margin:0 0 1rem}
button,a.pay,a.plain{display:block;width:100%;font:inherit;font-weight:600;text-align:center;
padding:.8rem 1rem;margin-top:1rem;border:0;border-radius:.5rem;cursor:pointer;
text-decoration:none;overflow-wrap:anywhere}
button.pay,a.pay{background:var(--brand);color:var(--on-brand)}
button.plain,a.plain{background:none;color:#1b1f24;border:1px solid #8a939e;font-weight:400}
:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
.state{padding:1rem 0}
.state.good h1{color:#0b6b33}
.state.bad h1{color:#b3261e}
.dial{font:600 1.5rem/1.3 ui-monospace,monospace;background:#f3f5f8;border-radius:.5rem;
padding:1rem;text-align:center;overflow-wrap:anywhere}
footer{max-width:26rem;margin:1rem auto 2rem;padding:0 1.5rem;color:#4d5661;font-size:.9rem;
text-align:center}
)";

}  // namespace page_css_parts

/// Text on the merchant's colour is black or white, whichever reads better.
TENDER_DECL std::string page_css(branding const& brand)
{
    constexpr int half_way = 1791;
    bool const light = page_css_parts::luminance(brand.color) > half_way;
    std::string out = ":root{--brand:" + brand.color;
    out += light ? ";--on-brand:#000}" : ";--on-brand:#fff}";
    return out.append(page_css_parts::css);
}


}  // namespace tender
