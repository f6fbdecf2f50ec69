# Covers searches of etrms optimize and walkforward that learn: genetic and
# --refine find what every set finds on spaces that can be tried out, by the
# steps that the file declares, each trial kept and tried once, the same on any
# number of threads and when interrupted, as windows in shards; and what they
# refuse, with nothing stored.
load ../helper
load ../sweep

# The best set and its objective, of the last output.
best() {
	head -n 1 <<<"$output" | jq -r '"\(.params) \(.objective)"'
}

wide=(--param fast=2..20/1 --param slow=20..100/1)

@test "genetic finds what every set finds, for fewer" {
	given_bars
	sweep 0 "${wide[@]}" --format ndjson
	every=$(best)
	for seed in 1 2 3; do
		sweep 0 "${wide[@]}" --search genetic --seed $seed --format ndjson
		[ "$(best)" = "$every" ]
		last=$(tail -n 1 <<<"$output")
		[ "$(jq -r .search <<<"$last")" = "genetic 50 by 20" ]
		[ "$(jq '.trials + .skipped' <<<"$last")" -lt 1000 ]
	done
	exits 0 backtest verify 2
}

@test "genetic keeps every set that it tried, once, and counts it" {
	given_bars
	sweep 0 "${wide[@]}" --search genetic --population 12 --generations 6 \
		--format ndjson
	n=$(tail -n 1 <<<"$output" | jq .trials)
	[ "$n" -gt 12 ]
	[ "$n" -le $((12 + 5 * 11)) ]
	exits 0 backtest show 1 --part trials
	[ "$(rows)" -eq "$n" ]
	[ "$(jq -r .params <<<"$output" | sort | uniq -d | wc -l)" -eq 0 ]
	exits 0 store check
}

@test "genetic does not breed what the constraint refuses" {
	given_bars
	sweep 0 "${wide[@]}" --constraint 'trades >= 12' --format ndjson
	every=$(best)
	sweep 0 "${wide[@]}" --constraint 'trades >= 12' --search genetic \
		--population 80 --format ndjson
	[ "$(best)" = "$every" ]
	sweep 0 "${wide[@]}" --objective max_drawdown --format ndjson
	every=$(best)
	sweep 0 "${wide[@]}" --objective max_drawdown --search genetic \
		--population 80 --format ndjson
	[ "$(best | cut -d ' ' -f 2)" = "${every#* }" ]
}

@test "genetic on a space smaller than a generation tries all of it" {
	given_bars
	sweep 0 --search genetic --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq '.trials + .skipped')" -eq 50 ]
	grown=$(best)
	sweep 0 --format ndjson
	[ "$(best)" = "$grown" ]
}

@test "genetic and refine go over 10^14 sets, which a grid is refused for" {
	given_bars
	cat >bands.strategy <<-'EOF'
		strategy bands
		param up = 1% in 0%..10% step 0.000001%
		param down = 1% in 0%..10% step 0.000001%
		long when close > sma(close, 20) * (1 + up)
		exit when close < sma(close, 20) * (1 - down)
		size 100% of equity
	EOF
	exits 2 optimize bands.strategy BTC/USDT --policy none
	says "100000020000001 sets are too many to try: draw some of them by --search random --trials 10000, breed them by --search genetic"
	exits 0 optimize bands.strategy BTC/USDT --policy none --format ndjson \
		--search genetic --population 10 --generations 4 --refine 10
	last=$(tail -n 1 <<<"$output")
	[ "$(jq .sets <<<"$last")" = 100000020000001 ]
	n=$(jq '.trials + .skipped' <<<"$last")
	[ "$n" -gt 30 ]
	[ "$n" -le $((10 + 3 * 9 + 10)) ]
}

@test "refine looks between long steps, by those that the file declares" {
	given_bars
	sweep 0 --param fast=2..20/6 --param slow=20..100/40 --refine 40 \
		--format ndjson
	last=$(tail -n 1 <<<"$output")
	[ "$(jq -r .space <<<"$last")" = "fast=2..20/2;slow=20..100/20" ]
	[ "$(jq -r .search <<<"$last")" = "grid, refine 40" ]
	[ "$(jq .sets <<<"$last")" -eq 50 ]
	refined=$(best)
	exits 0 backtest show 1 --part trials
	[ "$(jq -r .params <<<"$output" | sort | uniq -d | wc -l)" -eq 0 ]
	head -n 11 <<<"$output" | jq -r .params >first
	sweep 0 --param fast=2..20/6 --param slow=20..100/40 --format ndjson
	exits 0 backtest show 2 --part trials
	jq -r .params <<<"$output" | cmp - first
	sweep 0 --format ndjson
	[ "$(best)" = "$refined" ]
}

@test "refine: no set around what it found is better" {
	given_bars BTC/USDT 3000 4
	sweep 0 "${wide[@]}" --search sobol --trials 30 --format ndjson
	drawn=$(head -n 1 <<<"$output" | jq .objective)
	sweep 0 "${wide[@]}" --search sobol --trials 30 --refine 400 \
		--format ndjson
	[ "$(head -n 1 <<<"$output" | jq ".objective >= $drawn")" = true ]
	[ "$(tail -n 1 <<<"$output" | jq '.trials <= 430')" = true ]
	IFS=$' =;' read -r _ fast _ slow top <<<"$(best)"
	sweep 0 --param "fast=$((fast - 2 < 2 ? 2 : fast - 2)),$fast,$((fast + 2 > 20 ? 20 : fast + 2))" \
		--param "slow=$slow" --format ndjson
	[ "$(best | cut -d ' ' -f 2)" = "$top" ]
}

@test "learning searches: the same bytes on any number of threads" {
	given_bars
	for args in '--search genetic' '--search latin --trials 40 --refine 60' \
		'--search genetic --population 20 --generations 5 --refine 30'; do
		# shellcheck disable=SC2086
		for jobs in 1 2 0; do
			sweep 0 "${wide[@]}" $args --jobs $jobs
		done
		n=$(stored)
		[ "$(bytes $((n - 2)))" = "$(bytes "$n")" ]
		[ "$(bytes $((n - 1)))" = "$(bytes "$n")" ]
	done
}

@test "learning searches: interrupted and killed, they go on, to the same bytes" {
	given_bars BTC/USDT 20000
	args=("${wide[@]}" --search genetic --generations 30 --refine 100 --jobs 1)
	for signal in INT KILL; do
		n=$(stored sweep)
		etrms optimize "$CROSS" BTC/USDT --policy none "${args[@]}" --quiet &
		pid=$!
		until [ "$(stored sweep)" -gt $((n + 1)) ] || ! kill -0 $pid; do :; done
		kill -$signal $pid
		wait $pid || true
		[ "$(stored)" -eq 0 ]
	done
	exits 0 store check
	sweep 0 "${args[@]}"
	[[ $stderr == *"sets were there already"* ]]
	[ "$(stored sweep)" -eq 0 ]
	sweep 0 "${args[@]}" --jobs 2
	[[ $stderr != *"sets were there already"* ]]
	[ "$(bytes 1)" = "$(bytes 2)" ]
}

@test "learning searches replay where limits bind" {
	given_bars BTC/USDT 300
	printf 'max-position-share off\nmax-risk-per-trade off\n' >limits
	for p in limits none; do
		exits 0 optimize "$CROSS" BTC/USDT --policy $p --search genetic \
			--population 6 --generations 3 --format ndjson
		head -n -1 <<<"$output" | jq -c '[.params, .trades]' >$p.out
	done
	cmp limits.out none.out
}

@test "walkforward chooses by any search, and shares its windows out" {
	given_bars BTC/USDT 1500 7
	for args in '--search genetic --population 10 --generations 5' \
		'--search random --trials 20' '--search sobol --trials 10 --refine 20' \
		'--param fast=2..20/6 --refine 10'; do
		# shellcheck disable=SC2206
		args=($args --train 20d --test 10d)
		exits 0 walkforward "$CROSS" BTC/USDT --policy none "${args[@]}" \
			--format ndjson
		third=$(jq -c 'select(.number == 3)' <<<"$output")
		whole=$(jq -c 'del(.run)' <<<"$output")
		exits 0 optimize "$CROSS" BTC/USDT --policy none "${args[@]:0:${#args[@]}-4}" \
			--from "$(jq -r .train_from <<<"$third")" \
			--to "$(jq -r .train_to <<<"$third")" --format ndjson
		[ "$(head -n 1 <<<"$output" | jq -r .params)" = "$(jq -r .params <<<"$third")" ]
		merge=()
		for i in 1 2 3; do
			etrms walkforward "$CROSS" BTC/USDT --policy none "${args[@]}" \
				--shard "$i/3" >"$i.ndjson"
			merge+=(--merge "$i.ndjson")
		done
		exits 0 walkforward "$CROSS" BTC/USDT --policy none "${args[@]}" \
			"${merge[@]}" --format ndjson
		[ "$(jq -c 'del(.run)' <<<"$output")" = "$whole" ]
	done
	[ "$(stored sweep)" -eq 0 ]
}

@test "learning searches: bad input leaves nothing behind" {
	given_bars
	while IFS='|' read -r code args said; do
		eval "set -- $args"
		exits "$code" optimize "$CROSS" BTC/USDT --policy none "$@"
		says "$said"
	done <<-'EOT'
		2|--search genetics|--search
		2|--search genetic --population 1|--population
		2|--search genetic --population 1001|--population
		2|--search genetic --generations 0|--generations
		2|--population 20|--population: only with --search genetic
		2|--search random --generations 20|--generations: only with --search genetic
		2|--search genetic --population 1000 --generations 2000 --refine 1|2000001 sets are too many to try
		2|--refine 0|--refine
		2|--refine 10|--refine: all 50 sets are tried already: take longer steps
		2|--search random --refine 10|--refine: all 50 sets are tried already
		2|--param fast=4,8 --param slow=40 --refine 10|--refine: no parameter of strategy minute_cross has steps
		2|--search genetic --shard 1/7|--shard: --search genetic tries what the sets before it lead to
		2|--search random --trials 5 --refine 5 --shard 1/7|--shard: --refine tries what
		2|--search genetic --merge none.ndjson|--merge: --search genetic tries
		1|--search genetic --constraint 'trades >= 100000'|--constraint: none of
		1|--search random --trials 5 --refine 5 --objective 'if trades < 100000 then na else sharpe'|--objective: none of
	EOT
	[ "$(stored)" -eq 0 ]
	[ "$(stored sweep)" -eq 0 ]
}
