# risk check: clean, each kind of finding with its exit code, what perpetuals
# and missing stops bring, violations,
# --where, --max-age, several accounts, unknown conditions, the environment,
# formats, refusals.

load ../helper
load ../paper

given_account() {
	given_candles BTC/USDT 50000 50000 30000
	given_candles ETH/USDT 2500 2500 2500
	given_paper "$@"
}

@test "risk check is silent and exits 0 when all is well" {
	given_account
	exits 0 risk check
	[ -z "$output$stderr" ]
	exits 0 risk check --format json
	[ "$(json length)" -eq 0 ]
}

@test "risk check exits 1 with a row for each finding" {
	given_account --balance BTC=0.1 --balance XYZ=1
	etrms policy set symbols 'ETH/*' >/dev/null
	etrms policy set max-position-notional 4999.99 --symbol BTC/USDT >/dev/null
	exits 1 risk check --format csv --fields rule,severity,symbol,value,limit
	[ -z "$stderr" ]
	[ "${lines[1]}" = unpriced,warning,XYZ,, ]
	[ "${lines[2]}" = symbols,warning,BTC/USDT,, ]
	[ "${lines[3]}" = max-position-notional,breach,BTC/USDT,5000,4999.99 ]
	# 5000 of 15000
	[ "${lines[4]}" = max-position-share,breach,BTC/USDT,0.33333334,0.1 ]
	[ "${#lines[@]}" -eq 5 ]
	exits 1 risk check --where 'severity == "warning"'
	[ "$(rows)" -eq 2 ]
	exits 0 risk check --where 'limit > 5000'
}

@test "risk check counts working orders in full" {
	given_account
	etrms policy set max-risk-per-trade 50% >/dev/null
	etrms order buy BTC/USDT --qty 0.02 --type limit --price 49000 >/dev/null
	exits 0 risk check
	etrms policy set max-position-share 9.7% >/dev/null
	exits 1 risk check
	[ "$(json '[.rule, .value, .limit] | join(" ")')" = "max-position-share 0.098 0.097" ]
}

@test "risk check sees halts, and the tighter environment" {
	given_account --balance BTC=0.01
	exits 0 risk check
	ETRMS_RISK_MAX_POSITION_USDT=499 exits 1 risk check
	[ "$(json .rule)" = max-position-notional ]
	ETRMS_RISK_MAX_POSITION_USDT=x exits 2 risk check
	says 'ETRMS_RISK_MAX_POSITION_USDT'
	etrms halt >/dev/null
	exits 1 risk check
	[ "$(json .rule)" = halt ]
	etrms resume >/dev/null
	exits 0 risk check
}

@test "risk check reports what breakers cannot tell, or are due to say" {
	given_account
	etrms breaker add odd --when 'var_95 > 5%' --do notify >/dev/null
	exits 1 risk check
	[ "$(json '.rule + " " + .severity + ": " + .message')" = \
		"unknown warning: breaker odd: var_95 is not known (var_95 > 5%)" ]
	etrms breaker disable odd >/dev/null
	exits 0 risk check
	etrms breaker add due --when 'equity > 1' --do notify >/dev/null
	exits 1 risk check
	[ "$(json '[.rule, .value, .limit] | join(" ")')" = "breaker 10000 1" ]
	exits 0 breaker events
	[ -z "$output" ]
	# bars are seen, too
	etrms breaker set due --when '(close > 60000)["BTC/USDT"]@1m' >/dev/null
	exits 0 risk check
	etrms breaker set due --when '(close == 50000)["BTC/USDT"]@1m' >/dev/null
	exits 1 risk check
	[ "$(json .rule)" = breaker ]
}

@test "risk check --violations lists the refusals" {
	given_account
	exits 0 risk check --violations
	exits 4 order buy BTC/USDT --qty 0.01
	exits 1 risk check --violations
	[ "$(json '[.rule, .value, .limit, .symbol, .order_id] | join(" ")')" = \
		"max-risk-per-trade 0.05 0.02 BTC/USDT 1" ]
	exits 0 risk check
	exits 0 risk check --violations --since 2024-03-01T00:02Z
	exits 1 risk check --violations --where 'limit < 5%'
	exits 0 risk check --violations --account demo --where 'limit > 5%'
	exits 2 risk check --violations --account nobody
	says nobody
	exits 2 risk check --since 2024-03-01
	says '--since: goes with --violations'
}

@test "risk check judges every account, or one" {
	given_account --balance BTC=0.1
	etrms account add other --prices test --balance USDT=5000 >/dev/null
	exits 1 risk check
	[ "$(json .account)" = demo ]
	exits 0 risk check --account other
	exits 2 risk check --account nobody
	says nobody
	exits 2 risk check --max-age 5
	exits 2 risk check operand
	exits 0 risk check --max-age 1s --account other
}

@test "risk check finds nothing wrong only where there is something to check" {
	rm -rf "$XDG_DATA_HOME"
	exits 3 risk check
	says 'there is none yet'
}

# One short of 0.1 at 50000, margin 5000 of 9997.5, maintenance 50.
given_short() {
	given_candles BTC/USDT:USDT 50000 50000
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order sell BTC/USDT:USDT --qty 0.1 "$@" >/dev/null
}

@test "risk check judges margin, liquidation and total risk" {
	given_short --stop-loss 2%
	etrms policy set max-margin-used 50.1% >/dev/null
	etrms policy set max-margin-ratio 0.6% >/dev/null
	etrms policy set min-liquidation-distance 190% >/dev/null
	etrms policy set max-total-risk 1.1% >/dev/null
	etrms policy set max-position-leverage 1 >/dev/null
	etrms policy set require-stop on >/dev/null
	exits 0 risk check
	ETRMS_RISK_MAX_MARGIN_USED=50% exits 1 risk check
	[ "$(json '[.rule, .symbol, .value, .limit] | join(" ")')" = "max-margin-used  0.50012504 0.5" ]
	ETRMS_RISK_MAX_MARGIN_RATIO=0.5% exits 1 risk check
	[ "$(json '[.rule, .value, .limit] | join(" ")')" = "max-margin-ratio 0.00500126 0.005" ]
	ETRMS_RISK_MIN_LIQUIDATION_DISTANCE=197% exits 1 risk check
	[ "$(json '[.rule, .symbol, .value, .limit] | join(" ")')" = "min-liquidation-distance BTC/USDT:USDT 1.9698 1.97" ]
	ETRMS_RISK_MAX_TOTAL_RISK=1% exits 1 risk check
	[ "$(json '[.rule, .value, .limit] | join(" ")')" = "max-total-risk 0.01000251 0.01" ]
	ETRMS_RISK_MAX_POSITION_LEVERAGE=0.5 exits 1 risk check
	[ "$(json '[.rule, .value, .limit] | join(" ")')" = "max-position-leverage 1 0.5" ]
	# the environment tightens, and never loosens
	ETRMS_RISK_MIN_LIQUIDATION_DISTANCE=1% ETRMS_RISK_REQUIRE_STOP=off exits 0 risk check
	ETRMS_RISK_REQUIRE_STOP=perhaps exits 2 risk check
	says 'ETRMS_RISK_REQUIRE_STOP: require-stop: "perhaps" is neither on nor off'
}

@test "risk check finds positions without a stop for all of them" {
	given_short
	exits 0 risk check
	ETRMS_RISK_REQUIRE_STOP=on exits 1 risk check
	[ "$(json '[.rule, .severity, .symbol, .value, .limit, .message] | join("|")')" = \
		"require-stop|breach|BTC/USDT:USDT|0|1|live stops cover 0 of 0.1" ]
	etrms policy set require-stop on --symbol BTC/USDT:USDT >/dev/null
	etrms order buy BTC/USDT:USDT --qty 0.06 --type stop --trigger 52000 --reduce-only >/dev/null
	exits 1 risk check --format csv --fields value,limit,message
	[ "${lines[1]}" = "0.6,1,live stops cover 0.06 of 0.1" ]
	etrms order buy BTC/USDT:USDT --qty 0.04 --type stop --trigger 53000 --reduce-only >/dev/null
	exits 0 risk check
}

@test "orders that leverage's rules refuse say so, and the way out stays open" {
	given_short --stop-loss 2%
	etrms policy set require-stop on >/dev/null
	exits 4 order sell BTC/USDT:USDT --qty 0.01
	says 'refused by require-stop: the order brings no stop: --stop-loss'
	exits 4 order sell BTC/USDT:USDT --qty 0.01 --stop-loss 49000
	says 'refused by stop_side: the stop of a sale lies above its entry, and 49000 is not above 50000'
	ETRMS_RISK_MAX_MARGIN_USED=51% exits 4 order sell BTC/USDT:USDT --qty 0.01 --stop-loss 2%
	says 'refused by max-margin-used: initial margin would be 5500 USDT, 55.01375'
	exits 1 risk check --violations
	[ "$(json .rule | paste -sd' ')" = "require-stop stop_side max-margin-used" ]
	ETRMS_RISK_MAX_MARGIN_USED=1% exits 0 order buy BTC/USDT:USDT --qty 0.1
	exits 0 risk check
}
