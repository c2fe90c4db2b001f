#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Kills tenderd on a database while the simulator is its provider, and compares the simulator's book
# with what the store holds: nothing acknowledged is lost, nobody is charged twice, no key is stuck.
#
#     tests/blackbox/crashes.py FOLDER_OF_THE_PROGRAMS [KILLS]
#
# Kills at random moments under load, and at every named point of the write path; and a PostgreSQL
# whose connections are cut, and one whose primary dies and whose synchronous standby is promoted.
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

from programs import FOLDER, ask, check, program, report, start

KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 6
PROVIDERS = ("paystack", "squad", "payaza", "flutterwave", "house")
SPOILT = ("paystack", "squad", "house")


def ulid_number(text):
    number = 0
    for c in text:
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(c)
    return number


class Life:
    """One store and one simulator, through many lives of tenderd."""

    def __init__(self, name, store, *more):
        self.name, self.store = name, store
        self.credentials = os.path.join(FOLDER, name + ".json")
        self.book, self.providers = start("simulator", "--book", os.path.join(
            FOLDER, name + ".book"), "--confirm-after", "30", "--hang", "3500", *more)
        self.server, self.made = None, 0
        self.answers = {}              # acknowledged: key -> id
        self.pages = {}                # of the shop: key -> id, None until it is acknowledged
        self.lock = threading.Lock()

    def begin(self, *more):
        self.server, _ = start("tenderd", "--credentials", self.credentials, "--store", self.store,
                               "--providers", self.providers, "--threads", "64", *more)
        if not os.path.exists(self.credentials):
            return
        with open(self.credentials) as file:
            said = json.load(file)
        self.url = said["url"]
        self.base, self.key = said["popfab"]["base"], said["popfab"]["api_key"]
        self.shop, self.shop_key = said["shop"]["base"], said["shop"]["api_key"]

    def end(self, how):
        self.server.send_signal(how)
        self.server.wait()

    def call(self, method, path, body=None, key=None, limit=20):
        headers = {"Authorization": "Bearer " + self.key}
        if key:
            headers["Idempotency-Key"] = key
        return ask(self.base, method, path, body, headers, limit)

    def pay(self, name):
        """An answer, once there, is the key's answer for ever."""
        body = {"amount": 150000, "currency": "NGN", "payment_method": "card",
                "reference": name, "customer": {"email": "ada@example.com"}}
        status, text = self.call("POST", "/v1/payments", body, name)
        if status == 200:
            which = json.loads(text)["id"]
            with self.lock:
                known = self.answers.setdefault(name, which)
            check(known == which, f"{name} is {which} and was {known}")
        return status

    def open_page(self, name):
        """The path of a page in the shop, where it is acknowledged."""
        with self.lock:
            self.pages.setdefault(name, None)
        body = {"amount": 4200, "currency": "usd", "return_url": "https://shop.example/thanks"}
        status, text = ask(self.shop, "POST", "/v1/payments", body,
                           {"Authorization": "Bearer " + self.shop_key, "Idempotency-Key": name})
        if status != 200:
            return None
        made = json.loads(text)
        with self.lock:
            known = self.pages[name] = self.pages[name] or made["id"]
        check(known == made["id"], f"{name} is {made['id']} and was {known}")
        return urllib.parse.urlsplit(made["checkout_url"]).path

    def visit(self, name, how):
        """A customer opens a page and submits its form twice; one who leaves a method may."""
        page = self.open_page(name)
        status, html = ask(self.url, "GET", page) if page else (0, "")
        nonce = re.search(r'name="nonce" value="([^"]*)"', html)
        if status != 200 or not nonce:
            return
        form = {"nonce": nonce[1], "method": "ussd" if how == "ussd" else "card", "number": how,
                "expiry": "12/39", "code": "123", "holder": "Ada"}
        origin = {"Origin": self.url}
        for _ in range(2):
            status, html = ask(self.url, "POST", page, headers=origin, form=form)
            check(status in (0, 303, 503), f"{name}: a form is answered with {status}")
        if how == "ussd":
            ask(self.url, "POST", page + "/leave", headers=origin, form={})

    def refund(self, name):
        which = self.answers.get(name)
        if not which:
            return 0
        return self.call("POST", f"/v1/payments/{which}/refund", {"amount": 50000},
                         "back-" + name)[0]

    def fresh(self):
        self.made += 1
        return f"{self.name}-{self.made}"

    def spoil(self, chance):
        """Something goes wrong on the way to a provider."""
        what = chance.choice(["refuse", "decline_hard", "decline_soft", "garbage", "hang_after",
                              "hang_before", "timeout_after_charge", "timeout_without_charge",
                              "forget", None, None, None])
        if what == "forget":
            body = {"what": what, "for_ms": chance.choice([0, 500, 5000])}
        else:
            on = "query" if what == "garbage" and chance.random() < 0.5 else "charge"
            if what and "timeout" in what and chance.random() < 0.5:
                on = "cancel"
            body = {"on": on, "what": what}
        if what:
            status, text = ask(self.providers, "POST", f"/{chance.choice(SPOILT)}/faults", body)
            check(status == 200, f"the simulator plans {what}: {text}")

    def verify(self, after):
        done = subprocess.run([program("tender-admin"), "verify", "--store", self.store],
                              capture_output=True, text=True, check=False)
        check(done.stdout == "clean\n", f"{self.name}: verify after {after}: {done.stdout}"
              f"{done.stderr}")

    def exported(self):
        done = subprocess.run([program("tender-admin"), "export", "--store", self.store],
                              capture_output=True, text=True, check=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {kind: [line[kind] for line in lines if kind in line]
                for kind in ("payment", "attempt", "refund")}

    def calm(self):
        for provider in PROVIDERS:
            check(ask(self.providers, "DELETE", f"/{provider}/faults")[0] == 200, "faults end")

    def settle(self):
        """Without faults, until nothing is under way; says what was not."""
        self.calm()
        for _ in range(180):
            kept = self.exported()
            waiting = [p["terms"]["reference"] + " " + p["state"] for p in kept["payment"]
                       if p["state"] not in ("captured", "failed", "refunded")
                       and not (p["state"] == "created" and p["terms"].get("checkout"))]
            waiting += ["refund " + r["state"] for r in kept["refund"]
                        if r["state"] not in ("succeeded", "rejected", "failed")]
            if not waiting:
                break
            time.sleep(0.5)
        check(not waiting, f"{self.name}: still {waiting}")
        return kept

    def judge(self):
        """After all the lives: the last one, which ends well."""
        self.begin()
        kept = self.settle()
        for i in range(1, self.made + 1):
            check(self.pay(f"{self.name}-{i}") == 200, f"{self.name}-{i} is stuck")
        for name, which in self.pages.items():
            check(self.open_page(name), f"{name} is stuck")
        kept = self.settle()
        ids = {p["id"] for p in kept["payment"]}
        numbers = {ulid_number(i) for i in ids}
        for key, which in self.answers.items():
            check(which.removeprefix("ppfb_pay_") in ids, f"{key} is lost")
        for name, which in self.pages.items():
            check(which and int(which.removeprefix("pay_"), 36) in numbers, f"{name} is lost")
        made = self.made + len(self.pages)
        check(len(ids) == made, f"{len(ids)} payments for {made} keys")
        self.compare(kept, json.loads(ask(self.providers, "GET", "/book")[1])["calls"])
        self.end(signal.SIGTERM)
        self.verify("all of it")
        self.book.send_signal(signal.SIGTERM)
        paid = sum(1 for p in kept["payment"]
                   if p["terms"].get("checkout") and p["state"] == "captured")
        print(f"   {made} payments, {len(self.pages)} of them with a page, {paid} of these paid; "
              f"{len(kept['attempt'])} calls", flush=True)

    def compare(self, kept, book):
        attempts = {a["id"]: a for a in kept["attempt"]}
        live, back = {}, {}
        for c in book:
            check(c["reference"] in attempts, f"nobody knows of the {c['kind']} {c['reference']}")
            if c["status"] != "done" or c["reference"] not in attempts:
                continue
            payment = attempts[c["reference"]]["payment"]
            if c["kind"] == "refund":
                back[payment] = back.get(payment, 0) + c["amount"]
            elif c["refunded"] < c["amount"]:
                live[payment] = live.get(payment, 0) + 1
        for p in kept["payment"]:
            name, which = p["terms"]["reference"], p["id"]
            charged = 1 if p["state"] == "captured" else 0
            check(live.get(which, 0) == charged,
                  f"{name} is {p['state']} with {live.get(which, 0)} charges")
            if p["state"] == "captured":
                check(back.get(which, 0) == p["refunded"],
                      f"{name}: {back.get(which, 0)} went back, not {p['refunded']}")


def kills(life):
    print(f"── {life.name}: {KILLS} kills under load", flush=True)
    chance = random.Random(KILLS)
    for kill in range(KILLS):
        life.begin()
        threads = []
        for _ in range(6):
            life.spoil(chance)
            name = life.fresh()
            threads.append(threading.Thread(target=life.pay, args=(name,)))
            if chance.random() < 0.5:
                card = chance.choice(["4242424242424242", "4000000000000002", "ussd"])
                threads.append(threading.Thread(target=life.visit, args=("page-" + name, card)))
            if chance.random() < 0.3 and life.answers:
                threads.append(threading.Thread(target=life.refund,
                                                args=(chance.choice(sorted(life.answers)),)))
        for t in threads:
            t.start()
            time.sleep(chance.random() * 0.01)
        time.sleep(chance.random() * 0.1)
        life.end(signal.SIGKILL)
        for t in threads:
            t.join()
        life.verify(f"kill {kill + 1}")
        if (kill + 1) % 20 == 0:
            print(f"   {kill + 1} kills", flush=True)


def points(life):
    """A payment, its confirmation and a refund, and two pages, with a death at every point of
    them. They are over when one life gets through all of it."""
    print(f"── {life.name}: every named point", flush=True)
    life.calm()
    deaths = 0
    for point in ("before_commit", "after_commit", "before_call", "after_call"):
        for nth in range(1, 100):
            name = life.fresh()
            life.begin("--die-at", f"{point}:{nth}")
            life.pay(name)
            for _ in range(500):
                status, text = life.call("GET", "/v1/payments?limit=1")
                if status == 0 or '"success"' in text:
                    break
                time.sleep(0.01)
            refunded = life.refund(name)
            life.visit("left-" + name, "ussd")
            life.visit("page-" + name, "4242424242424242")
            time.sleep(0.05)
            survived = life.server.poll() is None
            life.end(signal.SIGKILL)
            life.verify(f"{point}:{nth}")
            if survived:
                check('"success"' in text and refunded == 200, f"{point}:{nth} got through")
                break
            deaths += 1
        check(nth > 2, f"{life.name}: {point} happens {nth - 1} times")
    print(f"   {deaths} points", flush=True)


def postgres(*arguments):
    return subprocess.run(["tools/postgres", *arguments], check=True, capture_output=True,
                          text=True).stdout.strip()


def under_load(life, work):
    """Four buy, each repeating a key until it has an answer, while some work is done. Whoever is
    not answered with 200 is told to ask again."""
    stop, seen = threading.Event(), []

    def buy():
        while not stop.is_set():
            with life.lock:
                name = life.fresh()
            for _ in range(200):
                seen.append(life.pay(name))
                if seen[-1] == 200:
                    break
                time.sleep(0.1)

    threads = [threading.Thread(target=buy) for _ in range(4)]
    for t in threads:
        t.start()
    time.sleep(1)
    before = len(life.answers)
    work()
    time.sleep(2)
    stop.set()
    for t in threads:
        t.join()
    check(set(seen) <= {200, 409, 503}, f"answers under load: {set(seen)}")
    check(before and len(life.answers) > before, "it went on")
    return seen


def cuts(database):
    """Every connection to the database is cut, again and again."""
    print("── postgres: connections are cut under load", flush=True)
    life = Life("cut", "postgres:" + database)
    life.begin()

    def cut():
        for _ in range(20):
            subprocess.run(["psql", "-q", "-d", database, "-c",
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            "WHERE application_name = 'tender'"],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.1)

    under_load(life, cut)
    life.end(signal.SIGTERM)
    life.judge()


def promotion():
    """The primary dies under load, and the standby takes its place."""
    print("── postgres: a standby is promoted", flush=True)
    first, second = os.path.join(FOLDER, "primary"), os.path.join(FOLDER, "standby")
    postgres("start", first)
    postgres("database", first, "tender")
    postgres("standby", second, first)
    try:
        life = Life("promoted", f"postgres:host={first},{second} user=tender dbname=tender "
                    "target_session_attrs=read-write")
        life.begin()

        def promote():
            postgres("stop", first, "immediate")
            time.sleep(1)
            postgres("promote", second)

        seen = under_load(life, promote)
        check(503 in seen, "nobody was told that the store is away")
        life.end(signal.SIGKILL)
        life.store = f"postgres:host={second} user=tender dbname=tender"
        life.judge()
    finally:
        postgres("stop", second, "immediate")


def notified():
    """Providers that answer no question say by themselves what became of a call."""
    print("── notifications alone", flush=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    life = Life("notified", "sqlite:" + os.path.join(FOLDER, "notified.db"),
                "--notify", f"http://{address}/notifications/test")
    life.begin("--listen", address)
    for provider in PROVIDERS:
        ask(life.providers, "POST", f"/{provider}/faults",
            {"on": "query", "what": "garbage", "times": 10000})
    name = life.fresh()
    life.pay(name)
    page = life.open_page("page")
    life.visit("page", "4242424242424242")
    for _ in range(200):
        status, text = life.call("GET", "/v1/payments?limit=1")
        shown = ask(life.url, "GET", page)[1]
        if '"success"' in text and "<h1>Paid</h1>" in shown:
            break
        time.sleep(0.05)
    check('"success"' in text, f"a payment that was told of: {text}")
    check("<h1>Paid</h1>" in shown, "a page that was told of")
    life.end(signal.SIGTERM)
    life.judge()


def main():
    threading.excepthook = lambda e: check(False, f"{e.exc_type.__name__}: {e.exc_value}")
    server = os.path.join(FOLDER, "postgres")
    postgres("start", server)
    try:
        stores = (("sqlite", "sqlite:" + os.path.join(FOLDER, "one.db")),
                  ("postgres", "postgres:" + postgres("database", server, "one")))
        for name, store in stores:
            life = Life(name, store)
            kills(life)
            points(life)
            life.judge()
        cuts(postgres("database", server, "cut"))
    finally:
        postgres("stop", server, "immediate")
    promotion()
    notified()
    report()


main()
