# A breaker that trips, over commands: what is stored, what is refused, what a
# reset and a disable give back; a withdrawal trips nothing.

load ../helper
load ../paper

given_trip() {
	given_candles BTC/USDT 50000 50000 45000 45000 45000
	given_paper
	etrms policy set max-risk-per-trade 90% >/dev/null
	etrms policy set max-position-share 90% >/dev/null
	etrms breaker add fall --when 'drawdown(1d) > 5%' --do 'reduce 50%, notify' "$@" >/dev/null
	etrms order buy BTC/USDT --qty 0.1 >/dev/null
	etrms venue advance --by 2m >/dev/null 2>&1
}

@test "a trip is latched, acted on once and shown" {
	given_trip
	exits 0 breaker list --tripped
	[ "$(json '.name + " " + .state')" = "fall tripped" ]
	exits 0 breaker events fall --format csv --fields kind,action,value,limit
	[ "${lines[1]}" = triggered,,0.0505,0.05 ]
	[ "$(grep -c '^action,notify' <<<"$output")" -eq 1 ]
	exits 0 breaker events fall
	[ "$(json 'select(.action == "reduce 50%" and .symbol != null) | .symbol')" = BTC/USDT ]
	[ "$(json 'select(.action == "reduce 50%" and .symbol != null) | .order_id')" -gt 1 ]
	exits 0 positions
	[ "$(json .contracts)" = 0.05 ]
	etrms venue advance --by 1m >/dev/null 2>&1
	exits 0 positions
	[ "$(json .contracts)" = 0.05 ]
	exits 0 breaker show fall
	[ "$(json .record | head -n 2 | paste -sd' ')" = "breaker breaker event" ]
	exits 1 risk check
	[ "$(json 'select(.rule == "breaker").severity')" = breach ]
}

@test "a tripped breaker refuses entries until a person resets it" {
	given_trip
	exits 4 order buy BTC/USDT --qty 0.001
	[[ $stderr == *'refused by breaker: breaker fall has tripped'* ]]
	exits 0 order sell BTC/USDT --qty 0.01
	exits 2 breaker remove fall
	says 'breaker fall has tripped; reset or disable it first'
	exits 0 breaker reset fall
	[ "$(json .state)" = armed ]
	exits 0 breaker events fall --format csv --fields kind
	[ "${lines[-1]}" = reset ]
	etrms breaker disable fall >/dev/null
	exits 0 order buy BTC/USDT --qty 0.001
	exits 0 breaker remove fall
	exits 0 breaker events fall
	[ -n "$output" ]
}

@test "a withdrawal trips no drawdown breaker" {
	given_candles BTC/USDT 50000 50000 50000
	given_paper
	etrms breaker add fall --when 'drawdown(1d) > 0.1% or loss(1d) > 0.1%' --do halt >/dev/null
	etrms account withdraw --amount 9000 >/dev/null
	exits 0 risk check
	exits 0 venue advance --by 2m
	[ "$(json .tripped)" = 0 ]
	exits 0 breaker list --tripped
	[ -z "$output" ]
}
