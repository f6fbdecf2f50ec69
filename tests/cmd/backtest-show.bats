# backtest show: the record, lines for people, each part, formats; no such run,
# no such part, damage; completion of run ids.

load ../helper

setup() {
	setup_home
	given_runs
}

@test "backtest show is the record that list has" {
	exits 0 backtest show 1
	[ "$(rows)" -eq 1 ]
	shown=$output
	exits 0 backtest list --after 2
	[ "$output" = "$shown" ]
}

@test "backtest show in a table is one field a line" {
	exits 0 backtest show 1 --format table
	grep -Eq '^max_drawdown +4\.15% ' <<<"$output"
	grep -Eq '^params\.fast +10' <<<"$output"
	grep -Eq '^assumptions\.slippage_bps +5' <<<"$output"
	grep -Eq '^calmar +-' <<<"$output"
	exits 0 backtest show 1 --format table --fields id,sharpe
	[ "${#lines[@]}" -eq 2 ]
}

@test "backtest show --part trades, orders, refusals, events" {
	exits 0 backtest show 1 --part trades --format csv --fields run,side,profit,return,reason_out
	[ "${lines[2]}" = "1,long,2.66,0.00027708333333333334,stop" ]
	[ "${#lines[@]}" -eq 5 ]
	exits 0 backtest show 1 --part trades
	[ "$(json -s '.[3].exit_price')" = null ]
	exits 0 backtest show 1 --part orders
	[ "$(rows)" -eq 7 ]
	[ "$(json -s '.[3] | .type + " " + (.trigger_price | tostring)')" = "stop 59000" ]
	exits 0 backtest show 1 --part refusals
	[ "$(json .rule)" = max-order-notional ]
	exits 0 backtest show 1 --part events
	[ "$(json .breaker)" = daily-loss ]
	exits 0 backtest show 2 --part events
	[ "$(rows)" -eq 0 ]
	exits 0 backtest show 1 --part summary
	[ "$(json .id)" = 1 ]
}

@test "backtest show --part equity falls from the highest so far" {
	exits 0 backtest show 1 --part equity
	[ "$(rows)" -eq 49 ]
	[ "$(json -s '.[0] | "\(.equity) \(.drawdown)"')" = "10000 0" ]
	deepest=$(json -s 'map(.drawdown) | max')
	last=$(json -s '.[-1].equity')
	exits 0 backtest show 1
	[ "$(json "(.max_drawdown - $deepest) | fabs < 1e-12")" = true ]
	[ "$(json .final_equity)" = "$last" ]
}

@test "backtest show refuses what is not there" {
	exits 2 backtest show 9
	says "run 9: there is none"
	exits 2 backtest show 0x1
	exits 2 backtest show
	exits 2 backtest show 1 --part curve
	exits 2 backtest show 1 --part trades --fields sharp
}

@test "backtest show does not show what is damaged" {
	sqlite3 "$STORE" "DROP TRIGGER run_part_keeps_values;
		UPDATE run_part SET data = CAST(substr(data, 1, 40) AS BLOB)
		WHERE run = 1 AND part = 'trades'"
	exits 3 backtest show 1 --part trades
	says "run 1: its part trades is damaged (etrms store check)"
	[ -z "$output" ]
	exits 0 backtest show 1 --part orders
	exits 0 backtest show 1
	run --separate-stderr etrms store check
	[ "$(json 'select(.check == "runs").detail')" = "run 1: its part trades is damaged" ]
}

@test "run ids are completed" {
	exits 0 completion --words run
	[ "$(cut -f 1 <<<"$output" | paste -sd' ')" = "3 2 1" ]
	exits 0 completion --next -- backtest show ''
	grep -q '^3' <<<"$output"
}
