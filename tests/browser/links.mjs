// SPDX-License-Identifier: BSL-1.0
// Payment links of tenderd in a real browser: one customer, the eleventh of ten, and sixty-four at
// once.
//
//     node tests/browser/links.mjs TENDERD PAGE_SITE PICTURES
import {
    asking, check, equal, fillCard, look, openBrowser, openTab, openTenderd, payBy, tell, until,
} from "./harness.mjs";

const known = await openTenderd();
const browser = await openBrowser();

const ask = asking(known.inflow.base, "Token " + known.inflow.session_token);
const newLink = (more = {}) => ask("POST", "/payment-links/", {
    name: "Spring sale", products: [{ product_id: known.inflow.products[1], quantity: 2 }],
    ...more,
});
const now = ({ id }) => ask("GET", `/payment-links/${id}/`);
const uses = async (link) => (await now(link)).uses_count;

/// A session for one more customer, as a merchant's own page would ask for it.
async function session(link) {
    const answer = await fetch(link.url + "checkout/", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            billing_country: "FR", billing_first_name: "Ada", billing_last_name: "Lovelace",
            billing_email: "ada@example.com",
        }),
    });
    return { status: answer.status, ...await answer.json() };
}

async function fillBilling(tab, more = {}) {
    const values = { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com", ...more };
    for (const [name, value] of Object.entries(values)) await tab.fill("#" + name, value);
}

async function oneCustomer() {
    const link = await newLink();
    const tab = await openTab(browser);
    await tab.goto(link.url);
    check(await tab.isVisible("text=$57.40"), "the amount");
    check(!(await tab.content()).includes("Spring sale"), "the merchant's own name stays his own");
    await look(tab, "link");
    await fillBilling(tab, { email: "ada" });
    await tab.selectOption("#country", "US");
    await tab.click("button.pay");
    equal(await tab.textContent("#email-wrong"), "This is not an e-mail address.", "the address");
    equal(await tab.textContent("#postal_code-wrong"), "Please fill this in.", "the code");
    equal(await tab.inputValue("#country"), "US", "what was chosen");
    await look(tab, "link-with-wrong-inputs");
    await fillBilling(tab);
    await tab.selectOption("#country", "FR");
    await tab.click("button.pay");
    await tab.waitForSelector("#number");
    await payBy(tab, "4000 0000 0000 9995");
    await tab.waitForSelector("[role=alert]");
    equal(await uses(link), 0, "uses after a decline");
    await payBy(tab, "4242 4242 4242 4242");
    await tab.waitForSelector("h1:has-text('Paid')");
    equal(await uses(link), 1, "uses");
    equal((await now(link)).revenue, "57.40", "revenue");
    const [payment] = await ask("GET", `/payment-links/${link.id}/payments/`);
    equal(payment.payer_email, "ada@example.com", "who paid");
}

async function withoutScriptOnASmallScreen() {
    const link = await newLink();
    const tab = await openTab(browser, { viewport: { width: 320, height: 568 } });
    await tab.goto(link.url);
    await look(tab, "link-320");
    const plain = await openTab(browser, { javaScriptEnabled: false });
    await plain.goto(link.url);
    await fillBilling(plain);
    await plain.selectOption("#country", "NG");
    await plain.click("button.pay");
    await payBy(plain, "4242 4242 4242 4242");
    await until(async () => await uses(link) === 1, "paid without a script");
}

async function theEleventhOfTen() {
    const link = await newLink({ max_uses: 10 });
    const late = await session(link);
    for (let i = 0; i !== 10; ++i) {
        const tab = await openTab(browser);
        await tab.goto((await session(link)).checkout_url);
        await payBy(tab, "4242 4242 4242 4242");
        await tab.waitForSelector("h1:has-text('Paid')");
        await tab.context().close();
    }
    equal(await uses(link), 10, "uses");
    const tab = await openTab(browser);
    const answer = await tab.goto(link.url);
    equal(answer.status(), 410, "the link's status");
    check(await tab.isVisible("h1:has-text('This offer is sold out')"), "the eleventh is told");
    await look(tab, "link-sold-out");
    equal((await session(link)).detail, "This payment link has been used up.", "a program is told");
    await tab.goto(late.checkout_url);
    check(await tab.isVisible("h1:has-text('This offer is sold out')"),
          "and who had a page already");
    equal(await tab.locator("button.pay").count(), 0, "buttons to pay");
    await look(tab, "page-of-a-link-sold-out");
}

async function sixtyFourAtOnce() {
    const link = await newLink({ max_uses: 10 });
    const context = await browser.newContext();
    const tabs = [];
    for (let i = 0; i !== 64; ++i) {
        const tab = await context.newPage();
        await tab.goto((await session(link)).checkout_url);
        await tab.evaluate(() => {
            const typed = { number: "4242424242424242", expiry: "12/30", code: "123",
                            holder: "Sam Ortiz" };
            for (const [id, value] of Object.entries(typed))
                document.getElementById(id).value = value;
        });
        tabs.push(tab);
    }
    const titles = await Promise.all(tabs.map(async (tab) => {
        await tab.evaluate(() => document.querySelector("button.pay").click());
        const title = tab.locator("h1:has-text('Paid'), .state.bad h1");
        return title.textContent({ timeout: 60_000 });
    }));
    await until(async () => await uses(link) === 10, "ten are sold");
    const told = ["Somebody was faster", "This offer is sold out"];
    equal(titles.filter((t) => t === "Paid").length, 10, "customers who have paid");
    equal(titles.filter((t) => told.includes(t)).length, 54, "customers who are told");
    const { uses_count, paid_count, revenue } = await now(link);
    equal(`${uses_count} ${paid_count} ${revenue}`, "10 10 574.00", "what the link says");
    await context.close();
}

async function anExpiredLink() {
    const link = await newLink({ expires_at: new Date(Date.now() + 2000).toISOString() });
    const tab = await openTab(browser);
    await tab.goto((await session(link)).checkout_url);
    await fillCard(tab, "4242 4242 4242 4242");
    await until(async () => (await fetch(link.url)).status === 410, "its end");
    await tab.click("button.pay");
    await tab.waitForSelector("h1:has-text('This offer has ended')");
    equal(await uses(link), 0, "uses");
    await tab.goto(link.url);
    check(await tab.isVisible("h1:has-text('This offer has ended')"), "the link says so, too");
}

await tell([oneCustomer, withoutScriptOnASmallScreen, theEleventhOfTen, sixtyFourAtOnce,
            anExpiredLink]);
