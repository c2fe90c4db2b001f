// SPDX-License-Identifier: BSL-1.0
// Judges the amounts of the pages by Intl, currency for currency and language for language.
//
//     node tests/clients/amounts.mjs AMOUNTS
import { execFileSync } from "node:child_process";

// English has signs for these that few readers know; the pages say the code.
const byCode = new Set(["XAF", "XCD", "XCG", "XOF", "XPF"]);

let checks = 0, failures = 0;
for (const line of execFileSync(process.argv[2], { encoding: "utf8" }).trimEnd().split("\n")) {
    const [what, text] = line.split("|");
    const [language, currency, amount] = what.split(" ");
    const digits = (amount.split(".")[1] ?? "").length;
    const sign = language === "en" && !byCode.has(currency);
    const expected = new Intl.NumberFormat(language, {
        style: "currency", currency, currencyDisplay: sign ? "symbol" : "code",
        minimumFractionDigits: digits, maximumFractionDigits: digits,
    }).format(Number(amount));
    ++checks;
    if (text === expected) continue;
    ++failures;
    if (failures <= 20) console.log(`FAILED: ${what} is ${text}, and ${expected} for Intl`);
}
console.log(`${checks} checks, ${failures} failures`);
process.exit(failures === 0 && checks > 10000 ? 0 : 1);
