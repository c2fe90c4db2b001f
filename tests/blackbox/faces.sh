#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# The faces of examples/tenderd as curl sees them: the documented examples, and what a restart on a
# file leaves as it was.
#
#     tests/blackbox/faces.sh TENDERD TENDER_ADMIN
set -uo pipefail

tenderd=${1:?which tenderd?}
admin=${2:?which tender-admin?}
# shellcheck source=tests/blackbox/checking.sh
. "$(dirname "$0")/checking.sh"

json=(-H 'Content-Type: application/json')

# ask_with KEY VERB TARGET [BODY]: as ask, with `Authorization: KEY`; without it where KEY is empty.
ask_with() {
    body=${4:-}
    local more=()
    [ -z "$body" ] || more=("${json[@]}")
    ask "$2" "$3" -H "Authorization:${1:+ $1}" "${more[@]}"
    body=
}

# popfab, shop and inflow VERB PATH [BODY], poof PATH BODY: as the demo merchant; board: as somebody
# who is logged in to its dashboard.
popfab() { ask_with "Bearer $key" "$1" "$base$2" "${3:-}"; }
shop() { ask_with "Bearer $shop_key" "$1" "$shop_base$2" "${3:-}"; }
inflow() { ask_with "Api-Key $inflow_key" "$1" "$inflow_base$2" "${3:-}"; }
board() { ask_with "Token $inflow_session" "$1" "$inflow_base$2" "${3:-}"; }
poof() { ask_with "$poof_key" POST "$poof_base$1" "$2"; }

# begin: the server on its file, and what the credentials say of shop and poof.
begin() {
    start --store "sqlite:$files/payments.db" --confirm-after 0 --allow-local-webhooks
    shop_base=$(jq -r .shop.base "$files/credentials")
    shop_key=$(jq -r .shop.api_key "$files/credentials")
    inflow_base=$(jq -r .inflow.base "$files/credentials")
    inflow_key=$(jq -r .inflow.api_key "$files/credentials")
    inflow_session=$(jq -r .inflow.session_token "$files/credentials")
    inflow_product=$(jq -r .inflow.products[1] "$files/credentials")
    poof_base=$(jq -r .poof.base "$files/credentials")
    username=$(jq -r .poof.username "$files/credentials")
    refresh=$(jq -r .poof.refresh_token "$files/credentials")
}

# browse URL: the page's form, with its nonce.
browse() {
    curl -sS --max-time 20 "$1" >"$files/page"
    nonce=$(sed -n 's/.*name="nonce" value="\([^"]*\)".*/\1/p' "$files/page" | head -n 1)
}

# submit URL NUMBER: a customer pays by card.
submit() {
    browse "$1"
    curl -sS --max-time 20 -o "$files/submitted" -w '%{http_code}' -H "Origin: $url" \
        --data-urlencode "nonce=$nonce" -d method=card -d "number=$2" -d code=123 -d holder=Ada \
        --data-urlencode expiry=12/39 "$1"
}

begin

section "inflow: a checkout, its transaction, a refund"
inflow POST /checkout/create/ '{"billing_country":"FR","billing_first_name":"Ada",
    "billing_last_name":"Lovelace","billing_email":"ada@example.com","products":[
    {"name":"Pro plan","quantity":2,"unit_price":28.70}]}'
is "a checkout" "$status" 201
page=$(member .checkout_url)
is "paid on its page" "$(submit "$page" 4242424242424242)" 303
inflow GET /transactions/none/
is "what is none" "$status $(member .detail)" "404 Not found."
inflow GET /refunds/
is "no refunds yet" "$status $(member length)" "200 0"
inflow POST /checkout/create/ '{"billing_country":"FR","billing_first_name":"Ada",
    "billing_last_name":"Lovelace","billing_email":"ada@example.com","products":[
    {"id":"'"$inflow_product"'","quantity":1}],"sandbox_simulate":"canceled"}'
is "a checkout of the catalog that cancels itself" "$status" 201

section "inflow: the dashboard"
board PATCH /organization/ '{"website":"https://demo.example"}'
is "the profile" "$status $(member .website)" "200 https://demo.example"
inflow GET /organization/
is "keys have no dashboard" "$status" 403
board GET /refunds/
is "and sessions nothing else" "$status $(member .detail)" "403 API key lacks scope payments:read"
board PUT /organization/webhook/ '{"url":"http://127.0.0.1:9/hooks"}'
like "a webhook" "$status $(member .secret)" '^200 whsec_[0-9A-Za-z]{32}$'
board POST /organization/webhook/test/
is "a test of it" "$status $(member .event)" "202 webhook.test"
board POST /organization/api-keys/ '{}'
is "there is a key already" "$status $(member .code)" "400 api_key_exists"
board POST /organization/api-keys/rotate/
is "so it is rotated" "$status" 200
inflow_key=$(member .raw_key)

section "inflow: payment links"
board POST /payment-links/ '{"name":"Spring sale","max_uses":1,"products":[
    {"product_id":"'"$inflow_product"'","quantity":2}]}'
is "a link" "$status $(member .total)" "201 57.40"
link=$(member .url) link_id=$(member .id)
ask GET "$link"
is "as programs see it" "$status $(member .merchant)" "200 Demo Shop"
ask POST "${link}checkout/" "${json[@]}" -d '{"billing_country":"FR","billing_first_name":"Ada",
    "billing_last_name":"Lovelace","billing_email":"ada@example.com"}'
is "a session for a customer" "$status" 201
is "paid on its page" "$(submit "$(member .checkout_url)" 4242424242424242)" 303
becomes .uses_count 1 board GET "/payment-links/$link_id/"
ask GET "$link"
is "one was all" "$status $(member .detail)" "410 This payment link has been used up."
body=

section "popfab: routing rules"
popfab POST /v1/routing-rules '{"name":"Large NGN cards","priority":10,"conditions":
    {"payment_method":"card","currency":"NGN","amount_min":5000000},"provider":"interswitch"}'
is "a rule" "$status $(member .provider)" "200 interswitch"
rule=$(member .id)
popfab POST /v1/routing-rules '{"name":"x","priority":10,"conditions":{},"provider":"squad"}'
is "its priority again" "$status $(code)" "400 VALIDATION_ERROR"
body=$(order routed 5000000)
pay routed
is "what it routes" "$status $(member '.provider, .routing_context.selected_reason' | xargs)" \
    "200 interswitch rule_match"
body=
popfab PUT "/v1/routing-rules/$rule" '{"name":"Off","priority":11,"enabled":false,"conditions":{},
    "provider":"squad"}'
is "replaced" "$status $(member .enabled)" "200 false"
popfab GET /v1/routing-rules
is "the list" "$(member 'if type == "array" then .[0].name else .data[0].name end')" Off
popfab DELETE "/v1/routing-rules/$rule"
is "removed" "$status" 204
popfab DELETE "/v1/routing-rules/$rule"
is "removed again" "$status $(code)" "404 NOT_FOUND"

section "popfab: providers"
popfab GET /v1/providers
is "all of them" "$(member 'map(.provider_id) | join(" ")')" \
    "paystack flutterwave monnify squad interswitch payaza"
is "their breakers" "$(member 'map(.circuit_state) | unique | join(" ")')" CLOSED

section "popfab: keys"
popfab POST /v1/api-keys '{"label":"CI runner","environment":"sandbox","rate_limit_max":1000}'
is "a key" "$status $(member .rate_limit_max)" "200 1000"
runner=$(member .key) runner_id=$(member .id)
ask_with "Bearer $runner" GET "$base/v1/payments"
is "it works" "$status" 200
ask_with "Bearer $runner" GET "$base/v1/api-keys"
is "it makes no others" "$status $(code)" "403 FORBIDDEN"
popfab POST "/v1/api-keys/$runner_id/rotate"
ask_with "Bearer $(member .key)" GET "$base/v1/payments"
is "rotated" "$status" 200
ask_with "Bearer $runner" GET "$base/v1/payments"
is "the old one" "$status $(code)" "401 UNAUTHORIZED"
popfab DELETE "/v1/api-keys/$runner_id"
is "revoked" "$status" 204

section "popfab: webhooks"
popfab POST /v1/webhooks/endpoints '{"url":"http://127.0.0.1:9/hooks","events":["payment.success"]}'
like "an endpoint" "$status $(member .secret)" '^200 whsec_[0-9A-Za-z]{32}$'
popfab GET /v1/webhooks/endpoints
is "listed without its secret" "$(member '.data // . | map(has("secret")) | join(" ")')" false
popfab GET /v1/webhooks/deliveries/dead
is "nothing is dead" "$(member '.data // . | length')" 0
popfab POST /v1/webhooks/nothing/replay
is "a replay of nothing" "$status $(code)" "404 NOT_FOUND"

section "notifications"
for try in "POST test/paystack 400" "POST test/nobody 404" "GET test/paystack 405"; do
    read -r verb path expected <<<"$try"
    body=nonsense
    ask "$verb" "$url/notifications/$path"
    is "$try" "$status" "$expected"
done
body=

section "shop: the documented payment"
shop POST /v1/payments '{"amount":4200,"currency":"usd","return_url":"https://shop.example/thanks",
    "customer_email":"sam@example.test","customer_name":"Sam Ortiz",
    "metadata":{"order":"A-1009","seats":2,"gift":false}}'
is "created" "$status $(member '.status, .amount, .currency' | xargs)" "200 pending 4200 usd"
is "metadata" "$(member '.metadata | tojson')" '{"order":"A-1009","seats":2,"gift":false}'
shop_payment=$(member .id) shop_page=$(member .checkout_url)
like "the page's address" "$shop_page" "^$url/shop/checkout/session/[0-9A-Za-z_-]{22}$"
shop POST /v1/payments '{"amount":49,"currency":"usd","return_url":"https://shop.example/thanks"}'
is "49 cents" "$status $(member '.error.code, .error.param' | xargs)" "400 invalid_amount amount"
ask_with "Bearer $key" GET "$shop_base/v1/payments/$shop_payment"
is "another face's key" "$status" 401

section "the page"
is "declined" "$(submit "$shop_page" 4000000000000002)" 303
browse "$shop_page"
like "declined" "$(cat "$files/page")" 'declined'
curl -sS -D "$files/head" -o "$files/page" "$shop_page"
head=$(tr -d '\r' <"$files/head")
like "its policy" "$head" "^Content-Security-Policy: default-src 'none'"
like "its policy" "$head" '^Referrer-Policy: no-referrer$'
like "it is kept nowhere" "$head" '^Cache-Control: no-store$'
is "paid" "$(submit "$shop_page" 4242424242424242)" 303
becomes .status completed shop GET "/v1/payments/$shop_payment"
browse "$shop_page"
like "paid" "$(cat "$files/page")" '<h1>Paid</h1>'
is "a token of nobody" "$(curl -s -o /dev/null -w '%{http_code}' "${shop_page}x")" 404

section "poof: keys"
ask_with "" POST "$poof_base/api/v1/key" "{\"refresh_token\":\"$refresh\",\"expiration\":\"36000\"}"
is "a key" "$status $(member '.object, .expiration' | xargs)" "200 authentication 36000"
poof_key=$(member .key)
ask_with "$poof_key" GET "$poof_base/api/v1/key"
is "the key's user" "$status $(member .user)" "200 $username"
ask_with "$refresh" POST "$poof_base/api/v1/fetch_transactions" '{}'
is "a refresh token is no key" "$status $(member .object)" "401 error"

section "poof: the checkout that needs no key"
checkout='{"username":"'$username'","amount":"10","redirect":"https://merchant.example/cancel",
    "success_url":"https://merchant.example/thanks"}'
body=$checkout
ask POST "$poof_base/api/v1/checkout" -H Authorization: "${json[@]}" -H 'Origin: https://m.example'
is "JSON" "$status $(member 'keys | join(" ")')" "200 checkout_url"
like "from anywhere" "$head" '^Access-Control-Allow-Origin: \*$'
poof_page=$(member .checkout_url)
ask POST "$poof_base/api/v1/checkout" -H Authorization: "${json[@]}" -H 'Accept: text/plain'
like "plain text" "$answer" "^$url/poof/checkout/session/eyJ"
body=
poof /api/v1/fetch_transactions '{}'
is "nothing is kept before it is submitted" "$(member length)" 0
is "paid" "$(submit "$poof_page" 4242424242424242)" 303
becomes 'map(.paid) | join(" ")' yes poof /api/v1/fetch_transactions '{}'
poof_payment=$(member '.[0].payment_id')
for script in checkout.js sdk.js; do
    ask GET "$poof_base/static/api/$script"
    is "$script" "$status $(sed -n 's/^Content-Type: //p' <<<"$head")" \
        "200 text/javascript; charset=utf-8"
done

section "poof: a payment link, a product that is none, a balance"
poof /api/v1/create_fiat_charge '{"amount":"15","payment":"credit card","currency":"usd",
    "redirect_url":"https://m.example/","success_url":"https://m.example/"}'
is "a charge" "$status $(member '.amount, .currency, .payment' | xargs)" "200 15 usd credit card"
poof /api/v2/fetch_product '{"product_id":"none"}'
is "a product" "$status $(member .error)" "404 product_not_found"
poof /api/v1/balance '{"crypto":"usd"}'
is "a balance" "$status $(member '.crypto')" "200 usd"

section "after a restart on the same file"
kill -TERM "$server"
ends_well "exit"
is "card numbers in the file" "$(grep -ac 4242424242424242 "$files/payments.db")" 0
is "secrets in the file" "$(grep -ac -e "$refresh" -e "$shop_key" -e "$inflow_session" \
    "$files/payments.db")" 0
old_key=$poof_key
begin
ask_with "$old_key" POST "$poof_base/api/v1/transaction" "{\"transaction\":\"$poof_payment\"}"
is "the key of poof, and its payment" "$status $(member .paid)" "200 yes"
shop GET "/v1/payments/$shop_payment"
is "the shop's payment" "$status $(member .status)" "200 completed"
ask_with "" POST "$poof_base/api/v1/key" "{\"refresh_token\":\"$refresh\"}"
is "the refresh token" "$status" 200
inflow GET /refunds/
is "a key of inflow for the one that was rotated" "$status" 200
board GET "/payment-links/$link_id/"
is "the dashboard's session, and what a link sold" "$status $(member .revenue)" "200 57.40"
kill -TERM "$server"
ends_well "exit"
is "exceptions and incidents in the log" "$(grep -cE "exception|incident" "$files/err")" 0

section "what the file holds"
is "verify" "$("$admin" verify --store "sqlite:$files/payments.db" 2>&1)" clean
"$admin" export --store "sqlite:$files/payments.db" 2>/dev/null | sort >"$files/lines"
"$admin" import --store "sqlite:$files/copy.db" <"$files/lines" 2>/dev/null
"$admin" export --store "sqlite:$files/copy.db" 2>/dev/null | sort >"$files/again"
is "export of what was imported" "$(cmp "$files/lines" "$files/again" 2>&1)" ""
is "its pages and secrets" "$(grep -cE '"(checkout_session|shared_secret)":[{]' "$files/lines")" 7

before_prices() {  # an export as it was when products had their prices in themselves
    python3 -c '
import json, sys
lines = [json.loads(line) for line in sys.stdin]
for product in (line["product"] for line in lines if "product" in line):
    product["prices"] = [
        {"minor": price["amounts"]["unit_amount"], "currency": price["currency"]}
        for price in (line["price"] for line in lines if "price" in line)
        if price["product"] == product["id"]]
for line in lines:
    if "price" not in line:
        print(json.dumps(line))
'
}
before_prices <"$files/lines" >"$files/former"
for _ in 1 2; do
    "$admin" import --store "sqlite:$files/former.db" <"$files/former" 2>/dev/null
done
prices() { "$admin" export --store "$1" 2>/dev/null | grep -c '"price":{'; }
is "prices, and those of a former export" \
    "$(prices "sqlite:$files/payments.db") $(prices "sqlite:$files/former.db")" "4 4"
is "verify a former export" "$("$admin" verify --store "sqlite:$files/former.db" 2>&1)" clean

sum_up
