# etrms strategy show: rows of the strategy, its parameters and statements; the
# canonical form and its hash; the file; what is refused.
load ../helper

@test "strategy show: the strategy, its parameters and its statements" {
	exits 0 strategy show rsi_reversion --format ndjson
	[ "$(json 'select(.record == "strategy") | .name + " " + .timeframe')" = "rsi_reversion 4h" ]
	[ "$(json 'select(.record == "strategy") | .lookback')" = 199 ]
	[ "$(json 'select(.record == "parameter") | [.name, .value, .low, .high, .step] | join(" ")')" = "n 14 5 30 1
oversold 30 15 40 5" ]
	[ "$(json 'select(.record == "statement") | .statement' | head -1)" = \
		"long when crossover(rsi(close, n), oversold) and close > sma(close, 200)" ]
}

@test "strategy show: the file and the canonical form are fields too" {
	exits 0 strategy show pairs --format json
	[ "$(json '.[0].file' | head -1)" = "strategy pairs" ]
	[ "$(json '.[0].canonical' | sed -n 5p)" = "param wide = 2 in 1.5..3 step 0.25" ]
	[ "$(json '.[0].symbols[0]')" = ETH/USDT:USDT ]
	[ "$(json '[.[] | select(.position == true)] | length')" = 1 ]
}

@test "strategy show --canonical: what the hash is made of" {
	exits 0 strategy show sma_cross --canonical
	[ "$( (echo 'etrms strategy 1'; echo "$output") | sha256sum | cut -d' ' -f1)" = \
		b15a07b1802143c72dc6f52f62e5cc14f8bf4aac95a625ff90b04a47b538c9e1 ]
}

@test "strategy show --text: the file as it is" {
	etrms strategy show sma_cross --text >copy.strategy
	cmp copy.strategy "$ROOT/share/strategies/sma_cross.strategy"
	exits 0 strategy show ./copy.strategy --format ndjson
	[ "$(json 'select(.record == "strategy") | .origin')" = file ]
	exits 2 strategy show sma_cross --text --canonical
	says '--canonical, --text and --plan: one of them'
}

@test "strategy show --plan: when each statement is evaluated, and the program" {
	cat >c.strategy <<-'EOF'
		strategy c
		long when crossover(close, sma(close, 9))
		exit when rsi(close, 14) > 70 and position.gain > 2%
		exit when position.gain < -3%
		exit after 3 bars
		opposite ignore
		stop 2 * atr(14)
		size 1% of equity
	EOF
	exits 0 strategy show c.strategy --plan --format ndjson
	[ "$(json 'select(.record == "statement") | .kind + " " + (.evaluated // "null")')" = "entry bars
exit candidates
exit every bar
exit once
stop bars
size once
opposite null" ]
	[ "$(json 'select(.operation == "sma 9") | .series')" = 1h ]
	exits 0 strategy show c.strategy --format ndjson
	[ "$(json 'select(.record == "step")')" = "" ]
}

@test "strategy show: choices of a parameter are a list" {
	cat >c.strategy <<-'EOF'
		strategy c
		param tf = 4h in (1h, 4h, 1d)
		long when (close > open)@tf
		size 1% of equity
	EOF
	exits 0 strategy show c.strategy --format ndjson
	[ "$(json 'select(.record == "parameter") | .kind + " " + (.choices | join(","))')" = "duration 1h,4h,1d" ]
}

@test "strategy show: standard input, and an own one before a shipped one" {
	run --separate-stderr etrms strategy show - --canonical <"$ROOT/share/strategies/pairs.strategy"
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "strategy pairs" ]
	mkdir -p "$XDG_CONFIG_HOME/etrms/strategies"
	sed 's/1h/1d/' "$ROOT/share/strategies/sma_cross.strategy" \
		>"$XDG_CONFIG_HOME/etrms/strategies/sma_cross.strategy"
	exits 0 strategy show sma_cross --format ndjson
	[ "$(json 'select(.record == "strategy") | .origin + .timeframe')" = own1d ]
}

@test "strategy show: a name that is none, a file that is none, a refused one" {
	exits 2 strategy show sma_crosss
	says 'did you mean "sma_cross"?'
	exits 2 strategy show ./none.strategy
	exits 2 strategy show .
	exits 2 strategy show
	printf 'strategy x\nlong when clos > 5\nsize 1%% of equity\n' >x.strategy
	exits 12 strategy show x.strategy
	says 'x.strategy:2:11: unknown name "clos"; did you mean "close"?'
}
@test "strategy show --plan says whether sweeps run it over arrays" {
	exits 0 strategy show sma_cross --plan --format table
	[[ $output == *"a bar; fit for the kernel of sweeps"* ]]
	exits 0 strategy show donchian_breakout --plan --format table
	[[ $output == *"sweeps replay it: it adds to what it holds"* ]]
	exits 0 strategy show pairs --plan --format table
	[[ $output == *"sweeps replay it: it looks at the position or the account"* ]]
}
