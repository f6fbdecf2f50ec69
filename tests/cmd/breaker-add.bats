# breaker add: the canonical definition, every option, the audit, and every
# kind of name, condition, action, scope and duration that it refuses.

load ../helper

@test "breaker add stores the canonical definition and prints it" {
	exits 0 breaker add daily-loss --when 'drawdown(24h)>5%' \
		--do 'reduce 50.0%,notify' --cooldown 12h --note 'call me'
	[ "$output" = '{"name":"daily-loss","when":"drawdown(1d, \"peak\") > 5%","do":"reduce 50%, notify","account":null,"venue":null,"symbol":null,"enabled":true,"state":"armed","tripped_at":null,"rearms_at":null,"cooldown":"12h","note":"call me"}' ]
	exits 0 audit --format ndjson
	[ "$(grep daily-loss <<<"$output" | jq -r '.command + ": " + .action + ": " + .detail')" = \
		'breaker add: add: when drawdown(1d, "peak") > 5% do reduce 50%, notify' ]
}

@test "breaker add takes a scope and starts disabled" {
	exits 0 breaker add one --when 'position.gain < -8%' --do close \
		--symbol 'BTC/*' --venue sim --disabled --on-unknown trip --format csv \
		--fields name,venue,symbol,enabled,state
	[ "${lines[1]}" = 'one,sim,BTC/*,false,armed' ]
}

@test "breaker add refuses a name that is taken or no name" {
	exits 0 breaker add one --when 'equity < 1' --do notify
	exits 2 breaker add one --when 'equity < 2' --do notify
	says one
	exits 2 breaker add One --when 'equity < 1' --do notify
	says "breaker 'One': a name has up to 32 lower case letters"
	exits 2 breaker add '' --when 'equity < 1' --do notify
	exits 2 breaker add --when 'equity < 1' --do notify
	exits 0 breaker show one --format ndjson
	[ "$(json .when)" = 'equity < 1' ]
}

@test "breaker add shows where a condition is wrong" {
	run -2 --separate-stderr etrms breaker add one --when 'drawdown(1d) > 5' --do notify
	[[ $stderr == *"--when:1:16: a ratio is compared with 5"* ]]
	run -2 --separate-stderr etrms breaker add one --when 'equity' --do notify
	[[ $stderr == *"--when:1:1: "* ]]
	exits 2 breaker add one --when 'mark < 5' --do notify
	says '--when: mark of which symbol? give --symbol'
	run -2 --separate-stderr etrms breaker add one --when '' --do notify
	[[ $stderr == "etrms: "* ]]
	exits 0 breaker list
	[ -z "$output" ]
}

@test "breaker add refuses actions that it does not know" {
	exits 2 breaker add one --when 'equity < 1' --do 'panic'
	says '--do: "panic" is no action'
	exits 2 breaker add one --when 'equity < 1' --do 'reduce 500%'
	says '--do: reduce needs a percentage above 0 and up to 100'
	exits 2 breaker add one --when 'equity < 1' --do ''
	says '--do: an action is missing'
	exits 2 breaker add one --when 'equity < 1'
	exits 2 breaker add one --do notify
}

@test "breaker add refuses scopes that are not there" {
	exits 2 breaker add one --when 'equity < 1' --do notify --venue simm
	says "no venue 'simm'; did you mean 'sim'?"
	exits 2 breaker add one --when 'equity < 1' --do notify --symbol btc
	says '--symbol: "btc" is not a symbol or a pattern'
	exits 2 breaker add one --when 'equity < 1' --do notify --symbol 'A/B C/D'
	says '--symbol: "A/B C/D"'
	exits 2 breaker add one --when 'equity < 1' --do notify --account nobody
	says nobody
	exits 2 breaker add one --when 'equity < 1' --do notify --cooldown 5
	exits 2 breaker add one --when 'equity < 1' --do notify --on-unknown maybe
	exits 2 breaker add one --when 'equity < 1' --do notify --note "$(printf '%0200d' 1)"
	says '--note: longer than 128 bytes'
	exits 2 breaker add one --do notify --when "equity < 1$(printf ' or equity < %d' {1..90})"
	says '--when: longer than 1024 bytes'
}
