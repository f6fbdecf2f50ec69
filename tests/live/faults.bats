#!/usr/bin/env bats
# A live account over a wire that loses, cuts, delays and garbles requests and
# answers, by a seed (tests/live/faults.c): submit, pair, amend, cancel; in the
# end nothing is doubled, lost or told wrongly, and no order was given up that
# arrived later. LIVE_RUNS is how many runs, LIVE_SEED the first.

load ../helper

setup()
{
	case ${B:=build} in
	/*) ;;
	*) B=$ROOT/$B ;;
	esac
	setup_home
	# in memory where there is such a place: every commit is synced
	stores=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
}

teardown()
{
	rm -rf "$stores"
}

@test "random faults leave the exchange and the store of one mind" {
	run "$B/live/faults" "${LIVE_SEED:-1}" "${LIVE_RUNS:-1000}" \
		"$stores/store.db"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"; 0 runs wrong" ]]
}
