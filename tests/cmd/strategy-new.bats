# etrms strategy new: a sound file where the others are found; nothing is ever
# written over; names that are none; folders that cannot be written.
load ../helper

@test "strategy new: a file with comments that passes strategy check" {
	exits 0 strategy new first --format ndjson
	local path=$XDG_CONFIG_HOME/etrms/strategies/first.strategy
	[ "$(json .path)" = "$path" ]
	[ "$(stat -c %a "$path")" = 600 ]
	grep -q '^#' "$path"
	exits 0 strategy check first
	[ -z "$output$stderr" ]
	exits 0 strategy show first --canonical
	[ "${lines[0]}" = "strategy first" ]
}

@test "strategy new: nothing is written over" {
	exits 0 strategy new first
	local path=$XDG_CONFIG_HOME/etrms/strategies/first.strategy
	echo '# mine' >"$path"
	exits 2 strategy new first
	says 'is there already'
	[ "$(cat "$path")" = '# mine' ]
	ln -s /nowhere "$XDG_CONFIG_HOME/etrms/strategies/link.strategy"
	exits 2 strategy new link
	exits 2 strategy new sma_cross
	[ ! -e "$XDG_CONFIG_HOME/etrms/strategies/sma_cross.strategy" ]
}

@test "strategy new: names that are none" {
	local name
	for name in '' ../up a/b 'a b' 9lives a.b -- "$(printf 'x%.0s' {1..65})"; do
		exits 2 strategy new "$name"
	done
	[ ! -e "$XDG_CONFIG_HOME/etrms/strategies" ]
}

@test "strategy new: a folder that cannot be made" {
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	: >"$XDG_CONFIG_HOME/etrms/strategies"
	exits 3 strategy new first
}
