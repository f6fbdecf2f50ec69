# etrms audit: rows, --since, -n, every format, --verify on a sound and on
# broken chains.
load ../helper

@test "audit shows who did what, newest last" {
	given_ledger
	exits 0 account use other
	exits 0 account disable demo
	exits 0 audit -n 2 --format csv --fields actor,command,entity,entity_id,action
	[ "$output" = "actor,command,entity,entity_id,action
$(id -un),account use,account,other,use
$(id -un),account disable,account,demo,disable" ]
	exits 0 audit
	[ "$(rows)" -eq 4 ]
	[ "$(json .hash | sort -u | wc -l)" -eq 4 ]
	[ "$(json -s 'map(.time) | unique | length')" -eq 1 ]
	exits 0 audit --since 2024-03-01T12:00:01Z --format json
	[ "$output" = '[]' ]
}

@test "audit --verify: exit 0, and 1 for a row changed, cut off or put in" {
	given_ledger
	exits 0 account use other
	exits 0 audit --verify --format csv
	[ "$output" = 'check,ok,detail
audit,true,' ]
	sqlite3 "$STORE" "DROP TRIGGER audit_keeps_rows;
		DROP TRIGGER audit_keeps_values"
	cp "$STORE" sound.db
	sqlite3 "$STORE" "UPDATE audit SET detail = 'x' WHERE id = 2"
	exits 1 audit --verify
	says "audit: the chain breaks at row 2"
	[ "$(json .ok)" = false ]
	cp sound.db "$STORE"
	sqlite3 "$STORE" "DELETE FROM audit WHERE id = 3"
	exits 1 audit --verify
	says "row 3"
	cp sound.db "$STORE"
	sqlite3 "$STORE" "INSERT INTO audit SELECT 4, time, correlation_id, actor,
		command, entity, entity_id, action, detail, hash FROM audit
		WHERE id = 3"
	exits 1 audit --verify
	says "row 4"
}

@test "audit refuses a count below 1 and a time that is none" {
	exits 2 audit -n 0
	exits 2 audit --since yesterday
}
