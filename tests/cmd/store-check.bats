# etrms store check: a sound store; tampered ledgers, derived rows, schema and
# audit, states of venues, runs; damaged pages; a store that cannot be written; what the check says
# about files that are no store at all (store.bats has the rest).
load ../helper

@test "store check: every check of a sound store is ok, exit 0" {
	given_ledger
	exits 0 store check --format csv
	[ "$output" = 'check,ok,detail
integrity,true,
references,true,
schema,true,
derived,true,
audit,true,
candles,true,
venues,true,
runs,true,' ]
	before=$(sha256sum "$STORE")
	exits 0 store check
	[ "$before" = "$(sha256sum "$STORE")" ]
}

@test "store check: exit 1 and the thing's name when derived rows were changed" {
	given_ledger
	sqlite3 "$STORE" "UPDATE orders SET filled = '9' WHERE id = 1;
		DELETE FROM policy"
	exits 1 store check
	says "2 of its checks say no" || says "1 of its checks say no"
	[ "$(json 'select(.ok == false).check')" = derived ]
	[[ $(json 'select(.ok == false).detail') == "orders: 1 rows"*"policy: 1 rows"* ]]
	exits 0 store rebuild --fields table,changed --format csv
	[ "$output" = 'table,changed
orders,1
halt,0
policy,1
breaker,0' ]
	exits 0 store check
}

@test "store check: a missing trigger, a stray table and a changed ledger show" {
	given_ledger
	sqlite3 "$STORE" "DROP TRIGGER fill_keeps_values;
		CREATE TABLE stray (a);
		UPDATE fill SET amount = '0.05' WHERE id = 'f2'"
	exits 1 store check
	[ "$(json 'select(.check == "schema").detail')" = \
		"table stray does not belong here; trigger fill_keeps_values is missing" ]
	[[ $(json 'select(.check == "derived").detail') == "orders: "* ]]
	[ "$(json 'select(.check == "audit").ok')" = true ]
}

@test "store check: an order whose events cannot follow each other" {
	given_ledger
	sqlite3 "$STORE" "INSERT INTO venue_event (order_id, event, state,
		venue_id, reason, correlation_id, time)
		VALUES (3, 'accept', 'open', '', '', '', 1709289000000000)"
	exits 1 store check
	[ "$(json 'select(.check == "derived").detail')" = \
		"orders: order 3: accept cannot happen to an order that is refused" ]
	exits 70 store rebuild
	says "order 3: accept cannot happen to an order that is refused"
}

@test "store check: a broken audit chain and rows without their owner" {
	given_ledger
	sqlite3 "$STORE" "DROP TRIGGER audit_keeps_values;
		UPDATE audit SET actor = 'nobody' WHERE id = 1;
		INSERT INTO cursor VALUES ('ghost', '1')"
	exits 1 store check
	[ "$(json 'select(.check == "audit").detail')" = "the chain breaks at row 1" ]
	[ "$(json 'select(.check == "references").detail')" = \
		"cursor: 1 rows without their owner" ]
}

@test "store check: a simulated venue whose state was lost or put back" {
	load ../paper
	given_candles BTC/USDT 100 100 100 100
	given_paper
	STORE=$XDG_DATA_HOME/etrms/etrms.db
	cp "$STORE" before.db
	etrms order buy BTC/USDT --qty 1 >/dev/null
	etrms venue advance --to 2024-03-01T00:04Z >/dev/null
	exits 0 store check
	sqlite3 "$STORE" "ATTACH 'before.db' AS old; UPDATE sim_state SET
		(clock, state) = (SELECT clock, state FROM old.sim_state)"
	exits 1 store check
	[ "$(json 'select(.check == "venues").detail')" = \
		"account demo: its simulated venue has a state that is older than its events" ]
	sqlite3 "$STORE" "DELETE FROM sim_state"
	exits 1 store check
	[ "$(json 'select(.check == "venues").detail')" = \
		"account demo: its simulated venue has no state" ]
}

@test "store check: damaged pages are found, or the store does not open" {
	given_ledger
	size=$(stat -c %s "$STORE")
	for page in $(seq 4 $((size / 4096 - 1))); do
		printf 'rubbish\377\377' | dd of="$STORE" bs=1 conv=notrunc \
			seek=$((page * 4096)) status=none
	done
	run_etrms store check
	[ "$status" -eq 1 ] || [ "$status" -eq 3 ]
	[[ $stderr == etrms:* ]]
}

@test "store check reads a store that an ordinary user cannot write" {
	given_nobody
	given_ledger
	cp "$STORE" "$OPEN/etrms.db"
	chmod 644 "$OPEN/etrms.db"
	run -0 as_nobody etrms store check --store "$OPEN/etrms.db" --format csv
	[ "${lines[5]}" = audit,true, ]
	cp "$STORE-wal" "$STORE-shm" "$OPEN"	# an empty log, private
	run -0 as_nobody etrms store check --store "$OPEN/etrms.db" --format csv
	[ "${lines[5]}" = audit,true, ]
	chmod 644 "$OPEN"/etrms.db-*
	run -0 as_nobody etrms store check --store "$OPEN/etrms.db" --format csv
	[ "${lines[5]}" = audit,true, ]
	run -3 --separate-stderr as_nobody etrms store rebuild --store "$OPEN/etrms.db"
	[ "$stderr" = "etrms: store $OPEN/etrms.db: cannot be written: Permission denied" ]
	chmod 600 "$OPEN/etrms.db"
	run -3 --separate-stderr as_nobody etrms store check --store "$OPEN/etrms.db"
	[[ $stderr == "etrms: store $OPEN/etrms.db: "*"ermission denied"* ]]
}

@test "store check refuses operands" {
	exits 2 store check all
}
