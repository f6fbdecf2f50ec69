# Accounts at an exchange: account add with --live, --testnet and --base-url, the
# ways a key may come, what it may not do; several at one venue; list, show,
# use, disable, remove; ceilings; and that no secret is anywhere.
load ../helper
load ../serve
load ../vault
load ../live

add() {
	exits "$1" account add "${@:2}" --venue binance --passphrase-file "$PASS"
}

given_keys() {
	given_exchange
	given_vault
	{ jq -r .api_key key.json && jq -r .secret key.json; } >two
	chmod 600 two
}

@test "account add puts a proven key into the vault, and then the account" {
	given_keys
	add 0 main --base-url "$ADDRESS/" --secret-file two
	[ "$(json '[.label, .venue, .mode, .testnet, .base_url, .active, .default, .rights] | map(tostring) | join(" ")')" = \
		"main binance live false $ADDRESS true false read, trade-spot, trade-futures" ]
	exits 0 account show main
	[ "$(json .mode)" = live ]
	exits 0 audit -n 1
	[ "$(json '[.command, .entity_id, .action] | join(" ")')" = "account add main add" ]
	exits 0 balances --passphrase-file "$PASS"
	[ "$(json -s 'map(.account) | unique | join(" ")')" = main ]
}

@test "the key comes from a file, a descriptor, a command, or JSON" {
	given_keys
	add 0 a --base-url "$ADDRESS" --secret-file key.json
	add 0 b --base-url "$ADDRESS" --secret-fd 7 7<two
	add 0 c --base-url "$ADDRESS" --secret-command 'cat two'
	exits 0 account list --format csv --no-header --fields label
	[ "$output" = "a
b
c" ]
	run --separate-stderr no_tty etrms account add d --venue binance \
		--base-url "$ADDRESS" --passphrase-file "$PASS"
	[ "$status" -eq 9 ]
	says "give --secret-file"
}

@test "no secret is in the store, in output or in messages" {
	given_keys
	add 0 main --base-url "$ADDRESS" --secret-file two
	ETRMS_TRACE=1 ETRMS_TRACE_SQL=1 exits 0 account test main --passphrase-file "$PASS"
	! grep -q -e "$SECRET" -e "$KEY" <<<"$output$stderr" || false
	! grep -q -e "$SECRET" -e "$KEY" "$VAULT" || false
	! sqlite3 "$STORE" .dump | grep -q -e "$SECRET" -e "$KEY" || false
}

@test "what is refused adds nothing, neither account nor key" {
	given_keys
	generation=$(etrms vault unlock --for 1s --passphrase-file "$PASS" --fields generation | jq .generation)
	add 2 main --base-url "http://example.com" --secret-file two
	says "https://host, or http to this machine"
	add 2 main --base-url "$ADDRESS/api" --secret-file two
	says "host and port alone"
	add 2 main --base-url "$ADDRESS" --secret-file none
	says "secret file none: No such file"
	add 2 main --base-url "$ADDRESS" --secret-file two --balance USDT=5
	says "are for paper accounts"
	add 2 main --base-url "$ADDRESS" --secret-file two --use
	says "a live account is never the default"
	add 2 main --base-url "$ADDRESS" --testnet --secret-file two
	says "one of the two"
	add 2 Main --base-url "$ADDRESS" --secret-file two
	says "a label has 1 to 32"
	add 2 main --base-url "$ADDRESS" --secret-file two --ceiling nonsense
	says "--ceiling 'nonsense': not of the form"
	add 2 main --base-url "$ADDRESS" --secret-file two --ceiling max-order-notional=x
	add 2 main --base-url "$ADDRESS" --secret-file two --currency 'us d'
	add 2 main --secret-file two
	says "say so with --live"
	exits 2 account add main --live --secret-file two
	says "name the exchange"
	exits 2 account add demo --secret-file two
	says "are for accounts at an exchange"
	ETRMS_NOW=2024-03-01 exits 2 account add main --venue binance \
		--base-url "$ADDRESS" --secret-file two --passphrase-file "$PASS"
	says "ETRMS_NOW: refused"
	echo wrong horse >wrong
	chmod 600 wrong
	exits 9 account add main --venue binance --base-url "$ADDRESS" \
		--secret-file two --passphrase-file wrong
	printf '%064d\n%064d\n' 1 2 >bad
	chmod 600 bad
	add 9 main --base-url "$ADDRESS" --secret-file bad
	exits 0 account list
	[ -z "$output" ]
	serve_end
	add 7 main --base-url "$ADDRESS" --secret-file two
	exits 0 account list
	[ -z "$output" ]
	exits 0 vault unlock --for 1s --passphrase-file "$PASS"
	[ "$(json .generation)" = "$generation" ]
	[ "$(json .accounts)" = 0 ]
}

@test "without a vault there is no live account" {
	given_exchange
	exits 3 account add main --venue binance --base-url "$ADDRESS" \
		--secret-file key.json
	says "vault"
	exits 0 account list
	[ -z "$output" ]
}

@test "several accounts at one venue; a label is given once" {
	given_keys
	add 0 one --base-url "$ADDRESS" --secret-file two
	add 0 two --base-url "$ADDRESS" --secret-file two
	add 2 one --base-url "$ADDRESS" --secret-file two
	says "account one: there is one already"
	exits 0 balances --passphrase-file "$PASS"
	[ "$(json -s 'map(.account) | unique | join(" ")')" = "one two" ]
}

@test "a live account is never the default, and is disabled like any other" {
	given_keys
	add 0 main --base-url "$ADDRESS" --secret-file two
	exits 2 account use main
	says "a live account is never the default"
	exits 2 order buy BTC/USDT --qty 0.001 --passphrase-file "$PASS"
	says "no default account"
	exits 0 account disable main
	exits 4 order buy BTC/USDT --qty 0.001 --account main --passphrase-file "$PASS"
	says "it is disabled"
	exits 0 balances --passphrase-file "$PASS"
	[ -z "$output" ]
	exits 0 account disable main --undo
}

@test "account remove takes the key out of the vault, by passphrase" {
	given_keys
	add 0 main --base-url "$ADDRESS" --secret-file two
	run --separate-stderr no_tty etrms account remove main
	[ "$status" -eq 9 ]
	exits 0 account list --fields label
	[ "$(json .label)" = main ]
	exits 0 account remove main --passphrase-file "$PASS"
	exits 0 account list
	[ -z "$output" ]
	exits 0 vault unlock --for 1s --passphrase-file "$PASS"
	[ "$(json .accounts)" = 0 ]
	add 2 main --base-url "$ADDRESS" --secret-file two
	says "was removed"
}

@test "a ceiling of the vault holds over the policy" {
	given_live --ceiling max-order-notional=100
	live 4 order buy BTC/USDT --qty 0.01 --type limit --price 50000
	says "refused by max-order-notional"
	exits 0 policy set max-order-notional 1000000
	live 4 order buy BTC/USDT --qty 0.01 --type limit --price 50000
	says "above 100"
	live 0 order buy BTC/USDT --qty 0.001 --type limit --price 50000
	exits 0 policy set max-order-notional 20
	live 4 order buy BTC/USDT --qty 0.001 --type limit --price 50000
	says "above 20"
}

@test "policy set --ceiling changes a ceiling, by passphrase alone" {
	given_live
	exits 0 policy set max-order-notional 60 --ceiling --account main --passphrase-file "$PASS"
	[ "$(json '[.value, .scope] | join(" ")')" = "60 vault" ]
	live 4 order buy BTC/USDT --qty 0.01 --type limit --price 50000
	says "above 60"
	exits 0 policy explain max-order-notional --account main "${AUTH[@]}"
	[ "$(json 'select(.in_force).origin')" = vault ]
	run --separate-stderr no_tty etrms policy set max-order-notional off --ceiling --account main
	[ "$status" -eq 9 ]
	exits 0 policy set max-order-notional off --ceiling --account main --passphrase-file "$PASS"
	live 0 order buy BTC/USDT --qty 0.01 --type limit --price 50000
	exits 2 policy set max-order-notional 60 --ceiling --passphrase-file "$PASS"
	says "name it with --account"
	exits 2 policy set max-position 60 --ceiling --account main --symbol BTC/USDT --passphrase-file "$PASS" || true
	[ "$status" -eq 2 ]
}
