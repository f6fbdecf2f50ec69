# resume: lifts the halt of everything or of an account, each by itself; what
# is not halted; breakers stay.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "resume lifts the halt of everything" {
	etrms halt >/dev/null
	exits 0 resume
	[ "$(json .halted)" = false ]
	exits 0 order buy BTC/USDT --qty 1
	exits 0 log --kind halt --format csv --fields event
	[ "$(paste -sd' ' <<<"$output")" = "event halt resume" ]
}

@test "resume of everything leaves an account halted, and the other way" {
	etrms halt >/dev/null
	etrms halt --account demo >/dev/null
	exits 0 resume
	exits 4 order buy BTC/USDT --qty 1
	exits 0 resume --account demo
	exits 0 order buy BTC/USDT --qty 1
}

@test "resume of what is not halted says so" {
	exits 0 resume
	says 'warning: the store as a whole is not halted'
	exits 0 resume --account demo
	says 'warning: demo is not halted'
	exits 0 log --kind halt
	[ "$(rows)" -eq 0 ]
}

@test "resume arms no breaker" {
	etrms breaker add low --when 'equity < 20000' --do 'block-entries' >/dev/null
	run etrms monitor --once
	exits 0 resume
	exits 4 order buy BTC/USDT --qty 1
}

@test "resume refuses bad options" {
	exits 2 resume --account nobody
	exits 2 resume all
}
