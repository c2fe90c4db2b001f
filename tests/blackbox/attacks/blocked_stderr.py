#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: wrong keys fill the log while nobody reads standard error.
import os
import re
import threading
import time

from attacked import FACTOR, Attacked, send

REQUEST = b"GET /popfab/v1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_x\r\n\r\n"
WRONG = 40_000
reader, writer = os.pipe()
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
    dropped = sum(int(n) for n in re.findall(r"tenderd: (\d+) lines were dropped", text))
    told = text.count("unauthorized")
    server.check(dropped > 0, "nothing was dropped: nothing was tested")
    server.check(told + dropped == WRONG, f"{told} lines and {dropped} dropped ones")
    server.check(all(len(line) < 1024 for line in text.splitlines()), "a line is too long")
