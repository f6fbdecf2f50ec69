# Shared by the kill sweeps. Load it after ../helper:
#
#   given_market        candles of two falling days, and a paper account
#   keep_store          what is now the store is what every try begins with
#   sweep CHECK ARGS…   runs etrms ARGS once for every writing system call that
#                       it makes and kills it there; after each the store must
#                       be sound, the same command must succeed, and CHECK must
#                       print what it prints after a run that nobody killed
#
# Only calls that change something outside the process are swept, each kind
# and each occurrence by itself (locks too: between them the index of the
# write-ahead log changes, in shared memory): a kill at any other call leaves
# the same behind as a kill at the next of these. SIGKILL strikes on entry, before the
# call is done; the end of the process stands for "after the last".

STRIKE=$(cd "$ROOT" && realpath "${B:-build}/kill/strike")
CALLS="pwrite64 write fsync fdatasync openat ftruncate unlink rename fcntl"

needs_strace() {
	command -v strace >/dev/null || skip "no strace"
	strace -qq -o /dev/null -e trace=none true 2>/dev/null ||
		skip "processes may not be traced here"
	# the sanitizers' leak checker cannot look at what strace holds
	export ASAN_OPTIONS=detect_leaks=0
	local code=0
	"$STRIKE" write 1 echo "not killed" || code=$?
	[ "$code" -eq 137 ]
} 2>/dev/null

given_market() {
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 2880 --seed 7 --start-price 60000 \
		--tick 0.01 --crash-at 2024-03-02T02:00Z >/dev/null
	etrms account add demo --venue sim --prices demo --timeframe 1m \
		--balance USDT=10000 --use >/dev/null
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms venue advance --by 1h >/dev/null
}

keep_store() {
	KEPT=$BATS_TEST_TMPDIR/kept
	rm -rf "$KEPT"
	cp -r "$XDG_DATA_HOME/etrms" "$KEPT"
}

fresh_store() {
	rm -rf "$XDG_DATA_HOME/etrms"
	cp -r "$KEPT" "$XDG_DATA_HOME/etrms"
}

# Which occurrences of each call in a trace change something, as lines "CALL N":
# files opened for reading and locks for reading are left out.
changing() {
	awk -F'(' '{ n[$1]++ }
		/^openat/ && /O_RDONLY/ { next }
		/^fcntl/ && !/F_WRLCK|F_UNLCK/ { next }
		/^[a-z0-9]*\(/ { print $1, n[$1] }' "$1"
}

find_calls() {
	local trace=$BATS_TEST_TMPDIR/trace

	fresh_store
	strace -qq -o "$trace" -e trace="${CALLS// /,}" etrms "$@" \
		>/dev/null 2>&1 || true
	changing "$trace"
}

# One try: killed at the n-th call, then checked, repeated and compared.
killed_at() {
	local call=$1 n=$2 check=$3 want=$4 status=0 got
	shift 4

	fresh_store
	{
		"$STRIKE" "$call" "$n" etrms "$@" >/dev/null || status=$?
	} 2>/dev/null
	if [ "$status" -ne 137 ]; then
		echo "$call $n: exit $status, was not killed"
		return 1
	fi
	if ! got=$(etrms store check 2>&1); then
		echo "$call $n: store check: $got"
		return 1
	fi
	if ! got=$(etrms "$@" 2>&1); then
		echo "$call $n: the command again: $got"
		return 1
	fi
	got=$($check)
	if [ "$got" != "$want" ]; then
		echo "$call $n: after it, other than without it"
		diff <(echo "$want") <(echo "$got")
		return 1
	fi
}

sweep() {
	local check=$1 want call n tries=0
	shift

	fresh_store
	etrms "$@" >/dev/null 2>&1 || {
		echo "the command fails even when nobody kills it"
		return 1
	}
	want=$($check)
	# Run again it must not do more, either.
	etrms "$@" >/dev/null 2>&1
	[ "$($check)" = "$want" ] || {
		echo "repeated, it does more:"
		diff <(echo "$want") <($check)
		return 1
	}
	while read -r call n; do
		killed_at "$call" "$n" "$check" "$want" "$@" || return 1
		tries=$((tries + 1))
	done < <(find_calls "$@")
	echo "# killed at $tries calls" >&3
	[ "$tries" -gt 10 ]
}

# What there is at the venue and in the ledger, without what differs from run
# to run: ids, and intents that were never sent.
state() {
	etrms order list --format ndjson --where 'state != "abandoned"' \
		--fields symbol,side,type,amount,filled,average,fee,state,reason,key,time
	etrms balances --format ndjson --fields asset,free,used,total
	etrms fills --format ndjson --fields symbol,side,price,amount,fee,time
}

state_and_events() {
	state
	etrms breaker events --format ndjson \
		--fields time,breaker,kind,action,account,symbol,message
	etrms log --kind halt --format ndjson --fields account,event,message
}
