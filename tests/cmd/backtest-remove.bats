# backtest remove: one, several or none, the audit, numbers that are not used
# again; no such run, a run named twice.

load ../helper

setup() {
	setup_home
	given_runs
}

left() { etrms backtest list | jq -r .id | paste -sd' '; }

@test "backtest remove takes all of a run away" {
	exits 0 backtest remove 2
	[ -z "$output" ]
	[ "$(left)" = "3 1" ]
	exits 2 backtest show 2
	exits 0 backtest remove 1 3
	[ "$(left)" = "" ]
	[ "$(sqlite3 "$STORE" 'SELECT count(*) FROM run_part')" = 0 ]
	exits 0 store check
	exits 0 audit
	[ "$(json 'select(.action == "remove") | .entity + " " + .entity_id' | paste -sd,)" = \
		"run 2,run 1,run 3" ]
}

@test "backtest remove removes all that are named, or none" {
	exits 2 backtest remove 1 9
	says "run 9: there is none"
	[ "$(left)" = "3 2 1" ]
	exits 2 backtest remove 1 1
	[ "$(left)" = "3 2 1" ]
	exits 2 backtest remove
	exits 2 backtest remove all
	exits 0 audit
	[ -z "$(json 'select(.entity == "run")')" ]
}

@test "only backtest remove takes a run away" {
	run sqlite3 "$STORE" 'DELETE FROM run_part'
	[ "$status" -ne 0 ]
	[[ $output == *"run_part is append-only"* ]]
	run sqlite3 "$STORE" 'UPDATE run SET sharpe = 9'
	[ "$status" -ne 0 ]
}
