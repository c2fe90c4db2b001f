#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Drives examples/tenderd from outside: what it answers, how it starts, and how it stops.
#
#     tests/blackbox/tenderd.sh TENDERD TENDERD_LOAD
set -uo pipefail

tenderd=${1:?which tenderd?}
load=${2:?which tenderd_load?}
# shellcheck source=tests/blackbox/checking.sh
. "$(dirname "$0")/checking.sh"

# raw BYTES: sends them (as printf understands them) and prints what comes until the server closes.
raw() {
    # shellcheck disable=SC2059
    printf "$1" >"$files/raw"
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    cat "$files/raw" >&3
    timeout 10 cat <&3
    exec 3>&-
}

first_line() { head -n 1 <<<"$1" | tr -d '\r'; }

# The tests --------------------------------------------------------------------------------------

section "options"
is "--help: exit" "$("$tenderd" --help >"$files/help"; echo $?)" 0
for option in --listen --store --credentials --threads --allow-local-webhooks --confirm-after \
        --public-url --providers --connections --connections-per-client; do
    like "--help has $option" "$(cat "$files/help")" "^  $option "
done
refuses "an unknown option"     'what is --nonsense'         --nonsense
refuses "a missing argument"    '--listen needs HOST:PORT'   --listen
refuses "no port"               'must be HOST:PORT'          --listen 127.0.0.1
refuses "a port too large"      'from 0 to 65535'            --listen 127.0.0.1:65536
refuses "a port that is none"   'from 0 to 65535'            --listen 127.0.0.1:http
refuses "an unknown host"       'cannot listen on'           --listen no.such.host.invalid:0
refuses "a file it cannot make" 'unable to open'             --store "sqlite:$files/no/such"
refuses "a server that is away" 'server.* failed'            --store "postgres:host=$files"
refuses "an unknown store"      '--store must be'            --store disk
refuses "no thread"             'from 1 to 256'              --threads 0
refuses "half a thread"         'from 1 to 256'              --threads 1.5
refuses "no connection"         'from 1 to 1000000'          --connections 0
refuses "too many connections"  'needs 1000064 descriptors' --connections 1000000
refuses "a negative delay"      'from 0 to'                  --confirm-after -1
refuses "a URL that is none"    '--public-url must be'       --public-url pay.example.com
refuses "providers with a path" '--providers must be'        --providers http://127.0.0.1:1/x
refuses "providers over TLS"    '--providers must be'        --providers https://127.0.0.1:1
refuses "no point to die at"    'POINT:N with a point of'    --die-at commit:1
refuses "a death that is never" 'must be a number from 1'    --die-at after_commit:0
# What does not fit is cut where a character ends.
refuses "a long line" '… \([0-9]+ more bytes\)$' "$(printf 'é%.0s' $(seq 2000))"
is "a long line: its length" "$(($(wc -c <"$files/refused.err") <= 1024))" 1
is "a long line: its characters" \
    "$(iconv -f UTF-8 "$files/refused.err" >"$files/ignored"; echo $?)" 0
refuses "a folder that is not"  'No such file'               --listen 127.0.0.1:0 \
    --credentials "$files/no/such/folder"

section "credentials that it cannot use"
for text in '' 'nonsense' '[]' '{"popfab":7}' '{"popfab":{"api_key":7}}' \
        '{"popfab":{"api_key":"sk_test_short"}}' \
        '{"popfab":{"api_key":"sk_live_0123456789abcdefghijABCDEFGHIJkl"}}'; do
    printf '%s' "$text" >"$files/broken"
    refuses "credentials $text" "--credentials|popfab" --listen 127.0.0.1:0 \
        --credentials "$files/broken"
    is "credentials $text are left alone" "$(cat "$files/broken")" "$text"
done
refuses "a folder as credentials" 'is no file' --listen 127.0.0.1:0 --credentials "$files"

section "the start"
start --confirm-after 300
is "the ready line" "$(cat "$files/out")" "tenderd ready on http://127.0.0.1:$port"
is "mode of the credentials" "$(stat -c %a "$files/credentials")" 600
is "files beside the credentials" "$(find "$files" -name 'credentials?*')" ""
like "api_key" "$key" '^sk_test_[0-9A-Za-z]{32}$'
like "live_key" "$live_key" '^sk_live_[0-9A-Za-z]{32}$'
is "base" "$base" "http://127.0.0.1:$port/popfab"
refuses "a port that is taken" 'in use' --listen "127.0.0.1:$port"

section "health"
ask GET "$url/healthz";       is "GET /healthz" "$status" 200
ask GET "$url/healthz?deep";  is "with a query" "$status" 200
ask POST "$url/healthz";      is "POST /healthz" "$status" 405
like "POST /healthz" "$head" '^Allow: GET, HEAD$'

section "the documented payment"
body='{"amount":150000,"currency":"NGN","payment_method":"card","reference":"MYAPP-ORDER-7890",
    "customer":{"email":"ada@example.com","name":"Ada Okafor","phone":"+2348012345678"},
    "metadata":{"order_id":"7890","plan":"premium"}}'
pay order_abc123_v1
first=$answer
is "status" "$status" 200
like "content type" "$head" '^Content-Type: application/json$'
like "id" "$(member .id)" '^ppfb_pay_[0-9A-HJKMNP-TV-Z]{26}$'
like "provider_reference" "$(member .provider_reference)" '^psk_[0-9A-Za-z]{11}$'
like "created_at" "$(member .created_at)" '^20..-..-..T..:..:..[.]...Z$'
is "updated_at" "$(member '.created_at <= .updated_at')" true
is "the rest" "$(member 'del(.id, .provider_reference, .created_at, .updated_at) | tojson')" \
    "$(jq -c . <<'JSON'
{"reference":"MYAPP-ORDER-7890","amount":150000,"currency":"NGN","payment_method":"card",
 "status":"processing","provider":"paystack",
 "customer":{"email":"ada@example.com","name":"Ada Okafor","phone":"+2348012345678"},
 "metadata":{"order_id":"7890","plan":"premium"},
 "fees":{"popfab_fee":225,"provider_fee":375,"total_fee":600},
 "routing_context":{"strategy":"cost_optimizer","providers_tried":["paystack"],
                    "selected_reason":"lowest_cost","candidates":[
    {"provider":"paystack","verdict":"chosen"},{"provider":"squad","verdict":"next"},
    {"provider":"payaza","verdict":"next"},{"provider":"flutterwave","verdict":"next"},
    {"provider":"interswitch","verdict":"next"},{"provider":"monnify","verdict":"no_method"}]}}
JSON
)"
id=$(member .id)

section "the same key again"
pay order_abc123_v1
is "replay" "$answer" "$first"
like "replay" "$head" '^Idempotent-Replayed: true$'
body=$(jq -c 'to_entries | reverse | from_entries' <<<"$body")
pay order_abc123_v1
is "members in another order" "$answer" "$first"
body=$(jq -c '.amount += 1' <<<"$body")
pay order_abc123_v1
is "another amount" "$status $(code)" "409 IDEMPOTENCY_CONFLICT"
pay order_abc123_v2
is "a reference that is taken" "$status $(code)" "422 UNPROCESSABLE_PAYMENT"

section "what is refused"
body=
ask GET "$base/v1/payments/$id" -H "Authorization: Bearer ${key}x"
is "a wrong key" "$status $(code)" "401 UNAUTHORIZED"
ask GET "$base/v1/payments/$id" -H Authorization:
is "no key" "$status $(code)" "401 UNAUTHORIZED"
ask GET "$base/v1/payments/$id" -H "Authorization: Bearer $live_key"
is "a test payment with a live key" "$status $(code)" "404 NOT_FOUND"
ask GET "$base/v1/payments/ppfb_pay_00000000000000000000000000"
is "an unknown payment" "$status $(code)" "404 NOT_FOUND"
ask GET "$base/v1/nothing";   is "an unknown path" "$status $(code)" "404 NOT_FOUND"
ask GET "$url/";              is "the root" "$status $(code)" "404 NOT_FOUND"
ask GET "$url/healthz2";      is "beside /healthz" "$status" 404
ask PUT "$base/v1/payments";  is "a wrong method" "$status $(code)" "405 METHOD_NOT_ALLOWED"
like "a wrong method" "$head" '^Allow: POST, GET$'
body=$(order refused)
content_type=text/plain pay refused
is "a wrong content type" "$status $(code)" "415 UNSUPPORTED_MEDIA_TYPE"
ask POST "$base/v1/payments" -H 'Content-Type: application/json'
is "no idempotency key" "$status $(code)" "400 VALIDATION_ERROR"
body='{"amount":0}'
pay refused
is "faults" "$status $(code)" "400 VALIDATION_ERROR"
is "all of them" "$(member '[.error.details[].field] | join(" ")')" \
    "amount currency payment_method reference customer"
body=$(order live)
pay live -H "Authorization: Bearer $live_key"
is "live mode" "$status $(code)" "503 ALL_PROVIDERS_UNAVAILABLE"

section "bodies that are too large"
for size in 262145 1000000; do
    body=@$files/large
    head -c "$size" /dev/zero >"$files/large"
    pay large -H Expect:
    is "$size bytes" "$status $(code)" "413 PAYLOAD_TOO_LARGE"
    like "$size bytes" "$head" '^Connection: close$'
    pay large -H Expect: -H 'Transfer-Encoding: chunked'
    is "$size bytes in chunks" "$status $(code)" "413 PAYLOAD_TOO_LARGE"
    pay large -H 'Expect: 100-continue'
    is "$size bytes announced" "$status $(code)" "413 PAYLOAD_TOO_LARGE"
done
# Beyond what is read and dropped the connection is closed, whether the client saw why or not.
head -c 5000000 /dev/zero >"$files/large"
curl -s -o "$files/ignored" --data-binary "@$files/large" -H 'Content-Type: application/json' \
    "$base/v1/payments" || echo "   closed on 5000000 bytes"
ask GET "$url/healthz";       is "after a flood: GET /healthz" "$status" 200
head -c 262144 /dev/zero | tr '\0' ' ' >"$files/large"
pay large
is "the largest, which is empty" "$status $(code)" "400 VALIDATION_ERROR"
body=

section "confirmation"
late=
for try in 1 2 3; do  # another program may have the processor
    body=$(order "confirm-$try")
    pay "confirm-$try"
    body=
    target=$base/v1/payments/$(member .id)
    becomes .status success ask GET "$target"
    late=$(member '(.updated_at[20:23] | tonumber) - (.created_at[20:23] | tonumber)
        | if . < 0 then . + 1000 else . end')
    [ "$late" -le 400 ] && break
done
like "milliseconds from creation to confirmation" "$late" '^(3[0-9][0-9]|400)$'
body='{"amount":50000}'
ask POST "$target/refund" -H 'Content-Type: application/json'
is "a partial refund" "$status $(member .status) $(member .amount_refunded)" "200 success 50000"
body=
ask POST "$target/refund"
is "the rest of it" "$status $(member .status) $(member .amount_refunded)" "200 reversed 150000"

section "connections"
is "keep-alive" "$(curl -s -o /dev/null -o /dev/null -w '%{num_connects} ' \
    "$url/healthz" "$url/healthz")" "1 0 "
get='GET /healthz HTTP/1.1\r\nHost: x\r\n'
is "three requests at once" \
    "$(raw "$get\r\n$get\r\n${get}Connection: close\r\n\r\n" \
    | grep -o 'HTTP/1.1 200 OK' | wc -l)" 3
is "empty lines before a request" \
    "$(first_line "$(raw "\r\n\r\n${get}Connection: close\r\n\r\n")")" "HTTP/1.1 200 OK"
is "HTTP/1.0 closes" "$(first_line "$(raw 'GET /healthz HTTP/1.0\r\n\r\n')")" "HTTP/1.1 200 OK"
is "HTTP/1.0 may stay" "$(raw 'GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET '`
    `'/healthz HTTP/1.0\r\n\r\n' | grep -c '^Connection: keep-alive')" 1
is "a proxy's target" "$(first_line "$(raw 'GET http://x/healthz HTTP/1.1\r\nHost: x\r\n'`
    `'Connection: close\r\n\r\n')")" "HTTP/1.1 200 OK"
is "HEAD has no body" "$(raw 'HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' \
    | tail -c 4 | od -An -tx1 | tr -d ' ')" 0d0a0d0a
body=$(order expectation)
pay expectation -H 'Expect: 100-continue'
is "100-continue" "$status" 200
like "100-continue" "$head" '^HTTP/1.1 100 Continue$'
body=$(order chunks)
pay chunks -H 'Transfer-Encoding: chunked'
is "chunks" "$status $(member .reference)" "200 chunks"
body=
exec 4<>"/dev/tcp/127.0.0.1/$port"
for piece in 'GET /hea' 'lthz HTTP/1.1\r' '\nHos' 't: x\r\nConnection: close\r\n\r' '\n'; do
    # shellcheck disable=SC2059
    printf "$piece" >&4
    sleep 0.02
done
is "a head in pieces" "$(first_line "$(timeout 10 cat <&4)")" "HTTP/1.1 200 OK"
exec 4>&-

section "broken HTTP"
long=$(head -c 40000 /dev/zero | tr '\0' a)
broken() { is "$1" "$(first_line "$(raw "$2")")" "HTTP/1.1 $3"; }
broken "garbage"           'nonsense\r\n\r\n'                                 '400 Bad Request'
broken "binary garbage"    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n' '400 Bad Request'
broken "another version"   'GET / HTTP/2.0\r\n\r\n'        '505 HTTP Version Not Supported'
broken "a bare line feed"  'GET / HTTP/1.1\nHost: x\r\n\r\n'    '505 HTTP Version Not Supported'
broken "a folded field"    "${get}A: b\r\n c\r\n\r\n"                         '400 Bad Request'
broken "two lengths"       "${get}Content-Length: 1\r\nContent-Length: 2\r\n\r\n" '400 Bad Request'
broken "no length"         "${get}Content-Length: x\r\n\r\n"                  '400 Bad Request'
broken "length and chunks" "${get}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" \
    '400 Bad Request'
broken "chunks and length" "${get}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" \
    '400 Bad Request'
for coding in gzip identity 'gzip, chunked' 'chunked, gzip' 'chunked, chunked' 'chunked;a=b' '' \
        $'chunked\r\nTransfer-Encoding: chunked' $'identity\r\nTransfer-Encoding: chunked' \
        $'chunked\r\nTransfer-Encoding: identity'; do
    broken "the coding '$coding'" "${get}Transfer-Encoding: $coding\r\n\r\n0\r\n\r\n" \
        '400 Bad Request'
done
broken "one in capitals" "${get}Connection: close\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n" \
    '200 OK'
broken "another length in one line" "${get}Content-Length: 1, 2\r\n\r\n"     '400 Bad Request'
broken "a signed length"   "${get}Content-Length: +1\r\n\r\n"               '400 Bad Request'
broken "a folded coding"   "${get}Transfer-Encoding:\r\n chunked\r\n\r\n"   '400 Bad Request'
broken "an empty fold"     "${get}A:\r\n \r\nB: c\r\n\r\n"                  '400 Bad Request'
broken "a fold at the end" "${get}A: b\r\n \r\n\r\n"                       '400 Bad Request'
broken "a folded field, with a tab" "${get}A: b\r\n\tc\r\n\r\n"             '400 Bad Request'
broken "a chunk of none"   "${get}Transfer-Encoding: chunked\r\n\r\nzz\r\n"   '400 Bad Request'
broken "a long field"      "${get}A: $long\r\n\r\n"    '431 Request Header Fields Too Large'
broken "a long target"     "GET /$long HTTP/1.1\r\n\r\n" '431 Request Header Fields Too Large'
like "an answer to garbage" "$(raw 'nonsense\r\n\r\n')" '"error":.*"code":"BAD_REQUEST"'
for half in 'P' 'POST /popfab/v1/pay' "${get}" "${get}Content-Length: 100\r\n\r\n{" \
        "${get}Transfer-Encoding: chunked\r\n\r\nff\r\nabc"; do
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    # shellcheck disable=SC2059
    printf "$half" >&3
    exec 3>&-
done
ask GET "$url/healthz"
is "after half requests" "$status" 200

section "load"
load_says=$("$load" "$base" "$key" 2 32) || failures=$((failures + 1))
checks=$((checks + 1))
printf '%s\n' "$load_says"

section "the end, with a request in flight"
body=$(order in-flight)
exec 5<>"/dev/tcp/127.0.0.1/$port"   # stays idle
exec 6<>"/dev/tcp/127.0.0.1/$port"
printf 'POST /popfab/v1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n%s' \
    "$key" $'Content-Type: application/json\r\nIdempotency-Key: in-flight' \
    "Content-Length: ${#body}"$'\r\n\r\n'"${body:0:40}" >&6
sleep 0.2
kill -TERM "$server"
sleep 0.3
is "new clients are turned away" \
    "$(curl -s --max-time 5 -o /dev/null "$url/healthz"; echo $?)" 7
is "the idle client is turned away" "$(timeout 5 cat <&5; echo $?)" 0
printf '%s' "${body:40}" >&6
late_answer=$(timeout 10 cat <&6)
is "the request is answered" "$(first_line "$late_answer")" "HTTP/1.1 200 OK"
like "the request is answered" "$late_answer" '"reference":"in-flight"'
like "and the connection closed" "$late_answer" '^Connection: close'
exec 5>&- 6>&-
ends_well "exit after SIGTERM"
is "secrets in the log" "$(grep -cE "sk_(test|live)_" "$files/err")" 0
is "exceptions and incidents in the log" "$(grep -cE "exception|incident" "$files/err")" 0
body=

section "the second start"
jq -c '. + {"mine":{"a":[1,2.50,null]},"popfab":(.popfab + {"note":"kept"})}' \
    "$files/credentials" >"$files/edited"
cp "$files/edited" "$files/credentials"
chmod 644 "$files/credentials"
old_key=$key old_live_key=$live_key
start --confirm-after 0 --threads 1 --allow-local-webhooks --public-url https://pay.example.com/
is "the same keys" "$key $live_key" "$old_key $old_live_key"
is "what is not ours" "$(jq -c '[.mine, .popfab.note]' "$files/credentials")" \
    '[{"a":[1,2.5,null]},"kept"]'
is "mode of the credentials" "$(stat -c %a "$files/credentials")" 600
body=$(order at-once)
pay at-once
is "the key works" "$status" 200
body=
target=$base/v1/payments/$(member .id)
becomes .status success ask GET "$target"
"$load" "$base" "$key" 1 32 >/dev/null
is "load on one thread" "$?" 0
kill -INT "$server"
ends_well "exit after SIGINT"

section "a file that is deleted under it"
start --store "sqlite:$files/gone.db" --confirm-after 300
body=$(order before)
pay before
is "before" "$status" 200
mv "$files/gone.db" "$files/moved.db"
cp "$files/moved.db" "$files/gone.db"
body=$(order after)
pay after
is "after" "$status $(code)" "503 SERVICE_UNAVAILABLE"
body=
ask GET "$url/healthz";       is "it goes on" "$status" 200
sleep 1.5
is "it says so, once" "$(grep -c 'gone.db was deleted or replaced' "$files/err")" 1
like "and not much more" "$(wc -l <"$files/err")" '^[1-9]$|^1[0-9]$'
kill -TERM "$server"
ends_well "exit without its file"

section "a standard error that nobody reads"
rm -f "$files/err"
mkfifo "$files/err"
exec 7<>"$files/err"
start
wrong='GET /popfab/v1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_x\r\n'
many=$(for _ in $(seq 1999); do printf '%s' "$wrong\r\n"; done)
is "all are answered" "$(raw "$many${wrong}Connection: close\r\n\r\n" \
    | grep -o 'HTTP/1.1 401' | wc -l)" 2000
before=$(date +%s%N)
kill -TERM "$server"
ends_well "exit with a log that is not read"
took=$((($(date +%s%N) - before) / 1000000))
is "after a second at most, not $took ms" "$((took < 3000))" 1
exec 7>&-
rm -f "$files/err"

section "customers who are asked to do something"
start --challenge --confirm-after 1500
for method in ussd bank_transfer qr; do
    body=$(order "asked-$method" | jq -c ".payment_method = \"$method\"")
    pay "asked-$method"
    is "$method waits" "$(member .status)" processing
    is "$method says how" \
        "$(member '.instructions | [.type, (.code | length > 0), (.text | length > 0)] | @csv')" \
        "\"$method\",true,true"
    like "$method says until when" "$(member .instructions.expires_at)" '^20..-.*Z$'
done
body=
target=$base/v1/payments/$(member .id)
becomes '[.status, .instructions] | @json' '["success",null]' ask GET "$target"
kill -TERM "$server"
ends_well "exit after asking"

section "a clock that is behind"
# early FACE MEMBER TYPE PERMISSION SECONDS: the credentials with a token made so much later.
early() {
    python3 - "$files/good" "$@" >"$files/credentials" <<'PYTHON'
import base64, hashlib, hmac, json, sys, time
path, face, member, kind, permission, later = sys.argv[1:]
file = json.load(open(path))
text = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=")
mac = lambda key, what: hmac.new(key, what, hashlib.sha256).digest()
extracted = mac(bytes(32), file["host"]["secret"].encode())
key = mac(extracted, b"token " + permission.encode() + b"\x01")
at = int(time.time()) + int(later)
claims = {"sub": "demo", "jti": "1", "type": kind, "permission_field": permission,
          "iat": at, "exp": at + 1000000}
signed = text(b'{"alg":"HS256","typ":"JWT"}') + b"." + text(json.dumps(claims).encode())
file[face][member] = (signed + b"." + text(mac(key, signed))).decode()
print(json.dumps(file))
PYTHON
}
cp "$files/credentials" "$files/good"
for token in "poof refresh_token refresh refresh_token" "inflow session_token session dashboard"; do
    # shellcheck disable=SC2086
    early $token 86400
    cp "$files/credentials" "$files/before"
    # shellcheck disable=SC2086
    refuses "$token" 'was issued in the future.*clock is behind' --listen 127.0.0.1:0 \
        --credentials "$files/credentials"
    is "the file is left as it was" "$(cmp "$files/before" "$files/credentials"; echo $?)" 0
done
early poof refresh_token refresh refresh_token 3
ahead=$(jq -r .poof.refresh_token "$files/credentials")
start
is "three seconds are within the leeway" "$(jq -r .poof.refresh_token "$files/credentials")" \
    "$ahead"
kill -TERM "$server"
ends_well "exit with a clock that is a little behind"

sum_up
