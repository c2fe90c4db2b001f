#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: thousands of connections that send nothing, from a few addresses, more than there may be.
import time

from attacked import FACTOR, Attacked, is_closed

CONNECTIONS, PER_CLIENT, EACH = 3000, 1000, 1500

with Attacked("--connections", str(CONNECTIONS), "--connections-per-client", str(PER_CLIENT),
              growth=40) as server:
    before = server.descriptors()
    mine = {who: [server.connect(who) for _ in range(EACH)] for who in (2, 3, 4, 5)}
    server.check(server.comes(lambda: server.descriptors() - before > 0.9 * CONNECTIONS),
                 "few are there: nothing was tested")
    time.sleep(FACTOR)                     # some wait to be taken in
    counted = server.descriptors() - before
    server.check(counted <= CONNECTIONS + 64, f"{counted} are there")
    for who, sockets in mine.items():
        still = [s for s in sockets if not is_closed(s)]
        server.check(len(still) <= PER_CLIENT, f"{len(still)} of one address")
        server.check(all(is_closed(s) for s in sockets[:EACH - PER_CLIENT]), "the idlest stayed")
    newest = mine[5][-100:]
    server.check(not any(is_closed(s) for s in newest), "the newest went before the idlest")
