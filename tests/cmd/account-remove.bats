# etrms account remove: hides, keeps the ledger, keeps accounts with orders
# that may be open.
load ../helper

@test "account remove refuses while orders may be open, exit 4" {
	given_ledger
	exits 4 account remove demo
	says "account demo: 1 of its orders may still be open: cancel them first, or --force"
	exits 4 account remove other
	exits 0 account show demo
	exits 0 account remove demo --force
	[ "$(json .active)" = false ]
	exits 2 account show demo
	exits 2 account remove demo --force
	says "account demo: there is none"
}

@test "account remove keeps the ledger and the label" {
	given_ledger
	before=$(sqlite3 "$STORE" "SELECT count(*) FROM fill")
	exits 0 account remove demo --force
	[ "$before" = "$(sqlite3 "$STORE" "SELECT count(*) FROM fill")" ]
	exits 0 store check
	run ! sqlite3 "$STORE" "DELETE FROM account WHERE label = 'demo'"
	[[ $output == *"accounts are only hidden"* ]]
}
