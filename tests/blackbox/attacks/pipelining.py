#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: one request after the other on hundreds of connections, and no answer is read.
import time

from attacked import Attacked, send

REQUESTS = b"GET /popfab/v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n" * 200

with Attacked(growth=24, lasts=10) as server:
    mine = [server.connect(2 + i % 5, buffers=4096) for i in range(200)]
    last = time.monotonic()

    def silent():
        """Nothing was taken for a moment, from any."""
        global last
        if sum(send(s, REQUESTS) or 0 for s in mine) > 0:
            last = time.monotonic()
        return time.monotonic() - last > 0.5

    server.check(server.comes(silent), "they are still heard: nothing was tested")
    ends = time.monotonic() + 4
    while time.monotonic() < ends:         # and they go on trying
        sum(send(s, REQUESTS) or 0 for s in mine)
        time.sleep(0.1)
    blocked = sum(send(s, REQUESTS) == 0 for s in mine)
    server.check(blocked > 150, f"only {blocked} are blocked: nothing was tested")
