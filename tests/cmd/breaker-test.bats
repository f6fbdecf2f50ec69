# breaker test: where the answer changed over stored history: drawdown,
# positions, prices, fills, transfers; --since, --until, refusals.

load ../helper
load ../paper

given_history() {
	given_candles BTC/USDT 50000 50000 45000 45000 55000 55000
	given_paper
	etrms policy set max-risk-per-trade 90% >/dev/null
	etrms policy set max-position-share 90% >/dev/null
	etrms order buy BTC/USDT --qty 0.1 >/dev/null
	etrms venue advance --by 4m >/dev/null
	etrms order sell BTC/USDT --qty 0.1 >/dev/null
	etrms venue advance --by 1m >/dev/null
}

@test "breaker test prints a row where the answer changes" {
	given_history
	exits 0 breaker test --when 'drawdown() > 5%' --format csv --fields time,answer,value,equity
	# 5 is paid; at 45000 there are 9495 of 10000; at 55000 10495
	[ "${lines[1]}" = 2024-03-01T00:01:00Z,false,,10000 ]
	[ "${lines[2]}" = 2024-03-01T00:03:00Z,true,0.0505,9495 ]
	[ "${lines[3]}" = 2024-03-01T00:05:00Z,false,,10495 ]
	[ "${#lines[@]}" -eq 4 ]
	exits 0 breaker events
	[ -z "$output" ]
}

@test "breaker test follows positions and prices" {
	given_history
	exits 0 breaker test --when 'position.gain < -5%' --format csv --fields time,answer,symbols
	[ "${lines[2]}" = 2024-03-01T00:03:00Z,true,BTC/USDT ]
	[ "${lines[3]}" = 2024-03-01T00:05:00Z,false, ]
	exits 0 breaker test --when 'mark > 50_000' --symbol BTC/USDT --format csv --fields time,answer
	[ "${lines[2]}" = 2024-03-01T00:05:00Z,true ]
	exits 0 breaker test --when 'realised() > 0 and trades() == 1' --format csv --fields time,answer
	[ "${lines[2]}" = 2024-03-01T00:05:00Z,true ] || [ "${lines[2]}" = 2024-03-01T00:06:00Z,true ]
	exits 0 breaker test --when 'balance > 0'
	[ "$(json .answer)" = unknown ]
}

@test "breaker test takes a breaker by name, and a span" {
	given_history
	etrms breaker add deep --when 'drawdown() > 5%' --do notify >/dev/null
	exits 0 breaker test deep
	[ "$(json .answer | paste -sd' ')" = "false true false" ]
	exits 0 breaker test deep --since 2024-03-01T00:03Z --until 2024-03-01T00:05Z
	[ "$(json .answer)" = true ]
	etrms account add other --prices test --balance USDT=5000 >/dev/null
	exits 0 breaker test deep --account other
	[ "$(json '.account + .answer')" = otherfalse ]
	etrms breaker set deep --account other >/dev/null
	exits 0 breaker test deep
	[ "$(json .account)" = other ]
}

@test "breaker test refuses what it does not know" {
	given_history
	exits 2 breaker test
	says "give a breaker's name, or --when"
	exits 2 breaker test nothing
	says nothing
	exits 2 breaker test nothing --when 'equity > 1'
	exits 2 breaker test nothing --symbol BTC/USDT
	says '--symbol: goes with --when'
	run -2 --separate-stderr etrms breaker test --when 'equity >'
	[[ $stderr == *"--when:1:"* ]]
	exits 2 breaker test --when 'mark > 5'
	says 'give --symbol'
}

@test "breaker test knows the sides, margins and sizes of perpetuals" {
	given_candles BTC/USDT:USDT 50000 50000 55000 45000
	given_paper
	etrms policy set max-risk-per-trade off >/dev/null
	etrms policy set max-position-share off >/dev/null
	etrms order sell BTC/USDT:USDT --qty 0.1 >/dev/null
	etrms venue advance --by 3m >/dev/null
	# the margin is what is sold, at leverage 1: 5500 of 9497.5 at its worst
	exits 0 breaker test --when 'margin_used > 55%' --format csv --fields time,answer
	[ "${lines[2]}" = 2024-03-01T00:03:00Z,true ]
	[ "${lines[3]}" = 2024-03-01T00:04:00Z,false ]
	exits 0 breaker test --when 'position.leverage == 1 and position.side == "short" and unrealised < -499' \
		--format csv --fields time,answer
	[ "${lines[2]}" = 2024-03-01T00:03:00Z,true ]
	exits 0 breaker test --when 'net_exposure < -5400' --format csv --fields time,answer
	[ "${lines[2]}" = 2024-03-01T00:03:00Z,true ]
}
