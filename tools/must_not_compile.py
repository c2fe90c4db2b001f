#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Shows that a file does not compile, and for the reason that it states.

    must_not_compile.py FILE COMPILER [FLAGS...]

FILE has a line `// expect: REGEX`; what the compiler says must match it.
"""
import re
import subprocess
import sys


def main():
    file, *compiler = sys.argv[1:]
    with open(file, encoding="utf-8") as source:
        expected = re.search(r"^// expect: (.+)$", source.read(), re.MULTILINE)
    if not expected:
        return f"{file}: needs a line `// expect: REGEX`"
    run = subprocess.run([*compiler, "-fsyntax-only", file], capture_output=True, text=True)
    if run.returncode == 0:
        return f"{file}: compiles, but must not"
    if not re.search(expected[1].strip(), run.stderr):
        return f"{file}: fails, but not with /{expected[1].strip()}/:\n{run.stderr}"
    return 0


sys.exit(main())
