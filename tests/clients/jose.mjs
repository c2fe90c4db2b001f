// SPDX-License-Identifier: BSL-1.0
// Judges our JSON Web Tokens by jose's: it verifies those that we mint, we take those that it
// mints, and refuse its tokens that are expired, of another algorithm, with a crit, or spoilt.
//
//     node tests/clients/jose.mjs JWT
import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { CompactSign, EncryptJWT, SignJWT, UnsecuredJWT, generateKeyPair, jwtVerify } from "jose";

const [jwt] = process.argv.slice(2);
const wanted = 500;
const spoilt = 4000;
const keyKind = { type: "access", permission: "api_key" };
const refreshKind = { type: "refresh", permission: "refresh_token" };
const header = { alg: "HS256", typ: "JWT" };
const expired = "The token has expired.";
let checks = 0;
let failures = 0;

function check(good, what) {
    checks += 1;
    if (good) return;
    failures += 1;
    console.log("FAILED:", what);
}

/// Our answers, a line for each question.
function ask(questions) {
    const input = questions.map((q) => JSON.stringify(q) + "\n").join("");
    const said = execFileSync(jwt, { input, maxBuffer: 1 << 26 }).toString().trimEnd();
    const answers = said.split("\n");
    check(answers.length === questions.length, "an answer for each question");
    return answers;
}

function anyText(length) {
    const letters = [..."abc XYZ019-_\"\\/<>&'.=\u00e4\u20ac\u65e5\u{1f600}\u0301\t\n\u2028"];
    return Array.from({ length: randomInt(1, length) },
                      () => letters[randomInt(letters.length)]).join("");
}

function anyCase() {
    const key = randomBytes(randomInt(32, 100));
    const kind = [keyKind, refreshKind][randomInt(2)];
    const iat = randomInt(0, 2 ** 36);
    const exp = iat + randomInt(1, 2 ** 24);
    const claims = { sub: anyText(100), jti: anyText(40), iat, exp };
    return { key, kind, claims, now: randomInt(iat, exp) };
}

const claimsOf = ({ claims, kind }) =>
    ({ ...claims, type: kind.type, permission_field: kind.permission });
const sign = (claims, key, head = header) => new SignJWT(claims).setProtectedHeader(head).sign(key);
const reading = ({ key, kind, now }, token) =>
    ({ key: key.toString("base64url"), ...kind, token, now });

/// What jose finds in a token; nothing where it refuses.
async function verify(token, { key, now }) {
    try {
        return await jwtVerify(token, key, {
            algorithms: ["HS256"], typ: "JWT", currentDate: new Date(now * 1000),
            requiredClaims: ["sub", "jti", "iat", "exp"],
        });
    } catch {
        return undefined;
    }
}

/// One character changed, put in, left out, or two swapped.
function spoil(token) {
    const letters = "ABCXYZabcxyz019-_.=+/ ~\u00e4";
    const at = randomInt(token.length - 1);
    const letter = letters[randomInt(letters.length)];
    return [
        token.slice(0, at) + letter + token.slice(at + 1),
        token.slice(0, at) + letter + token.slice(at),
        token.slice(0, at) + token.slice(at + 1),
        token.slice(0, at) + token[at + 1] + token[at] + token.slice(at + 2),
    ][randomInt(4)];
}

async function checkMinted() {
    const cases = Array.from({ length: wanted }, anyCase);
    const tokens = ask(cases.map(({ key, kind, claims }) =>
        ({ key: key.toString("base64url"), ...kind, claims })));
    for (const [i, c] of cases.entries()) {
        const said = await verify(tokens[i], c);
        check(isDeepStrictEqual(said?.payload, claimsOf(c)), `jose refuses ${tokens[i]}`);
        check(isDeepStrictEqual(said?.protectedHeader, header), "a header that is not ours");
        check(tokens[i] === await sign({ sub: c.claims.sub, jti: c.claims.jti, type: c.kind.type,
                                         permission_field: c.kind.permission,
                                         iat: c.claims.iat, exp: c.claims.exp }, c.key),
              "jose mints another text");
        check(!await verify(tokens[i], { ...c, key: randomBytes(32) }), "another key was taken");
        check(await verify(tokens[i], { ...c, now: c.claims.exp - 1 }), "it expires too soon");
        check(!await verify(tokens[i], { ...c, now: c.claims.exp }), "it does not expire");
    }
}

/// What jose mints, in every order, with claims and header members that we do not know.
async function checkTaken() {
    const cases = Array.from({ length: wanted }, anyCase);
    const questions = await Promise.all(cases.map(async (c) => {
        const known = Object.entries(claimsOf(c));
        const more = [["nbf", c.now - randomInt(c.now + 1)], ["aud", ["a", "b"]], ["x", 1.5],
                      ["act", { sub: null, deep: [true] }]].filter(() => randomInt(2));
        const all = [...known, ...more].sort(() => randomInt(3) - 1);
        const head = randomInt(2) ? header : { kid: anyText(20), typ: "JWT", alg: "HS256" };
        return reading(c, await sign(Object.fromEntries(all), c.key, head));
    }));
    ask(questions).forEach((a, i) => {
        const said = a.startsWith("{") ? JSON.parse(a) : a;
        check(isDeepStrictEqual(said, cases[i].claims), `${a}: ${questions[i].token}`);
    });
}

/// Each way to be wrong, by what we say to it.
async function wrongs(c) {
    const claims = claimsOf(c);
    const { exp, ...endless } = claims;
    const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
    const { privateKey } = await generateKeyPair("ES256");
    const signature = "The token's signature is not this key's.";
    const other = c.kind === keyKind ? refreshKind : keyKind;
    const extended = { crit: { "urn:x": true } };
    return [
        [expired, { ...c, now: exp }, await sign(claims, c.key)],
        [expired, { ...c, now: exp + randomInt(2 ** 30) }, await sign(claims, c.key)],
        ["The token was issued in the future.", { ...c, now: c.claims.iat - 1 },
         await sign(claims, c.key)],
        ["The token is not valid yet.", c, await sign({ ...claims, nbf: c.now + 1 }, c.key)],
        ["The token is for something else.", { ...c, kind: other }, await sign(claims, c.key)],
        ["The token's claims: exp is required.", c, await sign(endless, c.key)],
        ["The token's claims: exp must be a whole number.", c,
         await sign({ ...claims, exp: exp + 0.5 }, c.key)],
        ["The token's typ is not JWT.", c, await sign(claims, c.key, { alg: "HS256" })],
        ["The token's typ is not JWT.", c,
         await sign(claims, c.key, { alg: "HS256", typ: "at+jwt" })],
        ["The token's header: crit must be text.", c,
         await sign(claims, c.key, { ...header, crit: ["b64"], b64: true })],
        ["The token's header: crit must be text.", c,
         await new CompactSign(bytes(claims))
             .setProtectedHeader({ ...header, crit: ["urn:x"], "urn:x": "1" })
             .sign(c.key, extended)],
        [signature, c, await sign(claims, randomBytes(32))],
        [signature, c, await sign(claims, c.key, { alg: "HS384", typ: "JWT" })],
        [signature, c, await sign(claims, c.key, { alg: "HS512", typ: "JWT" })],
        [signature, c, await sign(claims, privateKey, { alg: "ES256", typ: "JWT" })],
        [signature, c, new UnsecuredJWT(claims).encode()],
        ["The token does not have three parts.", c,
         await new EncryptJWT(claims).setProtectedHeader({ alg: "dir", enc: "A256GCM" })
             .encrypt(c.key.subarray(0, 32))],
    ];
}

async function checkRefused() {
    const all = [];
    for (let i = 0; i < wanted / 10; ++i) {
        let c = anyCase();
        while (c.claims.iat === 0) c = anyCase();
        all.push(...await wrongs(c));
    }
    const answers = ask(all.map(([, c, token]) => reading(c, token)));
    answers.forEach((a, i) => check(a === all[i][0], `${a}, not ${all[i][0]}: ${all[i][2]}`));
}

/// Nothing is taken that is spoilt by a character, even where it would decode to the same bytes.
async function checkSpoilt() {
    const cases = [];
    while (cases.length < spoilt) {
        const c = anyCase();
        const token = await sign(claimsOf(c), c.key);
        const other = spoil(token);
        if (other !== token) cases.push({ ...c, token: other });
    }
    const answers = ask(cases.map((c) => reading(c, c.token)));
    let laxer = 0;
    for (const [i, c] of cases.entries()) {
        check(!answers[i].startsWith("{"), `a spoilt token was taken: ${c.token}`);
        check(answers[i] !== expired, `a spoilt token is only expired: ${c.token}`);
        laxer += await verify(c.token, c) ? 1 : 0;
    }
    console.log(`   jose takes ${laxer} of them, other spellings of the same bytes`);
}

console.log(`── jose verifies ${wanted} of ours`);
await checkMinted();
console.log(`── we take ${wanted} of jose's`);
await checkTaken();
console.log("── and refuse the wrong ones");
await checkRefused();
console.log(`── and ${spoilt} that are spoilt`);
await checkSpoilt();
console.log(`${checks} checks, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
