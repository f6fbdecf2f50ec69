#!/usr/bin/env bats
# What holds for the output of every reading command, in loops over their
# examples that grow with the command tables:
# - a table on a terminal, NDJSON in a pipe; no colour where none is wanted
# - a closed pipe ends it silently; a full disk or closed stdout is exit 14
# - --quiet prints nothing and leaves the exit code; unknown fields are refused
# - the order of --fields is the order of the keys
# and what holds when an order has left but its answer cannot be printed
load ../helper

# each DO…: runs DO with every reading line in $line, in a fresh demo's box
each() {
	reading_lines >todo
	[ -s todo ]
	while read -r line; do
		code=0
		demo_copy
		(cd box && timeout 60 bash -c "$line") >plain 2>plain.err \
			</dev/null || code=$?
		"$@"
	done <todo
	no_complaints
}

in_pipe() {
	case $(head -c 1 plain) in
	'' | '{') ;;
	*) case $line in "etrms help"* | *export* | "etrms completion"*) ;; *) complain "$line: $(head -1 plain)" ;; esac ;;
	esac
	! grep -q $'\e' plain || complain "$line: colour in a pipe"
}

on_terminal() {
	local shown
	(cd box && timeout 60 script -qec "stty cols 100; $line" /dev/null) \
		>shown 2>&1 </dev/null || true
	shown=$(head -c 1 shown)
	[ "$shown" != "{" ] || complain "$line: $(head -1 shown)"
	(cd box && NO_COLOR=1 timeout 60 script -qec "stty cols 100; $line" /dev/null) \
		>shown 2>&1 </dev/null || true
	! grep -q $'\e\[[0-9;]*m' shown || complain "$line: colour with NO_COLOR"
}

closed_pipe() {
	local got
	demo_copy
	(cd box && timeout 60 bash -c "{ sleep 0.03; $line; echo \$? >../code; } 2>../closed.err | true") </dev/null
	got=$(cat code)
	case $got in 0 | "$code") ;; *) complain "$line: exit $got" ;; esac
	cmp -s closed.err plain.err || [ ! -s closed.err ] || complain "$line: $(cat closed.err)"
}

full_disk() {
	local got=0
	[ -s plain ] || return 0
	demo_copy
	(cd box && timeout 60 bash -c "$line" >/dev/full 2>../full.err </dev/null) || got=$?
	[ "$got" -eq 14 ] || complain "$line: exit $got on a full disk"
	grep -q '^etrms: output: ' full.err || complain "$line: $(cat full.err)"
	got=0
	demo_copy
	(cd box && timeout 60 bash -c "$line" >&- 2>../full.err </dev/null) || got=$?
	[ "$got" -eq 14 ] || complain "$line: exit $got with stdout closed"
}

quiet() {
	local got=0
	demo_copy
	(cd box && timeout 60 bash -c "$line --quiet") >out 2>err </dev/null || got=$?
	[ ! -s out ] || complain "$line --quiet prints $(head -c 50 out)"
	[ "$got" -eq "$code" ] || complain "$line --quiet: exit $got, not $code"
}

fields() {
	local got=0
	[ "$(head -c 1 plain)" = "{" ] || return 0
	(cd box && timeout 60 bash -c "$line --fields nonsense") >out 2>err </dev/null || got=$?
	[ "$got" -eq 2 ] || complain "$line --fields nonsense: exit $got"
	[ ! -s out ] || complain "$line --fields nonsense prints"
	! grep -q '"record":' plain || return 0
	echo "$line" >>lines
	head -1 plain >>rows
}

# The keys of all first rows at once, backwards, are what is then asked for.
reversed() {
	local line keys
	: >chosen
	jq -r 'keys_unsorted | reverse | join(",")' rows >keys
	[ "$(wc -l <keys)" -eq "$(wc -l <lines)" ]
	while read -r line && read -r keys <&4; do
		demo_copy
		(cd box && timeout 60 bash -c "$line --fields $keys") >out 2>err </dev/null || true
		[ -s out ] || echo '{}' >out
		head -1 out >>chosen
	done <lines 4<keys
	jq -r 'keys_unsorted | join(",")' chosen >got
	diff keys got >differ || complain "$(paste -d ' ' lines chosen | cat differ -)"
}

@test "in a pipe every reading command prints ndjson, without colour" {
	each in_pipe
}

@test "on a terminal every reading command prints for people" {
	command -v script >/dev/null || skip "no script(1)"
	each on_terminal
}

@test "a closed pipe ends every reading command silently" {
	each closed_pipe
}

@test "a full disk and a closed stdout are output errors" {
	each full_disk
}

@test "--quiet prints nothing and leaves the exit code" {
	each quiet
}

@test "--fields chooses and orders, and refuses what is not there" {
	each fields
	[ -s lines ]
	reversed
	no_complaints
}

@test "an order that left and cannot be told about is exit 6, and is recorded" {
	demo_copy
	before=$(etrms order list --format csv --no-header | wc -l)
	for out in '>/dev/full' '>&-' '| true'; do
		run bash -c "{ sleep 0.1; etrms order buy ETH/USDT --quote 20 --stop-loss 3% 2>err; } $out; echo \${PIPESTATUS[0]}"
		[ "${lines[-1]}" = 6 ]
		grep -q '^etrms: after an order was sent: output: ' err
	done
	# each is an entry and the leg of its stop
	[ "$(etrms order list --format csv --no-header | wc -l)" -eq $((before + 6)) ]
	[ -z "$(etrms order list --format ndjson | jq -r 'select(.state == "unknown") | .id')" ]
}
