#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# tenderd on a database: restarts, several servers, a database that goes away, moves, and files that
# it must not open.
#
#     tests/blackbox/stores.sh TENDERD TENDER_ADMIN
set -uo pipefail

tenderd=${1:?which tenderd?}
admin=${2:?which tender-admin?}
# shellcheck source=tests/blackbox/checking.sh
. "$(dirname "$0")/checking.sh"
chmod 711 "$files"   # PostgreSQL runs as another user where we are root
postgres=

cleanup() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null
    [ -z "$postgres" ] || tools/postgres stop "$postgres" immediate
    rm -rf "$files"
}

stop() {  # signal
    kill "-$1" "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    server=
}

# pay NUMBER: prints the answer; the status stands in its last line.
pay() {
    curl -sS -m 10 -w '\n%{http_code}' -X POST "$base/v1/payments" \
        -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
        -H "Idempotency-Key: key-$1" \
        -d '{"amount":150000,"currency":"NGN","payment_method":"card","reference":"R-'"$1"'",
             "customer":{"email":"ada@example.com"}}' 2>/dev/null
}

clean() { is "verify after $1" "$("$admin" verify --store "$store" 2>&1)" "clean"; }

# A restart forgets nothing, nor do the simulated providers.
live() {
    store=$1
    rm -f "$files/credentials"
    section "${store%%:*}: a restart"
    start --store "$store" --confirm-after 50
    local first again id
    first=$(pay first)
    is "the first payment" "$(tail -n 1 <<<"$first")" 200
    id=$(jq -r .id <<<"$(head -n 1 <<<"$first")")
    stop TERM
    clean "a stop"
    start --store "$store" --confirm-after 50
    again=$(pay first)
    is "the key's answer after a restart" "$again" "$first"
    becomes .status success ask GET "$base/v1/payments/$id"
    stop TERM
    start --store "$store" --confirm-after 50
    is "a refund after a restart" "$(curl -sS -m 10 -X POST "$base/v1/payments/$id/refund" \
        -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
        -d '{"amount":150000}' | jq -r .status)" reversed
    stop TERM
}

all_references() {
    "$admin" export --store "$store" 2>/dev/null |
        jq -r 'select(.payment) | .payment.terms.reference'
}

# The same lines come out of a store that took them in.
move() {  # from to
    section "${1%%:*} to ${2%%:*}"
    "$admin" export --store "$1" 2>/dev/null | sort >"$files/lines"
    is "import" "$("$admin" import --store "$2" <"$files/lines" 2>&1 | tail -n 1)" \
        "tender-admin: imported $(wc -l <"$files/lines") in all"
    is "import again" "$("$admin" import --store "$2" <"$files/lines" >/dev/null 2>&1; echo $?)" 0
    "$admin" export --store "$2" 2>/dev/null | sort >"$files/again"
    is "export of what was imported" "$(cmp "$files/lines" "$files/again" 2>&1)" ""
    is "verify" "$("$admin" verify --store "$2" 2>&1)" "clean"
}

# The database goes away and comes back.
goes_away() {
    section "postgres: away, and back"
    start --store "postgres:$one" --confirm-after 50
    is "before" "$(pay before | tail -n 1)" 200
    tools/postgres stop "$postgres" immediate
    local head
    is "while it is away" "$(pay away | tail -n 1)" 503
    head=$(curl -sS -m 10 -D - -o "$files/body" "$base/v1/payments" -H "Authorization: Bearer $key")
    like "while it is away, a list" "$head" '^HTTP/1.1 503'
    like "while it is away, when to ask again" "$head" '^Retry-After: [1-9]'
    is "what the body tells of it" "$(jq -r .error.message "$files/body")" "Storage did not answer."
    tools/postgres start "$postgres"
    is "the same key afterwards" "$(pay away | tail -n 1)" 200
    is "what was there before" "$(pay before | tail -n 1)" 200
    stop TERM
    store=postgres:$one
    clean "the server was away"
}

# answered CLIENT: its key has its answer; another server is asked each time.
answered() {
    round=$((round + 1))
    base=http://127.0.0.1:${ports[$((($1 + round) % 3))]}/popfab
    said=$(pay "many-$(($1 % 8))")
    [ "$(tail -n 1 <<<"$said")" = 200 ] || ! sleep 0.1
}

# Three servers on one database, one of them killed again and again; many clients repeat a few keys
# until each has an answer, wherever it asks. What a dead server had begun is another's after eight
# seconds, more where many ask.
three_servers() {
    section "postgres: three servers"
    local ports=() servers=() round=0 i
    for i in 0 1 2; do
        "$tenderd" --listen 127.0.0.1:0 --credentials "$files/credentials" \
            --store "postgres:$one" --confirm-after 50 >"$files/out-$i" 2>"$files/err-$i" &
        servers[i]=$!
        is_ready "$files/out-$i" "${servers[i]}" || { cat "$files/err-$i"; exit 1; }
        ports[i]=$(sed -n 's/^tenderd ready on .*://p' "$files/out-$i")
    done
    key=$(jq -r .popfab.api_key "$files/credentials")
    for i in $(seq 64); do
        ( within 60 answered "$i"; echo "$said" >"$files/many-$i" ) &
    done
    for i in 1 2 3; do
        sleep 0.3
        kill -KILL "${servers[2]}"
        "$tenderd" --listen "127.0.0.1:${ports[2]}" --credentials "$files/credentials" \
            --store "postgres:$one" --confirm-after 50 >"$files/out-2" 2>"$files/err-2" &
        servers[2]=$!
    done
    local clients
    clients=$(jobs -p | grep -vxF -e "${servers[0]}" -e "${servers[1]}" -e "${servers[2]}")
    for i in $clients; do wait "$i" 2>/dev/null; done
    for i in 0 1 2; do
        kill -TERM "${servers[i]}" 2>/dev/null
        wait "${servers[i]}" 2>/dev/null
    done
    for i in $(seq 64); do
        is "client $i" "$(cat "$files/many-$i")" "$(cat "$files/many-$((i % 8 + 8))")"
        is "client $i: status" "$(tail -n 1 "$files/many-$i")" 200
    done
    store=postgres:$one
    is "payments of eight keys" "$(all_references | grep -c '^R-many-')" 8
    clean "three servers"
}

postgres=$files/postgres
tools/postgres start "$postgres" || exit 1
one=$(tools/postgres database "$postgres" one)
two=$(tools/postgres database "$postgres" two)

live "sqlite:$files/one.db"
live "postgres:$one"
goes_away
three_servers
move "sqlite:$files/one.db" "postgres:$two"
move "postgres:$one" "sqlite:$files/two.db"

section "what docs/operations.md shows"
# block LANGUAGE: its code block in that language.
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" docs/operations.md; }
block sql >"$files/block.sql"
said=$(psql -qXAt -d "$two" -f "$files/block.sql" 2>&1)
like "the SQL, on PostgreSQL" "$said" '^refunded.R-first$'
like "the SQL, on SQLite" "$(python3 - "$files" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1] + "/two.db")
for statement in open(sys.argv[1] + "/block.sql").read().split(";")[:-1]:
    print(db.execute(statement).fetchall())
PY
)" "'(captured|refunded)', 'R-"
run_in_background() {  # program option...
    local out=$files/$1.out
    : >"$out"
    "$(dirname "$tenderd")/$1" "${@:2}" >"$out" 2>&1 &
    background+=($!)
    is_ready "$out" $! || cat "$out"
}
simulator() { run_in_background simulator "$@"; }
tenderd() { run_in_background tenderd "$@" --listen 127.0.0.1:0; }
background=()
free=$(python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
block sh | sed "s/127.0.0.1:9000/127.0.0.1:$free/; s|[a-z]*[.]db|$files/shown-&|" >"$files/block.sh"
# shellcheck disable=SC1091
said=$(. "$files/block.sh" 2>/dev/null; kill "${background[@]}"; wait)
is "the shell lines" "$(tr -d '\n' <<<"$said")" '{}{"calls":[]}'

section "what it does not open"
printf 'nonsense, and more than a hundred bytes of it%.0s' $(seq 9) >"$files/nonsense.db"
refuses "a file that is no database" 'not a database' --store "sqlite:$files/nonsense.db"
is "it is left alone" "$(head -c 8 "$files/nonsense.db")" nonsense
python3 - "$files" <<'PY'
import sqlite3, sys
for name, text in (("other", "CREATE TABLE t (a)"), ("newer", "PRAGMA user_version = 1000000")):
    db = sqlite3.connect(f"{sys.argv[1]}/{name}.db")
    db.execute(text)
    if name == "newer":
        db.execute("PRAGMA application_id = 1414415442")
        db.execute("CREATE TABLE t (a)")
    db.commit()
PY
cp "$files/one.db" "$files/broken.db"
dd if=/dev/urandom of="$files/broken.db" bs=4096 seek=1 count=20 conv=notrunc 2>/dev/null
refuses "a file that is damaged" 'malformed' --store "sqlite:$files/broken.db"
refuses "another program's file" "another program's" --store "sqlite:$files/other.db"
refuses "a file of a newer version" 'newer version' --store "sqlite:$files/newer.db"
refuses "a folder" 'unable to open' --store "sqlite:$files"

# Root may write everything: then it is nobody who tries.
chmod 444 "$files/two.db"
cp "$tenderd" "$files/tenderd"
as_nobody=()
[ "$(id -u)" -ne 0 ] || as_nobody=(runuser -u nobody --)
said=$("${as_nobody[@]}" "$files/tenderd" --listen 127.0.0.1:0 --store "sqlite:$files/two.db" 2>&1)
is "a file that is not writable: exit" "$?" 1
like "a file that is not writable" "$said" 'readonly|unable to open'

psql -q -d "$two" -c "UPDATE tender_schema SET value = 1000000"
refuses "a database of a newer version" 'newer version' --store "postgres:$two"

sum_up
