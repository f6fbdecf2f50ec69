# Covers etrms montecarlo: chances worked out by hand, quantiles against those
# of its own paths, what each method keeps, parameters moved against backtests of
# them, the same bytes on any threads and in shards, verify, --assert,
# interruption and kill -9, bad runs and bad returns.
load ../helper

setup_file() {
	BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR setup_home
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1h \
		--bars 2000 --seed 3 --quiet
	etrms backtest run sma_cross BTC/USDT --policy none --quiet
	etrms store check >/dev/null
}

setup() {
	setup_home
	mkdir -p "$XDG_DATA_HOME"
	cp -r "$BATS_FILE_TMPDIR/home/.local/share/etrms" "$XDG_DATA_HOME/"
}

runs_stored() {
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'SELECT count(*) FROM run'
}

# outcome FIELD: of the run outcome
outcome() {
	jq -r "select(.record == \"run outcome\").$1" <<<"$output"
}

# near GOT WANT SLACK
near() {
	awk -v a="$1" -v b="$2" -v e="$3" 'BEGIN {
		d = a - b; exit !(d <= e && -d <= e) }' || {
		echo "$1 is not within $3 of $2"
		return 1
	}
}

# Up 10 % or down 50 %, twice: (+,+) 121, (+,-) and (-,+) 55, (-,-) 25; what
# falls first stands at 50.
@test "chances are those of the four orders of two returns" {
	printf '10%%\n-50%%\n' >two.csv
	exits 0 montecarlo --returns two.csv --paths 40000 --capital 100
	near "$(outcome loss)" 0.75 0.01
	near "$(outcome ruin)" 0.5 0.011
	near "$(outcome final_equity)" 55 1e-9
	[ "$(jq -r 'select(.record == "run quantile").final_equity * 1e9 |
		round / 1e9' <<<"$output" | sort -u | tr '\n' ';')" = "121;25;55;" ]
	[ "$(jq -r 'select(.record == "run quantile").max_drawdown * 1e9 |
		round / 1e9' <<<"$output" | sort -u | tr '\n' ';')" = "0;0.5;0.75;" ]
	exits 0 montecarlo --returns two.csv --method shuffle --paths 1000
	near "$(outcome final_equity)" 5500 1e-9
	near "$(outcome max_drawdown)" 0.5 1e-12
	[ "$(outcome loss)" = 1 ]
	near "$(outcome ruin)" 0.5 0.07
}

@test "quantiles are those of the paths, and shares are counted" {
	for method in shuffle bootstrap blocks fills; do
		exits 0 montecarlo --run 1 --method $method --paths 1003 --each-path \
			--ruin-level 95%
		[ "$(jq -s 'map(select(.record == "path")) | length' \
			<<<"$output")" -eq 1003 ]
		[ "$(jq -s '
			def q($q): sort | ((length - 1) * $q) as $h | ($h | floor) as $i |
				if $i + 1 < length then .[$i] + ($h - $i) * (.[$i + 1] - .[$i])
				else .[$i] end;
			def same($a; $b): ($a - $b) | fabs < 1e-9 * ([1, ($b | fabs)] | max);
			map(select(.record == "path")) as $p |
			(map(select(.record == "run outcome"))[0]) as $o |
			[.[] | select(.record == "run quantile") | . as $row |
				("final_equity", "total_return", "max_drawdown",
				"drawdown_length", "sharpe") |
				. as $f | same($row[$f]; [$p[][$f]] | q($row.quantile))] +
			[$o.loss == ([$p[] | select(.total_return < 0)] | length) / 1003,
			$o.ruin == ([$p[] | select(.lowest_equity <= 9500)] |
				length) / 1003] | all' <<<"$output")" = true ] ||
			complain "$method"
	done
	no_complaints
}

@test "a shuffle keeps the run's total, a bootstrap does not" {
	exits 0 backtest show 1 --fields total_return,trades
	total=$(json .total_return) trades=$(json .trades)
	exits 0 montecarlo --run 1 --method shuffle
	near "$(outcome total_return)" "$total" 1e-9
	[ "$(outcome steps)" = "$trades" ]
	[ "$(jq -s '[.[] | select(.record == "run quantile").final_equity] |
		unique | length' <<<"$output")" -eq 1 ]
	exits 0 montecarlo --run 1 --method bootstrap
	[ "$(jq -s '[.[] | select(.record == "run quantile").final_equity] |
		unique | length' <<<"$output")" -eq 7 ]
	exits 0 montecarlo --run 1 --method blocks --block 40
	[ "$(outcome block) $(outcome steps)" = "40 2000" ]
	exits 0 montecarlo --run 1 --method blocks --block auto --paths 500
	awk -v b="$(outcome block)" 'BEGIN { exit !(b > 1 && b < 135) }'
	exits 0 backtest verify 5
}

@test "fills: what is missed, what costs more, and nothing of it" {
	exits 0 backtest show 1 --fields total_return
	total=$(json .total_return)
	exits 0 montecarlo --run 1 -m fills --missed 0% --more-slippage 0% -n 50
	[ "$(jq -s '[.[] | select(.record == "run quantile").final_equity] |
		unique | length' <<<"$output")" -eq 1 ]
	near "$(outcome total_return)" "$total" 1e-9
	exits 0 montecarlo --run 1 -m fills --missed 100% -n 50
	[ "$(outcome total_return) $(outcome max_drawdown)" = "0 0" ]
	etrms backtest show 1 --part trades >trades.json
	want=$(jq -s 'reduce (.[] | select(.exit_time)) as $t ({e: 10000, f: 1};
		.f *= 1 + ($t.profit - 0.002 * $t.amount *
		($t.entry_price + $t.exit_price)) / .e | .e += $t.profit) |
		.f - 1' trades.json)
	exits 0 montecarlo --run 1 -m fills --missed 0% --more-slippage 0% \
		--more-fee 0.2% -n 50
	near "$(outcome total_return)" "$want" 1e-9
	# Slippage costs half of what it may be, on average.
	exits 0 montecarlo --run 1 -m fills --missed 0% --more-slippage 0.4% -n 4000
	near "$(outcome total_return)" "$want" 0.003
	exits 0 backtest verify 2 3 4 5
	printf '0.1\n-0.1\n' >two.csv
	exits 2 montecarlo --returns two.csv --method fills
	says "--method fills: only of a run"
	exits 2 montecarlo --run 1 -m fills --missed 101%
	says "--missed: from 0% to 100%"
	exits 2 montecarlo --run 1 -m fills --more-fee -1%
}

# ends: final equities of paths, each once
ends() {
	jq -r 'select(.record == "path").final_equity * 1e6 | round' |
		sort -u
}

@test "jitter: each path is a backtest of parameters a step away" {
	etrms montecarlo --run 1 -m jitter --jitter 0.001% -n 60 --each-path |
		ends >got
	for fast in 9 10 11; do
		for slow in 25 30 35; do
			etrms backtest run sma_cross BTC/USDT --policy none \
				-p fast=$fast -p slow=$slow |
				jq '.final_equity * 1e6 | round'
		done
	done | sort -u >want
	diff got want
	[ "$(wc -l <got)" -eq 9 ]
	exits 0 montecarlo --run 1 -m jitter -n 100
	[ "$(outcome 'method + " " + (.steps | tostring)')" = "jitter 2000" ]
	exits 0 backtest verify 2 12
	printf 'strategy fixed\ntimeframe 1h\nlong when close > sma(close, 9)\nexit when close < sma(close, 9)\nsize 50%% of equity\n' >fixed.strategy
	etrms backtest run ./fixed.strategy BTC/USDT --policy none --quiet
	exits 2 montecarlo --run 13 -m jitter
	says "strategy fixed declares no parameter with a range and a step"
	exits 2 montecarlo --run 1 -m jitter --jitter 101%
	says "--jitter: from 0% to 100%"
	[ "$(runs_stored)" -eq 13 ]
}

@test "candles: the replay says of each path what the kernel says, and it is told" {
	printf 'max-position-share off\nmax-risk-per-trade off\n' >limits
	etrms backtest run sma_cross BTC/USDT --policy limits --quiet
	for method in jitter candles; do
		etrms montecarlo --run 1 -m $method -n 12 --each-path |
			ends >kernel.out
		exits 0 montecarlo --run 2 -m $method -n 12 --each-path
		[[ $stderr == *"12 of 12 paths went through the replay: limits of the policy are in force"* ]]
		ends <<<"$output" >replay.out
		diff kernel.out replay.out
		[ "$(wc -l <kernel.out)" -gt 5 ]
	done
	exits 0 backtest verify 4 6
	etrms backtest run sma_cross BTC/USDT --policy none --from 2024-01-20 \
		--to 2024-03-01 --quiet
	etrms optimize sma_cross BTC/USDT --policy none --param fast=10,11 \
		--param slow=30 --quiet
	for method in jitter candles; do
		for run in 7 8; do
			exits 0 montecarlo --run $run -m $method -n 20
			[[ $stderr != *replay* ]]
		done
	done
	exits 0 backtest verify 9 10 11 12
	exits 0 montecarlo --run 1 -m candles --block auto -n 50
	exits 0 montecarlo --run 1 -m candles --block 200 -n 50
	[ "$(outcome block)" = 200 ]
}

@test "candles and jitter are of what is stored, and of one symbol" {
	etrms candles generate --venue demo --symbol ETH/USDT --timeframe 1h \
		--bars 2000 --seed 4 --quiet
	etrms backtest run sma_cross BTC/USDT ETH/USDT --policy none --quiet
	exits 2 montecarlo --run 2 -m candles
	says "run 2 looks at several symbols: --method candles makes bars of one"
	exits 0 montecarlo --run 2 -m jitter -n 5
	[[ $stderr == *"replay: several symbols share the account"* ]]
	etrms walkforward sma_cross BTC/USDT --policy none --param fast=10,11 \
		--param slow=30 --train 30d --test 20d --quiet
	exits 2 montecarlo --run 4 -m jitter
	says "run 4 is a walkforward: its parameters change"
	before=$(runs_stored)
	for method in jitter candles; do
		printf '0.1\n-0.1\n' >two.csv
		exits 2 montecarlo --returns two.csv -m $method
		says "--method $method: only of a run"
	done
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1h \
		--bars 2000 --seed 9 --replace --quiet
	for method in jitter candles; do
		exits 12 montecarlo --run 1 -m $method -n 5
		says "run 1: the candles or funding rates that are stored are not those that it was run over"
	done
	[ "$(runs_stored)" -eq "$before" ]
}

@test "bands go from the capital to the ends" {
	exits 0 montecarlo --run 1 --paths 2000 --bands
	[ "$(jq -s '[.[] | select(.record == "run band")] |
		(map([.equity_1, .equity_5, .equity_25, .equity_50, .equity_75,
		.equity_95, .equity_99] | . == sort) | all) and
		(map(.step) | . == (unique))' <<<"$output")" = true ]
	[ "$(jq -s '[.[] | select(.record == "run band")][-1].equity_5 -
		[.[] | select(.quantile == 0.05)][0].final_equity | fabs < 1e-6' \
		<<<"$output")" = true ]
	bands=$(jq -s 'map(select(.record == "run band")) | length' <<<"$output")
	exits 0 backtest show 2 --part bands
	[ "$(rows)" -eq "$bands" ]
	exits 0 backtest show 2 --part quantiles --format csv
	[ "${#lines[@]}" -eq 8 ]
	exits 0 backtest show 2 --part outcome
	[ "$(json '"\(.of) \(.method) \(.paths)"')" = "1 bootstrap 2000" ]
}

@test "threads and shards change nothing" {
	for method in shuffle bootstrap blocks fills jitter candles; do
		n=3001
		case $method in jitter | candles) n=61 ;; esac
		etrms montecarlo --run 1 -m $method -n $n --jobs 1 --each-path \
			--bands | jq -c 'del(.run)' >one.out
		for jobs in 2 5; do
			etrms montecarlo --run 1 -m $method -n $n --jobs $jobs \
				--each-path --bands | jq -c 'del(.run)' >more.out
			cmp one.out more.out
		done
		merge=()
		for i in 1 2 3 4 5 6 7; do
			etrms montecarlo --run 1 -m $method -n $n --shard $i/7 \
				>$method.$i
			merge+=(--merge $method.$i)
		done
		etrms montecarlo --run 1 -m $method -n $n "${merge[@]}" \
			--each-path --bands | jq -c 'del(.run)' >more.out
		cmp one.out more.out
	done
	[ "$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "SELECT count(*),
		count(DISTINCT result_hash) FROM run WHERE kind = 'montecarlo'")" = \
		"24|6" ]
	etrms montecarlo --run 1 -m jitter -n 61 --jitter 5% --shard 1/7 >other
	exits 12 montecarlo --run 1 -m jitter -n 61 --merge other
	says "other: another settings: method=jitter;seed=1;jitter=0.05 there"
}

# merged: what the seven shards of run 1 come to, and the whole of it
merged() {
	local merge=()
	for i in 1 2 3 4 5 6 7; do merge+=(--merge $i.ndjson); done
	etrms montecarlo --run 1 "${merge[@]}" | jq -c 'del(.run)' >merged.out
	etrms montecarlo --run 1 | jq -c 'del(.run)' >whole.out
	cmp merged.out whole.out
}

@test "examples/slurm.sh makes the parts on a Slurm array" {
	for SLURM_ARRAY_TASK_ID in 3 1 7 5 2 6 4; do
		export SLURM_ARRAY_TASK_ID
		PARTS=. sh "$ROOT/examples/slurm.sh" montecarlo --run 1
	done
	merged
	rm 5.ndjson
	SLURM_ARRAY_TASK_ID=5 PARTS=. run sh "$ROOT/examples/slurm.sh" \
		montecarlo --run 99
	[ "$status" -eq 2 ]
	[ ! -e 5.ndjson ]
}

@test "GNU parallel makes the parts, too" {
	parallel --version 2>/dev/null | grep -q GNU || skip "no GNU parallel"
	parallel --will-cite etrms montecarlo --run 1 --shard {}/7 \
		'>' {}.ndjson ::: 1 2 3 4 5 6 7
	merged
}

@test "shards of something else, cut off or missing are refused" {
	for i in 1 2 3; do
		etrms montecarlo --run 1 -n 100 --shard $i/3 >$i.ndjson
	done
	etrms montecarlo --run 1 -n 100 --seed 2 --shard 1/3 >seed.ndjson
	etrms montecarlo --run 1 -n 101 --shard 1/3 >more.ndjson
	printf '0.1\n-0.1\n' | etrms montecarlo --returns - -n 100 --shard 1/3 \
		>data.ndjson
	head -c 700 1.ndjson >cut.ndjson
	sed '1s/"version":"[^"]*"/"version":"0.0.1"/' 1.ndjson >old.ndjson
	before=$(runs_stored)
	merged() {
		exits 12 montecarlo --run 1 -n 100 --merge "$1" --merge 2.ndjson
		says "$2"
	}
	merged 1.ndjson "shard 3 of 3 is missing"
	merged 2.ndjson "2.ndjson: shard 2 of 3 is there already"
	merged seed.ndjson "seed.ndjson: another settings: method=bootstrap;seed=2 there"
	merged more.ndjson "more.ndjson: a shard of 101 items; here are 100"
	merged data.ndjson "data.ndjson: another data: "
	merged old.ndjson "old.ndjson: another version: 0.0.1 there"
	merged cut.ndjson "cut.ndjson: cut off after line"
	exits 2 montecarlo --run 1 -n 100 --merge nowhere.ndjson
	exits 2 montecarlo --run 1 --shard 4/3
	says '"4/3" is no shard such as 2/7'
	exits 2 montecarlo --run 1 --shard 1/3 --assert 'ruin < 1%'
	says "--shard is a part of the paths"
	[ "$(runs_stored)" -eq "$before" ]
}

@test "it is kept as a run, and repeated from its record" {
	exits 0 montecarlo --run 1 --seed 77 --method blocks --paths 500
	printf '0.01\n-0.02\n0.03\n' >three.csv
	exits 0 montecarlo --returns three.csv --paths 500 --timeframe 1h
	exits 0 backtest list --kind montecarlo
	[ "$(jq -rs 'map("\(.id) \(.strategy) \(.seed) \(.status)") | join(";")' \
		<<<"$output")" = "3 returns 1 done;2 sma_cross 77 done" ]
	rm three.csv
	exits 0 backtest verify 2 3
	exits 0 store check
	etrms backtest remove 1 --quiet
	exits 1 backtest verify 2
	[ "$(json .difference)" = data ]
	says "run 2: data differs: "
	exits 0 backtest verify 3
}

@test "report draws it, on a page and in the terminal" {
	exits 0 montecarlo --run 1 --method blocks --paths 5000
	exits 0 report 2 --html -
	for text in '>Equity of the paths<' 'class="fan1"' 'class="fan3"' \
		'Of 5,000 paths, ' 'What might have been'; do
		grep -qF "$text" <<<"$output" || complain "no $text"
	done
	exits 0 backtest show 2 --part quantiles
	quantiles=$output
	exits 0 report 2 --html -
	for value in $(jq '.final_equity, .max_drawdown, .sharpe' \
		<<<"$quantiles"); do
		grep -qF "<data value=\"$value\">" <<<"$output" ||
			complain "no $value"
	done
	LC_ALL=C exits 0 report 2 --term
	[ "$(grep -c 'paths' <<<"$output")" -ge 4 ] || complain "$output"
	[ "$(wc -L <<<"$output")" -le 80 ] || complain "too wide"
	[ "$(LC_ALL=C tr -d '\n\t -~' <<<"$output" | wc -c)" -eq 0 ] ||
		complain "not ASCII"
	exits 0 report 2
	[ "$(json .kind)" = montecarlo ]
	printf '0.01\n-0.02\n0.03\n' >three.csv
	etrms montecarlo --returns three.csv --quiet
	exits 0 report 3 --html -
	[[ $output != *1970* ]] || complain "a date that there is not"
	no_complaints
}

@test "export writes what its paths came to" {
	etrms montecarlo --run 1 --paths 200 --quiet
	exits 0 backtest export 2 --to it
	[ "$(head -n 3 it/outcome.csv | wc -l)" -eq 2 ]
	[ "$(wc -l <it/quantiles.csv)" -eq 8 ]
	exits 0 backtest show 2 --part bands --format csv
	diff it/bands.csv <(echo "$output")
	exits 0 backtest export 2 --to -
	[ "$(jq -c '[(.outcome, .quantiles) | length]' <<<"$output")" = "[1,7]" ]
	exits 0 backtest export 1 --to plain
	[ ! -e plain/outcome.csv ]
}

@test "--assert decides the exit code" {
	exits 0 montecarlo --run 1 --assert 'ruin < 1% and max_drawdown > 0%'
	exits 1 montecarlo --run 1 --assert 'ruin > 99%'
	says "--assert: not met: ruin > 99%"
	exits 2 montecarlo --run 1 --assert 'ruin <'
	[ "$(runs_stored)" -eq 3 ]
}

@test "returns: headings, columns, percentages, blanks" {
	printf 'day,return,note\n1,0.01,a\n2,-0.005,b\n3,"0.02",c\n' >a.csv
	printf 'return\r\n1%%\r\n-0.5%%\r\n2%%\r\n' >b.csv
	printf '1e-2\n\n -0.005\n+.02' >c.csv
	for file in a b c; do
		exits 0 montecarlo --returns $file.csv --quiet
	done
	[ "$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "SELECT
		count(DISTINCT data_hash) FROM run WHERE kind = 'montecarlo'")" = 1 ]
	yes 0 | head -n 50 >zero.csv
	exits 0 montecarlo --returns zero.csv
	[[ $stderr == *"warning: all returns are the same"* ]]
	[ "$(outcome sharpe) $(outcome max_drawdown) $(outcome ruin)" = \
		"null 0 0" ]
	[ "$(outcome total_return)" = 0 ]
	printf '0.5\n-1\n' >lost.csv
	exits 0 montecarlo --returns lost.csv -n 1000
	near "$(outcome loss)" 0.75 0.06
}

@test "returns that are none are refused with their line" {
	bad() {
		printf "$1" >bad.csv
		exits 12 montecarlo --returns bad.csv
		says "$2"
	}
	bad '' "bad.csv: no returns"
	bad 'return\n' "bad.csv: no returns"
	bad '0.01\n' "bad.csv: 1 return; at least 2 are needed"
	bad '0.01\nnan\n' 'bad.csv:2: "nan" is no return'
	bad '0.01\ninf\n' 'bad.csv:2: "inf" is no return'
	bad '0.01\n0x10\n' 'bad.csv:2: "0x10" is no return'
	bad '0.01\n1e999\n' 'bad.csv:2: "1e999" is no return'
	bad '0.01\n\x000.5\n' 'bad.csv:2: '
	bad '0.01\n-1.5\n' 'bad.csv:2: "-1.5" loses more than all'
	bad '0.01\n60000\n' 'bad.csv:2: "60000" is no return'
	bad 'day,profit\n1,2\n' 'bad.csv: no column is called "return"'
	bad 'day,return\n1,0.1\n2\n' 'bad.csv:3: "2" has too few columns'
	head -c 70000 /dev/zero | tr '\0' , >long.csv
	exits 12 montecarlo --returns long.csv
	says "begins a line that is too long"
	head -c 60000 /dev/zero | tr '\0' , >wide.csv
	exits 12 montecarlo --returns wide.csv
	yes 0.001 | head -n 1000001 >huge.csv
	exits 12 montecarlo --returns huge.csv
	says "huge.csv: more than 1000000 returns"
	exits 2 montecarlo --returns nowhere.csv
	says "nowhere.csv"
	exits 2 montecarlo --returns .
	[ "$(runs_stored)" -eq 1 ]
}

@test "what optimize and walkforward chose is asked about, too" {
	etrms optimize sma_cross BTC/USDT --policy none --param fast=10,11 \
		--param slow=30 --quiet
	etrms walkforward sma_cross BTC/USDT --policy none --param fast=10,11 \
		--param slow=30 --train 30d --test 20d --quiet
	for run in 2 3; do
		exits 0 montecarlo --run $run
		[ "$(outcome of)" = $run ]
		[ "$(outcome steps)" = "$(etrms backtest list --format ndjson |
			jq -r "select(.id == \"$run\").trades")" ]
		exits 0 backtest verify $((run + 2))
	done
}

@test "runs that cannot be asked about are refused" {
	printf 'strategy once\ntimeframe 1h\nlong when close > 0\nsize 50%% of equity\n' \
		>once.strategy
	etrms backtest run ./once.strategy BTC/USDT --policy none --quiet
	exits 2 montecarlo --run 2
	says "run 2 has "
	says "at least 2 are needed"
	exits 2 montecarlo --run 99
	exits 2 montecarlo --run x
	exits 0 montecarlo --run 1 --quiet
	exits 2 montecarlo --run 3
	exits 2 backtest show 1 --part bands
	says "run 1 is a backtest: it has no paths"
	exits 2 montecarlo --run 3
	says "run 3 is of montecarlo; ask about one that has traded"
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "DROP TRIGGER run_keeps_values;
		UPDATE run SET status = 'canceled' WHERE id = 1"
	exits 2 montecarlo --run 1
	says "run 1 was interrupted: it is not whole"
	exits 2 montecarlo
	says "--run, --returns or --portfolio: one of them"
	exits 2 montecarlo --run 1 --returns x.csv
	[ "$(runs_stored)" -eq 3 ]
}

@test "options out of range are refused" {
	exits 2 montecarlo --run 1 --paths 0
	exits 2 montecarlo --run 1 --paths 1000000000000
	says "--paths"
	exits 2 montecarlo --run 1 --jobs 5000
	exits 2 montecarlo --run 1 --block 5
	says "--block: only with --method blocks or candles"
	for block in 0 -1 2.5 few 3000000000; do
		exits 2 montecarlo --run 1 --method blocks --block $block
		says "--block $block: neither auto nor a number of bars from 1 on"
	done
	exits 2 montecarlo --run 1 --ruin-level 100%
	says "--ruin-level: from 0% to below 100%"
	exits 2 montecarlo --run 1 --ruin-level -5%
	exits 2 montecarlo --run 1 --capital 0
	exits 2 montecarlo --run 1 --method none
	[ "$(runs_stored)" -eq 1 ]
}

# begun ARGS…: in the background, until it holds signals back; $pid
begun() {
	etrms montecarlo --run 1 --method blocks --paths 400000 --jobs 2 "$@" \
		>cut.out 2>cut.err &
	pid=$!
	for _ in $(seq 500); do
		[ "$(awk '$1 == "SigBlk:" { print $2 }' "/proc/$pid/status")" \
			= 0000000000000000 ] || break
		sleep 0.01
	done
	sleep 0.2
}

@test "interrupted, it keeps the paths that it has" {
	code=0
	begun
	kill -INT "$pid"
	wait "$pid" || code=$?
	[ "$code" -eq 13 ]
	grep -q "etrms: interrupted: run 2 has the first [0-9]* paths" cut.err
	exits 0 backtest show 2 --fields status
	[ "$(json .status)" = canceled ]
	exits 0 backtest verify 2
	# what it has is what so many paths come to that nobody interrupted
	n=$(sed -n 's/.*the first \([0-9]*\) paths.*/\1/p' cut.err)
	exits 0 montecarlo --run 1 --method blocks --paths "$n" --jobs 1
	for run in 2 3; do
		sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "SELECT part, hex(data)
			FROM run_part WHERE run = $run ORDER BY part" >$run.parts
	done
	[ -s 2.parts ]
	cmp 2.parts 3.parts
	# but for its status, and the hash that is of the status, too
	[ "$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "SELECT a.status, b.status,
		a.result_hash = b.result_hash, a.final_equity = b.final_equity,
		a.params = b.params FROM run a, run b
		WHERE a.id = 2 AND b.id = 3")" = 'canceled|done|0|1|1' ]
	code=0
	begun --method jitter
	kill -INT "$pid"
	wait "$pid" || code=$?
	[ "$code" -eq 13 ]
	grep -q "etrms: interrupted: run 4 has the first [0-9]* paths" cut.err
	exits 0 backtest verify 4
	code=0
	begun --shard 1/1
	kill -INT "$pid"
	wait "$pid" || code=$?
	[ "$code" -eq 13 ]
	exits 12 montecarlo --run 1 --method blocks --paths 400000 --merge cut.out
}

@test "killed, it leaves the store as it was" {
	begun
	kill -KILL "$pid"
	wait "$pid" || true
	exits 0 store check
	[ "$(runs_stored)" -eq 1 ]
}
