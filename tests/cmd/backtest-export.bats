# backtest export: a folder of files, one document, what others read of them; a
# folder that is there, one that cannot be, damage, no such run.

load ../helper

setup() {
	setup_home
	given_runs
}

@test "backtest export makes a folder of files" {
	exits 0 backtest export 1 --to out
	[ -z "$output" ]
	[ "$(cd out && echo *)" = "breakers.txt equity.csv events.csv orders.csv policy.txt refusals.csv run.json strategy.txt trades.csv" ]
	[ ! -e out.part ]
	[ "$(jq -r .run.id out/run.json)" = 1 ]
	for part in trades equity orders refusals events; do
		etrms backtest show 1 --part $part --format csv | cmp - out/$part.csv
	done
	exits 0 strategy check ./out/strategy.txt
	[ "$(jq -r .source.strategy out/run.json)" = "$(cat out/strategy.txt)" ]
	exits 0 policy import out/policy.txt
}

@test "backtest export --to - is one document of everything" {
	exits 0 backtest export 1 --to -
	[ "$(json 'keys_unsorted | join(" ")')" = "run source trades equity orders refusals events" ]
	[ "$(json '.equity | length')" -eq 49 ]
	[ "$(json -c '.trades')" = "$(etrms backtest show 1 --part trades --format json | jq -c .)" ]
	[ "$(json -c '.run')" = "$(etrms backtest show 1 | jq -c .)" ]
	exits 0 backtest export 2 --to -
	[ "$(json -c .events)" = '[]' ]
	exits 0 backtest export 1 --to - --quiet
	[ -z "$output" ]
}

@test "backtest export leaves what is there alone" {
	mkdir out
	exits 14 backtest export 1 --to out
	says "out: it is there already"
	[ -z "$(ls out)" ]
	exits 14 backtest export 1 --to nowhere/out
	says "nowhere/out.part: No such file or directory"
	exits 2 backtest export 1 --to ''
	exits 2 backtest export 1
	exits 2 backtest export 9 --to new
	[ ! -e new ]
}

@test "backtest export of a damaged run writes nothing" {
	sqlite3 "$STORE" "DROP TRIGGER run_part_keeps_values;
		UPDATE run_part SET rows = rows + 1 WHERE run = 1 AND part = 'orders'"
	exits 3 backtest export 1 --to out
	says "run 1: its part orders is damaged"
	[ ! -e out ]
	exits 3 backtest export 1 --to -
	[ -z "$output" ]
}

@test "backtest export into a full disk says so" {
	[ -e /dev/full ] || skip "no /dev/full"
	run bash -c 'etrms backtest export 1 --to - >/dev/full'
	[ "$status" -eq 14 ]
}
