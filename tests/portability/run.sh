#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Compiles the library with every compiler that it promises to work with, optimised, with more
# warnings than our own builds have and without RTTI, and runs what came of it.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work

warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Werror)
others=(-isystem /usr/include/postgresql)

build() {  # name command...
    local name=$1 began=$SECONDS
    shift
    if ! "$@" -std=c++20 "${warnings[@]}" -fno-rtti -DNDEBUG -I"$root/include" "${others[@]}" \
        "$root/tests/portability/everything.cpp" \
        -o "$work/$name" -lsqlite3 -lpq -lssl -lcrypto -pthread >"$work/$name.log" 2>&1; then
        echo "portability: $name failed"
        head -n 40 "$work/$name.log"
        return 1
    fi
    mkdir -p "$work/$name.tmp"
    local said
    said=$(TMPDIR=$work/$name.tmp "$work/$name" 2>&1) || said+=" (failed)"
    echo "portability: $name says $said, after $((SECONDS - began)) s"
    [ "$said" = "200 captured 0" ]
}

# clang 19 tells that the library of g++ 12 uses what C++17 has deprecated.
failed=0
build g++-12 g++-12 -O3 -Wuseless-cast & jobs=($!)
build clang-14 clang++-14 -O2 & jobs+=($!)
for job in "${jobs[@]}"; do wait "$job" || failed=1; done
build g++-11 g++-11 -O3 -Wuseless-cast & jobs=($!)
build clang-16 clang++-16 -O2 & jobs+=($!)
for job in "${jobs[@]}"; do wait "$job" || failed=1; done
build clang-19 clang++-19 -O3 -Wno-deprecated-declarations & jobs=($!)
build clang-19-libc++ clang++-19 -O1 -stdlib=libc++ & jobs+=($!)
for job in "${jobs[@]}"; do wait "$job" || failed=1; done
exit $failed
