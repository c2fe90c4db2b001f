// SPDX-License-Identifier: BSL-1.0
// Customers of tenderd, from a merchant's page to the merchant's page, in a real browser.
//
//     node tests/browser/checkout.mjs TENDERD PAGE_SITE PICTURES
import {
    asking, check, equal, fillCard, look, openBrowser, openMerchant, openTab, openTenderd, payBy,
    tell, until,
} from "./harness.mjs";

const merchant = await openMerchant();
const known = await openTenderd({ shop: { webhook_url: merchant.url + "/hooks" } });
const browser = await openBrowser();

const ask = asking(known.shop.base, "Bearer " + known.shop.api_key);
const newPayment = (more = {}) => ask("POST", "/v1/payments", {
    amount: 4200, currency: "usd", return_url: merchant.url + "/thanks?cart=7#top",
    customer_email: "sam@example.com", metadata: { order: "A-1009" }, ...more,
});
const statusOf = async ({ id }) => (await ask("GET", "/v1/payments/" + id)).status;
const thanksOf = ({ id }) => `${merchant.url}/thanks?cart=7&payment_id=${id}#top`;

async function arrives(tab, payment) {
    await until(() => tab.url() === thanksOf(payment), "the way back");
    equal(await statusOf(payment), "completed", "what the merchant reads");
    await until(() => merchant.hooks.some((h) => h.body.data?.id === payment.id), "the webhook");
    const told = merchant.hooks.filter((h) => h.body.data?.id === payment.id);
    equal(told.length, 1, "webhooks");
    equal(told[0].body.type, "payment.completed", "the webhook's type");
    check(/^t=\d+,v1=[0-9a-f]{64}$/.test(told[0].headers["x-webhook-signature"]), "its signature");
}

async function theWholeWay() {
    const tab = await openTab(browser);
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    await look(tab, "form");
    await payBy(tab, "4242 4242 4242 4241");
    equal(await tab.textContent("#number-wrong"),
          "This is not a card number. Check its digits.", "beside the number");
    equal(await tab.inputValue("#holder"), "Sam Ortiz", "what was typed");
    equal(await tab.inputValue("#number"), "", "the number is not kept");
    check(await tab.evaluate(() => document.activeElement.id === "number"), "it has the focus");
    await look(tab, "form-with-a-wrong-number");
    await payBy(tab, "4000 0000 0000 0002");
    check((await tab.textContent("[role=alert]")).includes("declined"), "the decline is told");
    await look(tab, "declined");
    equal(await statusOf(payment), "pending", "after a decline");
    await payBy(tab, "4242 4242 4242 4242");
    await tab.waitForSelector("h1:has-text('We are waiting for the bank')");
    await look(tab, "waiting");
    await tab.waitForSelector("h1:has-text('Paid')");
    await look(tab, "paid");
    await arrives(tab, payment);
    await tab.goto(payment.checkout_url);
    check(await tab.isVisible("h1:has-text('Paid')"), "a page that is paid says so later, too");
    equal(await tab.locator("button.pay").count(), 0, "buttons to pay again");
}

/// The documented button, on a page of another origin.
const buttonPage = (payload) => `<!DOCTYPE html><html lang="en"><title>Shop</title>
<button class="poof" id="poof" onclick="request()"> </button>
<script>const payload = ${JSON.stringify(payload)};</script>
<script src="${known.poof.base}/static/api/checkout.js"></script>
<script src="${known.poof.base}/static/api/sdk.js"></script></html>`;

async function theButton() {
    const askPoof = async (path, body, key) => {
        const answer = await fetch(known.poof.base + path, {
            method: "POST", headers: { "Content-Type": "application/json", "Authorization": key },
            body: JSON.stringify(body),
        });
        equal(answer.status, 200, path);
        return answer.json();
    };
    const { key } = await askPoof("/api/v1/key", {}, known.poof.refresh_token);
    await askPoof("/api/v1/create_webhook", { url: merchant.url + "/poof" }, key);
    merchant.own["/button"] = buttonPage({
        username: known.poof.username, amount: "10", redirect: merchant.url + "/cancelled",
        success_url: merchant.url + "/paid", fields: ["Email"], metadata: { order: "7890" },
    });
    const tab = await openTab(browser);
    await tab.goto(merchant.url + "/button");
    await look(tab, "button");
    await tab.click("#poof");
    await tab.waitForSelector("button.pay");
    check(tab.url().startsWith(known.poof.base + "/checkout/session/eyJ1c2VybmF"), "the page");
    await look(tab, "poof-form");
    await tab.click("text=Cancel and go back");
    await tab.waitForURL(merchant.url + "/cancelled");
    await tab.goto(merchant.url + "/button");
    await tab.click("#poof");
    await tab.fill("#answer0", "ada@example.com");
    await payBy(tab, "4242 4242 4242 4241");
    check(await tab.isVisible("#number-wrong"), "the message beside the number");
    equal(await tab.inputValue("#answer0"), "ada@example.com", "the answer is still there");
    await payBy(tab, "4000 0000 0000 0002");
    check((await tab.textContent("[role=alert]")).includes("declined"), "the decline is told");
    await payBy(tab, "4242 4242 4242 4242");
    await tab.waitForURL(merchant.url + "/paid", { timeout: 15_000 });
    const [paid, ...others] = await askPoof("/api/v1/fetch_transactions", {}, key);
    equal(others.length, 0, "other transactions");
    equal(paid.paid, "yes", "what the merchant reads");
    equal(paid.email, "ada@example.com", "the customer's address");
    const told = () => merchant.hooks.filter((h) => h.body.payment_id === paid.payment_id);
    await until(() => told().length === 1, "the webhook");
    equal(told()[0].body["x-poof-signature"], known.poof.webhook_secret, "the shared secret");
    equal(told()[0].body.metadata.external.order, "7890", "the merchant's metadata");
}

async function cancel() {
    const tab = await openTab(browser);
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    await tab.click("text=Cancel and go back");
    await tab.waitForURL(thanksOf(payment));
    equal(await statusOf(payment), "pending", "a cancel changes nothing");
}

async function backAndAgain() {
    const tab = await openTab(browser);
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    await payBy(tab, "4000 0000 0000 0002");
    await tab.waitForSelector("[role=alert]");
    await payBy(tab, "4242 4242 4242 4242");
    await tab.waitForSelector("h1:has-text('We are waiting')");
    await tab.goBack();
    await tab.reload();
    await arrives(tab, payment);
}

async function twoTabs() {
    const payment = await newPayment();
    const tabs = [await openTab(browser), await openTab(browser)];
    for (const tab of tabs) await tab.goto(payment.checkout_url);
    for (const tab of tabs) await fillCard(tab, "4242 4242 4242 4242");
    await Promise.all(tabs.map((tab) => tab.click("button.pay")));
    for (const tab of tabs) await arrives(tab, payment);
}

async function doubleSubmit() {
    const tab = await openTab(browser);
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    await fillCard(tab, "4242 4242 4242 4242");
    await tab.dblclick("button.pay");
    await arrives(tab, payment);
}

async function withoutScript() {
    const tab = await openTab(browser, { javaScriptEnabled: false });
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    await payBy(tab, "4242");
    check(await tab.isVisible("#number-wrong"), "the message without a script");
    await payBy(tab, "4242 4242 4242 4242");
    await arrives(tab, payment);
}

async function onASmallScreen() {
    const tab = await openTab(browser, { viewport: { width: 320, height: 568 } });
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    await look(tab, "form-320");
    await payBy(tab, "1", { expiry: "1", code: "1", holder: "" });
    equal(await tab.locator(".wrong").count(), 4, "messages");
    await look(tab, "form-with-wrong-inputs-320");
    await payBy(tab, "4242 4242 4242 4242");
    await arrives(tab, payment);
}

async function byKeyboard() {
    const tab = await openTab(browser);
    const payment = await newPayment();
    await tab.goto(payment.checkout_url);
    const focused = () => tab.evaluate(() => document.activeElement.id ||
                                             document.activeElement.className);
    const typed = { number: "4242424242424242", expiry: "1230", code: "123", holder: "Sam" };
    for (let i = 0; i !== 20 && await focused() !== "pay"; ++i) {
        await tab.keyboard.press("Tab");
        const text = typed[await focused()];
        if (text !== undefined) await tab.keyboard.type(text);
        if (await focused() === "number") {
            const outline = await tab.evaluate(() =>
                getComputedStyle(document.activeElement).outlineStyle);
            equal(outline, "solid", "the focus shows");
        }
    }
    equal(await focused(), "pay", "the button is reached");
    await tab.keyboard.press("Enter");
    await arrives(tab, payment);
}

async function otherWaysToPay() {
    for (const [method, label] of [["bank_transfer", "Bank transfer"], ["ussd", "USSD"],
                                   ["mobile_money", "Mobile money"], ["qr", "QR"]]) {
        const tab = await openTab(browser);
        const payment = await newPayment();
        await tab.goto(payment.checkout_url);
        await tab.click(`nav a:has-text("${label}")`);
        await look(tab, "form-" + method);
        if (method === "mobile_money") {
            await tab.fill("#phone", "0801");
            await tab.click("button.pay");
            check(await tab.isVisible("#phone-wrong"), "the message beside the phone");
            await tab.fill("#phone", "+2348012345678");
        }
        await tab.click("button.pay");
        await arrives(tab, payment);
    }
}

async function aPageThatIsNone() {
    const tab = await openTab(browser);
    const answer = await tab.goto(known.shop.base + "/checkout/session/nothing");
    equal(answer.status(), 404, "an unknown token");
    check(await tab.isVisible("h1:has-text('There is no such page')"), "it says so");
    await look(tab, "not-found");
}

await tell([theWholeWay, theButton, cancel, backAndAgain, twoTabs, doubleSubmit, withoutScript,
            onASmallScreen, byKeyboard, otherWaysToPay, aPageThatIsNone]);
