# monitor: quiet, a trip, a trip that is known already, accounts; on and on over
# paper accounts, until a time or a signal; bad options. Streams of live accounts
# are in monitor-live.bats.

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

@test "monitor goes on, and acts on what comes meanwhile" {
	etrms order buy BTC/USDT --qty 2 >/dev/null
	etrms monitor --every 1s >out 2>err &
	local pid=$! code=0 i
	sleep 0.3
	etrms breaker add low --when 'equity < 10000' --do 'close' >/dev/null
	for i in $(seq 100); do
		[ ! -s out ] || break
		sleep 0.1
	done
	kill -INT "$pid"
	wait "$pid" || code=$?
	[ "$code" -eq 1 ]
	[ "$(jq -r '.record + " " + .kind' out | paste -sd,)" = "breaker event triggered,breaker event action,breaker event action" ]
	[ "$(cat err)" = "etrms: breaker: breaker low: close BTC/USDT" ]
	exits 0 positions
	[ "$(rows)" -eq 0 ]
}

@test "monitor ends quietly when its time is over, or on TERM and HUP" {
	local signal code pid
	exits 0 monitor --every 1s --for 1s
	[ "$(rows)" -eq 0 ]
	[ -z "$stderr" ]
	exits 0 monitor --for 1s --format json
	[ "$output" = "[]" ]
	for signal in TERM HUP; do
		etrms monitor >out 2>err &
		pid=$! code=0
		sleep 0.3
		kill -"$signal" "$pid"
		wait "$pid" || code=$?
		[ "$code" -eq 0 ]
	done
}

@test "monitor places what is due" {
	etrms order schedule buy BTC/USDT --qty 0.1 --every 1h >/dev/null
	exits 0 monitor --every 1s --for 2s
	[ "$(json '.record + " " + .result')" = "slot ordered" ]
}

@test "monitor refuses bad options" {
	exits 2 monitor --once --account nobody
	exits 2 monitor --account nobody
	exits 2 monitor --once demo
	exits 2 monitor --every 500ms
	says "--every '500ms'"
	exits 2 monitor --for -1s
	exits 2 monitor --once --for 1s
	says '--for: --once ends by itself'
}
