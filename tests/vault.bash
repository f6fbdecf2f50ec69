# Shared by the tests of the vault. Load it after ../helper:
#
#   given_passphrase [TEXT]  $PASS: a file with a passphrase, closed to others;
#                            scrypt is a quick one then (REAL_SCRYPT=1: its own)
#   given_vault              a store with an empty vault, $VAULT, under it; made
#                            once per file and copied
#   byte AT                  one byte of $VAULT, as a number
#   put_byte AT NUMBER       writes one
#   no_tty CMD…              runs without any terminal
#   unlocks                  the passphrase of $PASS opens the vault
#   given_keyring            skips where the kernel keeps no keys

given_passphrase() {
	quick_scrypt
	PASS=$BATS_TEST_TMPDIR/passphrase
	(umask 077 && printf '%s\n' "${1-correct horse battery}" >"$PASS")
}

given_vault() {
	local kept=$BATS_FILE_TMPDIR/vault${REAL_SCRYPT-}
	STORE=$XDG_DATA_HOME/etrms/etrms.db VAULT=$XDG_DATA_HOME/etrms/etrms.vault
	given_passphrase
	if [ ! -e "$kept" ]; then
		etrms vault init --passphrase-file "$PASS" --quiet || return
		cp -a "$XDG_DATA_HOME/etrms" "$kept"
		return
	fi
	mkdir -p "$XDG_DATA_HOME"
	cp -a "$kept" "$XDG_DATA_HOME/etrms"
}

byte() {
	od -An -tu1 -j "$1" -N 1 "$VAULT" | tr -d ' '
}

put_byte() {
	# shellcheck disable=SC2059
	printf "\\x$(printf %02x "$2")" |
		dd of="$VAULT" bs=1 seek="$1" conv=notrunc status=none
}

no_tty() {
	setsid --wait "$@"
}

unlocks() {
	etrms vault unlock --for 5s --passphrase-file "$PASS" --quiet &&
		etrms vault lock --quiet
}

given_keyring() {
	[ -r /proc/keys ] || skip "the kernel keeps no keys here"
}
