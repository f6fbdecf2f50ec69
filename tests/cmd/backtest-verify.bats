# backtest verify: a run that is what it was, a file laid out otherwise, a
# changed parameter, rule, candle and record, a file that is gone, several runs;
# a range that is not of whole bars; no such run. compare --without-breakers.

load ../helper

setup() {
	setup_home
	etrms candles generate --bars 600 --seed 3 >/dev/null
	cat >mine.strategy <<-'END'
	strategy mine
	timeframe 1h
	param fast = 5 in 2..20
	param slow = 20 in 10..60
	long when crossover(sma(close, fast), sma(close, slow))
	exit when crossunder(sma(close, fast), sma(close, slow))
	stop 3%
	size 10% of equity
	END
	STORE=$XDG_DATA_HOME/etrms/etrms.db
}

given_run() {
	etrms backtest run ./mine.strategy BTC/USDT "$@" >run.json
	[ "$(jq .trades run.json)" -gt 3 ]
}

same() {
	exits 0 backtest verify 1
	[ "$(json '"\(.run) \(.ok) \(.difference)"')" = "1 true null" ]
}

differs() {
	exits 1 backtest verify 1
	[ "$(json '"\(.ok) \(.difference)"')" = "false $1" ]
	says "run 1: $1 differs: ${2-}"
}

@test "a run that is what it was" {
	given_run
	same
	exits 0 backtest list
	[ "$(rows)" -eq 1 ]
	exits 0 backtest verify 1 --format csv
	[ "$output" = $'run,ok,difference,detail\n1,true,,' ]
}

@test "parameters, policy, breakers and costs are repeated, too" {
	etrms policy set max-order-notional 3000 >/dev/null
	etrms breaker add calm --when 'drawdown(1d) > 0.1%' --do notify --cooldown 1d >/dev/null
	given_run --param fast=3 --fee 0.1% --slippage 5 --seed 9 --from 2024-01-05
	same
	etrms policy set max-order-notional 10 >/dev/null
	etrms breaker remove calm >/dev/null || etrms breaker disable calm >/dev/null
	same
}

@test "a range that begins or ends within a bar is of whole bars" {
	given_run --from 2024-01-03T00:30Z --to 2024-01-20T05:30Z
	[ "$(jq -r '.from + " " + .to' run.json)" = "2024-01-03T01:00:00Z 2024-01-20T06:00:00Z" ]
	same
	etrms backtest run ./mine.strategy BTC/USDT --from 2024-01-03T01:00Z --to 2024-01-20T06:00Z >even.json
	[ "$(jq .result_hash run.json)" = "$(jq .result_hash even.json)" ]
}

@test "a reformatted file is the same strategy" {
	given_run
	sed -i 's/crossover(/crossover( /; s/^size/# how much\n\nsize/' mine.strategy
	same
}

@test "a changed parameter of the file" {
	given_run
	sed -i 's/fast = 5/fast = 6/' mine.strategy
	differs parameter "$PWD/mine.strategy: \"param fast = 5 in 2..20\" when it was run, now \"param fast = 6 in 2..20\""
}

@test "a changed rule of the file, and a file that is no strategy" {
	given_run
	sed -i 's/stop 3%/stop 4%/' mine.strategy
	differs strategy "$PWD/mine.strategy: \"stop "
	echo nonsense >mine.strategy
	differs strategy
}

@test "a file that is gone is repeated from the record" {
	given_run
	rm mine.strategy
	same
}

@test "a file that is a pipe by now is not waited for" {
	given_run
	rm mine.strategy
	mkfifo mine.strategy
	same
}

@test "a changed candle" {
	given_run
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 1h --format csv >all.csv
	awk -F, -v OFS=, 'NR == 300 { $6 = $6 + 1 } NR == 1 || NR == 300' all.csv >one.csv
	etrms candles import one.csv --venue demo --symbol BTC/USDT --timeframe 1h --on-conflict replace >/dev/null
	differs data "the candles or funding rates of BTC/USDT"
}

@test "a changed parameter of the record" {
	given_run --param fast=3
	sqlite3 "$STORE" "DROP TRIGGER run_keeps_values;
		UPDATE run SET params = replace(params, 'fast=3', 'fast=4')"
	differs record "run 1: its record is not what was written"
}

@test "changed results of the record" {
	given_run
	sqlite3 "$STORE" "DROP TRIGGER run_keeps_values; UPDATE run SET trades = trades + 1"
	differs record "run 1: its results are not what was written"
}

@test "several runs, of which one differs" {
	given_run
	cp mine.strategy other.strategy
	etrms backtest run ./other.strategy BTC/USDT --param fast=4 >/dev/null
	sed -i 's/stop 3%/stop 4%/' mine.strategy
	exits 1 backtest verify 2 1
	[ "$(json '"\(.run) \(.ok)"' | paste -sd,)" = "2 true,1 false" ]
	says "run 1: strategy differs"
	exits 0 backtest verify 2
	exits 2 backtest verify 2 3
	says "run 3: there is none"
	[ -z "$output" ]
	exits 2 backtest verify
}

@test "compare --without-breakers repeats a run without them" {
	etrms breaker add calm --when 'drawdown(1d) > 0.1%' --do notify --cooldown 1d >/dev/null
	given_run
	[ "$(jq .breaker_trips run.json)" -gt 0 ]
	exits 0 backtest compare 1 --without-breakers
	[ "$(json 'select(.record == "run difference") | .name + " " + .b')" = "assumptions.breakers none" ]
	[ "$(json 'select(.name == "breaker_trips").b')" = 0 ]
	exits 0 backtest list
	[ "$(rows)" -eq 1 ]
	etrms backtest run ./mine.strategy BTC/USDT --breakers none >/dev/null
	exits 0 backtest compare 1 2
	[ "$(json 'select(.record == "run difference") | .name')" = assumptions.breakers ]
	exits 2 backtest compare 2 --without-breakers
	says "run 2: it has no breakers"
	exits 2 backtest compare 1 2 --without-breakers
	exits 2 backtest compare 1
}
