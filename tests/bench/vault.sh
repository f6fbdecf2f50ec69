#!/bin/sh
# What an unlocked vault adds to a command that signs.
set -eu
home=$(mktemp -d)
trap '"$BIN" vault lock --quiet; rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
VAULT=${VAULT:-$(dirname "$PAIR")/vault}
MODULE=$(dirname "$PAIR")/../etrms-crypt.so
(umask 077 && echo 'correct horse battery' >"$home/passphrase")
"$BIN" vault init --passphrase-file "$home/passphrase" --quiet
"$BIN" vault unlock --passphrase-file "$home/passphrase" --quiet
"$VAULT" 200 "$MODULE" "$home/etrms.vault"
