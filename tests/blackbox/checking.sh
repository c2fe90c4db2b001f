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

# within SECONDS COMMAND...: runs it until it succeeds, for so long.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

# Starting and stopping --------------------------------------------------------------------------

ready_or_dead() { grep -qs ' ready on ' "$1" || ! kill -0 "$2" 2>/dev/null; }

# is_ready OUT PROCESS: it has said so.
is_ready() {
    within 10 ready_or_dead "$@"
    grep -qs ' ready on ' "$1" || { echo "FAILED: it is not ready: $1"; false; }
}

# start [OPTION...]: sets base, key, live_key, url, port.
start() {
    : >"$files/out"   # the one before it was ready, too
    "$tenderd" --listen 127.0.0.1:0 --credentials "$files/credentials" "$@" \
        >"$files/out" 2>"$files/err" &
    server=$!
    is_ready "$files/out" "$server" || { cat "$files/err"; exit 1; }
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
    rm -f "$files/answer"
    : >"$files/head"   # of a server that is not there, nothing is left over
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

# asked MEMBER EXPECTED COMMAND...: the answer to it says so; or there is none, and never will be.
asked() {
    local filter=$1 expected=$2 before=$checks
    shift 2
    "$@"
    checks=$before   # how often it asks depends on the time
    [ "$status" = 000 ] || [ "$(member "$filter")" = "$expected" ]
}

# becomes MEMBER EXPECTED COMMAND...: its answer says so within ten seconds.
becomes() {
    within 10 asked "$@"
    is "${*:3}" "$(member "$1")" "$2"
}

# Prints how it went: the last thing that a script does.
sum_up() {
    printf '%s checks, %s failures\n' "$checks" "$failures"
    [ "$failures" -eq 0 ]
}
