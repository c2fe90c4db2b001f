#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Uses tender in every way it can be used: each builds smoke.cpp in a project of its own, and runs
# it.
#
#     tests/consume/run.sh [WAY...]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$root/build/consume
export CXX=${CXX:-g++}
warnings=(-Wall -Wextra -Wpedantic -Werror)

all=(single_header two_units compiled find_package parts subproject meson_subproject pkg_config
     assertions printing standard)
ways=("$@")
[ $# -gt 0 ] || ways=("${all[@]}")

units=("$here/smoke.cpp" "$here/boost_json.cpp")   # where nothing tells what to link

single_header() {
    "$CXX" -std=c++20 "${warnings[@]}" -I "$root/single_include" "${units[@]}" -o smoke
    ./smoke
}

two_units() {
    "$CXX" -std=c++20 "${warnings[@]}" -I "$root/include" "${units[@]}" \
        "$here/two_units/other.cpp" -o smoke
    ./smoke
}

compiled() {
    "$CXX" -std=c++20 "${warnings[@]}" -DTENDER_SEPARATE_COMPILATION -I "$root/include" \
        "${units[@]}" "$here/two_units/other.cpp" "$here/compiled/tender.cpp" -o smoke
    ./smoke
}

# Installs into a prefix with CMake or Meson, and moves the prefix. Where nothing is switched on,
# there is nothing but Boost to be found.
installed_by() {  # cmake|meson options...
    case $1 in
        cmake)
            cmake -S "$root" -B made -DCMAKE_INSTALL_PREFIX="$PWD/before" "${@:2}"
            if [ $# -gt 1 ]; then
                cmake --build made -j "$(nproc)"
            else
                if grep -E '^(OPENSSL|SQLite3|PostgreSQL|Boost_unit_test)' made/CMakeCache.txt; then
                    exit 1
                fi
            fi
            cmake --install made ;;
        meson)
            meson setup made "$root" --prefix "$PWD/before"
            meson install -C made ;;
    esac
    mv before after
}

find_package() {
    installed_by cmake
    cmake -S "$here/find_package" -B smoke -DCMAKE_PREFIX_PATH="$PWD/after"
    grep -q "^tender_DIR:PATH=$PWD/after/" smoke/CMakeCache.txt
    cmake --build smoke -j "$(nproc)"
    smoke/smoke
    cmake -S "$here/find_package" -B without -DCMAKE_PREFIX_PATH="$PWD/after" \
        -DCMAKE_DISABLE_FIND_PACKAGE_boost_json=ON
    cmake --build without -j "$(nproc)"
    without/smoke
    if ldd without/smoke | grep boost_json; then exit 1; fi
}

parts() {
    installed_by cmake -DTENDER_COMPILED=ON -DTENDER_SQLITE=ON -DTENDER_POSTGRES=ON \
        -DTENDER_OPENSSL=ON
    cmake -S "$here/parts" -B smoke -DCMAKE_PREFIX_PATH="$PWD/after"
    cmake --build smoke -j "$(nproc)"
    smoke/smoke
    smoke/parts
}

subproject() {
    local fetch
    for fetch in OFF ON; do
        cmake -S "$here/subproject" -B "fetch_$fetch" -DCONSUMER_FETCH=$fetch -DTENDER_DIR="$root"
        cmake --build "fetch_$fetch" -j "$(nproc)"
        "fetch_$fetch/smoke"
        "fetch_$fetch/smoke_compiled"
    done
}

meson_subproject() {
    mkdir -p project/subprojects/tender
    cp "$here/meson_subproject/meson.build" "$here/smoke.cpp" project
    cp -R "$root/meson.build" "$root/LICENSE" "$root/include" project/subprojects/tender
    meson setup --wrap-mode=nodownload smoke project
    meson compile -C smoke
    smoke/smoke
}

pkg_config() {
    local by
    for by in cmake meson; do
        mkdir "$by"
        (
            cd "$by"
            installed_by "$by"
            PKG_CONFIG_PATH=$PWD/after/share/pkgconfig \
                "$here/pkg-config/build.sh" smoke "$here/smoke.cpp"
            ./smoke
        )
    done
}

# A broken promise ends the program with a sentence in every build type, or as the host says.
assertions() {
    local status=0 fault='currency_mismatch: The amounts are in different currencies.'
    "$CXX" -std=c++20 "${warnings[@]}" -O2 -DNDEBUG -I "$root/include" \
        "$here/assertions/broken.cpp" -o broken
    (./broken >said 2>complaint) 2>/dev/null || status=$?
    [ $status -eq 134 ]   # aborted
    [ ! -s said ]
    grep -qE "result\.hpp:[0-9]+: a result is used as a value, and is the fault $fault" complaint
    "$CXX" -std=c++20 "${warnings[@]}" -DOWN_ASSERT -I "$root/include" \
        "$here/assertions/broken.cpp" -o own
    status=0
    ./own >said || status=$?
    [ $status -eq 3 ]
    grep -q "own: a result is used as a value, and is the fault $fault" said
}

# What a test compares is printed by every framework: its comparisons fail, and say of what.
printing() {
    local framework line libraries
    for framework in gtest catch2 doctest boost_test; do
        libraries=()
        [ $framework != gtest ] || libraries=(-lgtest -lgtest_main)
        "$CXX" -std=c++20 "${warnings[@]}" -I "$root/include" \
            "$here/printing/$framework.cpp" "${libraries[@]}" -o $framework
        if ./$framework >$framework.out 2>&1; then
            echo "$framework finds nothing wrong" >&2
            exit 1
        fi
        # Without blanks, because Catch2 wraps what is long.
        tr -d '[:space:]' <$framework.out >$framework.line
        while read -r line; do
            if ! grep -qF -- "${line//[[:space:]]/}" $framework.line; then
                cat $framework.out
                echo "$framework does not print: $line" >&2
                exit 1
            fi
        done <"$here/printing/expected.txt"
    done
}

# An older standard is refused in words, before anything else, by whatever header is the first.
standard() {
    local header
    while read -r header; do
        if "$CXX" -std=c++17 -Wfatal-errors -DTENDER_SEPARATE_COMPILATION -fsyntax-only \
                -x c++ -I "$root/include" "$header" 2>said; then
            echo "$header compiles with C++17" >&2
            exit 1
        fi
        if ! grep -m 1 'error' said | grep -q 'tender needs C++20: compile with -std=c++20'; then
            cat said
            echo "$header does not say first that it needs C++20" >&2
            exit 1
        fi
    done < <(find "$root/include/tender" -name '*.hpp' ! -name version.hpp)
}

# Every way in a fresh folder. What it prints is shown only if it fails.
failed=()
for way in "${ways[@]}"; do
    [[ " ${all[*]} " == *" $way "* ]] || { echo "consume: no way is called $way" >&2; exit 2; }
    rm -rf "${build:?}/$way"
    mkdir -p "$build/$way"
    status=0
    # Not as a condition: set -e does not hold inside one.
    set +e
    (set -e; cd "$build/$way"; "$way") >"$build/$way.log" 2>&1
    status=$?
    set -e
    if [ $status -eq 0 ]; then
        echo "consume: $way: fine"
    else
        tail -n 60 "$build/$way.log"
        echo "consume: $way: FAILED"
        failed+=("$way")
    fi
done
[ ${#failed[@]} -eq 0 ] || { echo "consume: failed: ${failed[*]}" >&2; exit 1; }
