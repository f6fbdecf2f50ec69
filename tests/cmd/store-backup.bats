# etrms store backup: a copy that opens and holds the same; nothing replaced,
# nothing left behind on failure.
load ../helper

@test "store backup makes a store with the same rows" {
	given_ledger
	exits 0 store backup copy.db
	[ "$(json .copy)" = copy.db ]
	[ "$(json .version)" = "$(sqlite3 "$STORE" "PRAGMA user_version")" ]
	[ "$(json .bytes)" -eq "$(stat -c %s copy.db)" ]
	[ "$(stat -c %a copy.db)" = 600 ]
	[ "$(etrms log)" = "$(etrms log --store copy.db)" ]
	exits 0 store check --store copy.db
}

@test "store backup never replaces a file" {
	given_ledger
	echo mine >copy.db
	exits 3 store backup copy.db
	says "copy.db: File exists"
	[ "$(cat copy.db)" = mine ]
	exits 3 store backup nowhere/copy.db
	says "No such file or directory"
	exits 2 store backup
	[ "$(echo *.db* nowhere*)" = 'copy.db nowhere*' ]
}

@test "store backup on a full disk leaves nothing" {
	[ "$(id -u)" -eq 0 ] || skip "needs root to mount a small disk"
	given_ledger
	mkdir disk
	mount -t tmpfs -o size=100k none disk || skip "cannot mount a tmpfs"
	run_etrms store backup disk/copy.db
	left=$(ls disk)
	umount disk
	[ "$status" -eq 3 ]
	says "disk/copy.db"
	[ -z "$left" ]
}

@test "store backup while another process writes has one moment" {
	given_ledger
	for again in 1 2 3 4 5 6; do etrms store rebuild --quiet; done &
	for copy in a b c; do
		exits 0 store backup "$copy.db"
		exits 0 store check --store "$copy.db"
	done
	wait
}
