# method show: parameters with range and default, words, every format, bad
# input.

load ../helper

@test "method show says what a method reads, answers and can be given" {
	exits 0 method show stat_mean_nw
	[ "$(json -s '.[0] | [.record, .name, .input, .output] | join(" ")')" = "method stat_mean_nw r t" ]
	[ "$(json -s '.[1] | [.record, .method, .name, .type] | join(" ")')" = "method_parameter stat_mean_nw lags whole" ]
	[ "$(json -s -c '.[1] | [.required, .default, .minimum, .maximum]')" = '[false,5,0,10000]' ]
	[ "$(rows)" -eq 2 ]
}

@test "method show tells required parameters and words" {
	exits 0 method show stat_dsr
	[ "$(json -s -c '.[1:] | map([.name, .required, .default])')" = '[["trials",true,null],["var_sr",true,null]]' ]
	exits 0 method show bbands
	[ "$(json -s -c '.[1:] | map(.name)')" = '["period","dev_up","dev_dn","ma"]' ]
	[ "$(json -s '.[4].choices')" = sma ]
}

@test "method show in every format" {
	exits 0 method show rsi --format csv --no-header --fields name,type,default
	[ "${lines[1]}" = method_parameter,period,whole,14 ] || [ "${lines[1]}" = period,whole,14 ]
	exits 0 method show rsi --format json
	[ "$(json '.[1].minimum')" = 2 ]
	exits 0 method show rsi --format table
	[[ $output == *rsi* && $output == *parameters* && $output == *period* ]]
}

@test "method show refuses bad input" {
	exits 2 method show no-such
	says "no method no-such"
	exits 2 method show
	exits 2 method show rsi atr
	exits 2 method show rsi --fields nonsense
}
