#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: large bodies that lack their last byte, on routes that need no key, from many connections.
import time

from attacked import Attacked, send

SIZE, CONNECTIONS = 262_144, 1200          # 300 MB
ROUTES = ["/notifications/test/paystack", "/poof/api/v1/checkout", "/popfab/v1/payments"]


def head(i):
    return (f"POST {ROUTES[i % len(ROUTES)]} HTTP/1.1\r\nHost: x\r\n"
            f"Content-Type: application/json\r\nContent-Length: {SIZE}\r\n\r\n").encode()


with Attacked(growth=160) as server:
    mine, sent = [], 0
    for i in range(CONNECTIONS):
        s = server.connect(2 + i % 20)
        send(s, head(i))
        left = SIZE - 1
        for _ in range(1000):
            count = send(s, b" " * min(left, 65536))
            if count is None or left == 0:
                break
            left -= count
        sent += SIZE - 1 - left
        mine.append(s)
        time.sleep(0.003)
    server.check(sent > 200e6, f"only {sent / 1e6:.0f} MB were sent: nothing was tested")
    gone = server.ended_within(mine[:100], 2)
    server.check(gone == 100, f"of the oldest hundred {gone} went")
    stay = server.ended_within(mine[-50:], 0.2)
    server.check(stay == 0, f"of the newest fifty {stay} went")
