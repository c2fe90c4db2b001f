#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: one request after the other on hundreds of connections, and no answer is read.
import time

from attacked import Attacked, send

REQUESTS = b"GET /popfab/v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n" * 200

with Attacked(growth=24) as server:
    mine = [server.connect(2 + i % 5, receives=4096) for i in range(200)]
    sent, ends = 0, time.monotonic() + 8
    while time.monotonic() < ends:
        taken = sum(send(s, REQUESTS) or 0 for s in mine)
        sent += taken
        if taken == 0:
            time.sleep(0.1)
    blocked = sum(send(s, REQUESTS) == 0 for s in mine)
    server.check(blocked > 150, f"only {blocked} are blocked: nothing was tested")
