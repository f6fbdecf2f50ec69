#!/usr/bin/env bats
# etrms vault lock:
# - takes the key out of the keyring at once, also twice, and says so
# - no passphrase and no module of cryptography is needed
# - works where the vault has gone or the store cannot be used; refused: no vault
load ../helper
load ../vault

@test "vault lock takes the key away" {
	given_keyring
	given_vault
	etrms vault unlock --passphrase-file "$PASS" --quiet
	run etrms doctor
	[[ $output == *"$VAULT: unlocked"* ]]
	exits 0 vault lock
	[ "$(json -c '[.path, .state, .until, .accounts]')" = "[\"$VAULT\",\"locked\",null,null]" ]
	run etrms doctor
	[[ $output == *"$VAULT: locked"* ]]
	exits 0 audit --format csv --no-header --fields command,action
	[[ $output == *"vault lock,lock"* ]]
}

@test "vault lock of a locked one says that it is, in every format" {
	given_vault
	for format in json ndjson csv table; do
		exits 0 vault lock --format "$format" --fields state,generation
		case $format in
		json) [ "$(json -c '.[]')" = '{"state":"locked","generation":1}' ] ;;
		ndjson) [ "$output" = '{"state":"locked","generation":1}' ] ;;
		csv) [ "${lines[1]}" = "locked,1" ] ;;
		table) [ "$(xargs <<<"${lines[1]}")" = "locked 1" ] ;;
		esac
	done
}

@test "vault lock finds the same key by every path of the vault" {
	given_keyring
	given_vault
	etrms vault unlock --passphrase-file "$PASS" --quiet
	ln -s "$XDG_DATA_HOME/etrms" here
	exits 0 vault lock --vault here/../etrms/./etrms.vault --quiet
	run etrms doctor
	[[ $output == *"$VAULT: locked"* ]]
}

@test "vault lock takes the key of a vault that has gone" {
	given_keyring
	given_vault
	etrms vault unlock --passphrase-file "$PASS" --quiet
	mv "$VAULT" away
	exits 3 vault lock
	says "there is none"
	mv away "$VAULT"
	run etrms doctor
	[[ $output == *"$VAULT: locked"* ]]
}

# An upgrade, a damaged store: neither keeps a key in the keyring.
@test "vault lock takes the key though the store cannot be used: 3, and says so" {
	given_keyring
	given_vault
	local version
	version=$(sqlite3 "$STORE" 'PRAGMA user_version')
	for harm in "PRAGMA user_version = 1" "PRAGMA user_version = 99" \
		"PRAGMA application_id = 7"; do
		etrms vault unlock --passphrase-file "$PASS" --quiet
		cp "$STORE" whole
		sqlite3 "$STORE" "$harm"
		exits 3 vault lock
		says "vault $VAULT: locked, but the audit does not say so: store $STORE: "
		[ "$(json -c '[.path, .state]')" = "[\"$VAULT\",\"locked\"]" ]
		exits 0 vault lock	# nothing is left to be told
		cp whole "$STORE"
		[ "$(sqlite3 "$STORE" 'PRAGMA user_version')" = "$version" ]
		run etrms doctor
		[[ $output == *"$VAULT: locked"* ]]
	done
}

@test "vault lock takes no operand and needs a vault" {
	exits 3 vault lock
	says "there is none"
	exits 2 vault lock now
	says "one operand too many"
}
