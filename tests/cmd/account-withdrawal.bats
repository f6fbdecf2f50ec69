# Keys that may withdraw: refused by account add, test and rotate unless they are
# accepted; and one that may from one day on halts its account.
load ../helper
load ../serve
load ../vault
load ../live

teardown() {
	[ -z "${SERVER-}" ] || kill "$SERVER" 2>/dev/null || true
	[ -z "${RELAY-}" ] || kill "$RELAY" 2>/dev/null || true
}

# an exchange whose keys may withdraw, at $GREEDY
given_greedy() {
	local i
	perl "$ROOT/tests/relay.pl" "$ADDRESS" '"enableWithdrawals":false' \
		'"enableWithdrawals":true' >relay 3>&- &
	RELAY=$!
	for i in $(seq 100); do
		[ ! -s relay ] || break
		sleep 0.02
	done
	GREEDY=$(cat relay)
}

@test "account add refuses a key that may withdraw, unless that is accepted" {
	given_exchange
	given_vault
	given_greedy
	exits 4 account add main --venue binance --base-url "$GREEDY" \
		--secret-file key.json --passphrase-file "$PASS"
	says "account main: its key may withdraw or move money away"
	exits 0 account list
	[ -z "$output" ]
	exits 0 account add main --venue binance --base-url "$GREEDY" \
		--secret-file key.json --passphrase-file "$PASS" --accept-withdrawal
	[[ "$stderr" = *"warning: account main: its key may withdraw money"* ]]
	[[ "$(json .rights)" = *withdraw* ]]
	exits 0 account test main --passphrase-file "$PASS"
	[ "$(json .withdraw)" = true ]
}

@test "a right that has grown: account test 1, rotate 4, and monitor halts" {
	given_live
	given_greedy
	sqlite3 "$STORE" "UPDATE account SET base_url = '$GREEDY'"
	# the vault's key is for the old address alone
	exits 9 account test main "${AUTH[@]}"
	etrms account add other --venue binance --base-url "$GREEDY" --quiet \
		--secret-file key.json --passphrase-file "$PASS" --accept-withdrawal
	sqlite3 "$STORE" "UPDATE account SET rights = 'read, trade-spot' WHERE label = 'other'"
	exits 1 account test other "${AUTH[@]}"
	[[ "$(json .problem)" = *"may withdraw"* ]]
	exits 0 account test other "${AUTH[@]}" --accept-withdrawal
	sqlite3 "$STORE" "UPDATE account SET rights = 'read, trade-spot' WHERE label = 'other'"
	exits 4 account rotate other --secret-file key.json "${AUTH[@]}"
	exits 1 monitor --once --account other "${AUTH[@]}"
	[[ "$stderr" = *"its key may now withdraw money"* ]]
	exits 4 order buy BTC/USDT --qty 0.001 --account other "${AUTH[@]}"
	says "halt"
}

@test "monitor looks at a key once a day" {
	given_live
	live 0 monitor --once
	[ "$(sqlite3 "$STORE" "SELECT count(*) FROM meta WHERE key = 'key checked main'")" = 1 ]
	sqlite3 "$STORE" "UPDATE account SET rights = ''"
	live 0 monitor --once
	[ "$(sqlite3 "$STORE" "SELECT rights FROM account")" = "" ]
	sqlite3 "$STORE" "UPDATE meta SET value = '2020-01-01' WHERE key = 'key checked main'"
	live 0 monitor --once
	[ "$(sqlite3 "$STORE" "SELECT rights FROM account")" = "read, trade-spot, trade-futures" ]
}
