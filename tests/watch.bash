# monitor in tests, over a wire (tests/wire.pl) between it and the exchange. Load
# after helper, serve and live: load ../watch
#
#   given_wire            from now on $ADDRESS is the wire's
#   monitor N ARGS…       in the background, until N streams are up; its output is
#                         in ./out, its stderr in ./err
#   until_true WHAT…      that becomes true within some seconds
#   streams KIND N        at least so many were told to be up, or down
#   ends CODE             the monitor ends with that on INT
#   step_until WHAT…      bars pass until that is true
#   tripped               a breaker has
#   ledger SQL, has N TABLE   of the user's store

# shellcheck disable=SC2034,SC2154

given_wire() {
	perl "$ROOT/tests/wire.pl" "$ADDRESS" >wire.out 2>wire.err 3>&- &
	WIRE=$!
	local i
	for i in $(seq 100); do
		[ ! -s wire.out ] || break
		sleep 0.02
	done
	ADDRESS=$(cat wire.out)
	[ -n "$ADDRESS" ]
}

teardown() {
	local pid
	for pid in ${MONITOR-} ${WIRE-} ${SERVER-}; do
		kill "$pid" 2>/dev/null || true
	done
}

# until WHAT…: that becomes true within some seconds
until_true() {
	local i
	for i in $(seq 700); do
		! "$@" || return 0
		sleep 0.05
	done
	echo "not in time: $*"
	cat out err
	return 1
}

# monitor STREAMS ARGS…: until so many are up
monitor() {
	local n=$1
	shift
	etrms monitor "${AUTH[@]}" "$@" >out 2>err 3>&- &
	MONITOR=$!
	until_true streams up "$n"
}

# streams KIND N: at least so many have been told of
streams() {
	[ "$(jq -s "[.[] | select(.record == \"stream event\" and .kind == \"$1\")] |
		length" out)" -ge "$2" ]
}

# ends CODE: on INT
ends() {
	local code=0
	kill -INT "$MONITOR"
	wait "$MONITOR" || code=$?
	MONITOR=
	[ "$code" -eq "$1" ] || {
		echo "monitor: exit $code, wanted $1"
		cat out err
		return 1
	}
}

ledger() {
	sqlite3 "${STORE:-$XDG_DATA_HOME/etrms/etrms.db}" "$1"
}

has() { # N TABLE
	[ "$(ledger "SELECT count(*) FROM $2")" -eq "$1" ]
}

# Bars pass until that is true.
step_until() {
	local i
	for i in $(seq 40); do
		step 1
		sleep 0.25
		! "$@" || return 0
	done
	cat out err
	return 1
}

tripped() {
	grep -q '"kind":"triggered"' out
}

