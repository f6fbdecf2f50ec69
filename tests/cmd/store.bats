# What every command says about its store: missing, empty, foreign, damaged,
# newer, older, linked, a folder; a folder that cannot be written; a full disk;
# a lock that is held; ETRMS_NOW beside a live account; traces.
load ../helper

setup() {
	setup_home
	STORE=$XDG_DATA_HOME/etrms/etrms.db
}

teardown() {
	[ -z "${DISK-}" ] || umount "$DISK"
	[ -z "${OPEN-}" ] || rm -rf "$OPEN"
}

@test "a missing store: reading commands say so, exit 3, and make nothing" {
	for words in "log" "account list" "store check" "audit"; do
		exits 3 $words
		says "store $STORE: there is none yet (etrms account add makes it)"
	done
	[ ! -e "$STORE" ]
}

@test "a store is made private, with its folders" {
	exits 0 store rebuild
	[ "$(stat -c %a "$STORE")" = 600 ]
	[ "$(stat -c %a "$XDG_DATA_HOME/etrms")" = 700 ]
	[ "$(ls "$XDG_DATA_HOME/etrms")" = $'etrms.db\netrms.db-shm\netrms.db-wal' ]
	[ ! -s "$XDG_DATA_HOME/etrms/etrms.db-wal" ]
	[ "$(stat -c %a "$XDG_DATA_HOME"/etrms/*)" = $'600\n600\n600' ]
}

@test "files that are no store are left as they are, exit 3" {
	mkdir -p "${STORE%/*}"
	: >"$STORE"
	exits 3 account list
	says "store $STORE: empty, not an etrms store"

	echo "time,price" >"$STORE"
	for words in "account list" "store rebuild" "store migrate"; do
		exits 3 $words
		says "store $STORE: not an etrms store (no SQLite database)"
	done
	[ "$(cat "$STORE")" = time,price ]

	rm "$STORE"
	sqlite3 "$STORE" "CREATE TABLE notes (a)"
	before=$(sha256sum "$STORE")
	for words in "account list" "store rebuild" "store migrate"; do
		exits 3 $words
		says "store $STORE: not an etrms store (another program's database)"
	done
	[ "$before" = "$(sha256sum "$STORE")" ]

	rm "$STORE"
	mkdir "$STORE"
	exits 3 account list
	says "store $STORE: not a file"
	rmdir "$STORE"
	ln -s /etc/passwd "$STORE"
	exits 3 store rebuild
	says "a symbolic link is not followed"
}

@test "a newer or older store is refused by name, exit 3" {
	exits 0 store rebuild
	sqlite3 "$STORE" "PRAGMA user_version = 99"
	for words in "account list" "store rebuild" "store migrate"; do
		exits 3 $words
		says "store $STORE: made by a newer etrms (schema 99"
	done
	sqlite3 "$STORE" "PRAGMA user_version = 0"
	exits 3 account list
	says "run etrms store migrate"
}

@test "a store cut short is damaged, exit 3 or a finding" {
	given_ledger
	truncate -s 20000 "$STORE"
	run_etrms store check
	[ "$status" -eq 1 ] || [ "$status" -eq 3 ]
	exits 3 log
	says "store $STORE: damaged"
	truncate -s 50 "$STORE"
	exits 3 log
	says "store $STORE: "
}

@test "a folder that cannot be made or written" {
	given_nobody
	exits 3 store rebuild --store ''
	says "store '': an empty path"
	exits 3 store rebuild --store /proc/etrms/etrms.db
	says "store /proc/etrms/etrms.db: folder /proc/etrms cannot be made: "
	run -3 --separate-stderr as_nobody etrms store rebuild --store "$OPEN/etrms.db"
	[ "$stderr" = "etrms: store $OPEN/etrms.db: folder $OPEN cannot be written: Permission denied" ]
	[ ! -e "$OPEN/etrms.db" ]
}

@test "a full disk: exit 3, and what was there stays" {
	[ "$(id -u)" -eq 0 ] || skip "needs root to mount a small disk"
	mkdir disk
	mount -t tmpfs -o size=1m none disk || skip "cannot mount a tmpfs"
	DISK=$PWD/disk
	exits 0 store rebuild --store "$DISK/etrms.db"
	exits 0 store rebuild --store "$DISK/etrms.db"
	dd if=/dev/zero of="$DISK/fill" bs=1k status=none || true
	exits 3 store rebuild --store "$DISK/etrms.db"
	says "store $DISK/etrms.db: "
	rm "$DISK/fill"
	exits 0 store check --store "$DISK/etrms.db"
	exits 0 audit --store "$DISK/etrms.db"
	[ "$(rows)" -eq 2 ]
	exits 0 store rebuild --store "$DISK/etrms.db"

	umount "$DISK"
	mount -t tmpfs -o size=16k none disk
	exits 3 store rebuild --store "$DISK/etrms.db"
	says "store $DISK/etrms.db: "
}

@test "a store that another process holds: exit 10 after the wait" {
	given_ledger
	mkfifo hold
	sqlite3 "$STORE" <hold &
	exec 9>hold
	echo "BEGIN IMMEDIATE; SELECT 1;" >&9
	sleep 0.3
	exits 10 store rebuild
	exits 0 log -n 1
	exec 9>&-
	wait
	exits 0 store rebuild
}

@test "ETRMS_NOW is refused beside a live account" {
	given_ledger
	exits 0 account list
	sqlite3 "$STORE" "INSERT INTO account (label, venue, mode, testnet,
		base_url, active, is_default, rights, ip_restricted, currency,
		prices, timeframe, created) VALUES ('real', 'binance', 'live', 0,
		'', 1, 0, '', NULL, 'USDT', '', 0, 1)"
	exits 2 account list
	says "ETRMS_NOW: refused where a live account is in the store"
	unset ETRMS_NOW
	exits 0 account list
	[ "$(json 'select(.label == "real").mode')" = live ]
}

@test "ETRMS_TRACE_SQL=1 shows each statement with its values" {
	given_ledger
	ETRMS_TRACE_SQL=1 run_etrms log --order 1 --quiet
	[ "$status" -eq 0 ]
	[[ $stderr == *"sql:"*" ms  "*"WHERE o.id = '1'"* ]]
	run_etrms log --order 1
	[ -z "$stderr" ]
}

@test "a store is whole in its one file once nobody uses it" {
	given_ledger
	[ ! -s "$STORE-wal" ]
	cp "$STORE" copy.db
	[ "$(etrms log)" = "$(etrms log --store copy.db)" ]
}
