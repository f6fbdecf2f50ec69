# etrms store rebuild: counts per table, what was changed, nothing half-written
# (store-check.bats shows what it mends and what it cannot).
load ../helper

@test "store rebuild counts rows and what was not as it should be" {
	given_ledger
	exits 0 store rebuild --format csv
	[ "$output" = 'table,rows,changed
orders,4,0
halt,0,0
policy,1,0
breaker,1,0' ]
	sqlite3 "$STORE" "DELETE FROM orders; DELETE FROM breaker"
	exits 0 store rebuild --format csv
	[ "$output" = 'table,rows,changed
orders,4,4
halt,0,0
policy,1,0
breaker,1,1' ]
	[ "$(sqlite3 "$STORE" "SELECT state, filled, cost, fee FROM orders WHERE id = 1")" = \
		'filled|0.1|5999.97|5.99997' ]
	[ "$(sqlite3 "$STORE" "SELECT state, tripped_at FROM breaker")" = \
		'tripped|1709283000000000' ]
}

@test "store rebuild leaves everything as it was when a ledger cannot be followed" {
	given_ledger
	sqlite3 "$STORE" "DROP TRIGGER venue_event_keeps_values;
		UPDATE venue_event SET state = 'filled' WHERE order_id = 2 AND
		event = 'accept'"
	before=$(sqlite3 "$STORE" "SELECT * FROM orders")
	exits 3 store rebuild
	says "order 2: accept gives open, the ledger says filled"
	[ "$before" = "$(sqlite3 "$STORE" "SELECT * FROM orders")" ]
}
