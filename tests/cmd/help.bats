# etrms help: overview, pages, groups, topics, lists for programs, errors, and
# what the command line does around commands: aliases, etrms-NAME, options.
load ../helper

@test "help lists every command under its group" {
	exits 0 help
	[[ $output == "etrms: git for trading risk"* ]]
	[[ $output == *$'\nhousekeeping\n'* ]]
	[[ $output == *"  config "*"edit, get, list, set, unset"* ]]
	exits 0
	[[ $output == "etrms: git for trading risk"* ]]
	exits 0 -h
	[[ $output == "etrms: git for trading risk"* ]]
	exits 0 help -a
	[[ $output == *"  config unset"*"return a setting to its default"* ]]
}

@test "help --all shows aliases and programs too" {
	exits 0 config set alias.mine 'version -q'
	printf '#!/bin/sh\n' >bin/etrms-yours
	chmod +x bin/etrms-yours
	exits 0 help --all
	[[ $output == *$'\naliases\n  mine '*"version -q"* ]]
	[[ $output == *$'\nprograms\n'*"  yours "*"bin/etrms-yours"* ]]
	exits 0 help
	[[ $output != *$'\naliases\n'* ]]
}

@test "help names the fields to ask for" {
	exits 0 help config list
	[[ $output == *$'\nFields of setting:\n  key, value, origin, default, help\n'* ]]
}

@test "help CMD, CMD --help and CMD -h are one page" {
	exits 0 help config list
	page=$output
	[[ $page == "usage: etrms config list [options]"* ]]
	[[ $page == *"  --changed "* ]]
	exits 0 config list --help
	[ "$output" = "$page" ]
	exits 0 config list -h
	[ "$output" = "$page" ]
	exits 0 config --help
	[[ $output == "usage: etrms config <command>"*"  config list "* ]]
	exits 0 help config
	[[ $output == "usage: etrms config <command>"* ]]
}

@test "help works for a command whose operands or options are missing" {
	exits 0 config set --help
	[[ $output == "usage: etrms config set <key> <value>"* ]]
}

@test "help topics: text for people, rows for programs" {
	exits 0 help exit-codes
	[[ $output == *" 6  unknown"*"an order may exist"* ]]
	exits 0 help exit-codes --format ndjson
	[ "$(json 'select(.code == 4).category')" = refused ]
	exits 0 help records
	[[ $output == *$'\nsetting: a configuration key\n'* ]]
	exits 0 help records --format csv --fields record,field
	[[ $output == *$'\nsetting,origin\n'* ]]
	exits 0 help environment
	[[ $output == *"ETRMS_TIME_DAY_START"* ]]
	exits 0 help environment --format ndjson
	[ "$(json 'select(.variable == "ETRMS_RISK_MAX_AGE").default')" = 5m ]
}

@test "help order-states and language" {
	exits 0 help order-states
	[[ $output == *"unknown"*"it may exist"* ]]
	[[ $output == *"amend: stays open"*"amend: stays partial"* ]]
	exits 0 help order-states --format ndjson
	[ "$(json 'select(.state == "sending" and .event == "timeout").next_state')" = unknown ]
	[ "$(json 'select(.state == "unknown") | .counts' | sort -u)" = true ]
	[ "$(json 'select(.event | startswith("amend")) | .state + " " + .event + " " + .next_state' | paste -sd,)" = \
		"open amend open,open amend_send open,open amend_fail open,partial amend partial,partial amend_send partial,partial amend_fail partial" ]
	exits 0 help language
	[[ $output == *crossover* ]]
	exits 0 help strategies
	[[ $output == *"size risk RATIO"* ]]
}

@test "help hooks" {
	exits 0 help hooks
	[[ $output == *"pre-order"*"before an order is judged"*"hook.timeout"* ]]
	exits 0 help hooks --format csv --fields name,input,vetoes
	[ "$output" = "name,input,vetoes
pre-order,order,true
post-order,order,false
breaker-tripped,breaker event,false
alert,breaker event,false" ]
}

@test "help of what is not there suggests" {
	exits 2 help verison
	says "no command or topic 'verison' (did you mean 'version'?)"
	exits 2 help exit-code
	says "did you mean 'exit-codes'?"
	exits 2 verison
	says "unknown command 'verison' (did you mean 'version'?)"
	exits 2 config lits
	says "did you mean 'config list'?"
}

@test "errors speak JSON on stderr when asked to" {
	exits 2 verison --format json
	[ "$(tail -1 <<<"$stderr" | jq -r '[.category, .exit_code, .retryable] | map(tostring) | join(" ")')" = "usage 2 false" ]
	[ "$(head -1 <<<"$stderr")" = "etrms: $(tail -1 <<<"$stderr" | jq -r .error)" ]
	ETRMS_FORMAT=ndjson exits 2 verison
	[ "$(tail -1 <<<"$stderr" | jq -r .venue_code)" = null ]
	exits 2 verison --format csv
	[ "$(wc -l <<<"$stderr")" = 1 ]
}

@test "errors carry nothing that moves a terminal" {
	exits 2 $'ver\e[31m\nsion'
	[ "$stderr" = "etrms: unknown command 'ver^[[31m^Jsion'; see 'etrms help'" ]
	exits 2 version $'\xff\xe2\x80\xae'
	[[ $stderr != *$'\xff'* && $stderr != *$'\xe2\x80\xae'* ]]
}

@test "options: whole names only, before or after the command, in any order" {
	exits 2 version --form json
	says "unknown option --form (did you mean --format?)"
	exits 2 version -z
	says "unknown option -z"
	exits 2 version --format
	says "--format needs a value: format"
	exits 2 version --quiet=yes
	says "--quiet takes no value"
	exits 0 --format csv version --fields version --no-header
	[ "$output" = "$(cat "$ROOT/VERSION")" ]
	POSIXLY_CORRECT=1 exits 0 config get time.day-start --format table
	[ "$output" = 00:00 ]
	exits 0 config get --format table -- time.day-start
	[ "$output" = 00:00 ]
}

@test "aliases stand for words, with quotes, one inside another" {
	exits 0 config set alias.v 'version --format table'
	exits 0 config set alias.w 'v --quiet'
	exits 0 config set alias.quoted "config get 'time.day-start' --format \"table\""
	exits 0 v
	[ "$output" = "etrms $(cat "$ROOT/VERSION")" ]
	exits 0 w
	[ -z "$output" ]
	exits 0 quoted
	[ "$output" = 00:00 ]
	exits 0 --format table v --fields version
	[ "${lines[0]}" = version ]
}

@test "aliases: circles, open quotes and commands of ours" {
	exits 0 config set alias.a b
	exits 0 config set alias.b a
	exits 2 a
	says "aliases go in a circle"
	exits 0 config set alias.open "version 'x"
	exits 2 open
	says "alias.open: 'version 'x' is no command line"
	exits 0 config set alias.version 'help'
	says "alias.version is never used: etrms version is a command"
	exits 0 config set alias.order 'version'
	says "etrms order is a command"
	exits 0 version --format table
	[ "$output" = "etrms $(cat "$ROOT/VERSION")" ]
	exits 2 order
	# as in git, programs on PATH come before aliases
	printf '#!/bin/sh\necho program\n' >bin/etrms-both
	chmod +x bin/etrms-both
	exits 0 config set alias.both 'version --format table'
	exits 0 both
	[ "$output" = program ]
	rm bin/etrms-both
	exits 0 both
	[ "$output" = "etrms $(cat "$ROOT/VERSION")" ]
}

@test "an alias that begins with ! is a line for the shell" {
	exits 0 config set alias.say '!printf "%s|" "$ETRMS_STORE"'
	exits 0 --store /x say a 'b c' '$d'
	[ "$output" = '/x|a|b c|$d|' ]
	exits 0 config set alias.fails '!exit 7 #'
	exits 7 fails
	exits 0 config set alias.piped '!etrms version --format json | jq -r ".[].version" #'
	exits 0 piped
	[ "$output" = "$(cat "$ROOT/VERSION")" ]
	exits 0 config set alias.outer 'say deep'
	exits 0 outer er
	[ "$output" = '|deep|er|' ]
	exits 0 config set alias.nothing '!'
	exits 2 nothing
	says "alias.nothing: '!' is no command line"
	exits 0 config set alias.pipes '!yes | head -n 1 #'
	exits 0 pipes
	[ "$output" = y ]
}

@test "etrms-NAME on PATH becomes etrms NAME" {
	printf '#!/bin/sh\necho "$ETRMS_STORE|$*"; exit 9\n' >bin/etrms-mine
	chmod +x bin/etrms-mine
	exits 9 --store /x mine a 'b c'
	[ "$output" = "/x|a b c" ]
	printf '#!/bin/sh\nulimit -c; umask; trap | grep -c PIPE\n' >bin/etrms-limits
	chmod +x bin/etrms-limits
	run_etrms limits
	[ "${lines[*]}" = "0 0077 0" ]
	exits 2 ../bin/etrms-mine
	printf 'not a program' >bin/etrms-broken
	chmod 644 bin/etrms-broken
	exits 2 broken
}

@test "help --list, --topics, --examples, --options are for programs" {
	exits 0 help --list --format ndjson
	[ "$(json 'select(.name == "config set").group')" = housekeeping ]
	exits 0 help --topics --format csv --fields name --no-header
	[[ $output == *exit-codes* ]]
	exits 0 help --examples --format ndjson
	[ "$(json 'select(.line == "etrms version").exit')" = 0 ]
	exits 0 help --options --format ndjson
	[ "$(json 'select(.command == "config list").name')" = changed ]
}
