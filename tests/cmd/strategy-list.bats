# etrms strategy list: what comes with etrms, what is the user's own, files that
# are refused, every format.
load ../helper

@test "strategy list: ten come with etrms, each with about and source" {
	exits 0 strategy list --format ndjson
	[ "$(rows)" -eq 10 ]
	[ "$(json 'select(.about == null or .source == null or (.hash | length) != 64)')" = "" ]
	[ "$(json .origin | sort -u)" = shipped ]
	[ "$(json 'select(.name == "sma_cross") | .hash')" = \
		b15a07b1802143c72dc6f52f62e5cc14f8bf4aac95a625ff90b04a47b538c9e1 ]
}

@test "strategy list: own ones come first, and other files are left out" {
	exits 0 strategy new mine
	touch "$XDG_CONFIG_HOME/etrms/strategies/notes.txt"
	exits 0 strategy list --format csv --fields name,origin,timeframe,parameters
	[ "${lines[0]}" = "name,origin,timeframe,parameters" ]
	[ "${lines[1]}" = "mine,own,1h,2" ]
	[ "${#lines[@]}" -eq 12 ]
}

@test "strategy list: a refused file is listed, with a warning" {
	mkdir -p "$XDG_CONFIG_HOME/etrms/strategies"
	echo 'strategy x' >"$XDG_CONFIG_HOME/etrms/strategies/broken.strategy"
	exits 0 strategy list --format ndjson
	says 'broken.strategy:1:1: no entry'
	[ "$(json 'select(.name == "broken") | .hash')" = null ]
	[ "$(rows)" -eq 11 ]
}

@test "strategy list: --where is no option, operands are none" {
	exits 2 strategy list sma_cross
}

@test "strategy list: completion knows the names" {
	exits 0 strategy new mine
	exits 0 completion --words strategy
	[[ "$output" == *$'mine\town'* && "$output" == *$'sma_cross\tshipped'* ]]
	exits 0 completion --next -- strategy show sma_
	[[ "$output" == *sma_cross* ]]
}
