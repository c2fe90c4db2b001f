#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Cuts the snippets of the documents from compiled sources.

A document says `<!-- from FILE NAME -->` before a code block; FILE has the lines between
`//[NAME` and `//]`. Without arguments the blocks are written anew; --check fails where one differs.
"""
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
MARK = re.compile(r"<!-- from (\S+) (\S+) -->\n```cpp\n(.*?)```", re.S)


def region(path, name):
    lines = (ROOT / path).read_text().splitlines()
    begin = [i for i, l in enumerate(lines) if l.strip() == f"//[{name}"]
    if len(begin) != 1:
        raise SystemExit(f"snippets: {path} has {len(begin)} regions {name}")
    end = next(i for i in range(begin[0], len(lines)) if lines[i].strip() == "//]")
    return textwrap.dedent("\n".join(lines[begin[0] + 1:end])) + "\n"


def main():
    check = sys.argv[1:] == ["--check"]
    stale = []
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    count = 0
    for document in documents:
        old = document.read_text()
        count += len(MARK.findall(old))
        new = MARK.sub(
            lambda m: f"<!-- from {m[1]} {m[2]} -->\n```cpp\n{region(m[1], m[2])}```", old)
        marked = len(re.findall(r"<!-- from ", old))
        if marked != len(MARK.findall(old)):
            stale.append(f"{document.name}: a mark without its block")
        if new != old:
            if check:
                stale.append(f"{document.name}: a snippet is not what its source says")
            else:
                document.write_text(new)
    for line in stale:
        print(f"snippets: {line}")
    if not stale:
        print(f"snippets: {count} cut from their sources")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
