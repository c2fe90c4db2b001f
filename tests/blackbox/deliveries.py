#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Kills tenderd on SQLite while it sends webhooks to a receiver that misbehaves: every event of
# every payment arrives, whole and signed, at least once.
#
#     tests/blackbox/deliveries.py FOLDER_OF_THE_PROGRAMS [KILLS]
import hashlib
import hmac
import http.server
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from programs import FOLDER, ask, check, program, report, start

KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 8
STORE = "sqlite:" + os.path.join(FOLDER, "deliveries.db")
CREDENTIALS = os.path.join(FOLDER, "deliveries.json")
TOLD = {"submitted": "payment.processing", "captured": "payment.success"}


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what it is sent, or does not: 500, no answer, half an answer."""

    protocol_version = "HTTP/1.1"
    chance = random.Random(1)
    lock = threading.Lock()
    taken, sent, secret, spoils = {}, 0, "", True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        expected = hmac.new(Receiver.secret.encode(),
                            self.headers["X-POPFAB-Timestamp"].encode() + b"." + body,
                            hashlib.sha256).hexdigest()
        check(self.headers["X-POPFAB-Signature"] == "sha256=" + expected, "a signature is wrong")
        with Receiver.lock:
            Receiver.sent += 1
            fate = Receiver.chance.random() if Receiver.spoils else 1
            if fate > 0.2:   # it has it, whatever its answer
                event = json.loads(body)
                reference = event["data"]["payment"]["reference"]
                Receiver.taken.setdefault((reference, event["type"]), set()).add(body)
        self.close_connection = True
        if fate <= 0.1:
            self.wfile.write(b"HTTP/1.1 200 O")
        elif fate <= 0.2:
            self.answer(500)
        elif fate > 0.25:
            time.sleep(0.01)
            self.answer(204)

    def answer(self, status):
        try:
            self.send_response(status)
            self.end_headers()
        except OSError:      # who asked has been killed
            pass

    def log_message(self, *_):
        pass


class Shop:
    def __init__(self, url):
        self.url, self.made, self.server = url, 0, None

    def begin(self):
        self.server, _ = start("tenderd", "--credentials", CREDENTIALS, "--store", STORE,
                               "--allow-local-webhooks", "--confirm-after", "20")
        with open(CREDENTIALS, encoding="utf-8") as file:
            popfab = json.load(file)["popfab"]
        self.base, self.headers = popfab["base"], {"Authorization": "Bearer " + popfab["api_key"]}

    def end(self, how):
        self.server.send_signal(how)
        return self.server.wait()

    def listen(self):
        status, text = ask(self.base, "POST", "/v1/webhooks/endpoints",
                           {"url": self.url, "events": list(TOLD.values())}, self.headers)
        check(status == 200, f"the endpoint: {status} {text}")
        Receiver.secret = json.loads(text)["secret"]

    def pay(self):
        self.made += 1
        name = f"order-{self.made}"
        ask(self.base, "POST", "/v1/payments",
            {"amount": 150000, "currency": "NGN", "payment_method": "card", "reference": name,
             "customer": {"email": "ada@example.com"}},
            {**self.headers, "Idempotency-Key": name})


def exported(kind):
    done = subprocess.run([program("tender-admin"), "export", "--store", STORE],
                          capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line[kind] for line in lines if kind in line]


def kills(shop):
    print(f"── {KILLS} kills in the middle of deliveries", flush=True)
    chance = random.Random(KILLS)
    for kill in range(KILLS):
        shop.begin()
        if kill == 0:
            shop.listen()
        buyers = [threading.Thread(target=shop.pay) for _ in range(5)]
        for b in buyers:
            b.start()
        time.sleep(0.02 + chance.random() * 0.3)
        shop.end(signal.SIGKILL)
        for b in buyers:
            b.join()
        if (kill + 1) % 10 == 0:
            print(f"   {kill + 1} kills", flush=True)


def drain(shop):
    """The last life: the receiver behaves, and what waits for a later attempt comes in time."""
    Receiver.spoils = False
    shop.begin()
    for _ in range(240):
        open_ones = [d for d in exported("webhook_delivery") if d["state"] == "pending"]
        under_way = [p for p in exported("payment") if p["state"] not in ("captured", "failed")]
        if not open_ones and not under_way:
            break
        time.sleep(1)
    check(not open_ones, f"{len(open_ones)} deliveries still wait")
    check(not under_way, f"{len(under_way)} payments are under way")
    check(shop.end(signal.SIGTERM) == 0, "it did not end well")


def main():
    there = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=there.serve_forever, daemon=True).start()
    shop = Shop(f"http://127.0.0.1:{there.server_port}/hooks")
    kills(shop)
    drain(shop)
    payments = exported("payment")
    check(len(payments) >= KILLS, f"only {len(payments)} payments were made")
    for p in payments:
        wanted = ["payment.processing"] + ["payment.success"] * (p["state"] == "captured")
        for what in wanted:
            bodies = Receiver.taken.get((p["terms"]["reference"], what), set())
            check(bodies, f"{p['terms']['reference']}: {what} never arrived")
            check(len(bodies) <= 1, f"{p['terms']['reference']}: {what} came as two texts")
    deliveries = exported("webhook_delivery")
    check(all(d["state"] == "delivered" for d in deliveries), "a delivery was given up")
    check(Receiver.sent > len(deliveries), "nothing was sent twice: nothing was tested")
    done = subprocess.run([program("tender-admin"), "verify", "--store", STORE],
                          capture_output=True, text=True, check=False)
    check(done.stdout == "clean\n", f"verify: {done.stdout}{done.stderr}")
    print(f"   {len(payments)} payments, {len(deliveries)} events, sent {Receiver.sent} times")
    report()


main()
