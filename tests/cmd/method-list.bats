# method list: by family, every format, bad input.

load ../helper

@test "method list names each method once, family by family" {
	exits 0 method list
	[ "$(json -s 'map(.name) | length == (unique | length)')" = true ]
	# a family is not begun twice
	[ "$(json -s 'map(.family) | reduce .[] as $f ([]; if .[-1] == $f then . else . + [$f] end) | length == (unique | length)')" = true ]
	[ "$(json -s 'any(.[]; .name == "rsi" and .family == "indicators" and .input == "close" and .output == "first, value[]")')" = true ]
	[ "$(json -s 'all(.[]; .help != null and .source != null and .output != null)')" = true ]
}

@test "method list --family shows that family only" {
	exits 0 method list --family backtest
	[ "$(json -s 'map(.family) | unique | join(" ")')" = backtest ]
	[ "$(json -s 'any(.[]; .name == "stat_sharpe")')" = true ]
	exits 2 method list --family nonsense
	says "--family: no family 'nonsense'"
}

@test "method list in every format" {
	exits 0 method list --family backtest --format csv --fields name,input,output
	[ "${lines[0]}" = name,input,output ]
	[ "${lines[1]}" = 'stat_return,r,"total, annual"' ]
	exits 0 method list --format json
	[ "$(json 'map(select(.name == "trade_stats")) | .[0].input')" = "open_ts, close_ts, pnl, fee, risk" ]
	exits 0 method list --format table
	[[ ${lines[0]} == *name*family*input*help* ]] || [[ ${lines[0]} == *NAME* ]]
}

@test "method list refuses bad input" {
	exits 2 method list more
	exits 2 method list --fields nonsense
	exits 2 method list --no-such-option
}
