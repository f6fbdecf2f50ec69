# etrms config unset: removes a key, keeps the rest; 1 when it was not set.
load ../helper

@test "config unset takes one key out and keeps the rest" {
	exits 0 config set time.day-start 01:00
	exits 0 config set output.color never
	echo '# note' >>"$XDG_CONFIG_HOME/etrms/config"
	exits 0 config unset time.day-start
	exits 0 config get time.day-start
	[ "$(json .origin)" = default ]
	exits 0 config get output.color
	[ "$(json .origin)" = file ]
	grep -q '# note' "$XDG_CONFIG_HOME/etrms/config"
}

@test "config unset of what is not set exits 1 and changes nothing" {
	exits 1 config unset time.day-start
	says "time.day-start is not set in"
	[ ! -e "$XDG_CONFIG_HOME/etrms/config" ]
}

@test "config unset removes keys that nobody knows" {
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	printf '[time]\nold-key = 1\n' >"$XDG_CONFIG_HOME/etrms/config"
	exits 0 config unset time.old-key
	run -1 grep old-key "$XDG_CONFIG_HOME/etrms/config"
	exits 2 config unset nonsense
}
