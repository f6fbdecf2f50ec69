# breaker set: what is given changes, the rest stays, also beside another change;
# refusals change nothing.

load ../helper

given_breaker() {
	etrms breaker add one --when 'equity < 1' --do notify --symbol BTC/USDT \
		--cooldown 1h --note hello >/dev/null
}

@test "breaker set changes what is given and keeps the rest" {
	given_breaker
	exits 0 breaker set one --when 'equity<2' --do 'halt'
	[ "$(json '[.when, .do, .symbol, .cooldown, .note] | join("|")')" = \
		'equity < 2|halt|BTC/USDT|1h|hello' ]
	exits 0 breaker set one --symbol '' --no-cooldown --note ''
	[ "$(json '[.symbol, .cooldown, .note] | tostring')" = '[null,null,null]' ]
	exits 0 breaker set one --cooldown 2h --on-unknown trip --venue sim
	[ "$(json '.cooldown + .venue')" = 2hsim ]
}

@test "breaker set refuses, and changes nothing" {
	given_breaker
	exits 2 breaker set two --when 'equity < 2'
	says two
	exits 2 breaker set one --do panic
	says '"panic" is no action'
	run -2 --separate-stderr etrms breaker set one --when 'broken >'
	exits 2 breaker set one --venue nowhere
	says "no venue 'nowhere'"
	# a condition over mark needs its symbol
	exits 0 breaker set one --when 'mark < 5'
	exits 2 breaker set one --symbol ''
	says 'mark of which symbol?'
	exits 0 breaker show one --format ndjson
	[ "$(json '.when + .symbol')" = 'mark < 5BTC/USDT' ]
}

@test "breaker set undoes no change that is made meanwhile" {
	etrms breaker add low --when 'equity < 100' --do notify >/dev/null
	for turn in 1 2 3 4 5 6; do
		etrms breaker set low --note "note $turn" >/dev/null &
		etrms breaker disable low >/dev/null
		wait
		exits 0 breaker list
		[ "$(json '.note + " " + (.enabled | tostring)')" = \
			"note $turn false" ]
		etrms breaker set low --note "again $turn" >/dev/null &
		etrms breaker enable low >/dev/null
		wait
		exits 0 breaker list
		[ "$(json '.note + " " + (.enabled | tostring)')" = \
			"again $turn true" ]
	done
}
