# etrms store migrate: nothing to do; a store of version 1 that goes on where it
# stood, with the same schema as a new one; in one transaction; missing and
# foreign stores (store.bats has newer ones; tests/lib/store-store.c has a
# migration that fails half way).
load ../helper

given_version_1() {
	STORE=$XDG_DATA_HOME/etrms/etrms.db
	mkdir -p -m 700 "${STORE%/*}"
	(umask 077 && sqlite3 -bail "$STORE" <"$ROOT/tests/data/store-v1.sql" >/dev/null)
}

@test "store migrate says from, to and that nothing was to be done" {
	given_ledger
	exits 0 store migrate --format csv
	[ "$output" = "store,from_version,to_version,changed
$STORE,10,10,false" ]
}

@test "an older store is refused until it is migrated" {
	given_version_1
	exits 3 positions
	says "made by an older etrms (schema 1, needs 10): run etrms store migrate"
	exits 0 store migrate --format csv
	[ "$output" = "store,from_version,to_version,changed
$STORE,1,10,true" ]
	exits 0 store check
	exits 0 store migrate
	[ "$(json .changed)" = false ]
}

@test "what an older store held goes on: position, stop, target, candles, rules" {
	given_version_1
	exits 0 store migrate
	exits 0 positions
	[ "$(json '[.contracts, .entry_price, .stop_loss_price, .take_profit_price] | join(" ")')" = "2 100 95 110" ]
	exits 0 candles list
	[ "$(json '[.rows, .price] | join(" ")')" = "12 last" ]
	exits 0 candles verify
	exits 0 policy get max-position-share
	exits 0 venue advance --by 7m
	[ "$(json .bars)" = 7 ]
	exits 0 order list --symbol BTC/USDT
	[ "$(json 'select(.parent == "1") | .type + " " + .state' | sort | paste -sd,)" = "limit canceled,stop filled" ]
	exits 0 order buy BTC/USDT --qty 1
	exits 0 store check
	exits 0 store rebuild
	[ "$(json 'select(.changed != 0)')" = "" ]
}

@test "a migration that cannot end leaves the store as it was" {
	given_version_1
	# a row without its owner, as no version writes it
	sqlite3 "$STORE" "INSERT INTO candle_block SELECT 99, number, first, last, rows, gaps, missing, price_scale, volume_scale, hash, data FROM candle_block"
	exits 3 store migrate
	says "1 rows would lose their owner: nothing was changed"
	[ "$(sqlite3 "$STORE" 'PRAGMA user_version')" = 1 ]
	[ "$(sqlite3 "$STORE" "SELECT count(*) FROM pragma_table_info('series') WHERE name = 'price'")" = 0 ]
}

@test "store migrate needs a store" {
	exits 3 store migrate
	says "there is none yet"
	exits 3 store migrate --store /dev/null
	says "store /dev/null: not a file"
}
