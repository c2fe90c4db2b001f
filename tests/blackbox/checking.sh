# shellcheck shell=bash
# SPDX-License-Identifier: BSL-1.0
# What scripts share that drive examples/tenderd from outside.
#
#     tenderd=PROGRAM; . tests/blackbox/checking.sh
# shellcheck disable=SC2034,SC2154

files=$(mktemp -d)
server=
checks=0
failures=0

cleanup() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null
    rm -rf "$files"
}
trap cleanup EXIT

# Checking ---------------------------------------------------------------------------------------

section() { printf '%s\n' "── $*"; }

# is WHAT ACTUAL EXPECTED: they are the same text.
is() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] && return
    failures=$((failures + 1))
    printf 'FAILED: %s\n    is      %s\n    must be %s\n' "$1" "$2" "$3"
}

# like WHAT ACTUAL PATTERN: the pattern is found in it.
like() {
    checks=$((checks + 1))
    grep -qE -- "$3" <<<"$2" && return
    failures=$((failures + 1))
    printf 'FAILED: %s\n    is           %s\n    must contain %s\n' "$1" "$2" "$3"
}

# Starting and stopping --------------------------------------------------------------------------

# start [OPTION...]: sets base, key, live_key, url, port.
start() {
    : >"$files/out"   # the one before it was ready, too
    "$tenderd" --listen 127.0.0.1:0 --credentials "$files/credentials" "$@" \
        >"$files/out" 2>"$files/err" &
    server=$!
    for _ in $(seq 200); do
        grep -qs '^tenderd ready on ' "$files/out" && break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    if ! grep -q '^tenderd ready on ' "$files/out"; then
        cat "$files/err"
        echo "FAILED: tenderd is not ready"
        exit 1
    fi
    url=$(jq -r .url "$files/credentials")
    base=$(jq -r .popfab.base "$files/credentials")
    key=$(jq -r .popfab.api_key "$files/credentials")
    live_key=$(jq -r .popfab.live_key "$files/credentials")
    port=${url##*:}
}

# ends_well WHAT: the server is about to end, with status 0.
ends_well() {
    local ended=0
    wait "$server" || ended=$?
    server=
    is "$1" "$ended" 0
}

# refuses WHAT PATTERN OPTION...: it does not start, and says why in one line.
refuses() {
    local what=$1 pattern=$2 status=0
    shift 2
    timeout 10 "$tenderd" "$@" >"$files/refused.out" 2>"$files/refused.err" || status=$?
    is "$what: exit" "$status" 1
    is "$what: lines on stderr" "$(wc -l <"$files/refused.err")" 1
    is "$what: stdout" "$(cat "$files/refused.out")" ""
    like "$what" "$(cat "$files/refused.err")" "^tenderd: .*$pattern"
}

# Asking -----------------------------------------------------------------------------------------

# ask VERB TARGET [CURL_OPTION...]: sets status, head and answer. The key is sent unless the
# options bring another; $body is the body, where it is not empty.
body=
ask() {
    local verb=$1 target=$2
    shift 2
    local arguments=(-sS --max-time 20 -X "$verb" "$target" "$@")
    [[ "$*" == *Authorization:* ]] || arguments+=(-H "Authorization: Bearer $key")
    [ -z "$body" ] || arguments+=(--data-binary "$body")
    status=$(curl "${arguments[@]}" -D "$files/head" -o "$files/answer" -w '%{http_code}')
    head=$(tr -d '\r' <"$files/head")
    answer=$(cat "$files/answer" 2>/dev/null)
    like "$verb $target has a request id" "$head" '^X-Request-Id: [0-9A-Z]{26}$'
}

# pay IDEMPOTENCY_KEY [CURL_OPTION...]: $body to POST /v1/payments.
pay() {
    local idempotency=$1
    shift
    ask POST "$base/v1/payments" -H "Content-Type: ${content_type:-application/json}" \
        -H "Idempotency-Key: $idempotency" "$@"
}

# order REFERENCE [AMOUNT]
order() {
    printf '{"amount":%s,"currency":"NGN","payment_method":"card","reference":"%s",%s}' \
        "${2:-150000}" "$1" '"customer":{"email":"ada@example.com"}'
}

member() { jq -r "$1" <<<"$answer"; }
code() { member .error.code; }

# Prints how it went: the last thing that a script does.
sum_up() {
    printf '%s checks, %s failures\n' "$checks" "$failures"
    [ "$failures" -eq 0 ]
}
