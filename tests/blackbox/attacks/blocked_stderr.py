#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: wrong keys fill the log while nobody reads standard error.
import fcntl
import os
import threading
import time

from attacked import FACTOR, Attacked, send

REQUEST = b"GET /popfab/v1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_x\r\n\r\n"
WRONG = 40_000
reader, writer = os.pipe()
fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
seen = []


def read_all():
    while text := os.read(reader, 65536):
        seen.append(text)


def answers(there):
    """How many of them came in what is there."""
    try:
        return there.recv(1 << 20).count(b"HTTP/1.1 401 ")
    except BlockingIOError:
        return 0


with Attacked(growth=24, stderr=writer) as server:
    os.close(writer)
    mine = [server.connect(2 + i % 5) for i in range(20)]
    left = {s: REQUEST * (WRONG // len(mine)) for s in mine}
    answered, ends = 0, time.monotonic() + 15 * FACTOR
    while answered < WRONG and time.monotonic() < ends:
        for s in mine:
            left[s] = left[s][send(s, left[s][:4096]) or 0:]
            answered += answers(s)
        time.sleep(0.01)
    server.check(answered > 0.95 * WRONG, f"only {answered} answers")   # one may come in two parts
    threading.Thread(target=read_all, daemon=True).start()
    time.sleep(1)
    text = b"".join(seen).decode()
    told = text.count("unauthorized")
    server.check(0 < told <= 200, f"strangers wrote {told} lines")   # a hundred a minute
    server.check(all(len(line) < 1100 for line in text.splitlines()), "a line is too long")
