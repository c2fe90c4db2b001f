// SPDX-License-Identifier: BSL-1.0
// Judges tenderd's webhooks by what others wrote: the reference client of Standard Webhooks
// verifies a thousand of them and signs a thousand messages that our verifier has to take; OpenSSL
// checks POPFAB's signatures. And no spelling of this machine's address is reached unless allowed.
//
//     node tests/clients/webhooks.mjs TENDERD VERIFY_WEBHOOKS
import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";

const [tenderd, verifyWebhooks] = process.argv.slice(2);
const wanted = 1000;
const events = ["payment.processing", "payment.success", "payment.failed"];
const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
let checks = 0;
let failures = 0;

function check(good, what) {
    checks += 1;
    if (good) return;
    failures += 1;
    console.log("FAILED:", what);
}

function throws(work) {
    try {
        work();
        return false;
    } catch {
        return true;
    }
}

async function start(...options) {
    const file = join(folder, "credentials");
    const server = spawn(tenderd, ["--listen", "127.0.0.1:0", "--credentials", file, ...options],
                         { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface(server.stdout), "line");
    check(line.startsWith("tenderd ready on "), line);
    const { popfab } = JSON.parse(readFileSync(file));
    const ask = async (method, path, body) => {
        const answer = await fetch(popfab.base + path, {
            method,
            headers: { "Authorization": "Bearer " + popfab.api_key,
                       "Content-Type": "application/json",
                       "Idempotency-Key": randomBytes(8).toString("hex") },
            body: body && JSON.stringify(body),
        });
        return { status: answer.status, body: await answer.json() };
    };
    return { server, ask };
}

async function stop({ server }) {
    server.kill("SIGTERM");
    const [status] = await once(server, "exit");
    check(status === 0, `tenderd ended with ${status}`);
}

/// Takes everything, by path.
async function receive() {
    const got = {};
    let connections = 0;
    const server = createServer(async (request, response) => {
        let body = "";
        for await (const piece of request.setEncoding("utf8")) body += piece;
        (got[request.url] ??= []).push({ headers: request.headers, body });
        response.writeHead(204).end();
    });
    server.on("connection", () => { connections += 1; });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { got, server, port: server.address().port, connections: () => connections };
}

/// Text as merchants write it, and as they do not.
function anyText(length) {
    const letters = [..."abc XYZ019-_\"\\/<>&'\u00e4\u00df\u20ac\u65e5\u672c\u{1f600}\u0301\t"];
    return Array.from({ length: randomInt(1, length) },
                      () => letters[randomInt(letters.length)]).join("");
}

function payment(i) {
    return {
        amount: 100 * randomInt(1, 1_000_000) + randomInt(2),   // some are declined
        currency: "NGN",
        payment_method: ["card", "bank_transfer", "ussd"][randomInt(3)],
        reference: `order-${i}`,
        customer: { email: `c${i}@example.com`, name: "x" + anyText(40) },
        metadata: { note: anyText(200), i: String(i) },
    };
}

async function buy(ask, count) {
    let next = 0;
    const buyer = async () => {
        while (next < count) {
            const answer = await ask("POST", "/v1/payments", payment(next++));
            check(answer.status === 200, JSON.stringify(answer.body));
        }
    };
    await Promise.all(Array.from({ length: 16 }, buyer));
}

async function until(condition, what) {
    for (let i = 0; i < 1200 && !condition(); ++i) await sleep(50);
    check(condition(), what);
}

function checkStandard(messages, secret) {
    const ours = new Webhook(secret);
    const other = new Webhook("whsec_" + randomBytes(32).toString("base64"));
    const seen = new Set();
    for (const { headers, body } of messages) {
        const event = ours.verify(body, headers);
        check(event.id === headers["webhook-id"], "the id is the event's");
        seen.add(event.id);
        const at = randomInt(body.length);
        const changed = body.slice(0, at) + (body[at] === "1" ? "2" : "1") + body.slice(at + 1);
        check(throws(() => ours.verify(changed, headers)), "a changed body was taken");
        check(throws(() => other.verify(body, headers)), "another secret was taken");
        const later = { ...headers, "webhook-timestamp": +headers["webhook-timestamp"] + 1 + "" };
        check(throws(() => ours.verify(body, later)), "another time was taken");
    }
    check(seen.size === messages.length, "an event came twice");
}

function checkOwn(messages, secret) {
    for (const { headers, body } of messages) {
        const input = headers["x-popfab-timestamp"] + "." + body;
        const said = execFileSync("openssl", ["dgst", "-sha256", "-hmac", secret], { input });
        const expected = "sha256=" + said.toString().trim().split(" ").pop();
        check(headers["x-popfab-signature"] === expected, "openssl signs otherwise");
        check(Math.abs(Date.now() - headers["x-popfab-timestamp"]) < 600_000, "it is not of now");
    }
}

/// Messages that the reference client signs, and spoilt ones, for our verifier.
function checkVerifier() {
    const lines = [];
    const expected = [];
    const say = (good, message) => {
        lines.push(JSON.stringify(message));
        expected.push(good);
    };
    const now = Math.floor(Date.now() / 1000);
    for (let i = 0; i < wanted; ++i) {
        const secret = "whsec_" + randomBytes(randomInt(24, 65)).toString("base64");
        const id = "msg_" + randomBytes(randomInt(1, 30)).toString("hex");
        const time = now - randomInt(-300, 301);
        const body = JSON.stringify({ text: anyText(2000), i });
        const signature = new Webhook(secret).sign(id, new Date(time * 1000), body);
        const good = { secret, id, timestamp: String(time), signature, body, now };
        const decoy = "v1," + createHash("sha256").update(body).digest("base64");
        say(true, good);
        say(true, { ...good, signature: decoy + " v2,x " + signature });
        say(false, { ...good, signature: decoy });
        say(false, { ...good, body: body + " " });
        say(false, { ...good, id: id + "x" });
        say(false, { ...good, secret: "whsec_" + randomBytes(32).toString("base64") });
        say(false, { ...good, now: time + 301 });
        say(false, { ...good, now: time - 301 });
    }
    const input = lines.join("\n") + "\n";
    const said = execFileSync(verifyWebhooks, { input, maxBuffer: 1 << 26 }).toString().trim();
    const answers = said.split("\n");
    check(answers.length === lines.length, "a verdict for each");
    answers.forEach((a, i) => check((a === "ok") === expected[i], `${a}: ${lines[i]}`));
}

/// This machine, spelt as a person would not; the receiver listens there.
function spellings(port) {
    const hosts = ["127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1",
                   "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
                   "127.000.000.001", "127.0.0.1.", "0.0.0.0", "0", "[::1]", "[::]",
                   "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]",
                   "[0000::0001]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "ip6-localhost", "localhost.localdomain",
                   "\uff11\uff12\uff17.0.0.1", "user@127.0.0.1", "example.com@127.0.0.1"];
    return hosts.flatMap((h) => [`https://${h}:${port}/`, `http://${h}:${port}/`]);
}

async function main() {
    const there = await receive();
    const own = (url, format) => ({ url: `http://127.0.0.1:${there.port}${url}`, events,
                                    signature_format: format });
    const open = await start("--allow-local-webhooks", "--confirm-after", "0");
    const standard = await open.ask("POST", "/v1/webhooks/endpoints", own("/standard", "standard"));
    const popfab = await open.ask("POST", "/v1/webhooks/endpoints", own("/popfab", "popfab"));
    check(standard.status === 200 && popfab.status === 200, JSON.stringify([standard, popfab]));

    console.log(`── ${wanted} deliveries`);
    await buy(open.ask, wanted / 2);
    const count = (path) => there.got[path]?.length ?? 0;
    await until(() => count("/standard") >= wanted && count("/popfab") >= wanted,
                "not all deliveries arrived");
    checkStandard(there.got["/standard"], standard.body.secret);
    checkOwn(there.got["/popfab"], popfab.body.secret);
    await stop(open);

    console.log(`── ${wanted} messages of the reference client`);
    checkVerifier();

    console.log("── spellings of this machine");
    const closed = await start("--confirm-after", "0");
    const before = there.connections();
    let taken = 0;
    for (const url of spellings(there.port)) {
        const answer = await closed.ask("POST", "/v1/webhooks/endpoints", { url, events });
        check(answer.status === 200 || answer.status === 400, `${url}: ${answer.status}`);
        taken += answer.status === 200 ? 1 : 0;
    }
    await buy(closed.ask, 5);
    await sleep(2000);
    check(there.connections() === before, "this machine was reached");
    console.log(`   ${taken} of ${spellings(0).length} are names that only a look-up tells`);
    await stop(closed);
    there.server.close();
}

try {
    await main();
} finally {
    rmSync(folder, { recursive: true, force: true });
}
console.log(`${checks} checks, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
