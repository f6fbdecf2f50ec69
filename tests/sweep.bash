# Shared by the tests of optimize and walkforward. Load it behind the helper.
#
#   given_bars [SYMBOL [BARS [SEED]]]   hourly bars of the demo venue
#   sweep CODE [OPTION...]      optimize over ${SYMBOLS[@]}, exits with CODE
#   stored [TABLE]      how many runs are stored, or rows of another table
#   bytes RUN           what is kept of a run, but for its number and its time
#   refuses_other_shards COMMAND    with ${args[@]}: whatever a shard is of
#   given_lonely        strategies of one trade and of none, with a parameter

# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for and of who loads it
CROSS=$ROOT/examples/minute_cross.strategy
SYMBOLS=(BTC/USDT)

given_bars() {
	etrms candles generate --venue demo --symbol "${1:-BTC/USDT}" \
		--timeframe 1h --bars "${2:-700}" --seed "${3:-1}" --quiet
	STORE=$XDG_DATA_HOME/etrms/etrms.db
}

sweep() {
	exits "$1" optimize "$CROSS" "${SYMBOLS[@]}" --policy none "${@:2}"
}

stored() {
	sqlite3 "$STORE" "SELECT count(*) FROM ${1:-run}"
}

bytes() {
	sqlite3 "$STORE" "SELECT part, hex(data) FROM run_part WHERE run = $1
		ORDER BY part" | sha256sum
	etrms backtest show "$1" --format json | jq '.[0] | del(.id, .time)'
}

refuses_other_shards() {
	local of
	given_bars
	given_bars ETH/USDT
	part() {
		etrms "$@" "${args[@]}" --shard "${i:-1}/3"
	}
	for i in 1 2 3; do
		part "$1" "$CROSS" BTC/USDT >$i.ndjson
	done
	i=1
	sed 's/^exit when.*/exit after 5 bars/' "$CROSS" >mine.strategy
	part "$1" "$CROSS" ETH/USDT >data.ndjson
	part "$1" ./mine.strategy BTC/USDT >strategy.ndjson
	part "$1" "$CROSS" BTC/USDT --capital 5 >terms.ndjson
	sed '1s/"version":"[^"]*"/"version":"0.0.1"/' 1.ndjson >version.ndjson
	for of in data strategy terms version; do
		merged "$1" $of "$of.ndjson: another $of: "
	done
	printf '0.1\n-0.1\n' | etrms montecarlo --returns - --shard 1/3 >kind.ndjson
	merged "$1" kind "kind.ndjson: another kind: montecarlo there, $1 here"
	merged "$1" 2 "2.ndjson: shard 2 of 3 is there already"
	head -c -20 1.ndjson >cut.ndjson
	merged "$1" cut "cut.ndjson: cut off after line"
	sed '$d' 1.ndjson >short.ndjson
	merged "$1" short "short.ndjson: "
	exits 2 "$1" "$CROSS" BTC/USDT "${args[@]}" --merge nowhere.ndjson
	says "nowhere.ndjson: No such file"
	[ "$(stored)" -eq 0 ]
	[ "$(stored sweep)" -eq 0 ]
	exits 0 "$1" "$CROSS" BTC/USDT "${args[@]}" --merge 1.ndjson \
		--merge 2.ndjson --merge 3.ndjson
}

# merged COMMAND PART TEXT: PART instead of the first is refused, saying TEXT
merged() {
	exits 12 "$1" "$CROSS" BTC/USDT "${args[@]}" --merge "$2.ndjson" \
		--merge 2.ndjson --merge 3.ndjson
	says "$3"
}

given_lonely() {
	cat >one.strategy <<-'EOF'
		strategy one
		param a = 1 in 1..3 step 1
		long when day == 2 and hour == a
		exit when day == 5
		size 50% of equity
		opposite ignore
	EOF
	sed 's/one$/none/; s/^long.*/long when close < 0 - a/' one.strategy \
		>none.strategy
}
