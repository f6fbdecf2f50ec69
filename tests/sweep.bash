# Shared by the tests of optimize and walkforward. Load it behind the helper.
#
#   given_bars [SYMBOL [BARS [SEED]]]   hourly bars of the demo venue
#   stored [TABLE]      how many runs are stored, or rows of another table
#   bytes RUN           what is kept of a run, but for its number and its time

# shellcheck shell=bash
# shellcheck disable=SC2034 # for who loads it
CROSS=$ROOT/examples/minute_cross.strategy

given_bars() {
	etrms candles generate --venue demo --symbol "${1:-BTC/USDT}" \
		--timeframe 1h --bars "${2:-700}" --seed "${3:-1}" --quiet
	STORE=$XDG_DATA_HOME/etrms/etrms.db
}

stored() {
	sqlite3 "$STORE" "SELECT count(*) FROM ${1:-run}"
}

bytes() {
	sqlite3 "$STORE" "SELECT part, hex(data) FROM run_part WHERE run = $1
		ORDER BY part" | sha256sum
	etrms backtest show "$1" --format json | jq '.[0] | del(.id, .time)'
}
