#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: a thousand bodies that come a byte at a time; one that is slow, but fast enough, is read.
import time

from attacked import FACTOR, Attacked, send

SIZE = 200_000
HEAD = (b"POST /popfab/v1/payments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n")

with Attacked(growth=24) as server:
    mine = [server.connect() for _ in range(1000)]
    honest = server.connect(3)
    began = time.monotonic()
    for s in mine:
        send(s, HEAD % SIZE)
    pieces = 16
    send(honest, HEAD % (pieces * 1200))
    for i in range(pieces):                # 2400 bytes in a second
        send(honest, b" " * 1200)
        if time.monotonic() - began < 4:
            early = sum(send(s, b" ") is None for s in mine)
            server.check(early == 0, f"{early} bodies were ended before their grace was over")
        else:
            for s in mine:
                send(s, b" ")
        time.sleep(0.5)
    ended = server.ended_within(mine, max(1, began + 5 + 3 * FACTOR - time.monotonic()))
    server.check(ended == len(mine), f"only {ended} of {len(mine)} bodies were ended in time")
    honest.settimeout(5)
    server.check(honest.recv(100).startswith(b"HTTP/1.1 401 "), "the honest one has no answer")
