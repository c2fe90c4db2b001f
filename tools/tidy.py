#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Checks what a compiler does not: licence lines, lengths, banned calls and words, completeness.

    tidy.py [ROOT]

A header, and a file of bodies, is at most 300 lines, unless one of its first three lines says
(table) or generated; a function 70; a line 100 columns. Nothing in the floors reads a clock, sleeps
or starts a thread. What stands in a namespace x_parts is used in the file that opens it alone.
"""
import re
import subprocess
import sys
from pathlib import Path

MAX_COLUMNS = 100
MAX_LINES = 300
MAX_FUNCTION = 70

CODE = {".hpp", ".ipp", ".cpp"}
SOURCES = CODE | {".py", ".sh", ".cmake", ".in"}
SOURCE_NAMES = {"CMakeLists.txt", "meson.build", ".clang-format", ".gitignore"}
GENERATED = ("single_include/",)

# What must not be called, where it must not, where it may all the same, and why.
BANNED_CALLS = [
    (r"(?<![\w:.>])(?:std::)?s?rand\s*\(",
     r"", r"^$", "randomness comes from the port"),
    (r"(?<![\w.>])(?:std::)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)",
     r"", r"^$", "time comes from the port"),
    (r"\b(?:system|steady|high_resolution)_clock\b",
     r"", r"^(include/tender/adapter|tests)/", "time comes from the port"),
    (r"\bstd::(?:this_thread|j?thread|async)\b",
     r"", r"^(include/tender/(adapter|testing|store)|tests|examples)/",
     "threads are the program's"),
    (r"\b(?:secure_)?getenv\s*\(",
     r"^include/", r"^$", "the environment is the program's"),
    (r"\b(?:f|v|vf)?printf\s*\(|\bf?puts\s*\(|\bstd::(?:cout|cerr|clog)\b",
     r"^include/", r"^include/tender/testing/", "the library prints nothing"),
    (r"#\s*include\s*<(?:iostream|print)>",
     r"^include/", r"^include/tender/testing/", "the library prints nothing"),
    (r"(?m)^ {4}(?!TENDER_DECL )(?:virtual [^;{}=]*|[\w:~][^;{}]*\) (?:const )?(?:noexcept )?"
     r"(?:override|final)(?: final)?);",
     r"^include/.*[.]hpp$", r"^$", "a virtual function whose body is in an .ipp is TENDER_DECL"),
]

# Decisions are taken on codes and reasons, never on what a person is to read.
BRANCH_ON_TEXT = re.compile(r"\b(text\(\)|says)\s*[!=]=|[!=]=\s*[\w.>()-]*\btext\(\)")
MAY_BRANCH_ON_TEXT = {"include/tender/base/fault.hpp"}

# Words of a workplace, which say nothing to a reader. (In two parts, so that they are not here.)
BANNED_WORDS = re.compile("|".join(a + b for a, b in
                          [("sub", "agent"), ("farm", "-"), ("/wo", "rk/"), ("bash_", "jobs")]))

UMBRELLA_FLOORS = ("base", "core", "domain", "port", "service")
# Which bodies a unit of compiled mode has.
UNITS = {
    "src.hpp": r"^(core/|service/|api/impl/|store/(impl|records|memory)/)",
    "api/src.hpp": r"^api/(?!impl/)",
    "store/sqlite_src.hpp": r"^store/sqlite/",
    "store/postgres_src.hpp": r"^store/postgres/",
    "adapter/openssl_src.hpp": r"^adapter/",
    "testing/src.hpp": r"^testing/",
}


def files_of(root):
    """Every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.split("\0")
    else:
        names = [str(p.relative_to(root)) for p in root.rglob("*")
                 if not re.match(r"(\.git|build|install)/", str(p.relative_to(root)))]
    return sorted(n for n in set(names) if n and (root / n).is_file())


def is_source(name, text):
    path = Path(name)
    return (path.suffix in SOURCES or path.name in SOURCE_NAMES or text.startswith("#!"))


def blank(text):
    """The code with comments and literals replaced by spaces; lines stay where they are."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.DOTALL)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def long_functions(code):
    """Yields (line, length) of functions that are too long. In doubt it is not a function."""
    code = re.sub(r"(?m)^\s*#(?:.*\\\n)*.*$", lambda m: re.sub(r"[^\n]", " ", m[0]), code)
    stack = []  # of each open brace: the line of a function's head, or None
    start = 0   # where the present statement begins
    for match in re.finditer(r"[{};]", code):
        at, char = match.start(), match[0]
        if char == "{":
            head = code[start:at]
            inside = any(line is not None for line in stack)
            function = (
                not inside
                and re.search(r"\)\s*(?:(?:const|noexcept|override|final|mutable|&&?)\s*)*"
                              r"(?:(?:->|:(?!:)|requires\b).*)?$", head, re.DOTALL)
                and not re.search(r"(?<![=!<>+\-*/|&^])=(?!=)(?!\s*(default|delete))",
                                  re.sub(r"\([^()]*\)", "", re.sub(r"operator\S+", "", head)))
                and not re.match(r"\s*(template\s*<[^{]*>\s*)?"
                                 r"(namespace|struct|class|union|enum|extern)\b", head))
            # It begins after the last blank line before its brace; comments are blank by now.
            begin = start + re.match(r"(?:.*\n[ \t]*\n)?\s*", head.rstrip(), re.DOTALL).end()
            first = code.count("\n", 0, begin) + 1
            stack.append(first if function else None)
        elif char == "}" and stack:
            line = stack.pop()
            if line is not None:
                length = code.count("\n", 0, at) + 2 - line
                if length > MAX_FUNCTION:
                    yield line, length
        start = at + 1


def check_code(name, text, say):
    lines = text.splitlines()
    code = blank(text)
    if name.endswith((".hpp", ".ipp")) and not re.search(r"(?m)^#pragma once$", text):
        say(1, "has no #pragma once")
    if (name.endswith((".hpp", ".ipp")) and len(lines) > MAX_LINES
            and not re.search(r"\(table\)|[Gg]enerated", "\n".join(lines[:3]))):
        say(len(lines), f"a file of {len(lines)} lines; {MAX_LINES} are allowed")
    for line, length in long_functions(code):
        say(line, f"a function of {length} lines; {MAX_FUNCTION} are allowed")
    if not name.startswith("tests/") and name not in MAY_BRANCH_ON_TEXT:
        for branch in BRANCH_ON_TEXT.finditer(code):
            say(code.count("\n", 0, branch.start()) + 1, f"{branch[0]}: a branch on a text")
    for what, where, but, why in BANNED_CALLS:
        if re.search(where, name) and not re.search(but, name):
            for call in re.finditer(what, code):
                say(code.count("\n", 0, call.start()) + 1, f"{call[0].strip()}: {why}")


def check_file(root, name, say):
    try:
        text = (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # binary data
    for number, line in enumerate(text.splitlines(), 1):
        if word := BANNED_WORDS.search(line):
            say(number, f"{word[0]}: a word that means nothing to a reader")
    if not is_source(name, text):
        return
    if "SPDX-License-Identifier: BSL-1.0" not in "\n".join(text.splitlines()[:5]):
        say(1, "has no line SPDX-License-Identifier: BSL-1.0")
    if name.startswith(GENERATED):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_COLUMNS:
            say(number, f"{len(line)} columns; {MAX_COLUMNS} are allowed")
        if "\t" in line:
            say(number, "a tab")
        if line != line.rstrip():
            say(number, "trailing blanks")
    if text and not text.endswith("\n"):
        say(text.count("\n") + 1, "no newline at the end")
    if Path(name).suffix in CODE:
        check_code(name, text, say)


# What compiled mode passes over.
HEADER_ONLY = re.compile(r"(?ms)^#ifndef TENDER_SEPARATE_COMPILATION$.*?^#endif")


def reached(include, start, passed_over=re.compile(r"(?!)")):
    """Every header of ours that `start` includes, directly or not."""
    seen, todo = set(), [start]
    while todo:
        name = todo.pop()
        path = include / name
        if name in seen or not path.exists():
            continue
        seen.add(name)
        todo += re.findall(r"(?m)^\s*#\s*include\s*<(tender/[^>]+)>",
                           passed_over.sub("", path.read_text(encoding="utf-8")))
    return {name.removeprefix("tender/") for name in seen}


def check_completeness(root, say_in):
    include = root / "include"
    names = {str(p.relative_to(include / "tender")) for p in (include / "tender").rglob("*.?pp")}
    faces = {n.split("/")[1] for n in names if re.match(r"api/[a-z_]+/", n)} - {"impl", "pages"}

    wanted = {n for n in names if n.endswith(".hpp") and (
        n.split("/")[0] in UMBRELLA_FLOORS
        or (re.match(r"api/\w+\.hpp$", n) and Path(n).stem not in faces))}
    wanted -= UNITS.keys()
    for name in sorted(wanted - reached(include, "tender/tender.hpp")):
        say_in("include/tender/tender.hpp", 1, f"the umbrella lacks {name}")

    for name in sorted(names):
        if name.endswith(".ipp") and not any(re.match(of, name) for of in UNITS.values()):
            say_in(f"include/tender/{name}", 1, "no unit of compiled mode has it")
    for unit, of in UNITS.items():
        bodies = {n for n in names if n.endswith(".ipp") and re.match(of, n)}
        for name in sorted(bodies - reached(include, f"tender/{unit}", HEADER_ONLY)):
            say_in(f"include/tender/{unit}", 1, f"compiled mode lacks {name}")


def check_parts(root, names, say_in):
    """A name in a namespace x_parts is used in the one file that opens it."""
    openers = {}
    codes = {name: blank((root / name).read_text(encoding="utf-8"))
             for name in names if Path(name).suffix in CODE and not name.startswith(GENERATED)}
    for name, code in codes.items():
        for opened in re.finditer(r"\bnamespace\s+(?:\w+::)*(\w+_parts)\s*\{", code):
            others = openers.setdefault(opened[1], [])
            if name not in others:
                others.append(name)
            if len(others) > 1:
                say_in(name, code.count("\n", 0, opened.start()) + 1,
                       f"{opened[1]}: {others[0]} has a namespace of this name")
    for name, code in codes.items():
        for used in re.finditer(r"\b(\w+_parts)\s*::|\busing\s+namespace\s+(?:\w+::)*(\w+_parts)\b",
                                code):
            parts = used[1] or used[2]
            if name not in openers.get(parts, []):
                say_in(name, code.count("\n", 0, used.start()) + 1,
                       f"{parts}: its names are for the file that opens it alone")


def check_versions(root, say_in):
    header = (root / "include/tender/version.hpp").read_text(encoding="utf-8")
    version = re.search(r'TENDER_VERSION_STRING "(.*)"', header)[1]
    parts = re.findall(r"TENDER_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header)
    if ".".join(parts) != version:
        say_in("include/tender/version.hpp", 1, "its numbers and its text differ")
    for name, pattern in [("CMakeLists.txt", rf"VERSION {version}\s"),
                          ("meson.build", rf"version: '{version}'")]:
        if not re.search(pattern, (root / name).read_text(encoding="utf-8")):
            say_in(name, 1, f"does not give version {version}, as version.hpp does")


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    problems = []

    def say_in(name, line, what):
        problems.append(f"{name}:{line}: {what}")

    names = files_of(root)
    for name in names:
        check_file(root, name, lambda line, what: say_in(name, line, what))
    check_completeness(root, say_in)
    check_parts(root, names, say_in)
    check_versions(root, say_in)

    for problem in problems:
        print(problem)
    if problems or not names:
        return f"tidy: {len(problems)} problems in {len(names)} files"
    print(f"tidy: {len(names)} files")
    return 0


sys.exit(main())
