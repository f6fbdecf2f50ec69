# method run: cases worked out by hand for every family, a case by operand and
# by fn, CSV and arrays; what is not available; every kind of bad input.

load ../helper

# says_of CASE WANT: the answer has all of WANT, numbers to 1e-12
says_of() {
	run --separate-stderr etrms method run <<<"$1"
	[ "$status" -eq 0 ] || complain "$1: $stderr"
	[ "$(jq -n --argjson got "${output:-null}" --argjson want "$2" '
		def same($a; $b):
			if ($b | type) == "number" then ($a | type) == "number" and
				(($a - $b) | fabs) <= 1e-12 * (1 + ($b | fabs))
			elif ($b | type) == "array" then ($a | type) == "array" and
				($a | length) == ($b | length) and
				all(range($b | length); same($a[.]; $b[.]))
			elif ($b | type) == "object" then
				all($b | keys[]; same($a[.]; $b[.]))
			else $a == $b end;
		same($got; $want)')" = true ] || complain "$1: $output, not $2"
}

# refuses CASE TEXT: exit 12, and says why
refuses() {
	run --separate-stderr etrms method run <<<"$1"
	[ "$status" -eq 12 ] || complain "$1: exit $status"
	[ -z "$output" ] || complain "$1: prints $output"
	case $stderr in
	"etrms: $2"*) ;;
	*) complain "$1: $stderr, not $2" ;;
	esac
}

# stat NAME RETURNS [PARAMS]
stat() {
	echo "{\"fn\":\"stat_$1\",\"params\":{${3-}},\"input\":{\"r\":[$2]}}"
}

@test "method run: returns and what they are measured by" {
	says_of "$(stat return 0.1,-0.1,0.2 '"ppy":3')" '{"total":0.188,"annual":0.188}'
	says_of "$(stat volatility 0.1,-0.1 '"ppy":50')" '{"annual":1}'
	says_of "$(stat sharpe 0.01,0.03 '"ppy":2')" '{"annual":2}'
	says_of "$(stat sharpe 0.02,0.04 '"ppy":1,"rf":0.01')" '{"annual":1.4142135623730951}'
	says_of "$(stat calmar 1,-0.5,1 '"ppy":3')" '{"value":2}'
	says_of "$(stat sortino 0.3,0.3,0.3,-0.1 '"ppy":4')" '{"annual":8,"downside_periodic":0.05}'
	says_of "$(stat omega 0.3,-0.1,0.1,-0.1)" '{"value":2}'
	says_of "$(stat ulcer -0.5,3)" '{"index":0.5,"performance_index":2}'
	says_of "$(stat tail_ratio 0,1,2,3,4,5,6,7,8,9,10,-1,-2,-3,-4,-5,-6,-7,-8,-9,-10)" '{"value":1}'
	says_of "$(stat moments 0,0,0,1)" '{"skew":1.1547005383792515,"kurtosis":2.333333333333333,"jarque_bera":0.9629629629629629}'
	says_of "$(stat psr 0.1,-0.1 '"ppy":1')" '{"psr_vs_0":0.5,"se":1,"psr_vs_annual_1":0.15865525393145707,"min_track_record_95":null}'
	# one trial is no choice
	says_of "$(stat dsr 0.1,-0.1 '"trials":1,"var_sr":0.5')" '{"sr0":0,"dsr":0.5}'
	# without lags it is mean / (sd0 / root n)
	says_of "$(stat mean_nw 0.3,0.1,0.3,0.1 '"lags":0')" '{"t":4}'
	no_complaints
}

@test "method run: drawdowns with peak, trough and recovery" {
	says_of "$(stat drawdown 0.5,-0.5,-0.5,3,0.1)" '{"max":-0.75,"peak_index":1,"trough_index":3,"recovery_index":4,"decline_bars":2,"recovery_bars":1,"longest_underwater_bars":2}'
	says_of "$(stat drawdown -0.5,0.5)" '{"max":-0.5,"peak_index":0,"trough_index":1,"recovery_index":null,"recovery_bars":null,"longest_underwater_bars":2}'
	says_of "$(stat drawdown 0.1,0.1)" '{"max":0,"peak_index":0,"trough_index":0,"longest_underwater_bars":0}'
	# all is lost: nothing comes back
	says_of "$(stat drawdown 0.1,-1,0.5)" '{"max":-1,"recovery_index":null}'
	says_of "$(stat return 0.1,-1,0.5)" '{"total":-1,"annual":-1}'
	no_complaints
}

@test "method run: what has no deviation and no loss is not available" {
	for name in sharpe sortino; do
		says_of "$(stat $name 0,0,0)" '{"annual":null}'
	done
	says_of "$(stat sharpe 0.1,0.1,0.1)" '{"annual":null,"periodic":null}'
	says_of "$(stat volatility 0,0,0)" '{"annual":0,"periodic":0}'
	says_of "$(stat volatility 0.1)" '{"annual":null}'
	says_of "$(stat calmar 0.1,0.2)" '{"value":null}'
	says_of "$(stat sortino 0.1,0.2)" '{"annual":null,"downside_periodic":0}'
	says_of "$(stat omega 0.1,0.2)" '{"value":null}'
	says_of "$(stat omega 0,0)" '{"value":null}'
	says_of "$(stat ulcer 0.1,0.2)" '{"index":0,"performance_index":null}'
	says_of "$(stat ulcer 0.1)" '{"index":null}'
	says_of "$(stat tail_ratio 0,0)" '{"value":null}'
	says_of "$(stat moments 0.1,0.1,0.1)" '{"skew":null,"kurtosis":null,"jarque_bera":null}'
	says_of "$(stat psr 0.1)" '{"psr_vs_0":null,"se":null}'
	says_of "$(stat mean_nw 0.1,0.1)" '{"t":null}'
	no_complaints
}

# trades OPENED CLOSED NET FEE RISK
trades() {
	echo "{\"fn\":\"trade_stats\",\"input\":{\"open_ts\":[$1],\"close_ts\":[$2],\"pnl\":[$3],\"fee\":[$4],\"risk\":[$5]}}"
}

@test "method run: round trips" {
	says_of "$(trades 0,10,15,40 5,20,30,50 12,6,-8,1 2,1,2,1 5,5,5,5)" '{
		"n":4,"wins":2,"losses":1,"win_rate":0.6666666666666666,
		"profit_factor":1.5,"avg_win":7.5,"avg_loss":-10,"payoff":0.75,
		"expectancy":1.25,"expectancy_R":0.25,"max_consecutive_wins":2,
		"max_consecutive_losses":1,"exposure":0.7,"avg_hold_s":10,
		"kelly":0.2222222222222222,"sqn":0.2927700218845599}'
	# no losing trade: nothing to divide by
	says_of "$(trades 0,1 1,2 3,4 1,1 1,2)" '{"win_rate":1,"profit_factor":null,"avg_loss":null,"payoff":null,"kelly":null,"losses":0,"expectancy":2.5}'
	# no winning trade
	says_of "$(trades 0,1 1,2 -3,-4 1,1 1,2)" '{"win_rate":0,"profit_factor":0,"avg_win":null,"payoff":null,"max_consecutive_losses":2}'
	# a zero is in neither and ends both streaks
	says_of "$(trades 0,1,2 1,2,3 2,1,2 1,1,1 1,1,1)" '{"wins":2,"max_consecutive_wins":1,"win_rate":1}'
	says_of "$(trades 0 0 1 1 1)" '{"n":1,"win_rate":null,"sqn":null,"exposure":null}'
	no_complaints
}

@test "method run: ruin, bootstrap, walk-forward, overfitting" {
	says_of '{"fn":"risk_of_ruin","params":{"edge":0.5,"units":2}}' '{"value":0.1111111111111111}'
	says_of '{"fn":"risk_of_ruin","params":{"edge":0,"units":2}}' '{"value":1}'
	says_of '{"fn":"risk_of_ruin","params":{"p":0.5,"units":3,"target_units":12}}' '{"value":0.75}'
	says_of '{"fn":"risk_of_ruin","params":{"p":0.25,"units":1,"target_units":2}}' '{"value":0.75}'
	says_of '{"fn":"risk_of_ruin","params":{"p":0.75,"units":1,"target_units":2}}' '{"value":0.25}'
	says_of '{"fn":"stationary_bootstrap_indices","params":{"n":4,"p":0.5},"input":{"u_position":[0.5,0.1,0.1,0.99],"u_restart":[0.9,0.9,0.9,0.1]}}' '{"index":[2,3,0,3]}'
	says_of '{"fn":"walk_forward","params":{"ppy":4,"windows":[{"is_return":0.21,"is_bars":8,"oos_return":0.05,"oos_bars":4},[0.1,4,0,2]]}}' '{"is_annual":[0.1,0.1],"oos_annual":[0.05,0],"wfe":0.25}'
	# a is better in both halves: first of two in and out of sample
	says_of '{"fn":"pbo_cscv","params":{"blocks":2},"input":{"a":[3,1,3,1],"b":[1,-1,1,-1]}}' '{"combinations":2,"pbo":0,"prob_loss":0,"logit_mean":0.6931471805599453,"logits_first5":[0.6931471805599453,0.6931471805599453]}'
	# each wins one half and loses the other
	says_of '{"fn":"pbo_cscv","params":{"blocks":2},"input":{"a":[3,1,-3,-1],"b":[-3,-1,3,1]}}' '{"combinations":2,"pbo":1,"prob_loss":1,"logits_first5":[-0.6931471805599453,-0.6931471805599453]}'
	no_complaints
}

@test "method run: indicators from arrays, from their own row" {
	says_of '{"fn":"sma","params":{"period":2},"input":{"close":[1,3,6]}}' '{"first":1,"value":[null,2,4.5]}'
	# as long as the window needs: no first value
	says_of '{"fn":"sma","params":{"period":5},"input":{"close":[1,3,6]}}' '{"first":null,"value":[null,null,null]}'
	# a hole
	says_of '{"fn":"sma","params":{"period":2},"input":{"close":[1,3,null,3,5]}}' '{"value":[null,2,null,null,4]}'
	# bands of two widths: the population's deviation is 1
	says_of '{"fn":"bbands","params":{"period":2,"dev_up":3,"dev_dn":1,"ma":"sma"},"input":{"close":[1,3]}}' '{"upper":[null,5],"middle":[null,2],"lower":[null,1]}'
	says_of '{"fn":"stddev","params":{"period":2,"nbdev":5},"input":{"close":[1,3]}}' '{"value":[null,5]}'
	bars='"high":[2,4,6],"low":[2,4,6],"close":[2,4,6],"volume":[1,1,2],"ts":[0,86400000,172800000]'
	says_of "{\"fn\":\"vwap\",\"input\":{$bars}}" '{"first":0,"value":[2,3,4.5]}'
	says_of "{\"fn\":\"vwap\",\"params\":{\"anchor\":1},\"input\":{$bars}}" '{"first":1,"value":[null,4,5.333333333333333]}'
	says_of "{\"fn\":\"vwap\",\"params\":{\"anchor\":\"day\"},\"input\":{$bars}}" '{"first":0,"value":[2,4,6]}'
	says_of "{\"fn\":\"vwap\",\"params\":{\"rolling\":2},\"input\":{$bars}}" '{"first":1,"value":[null,3,5.333333333333333]}'
	says_of '{"fn":"supertrend","params":{"atr":5},"input":{"high":[2],"low":[1],"close":[2]}}' '{"first":null,"line":[null],"direction":[0]}'
	no_complaints
}

@test "method run: candle patterns list the bars that are not 0" {
	# black 10-9, then white around it; then black around that, one end equal
	says_of '{"fn":"cdl_engulfing","input":{"open":[10,10,8,11],"high":[11,11,12,12],"low":[9,9,7,7],"close":[10.5,9,11,7.5]}}' '{"first":2,"count":2,"index":[2,3],"signal":[100,-80]}'
	says_of '{"fn":"cdl_engulfing","input":{"open":[1],"high":[1],"low":[1],"close":[1]}}' '{"first":null,"count":0,"index":[],"signal":[]}'
	no_complaints
}

@test "method run reads columns of a CSV, the first rows of it" {
	mkdir data
	printf 'ts,r,"a,b"\n1,0.1,x\n2,-0.1,"y"\n3,0.2,\n' >data/returns.csv
	echo '{"fn":"stat_return","params":{"ppy":3},"input":{"csv":"returns.csv"}}' >case
	run -0 --separate-stderr etrms method run --data data <case
	[ "$(json '.total * 1000 | round')" = 188 ]
	run -0 --separate-stderr bash -c 'cd data && etrms method run stat_return <../case'
	[ "$(json '.total * 1000 | round')" = 188 ]
	sed 's/"returns.csv"/"data\/returns.csv","rows":2/' case >fewer
	run -0 --separate-stderr etrms method run --format csv <fewer
	[ "$(json '.total * 100 | round')" = -1 ]
	run -0 --separate-stderr etrms method run --quiet <fewer
	[ -z "$output" ]
}

@test "method run refuses a CSV that is none" {
	csv() {
		printf "$1" >x.csv
		refuses '{"fn":"stat_return","input":{"csv":"x.csv"}}' "$2"
	}
	csv '' 'x.csv: row 1: no names of columns'
	csv 'a\n1\n' "stat_return: no column 'r' in the CSV"
	csv 'r\n' 'stat_return: r is empty'
	csv 'r\n1\nnan\n' "stat_return: r: value 1 is 'nan'"
	csv 'r\n0x10\n' "stat_return: r: value 0 is '0x10'"
	csv 'r\n1e999\n' "stat_return: r: value 0 is '1e999'"
	csv 'a,r\n1,\n' 'stat_return: r: value 0 is missing'
	csv 'a,r\n1\n' 'x.csv: row 2: fewer cells than names'
	csv 'r\n1,2\n' 'x.csv: row 2: more cells than names'
	csv 'r,r\n1,2\n' 'x.csv: row 1: two columns of one name'
	csv 'r,\n1,2\n' 'x.csv: row 1: a column without a name'
	csv '"r\n1\n' 'x.csv: row 1: '
	printf 'r\n1\n' >x.csv
	refuses '{"fn":"stat_return","input":{"csv":"x.csv","rows":2}}' 'stat_return: x.csv has only 1 rows'
	refuses '{"fn":"stat_return","input":{"csv":"x.csv","rows":0}}' 'stat_return: r is empty'
	refuses '{"fn":"stat_return","input":{"csv":"x.csv","rows":-1}}' 'stat_return: rows is no whole number'
	refuses '{"fn":"stat_return","input":{"csv":1}}' 'stat_return: csv is no text'
	refuses '{"fn":"stat_return","input":{"csv":"-"}}' "case: csv: '-' is no file"
	no_complaints
	run --separate-stderr etrms method run stat_return <<<'{"input":{"csv":"none.csv"}}'
	[ "$status" -eq 2 ]
	says none.csv
}

@test "method run refuses parameters that are missing, unknown, wrong" {
	refuses "$(stat dsr 0.1,0.2 '"trials":2')" "stat_dsr: no 'var_sr' in params"
	refuses "$(stat return 0.1 '"pyp":2')" "stat_return: no parameter 'pyp' (did you mean 'ppy'?)"
	refuses "$(stat return 0.1 '"ppy":"365"')" "stat_return: ppy is no number"
	refuses "$(stat return 0.1 '"ppy":null')" "stat_return: ppy is no number"
	refuses "$(stat return 0.1 '"ppy":0')" "stat_return: ppy must be a number from 0.001 to"
	refuses "$(stat mean_nw 0.1 '"lags":1.5')" "stat_mean_nw: lags must be a whole number from 0 to 10000, not 1.5"
	refuses "$(stat return 0.1 '"ppy":1e999')" "stat_return: ppy is no number"
	refuses '{"fn":"stat_return","params":[],"input":{"r":[1]}}' "stat_return: params is no object"
	refuses '{"fn":"bbands","params":{"ma":"ema"},"input":{"close":[1]}}' "bbands: ma must be 'sma'"
	refuses '{"fn":"macd","params":{"fast":30},"input":{"close":[1]}}' "macd: fast must be less than slow"
	refuses '{"fn":"rsi","params":{"period":1},"input":{"close":[1]}}' "rsi: period must be a whole number from 2 to 10000, not 1"
	refuses '{"fn":"pbo_cscv","params":{"blocks":3},"input":{"a":[1,2,3,4,5,6]}}' "pbo_cscv: blocks is not even"
	refuses '{"fn":"pbo_cscv","params":{"blocks":4},"input":{"a":[1,2,3,4]}}' "pbo_cscv: 4 rows are fewer than two for each of 4 blocks"
	refuses '{"fn":"pbo_cscv","params":{"blocks":2},"input":{"a":[1,1,1,1]}}' "pbo_cscv: no trial has a deviation"
	refuses '{"fn":"risk_of_ruin","params":{"units":1}}' "risk_of_ruin: give edge, or p and target_units"
	refuses '{"fn":"risk_of_ruin","params":{"units":1,"p":0.5}}' "risk_of_ruin: give edge, or p and target_units"
	refuses '{"fn":"walk_forward","params":{"windows":[]}}' "walk_forward: windows is no array with windows"
	refuses '{"fn":"walk_forward","params":{"windows":[[1,2]]}}' "walk_forward: a window is not four numbers"
	refuses '{"fn":"walk_forward","params":{"windows":[{"is_return":1}]}}' "walk_forward: a window has no 'is_bars'"
	refuses '{"fn":"vwap","params":{"anchor":1,"rolling":2},"input":{"high":[1],"low":[1],"close":[1],"volume":[1],"ts":[1]}}' "vwap: give anchor or rolling, not both"
	refuses '{"fn":"vwap","params":{"anchor":1},"input":{"high":[1],"low":[1],"close":[1],"volume":[1],"ts":[1]}}' "vwap: anchor is no bar"
	no_complaints
}

@test "method run refuses input that is missing, empty, of two lengths, no number" {
	refuses '{"fn":"stat_return"}' "stat_return: no object 'input'"
	refuses '{"fn":"stat_return","input":{}}' "stat_return: no 'r' in the input"
	refuses '{"fn":"stat_return","input":{"r":5}}' "stat_return: r is no array of numbers"
	refuses "$(stat return '')" "stat_return: r is empty"
	refuses "$(stat return 'null')" "stat_return: r: value 0 is missing"
	refuses "$(stat return '1,"2"')" "stat_return: r: value 1 is no number"
	refuses "$(stat return '1,1e999')" "stat_return: r: value 1 is no number"
	refuses "$(stat return '1,[2]')" "stat_return: r: value 1 is no number"
	refuses "$(stat return 'NaN')" "case: line 1: "
	refuses "$(trades 0,1 1 1,1 1,1 1,1)" "trade_stats: open_ts has 2 values, close_ts 1"
	refuses "$(trades 0,5 1,4 1,1 1,1 1,1)" "trade_stats: trade 1 closes before it opens"
	refuses "$(trades 0,1 1,2 1,1 1,1 1,0)" "trade_stats: trade 1 has a risk that is not above 0"
	refuses '{"fn":"stationary_bootstrap_indices","params":{"n":4,"p":0.5},"input":{"u_position":[1],"u_restart":[0]}}' "stationary_bootstrap_indices: u_position: value 0 is not from 0 to below 1"
	refuses '{"fn":"pbo_cscv","input":{}}' "pbo_cscv: no columns of trials in the input"
	refuses '{"fn":"pbo_cscv","input":{"a":[1,2],"b":[1]}}' "pbo_cscv: a has 2 values, b 1"
	no_complaints
}

@test "method run refuses what is no case" {
	refuses '' "case: line 2: "
	refuses '[]' "case: no JSON object"
	refuses '{"fn":"rsi"' "case: line 2: "
	refuses '{"fn":"rsi","fn":"rsi"}' "case: line 1: "
	refuses '{"fn":1}' "case: fn is no text"
	refuses '{"params":{}}' "case: no 'fn', and no method named"
	refuses '{"fn":"rsi","parms":{}}' "case: 'parms' is nothing that a case has"
	refuses "{\"fn\":\"rsi\",\"note\":$(printf '[%.0s' {1..40})" "case: line 1: nested too deeply"
	no_complaints
	run --separate-stderr etrms method run rsi <<<'{"fn":"sma"}'
	[ "$status" -eq 12 ]
	says "case: it is of sma, not of rsi"
}

@test "method run without such a method is exit 2" {
	for name in none STAT_RETURN stat_; do
		run --separate-stderr etrms method run <<<"{\"fn\":\"$name\"}"
		[ "$status" -eq 2 ]
		says "no method $name"
		run --separate-stderr etrms method run $name <<<'{}'
		[ "$status" -eq 2 ]
		says "no method $name"
	done
	exits 2 method run rsi sma
}

@test "method run: a full disk is exit 14" {
	run bash -c "echo '$(stat return 0.1)' | etrms method run >/dev/full"
	[ "$status" -eq 14 ]
}
