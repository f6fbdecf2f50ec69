#!/usr/bin/env bats
# No secret gets out. A vault whose keys are known (tests/data/vault.bin) is put
# through every command that opens it, with every trace on:
# - neither keys, secrets, seed, data key nor passphrase, plain, hex, base64 or
#   percent-encoded, is in any output, file, argument or variable
# - the process may leave no core file and cannot be looked into
# - a child has none of it
load ../helper
load ../vault

REAL_SCRYPT=1	# its memory is looked at, too

# The keys of vault.bin, its data key, and its passphrase.
secrets() {
	cat <<-'EOF'
		vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A
		NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j
		made-up-key-of-no-account
		correct horse battery
		another horse battery
	EOF
}

bytes() {
	printf '\200\201\202\203\204\205\206\207\210\211\212\213\214\215\216\217'
	printf '\220\221\222\223\224\225\226\227\230\231\232\233\234\235\236\237'
}

# Each secret in each way it may be written, one a line.
patterns() {
	secrets | while IFS= read -r line; do
		echo "$line"
		printf %s "$line" | od -An -v -tx1 | tr -d ' \n'
		echo
		printf %s "$line" | base64 -w 0 | cut -c1-24
		printf %s "$line" | od -An -v -tx1 | tr -d '\n' | tr ' ' %
		echo
		jq -nr --arg x "$line" '$x | @uri'
	done
	echo 9d61b19deffd5a60ba844af492ec2cc4
	echo nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A
	bytes | od -An -v -tx1 | tr -d ' \n'
	echo
	bytes | base64 -w 0
	echo
	bytes
	echo
}

given_canary() {
	given_vault
	cp "$ROOT/tests/data/vault.bin" "$VAULT"
	chmod 600 "$VAULT"
	patterns >"$BATS_TEST_TMPDIR/patterns"
	mkdir out
	export ETRMS_TRACE=1 ETRMS_TRACE_SQL=1
}

# seen NAME: what a run printed is kept to be looked through
seen() {
	local name=$1
	shift
	etrms "$@" >"out/$name" 2>"out/$name.err" || true
}

no_secret_in() {
	LC_ALL=C grep -raFl -f "$BATS_TEST_TMPDIR/patterns" "$@" >found 2>/dev/null || true
	[ ! -s found ] || {
		echo "a secret is in: $(cat found)"
		return 1
	}
}

@test "the patterns are found where they are" {
	patterns >"$BATS_TEST_TMPDIR/patterns"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/patterns")" = 30 ]
	mkdir there
	while IFS= read -r line; do
		echo "x $line y" >there/file
		run no_secret_in there
		[ "$status" = 1 ] || complain "$line"
	done <"$BATS_TEST_TMPDIR/patterns"
	no_complaints
}

@test "no output, trace or file has a secret in it" {
	given_canary
	seen unlock vault unlock --accept-older --passphrase-file "$PASS" --for 1m
	grep -q unlocked out/unlock
	grep -q '^sql: ' out/unlock.err
	for format in json ndjson csv table; do
		seen "doctor.$format" doctor --format "$format"
	done
	grep -q 'keys: 2' out/doctor.csv
	seen wrong vault unlock --passphrase-command 'echo correct horse bottery'
	(umask 077 && echo 'another horse battery' >new)
	seen passwd vault passwd --passphrase-file "$PASS" --new-passphrase-file new
	grep -q '"accounts":2' out/passwd
	seen lock vault lock
	seen audit audit --format csv
	no_secret_in out "$HOME"
}

@test "no argument or variable has a secret in it, and there is no core file" {
	given_canary
	# it is run by etrms while that has its data, and looks at its parent
	cat >look <<-'EOF'
		#!/bin/sh
		tr '\0' ' ' </proc/$PPID/cmdline >out/cmdline
		grep 'Max core file size' /proc/$PPID/limits >out/limits
		env >out/child-env
		cat /proc/$PPID/environ >out/environ 2>/dev/null
		ls -l /proc/$PPID/fd >out/fds 2>&1
		ls -l /proc/self/fd >out/own-fds
		echo correct horse battery
	EOF
	chmod +x look
	seen unlock vault unlock --accept-older --passphrase-command ./look --for 5s
	grep -q unlocked out/unlock
	grep -q 'vault unlock' out/cmdline
	[ "$(awk '{ print $5, $6 }' out/limits)" = "0 0" ]
	[ ! -e core ]
	# nothing of what etrms has open is open in it
	grep -q 'etrms.db' out/fds
	run ! grep -q 'vault\|etrms.db' out/own-fds
	no_secret_in out
	etrms vault lock --quiet
}

@test "an ordinary user cannot look into it either" {
	[ -z "${ETRMS_BIN##*-san/*}" ] && skip "sanitizers need to look into it"
	given_nobody
	cp "$(dirname "$ETRMS_BIN")"/build/etrms-*.so "$OPEN/bin/" 2>/dev/null ||
		cp "$(dirname "$ETRMS_BIN")"/etrms-*.so "$OPEN/bin/"
	mkdir -m 777 "$OPEN/work"
	cat >"$OPEN/work/look" <<-'EOF'
		#!/bin/sh
		cat /proc/$PPID/environ >environ 2>&1
		cat /proc/$PPID/maps >maps 2>&1
		echo correct horse battery
	EOF
	chmod 755 "$OPEN/work/look"
	run as_nobody sh -c 'cd work && mkdir -m 700 mine && umask 077 &&
		etrms vault init --store mine/etrms.db --passphrase-command ./look'
	[ "$status" = 0 ]
	grep -q 'Permission denied' "$OPEN/work/environ"
	grep -q 'Permission denied' "$OPEN/work/maps"
	# where keys may not be locked in memory it goes on, and says so
	run as_nobody sh -c 'cd work && ulimit -l 0 && umask 077 &&
		etrms vault passwd --store mine/etrms.db --passphrase-command ./look \
			--new-passphrase-command ./look'
	[ "$status" = 0 ]
	[[ $output == *"warning: keys cannot be locked in memory"* ]]
}
