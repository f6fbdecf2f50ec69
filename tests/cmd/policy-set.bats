# policy set: scopes, canonical values, several words, the audit row, what it
# prints, and every kind of value and scope that it refuses.

load ../helper

@test "policy set takes a limit that follows the market" {
	exits 0 policy set max-order-notional "5000*regime_factor@240m" --symbol BTC/USDT
	[ "$(json .value)" = "5000 * regime_factor@4h" ]
	exits 0 policy set max-leverage 4 '*' 'regime_factor["BTC/USDT"]@1d'
	[ "$(json .value)" = '4 * regime_factor["BTC/USDT"]@1d' ]
	etrms policy export >kept
	grep -qx 'max-order-notional 5000 \* regime_factor@4h --symbol BTC/USDT' kept
	exits 0 policy unset max-leverage
	exits 0 policy import kept
	exits 0 policy get max-leverage
	[ "$(json .value)" = '4 * regime_factor["BTC/USDT"]@1d' ]
	exits 2 policy set max-order-notional '5000 * regime@4h'
	says "max-order-notional: \"5000 * regime@4h\" is not of the form 5000 * regime_factor@4h"
	exits 2 policy set max-order-notional '5000 * regime_factor@10s'
	exits 2 policy set max-leverage '4 * regime_factor@1d'
	says "name the one whose market it follows"
	exits 2 policy set min-order-size '1 * regime_factor@1d'
	says "a factor of at most 1 would loosen it"
	exits 2 policy set price-collar '5% * regime_factor@1d'
	says "binds the way out"
	ETRMS_RISK_MAX_ORDER_USDT='5 * regime_factor' exits 2 policy list
	says ETRMS_RISK_MAX_ORDER_USDT
}

@test "policy set prints what is then in force" {
	exits 0 policy set max-order-notional 0500.50 --format csv
	[ "${lines[0]}" = "rule,account,symbol,value,scope,default,help" ]
	[ "${lines[1]}" = "max-order-notional,,,500.5,global,off,most that one order may be worth" ]
	exits 0 policy get max-order-notional --format json
	[ "$(json '.[0].value')" = 500.5 ]
}

@test "policy set takes the seeds' names and percentages" {
	exits 0 policy set MAX_POSITION_SIZE 0.25 --format ndjson
	[ "$(json .rule)" = max-position-share ]
	[ "$(json .value)" = 25% ]
	[ "$(json .default)" = 10% ]
}

@test "policy set keeps scopes apart" {
	exits 0 policy set max-order-notional 100
	exits 0 policy set max-order-notional 200 --symbol BTC/USDT
	[ "$(json .scope)" = symbol ]
	exits 0 policy get max-order-notional --symbol BTC/USDT
	[ "$(json .value)" = 200 ]
	exits 0 policy get max-order-notional --symbol ETH/USDT
	[ "$(json .value)" = 100 ]
	[ "$(json .scope)" = global ]
}

@test "policy set joins words of a list" {
	exits 0 policy set symbols 'BTC/*' ETH/USDT,SOL/USDT
	[ "$(json .value)" = "BTC/* ETH/USDT SOL/USDT" ]
}

@test "policy set off takes a limit away" {
	exits 0 policy set max-position-share off
	[ "$(json .value)" = off ]
	[ "$(json .scope)" = global ]
}

@test "policy set turns a switch on and off, per symbol too" {
	exits 0 policy set require-stop on
	[ "$(json .value)" = on ]
	exits 0 policy set require-stop off --symbol BTC/USDT
	[ "$(json '.value + " " + .scope')" = "off symbol" ]
	exits 0 policy export
	[[ $output == *"require-stop on"*"require-stop off --symbol BTC/USDT"* ]]
	exits 2 policy set require-stop 1
	says 'require-stop: "1" is neither on nor off'
	exits 2 policy set max-margin-used 80% --symbol BTC/USDT
	says 'max-margin-used: holds for a whole account'
}

@test "policy set leaves a row in the audit" {
	exits 0 policy set price-collar 1% --symbol BTC/USDT
	exits 0 audit --format ndjson
	row=$(grep '"price-collar"' <<<"$output")
	[ "$(jq -r '.command + " " + .entity + " " + .action + " " + .detail' <<<"$row")" = \
		"policy set policy set 1% --symbol BTC/USDT" ]
}

@test "policy set refuses what it cannot read, and stores nothing" {
	exits 2 policy set max-leverge 3
	says 'unknown rule "max-leverge"; did you mean "max-leverage"?'
	exits 2 policy set max-leverage NaN
	says 'max-leverage: "NaN" is not a decimal number'
	exits 2 policy set max-leverage 1e999
	says 'is not a decimal number'
	exits 2 policy set max-leverage -- -1
	says 'max-leverage: "-1" is negative'
	exits 2 policy set max-leverage ''
	says 'max-leverage: "" is not a decimal number'
	exits 2 policy set max-risk-per-trade 2
	says 'for a percentage write 2%'
	exits 2 policy set symbols 'btc;drop'
	says 'is not a symbol pattern'
	exits 2 policy set max-leverage
	exits 2 policy set
	exits 2 policy set max-leverage 3 --symbol btc
	says "symbol 'btc'"
	exits 2 policy set max-daily-notional 3 --symbol BTC/USDT
	says 'max-daily-notional: holds for a whole account, not for one symbol'
	exits 2 policy set max-leverage 3 --account nobody
	says nobody
	exits 0 policy export
	[ "$(wc -l <<<"$output")" -eq 1 ]
}

@test "policy set in a store that cannot be written exits 3" {
	exits 0 policy set max-leverage 3
	given_nobody
	mkdir "$OPEN/data"
	cp "$XDG_DATA_HOME/etrms/"etrms.db "$OPEN/data/"
	chmod 755 "$OPEN/data"
	chmod 644 "$OPEN/data/etrms.db"
	XDG_CONFIG_HOME=$OPEN run -3 --separate-stderr as_nobody etrms --store "$OPEN/data/etrms.db" \
		policy set max-leverage 4
	says "$OPEN/data"
}

@test "a symbol without its slash is refused, not kept as a rule that never binds" {
	exits 2 policy set max-order-size 1 --symbol BTCUSDT
	says "symbol 'BTCUSDT': not of the form BTC/USDT"
}
