# SPDX-License-Identifier: BSL-1.0
# What the tests that kill servers share: starting them, asking them, and counting what is right.
# Their first argument is the folder of the programs.
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

PROGRAMS = sys.argv[1]
FOLDER = tempfile.mkdtemp()
os.chmod(FOLDER, 0o711)   # PostgreSQL runs as another user where we are root
failures = []
checks = 0


def check(good, what):
    global checks
    checks += 1
    if not good:
        failures.append(what)
        print("FAILED:", what, flush=True)


def report():
    """The last line, and the exit status."""
    print(f"{checks} checks, {len(failures)} failed")
    if failures:
        print("what the servers said lies in", FOLDER)
        sys.exit(1)
    shutil.rmtree(FOLDER, ignore_errors=True)


def program(name):
    return os.path.join(PROGRAMS, name)


def start(name, *arguments):
    """A server that said it is ready, and its address; or nothing, where it died before."""
    errors = open(os.path.join(FOLDER, name + ".err"), "ab")
    server = subprocess.Popen([program(name), "--listen", "127.0.0.1:0", *arguments],
                              stdout=subprocess.PIPE, stderr=errors, text=True)
    line = server.stdout.readline()
    if " ready on " not in line:
        server.wait()
        return server, None
    return server, line.split(" on ")[1].strip()


def ask(url, method, path, body=None, headers=(), limit=20, form=None):
    """Status and body; 0 where there was no answer."""
    where = urllib.parse.urlsplit(url)
    kind = "application/json" if form is None else "application/x-www-form-urlencoded"
    try:
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=limit)
        text = None if body is None else json.dumps(body)
        if form is not None:
            text = urllib.parse.urlencode(form)
        connection.request(method, where.path + path, text,
                           {"Content-Type": kind, **dict(headers)})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
