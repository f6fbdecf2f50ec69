# venue advance: --to and --by, the last bar that closes, fills on the way,
# breakers that trip on the way, the end of the candles, progress in pieces,
# and bad options.

load ../helper
load ../paper

setup() {
	setup_home
	given_bars BTC/USDT 100,100,100,100 100,101,99,100 100,101,90,95 \
		95,96,94,95 95,96,94,95
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "venue advance walks to the last bar that closes in time" {
	exits 0 venue advance --to 2024-03-01T00:03:59Z --format csv
	[ "${lines[0]}" = account,from,to,bars,fills,judged,tripped,acted,unknown ]
	[ "${lines[1]}" = demo,2024-03-01T00:01:00Z,2024-03-01T00:03:00Z,2,0,0,0,0,0 ]
	exits 0 venue advance --by 1m
	[ "$(json .to)" = 2024-03-01T00:04:00Z ]
	[ "$(json .bars)" = 1 ]
}

@test "venue advance past the candles ends with them" {
	exits 0 venue advance --by 1d
	[ "$(json .to)" = 2024-03-01T00:05:00Z ]
	exits 0 venue advance --by 1d
	[ "$(json .bars)" = 0 ]
	says 'warning: account demo: no candle closes in that time'
}

@test "venue advance fills what waits" {
	etrms order buy BTC/USDT --qty 1 --stop-loss 5% >/dev/null
	exits 0 venue advance --by 1h
	[ "$(json .fills)" = 1 ]
	exits 0 fills --format csv --fields side,price,time
	[ "${lines[2]}" = sell,95,2024-03-01T00:02:15Z ]
}

@test "venue advance lets breakers act, and still exits 0" {
	etrms order buy BTC/USDT --qty 20 >/dev/null
	etrms breaker add b --when 'drawdown(1d) > 1%' --do 'reduce 50%, notify' >/dev/null
	exits 0 venue advance --by 1h
	[ "$(json '[.fills, .tripped, .acted] | join(" ")')" = "1 1 3" ]
	[[ $stderr == *'etrms: breaker: breaker b tripped: drawdown'* ]]
	exits 0 positions
	[ "$(json .contracts)" = 10 ]
	exits 0 venue advance --by 1h --quiet
	[ -z "$output$stderr" ]
}

@test "venue advance in pieces is the same as at once" {
	etrms order buy BTC/USDT --qty 20 --stop-loss 8% >/dev/null
	etrms breaker add b --when 'drawdown(1d) > 1%' --do 'reduce 50%' >/dev/null
	cp -r "$XDG_DATA_HOME/etrms" kept
	etrms venue advance --by 1h >/dev/null 2>&1
	etrms fills --format csv --fields price,amount,time >whole
	rm -r "$XDG_DATA_HOME/etrms"
	mv kept "$XDG_DATA_HOME/etrms"
	for _ in 1 2 3 4; do etrms venue advance --by 1m >/dev/null 2>&1; done
	etrms fills --format csv --fields price,amount,time >pieces
	diff whole pieces
}

@test "venue advance refuses bad options" {
	exits 2 venue advance
	says 'give one of --to and --by'
	exits 2 venue advance --by 1h --to 2024-03-01T00:03Z
	exits 2 venue advance --to 2024-02-01
	says 'the clock of account demo stands at 2024-03-01T00:01:00Z'
	exits 2 venue advance --by -1h
	exits 2 venue advance --by soon
	exits 2 venue advance --by 1h --account nobody
}

# One market in bars of an hour and of a minute; $@: accounts over the hours.
given_hours_and_minutes() {
	etrms candles generate --venue x --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 600 --start-price 100 --seed 3 \
		--tick 0.01 --quiet
	etrms candles export -v x -s BTC/USDT -t 1m --resample 1h --format csv >h.csv
	etrms candles import h.csv --venue x --symbol BTC/USDT --timeframe 1h --quiet
}

@test "detail bars tell what happened inside a bar, wherever the clock stops" {
	given_hours_and_minutes
	for label in whole pieces plain; do
		detail=--detail=1m
		[ "$label" != plain ] || detail=
		exits 0 account add $label --prices x --timeframe 1h $detail --slippage 0
		exits 0 policy set max-position-share off --account $label
		exits 0 order buy BTC/USDT --account $label --quote 900 \
			--stop-loss 0.2% --take-profit 0.4%
	done
	exits 0 venue advance --account whole --by 3h
	[ "$(json .bars)" = 3 ]
	for _ in 1 2 3 4 5 6; do
		exits 0 venue advance --account pieces --by 30m
	done
	exits 0 venue advance --account plain --by 3h
	for label in whole pieces plain; do
		etrms fills --account $label --format csv --no-header \
			--fields time,side,price,amount >$label
	done
	diff whole pieces
	# the minute is known, not only the hour
	[ "$(tail -1 whole)" = 2024-03-01T01:43:15Z,sell,99.87,8.98382193 ]
	[ "$(tail -1 plain)" = 2024-03-01T01:15:00Z,sell,99.87,8.98382193 ]
}

# Amounts of the orders with this type: ordered, filled.
amounts() {
	etrms order list --format csv --no-header --fields type,amount,filled,state |
		grep "^$1," | cut -d, -f2-
}

@test "legs follow an entry that is filled in parts, and each other" {
	export ETRMS_STORE=$PWD/parts.db
	given_candles BTC/USDT:USDT 100 100 100 100 100 106 107 107
	given_paper --volume-share 0.1
	exits 0 policy set max-risk-per-trade off
	exits 0 order buy BTC/USDT:USDT --qty 3 --stop-loss 50 --take-profit 105
	# each bar has a volume of 10
	for step in 1,0 2,0 3,0; do
		exits 0 venue advance --by 1m
		[ "$(amounts stop)" = "$step,open" ]
		[ "$(amounts limit)" = "$step,open" ]
	done
	exits 0 venue advance --by 2m
	[ "$(amounts stop)" = 2,0,open ]
	[ "$(amounts limit)" = 3,1,partial ]
	exits 0 store check
	exits 0 store rebuild
	[ "$(json 'select(.changed != 0)')" = "" ]
}
