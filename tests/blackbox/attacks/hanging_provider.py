#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: a provider hangs; many charges go to it at once, and some are repeated with their key
# while the first still runs.
import json
import threading
import time

import attacked
from attacked import Attacked, ask
from programs import start

CLIENTS, HUNG = 24, "squad"

simulator, providers = start("simulator", "--confirm-after",
                             str(int(attacked.CONFIRM_AFTER * 1000)))
status, text = ask(providers, "POST", f"/{HUNG}/faults",
                   {"on": "charge", "what": "hang_before", "times": 10000})
attacked.check(status == 200, f"the simulator plans: {status} {text}")

try:
    with Attacked("--providers", providers, growth=48, lasts=12) as server:
        with open(server.credentials, encoding="utf-8") as file:
            popfab = json.load(file)["popfab"]
        over = threading.Event()
        answers = []

        def charge(who):
            """A fresh key half of the time, else the one that others use, too."""
            n = 0
            while not over.is_set():
                n += 1
                key = f"mine-{who}-{n}" if who % 2 == 0 else f"ours-{n // 3}"
                body = {"amount": 150000, "currency": "NGN", "payment_method": "card",
                        "reference": key, "routing_override": HUNG,
                        "customer": {"email": "e@example.com"}}
                answers.append(ask(popfab["base"], "POST", "/v1/payments", body,
                                   {"Authorization": "Bearer " + popfab["api_key"],
                                    "Idempotency-Key": key}, limit=30)[0])
                time.sleep(0.02)

        clients = [threading.Thread(target=charge, args=(i,), daemon=True)
                   for i in range(CLIENTS)]
        for c in clients:
            c.start()
        time.sleep(10)
        over.set()
        for c in clients:
            c.join(25)
        server.check(len(answers) > 2 * CLIENTS, f"only {len(answers)} answers: who waits?")
        server.check(0 not in answers, "a client got no answer")
finally:
    simulator.kill()
