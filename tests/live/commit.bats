#!/usr/bin/env bats
# What is on disk when an order leaves: at every request that submits one, by the
# system calls of the command, what was written to the store's log since the
# request before is synced up to its last byte.
# shellcheck disable=SC2154

load ../helper
load ../serve
load ../vault
load ../live
load ../kill/kill

# The requests of the trace that submit an order: a line "PATH SYNCS DIRTY"
# each; SYNCS since the one before, DIRTY writes to the log that no sync follows.
submits() {
	perl -ne '
		if (/^pwrite64\(\d+<[^>]*-wal>/) { $dirty++ }
		elsif (/^fdatasync\(\d+<[^>]*-wal>\) += 0/) { $dirty = 0; $syncs++ }
		elsif (m{^sendto\(\d+<[^>]*>, "POST (/[^? ]*)}) {
			print "$1 ", $syncs + 0, " ", $dirty + 0, "\n";
			$syncs = 0;
		}' trace
}

# leaves N ARGS…: N such requests, each after two commits (the intent; that it is
# being sent) and with nothing unsynced
leaves() {
	local n=$1 bad
	shift
	strace -qq -y -s 60 -o trace -e trace=pwrite64,fdatasync,sendto \
		etrms "$@" --account main "${AUTH[@]}" >out 2>err || {
		cat err
		return 1
	}
	submits >sent
	bad=$(awk '$2 < 2 || $3 > 0' sent)
	[ "$(wc -l <sent)" -eq "$n" ] && [ -z "$bad" ] || {
		echo "$*: wanted $n requests"
		cat sent
		return 1
	}
}

@test "an order is on disk before its first byte leaves" {
	needs_strace
	given_live
	leaves 1 order buy BTC/USDT --qty 0.05
	leaves 1 order buy BTC/USDT --qty 0.002 --type limit --price 40000
	leaves 1 order sell BTC/USDT --qty 0.01 --type stop --trigger 40000
	leaves 1 order buy BTC/USDT:USDT --qty 0.02
	leaves 1 order sell BTC/USDT:USDT --qty 0.002 --type stop \
		--trigger 40000 --reduce-only
	leaves 1 order buy BTC/USDT:USDT --qty 0.002 --type limit --price 40000
	leaves 1 order close BTC/USDT:USDT --percent 50%
	printf '%s\n' '{"symbol":"BTC/USDT","side":"buy","qty":0.001}' \
		'{"symbol":"BTC/USDT","side":"buy","qty":0.002}' >plan
	leaves 2 order place --from plan
	leaves 2 halt --flatten
}

@test "a log that is not synced is seen" {
	printf '%s\n' 'pwrite64(5</x/etrms.db-wal>, "", 24, 0) = 24' \
		'fdatasync(5</x/etrms.db-wal>) = 0' \
		'fdatasync(5</x/etrms.db-wal>) = 0' \
		'pwrite64(5</x/etrms.db-wal>, "", 24, 0) = 24' \
		'sendto(7<socket:[1]>, "POST /api/v3/order HTTP/1.1", 9) = 9' >trace
	[ "$(submits)" = "/api/v3/order 2 1" ]
}
