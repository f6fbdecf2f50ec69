# policy explain: every value with its reason, order-like words, the
# environment, and refusals.

load ../helper

@test "policy explain says why each value does or does not hold" {
	etrms policy set max-leverage 3 >/dev/null
	etrms policy set max-leverage 2 --symbol BTC/USDT >/dev/null
	ETRMS_RISK_MAX_LEVERAGE=5 exits 0 policy explain max-leverage --symbol BTC/USDT \
		--format csv --fields value,scope,origin,in_force,message
	[ "${lines[1]}" = "10,default,default,false,a narrower scope has a value" ]
	[ "${lines[2]}" = "3,global,stored,false,a narrower scope has a value" ]
	[ "${lines[3]}" = "2,symbol,stored,true,in force" ]
	[ "${lines[4]}" = "5,environment,ETRMS_RISK_MAX_LEVERAGE,false,would loosen what is in force" ]
	[ "${#lines[@]}" -eq 5 ]
}

@test "policy explain takes an order's words" {
	etrms policy set max-order-notional 9 --symbol BTC/USDT >/dev/null
	exits 0 policy explain buy BTC/USDT
	[ "$(rows)" -eq 17 ]
	[ "$(json 'select(.rule == "max-order-notional" and .in_force).value')" = 9 ]
	exits 0 policy explain sell BTC/USDT
	[ "$(rows)" -eq 1 ]
	[ "$(json .rule)" = price-collar ]
	exits 0 policy explain buy ETH/USDT MAX_ORDER_USDT --format json
	[ "$(json '.[0].value')" = off ]
}

@test "policy explain refuses what it does not know" {
	exits 2 policy explain max-wonder
	says 'unknown rule "max-wonder"'
	exits 2 policy explain buy btc/usdt
	says "symbol 'btc/usdt'"
	exits 2 policy explain --account nobody
	says nobody
}
