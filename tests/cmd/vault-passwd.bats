#!/usr/bin/env bats
# etrms vault passwd:
# - the new passphrase opens it and the old one does not; new salt, key,
#   generation; the keyring's key is worthless
# - both passphrases from one descriptor; every bad new one
# - refused: a wrong old one (9), only an unlocked vault (9), a bad cost
# - two at once: one wins, the other is told; a write that is interrupted at any
#   system call leaves the old one or the new one, whole
load ../helper
load ../vault

change() {
	printf '%s\n%s\n' "$1" "$2" | etrms vault passwd --passphrase-fd 0 \
		--new-passphrase-fd 0 "${@:3}"
}

@test "vault passwd changes passphrase, salt and key" {
	REAL_SCRYPT=1
	given_keyring
	given_vault
	cp "$VAULT" old
	etrms vault unlock --passphrase-file "$PASS" --quiet
	run --separate-stderr change 'correct horse battery' 'another horse' --fields state,generation,cost
	[ "$output" = '{"state":"locked","generation":2,"cost":17}' ]
	[ "$(head -c 48 old | sha256sum)" != "$(head -c 48 "$VAULT" | sha256sum)" ]
	[ "$(stat -c %a "$VAULT")" = 600 ]
	run etrms doctor
	[[ $output == *"$VAULT: locked, generation 2"* ]]
	exits 9 vault unlock --passphrase-file "$PASS"
	given_passphrase 'another horse'
	unlocks
	exits 0 audit --format csv --no-header --fields action
	[[ $output == *passwd* ]]
}

@test "vault passwd prints its row in every format" {
	given_vault
	for format in json ndjson csv table; do
		run --separate-stderr change 'correct horse battery' \
			'correct horse battery' --format "$format" --fields state,cost
		[ "$status" = 0 ]
		[[ $output == *locked*17* ]]
	done
}

@test "vault passwd --cost" {
	given_vault
	run --separate-stderr change 'correct horse battery' 'another horse' --cost 18 --fields cost
	[ "$output" = '{"cost":18}' ]
	given_passphrase 'another horse'
	run --separate-stderr change 'another horse' 'another horse' --fields cost
	[ "$output" = '{"cost":18}' ]
	for cost in 1 16 21 x; do
		run --separate-stderr change 'another horse' 'another horse' --cost "$cost"
		[ "$status" = 2 ]
		says "--cost"
	done
}

@test "vault passwd refuses a wrong old passphrase and a bad new one" {
	given_vault
	before=$(sha256sum "$VAULT")
	run --separate-stderr change 'wrong horse battery' 'another horse'
	[ "$status" = 9 ]
	says "wrong passphrase"
	run --separate-stderr change 'correct horse battery' short
	[ "$status" = 2 ]
	says "at least 8 bytes"
	run --separate-stderr change 'correct horse battery' ''
	[ "$status" = 9 ]
	run --separate-stderr no_tty etrms vault passwd --passphrase-file "$PASS"
	[ "$status" = 9 ]
	chmod 644 "$PASS"
	exits 2 vault passwd --passphrase-command "echo correct horse battery" --new-passphrase-file "$PASS"
	says "lets others in"
	exits 2 vault passwd now
	[ "$(sha256sum "$VAULT")" = "$before" ]
}

@test "an unlocked vault does not do instead of the passphrase" {
	given_keyring
	given_vault
	etrms vault unlock --passphrase-file "$PASS" --quiet
	run --separate-stderr no_tty etrms vault passwd --new-passphrase-file "$PASS"
	[ "$status" = 9 ]
	etrms vault lock --quiet
}

@test "of two at once the file of one stays, whole" {
	REAL_SCRYPT=1
	given_vault
	for n in 1 2 3 4; do
		(
			code=0
			change 'correct horse battery' "another horse $n" --quiet \
				2>"err.$n" || code=$?
			echo "$code" >"code.$n"
		) &
	done
	wait
	won=0
	for n in 1 2 3 4; do
		case $(cat "code.$n") in
		0) won=$((won + 1)) last=$n ;;
		10) grep -q "another command changed it" "err.$n" ;;
		9) grep -q "wrong passphrase" "err.$n" ;;	# it came after
		*) complain "exit $(cat "code.$n"): $(cat "err.$n")" ;;
		esac
	done
	no_complaints
	[ "$won" = 1 ]
	given_passphrase "another horse $last"
	unlocks
}

# A kill at every call that changes something leaves the old or the new one,
# and the next write finds nothing in its way.
@test "an interrupted write leaves the old vault or the new one" {
	command -v strace >/dev/null || skip "no strace"
	strace -qq -o /dev/null -e trace=none true 2>/dev/null ||
		skip "processes may not be traced here"
	export ASAN_OPTIONS=detect_leaks=0
	given_vault
	rm -rf kept
	cp -a "$XDG_DATA_HOME/etrms" kept
	given_passphrase 'another horse'
	(umask 077 && echo 'correct horse battery' >old)
	etrms vault passwd --passphrase-file old --new-passphrase-file "$PASS" --quiet
	for call in openat:.etrms.vault.new write:ETRMSVL1 write: fsync:1 \
		renameat: fsync:2; do
		what=${call#*:} name=${call%%:*}
		rm -rf "$XDG_DATA_HOME/etrms"
		cp -a kept "$XDG_DATA_HOME/etrms"
		strace -qq -o trace -e trace="$name" etrms vault passwd \
			--passphrase-file old --new-passphrase-file "$PASS" --quiet
		case $what in
		[0-9]) at=$what ;;
		'') at=$(grep -c . trace) ;;
		*) at=$(grep -n -m 1 -F "$what" trace | cut -d: -f1) ;;
		esac
		[ -n "$at" ]
		rm -rf "$XDG_DATA_HOME/etrms"
		cp -a kept "$XDG_DATA_HOME/etrms"
		strace -qq -o /dev/null -e trace="$name" \
			-e inject="$name:signal=KILL:when=$at" etrms vault passwd \
			--passphrase-file old --new-passphrase-file "$PASS" --quiet \
			2>/dev/null && complain "$call: not killed"
		if etrms vault unlock --passphrase-file "$PASS" --for 5s --quiet 2>new.err; then
			continue
		fi
		etrms vault passwd --passphrase-file old --new-passphrase-file "$PASS" \
			--quiet || complain "$call: $(cat new.err)"
		etrms vault unlock --passphrase-file "$PASS" --for 5s --quiet || complain "$call: not whole"
		[ ! -e "$XDG_DATA_HOME/etrms/.etrms.vault.new" ] || complain "$call: leaves a file"
	done
	no_complaints
}
