// SPDX-License-Identifier: BSL-1.0
// What the stories share: a browser, a merchant's site, tenderd, and a site whose time is in hand.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import axe from "axe-core";
import { chromium } from "playwright-core";

export const [tenderd, pageSite, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "browser-"));
const ending = [];
let checks = 0;
let failures = 0;

export function check(good, what) {
    checks += 1;
    if (good) return;
    failures += 1;
    console.log("FAILED:", what);
}

export function equal(is, should, what) {
    check(is === should, `${what}: ${JSON.stringify(is)} is not ${JSON.stringify(should)}`);
}

/// Waits until something holds, for at most ten seconds.
export async function until(holds, what) {
    for (let i = 0; i !== 200; ++i) {
        if (await holds()) return check(true, what);
        await sleep(50);
    }
    check(false, what + " in ten seconds");
}

async function ready(program, ...options) {
    const server = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
    ending.push(async () => {
        server.kill("SIGTERM");
        const [status] = await once(server, "exit");
        check(status === 0, `${program} ended with ${status}`);
    });
    const [line] = await once(createInterface(server.stdout), "line");
    return line;
}

/// A merchant on an origin of its own: whatever is asked for is a page that shows its address, but
/// for POSTs to /hooks, which are kept, and the pages that a story brings.
export async function openMerchant(own = {}) {
    const hooks = [];
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (part) => { body += part; });
        request.on("end", () => {
            if (request.method === "POST") {
                hooks.push({ headers: request.headers, body: JSON.parse(body) });
                return response.end();
            }
            const page = own[request.url];
            response.setHeader("Content-Type", "text/html; charset=utf-8");
            response.end(page ?? "<!DOCTYPE html><title>Merchant</title><h1>Thank you</h1>");
        });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    ending.push(async () => { server.closeAllConnections(); server.close(); });
    return { url: "http://127.0.0.1:" + server.address().port, hooks, own };
}

export async function openTenderd(credentials = {}) {
    const file = join(folder, "credentials");
    writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
    const line = await ready(tenderd, "--listen", "127.0.0.1:0", "--credentials", file,
                             "--confirm-after", "700", "--allow-local-webhooks");
    check(line.startsWith("tenderd ready on "), line);
    return JSON.parse(readFileSync(file));
}

export async function openSite() {
    const [url, key] = (await ready(pageSite)).split(" ");
    const control = async (what, body) => {
        const answer = await fetch(`${url}/control/${what}`, { method: "POST", body });
        return answer.json();
    };
    return {
        url, key,
        advance: (ms) => control("advance", String(ms)),
        open: (how) => control("open", JSON.stringify(how)),
    };
}

/// What asks a face with somebody's credentials, and gives the answer's JSON.
export const asking = (base, authorization) => async (method, path, body) => {
    const answer = await fetch(base + path, {
        method,
        headers: { "Authorization": authorization, "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
    });
    return answer.json();
};

export async function openBrowser() {
    const browser = await chromium.launch({
        executablePath: process.env.TENDER_CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
    ending.push(() => browser.close());
    return browser;
}

/// A tab whose console and failed requests must stay quiet.
export async function openTab(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
    const tab = await context.newPage();
    tab.on("console", (said) => {
        const expected = /status of (404|410|422)/.test(said.text());
        if (said.type() === "error") check(expected, "the console says " + said.text());
    });
    tab.on("pageerror", (error) => check(false, "a script threw " + error));
    return tab;
}

/// Judged by axe, and a picture of it in the build folder. It fits however narrow it is.
export async function look(tab, name) {
    await tab.evaluate(axe.source);
    const found = await tab.evaluate(() => globalThis.axe.run(document));
    const bad = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
    for (const v of bad)
        check(false, `${name}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(" ")}`);
    check(found.passes.length > 5, name + ": axe found something to judge");
    const wide = await tab.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth);
    equal(wide, 0, name + ": hidden at the side");
    await tab.screenshot({ path: join(pictures, name + ".png"), fullPage: true });
}

export async function fillCard(tab, number, more = {}) {
    const values = { number, expiry: "12/30", code: "123", holder: "Sam Ortiz", ...more };
    for (const [name, value] of Object.entries(values)) await tab.fill("#" + name, value);
}

export async function payBy(tab, number, more = {}) {
    await fillCard(tab, number, more);
    await tab.click("button.pay");
}

/// Runs the stories in their order and reports.
export async function tell(stories) {
    try {
        for (const story of stories) {
            console.log(story.name);
            await story();
        }
    } catch (error) {
        check(false, error.stack);
    }
    for (const end of ending.reverse()) await end();
    rmSync(folder, { recursive: true });
    console.log(`${checks} checks, ${failures} failed`);
    process.exit(failures === 0 && checks !== 0 ? 0 : 1);
}
