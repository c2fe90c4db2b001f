#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# tender installed, found by pkg-config: build.sh PROGRAM SOURCE...
set -euo pipefail

program=$1
shift
read -ra flags <<<"$(pkg-config --cflags --libs tender)"
"${CXX:-g++}" -std=c++20 "$@" "${flags[@]}" -o "$program"
