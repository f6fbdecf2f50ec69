#!/usr/bin/env bats
# etrms vault unlock:
# - puts the data key into the kernel's keyring for a time, and never the
#   passphrase; commands then open the vault without it
# - refused: a wrong passphrase (9), and every file that is no vault (3): cut at
#   each part, each byte of it changed, lengthened, a cost out of 17 to 20,
#   open to others, another's, a link, a pipe, missing
# - an older copy and another vault (3), until --accept-older takes them
load ../helper
load ../vault

refused() {
	exits "$1" vault unlock --passphrase-file "$PASS"
	says "$2"
	[ -z "$output" ]
}

@test "vault unlock lets commands open it, until the time is over" {
	REAL_SCRYPT=1
	given_keyring
	given_vault
	exits 0 vault unlock --for 2s --passphrase-file "$PASS" --fields state,generation,cost,accounts
	[ "$output" = '{"state":"unlocked","generation":1,"cost":17,"accounts":0}' ]
	run etrms doctor
	[[ $output == *"$VAULT: unlocked, generation 1, keys: 0"* ]]
	run ! grep -q 'correct horse' /proc/keys
	sleep 2.2
	run etrms doctor
	[[ $output == *"$VAULT: locked, generation 1"* ]]
}

@test "vault unlock says until when, in every format" {
	given_keyring
	given_vault
	for format in json ndjson csv table; do
		exits 0 vault unlock --for 1h --passphrase-file "$PASS" \
			--format "$format" --fields state,until
		[[ $output == *unlocked*20[0-9][0-9]-* ]]
	done
	until=$(etrms vault unlock --for 1h --passphrase-file "$PASS" | jq -r .until)
	left=$(($(date -d "$until" +%s) - $(date +%s)))
	[ "$left" -gt 3500 ]
	[ "$left" -le 3600 ]
	etrms vault lock --quiet
}

@test "vault unlock --for is from 1s to 24h" {
	given_vault
	for span in 24h1s 999ms 0s -5m x; do
		exits 2 vault unlock --for="$span" --passphrase-file "$PASS"
		says "--for"
	done
}

@test "a wrong passphrase is exit 9" {
	REAL_SCRYPT=1
	given_vault
	given_passphrase "correct horse batterx"
	refused 9 "wrong passphrase"
	run etrms doctor
	[[ $output != *unlocked* ]]
}

@test "without any passphrase it is exit 9" {
	given_vault
	run --separate-stderr no_tty etrms vault unlock
	[ "$status" = 9 ]
	says "no terminal to ask at"
}

@test "a file that is cut or goes on is exit 3, before any passphrase" {
	given_vault
	cp "$VAULT" whole
	for size in 0 1 7 8 15 16 47 80 127 128 143 144 175 176 191 192 4287; do
		head -c "$size" whole >"$VAULT"
		run --separate-stderr no_tty etrms vault unlock
		[ "$status" = 3 ] || complain "cut to $size: exit $status"
	done
	cp whole "$VAULT"
	echo >>"$VAULT"
	refused 3 "something follows its end"
	no_complaints
}

@test "a byte that changed anywhere is noticed" {
	given_vault
	cp "$VAULT" whole
	# the salt and the commitment can only look like a wrong passphrase
	for at in 0 7 8 10 11 12 13 14 15 136 139 140 143 16=9 47=9 48=9 79=9 \
		9=9 80 127 128 135 144 175 176 1000 4271 4272 4287; do
		want=3
		case $at in *=*) want=${at#*=} at=${at%=*} ;; esac
		cp whole "$VAULT"
		put_byte "$at" $(($(byte "$at") ^ 1))
		[ "$at" != 9 ] || put_byte 9 18
		run --separate-stderr etrms vault unlock --passphrase-file "$PASS"
		[ "$status" = "$want" ] || complain "byte $at: exit $status, not $want: ${stderr-}"
	done
	no_complaints
}

@test "a cost out of 17 to 20 is refused before any work" {
	given_vault
	for cost in 0 16 21 63 255; do
		put_byte 9 "$cost"
		run --separate-stderr no_tty etrms vault unlock
		[ "$status" = 3 ]
		says "not 2^17 to 2^20"
	done
}

@test "a vault that others could have read or made is refused" {
	given_vault
	for mode in 640 604 660 620; do
		chmod "$mode" "$VAULT"
		refused 3 "mode $mode lets others in"
	done
	chmod 600 "$VAULT"
	mv "$VAULT" real
	ln -s "$PWD/real" "$VAULT"
	refused 3 "is a symbolic link"
	rm "$VAULT"
	mkdir "$VAULT"
	refused 3 "not a regular file"
	rmdir "$VAULT"
	mkfifo -m 600 "$VAULT"
	refused 3 "not a regular file"
	rm "$VAULT"
	refused 3 "there is none (etrms vault init makes one)"
	if [ "$(id -u)" -eq 0 ]; then
		cp real "$VAULT"
		chown 65534 "$VAULT"
		refused 3 "belongs to another user"
	fi
}

@test "an older copy of it is refused, until it is accepted" {
	given_keyring
	given_vault
	cp -p "$VAULT" old
	printf 'correct horse battery\ncorrect horse battery\n' |
		etrms vault passwd --passphrase-fd 0 --new-passphrase-fd 0 --quiet
	cp -p old "$VAULT"
	refused 3 "older than the one seen last (generation 1, seen 2)"
	exits 0 vault unlock --accept-older --passphrase-file "$PASS"
	exits 0 vault unlock --passphrase-file "$PASS"
	etrms vault lock --quiet
	exits 0 audit --format csv --no-header --fields action
	[[ $output == *accept* ]]
}

@test "another vault under the same passphrase is refused, until it is accepted" {
	given_keyring
	given_vault
	etrms vault init --store other.db --passphrase-file "$PASS" --quiet
	cp other.vault "$VAULT"
	refused 3 "not the vault that goes with this store"
	exits 0 vault unlock --accept-older --passphrase-file "$PASS" --quiet
	exits 0 vault unlock --passphrase-file "$PASS" --quiet
	etrms vault lock --quiet
}

@test "a swapped file is not opened by the key in the keyring" {
	given_keyring
	given_vault
	etrms vault unlock --passphrase-file "$PASS" --quiet
	etrms vault init --store other.db --passphrase-file "$PASS" --quiet
	cp other.vault "$VAULT"
	run etrms doctor
	[[ $output == *"$VAULT: locked"* ]]
	etrms vault lock --quiet
}

@test "vault unlock takes no operand" {
	given_vault
	exits 2 vault unlock now --passphrase-file "$PASS"
	says "one operand too many"
}
