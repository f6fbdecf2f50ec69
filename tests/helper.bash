# Shared by every bats file: an own home and store per test, a fixed clock, and
# the words that tests speak (given_…). Load it with: load ../helper
#
#   run_etrms ARGS…     runs etrms, with stderr apart: $status, $output, $stderr
#   exits CODE ARGS…    runs etrms and requires the exit code
#   says TEXT           the last run's stderr is one message that has TEXT (lines
#                       indented under it, and its JSON, belong to it)
#   json FILTER         the last output through jq -r
#   rows                how many NDJSON rows the last output has
#   quick_scrypt        vaults of this test are made and opened by a quick stand-in
#                       for scrypt (tests/quick); with REAL_SCRYPT=1 by itself
#   given_demo          a store with accounts, candles, policy, breaker, orders
#   given_ledger        a store with the history of tests/data/ledger.sql
#   given_runs          a store with the three runs of tests/data/runs.sql
#   given_nobody        $OPEN: a folder that everybody reads, with etrms in it
#   as_nobody CMD…      runs as an ordinary user: root sees no permissions
#   demo_copy           the same, made once per file, and copied; box is its folder
#   reading_lines       example lines of every reading command, without format
#   complain, no_complaints   collect the failures of a loop, then fail
#   needs_data [PATH]   skips the test where the real data is not there

# shellcheck disable=SC2154
bats_require_minimum_version 1.5.0

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

setup_home() {
	export HOME=$BATS_TEST_TMPDIR/home
	export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share
	export XDG_RUNTIME_DIR=$HOME/run TMPDIR=$BATS_TEST_TMPDIR
	export ETRMS_NOW=2024-03-01T12:00:00Z TZ=UTC LC_ALL=C.UTF-8
	export ETRMS_DATA=${ETRMS_DATA:-$ROOT/../shared/data}
	export ETRMS_GOLDEN=${ETRMS_GOLDEN:-$ROOT/../shared/quant/golden}
	export ETRMS_LANGUAGE=${ETRMS_LANGUAGE:-$ROOT/../shared/LANGUAGE.md}
	local name
	for name in $(compgen -e); do
		case $name in
		ETRMS_NOW | ETRMS_DATA | ETRMS_GOLDEN | ETRMS_LANGUAGE | ETRMS_BIN) ;;
		ETRMS_*) unset "$name" ;;
		esac
	done
	unset NO_COLOR COLUMNS VISUAL EDITOR POSIXLY_CORRECT
	mkdir -p "$HOME" "$BATS_TEST_TMPDIR/bin"
	ETRMS_BIN=${ETRMS_BIN:-$ROOT/etrms}
	[ -e "$BATS_TEST_TMPDIR/bin/etrms" ] ||
		ln -s "$ETRMS_BIN" "$BATS_TEST_TMPDIR/bin/etrms"
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	cd "$BATS_TEST_TMPDIR" || return 1
}

setup() {
	setup_home
}

run_etrms() {
	run --separate-stderr etrms "$@"
}

exits() {
	local want=$1
	shift
	run --separate-stderr etrms "$@"
	if [ "$status" -ne "$want" ]; then
		printf 'etrms %s: exit %s, wanted %s\n' "$*" "$status" "$want"
		printf 'stdout: %s\nstderr: %s\n' "$output" "$stderr"
		return 1
	fi
}

says() {
	local line extra=0
	case $stderr in
	"etrms: "*"$1"*) ;;
	*)
		printf 'stderr: %s\nwanted: %s\n' "$stderr" "$1"
		return 1
		;;
	esac
	while IFS= read -r line; do
		case $line in "  "* | '{"error":'*) ;; *) extra=$((extra + 1)) ;; esac
	done <<<"$stderr"
	[ "$extra" -eq 1 ] || {
		printf 'more than one message: %s\n' "$stderr"
		return 1
	}
}

json() {
	jq -r "$@" <<<"$output"
}

rows() {
	[ -z "$output" ] && echo 0 || echo "${#lines[@]}"
}

# Whatever a vault needs scrypt for takes no time from here on; not under a
# sanitizer, which wants to be loaded first.
quick_scrypt() {
	local so=$ROOT/${B:-build}/quick/scrypt.so
	[ -z "${REAL_SCRYPT-}" ] && [ -e "$so" ] || return 0
	case ${B-} in *-san* | *-tsan*) return 0 ;; esac
	case ${LD_PRELOAD-} in *"$so"*) return 0 ;; esac
	export LD_PRELOAD=${LD_PRELOAD:+$LD_PRELOAD:}$so
}

# The store in which examples run; the same steps as tests/examples-setup.sh.
given_demo() {
	quick_scrypt
	sh "$ROOT/tests/examples-setup.sh" >"$BATS_TEST_TMPDIR/setup.log" 2>&1 || {
		cat "$BATS_TEST_TMPDIR/setup.log"
		return 1
	}
}

given_runs() {
	STORE=$XDG_DATA_HOME/etrms/etrms.db
	etrms store rebuild --quiet
	sqlite3 -bail "$STORE" <"$ROOT/tests/data/runs.sql"
}

given_ledger() {
	STORE=$XDG_DATA_HOME/etrms/etrms.db
	etrms store rebuild --quiet
	sqlite3 -bail "$STORE" <"$ROOT/tests/data/ledger.sql"
	etrms store rebuild --quiet
}

needs_data() {
	[ -e "$ETRMS_DATA/${1-}" ] || skip "no real data at ETRMS_DATA/${1-}"
}

given_nobody() {
	[ "$(id -u)" -eq 0 ] || skip "needs root to become another user"
	OPEN=$(mktemp -d /tmp/etrms-open.XXXXXX)
	chmod 755 "$OPEN"
	mkdir -m 755 "$OPEN/bin"
	cp "$ETRMS_BIN" "$OPEN/bin/etrms"
	chmod 755 "$OPEN/bin/etrms"
}

as_nobody() {
	(cd "$OPEN" && env -u XDG_CONFIG_HOME -u XDG_DATA_HOME \
		HOME="$OPEN" PATH="$OPEN/bin:$PATH" setpriv \
		--reuid=65534 --regid=65534 --clear-groups -- "$@")
}

teardown() {
	[ -z "${OPEN-}" ] || rm -rf "$OPEN"
}

# All failures of a loop are shown, not only the first.
complain() {
	echo "$@" >>"$BATS_TEST_TMPDIR/bad"
}
no_complaints() {
	[ ! -s "$BATS_TEST_TMPDIR/bad" ] || { cat "$BATS_TEST_TMPDIR/bad"; return 1; }
}

# demo_copy: the prepared store, made once per file, copied into this test
demo_copy() {
	local kept=$BATS_FILE_TMPDIR/demo
	quick_scrypt
	if [ ! -e "$kept/ready" ]; then
		given_demo || return 1
		mkdir -p "$kept"
		cp -a "$HOME" "$PWD/files" "$kept/"
		touch "$kept/ready"
	fi
	rm -rf "$HOME" "$BATS_TEST_TMPDIR/box"
	cp -a "$kept/home" "$HOME"
	cp -a "$kept/files" "$BATS_TEST_TMPDIR/box"
}

# The examples of reading commands, without what chooses format or fields.
reading_lines() {
	etrms help --list --format ndjson |
		jq -r 'select(.prints != null and (.mutates or .writes_store | not)) | .name' >reading
	etrms help --examples --format ndjson |
		jq -r --rawfile names reading '
			select(.command as $c | $names | split("\n") | index($c)) |
			.line | select(gsub("\u0027[^\u0027]*\u0027"; "") | test("[|<>;&$]") | not) | select(startswith("etrms ")) |
			gsub(" --(format|fields)[ =][^ ]*"; "") | gsub(" (--no-header|--quiet|-q)"; "")' |
		sort -u
}
