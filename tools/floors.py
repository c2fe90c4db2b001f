#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks who includes whom in include/tender.

    floors.py [--graph] [ROOT]

The tables below are the rules: a folder includes itself and what stands in its row, a room itself
and the rooms before it, heavy headers stand where they may, faces do not see each other, and in
compiled mode no public header brings Boost.JSON in by core/json/json.hpp. --graph also prints the
rooms of each floor, each with those of its floor that it includes.
"""
import re
import sys
from pathlib import Path

FLOORS = ["base", "core", "domain", "port", "service", "api"]
WINGS = ["store", "adapter", "testing"]

# What a folder may include of ours, itself aside.
MAY_INCLUDE = {
    "base": [],
    "core": ["base"],
    "domain": ["base", "core"],
    "port": ["base", "core", "domain"],
    "service": ["base", "core", "domain", "port"],
    "api": ["base", "core", "domain", "port", "service"],
    "store": ["base", "core", "domain", "port"],
    "adapter": ["base", "port", "service", "api"],
    "testing": ["base", "core", "domain", "port", "service", "api", "store"],
}

# The rooms of a floor, ground first: a room includes itself and those before it. What stands beside
# them in the floor itself is above them all.
ROOMS = {
    "core": ["containers", "json"],
    "domain": ["merchant", "access", "ledger", "runtime", "payment", "routing", "webhook",
               "checkout", "billing", "event"],
    "service": ["runtime", "ledger", "merchant", "access", "routing", "webhook", "payment",
                "checkout", "billing", "jobs"],
    "store": ["records", "memory", "sql", "sqlite", "postgres"],
}

# The files directly in include/tender, and what each may include. None includes a face or, but
# for the two that the umbrella brings, a wing.
TOP = {
    "version.hpp": r"^$",
    "fwd.hpp": r"^(version\.hpp|base/.*)$",
    "tender.hpp": r"^((version|fwd)\.hpp|(base|core|domain|port|service)/.*"
                  r"|api/[a-z_]+\.hpp|store/memory\.hpp|adapter/system\.hpp)$",
    "json.hpp": r"^(core/json/read\.hpp|domain/[a-z]+/[a-z_]+\.hpp"
                r"|store/records/(event|word)_fields\.hpp)$",
    "src.hpp": r"^(?!testing/).*",
}

# On these floors, Boost is only these.
LIGHT_FLOORS = ["base", "core", "domain", "port"]
LIGHT_BOOST = r"^boost/(describe|mp11|system|config|assert)\b"

# Heavy headers, and the files that may include them.
HEAVY = [
    # name         header                             may be included by
    ("Boost.JSON", r"^boost/json\b",                  r"^((core/json/)?json\.hpp|.*\.ipp|api/.*)$"),
    ("OpenSSL",    r"^openssl/",                      r"^adapter/(impl/)?openssl\w*\.[hi]pp$"),
    ("SQLite",     r"^sqlite3",                       r"^store/sqlite(/|\.hpp|_src\.hpp)"),
    ("libpq",      r"^(libpq|pg_config|postgresql/)", r"^store/postgres(/|\.hpp|_src\.hpp)"),
    ("Beast",      r"^boost/(beast|asio)\b",          r"^adapter/.*"),
    ("httplib",    r"^httplib\.h$",                   r"^adapter/.*"),
    ("Boost.Test", r"^boost/test/",                   r"^testing/.*"),
]

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
DIRECTIVE = re.compile(r"\s*#\s*(ifdef|ifndef|if|elif|else|endif)\b\s*(.*)")


def includes(path):
    """Yields (line, quote, header, only_header_mode) for every include of a file."""
    conditions = []  # of each open #if: does it hold in header-only mode alone?
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if directive := DIRECTIVE.match(line):
            kind, condition = directive[1], directive[2].split("//")[0].strip()
            condition = condition.replace(" ", "")
            if kind in ("ifdef", "ifndef", "if"):
                conditions.append(
                    (kind == "ifndef" and condition == "TENDER_SEPARATE_COMPILATION")
                    or condition.startswith(("!defined(TENDER_SEPARATE_COMPILATION)",
                                             "!definedTENDER_SEPARATE_COMPILATION")))
            elif kind in ("else", "elif") and conditions:
                conditions[-1] = False
            elif kind == "endif" and conditions:
                conditions.pop()
        elif include := INCLUDE.match(line):
            yield number, include[1], include[2], any(conditions)


def face_of(name, faces):
    """The face a file of api/ belongs to, if any."""
    match = re.match(r"api/([a-z_]+)[./]", name)
    return match[1] if match and match[1] in faces else None


def room_of(name):
    """The room that a file stands in; none where its floor has no rooms, or beside them. A header
    of the floor that has a room's name is that room's door."""
    floor, _, rest = name.partition("/")
    if floor not in ROOMS:
        return None
    room = rest.split("/")[0] if "/" in rest else re.sub(r"(_src)?\.hpp$", "", rest)
    return room if room != "impl" and ("/" in rest or room in ROOMS[floor]) else None


def upward(name, header):
    """Does `name` include a `header` of its own floor that stands in a room above its own?"""
    floor, mine, other = name.split("/")[0], room_of(name), room_of(header)
    if floor != header.split("/")[0] or floor not in ROOMS or mine is None:
        return False
    rooms = ROOMS[floor]
    return other is None or rooms.index(other) > rooms.index(mine)


def ours(name, header, header_mode_only, faces):
    """Says what is wrong with `name` including our own `header`, or nothing."""
    here, there = name.split("/")[0], header.split("/")[0]
    if "/" not in name:
        if name not in TOP:
            return f"is not known here; files of include/tender itself are {', '.join(TOP)}"
        if not re.match(TOP[name], header) or (name != "src.hpp" and face_of(header, faces)):
            return f"{name} may not include it"
        if name == "tender.hpp" and header == "core/json/json.hpp" and not header_mode_only:
            return "only under #ifndef TENDER_SEPARATE_COMPILATION"
        return None
    if header in ("version.hpp", "fwd.hpp"):
        return None
    if "/" not in header:
        return "the umbrella includes the floors, not the other way round"
    if here not in MAY_INCLUDE:
        return f"{here}/ is no floor and no wing"
    if there != here and there not in MAY_INCLUDE[here]:
        allowed = ", ".join([here, *MAY_INCLUDE[here]])
        return f"{here}/ may include only {allowed}"
    if upward(name, header):
        return f"the room {room_of(name)}/ of {here}/ may include only itself and those before it"
    mine, other = face_of(name, faces), face_of(header, faces)
    if (there == "api" and other and other != mine and here != "testing"
            and name != "api/src.hpp"):
        return f"{f'face {mine}' if mine else name} may not see face {other}"
    if (header == "core/json/json.hpp" and not name.endswith(".ipp") and here != "testing"
            and not header_mode_only):
        return ("a public header may include it only under #ifndef TENDER_SEPARATE_COMPILATION;"
                " an .ipp may always")
    if (header.endswith(".ipp") and not name.endswith((".ipp", "/src.hpp", "_src.hpp"))
            and not header_mode_only):
        return "a header includes bodies only under #ifndef TENDER_SEPARATE_COMPILATION"
    return None


def foreign(name, header):
    """Says what is wrong with `name` including somebody else's `header`, or nothing."""
    here = name.split("/")[0]
    for what, pattern, where in HEAVY:
        if re.match(pattern, header):
            return None if re.match(where, name) else f"{what} may not be included here"
    if header.startswith("boost/") and (here in LIGHT_FLOORS or "/" not in name):
        if not re.match(LIGHT_BOOST, header):
            return f"{here}/ may use of Boost only Describe, Mp11 and system/result"
    return None


def print_graph(arrows):
    """The rooms of each floor from the ground, and which of them each includes."""
    for floor, rooms in ROOMS.items():
        print(floor)
        for room in [*rooms, None]:
            seen = {to for at, of, to in arrows if (at, of) == (floor, room)} - {room}
            name = f"{room}/" if room else "(beside them)"
            print(f"    {name:14} {', '.join(r for r in rooms if r in seen) or '-'}")


def main():
    arguments = sys.argv[1:]
    graph = "--graph" in arguments
    if graph:
        arguments.remove("--graph")
    root = Path(arguments[0] if arguments else Path(__file__).parent.parent)
    include = root / "include"
    files = sorted(p for p in (include / "tender").rglob("*") if p.suffix in (".hpp", ".ipp"))
    names = {str(p.relative_to(include / "tender")) for p in files}
    faces = {n.split("/")[1] for n in names if re.match(r"api/[a-z_]+/", n)} - {"impl", "pages"}

    problems, arrows = [], set()
    for path in files:
        name = str(path.relative_to(include / "tender"))
        floor = name.split("/")[0]
        if floor in ROOMS and room_of(name) not in [*ROOMS[floor], None]:
            problems.append(f"{path.relative_to(root)}:1: {floor}/ has no such room")
            continue
        for line, quote, header, header_mode_only in includes(path):
            if quote == '"':
                wrong = "include ours as <tender/…>"
            elif header.startswith("tender/"):
                header = header.removeprefix("tender/")
                wrong = ours(name, header, header_mode_only, faces)
                if header.split("/")[0] == floor:
                    arrows.add((floor, room_of(name), room_of(header)))
                if not wrong and header not in names:
                    wrong = "there is no such header"
            else:
                wrong = foreign(name, header)
            if wrong:
                problems.append(f"{path.relative_to(root)}:{line}: {header}: {wrong}")
        if "/" in name and name.split("/")[0] not in FLOORS + WINGS:
            problems.append(f"{path.relative_to(root)}:1: stands on no floor and in no wing")

    if graph:
        print_graph(arrows)
    for problem in problems:
        print(problem)
    if problems or not files:
        return f"floors: {len(problems)} problems in {len(files)} files"
    print(f"floors: {len(files)} files, every include goes down")
    return 0


sys.exit(main())
