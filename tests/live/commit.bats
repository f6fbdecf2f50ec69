#!/usr/bin/env bats
# What is on disk when something leaves: at every request that submits an order,
# an attached one too, that amends or cancels one, by the system calls of the
# command, what was written to the store's log since the request before is synced
# up to its last byte.
# shellcheck disable=SC2154

load ../helper
load ../serve
load ../vault
load ../live
load ../kill/kill

# The requests of the trace that change something at the exchange: a line
# "METHOD PATH SYNCS DIRTY OWED" each; SYNCS since the one before, DIRTY writes to
# the log that no sync follows, OWED those of them that are the ledger's: what
# counts rate limits, STORE.net, does not wait for the disk.
changes() {
	perl -ne '
		if (/^pwrite64\(\d+<([^>]*)-wal>/) {
			$dirty++;
			$owed++ if $1 !~ /\.net$/;
		} elsif (/^fdatasync\(\d+<[^>]*-wal>\) += 0/) {
			$dirty = $owed = 0;
			$syncs++;
		} elsif (m{^sendto\(\d+<[^>]*>, "(POST|PUT|DELETE) (/[^? ]*)}) {
			print "$1 $2 ", join(" ", map { $_ + 0 }
				$syncs, $dirty, $owed), "\n";
			$syncs = 0;
		}' trace
}

# leaves N METHOD ARGS…: N such requests; one that submits after two commits (the
# intent; that it is being sent) and with nothing unsynced, one that amends after
# one (what is asked for), one that cancels, which may be repeated, after those of
# the order; both with nothing of the ledger unsynced
leaves() {
	local n=$1 method=$2 bad
	shift 2
	strace -qq -y -s 60 -o trace -e trace=pwrite64,fdatasync,sendto \
		etrms "$@" --account main "${AUTH[@]}" >out 2>err || {
		cat err
		return 1
	}
	changes >sent
	bad=$(awk '
		BEGIN { least["POST"] = 2; least["PUT"] = 1; least["DELETE"] = 0 }
		$3 < least[$1] || ($1 == "POST" ? $4 : $5) > 0' sent)
	[ "$(grep -c "^$method" sent)" -eq "$n" ] && [ -z "$bad" ] || {
		echo "$*: wanted $n requests $method"
		cat sent
		return 1
	}
}

@test "an order is on disk before its first byte leaves" {
	needs_strace
	given_live
	leaves 1 POST order buy BTC/USDT --qty 0.05
	leaves 1 POST order buy BTC/USDT --qty 0.002 --type limit --price 40000
	leaves 1 POST order sell BTC/USDT --qty 0.01 --type stop --trigger 40000
	leaves 1 POST order buy BTC/USDT:USDT --qty 0.02
	leaves 1 POST order sell BTC/USDT:USDT --qty 0.002 --type stop \
		--trigger 40000 --reduce-only
	leaves 1 POST order buy BTC/USDT:USDT --qty 0.002 --type limit --price 40000
	leaves 1 POST order close BTC/USDT:USDT --percent 50%
	printf '%s\n' '{"symbol":"BTC/USDT","side":"buy","qty":0.001}' \
		'{"symbol":"BTC/USDT","side":"buy","qty":0.002}' >plan
	leaves 2 POST order place --from plan
	leaves 2 POST halt --flatten
}

@test "what is attached is on disk before its first byte leaves" {
	needs_strace
	given_live
	leaves 1 POST order buy BTC/USDT --qty 0.01 --type limit --price 40000 \
		--stop-loss 2% --take-profit 3%
	leaves 2 POST order buy BTC/USDT --quote 500 --stop-loss 2% \
		--take-profit 3%
	leaves 3 POST order buy BTC/USDT:USDT --qty 0.02 --stop-loss 2% \
		--take-profit 3%
}

@test "an amendment is on disk before it leaves, and what a cancel is of" {
	needs_strace
	given_live
	leaves 1 POST order buy BTC/USDT --qty 0.002 --type limit --price 40000
	leaves 1 PUT order amend 1 --qty 0.001
	leaves 1 DELETE order cancel 1
	leaves 1 POST order buy BTC/USDT:USDT --qty 0.02 --type limit \
		--price 40000
	leaves 1 PUT order amend 2 --price 41000
	leaves 1 PUT order amend 2 --qty 0.01
	leaves 1 POST order buy BTC/USDT:USDT --qty 0.02 --type limit \
		--price 40000
	leaves 2 DELETE order cancel-all
}

@test "a log that is not synced is seen" {
	printf '%s\n' 'pwrite64(5</x/etrms.db-wal>, "", 24, 0) = 24' \
		'fdatasync(5</x/etrms.db-wal>) = 0' \
		'fdatasync(5</x/etrms.db-wal>) = 0' \
		'pwrite64(5</x/etrms.db-wal>, "", 24, 0) = 24' \
		'sendto(7<socket:[1]>, "POST /api/v3/order HTTP/1.1", 9) = 9' \
		'pwrite64(4</x/etrms.net-wal>, "", 24, 0) = 24' \
		'sendto(7<socket:[1]>, "PUT /fapi/v1/order HTTP/1.1", 9) = 9' >trace
	[ "$(changes)" = "POST /api/v3/order 2 1 1
PUT /fapi/v1/order 0 2 1" ]
}
