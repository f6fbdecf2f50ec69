# halt: of everything and of one account, its reason, exits that stay open,
# --flatten, repeated; it needs no account at all.

load ../helper
load ../paper

given_trader() {
	given_candles BTC/USDT 100 100 100
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "halt refuses entries everywhere" {
	given_trader
	exits 0 halt --reason 'exchange acts up'
	[ "$(json '[.account, .halted, .reason, .time] | map(tostring) | join(" ")')" = \
		"null true exchange acts up 2024-03-01T12:00:00Z" ]
	exits 4 order buy BTC/USDT --qty 1
	says 'halt'
	exits 0 log --kind halt --format csv --fields event,message
	[ "${lines[1]}" = "halt,exchange acts up" ]
	exits 0 audit --format csv --fields entity,action
	[ "$(grep -c '^store,halt$' <<<"$output")" -eq 1 ]
}

@test "halt of one account leaves the others alone" {
	given_trader
	etrms account add second --prices test --balance USDT=1000 >/dev/null
	exits 0 halt --account second
	[ "$(json .account)" = second ]
	exits 0 order buy BTC/USDT --qty 1
	exits 4 order buy BTC/USDT --qty 1 --account second
}

@test "halt --flatten cancels and closes" {
	given_trader
	etrms order buy BTC/USDT --qty 2 --stop-loss 5% >/dev/null
	etrms order buy BTC/USDT --qty 1 --price 90 >/dev/null
	exits 0 halt --flatten
	[ "$(json 'select(.record == "halt") | .halted')" = true ]
	[ "$(json 'select(.record == "order") | .type + " " + .state' | paste -sd,)" = \
		"stop canceled,limit canceled,market filled" ]
	exits 0 positions
	[ "$(rows)" -eq 0 ]
	exits 0 halt --flatten
	[ "$(json 'select(.record == "order")' | wc -l)" -eq 0 ]
}

@test "halt --flatten --account leaves other accounts their positions" {
	given_trader
	etrms account add second --prices test --slippage 0 --balance USDT=1000 >/dev/null
	etrms order buy BTC/USDT --qty 2 >/dev/null
	etrms order buy BTC/USDT --qty 1 --account second >/dev/null
	exits 0 halt --flatten --account second
	exits 0 positions --format csv --fields account,contracts
	[ "${lines[1]}" = demo,2 ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "halt needs no account" {
	exits 0 halt
	[ "$(json .halted)" = true ]
	exits 0 halt --flatten
}

@test "halt refuses bad options" {
	exits 2 halt --account nobody
	exits 2 halt now
	exits 2 halt --reason "$(printf '%0129d' 1)"
	says '--reason: longer than'
}
