# etrms strategy check: nothing to say, every finding of several files with its
# place, warnings, values asked for, exit codes, every format.
load ../helper

given_bad() {
	cat >bad.strategy <<-'EOF'
		strategy bad
		long when clos > open
		exit when drawdown(1d) > 5
		stop "text
		size 1% of equity
	EOF
}

@test "strategy check: those that come with etrms are sound" {
	exits 0 strategy check sma_cross ema_adx_trend rsi_reversion \
		bollinger_reversion donchian_breakout macd_momentum supertrend \
		volatility_breakout pairs buy_and_hold
	[ -z "$output$stderr" ]
}

@test "strategy check: all that is wrong, with its place" {
	given_bad
	exits 1 strategy check bad.strategy --format ndjson
	[ "$(json '[.file, .line, .column, .length, .severity, .code] | join(" ")')" = \
		"bad.strategy 2 11 4 error name
bad.strategy 3 26 1 error unit
bad.strategy 4 6 1 error syntax" ]
	[ -z "$stderr" ]
	exits 1 strategy check bad.strategy --format csv
	[ "${lines[0]}" = file,line,column,length,severity,code,message ]
}

@test "strategy check: people see the line and a caret" {
	given_bad
	exits 1 strategy check bad.strategy --format table
	[[ "$output" == *'bad.strategy:2:11: unknown name "clos"; did you mean "close"?
  long when clos > open
            ^~~~'* ]]
}

@test "strategy check: every file is looked at" {
	given_bad
	cp bad.strategy worse.strategy
	exits 2 strategy check bad.strategy none.strategy worse.strategy --format ndjson
	says none.strategy
	[ "$(json .file | uniq -c | wc -l)" -eq 2 ]
	[ "$(rows)" -eq 6 ]
}

@test "strategy check: warnings alone are no refusal" {
	printf 'strategy w\nlet a = close\nlong when close > open\nsize 1%% of equity\n' >w.strategy
	exits 0 strategy check w.strategy --format ndjson
	[ "$(json '.severity + " " + .code')" = "warning unread" ]
}

@test "strategy check: both ends of each range, but not what require refuses" {
	cat >ends.strategy <<-'EOF'
		strategy ends
		param n = 5 in 0..9 step 1
		long when close > sma(close, n)
		size 1% of equity
	EOF
	exits 1 strategy check ends.strategy --format ndjson
	[[ "$(json .message)" == 'at n = 0: "n" of sma must be 1 to 10000'* ]]
	sed -i '2a require n > 0' ends.strategy
	exits 0 strategy check ends.strategy
}

@test "strategy check --param: other values, inside of their ranges" {
	exits 0 strategy check sma_cross --param fast=60 --param slow=260
	exits 1 strategy check sma_cross --param fast=60
	[[ "$output" == *'do not meet'* ]]
	exits 1 strategy check sma_cross --param fast=61
	[[ "$output" == *'fast = 61 is outside of 3..60'* ]]
	exits 1 strategy check sma_cross --param fast=soon
	exits 2 strategy check sma_cross --param slwo=60
	says 'did you mean "slow"?'
	exits 2 strategy check sma_cross --param fast
	exits 2 strategy check sma_cross --param =5
}

@test "strategy check: an empty file, one of zeros, one that is too long" {
	: >empty.strategy
	exits 1 strategy check empty.strategy
	head -c 100 /dev/zero >zero.strategy
	exits 1 strategy check zero.strategy
	head -c 70000 /dev/zero | tr '\0' '#' >long.strategy
	exits 1 strategy check long.strategy --format ndjson
	[ "$(json .code)" = limit ]
	head -c 2000000 /dev/zero >huge.strategy
	exits 12 strategy check huge.strategy
	exits 2 strategy check
}

@test "strategy check: --quiet leaves the exit code" {
	given_bad
	exits 1 strategy check --quiet bad.strategy
	[ -z "$output$stderr" ]
}
