# monitor --once: quiet, a trip, a trip that is known already, accounts, a
# breaker that is told where it stands wrong, --once missing.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "monitor --once with nothing to do is 0" {
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
	etrms breaker add low --when 'equity < 100' --do halt >/dev/null
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
}

@test "monitor --once that acts is 1, and once" {
	etrms order buy BTC/USDT --qty 2 >/dev/null
	etrms breaker add low --when 'equity < 10000' --do 'close, notify' >/dev/null
	exits 1 monitor --once
	[ "$(json '.kind + " " + (.action // "")' | paste -sd,)" = \
		"triggered ,action close,action close,action notify" ]
	[ "$(json 'select(.order_id != null) | .order_id')" = 2 ]
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
	exits 0 positions
	[ "$(rows)" -eq 0 ]
}

@test "monitor --once asks every account, or one" {
	etrms account add second --prices test --balance USDT=50 >/dev/null
	etrms breaker add poor --when 'equity < 100' --do 'block-entries' >/dev/null
	exits 0 monitor --once --account demo
	exits 1 monitor --once
	[ "$(json .account | sort -u)" = second ]
}

@test "monitor refuses bad options" {
	exits 2 monitor
	says 'monitor: --once is missing'
	exits 2 monitor --once --account nobody
	exits 2 monitor --once demo
}
