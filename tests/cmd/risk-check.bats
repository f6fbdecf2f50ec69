# risk check: clean, each kind of finding with its exit code, violations,
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
