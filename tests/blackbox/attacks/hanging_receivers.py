#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
# Attack: endpoints of the merchant's own account that hang, refuse, trickle or never end, with
# much to be told.
import json
import socket
import threading
import time

from attacked import Attacked, ask

PAYMENTS, HANGING, TRICKLING = 400, 8, 6
ENDLESS = b"HTTP/1.1 100 Continue\r\n\r\n" * 100


def listen(serve):
    there = socket.create_server(("127.0.0.1", 0), backlog=200)

    def accept():
        while True:
            try:
                client, _ = there.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return there.getsockname()[1]


def hang(client):
    with client:
        time.sleep(60)


def trickle(client):
    """Something comes always, and never an answer."""
    with client:
        try:
            while True:
                client.sendall(ENDLESS)
                time.sleep(0.01)
        except OSError:
            pass


with Attacked(growth=64, lasts=15) as server:
    with open(server.credentials, encoding="utf-8") as file:
        popfab = json.load(file)["popfab"]
    headers = {"Authorization": "Bearer " + popfab["api_key"]}
    ports = [listen(hang) for _ in range(HANGING)] + [listen(trickle) for _ in range(TRICKLING)]
    urls = [f"http://127.0.0.1:{port}/hooks" for port in ports]
    urls += ["http://127.0.0.1:1/refuses", "http://nowhere.invalid/hooks"]
    for url in urls:
        status, text = ask(popfab["base"], "POST", "/v1/webhooks/endpoints",
                           {"url": url, "events": ["payment.processing", "payment.success"]},
                           headers)
        server.check(status == 200, f"an endpoint: {status} {text}")
    for i in range(PAYMENTS):
        body = {"amount": 100, "currency": "NGN", "payment_method": "card",
                "reference": f"flood-{i}", "customer": {"email": "eve@example.com"}}
        status, text = ask(popfab["base"], "POST", "/v1/payments", body,
                           {**headers, "Idempotency-Key": f"flood-{i}"})
        server.check(status == 200, f"a payment: {status} {text[:200]}")
        time.sleep(0.01)
