# policy list: every rule once, narrower scopes below, scopes asked for, the
# formats, and refusals.

load ../helper

@test "policy list has every rule once, with its default" {
	exits 0 policy list --format csv --fields rule,value,scope,default
	[ "${#lines[@]}" -eq 17 ]
	[ "${lines[0]}" = rule,value,scope,default ]
	[ "${lines[1]}" = symbols,off,default,off ]
	[ "${lines[4]}" = max-position-share,10%,default,10% ]
	[ "${lines[5]}" = max-leverage,10,default,10 ]
	[ "${lines[6]}" = max-risk-per-trade,2%,default,2% ]
	[ "${lines[9]}" = price-collar,5%,default,5% ]
	[ "${lines[10]}" = max-daily-notional,1000000,default,1000000 ]
	[ "${lines[11]}" = max-position-leverage,off,default,off ]
	[ "${lines[15]}" = require-stop,off,default,off ]
}

@test "policy list shows narrower values, and what holds for a symbol" {
	etrms policy set max-order-notional 100 >/dev/null
	etrms policy set max-order-notional 50 --symbol BTC/USDT >/dev/null
	exits 0 policy list
	[ "$(rows)" -eq 17 ]
	[ "$(json 'select(.symbol == "BTC/USDT") | .value + " " + .scope')" = "50 symbol" ]
	exits 0 policy list --symbol BTC/USDT
	[ "$(rows)" -eq 16 ]
	[ "$(json 'select(.rule == "max-order-notional").value')" = 50 ]
	exits 0 policy list --format json
	[ "$(json length)" -eq 17 ]
	exits 0 policy list --quiet
	[ -z "$output" ]
}

@test "policy list refuses unknown accounts and options" {
	exits 2 policy list --account nobody
	says nobody
	exits 2 policy list --nothing
	exits 2 policy list operand
}
