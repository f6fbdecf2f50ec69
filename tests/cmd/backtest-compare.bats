# backtest compare: breakers alone, a parameter, a run with itself, formats;
# no such run.

load ../helper

setup() {
	setup_home
	given_runs
}

made_with() { json "select(.record == \"run difference\") | .name" | paste -sd' '; }
value() { json "select(.name == \"$1\") | \"\(.a) \(.b) \(.difference)\""; }

@test "backtest compare with and without breakers" {
	exits 0 backtest compare 2 1
	[ "$(made_with)" = assumptions.breakers ]
	[ "$(json 'select(.name == "assumptions.breakers").a')" = none ]
	[ "$(value breaker_trips)" = "0 1 1" ]
	[ "$(value final_equity)" = "10482 9893 -589" ]
	[ "$(value sharpe)" = "1.5 -0.7 -2.2" ]
	[ "$(value calmar)" = "null null null" ]
	exits 0 backtest compare 2 1 --format table
	grep -q '^they differ in assumptions.breakers alone' <<<"$output"
}

@test "backtest compare of two parameters" {
	exits 0 backtest compare 1 3
	[ "$(made_with)" = params.fast ]
	[ "$(json 'select(.name == "params.fast") | .a + " " + .b')" = "10 20" ]
}

@test "backtest compare of a run with itself differs in nothing" {
	exits 0 backtest compare 1 1
	[ -z "$(made_with)" ]
	[ "$(json 'select(.difference != 0 and .difference != null) | .name')" = "" ]
	exits 0 backtest compare 1 1 --format table
	grep -q '^both were made with the same' <<<"$output"
	exits 0 backtest compare 1 1 --format csv
	[ "${lines[0]}" = record,name,a,b,difference ]
}

@test "backtest compare refuses what is not there" {
	exits 2 backtest compare 1 9
	says "run 9: there is none"
	[ -z "$output" ]
	exits 2 backtest compare 9 1
	exits 2 backtest compare 1
	exits 2 backtest compare 1 2 3
}
