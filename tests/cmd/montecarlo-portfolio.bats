# Covers etrms montecarlo --portfolio and --horizon: returns of what is held
# worked out by hand, long and short, made of shorter bars, only what the account
# knows; the same in shards and again; what cannot be asked.
load ../helper
load ../paper

# outcome FIELD: of the run outcome
outcome() {
	jq -r "select(.record == \"run outcome\").$1" <<<"$output"
}

# ends: final equities of paths, each once
ends() {
	jq -r 'select(.record == "path").final_equity * 1e4 | round' |
		sort -nu | tr '\n' ' '
}

runs_stored() {
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'SELECT count(*) FROM run'
}

# BTC/USDT +10 %, -10 %, +10 %; ETH/USDT 0, +20 %, -10 %; then both another 50 %.
# 50 BTC and 100 ETH are 5445 and 5400 of 20845.
given_two() {
	given_candles BTC/USDT 100 110 99 108.9 163.35
	given_candles ETH/USDT 50 50 60 54 81
	given_paper --balance BTC=50 --balance ETH=100
	etrms venue advance --by 3m >/dev/null
}

@test "a bar ahead is one of those that were, by the shares of now" {
	given_two
	exits 0 balances --format csv --fields asset,total
	want=$(jq -nr '5445 as $b | 5400 as $e | [0.1 * $b, -0.1 * $b + 0.2 * $e,
		0.1 * $b - 0.1 * $e] | map((. + 20845) * 1e4 | round) | sort |
		map(tostring) | join(" ")')
	for method in bootstrap blocks; do
		exits 0 montecarlo --portfolio --timeframe 1m --horizon 1 -n 200 \
			--method $method --each-path
		[ "$(ends <<<"$output")" = "$want " ] || complain "$(ends <<<"$output")"
		[ "$(outcome steps)" -eq 1 ]
	done
	no_complaints
	[[ $stderr == *"3 steps say little"* ]]
	exits 0 montecarlo --portfolio --timeframe 1m
	[ "$(outcome method) $(outcome steps) $(outcome of)" = "blocks 30 null" ]
	exits 0 backtest show 3 \
		--fields strategy,strategy_path,symbols,capital,timeframe,from,to
	[ "$(json '[.strategy, .strategy_path, .capital, .timeframe] | tostring')" = \
		'["portfolio","demo",20845,"1m"]' ]
	exits 0 backtest verify 1 2 3
}

@test "what the account does not know yet is not asked" {
	given_two
	etrms montecarlo --portfolio --timeframe 1m -n 50 --each-path | ends >known
	etrms venue advance --by 1m >/dev/null
	exits 0 montecarlo --portfolio --timeframe 1m --horizon 1 -n 200 --each-path
	[ "$(ends <<<"$output" | wc -w)" -eq 4 ]
}

@test "a short falls where its symbol rises, and bars are made of shorter ones" {
	export ETRMS_STORE=$BATS_TEST_TMPDIR/short.db
	given_candles BTC/USDT:USDT 100 100 110 110 99 99 108.9 108.9
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order sell BTC/USDT:USDT --qty 20 >/dev/null
	etrms venue advance --by 7m >/dev/null
	exits 0 positions
	[ "$(json .side)" = short ]
	notional=$(json .notional)
	exits 0 montecarlo --portfolio --timeframe 2m --horizon 1 -n 200 --each-path
	[ "$(ends <<<"$output" | wc -w)" -eq 2 ]
	equity=$(etrms backtest show 1 --fields capital | jq .capital)
	want=$(jq -nr "[$equity - 0.1 * $notional, $equity + 0.1 * $notional] |
		map(. * 1e4 | round | tostring) | join(\" \")")
	[ "$(ends <<<"$output")" = "$want " ]
}

@test "threads and shards change nothing" {
	given_two
	etrms montecarlo --portfolio --timeframe 1m -n 500 --jobs 1 --each-path |
		jq -c 'del(.run)' >one.out
	for i in 1 2 3; do
		etrms montecarlo --portfolio --timeframe 1m -n 500 --shard $i/3 >$i.out
	done
	etrms montecarlo --portfolio --timeframe 1m -n 500 --merge 1.out \
		--merge 2.out --merge 3.out --jobs 2 --each-path |
		jq -c 'del(.run)' >more.out
	cmp one.out more.out
	exits 12 montecarlo --portfolio --timeframe 1m -n 500 --horizon 4 \
		--merge 1.out
	says "1.out: another settings: method=blocks;seed=1;horizon=30"
}

@test "--horizon is of what is drawn with others" {
	printf '0.1\n-0.1\n' >two.csv
	exits 0 montecarlo --returns two.csv --horizon 400
	[ "$(outcome steps)" -eq 400 ]
	exits 0 backtest verify 1
	for method in shuffle fills jitter candles; do
		exits 2 montecarlo --run 1 --method $method --horizon 5
		says "--horizon: only with --method bootstrap or blocks"
	done
	exits 2 montecarlo --returns two.csv --horizon 0
	exits 2 montecarlo --returns two.csv --horizon 1000001
}

@test "what cannot be asked of an account is refused" {
	exits 2 montecarlo --portfolio
	says "there is no account"
	given_candles BTC/USDT 100 110 99
	given_paper
	exits 2 montecarlo --portfolio
	says "account demo holds nothing"
	etrms account add other --prices test --timeframe 1m \
		--balance BTC=5 >/dev/null
	exits 2 montecarlo --portfolio
	says "several accounts are active: name one with --account"
	exits 12 montecarlo --portfolio --account other --timeframe 1m
	says "other: 0 returns; at least 2 are needed"
	etrms venue advance --account other --by 2m >/dev/null
	exits 0 montecarlo --portfolio --account other --timeframe 1m
	exits 2 montecarlo --portfolio --account other --timeframe 30s
	says "test BTC/USDT 30s: no candles are stored"
	exits 2 montecarlo --portfolio --account nobody
	for method in shuffle fills jitter candles; do
		exits 2 montecarlo --portfolio --account other --method $method
		says "--portfolio: only with --method blocks or bootstrap"
	done
	exits 2 montecarlo --portfolio --returns two.csv
	says "--run, --returns or --portfolio: one of them says what to ask about"
	exits 2 montecarlo
	says "--run, --returns or --portfolio: one of them says what to ask about"
	[ "$(runs_stored)" -eq 1 ]
}
