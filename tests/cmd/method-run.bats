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

# of FN PARAMS INPUT
of() {
	echo "{\"fn\":\"$1\",\"params\":{$2},\"input\":{$3}}"
}

@test "method run: volatility" {
	one='"open":[1,1],"high":[2,2],"low":[1,1],"close":[1,1]'
	says_of "$(of vol_close '"window":2,"periods_per_year":0.5' '"close":[1,2,1]')" '{"first":2,"annualised":[null,null,0.6931471805599453]}'
	says_of "$(of vol_parkinson '"window":1,"periods_per_year":4' '"high":[2],"low":[1]')" '{"first":0,"annualised":[0.8325546111576977]}'
	says_of "$(of vol_garman_klass '"window":2,"periods_per_year":1' "$one")" '{"first":1,"annualised":[null,0.4901290717342736]}'
	says_of "$(of vol_rogers_satchell '"window":1,"periods_per_year":1' "$one")" '{"first":0,"annualised":[0.6931471805599453,0.6931471805599453]}'
	says_of "$(of vol_yang_zhang '"window":2,"periods_per_year":1' "$one")" '{"first":null}'
	says_of "$(of vol_yang_zhang '"window":2,"periods_per_year":1' '"open":[1,1,1],"high":[2,2,2],"low":[1,1,1],"close":[1,1,1]')" '{"first":2,"annualised":[null,null,0.6654425878410759]}'
	says_of "$(of vol_ewma '"lambda":0.5,"periods_per_year":1' '"close":[1,2,2]')" '{"first":1,"annualised":[null,0.6931471805599453,0.4901290717342736]}'
	# one return only: the backcast is its square, too
	says_of "$(of vol_ewma '"lambda":0.5,"init":"backcast","periods_per_year":1' '"close":[1,2]')" '{"annualised":[null,0.6931471805599453]}'
	says_of "$(of vol_cone '"windows":[2,9],"periods_per_year":0.5' '"open":[1,1,1,1],"high":[2,2,2,2],"low":[1,1,1,1],"close":[1,2,1,2]')" '{"2":{"min":0.6931471805599453,"p50":0.6931471805599453,"max":0.6931471805599453,"last":0.6931471805599453,"last_rank":1},"9":{"min":null,"last":null,"last_rank":null}}'
	# nothing moves
	says_of "$(of vol_close '"window":2' '"close":[3,3,3]')" '{"annualised":[null,null,0]}'
	refuses "$(of vol_close '' '"close":[1,0]')" "vol_close: close: value 1 is not above 0"
	refuses "$(of vol_close '"window":1' '"close":[1,2]')" "vol_close: window must be a whole number from 2"
	refuses "$(of vol_cone '"windows":[2.5]' "$one")" "vol_cone: windows: value 0 is not whole"
	refuses "$(of vol_cone '"windows":[3,3]' "$one")" "vol_cone: windows: value 1 is not whole, or not above the one before"
	no_complaints
}

@test "method run: losses, bets and sizes" {
	says_of "$(of var_historical '"alpha":0.25' '"r":[0.02,-0.04,0,-0.02,0.04]')" '{"var":0.02,"cvar":0.03,"k":2}'
	says_of "$(of var_historical '' '"r":[0.01]')" '{"var":-0.01,"cvar":-0.01,"k":1}'
	says_of "$(of var_parametric '"alpha":0.5,"dist":"normal"' '"r":[0.1,-0.1]')" '{"var":0,"cvar":0.11283791670955127}'
	says_of "$(of var_cornish_fisher '"alpha":0.5' '"r":[0.1,-0.1]')" '{"skew":0,"excess_kurtosis":-2,"z_cf":0,"var":0}'
	says_of "$(of var_cornish_fisher '' '"r":[0,0]')" '{"skew":null,"var":null}'
	says_of "$(of kelly_binary '"p":0.6,"b":2' '')" '{"full":0.4,"used":0.2}'
	says_of "$(of kelly_binary '"p":0,"b":2' '')" '{"full":-0.5,"used":0}'
	says_of "$(of kelly_continuous '' '"r":[0.5,-0.25,0.5,-0.25]')" '{"mu_over_var":0.6666666666666666,"empirical_log_optimal":1}'
	says_of "$(of kelly_continuous '' '"r":[-0.5,0.25]')" '{"empirical_log_optimal":0}'
	says_of "$(of kelly_continuous '' '"r":[0.5,0.25]')" '{"empirical_log_optimal":null}'
	says_of "$(of kelly_continuous '' '"r":[0,0]')" '{"mu_over_var":null,"empirical_log_optimal":0}'
	says_of "$(of kelly_continuous '' '"r":[9,9,9,9,9,-0.5]')" '{"empirical_log_optimal":1.648148148148148}'
	size='"equity":1000,"risk":0.01,"entry":100,"stop":95'
	says_of "$(of size_fixed_fractional "$size" '')" '{"qty":2,"loss_per_unit":5}'
	says_of "$(of size_fixed_fractional "$size,\"lot\":0.3" '')" '{"qty":1.8}'
	says_of "$(of size_fixed_fractional "$size,\"max_leverage\":0.1" '')" '{"qty":1}'
	says_of "$(of size_fixed_fractional "$size,\"taker_fee\":0.0006,\"slippage\":0.0004" '')" '{"loss_per_unit":5.195}'
	refuses "$(of size_fixed_fractional "$size,\"side\":-1" '')" "size_fixed_fractional: a stop at 95 is not on the losing side of 100"
	says_of "$(of size_vol_target '"target":0.5,"cap":2' '"r":[0.1]')" '{"sigma":1.9104973174542801,"scale":0.2617119612951069}'
	says_of "$(of size_vol_target '"target":5,"cap":2' '"r":[0.1]')" '{"scale":2}'
	says_of "$(of size_vol_target '"target":5' '"r":[0]')" '{"sigma":0,"scale":null}'
	no_complaints
}

# lp PARAMS
lp() {
	of liquidation_price "\"qty\":1,\"entry\":100,\"tiers\":[[0,50,0.1,0],[50,1000,0.2,5]],$1" ''
}

@test "method run: margin, liquidation and the book" {
	# the first tier would say 90, which is in the second
	says_of "$(lp '"side":1,"isolated_wallet":19')" '{"price":95,"distance_from_entry":0.05}'
	says_of "$(lp '"side":-1,"isolated_wallet":27')" '{"price":110,"distance_from_entry":0.1}'
	says_of "$(lp '"side":1,"mode":"cross","wallet":25,"other_maint_margin":10,"other_upnl":4')" '{"price":95}'
	says_of "$(lp '"side":1,"isolated_wallet":100')" '{"price":null,"distance_from_entry":null}'
	says_of "$(lp '"side":1,"isolated_wallet":64')" '{"price":40}'
	refuses "$(lp '"side":0,"isolated_wallet":1')" "liquidation_price: side must be 1 or -1"
	refuses "$(lp '"side":1')" "liquidation_price: no 'isolated_wallet' in params"
	refuses "$(lp '"side":1,"mode":"cross"')" "liquidation_price: no 'wallet' in params"
	refuses "$(of maintenance_margin '"notional":1,"tiers":[]' '')" "maintenance_margin: tiers is no array with tiers"
	refuses "$(of maintenance_margin '"notional":1,"tiers":[[0,1,0.1]]' '')" "maintenance_margin: a tier is not four numbers"
	refuses "$(of maintenance_margin '"notional":1,"tiers":[[0,9,0.1,0],[8,10,0.1,0]]' '')" "maintenance_margin: tier 1 does not begin"
	says_of "$(of maintenance_margin '"notional":50,"tiers":[[0,50,0.1,0],[50,1000,0.2,5]]' '')" '{"mmr":0.2,"margin":5}'
	says_of "$(of maintenance_margin '"notional":2000,"tiers":[[0,50,0.1,0],[50,1000,0.2,5]]' '')" '{"mmr":0.2,"margin":395}'
	says_of "$(of portfolio_risk '"wallet":100,"peak_equity":120,"positions":[{"side":1,"qty":1,"entry":50,"mark":60,"stop":55},{"side":-1,"qty":2,"entry":10,"mark":10,"stop":null}]' '')" '{"equity":110,"gross":80,"net":40,"leverage":0.7272727272727273,"hhi":0.625,"effective_positions":1.6,"drawdown":0.08333333333333333,"potential_loss":7,"potential_drawdown":0.14166666666666666}'
	says_of "$(of portfolio_risk '"wallet":100,"peak_equity":50,"positions":[]' '')" '{"gross":0,"leverage":0,"hhi":null,"effective_positions":null,"drawdown":0}'
	refuses "$(of portfolio_risk '"wallet":1,"peak_equity":1,"positions":[{"side":1}]' '')" "portfolio_risk: a position has no 'qty'"
	refuses "$(of portfolio_risk '"wallet":1,"peak_equity":1,"positions":[{"side":2,"qty":1,"entry":1,"mark":1}]' '')" "portfolio_risk: a position's side"
	refuses "$(of portfolio_risk '"wallet":1,"peak_equity":1,"positions":1' '')" "portfolio_risk: positions is no array"
	no_complaints
}

BOOK='"side":["bid","bid","ask","ask"],"price":[99,98,101,102],"qty":[1,2,1,3]'

@test "method run: the order book" {
	says_of "$(of spread_quoted '' "$BOOK")" '{"mid":100,"abs":2,"bps":200,"microprice":100}'
	says_of "$(of depth '"bps":100' "$BOOK")" '{"bid_notional":99,"ask_notional":101,"imbalance":-0.01}'
	says_of "$(of depth '"bps":1' "$BOOK")" '{"bid_notional":0,"imbalance":null}'
	says_of "$(of obi '"levels":2' "$BOOK")" '{"value":-0.14285714285714285}'
	says_of "$(of slippage_walk '"side":"buy","qty":2' "$BOOK")" '{"filled":2,"vwap":101.5,"worst":102,"bps_vs_mid":150,"bps_vs_touch":49.504950495049506,"complete":true}'
	says_of "$(of slippage_walk '"side":"sell","qty":5' "$BOOK")" '{"filled":3,"vwap":98.33333333333333,"worst":98,"bps_vs_mid":166.66666666666666,"complete":false}'
	says_of "$(of amihud '"scale":1' '"close":[1,2,1],"volume":[1,0,4]')" '{"value":0.125,"n":1}'
	says_of "$(of amihud '' '"close":[1,2],"volume":[1,0]')" '{"value":null,"n":0}'
	says_of "$(of vpin_bvc '"sigma":"sd1","cdf":"normal"' '"close":[1,2,1,2]')" '{"buy_share_last":0.8067618846143838,"mean_abs_imbalance":0.6135237692287676}'
	says_of "$(of vpin_bvc '' '"close":[1,1,1]')" '{"buy_share_last":null,"mean_abs_imbalance":null}'
	refuses "$(of obi '' '"side":["bid"],"price":[1],"qty":[1]')" "obi: no ask in the book"
	refuses "$(of obi '' '"side":["bid","bid"],"price":[1,2],"qty":[1,1]')" "obi: row 1: a bid that is not behind the one before"
	refuses "$(of obi '' '"side":["bid"],"price":[1],"qty":[0]')" "obi: row 0: price or qty is not above 0"
	refuses "$(of obi '' '"side":["buy"],"price":[1],"qty":[1]')" "obi: side: value 0 is no word that it may be"
	refuses "$(of vpin_bvc '' '"close":[1,2]')" "vpin_bvc: close has 2 values, fewer than 3"
	refuses "$(of amihud '' '"close":[1,0],"volume":[1,1]')" "amihud: value 1: a close that is not above 0"
	no_complaints
}

@test "method run: trades" {
	says_of "$(of spread_effective '"horizon_ms":60000,"weights":"notional"' '"ts":[0,60000,120000],"price":[101,99,101],"qty":[1,1,1],"side":[1,-1,1],"mid":[100,100,101]')" '{"effective_bps_same_trades":200,"realised_bps":299,"n_realised":2}'
	says_of "$(of roll_spread '' '"price":[1,2,1,2,1]')" '{"cov":-1.3333333333333333,"spread":2.309401076758503}'
	says_of "$(of roll_spread '' '"price":[1,2,4,7,11]')" '{"spread":null}'
	says_of "$(of kyle_lambda '"bucket_ms":10' '"ts":[0,10,20,30],"price":[1,2,4,5],"qty":[5,1,2,1],"side":[1,1,1,1],"mid":[1,2,4,5]')" '{"lambda":1,"intercept":0,"r2":1,"n":3}'
	says_of "$(of kyle_lambda '' '"ts":[0],"price":[1],"qty":[5],"side":[1],"mid":[1]')" '{"lambda":null,"n":0}'
	says_of "$(of vpin '"bucket_volume":2,"window":1' '"price":[1,1,1,1],"qty":[1,2,1,1],"side":[1,1,-1,1]')" '{"buckets":2,"vpin":[1,0]}'
	says_of "$(of volume_profile '"bin":1' '"price":[1.5,2,3.2],"qty":[1,5,1]')" '{"bins":3,"total":7,"poc_low":2,"poc_mid":2.5,"val":2,"vah":3,"va_volume":5,"va_share":0.7142857142857143}'
	# of two equal pairs the one above
	says_of "$(of volume_profile '"bin":1' '"price":[1,2,3],"qty":[1,3,1]')" '{"val":2,"vah":4,"va_volume":4}'
	# of equal bins the one in the middle, then the lower
	says_of "$(of volume_profile '"bin":1,"value_area":0' '"price":[1,2,3,4],"qty":[2,2,2,2]')" '{"poc_low":2}'
	says_of "$(of large_trades '' '"qty":[1,2,100,3,2,1]')" '{"index":[2],"threshold":95.15}'
	says_of "$(of large_trades '' '"qty":[1,1,1,9]')" '{"index":[]}'
	refuses "$(of volume_profile '"bin":1e-9' '"price":[1,2],"qty":[1,1]')" "volume_profile: more than 1000000 bins"
	refuses "$(of vpin '"bucket_volume":1e-9' '"price":[1],"qty":[1],"side":[1]')" "vpin: more than 1000000 buckets"
	refuses "$(of vpin '"bucket_volume":1' '"price":[1],"qty":[1],"side":[2]')" "vpin: side: value 0 is not 1 or -1"
	refuses "$(of kyle_lambda '' '"ts":[1,0],"price":[1,1],"qty":[1,1],"side":[1,1],"mid":[1,1]')" "kyle_lambda: ts: value 1 is before the one before"
	no_complaints
}

@test "method run: correlation" {
	says_of "$(of corr_pearson '' '"x":[1,2,3],"y":[2,4,6],"z":[3,2,1],"flat":[1,1,1]')" '{"names":["x","y","z","flat"],"matrix":[[1,1,-1,null],[1,1,-1,null],[-1,-1,1,null],[null,null,null,null]]}'
	says_of "$(of corr_spearman '' '"x":[1,10,100],"y":[1,2,3]')" '{"matrix":[[1,1],[1,1]]}'
	says_of "$(of corr_kendall '"pair":["x","y"]' '"x":[1,1,2],"y":[1,2,3]')" '{"tau_b":0.8164965809277261}'
	says_of "$(of corr_kendall '"pair":[0,1]' '"x":[1,1],"y":[1,2]')" '{"tau_b":null}'
	says_of "$(of corr_ewma '"lambda":0.5' '"x":[2,0],"y":[2,2]')" '{"cov":[[2,2],[2,4]],"corr":[[1,0.7071067811865475],[0.7071067811865475,1]]}'
	says_of "$(of shrink_ledoit_wolf_identity '' '"x":[1,-1],"y":[1,-1]')" '{"shrinkage":0,"cov":[[1,1],[1,1]]}'
	says_of "$(of shrink_ledoit_wolf_constcorr '' '"x":[1,-1],"y":[1,-1]')" '{"shrinkage":0,"cov":[[1,1],[1,1]]}'
	says_of "$(of diversification '' '"x":[1,-1,1,-1],"y":[1,1,-1,-1]')" '{"diversification_ratio":1.4142135623730951,"avg_pairwise_corr":0,"effective_bets_entropy":2,"absorption_ratio_top1":0.5,"eigenvalues":[1,1]}'
	says_of "$(of diversification '"weights":[1,0]' '"x":[1,2,3],"y":[1,2,3]')" '{"diversification_ratio":1,"effective_bets_entropy":1,"eigenvalues":[2,0]}'
	says_of "$(of corr_stress '"driver":"x","quantile":0.25' '"x":[-3,-2,1,2,3],"y":[-3,-2,-1,-2,-3]')" '{"n_tail":2,"corr_tail":[[1,1],[1,1]],"corr_rest":[[1,-1],[-1,1]]}'
	says_of "$(of corr_dcc '"a":0,"b":0,"lambda":1' '"x":[1,1,-1],"y":[2,2,2]')" '{"corr_next":[[1,0],[0,1]]}'
	says_of "$(of corr_dcc '' '"x":[0,1],"y":[1,1]')" '{"corr_next":[[null,null],[null,1]]}'
	says_of "$(of corr_change_test '"recent":4,"pair":["x","y"]' '"x":[1,-1,1,-1,1,-1,1,-1],"y":[1,1,-1,-1,1,1,-1,-1]')" '{"z":0,"p_two_sided":1}'
	refuses "$(of corr_kendall '"pair":["x","w"]' '"x":[1],"y":[1]')" "corr_kendall: no column 'w'"
	refuses "$(of corr_kendall '"pair":[0,2]' '"x":[1],"y":[1]')" "corr_kendall: a column that is not there"
	refuses "$(of corr_kendall '"pair":["x"]' '"x":[1]')" "corr_kendall: pair is not two columns"
	refuses "$(of diversification '"weights":[1]' '"x":[1],"y":[1]')" "diversification: 1 weights for 2 columns"
	refuses "$(of corr_dcc_fit '' '"x":[1,2,3],"y":[1,2,3]')" "corr_dcc_fit: the correlation is singular, or a series begins with 0"
	refuses "$(of corr_dcc '"a":0.5,"b":0.5' '"x":[1,2]')" "corr_dcc: a and b must be below 1 together"
	refuses "$(of corr_change_test '"pair":[0,1]' '"x":[1,2],"y":[1,2]')" "corr_change_test: 2 bars are fewer than four before the last 60"
	no_complaints
}

@test "method run: portfolios" {
	# deviations 1 and 2, no correlation, means 0; then means 2
	flat='"x":[1,-1,1,-1],"y":[2,2,-2,-2]' up='"x":[3,1,3,1],"y":[4,4,0,0]'
	says_of "$(of opt_min_variance '"ppy":15' "$flat")" '{"weights":[0.8,0.2],"volatility":4}'
	says_of "$(of opt_min_variance '"ppy":3,"bounds":[0,0.6]' "$flat")" '{"weights":[0.6,0.4],"volatility":2}'
	says_of "$(of opt_min_variance '"bounds":[[0,1],[0.5,null]]' "$flat")" '{"weights":[0.5,0.5]}'
	says_of "$(of opt_min_variance '"bounds":null' '"x":[1,-1],"y":[2,-2]')" '{"weights":[1,0],"ridge":5e-8}'
	says_of "$(of opt_min_variance '"bounds":[-1,2]' '"x":[1,-1,0.5],"y":[2,-2,0]')" '{"weights":[1.8461538461538463,-0.8461538461538461]}'
	says_of "$(of opt_max_sharpe '"ppy":15' "$up")" '{"weights":[0.8,0.2],"sharpe":7.5}'
	says_of "$(of opt_max_sharpe '"ppy":1,"rf":1' "$up")" '{"weights":[0.8,0.2],"sharpe":0.9682458365518543}'
	says_of "$(of opt_max_sharpe '"ppy":1,"bounds":[[0,1],[0.5,1]]' "$up")" '{"weights":[0.5,0.5],"sharpe":1.5491933384829668}'
	says_of "$(of opt_risk_parity '"ppy":13.5' "$flat")" '{"weights":[0.6666666666666666,0.3333333333333333],"risk_contribution":[0.5,0.5],"volatility":4}'
	says_of "$(of opt_risk_parity '"budgets":[4,1]' "$flat")" '{"weights":[0.8,0.2],"risk_contribution":[0.8,0.2]}'
	says_of "$(of opt_hrp '"linkage":"ward","distance":"sqrt((1-corr)/2)"' "$flat")" '{"weights":[0.8,0.2],"leaf_order":[0,1]}'
	# a moves with c, b with neither
	says_of "$(of opt_hrp '' '"a":[1,-1,1,-1],"b":[1,1,-1,-1],"c":[2,-2,2,-2]')" '{"leaf_order":[1,0,2],"weights":[0.32786885245901637,0.5901639344262295,0.08196721311475409]}'
	says_of "$(of opt_min_cvar '"beta":0.5' '"x":[-2,0],"y":[0,-2]')" '{"weights":[0.5,0.5],"cvar":1,"var":1}'
	says_of "$(of opt_min_cvar '"beta":0' '"x":[1,2],"y":[0,1]')" '{"weights":[1,0],"cvar":-1.5,"var":-2}'
	says_of "$(of opt_min_cvar '"beta":0.5,"bounds":[0.25,0.75]' '"x":[-2,0],"y":[-1,0]')" '{"weights":[0.25,0.75],"cvar":1.25,"var":0}'
	says_of "$(of opt_black_litterman '"delta":3,"ppy":1' "$flat")" '{"prior":[2,8],"posterior":[2,8],"posterior_cov_diag":[1.4,5.6],"weights_unconstrained_normalised":[0.5,0.5]}'
	says_of "$(of opt_black_litterman '"delta":3,"ppy":1,"P":[[1,0]],"Q":[4],"omega":"diag(tau P S P'"'"')"' "$flat")" '{"prior":[2,8],"posterior":[3,8],"posterior_cov_diag":[1.3666666666666667,5.6],"weights_unconstrained_normalised":[0.6,0.4]}'
	says_of "$(of opt_black_litterman '"delta":3,"ppy":1,"P":[[1,0]],"Q":[4],"omega":[0]' "$flat")" '{"posterior":[4,8],"weights_unconstrained_normalised":[0.6666666666666666,0.3333333333333333]}'
	says_of "$(of opt_black_litterman '"delta":3,"ppy":1,"P":[[1,0]],"Q":[4],"omega":[[0]],"market_weights":[1,0]' "$flat")" '{"prior":[4,0],"posterior":[4,0]}'
	no_complaints
}

@test "method run refuses portfolios that are none" {
	two='"x":[1,-1,1],"y":[2,2,-2]'
	refuses "$(of opt_min_variance '"bounds":[0,0.4]' "$two")" "opt_min_variance: bounds: weights add up to 0.8 at most, not to 1"
	refuses "$(of opt_min_variance '"bounds":[0.6,1]' "$two")" "opt_min_variance: bounds: weights add up to 1.2 at least, not to 1"
	refuses "$(of opt_min_variance '"bounds":[1,0]' "$two")" "opt_min_variance: bounds: 1 is above 0"
	refuses "$(of opt_min_variance '"bounds":[0]' "$two")" "opt_min_variance: bounds is not two numbers, nor two for each column"
	refuses "$(of opt_min_variance '"bounds":[0,"1"]' "$two")" "opt_min_variance: bounds: a bound that is no number from -1000 to 1000"
	refuses "$(of opt_min_variance '"bounds":[[0,1]]' "$two")" "opt_min_variance: bounds: 1 pairs for 2 columns"
	refuses "$(of opt_max_sharpe '"ppy":1,"rf":1' "$two")" "opt_max_sharpe: no mean return exceeds rf"
	refuses "$(of opt_risk_parity '"budgets":"all"' "$two")" "opt_risk_parity: budgets must be 'equal', or numbers"
	refuses "$(of opt_risk_parity '"budgets":[1]' "$two")" "opt_risk_parity: 1 budgets for 2 columns"
	refuses "$(of opt_risk_parity '"budgets":[1,0]' "$two")" "opt_risk_parity: budgets: value 1 is not from 1e-9 to 1e9"
	refuses "$(of opt_risk_parity '' '"x":[1,1],"y":[1,2]')" "opt_risk_parity: a column has no deviation"
	refuses "$(of opt_hrp '' '"x":[1,1],"y":[1,2]')" "opt_hrp: a column has no deviation"
	refuses "$(of opt_hrp '"linkage":"median"' "$two")" "opt_hrp: linkage must be one of 'single', 'complete', 'average', 'ward'"
	refuses "$(of opt_min_cvar '"beta":1' "$two")" "opt_min_cvar: beta must be a number from 0 to 0.9999, not 1"
	refuses "$(of opt_black_litterman '"P":[[1,0]]' "$two")" "opt_black_litterman: P and Q go together"
	refuses "$(of opt_black_litterman '"P":[[1]],"Q":[1]' "$two")" "opt_black_litterman: P: row 0 has 1 numbers, not 2"
	refuses "$(of opt_black_litterman '"P":[[1,0]],"Q":[1,2]' "$two")" "opt_black_litterman: 1 rows of P for 2 numbers of Q"
	refuses "$(of opt_black_litterman '"P":[[0,0]],"Q":[1]' "$two")" "opt_black_litterman: views that contradict each other or say nothing"
	refuses "$(of opt_black_litterman '"P":[[1,0]],"Q":[1],"omega":"idzorek"' "$two")" "opt_black_litterman: omega must be"
	refuses "$(of opt_black_litterman '"market_weights":[1]' "$two")" "opt_black_litterman: 1 market_weights for 2 columns"
	refuses "$(of opt_black_litterman '"market_weights":[0,0]' "$two")" "opt_black_litterman: weights that add up to 0"
	no_complaints
}

@test "method run: regimes" {
	chain='"states":2,"scale":1,"startprob":[1,0],"transmat":[[0.5,0.5],[0,1]],"means":[0,1],"vars":[1,1]'
	# one state is the normal law itself
	says_of "$(of hmm_eval '"states":1,"scale":1,"startprob":[1],"transmat":[[1]],"means":[0],"vars":[1]' '"r":[0,0]')" '{"loglik":-1.8378770664093453,"viterbi_loglik":-1.8378770664093453,"viterbi":[0,0],"posterior_last":[1],"filtered_last":[1],"posterior_sum":[2]}'
	# half way between the means both are as likely
	says_of "$(of hmm_eval "$chain" '"r":[0,0.5]')" '{"loglik":-1.9628770664093453,"viterbi_loglik":-2.6560242469692907,"viterbi":[0,0],"posterior_last":[0.5,0.5],"filtered_last":[0.5,0.5],"posterior_sum":[1.5,0.5]}'
	# 0.02 of a return is 2 of what is seen
	says_of "$(of hmm_eval "${chain/\"scale\":1/\"scale\":100}" '"r":[0.02]')" '{"loglik":-2.9189385332046727}'
	# states alike share every value
	says_of "$(of hmm_fit '"scale":1,"startprob":[0.5,0.5],"transmat":[[0.5,0.5],[0.5,0.5]],"means":[0,0],"vars":[1,1],"iterations":2' '"r":[1,3]')" '{"startprob":[0.5,0.5],"transmat":[[0.5,0.5],[0.5,0.5]],"means":[2,2],"vars":[1,1],"loglik_first":-6.837877066409345,"loglik_before_last_update":-2.8378770664093453}'
	says_of "$(of hmm_fit '"states":1,"scale":1,"startprob":[1],"transmat":[[1]],"means":[0],"vars":[9],"covars_prior":4' '"r":[1,3]')" '{"means":[2],"vars":[3]}'
	says_of "$(of cusum '"baseline":3' '"series":[-1,0,1,3,3,3,-9,0]')" '{"alarms":[[5,1],[6,-1]]}'
	says_of "$(of cusum '"baseline":3,"h":1,"k":0,"reset_on_alarm":false' '"series":[-1,0,1,2,0]')" '{"alarms":[[3,1],[4,1]]}'
	# 2 ln(2 pi e) and 2 ln(2 pi 2.25 e) against three values more apart
	says_of "$(of changepoint_pelt '"penalty":0,"min_segment":2' '"series":[1,-1,100,103]')" '{"changepoints":[2],"total_cost":12.973368698070039}'
	says_of "$(of changepoint_pelt '"penalty":1000,"min_segment":2' '"series":[1,-1,1,-1]')" '{"changepoints":[],"total_cost":11.351508265637381}'
	says_of "$(of changepoint_pelt '"cost":"normal","penalty":"4 ln n"' '"series":[1,-1]')" '{"changepoints":[],"total_cost":null}'
	refuses "$(of hmm_eval "${chain/':[1,0]'/:[1]}" '"r":[1]')" "hmm_eval: startprob has 1 values for 2 states"
	refuses "$(of hmm_eval "${chain/':[1,0]'/:[0.5,0.4]}" '"r":[1]')" "hmm_eval: startprob: the chances add up to 0.9, not to 1"
	refuses "$(of hmm_eval "${chain/'[0,1]],'/[0,1,0]],}" '"r":[1]')" "hmm_eval: transmat has 3 values for 2 states"
	refuses "$(of hmm_eval "${chain/',[0,1]],'/],}" '"r":[1]')" "hmm_eval: transmat has 1 values for 2 states"
	refuses "$(of hmm_eval "${chain/'[0,1]],'/[-1,2]],}" '"r":[1]')" "hmm_eval: transmat: value 0 is below 0"
	refuses "$(of hmm_eval "${chain/'[[0.5,0.5],[0,1]]'/7}" '"r":[1]')" "hmm_eval: transmat is no array of rows"
	refuses "$(of hmm_eval "${chain/:'[1,1]'/:[1,0]}" '"r":[1]')" "hmm_eval: vars must be a number from 1e-12"
	refuses "$(of hmm_fit '' '"r":[1]')" "hmm_fit: no 'startprob' in params"
	refuses "$(of hmm_fit '"states":1,"startprob":[1],"transmat":[[1]],"means":[0],"vars":[1]' '"r":[1]')" "hmm_fit: state 0 has collapsed on one value"
	refuses "$(of cusum '"baseline":3' '"series":[2,2,2,5]')" "cusum: the baseline is constant"
	refuses "$(of cusum '"baseline":3' '"series":[1,2]')" "cusum: series has 2 values, fewer than the baseline of 3"
	refuses "$(of changepoint_pelt '"penalty":"half"' '"series":[1,2]')" "changepoint_pelt: penalty is no number of 0 or more, nor '4 ln n'"
	refuses "$(of changepoint_pelt '"penalty":-1' '"series":[1,2]')" "changepoint_pelt: penalty is no number of 0 or more"
	refuses "$(of changepoint_pelt '' "\"series\":[1$(printf ',1%.0s' {1..20000})]")" "changepoint_pelt: series has more than 20000 values"
	no_complaints
}

@test "method run: charts" {
	says_of "$(of pivots '"k":1' '"high":[1,3,2,4,1],"low":[0,1,-1,2,0]')" '{"high":[1,3],"low":[2]}'
	# of a plateau the first
	says_of "$(of pivots '"k":1' '"high":[1,3,3,1],"low":[1,1,1,1]')" '{"high":[1],"low":[]}'
	says_of "$(of pivots '' '"high":[1],"low":[1]')" '{"high":[],"low":[]}'
	says_of "$(of support_resistance '"k":1' '"high":[1,100,1,100.5,1],"low":[0,0,0,0,0]')" '{"levels":[[100.25,2,3]]}'
	says_of "$(of support_resistance '"k":1,"tolerance":0.001,"min_touches":1' '"high":[1,100,1,100.5,1],"low":[0,0,0,0,0]')" '{"levels":[[100,1,1],[100.5,1,3]]}'
	says_of "$(of theil_sen '' '"series":[1,2,4]')" '{"slope":1.5,"intercept":0.5}'
	says_of "$(of theil_sen '' '"series":[1]')" '{"slope":null}'
	says_of "$(of mann_kendall '' '"series":[1,2,4]')" '{"tau":1}'
	says_of "$(of mann_kendall '' '"series":[1,1]')" '{"tau":null}'
	says_of "$(of variance_ratio '"q":2' '"series":[0,1,0,1,0]')" '{"vr":0}'
	says_of "$(of variance_ratio '"q":1' '"series":[0,1,0,1,0]')" '{"vr":1}'
	says_of "$(of variance_ratio '"q":4' '"series":[0,1,0,1,0]')" '{"vr":null}'
	says_of "$(of kernel_cv '"grid":[1,2]' '"close":[0,1]')" '{"cv":[1,1],"best":1,"used":0.3}'
	says_of "$(of kernel_cv '' '"close":[5,5,5]')" '{"best":0.5,"used":0.15}'
	says_of "$(of chart_pattern '"bandwidth":0.1' '"close":[1,2,3,2,1]')" '{"smoothed":[1,2,3,2,1],"extrema":[[2,1]],"patterns":[]}'
	# the line through the closes is the closes themselves
	says_of "$(of chart_pattern '"bandwidth":0.1' '"close":[90,100,95,110,95,100,90]')" '{"extrema":[[1,1],[2,-1],[3,1],[4,-1],[5,1]],"patterns":[["HS",1,5]]}'
	says_of "$(of chart_pattern '"bandwidth":0.1' '"close":[110,100,105,90,105,100,110]')" '{"patterns":[["IHS",1,5]]}'
	says_of "$(of chart_pattern '"bandwidth":0.1' '"close":[90,100,95,105,90,110,80]')" '{"patterns":[["BTOP",1,5]]}'
	says_of "$(of chart_pattern '"bandwidth":0.1' '"close":[90,110,80,105,85,100,90]')" '{"patterns":[["TTOP",1,5]]}'
	says_of "$(of chart_pattern '"bandwidth":0.1' '"close":[95,100,90,100.4,90,100.2,95]')" '{"patterns":[["HS",1,5],["RTOP",1,5]]}'
	refuses "$(of chart_pattern '' '"close":[1]')" "chart_pattern: no 'bandwidth' in params"
	refuses "$(of kernel_cv '"grid":[]' '"close":[1,2]')" "kernel_cv: grid has not 1 to 200 values"
	refuses "$(of kernel_cv '"grid":[0]' '"close":[1,2]')" "kernel_cv: grid must be a number from 0.1"
	refuses "$(of theil_sen '' "\"series\":[1$(printf ',1%.0s' {1..5000})]")" "theil_sen: series has more than 5000 values"
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

# garch FN PARAMS RETURNS
garch() {
	echo "{\"fn\":\"garch11_$1\",\"params\":{$2},\"input\":{\"r\":[$3]}}"
}

# option FN PARAMS: strike, forward and spot 1, a year, unless given
option() {
	echo "{\"fn\":\"$1\",\"params\":{\"K\":1,\"T\":1,$2}}"
}

@test "method run: garch, its likelihood by hand, and what it refuses" {
	# the backcast is 1, and so is either variance
	says_of "$(garch eval '"scale":1,"params":[0,0.5,0.1,0.4]' 1,-1)" '{"loglik":-2.8378770664093453,"sigma2_last":1,"sigma2_sum":2}'
	says_of "$(garch eval '"scale":100,"params":[0,0.5,0.1,0.4]' 0.01,-0.01)" '{"loglik":-2.8378770664093453,"sigma2_last":1}'
	says_of "$(garch eval '"dist":"t","scale":1,"params":[0,0.5,0.1,0.4,5]' 1,-1)" '{"loglik":-3.1525059890541445,"sigma2_sum":2}'
	refuses "$(garch eval '"params":[0,0.5,0.1]' 1,-1)" "garch11_eval: params must be mu, omega, alpha, beta"
	refuses "$(garch eval '"dist":"t","params":[0,0.5,0.1,0.4]' 1,-1)" "garch11_eval: params must be mu, omega, alpha, beta, nu"
	refuses "$(garch eval '"dist":"t","params":[0,0.5,0.1,0.4,2]' 1,-1)" "garch11_eval: params: nu must be between 2.05 and 500"
	refuses "$(garch eval '"params":[0,0.5,0.6,0.4]' 1,-1)" "garch11_eval: params: omega must be above 0"
	refuses "$(garch eval '"dist":"cauchy","params":[0,0.5,0.1,0.4]' 1,-1)" "garch11_eval: dist must be one of"
	refuses "$(garch fit '' 1,2,3)" "garch11_fit: "
	refuses "$(garch fit '' 1,1,1,1,1,1,1,1,1,1,1,1)" "garch11_fit: r: all values are the same"
	no_complaints
}

@test "method run: options, at the money by hand, expired, and impossible" {
	says_of "$(option black76_price '"F":1,"sigma":0.5,"type":"call"')" '{"price":0.1974126513658474,"delta":0.5987063256829237,"gamma":0.7733362336056986,"vega":0.3866681168028493}'
	says_of "$(option bs_price '"S":1,"sigma":0.5,"type":"put"')" '{"price":0.1974126513658474,"delta":-0.40129367431707624,"theta":-0.09666702920071233,"rho":-0.5987063256829237}'
	# expired, or without volatility: what it is worth
	says_of '{"fn":"black76_price","params":{"F":3,"K":1,"T":0,"sigma":0.5,"type":"call"}}' '{"price":2,"delta":1,"gamma":0,"vega":0}'
	says_of "$(option bs_price '"S":3,"sigma":0,"type":"put"')" '{"price":0,"delta":0,"gamma":0,"theta":0,"rho":0}'
	says_of "$(option implied_vol '"F":1,"price":0.1974126513658474,"type":"put"')" '{"sigma":0.5}'
	says_of "$(option implied_vol '"F":3,"price":2,"type":"call"')" '{"sigma":0}'
	says_of "$(option implied_vol '"F":3,"price":1.9,"type":"call"')" '{"error":"below intrinsic"}'
	says_of "$(option implied_vol '"F":3,"price":-1,"type":"put"')" '{"error":"below intrinsic"}'
	says_of "$(option implied_vol '"F":3,"price":3,"type":"call"')" '{"error":"above bound"}'
	says_of "$(option implied_vol '"F":3,"price":1.5,"type":"put"')" '{"error":"above bound"}'
	refuses "$(option black76_price '"sigma":0.5,"type":"call"')" "black76_price: no 'F' in params"
	refuses "$(option black76_price '"F":1,"sigma":-1,"type":"call"')" "black76_price: sigma must be a number"
	refuses "$(option bs_price '"S":1,"sigma":1,"type":"straddle"')" "bs_price: type must be one of 'call', 'put'"
	no_complaints
}

@test "method run: a smile is found again, and needs five strikes" {
	# sqrt(k² + 1) at 3/4, 4/3, 12/5 is 5/4, 5/3, 13/5
	smile='"T":4,"k":[-2.4,-0.75,0,0.75,1.3333333333333333,2.4],"iv":[0.5983310120660636,0.42720018726587655,0.3872983346207417,0.42720018726587655,0.48648398397754744,0.5983310120660636]'
	run --separate-stderr etrms method run <<<"{\"fn\":\"svi_fit\",\"params\":{$smile}}"
	echo "$output"
	[ "$(json '[.a - 0.08, .b - 0.52, .rho, .m, .sigma - 1, .min_total_variance - 0.6] | map(fabs < 1e-6) | all')" = true ]
	refuses '{"fn":"svi_fit","params":{"T":1,"k":[0,1,2,3,3],"iv":[1,1,1,1,1]}}' "svi_fit: k: fewer than 5 different values"
	refuses '{"fn":"svi_fit","params":{"T":1,"k":[0,1,2,3,4],"iv":[1,1,1,1]}}' "svi_fit: iv has 4 values, k has 5"
	refuses '{"fn":"svi_fit","params":{"T":1,"k":[0,1,2,3,4],"iv":[1,1,1,1,1],"weights":[1,1,1,1,0]}}' "svi_fit: weights: value 4 is not above 0"
	refuses '{"fn":"svi_fit","params":{"T":1,"k":[0,1,2,3,4],"iv":[1,1,1,1,1],"weights":"vega"}}' "svi_fit: weights is no array of numbers"
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
