# SPDX-License-Identifier: BSL-1.0
# The base of the attacks: tenderd, an attack on it, and a healthy merchant beside it who must
# notice nothing. The first argument of an attack is the folder of the programs; the second one,
# where there is one, the sanitizer they were built with: address, undefined or
# thread.
#
#     with Attacked(growth=32) as server:
#         ... attacks ...
#         server.check(good, "what must hold")
import http.server
import json
import multiprocessing
import os
import resource
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from programs import FOLDER, ask, check, program, report   # noqa: E402

# How many times as long the attack may take, and the merchant's requests, and how many times as
# much memory. The thread sanitizer keeps a record of each byte that moves: with it an attack
# shows that nothing races or hangs; what it costs, the other builds tell.
FACTOR, SLOWER, MEMORY = {"": (1, 1, 1), "address": (4, 4, 1.5), "undefined": (4, 4, 1.5),
                          "thread": (4, 60, 6)}[sys.argv[2] if len(sys.argv) > 2 else ""]
CONFIRM_AFTER = 0.3          # seconds, as the provider has it
CREATED_IN = 0.1 * SLOWER    # the median
HEALTHY_IN = 0.05 * SLOWER   # for most; five times as long for each
CONFIRMED_IN = FACTOR        # after its time
HEARD_IN = 2 * FACTOR
# What is freed is not to be counted as in use for long: not by all, nor by each of fifty threads.
SANITIZERS = "quarantine_size_mb=8:thread_local_quarantine_size_kb=64"

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Attacked:
    """tenderd while the block lasts; then the merchant is heard, and the program ends."""

    def __init__(self, *options, growth, stderr=None, lasts=5):
        """It may grow by so many MB, and the merchant is beside it for so many seconds at least."""
        self.growth, self.lasts, self.began = growth * 1e6 * MEMORY, lasts, time.monotonic()
        self.credentials = os.path.join(FOLDER, "attacked.json")
        errors = stderr if stderr is not None else open(os.path.join(FOLDER, "attacked.err"), "ab")
        environment = dict(os.environ)
        environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":" + SANITIZERS
        self.process = subprocess.Popen(
            [program("tenderd"), "--listen", "127.0.0.1:0", "--credentials", self.credentials,
             "--allow-local-webhooks", "--confirm-after", str(int(CONFIRM_AFTER * 1000)), *options],
            stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
        self.url = self.process.stdout.readline().split(" on ")[1].strip()
        self.port = int(self.url.rsplit(":", 1)[1])
        self.check, self.sockets = check, []
        self.results, theirs = multiprocessing.Pipe(duplex=False)
        self.stop = multiprocessing.Event()
        self.merchant = multiprocessing.Process(
            target=lambda: theirs.send(Merchant(self.url, self.credentials, self.stop).trade()))

    def __enter__(self):
        self.merchant.start()
        time.sleep(0.5)
        self.memory = self.most_memory = self.rss()
        self.over = threading.Event()
        self.watch = threading.Thread(target=self.watch_memory)
        self.watch.start()
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            time.sleep(max(0, self.lasts - (time.monotonic() - self.began)))
        self.over.set()
        self.watch.join()
        self.stop.set()
        grown = self.most_memory - self.memory
        print(f"   grew by {grown / 1e6:.1f} MB", flush=True)
        check(grown <= self.growth, f"it grew by {grown / 1e6:.1f} MB")
        if self.results.poll(30):
            judge(self.results.recv())
        else:
            check(False, "the merchant is lost")
            self.merchant.kill()
        self.end()
        if kind is None:
            report()

    def end(self):
        for there in self.sockets:
            there.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            check(self.process.wait(20 * FACTOR) == 0, "it did not end well")
        except subprocess.TimeoutExpired:
            check(False, "it did not end")
            self.process.kill()

    def watch_memory(self):
        while not self.over.wait(0.1):
            self.most_memory = max(self.most_memory, self.rss())

    def rss(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def connect(self, who=2, buffers=None):
        """A socket that does not block, from the address 127.0.0.WHO; the merchant is 127.0.0.1.
        With small buffers it needs few bytes to be full."""
        there = socket.socket()
        self.sockets.append(there)
        for buffer in (socket.SO_RCVBUF, socket.SO_SNDBUF) if buffers else ():
            there.setsockopt(socket.SOL_SOCKET, buffer, buffers)
        there.bind((f"127.0.0.{who}", 0))
        there.settimeout(5 * FACTOR)
        try:
            there.connect(("127.0.0.1", self.port))
        except OSError:
            pass             # it has its reasons; then nothing comes of it
        there.setblocking(False)
        return there

    def comes(self, holds, within=20):
        """Waits until it holds: how long that takes is the machine's affair."""
        ends = time.monotonic() + within * FACTOR
        while not holds() and time.monotonic() < ends:
            time.sleep(0.05)
        return holds()

    def ended_within(self, sockets, seconds):
        """How many of them the server has closed by then, whatever it said before."""
        ends, open_ones = time.monotonic() + seconds, set(sockets)
        with selectors.DefaultSelector() as ready:
            for s in open_ones:
                ready.register(s, selectors.EVENT_READ)
            while open_ones and time.monotonic() < ends:
                for key, _ in ready.select(0.1):
                    if is_closed(key.fileobj):
                        ready.unregister(key.fileobj)
                        open_ones.discard(key.fileobj)
        return len(sockets) - len(open_ones)


def is_closed(there):
    """Reads what is there."""
    try:
        return there.recv(65536) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def send(there, text):
    """How many bytes were taken; nothing where the connection is gone."""
    try:
        return there.send(text)
    except BlockingIOError:
        return 0
    except OSError:
        return None


def judge(seen):
    """A machine may stall by itself: a bystander, asked as often as /healthz, tells by how much."""
    created, healthy, stalled = (sorted(seen[w]) for w in ("created", "healthy", "stalled"))
    check(len(created) >= 10 and len(healthy) >= 20, f"too little was measured: {len(created)}")
    if not created or not healthy:
        return
    median, within, stall = statistics.median(created), most(healthy), most(stalled)
    heard = max(seen["heard"], default=0)
    print(f"   {len(created)} payments, median {median * 1000:.1f} ms; webhooks within "
          f"{heard * 1000:.0f} ms\n   {len(healthy)} times health, 95 % in {within * 1000:.1f} ms, "
          f"all in {healthy[-1] * 1000:.1f} ms (a bystander: {stall * 1000:.1f} ms, "
          f"{stalled[-1] * 1000:.1f} ms)", flush=True)
    check(median <= CREATED_IN + stall, f"a payment takes {median * 1000:.0f} ms")
    check(within <= HEALTHY_IN + stall, f"95 % of /healthz take {within * 1000:.0f} ms")
    check(healthy[-1] <= 5 * HEALTHY_IN + stalled[-1],
          f"a /healthz takes {healthy[-1] * 1000:.0f} ms")
    check(heard <= HEARD_IN, f"a webhook takes {heard:.1f} s")
    for what in seen["wrong"]:
        check(False, what)


def most(times):
    return times[int(len(times) * 0.95)]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what it is sent, and notes when the first word of each payment came."""

    protocol_version = "HTTP/1.1"
    heard = {}

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = body["data"]["payment"]["reference"], body["type"]
        Receiver.heard.setdefault(name, time.monotonic())
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Merchant:
    """Makes payments, one each tenth of a second, and looks at what becomes of them."""

    def __init__(self, url, credentials, stop):
        with open(credentials, encoding="utf-8") as file:
            popfab = json.load(file)["popfab"]
        self.url, self.base, self.stop = url, popfab["base"], stop
        self.headers = {"Authorization": "Bearer " + popfab["api_key"]}
        self.made, self.pending, self.wrong = {}, {}, []
        self.created, self.healthy, self.heard, self.stalled = [], [], [], []

    def trade(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        there = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=there.serve_forever, daemon=True).start()
        self.bystander = f"http://127.0.0.1:{there.server_port}"
        status, _ = ask(self.base, "POST", "/v1/webhooks/endpoints",
                        {"url": self.bystander + "/hooks",
                         "events": ["payment.processing", "payment.success"]}, self.headers)
        self.expect(status == 200, f"an endpoint: {status}")
        probes = threading.Thread(target=self.probe)
        probes.start()
        while not self.stop.is_set():
            self.pay()
            self.look(time.monotonic() - CONFIRM_AFTER - CONFIRMED_IN)
            time.sleep(0.1)
        probes.join()
        time.sleep(CONFIRM_AFTER + max(CONFIRMED_IN, HEARD_IN))
        self.look(time.monotonic() - CONFIRM_AFTER - CONFIRMED_IN)
        for name, at in self.made.items():
            self.expect_heard(name, "payment.processing", at)
            self.expect_heard(name, "payment.success", at + CONFIRM_AFTER)
        return {"created": self.created, "healthy": self.healthy, "stalled": self.stalled,
                "heard": self.heard, "wrong": self.wrong[:10]}

    def expect(self, good, what):
        if not good:
            self.wrong.append(what)

    def pay(self):
        name = f"order-{len(self.created) + 1}"
        body = {"amount": 150000, "currency": "NGN", "payment_method": "card", "reference": name,
                "customer": {"email": "ada@example.com"}}
        at = time.monotonic()
        status, text = ask(self.base, "POST", "/v1/payments", body,
                           {**self.headers, "Idempotency-Key": name}, limit=5 * FACTOR)
        self.created.append(time.monotonic() - at)
        self.expect(status == 200, f"a payment: {status} {text[:200]}")
        if status == 200:
            self.made[name], self.pending[name] = time.monotonic(), json.loads(text)["id"]

    def look(self, until):
        """What was made before then is confirmed."""
        for name in [n for n in self.pending if self.made[n] <= until]:
            status, text = ask(self.base, "GET", "/v1/payments/" + self.pending.pop(name), None,
                               self.headers)
            self.expect(status == 200 and json.loads(text)["status"] == "success",
                        f"not confirmed in time: {status} {text[:200]}")

    def expect_heard(self, name, what, at):
        told = Receiver.heard.get((name, what))
        self.expect(told is not None, f"{name}: {what} was not heard")
        if told is not None:
            self.heard.append(max(0, told - at))

    def probe(self):
        while not self.stop.is_set():
            at = time.monotonic()
            status, _ = ask(self.url, "GET", "/healthz", limit=5 * FACTOR)
            self.healthy.append(time.monotonic() - at)
            self.expect(status == 200, f"/healthz: {status}")
            at = time.monotonic()
            ask(self.bystander, "GET", "/")
            self.stalled.append(time.monotonic() - at)
            time.sleep(0.05)
