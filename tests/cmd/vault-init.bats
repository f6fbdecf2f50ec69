#!/usr/bin/env bats
# etrms vault init:
# - the file is of the layout that is promised, mode 0600, and holds nothing
#   readable; the row in every format
# - passphrases from a file, a descriptor, a command without shell; every bad one
# - a terminal is asked twice, without echo; none: exit 9 at once
# - refused: one that is there, a bad cost, a folder others may write in, none
load ../helper
load ../vault

@test "vault init makes the file of the layout, closed to others" {
	REAL_SCRYPT=1
	given_vault
	[ "$(stat -c %a "$VAULT")" = 600 ]
	[ "$(head -c 8 "$VAULT")" = ETRMSVL1 ]
	[ "$(od -An -tu1 -j 8 -N 8 "$VAULT" | xargs)" = "1 17 8 1 1 0 0 0" ]
	[ "$(od -An -tu8 -j 128 -N 8 "$VAULT" | xargs)" = 1 ]
	[ "$(od -An -tu4 -j 136 -N 8 "$VAULT" | xargs)" = "4096 0" ]
	[ "$(stat -c %s "$VAULT")" = $((192 + 4096)) ]
	[ "$(tail -c +177 "$VAULT" | gzip | wc -c)" -gt 4096 ]
	run ! grep -aq 'version\|entries\|correct' "$VAULT"
	[ "$(find "$XDG_DATA_HOME/etrms" -name "*vault*" | wc -l)" = 1 ]
	unlocks
	exits 0 audit --format csv --no-header --fields command,action
	[[ $output == *"vault init,init"* ]]
}

@test "vault init prints one row in every format" {
	given_passphrase
	for format in json ndjson csv table; do
		exits 0 vault init --vault "$format.vault" --passphrase-file "$PASS" \
			--format "$format" --fields state,generation,cost,accounts
		case $format in
		json) [ "$(json -c '.[]')" = '{"state":"locked","generation":1,"cost":17,"accounts":0}' ] ;;
		ndjson) [ "$output" = '{"state":"locked","generation":2,"cost":17,"accounts":0}' ] ;;
		csv) [ "${lines[1]}" = "locked,3,17,0" ] ;;
		table) [ "$(xargs <<<"${lines[1]}")" = "locked 4 17 0" ] ;;
		esac
	done
}

@test "vault init --cost is written down, and 17 to 20" {
	given_passphrase
	exits 0 vault init --passphrase-file "$PASS" --cost 18 --fields cost
	[ "$(json .cost)" = 18 ]
	for cost in 16 21 -1 x; do
		exits 2 vault init --vault other.vault --passphrase-file "$PASS" --cost="$cost"
		says "--cost"
	done
	[ ! -e other.vault ]
}

@test "a descriptor and a command give the passphrase, too" {
	given_passphrase
	exits 0 vault init --vault fd.vault --passphrase-fd 5 --quiet 5<"$PASS"
	# one word with a blank in it, and no shell that would look at $ and ;
	cat >give <<-'EOF'
		#!/bin/sh
		[ "$1" = 'a b$HOME;c' ] && [ -z "$(cat)" ] && echo correct horse battery && echo more
	EOF
	chmod +x give
	exits 0 vault init --vault command.vault --passphrase-command "./give 'a b\$HOME;c'" --quiet
	for name in fd command; do
		exits 0 vault unlock --accept-older --vault $name.vault --passphrase-file "$PASS" --quiet
	done
	for name in fd command; do etrms vault lock --vault $name.vault --quiet; done
}

@test "a passphrase file must be ours and closed to others" {
	given_passphrase
	chmod 640 "$PASS"
	exits 2 vault init --passphrase-file "$PASS"
	says "mode 640 lets others in"
	chmod 600 "$PASS"
	ln -s "$PASS" link
	exits 2 vault init --passphrase-file link
	says "is a symbolic link"
	exits 2 vault init --passphrase-file .
	says "not a regular file"
	mkfifo -m 600 pipe
	exits 2 vault init --passphrase-file pipe
	says "not a regular file"
	exits 2 vault init --passphrase-file missing
	says "No such file"
	if [ "$(id -u)" -eq 0 ]; then
		chown 65534 "$PASS"
		exits 2 vault init --passphrase-file "$PASS"
		says "belongs to another user"
	fi
	[ ! -e "$XDG_DATA_HOME/etrms/etrms.vault" ]
}

@test "bad passphrases are refused by what is wrong with them" {
	bad() {
		local code=$1 text=$2
		shift 2
		exits "$code" vault init "$@"
		says "$text"
	}
	given_passphrase short
	bad 2 "at least 8 bytes" --passphrase-file "$PASS"
	given_passphrase ""
	bad 9 "gave no passphrase" --passphrase-file "$PASS"
	given_passphrase "$(head -c 1025 /dev/zero | tr '\0' x)"
	bad 2 "at most 1024 bytes" --passphrase-file "$PASS"
	printf 'with\0zero byte\n' >"$PASS"
	bad 2 "a zero byte" --passphrase-file "$PASS"
	for fd in 99 x -1 '' 99999999999; do
		bad 2 "not an open descriptor" --passphrase-fd="$fd"
	done
	bad 2 "No such file" --passphrase-command ./nothing-here
	bad 2 "a quote is not closed" --passphrase-command "echo 'a"
	bad 2 "is empty" --passphrase-command " "
	bad 9 "gave no passphrase" --passphrase-command true
	bad 9 "failed" --passphrase-command "sh -c 'echo correct horse battery; exit 3'"
	[ ! -e "$XDG_DATA_HOME/etrms/etrms.vault" ]
}

@test "without a terminal it is exit 9, at once" {
	etrms store rebuild --quiet
	start=$(date +%s%N)
	run --separate-stderr no_tty etrms vault init
	took=$((($(date +%s%N) - start) / 1000000))
	[ "$status" = 9 ]
	says "no terminal to ask at"
	[ "$took" -lt 1000 ]
	strace -qq -e trace=none true 2>/dev/null || return 0
	# ours, without what it takes to start here
	setsid --wait strace -f -r -o trace -e trace=openat etrms vault init 2>/dev/null || true
	grep -q '"/dev/tty"' trace
}

@test "a terminal is asked twice, without echo" {
	quick_scrypt
	command -v script >/dev/null || skip "no script(1)"
	type_in() {
		(sleep 0.5; echo "$1"; sleep 0.5; echo "$2"; sleep 2) |
			script -qec "etrms vault init --vault $3 --fields state --format csv; echo exit \$?" /dev/null
	}
	type_in 'correct horse battery' 'correct horse battery' typed.vault >shown
	grep -q 'New passphrase' shown
	grep -q 'The same again' shown
	grep -q 'exit 0' shown
	run ! grep -q horse shown
	given_passphrase
	exits 0 vault unlock --vault typed.vault --passphrase-file "$PASS" --for 1s
	type_in 'correct horse battery' 'correct horse bottery' differ.vault >shown
	grep -q 'the two passphrases differ' shown
	grep -q 'exit 2' shown
	[ ! -e differ.vault ]
}

@test "what is there is not replaced" {
	given_vault
	before=$(sha256sum "$VAULT")
	exits 3 vault init --passphrase-file "$PASS"
	says "is there already"
	ln -s nowhere link.vault
	exits 3 vault init --vault link.vault --passphrase-file "$PASS"
	says "is there already"
	[ "$(sha256sum "$VAULT")" = "$before" ]
	[ ! -e nowhere ]
}

@test "a folder that is not there, or where others write, is refused" {
	given_passphrase
	exits 3 vault init --vault none/at.vault --passphrase-file "$PASS"
	says "No such file"
	mkdir -m 777 open
	exits 3 vault init --vault open/at.vault --passphrase-file "$PASS"
	says "others may write in its folder"
	[ -z "$(ls -A open)" ]
	exits 2 vault init operand --passphrase-file "$PASS"
	says "one operand too many"
}

@test "the passphrase is neither an argument nor a variable" {
	exits 2 vault init --passphrase secret
	says "unknown option --passphrase"
	run --separate-stderr no_tty env ETRMS_PASSPHRASE='correct horse battery' \
		ETRMS_VAULT_PASSPHRASE='correct horse battery' etrms vault init
	[ "$status" = 9 ]
}

@test "ETRMS_VAULT and --vault say where it is" {
	given_passphrase
	ETRMS_VAULT=$PWD/here.vault exits 0 vault init --passphrase-file "$PASS" --fields path
	[ "$(json .path)" = "$PWD/here.vault" ]
	ETRMS_VAULT=$PWD/here.vault exits 0 vault init --vault there.vault --passphrase-file "$PASS"
	[ -e here.vault ]
	[ -e there.vault ]
	exits 0 vault init --store "$PWD/mine.db" --passphrase-file "$PASS"
	[ -e mine.vault ]
}
