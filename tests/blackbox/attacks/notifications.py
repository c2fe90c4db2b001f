#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: strangers bring messages for a provider, signed ones of calls that nobody made among them.
import hashlib
import hmac
import os
import time

import attacked
from attacked import FACTOR, Attacked, send

STORE = os.path.join(attacked.FOLDER, "notified.db")
PATH = "/notifications/test/paystack"


def message(body, signed):
    key = b"paystack" if signed else b"somebody"
    signature = hmac.new(key, body, hashlib.sha256).hexdigest()
    return (f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Signature: {signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def kept():
    return sum(os.path.getsize(STORE + end) for end in ("", "-wal") if os.path.exists(STORE + end))


# Each thread has connections of its own to the file, with a cache each.
with Attacked("--store", "sqlite:" + STORE, growth=24 if FACTOR == 1 else 72, lasts=10) as server:
    before, sent, refused = kept(), 0, 0
    mine = [server.connect(2 + i % 2) for i in range(8)]
    ends = time.monotonic() + 8 * FACTOR
    while time.monotonic() < ends and sent < 60_000:
        for s in mine:
            for signed in (True, False):
                reference = f"call-{sent}" + "x" * (sent % 200)
                sent += 1 if send(s, message(f"{reference} done 100 NGN".encode(), signed)) else 0
            try:
                refused += s.recv(1 << 16).count(b"HTTP/1.1 429 ")
            except OSError:
                pass
        time.sleep(0.002)
    server.check(sent > 10_000, f"only {sent} messages: nothing was tested")
    server.check(refused > 0, "nobody was told to come later")
    grown = kept() - before
    server.check(grown < 72e6, f"the store grew by {grown / 1e6:.1f} MB")
log = os.path.getsize(os.path.join(attacked.FOLDER, "attacked.err")) if os.path.exists(
    os.path.join(attacked.FOLDER, "attacked.err")) else 0
attacked.check(log < 1e6, f"the log has {log / 1e6:.1f} MB")
