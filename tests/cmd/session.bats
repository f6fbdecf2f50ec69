# What every command is given (cmd/session.c): the store's place, the clock,
# the format, before any of them runs.
load ../helper

policy_set() { etrms "$@" policy set max-order-notional 500 --quiet; }

@test "the store: --store, then ETRMS_STORE, then XDG_DATA_HOME, then HOME" {
	ETRMS_STORE=$PWD/env.db policy_set --store flag.db
	[ -e flag.db ] && [ ! -e env.db ]
	ETRMS_STORE=$PWD/env.db policy_set
	[ -e env.db ] && [ ! -e "$XDG_DATA_HOME/etrms/etrms.db" ]
	policy_set
	[ -e "$XDG_DATA_HOME/etrms/etrms.db" ]
	rm -rf "$XDG_DATA_HOME"
	XDG_DATA_HOME=relative policy_set
	[ -e "$HOME/.local/share/etrms/etrms.db" ] && [ ! -e relative ]
	run --separate-stderr env -u HOME -u XDG_DATA_HOME etrms policy set max-order-notional 1
	[ "$status" -eq 3 ]
	says "no place for the store"
}

@test "store and folder are made for their owner alone" {
	(umask 0; policy_set)
	[ "$(stat -c %a "$XDG_DATA_HOME/etrms/etrms.db")" = 600 ]
	[ "$(stat -c %a "$XDG_DATA_HOME/etrms")" = 700 ]
}

@test "ETRMS_NOW sets the clock of what is recorded" {
	ETRMS_NOW=2024-02-29T23:59:59Z policy_set
	exits 0 audit
	[ "$(json .time)" = 2024-02-29T23:59:59Z ]
}

@test "the format: --format, then ETRMS_FORMAT, then the configuration" {
	exits 0 config set output.format json
	exits 0 version
	[ "${output:0:1}" = "[" ]
	ETRMS_FORMAT=csv exits 0 version
	[ "${lines[0]}" = version,compiler ]
	ETRMS_FORMAT=csv exits 0 version --format ndjson
	[ "${output:0:1}" = "{" ]
}

@test "a broken configuration stops what would rely on it" {
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	echo nonsense >"$XDG_CONFIG_HOME/etrms/config"
	exits 3 policy set max-order-notional 1
	says "etrms/config:1: "
	[ ! -e "$XDG_DATA_HOME/etrms" ]
}

@test "--fields is judged before anything is done" {
	exits 2 policy set max-order-notional 1 --fields nonsense
	[ ! -e "$XDG_DATA_HOME/etrms" ]
}

@test "a closed stdin, stdout or stderr is nobody's file" {
	run -14 bash -c 'etrms policy set max-order-notional 500 >&-'
	run -0 bash -c 'etrms policy set max-order-notional 500 <&- 2>&-'
	exits 0 store check
}
