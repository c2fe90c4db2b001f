#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: a thousand heads that come a byte at a time and never end.
import time

from attacked import FACTOR, Attacked, send

with Attacked(growth=24) as server:
    mine = [server.connect() for _ in range(1000)]
    began = time.monotonic()
    for s in mine:
        send(s, b"POST /popfab/v1/payments HTTP/1.1\r\nHost: x\r\n")
    gone_early = set()
    while time.monotonic() < began + 8:
        gone_early |= {s for s in mine if send(s, b"a") is None}
        time.sleep(1)
    server.check(not gone_early, f"{len(gone_early)} went before ten seconds were over")
    while time.monotonic() < began + 10 + 2 * FACTOR:
        for s in mine:
            send(s, b"a")
        time.sleep(0.5)
    ended = server.ended_within(mine, 1)
    server.check(ended == len(mine), f"only {ended} of {len(mine)} heads were ended in time")
