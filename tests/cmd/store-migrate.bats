# etrms store migrate: nothing to do; missing and foreign stores (store.bats
# has newer ones; tests/lib/store-store.c has a migration that fails half way).
load ../helper

@test "store migrate says from, to and that nothing was to be done" {
	given_ledger
	exits 0 store migrate --format csv
	[ "$output" = "store,from_version,to_version,changed
$STORE,1,1,false" ]
}

@test "store migrate needs a store" {
	exits 3 store migrate
	says "there is none yet"
	exits 3 store migrate --store /dev/null
	says "store /dev/null: not a file"
}
