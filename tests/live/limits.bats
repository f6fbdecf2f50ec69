#!/usr/bin/env bats
# 50 processes over one store at the served exchange, whose own count is the
# oracle: together they never exceed its limit, and when one of them is banned
# none asks again before the ban is over.
# shellcheck disable=SC2154

load ../helper
load ../serve
load ../vault
load ../live

PROCESSES=50

# ARGS… by all processes at once; the file codes gets how they ended.
at_once() {
	local i code pids=()

	: >codes
	for ((i = 0; i < PROCESSES; i++)); do
		etrms "$@" >/dev/null 2>>errors &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		code=0
		wait "$i" || code=$?
		echo "$code" >>codes
	done
}

ended() {
	grep -cx "$1" codes || true
}

@test "50 processes never exceed a served limit of request weight" {
	given_keyring
	given_exchange --weight-limit 600 --record record
	given_live
	at_once balances --account main
	run jq -s 'map(select(.status == 429 or .status == 418)) | length' record
	[ "$output" -eq 0 ]
	# The limit did bind: some had to go without, and said so.
	[ "$(ended 0)" -ge 3 ]
	[ "$(ended 8)" -ge 10 ]
	[ $(($(ended 0) + $(ended 8))) -eq "$PROCESSES" ]
}

@test "50 processes obey the ban of one of them" {
	given_keyring
	echo 'GET /api/v3/account 20 418 6' >faults
	given_exchange --weight-limit 1000000 --record record --faults faults
	given_live
	at_once balances --account main
	[ "$(ended 0)" -eq "$PROCESSES" ] || {
		sort codes errors | uniq -c
		return 1
	}
	# What was on its way when the ban was said may still have come.
	run perl -MTime::Piece -MJSON::PP -e '
		my ($ban, $during, $after) = (0, 0, 0);
		while (<>) {
			my $r = decode_json $_;
			my ($s, $f) = $r->{time} =~ /^(.{19})\.?(\d*)Z$/;
			my $t = Time::Piece->strptime($s, "%Y-%m-%dT%H:%M:%S")->epoch
				+ "0.${f}0";
			$during++ if $ban && $t > $ban + 1.5 && $t < $ban + 6;
			$after++ if $ban && $t >= $ban + 6;
			$ban = $t if $r->{status} == 418;
		}
		print $ban > 0, " $during ", $after > 0;' record
	[ "$output" = "1 0 1" ] || {
		echo "$output"
		return 1
	}
}
