#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: connections that send nonsense, never read the answer, and never go by themselves.
import time

from attacked import FACTOR, Attacked, send

with Attacked(growth=24, lasts=8) as server:
    for _ in range(3):
        before = server.descriptors()
        mine = [server.connect(2 + i % 5, buffers=4096) for i in range(500)]
        for s in mine:
            send(s, b"nonsense\r\n\r\n")
        server.check(server.comes(lambda: server.descriptors() - before > 400),
                     f"only {server.descriptors() - before} are there: nothing was tested")
        time.sleep(2 + FACTOR)
        for s in mine:
            send(s, b"more")
        left = server.descriptors() - before
        server.check(left < 20, f"{left} are still there")
