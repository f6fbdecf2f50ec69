# policy unset: back to the next wider scope, exact scopes only, refusals.

load ../helper

@test "policy unset goes back to the wider scope, then the default" {
	etrms policy set max-leverage 3 >/dev/null
	etrms policy set max-leverage 2 --symbol BTC/USDT >/dev/null
	exits 0 policy unset max-leverage --symbol BTC/USDT
	exits 0 policy get max-leverage --symbol BTC/USDT
	[ "$(json '.value + " " + .scope')" = "3 global" ]
	exits 0 policy unset MAX_LEVERAGE
	exits 0 policy get max-leverage
	[ "$(json '.value + " " + .scope')" = "10 default" ]
}

@test "policy unset refuses what is not set there" {
	etrms policy set max-leverage 3 >/dev/null
	exits 2 policy unset max-leverage --symbol BTC/USDT
	says 'max-leverage: no value is set for symbol BTC/USDT'
	exits 2 policy unset max-order-size
	says 'max-order-size: no value is set for everything'
	exits 2 policy unset nothing
	says 'unknown rule'
	exits 0 policy get max-leverage
	[ "$(json .value)" = 3 ]
}
