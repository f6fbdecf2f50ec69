# etrms account use: moves the default; refuses live and unknown accounts.
load ../helper

@test "account use makes one paper account the default" {
	given_ledger
	exits 0 account use other
	[ "$(json .default)" = true ]
	exits 0 account list
	[ "$(json 'select(.default).label')" = other ]
	exits 2 account use nobody
	says "account nobody: there is none"
	exits 2 account use
	exits 0 account show
	[ "$(json .label)" = other ]
}

@test "account use never takes a live account" {
	given_ledger
	unset ETRMS_NOW
	sqlite3 "$STORE" "INSERT INTO account (label, venue, mode, testnet,
		base_url, active, is_default, rights, ip_restricted, currency,
		prices, timeframe, created) VALUES ('real', 'binance', 'live', 0,
		'', 1, 0, '', NULL, 'USDT', '', 0, 1)"
	exits 2 account use real
	says "account real: a live account is never the default"
	exits 0 account show
	[ "$(json .label)" = demo ]
}
