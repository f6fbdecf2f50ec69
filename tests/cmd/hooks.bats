# Hooks: what pre-order is asked and its veto (orders, rows, amendments, dry
# runs, keys), what keeps nobody in, what post-order, breaker-tripped and alert
# are told (amendments, too), output, environment, time limit, every kind of bad hook, orders from
# hooks, the shipped examples, help and doctor.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100 100 90 80
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	HOOKS=$XDG_CONFIG_HOME/etrms/hooks
	mkdir -p "$HOOKS"
}

# hook NAME: an executable of that name, a shell script from stdin.
hook() {
	{
		echo '#!/bin/sh'
		cat
	} >"$HOOKS/$1"
	chmod 700 "$HOOKS/$1"
}

# Notes down what a hook was fed.
notes() {
	local name
	for name; do
		echo "cat >>'$PWD/$name.seen'" | hook "$name"
		: >"$name.seen"
	done
}

seen() {
	jq -r "$2" "$1.seen"
}

@test "pre-order is fed the order, and yes lets it pass" {
	notes pre-order
	exits 0 order buy BTC/USDT --qty 2 --stop-loss 5% --tag mine
	[ "$(wc -l <pre-order.seen)" -eq 1 ]
	[ "$(seen pre-order '[.account, .symbol, .side, .type, .amount, .tag, .state, .time] | join(" ")')" = \
		"demo BTC/USDT buy market 2 mine intent 2024-03-01T00:01:00Z" ]
	[ "$(seen pre-order '[.id, .client_order_id] | tostring')" = "[null,null]" ]
	[ "$(seen pre-order 'keys_unsorted | join(",")')" = "$(json 'keys_unsorted | join(",")')" ]
	[ "$(json .state)" = filled ]
	[ -z "$stderr" ]
}

@test "pre-order says no: refused with its reason, exit 4, a violation" {
	hook pre-order <<-'EOF'
		echo "not before noon"
	exit 1
	EOF
	exits 4 order buy BTC/USDT --qty 1
	[ "$stderr" = "etrms: buy BTC/USDT: refused by hook: not before noon" ]
	[ "$(json '.state + " " + .reason')" = "refused hook" ]
	exits 0 order show 1
	[ "$(json 'select(.record == "violation") | .rule + ": " + .message')" = \
		"hook: not before noon" ]
	exits 0 risk check --violations --where 'rule == "hook"' ||
		[ "$status" -eq 1 ]
	[ "$(json .order_id)" = 1 ]
	exits 0 fills
	[ "$(rows)" -eq 0 ]
	exits 0 log --kind violation
	[ "$(json .name)" = hook ]
	exits 0 store check
}

@test "pre-order says no without a word, or with many" {
	echo 'exit 7' | hook pre-order
	exits 4 order buy BTC/USDT --qty 1
	says "refused by hook: pre-order ended with exit code 7"
	hook pre-order <<-'EOF'
		printf 'first \033[31mline\nsecond\n' >&2
		printf 'third'
		exit 1
	EOF
	exits 4 order buy BTC/USDT --qty 1
	[ "$stderr" = 'etrms: hook pre-order: second
etrms: hook pre-order: third
etrms: buy BTC/USDT: refused by hook: first ^[[31mline' ]
	exits 4 order buy BTC/USDT --qty 1 --format json --quiet
	[ -z "$output" ]
	[[ $stderr != *second* ]]
	[[ $stderr == *'"category":"refused"'* ]]
}

@test "a yes of pre-order is not the last word" {
	echo 'echo "so be it"' | hook pre-order
	etrms policy set max-order-notional 50 >/dev/null
	exits 4 order buy BTC/USDT --qty 1
	[ "$stderr" = "etrms: hook pre-order: so be it
etrms: buy BTC/USDT: refused by max-order-notional: the order is worth 100 USDT, above 50 USDT" ]
	etrms halt >/dev/null
	exits 4 order buy BTC/USDT --qty 0.1
}

@test "a dry run asks pre-order and tells nobody" {
	notes post-order
	hook pre-order <<-EOF
		echo "\$ETRMS_DRY_RUN" >>'$PWD/dry'
		exit 1
	EOF
	exits 4 order buy BTC/USDT --qty 1 --dry-run
	[ "$(json 'select(.record == "finding") | .rule + " " + .severity')" = "hook breach" ]
	run etrms order buy BTC/USDT --qty 1
	[ "$(paste -sd, dry)" = "1," ]
	[ "$(wc -l <post-order.seen)" -eq 1 ]
	exits 0 order list
	[ "$(rows)" -eq 1 ]
}

@test "a key that was used asks nobody again" {
	notes pre-order post-order
	exits 0 order buy BTC/USDT --qty 1 --key k
	exits 0 order buy BTC/USDT --qty 1 --key k
	[ "$(wc -l <pre-order.seen)" -eq 1 ]
	[ "$(wc -l <post-order.seen)" -eq 1 ]
	echo 'exit 1' | hook pre-order
	exits 0 order buy BTC/USDT --qty 1 --key k
	exits 4 order buy BTC/USDT --qty 1 --key other
	echo 'exit 0' | hook pre-order
	exits 4 order buy BTC/USDT --qty 1 --key other
	says "refused by hook: pre-order ended with exit code 1"
}

@test "pre-order is asked about every row of order place" {
	echo 'grep -q "\"amount\":2," && echo "no twos" && exit 1; exit 0' | hook pre-order
	printf 'symbol,side,amount\nBTC/USDT,buy,1\nBTC/USDT,buy,2\nBTC/USDT,sell,1\n' >o.csv
	exits 13 order place --from o.csv
	[ "$(json '.state + " " + (.reason // "-")' | paste -sd,)" = \
		"filled -,refused hook,filled -" ]
	says "1 of 3 orders failed: buy BTC/USDT: refused by hook: no twos"
}

@test "pre-order is asked about an amendment, with the order as it would be" {
	etrms help --list --format csv --fields name | grep -qx 'order amend' ||
		skip "order amend is not built in"
	notes pre-order post-order
	etrms order buy BTC/USDT --qty 1 --price 95 >/dev/null
	exits 0 order amend 1 --price 94
	[ "$(seen pre-order '[.id, .price, .amount, .state] | tostring' | paste -sd' ')" = \
		'[null,95,1,"intent"] ["1",94,1,"open"]' ]
	echo 'echo "leave it"; exit 1' | hook pre-order
	exits 4 order amend 1 --price 93
	says "order 1: its amendment is refused by hook: leave it"
	exits 0 order show 1
	[ "$(json 'select(.record == "order").price')" = 94 ]
}

@test "a hook keeps nobody in" {
	etrms order buy BTC/USDT --qty 4 --stop-loss 50% >/dev/null
	notes post-order
	echo 'exit 1' | hook pre-order
	exits 0 order close BTC/USDT --percent 50%
	exits 0 halt --flatten
	exits 0 positions
	[ "$(rows)" -eq 0 ]
	[ "$(seen post-order '.side + " " + .type + " " + .state' | paste -sd,)" = \
		"sell market filled,sell stop open,sell market filled" ]
	etrms resume >/dev/null
	exits 4 order sell BTC/USDT --qty 1
}

@test "post-order is told each outcome once, after it was printed" {
	hook post-order <<-EOF
		cat >>'$PWD/post-order.seen'
		wc -l <'$PWD/stdout' >>'$PWD/printed'
		etrms order list --format csv --no-header --fields state >>'$PWD/states'
	EOF
	etrms order buy BTC/USDT --qty 1 >stdout
	[ "$(cat printed)" -eq 1 ]
	[ "$(cat states)" = filled ]
	cmp stdout post-order.seen
	etrms policy set max-order-notional 500 >/dev/null
	exits 4 order buy BTC/USDT --qty 10
	exits 0 order buy BTC/USDT --qty 1 --price 95
	etrms policy set max-order-notional off >/dev/null
	exits 5 order sell BTC/USDT --qty 7
	[ "$(seen post-order '.id + " " + .state' | paste -sd,)" = \
		"1 filled,2 refused,3 open,4 rejected" ]
}

@test "post-order is told of an order that was amended, as it is now" {
	notes post-order
	etrms order buy BTC/USDT --qty 1 --price 95 >/dev/null
	exits 0 order amend 1 --price 94 --dry-run
	exits 0 order amend 1 --price 94
	exits 0 order amend 1 --price 94
	exits 0 order amend 1 --qty 2
	exits 5 order amend 1 --qty 500
	[ "$(seen post-order '[.id, .price, .amount, .state] | tostring' | paste -sd' ')" = \
		'["1",95,1,"open"] ["1",94,1,"open"] ["1",94,2,"open"]' ]
}

@test "breaker-tripped and alert are told what a breaker did" {
	notes breaker-tripped alert post-order pre-order
	etrms order buy BTC/USDT --qty 2 >/dev/null
	: >pre-order.seen
	etrms breaker add low --when 'equity < 9970' --do 'close, notify' >/dev/null
	etrms breaker add off --when 'equity < 9990' --do halt >/dev/null
	exits 0 venue advance --to 2024-03-01T00:06Z
	[ "$(seen breaker-tripped '.breaker + " " + .kind' | sort | paste -sd,)" = \
		"low triggered,off triggered" ]
	[ "$(seen alert '.breaker + " " + .action')" = "low notify" ]
	[ "$(seen alert 'keys_unsorted | join(",")')" = \
		"$(etrms breaker events --format csv | head -n 1)" ]
	[ "$(seen post-order '.id + " " + .side + " " + .state' | paste -sd,)" = \
		"1 buy filled,2 sell filled" ]
	[ ! -s pre-order.seen ]
	exits 0 monitor --once
	[ "$(wc -l <alert.seen)" -eq 1 ]
}

@test "a hook writes to stderr, never to stdout" {
	echo 'echo "from out"; echo "from err" >&2' | hook post-order
	exits 0 order buy BTC/USDT --qty 1 --format json
	[ "$(json length)" -eq 1 ]
	[ "$stderr" = "etrms: hook post-order: from out
etrms: hook post-order: from err" ]
	exits 0 order buy BTC/USDT --qty 1 --quiet
	[ -z "$output$stderr" ]
	echo 'exit 3' | hook post-order
	exits 0 order buy BTC/USDT --qty 1
	[ "$stderr" = "etrms: warning: hook post-order ended with exit code 3" ]
	# one that reads nothing, and a reader of ours that leaves
	run -0 bash -c 'etrms order buy BTC/USDT --qty 1 --format json 2>/dev/null | true'
}

@test "a hook gets few variables, and those of this run" {
	hook pre-order <<-EOF
		env >'$PWD/env'
		pwd >'$PWD/pwd'
	EOF
	API_KEY=secret ETRMS_PASSPHRASE=secret AWS_SECRET=secret \
		exits 0 --store "$XDG_DATA_HOME/etrms/etrms.db" order buy BTC/USDT --qty 1
	[ -z "$(grep secret env)" ]
	grep -qx ETRMS_HOOK=pre-order env
	grep -qx "ETRMS_STORE=$XDG_DATA_HOME/etrms/etrms.db" env
	grep -qx "ETRMS_CONFIG=$XDG_CONFIG_HOME/etrms/config" env
	[ "$(cat pwd)" = "$HOOKS" ]
	# beside another configuration, named from where we stand
	mkdir -p else/hooks
	printf '#!/bin/sh\necho "other: $ETRMS_CONFIG"; exit 1\n' >else/hooks/pre-order
	chmod 700 else/hooks/pre-order
	exits 4 --config else/config order buy BTC/USDT --qty 1
	says "refused by hook: other: $PWD/else/config"
}

@test "a hook that hangs is killed: the order is refused, or its outcome kept" {
	etrms config set hook.timeout 1s >/dev/null
	echo 'sleep 60' | hook pre-order
	SECONDS=0
	exits 4 order buy BTC/USDT --qty 1
	[ "$SECONDS" -lt 30 ]
	[[ $stderr == "etrms: warning: hook $HOOKS/pre-order: it was killed after 1s
etrms: buy BTC/USDT: refused by hook: pre-order could not be asked: "* ]]
	rm "$HOOKS/pre-order"
	echo 'trap "" TERM; sleep 60' | hook post-order
	exits 0 order buy BTC/USDT --qty 1
	[ "$(json .state)" = filled ]
	[ "$stderr" = "etrms: warning: hook $HOOKS/post-order: it was killed after 1s" ]
	exits 0 order list --state filled
	[ "$(rows)" -eq 1 ]
	run -2 etrms config set hook.timeout 10ms
	run -2 etrms config set hook.timeout 2m
	ETRMS_HOOK_TIMEOUT=0s exits 2 order list
}

@test "another command may trade while post-order takes its time" {
	echo "[ -e '$PWD/done' ] || { touch '$PWD/done'; sleep 3; }" | hook post-order
	etrms order buy BTC/USDT --qty 1 >/dev/null &
	while [ ! -e done ]; do sleep 0.1; done
	SECONDS=0
	exits 0 order buy BTC/USDT --qty 1
	[ "$SECONDS" -lt 3 ]
	wait
}

# bad WHY: a pre-order that cannot be asked has not said yes; the others only
# warn.
bad() {
	exits 4 order buy BTC/USDT --qty 1
	[[ $stderr == "etrms: warning: hook "*"$1"*"refused by hook: pre-order could not be asked: "*"$1" ]] ||
		{
			echo "$stderr"
			return 1
		}
	mv "$HOOKS/pre-order" "$HOOKS/post-order"
	exits 0 order buy BTC/USDT --qty 0.1
	[[ $stderr == "etrms: warning: hook "*"$1" ]]
	[ "$(json .state)" = filled ]
	rm -rf "$HOOKS/post-order"
}

@test "a bad hook is refused with a warning" {
	echo 'exit 0' | hook pre-order
	chmod 600 "$HOOKS/pre-order"
	bad 'it is not executable'
	echo 'exit 0' | hook pre-order
	chmod 702 "$HOOKS/pre-order"
	bad 'everybody may write it'
	echo 'exit 0' | hook pre-order
	chmod 707 "$HOOKS"
	bad 'everybody may write it'
	chmod 700 "$HOOKS"
	mkdir "$HOOKS/pre-order"
	bad 'it is no file'
	ln -s "$PWD/nowhere" "$HOOKS/pre-order"
	bad 'No such file or directory'
	echo 'no interpreter' >"$HOOKS/pre-order"
	chmod 700 "$HOOKS/pre-order"
	bad 'Exec format error'
	echo 'kill -KILL $$' | hook pre-order
	bad 'it died of signal 9'
	exits 0 order buy BTC/USDT --qty 1
	[ -z "$stderr" ]
}

@test "a hook may place orders, and is not told of them" {
	hook post-order <<-EOF
		echo told >>'$PWD/told'
		etrms order sell BTC/USDT --qty 1 --type limit --price 150 >/dev/null
	EOF
	exits 0 order buy BTC/USDT --qty 1
	[ -z "$stderr" ]
	[ "$(wc -l <told)" -eq 1 ]
	exits 0 order list --fields state,side --format csv --no-header
	[ "$output" = $'filled,buy\nopen,sell' ]
	echo 'echo never; exit 1' | hook pre-order
	exits 4 order buy BTC/USDT --qty 1
	[ "$(wc -l <told)" -eq 2 ]
	exits 0 order list --state open
	[ "$(rows)" -eq 1 ]
}

@test "the shipped hooks do what they say" {
	cp "$ROOT"/examples/hooks/* "$HOOKS"
	# 2024-03-01 is a Friday
	exits 0 order buy BTC/USDT --qty 1
	[ "$(jq -r .state "$HOME/etrms-orders.ndjson")" = filled ]
	run -0 "$HOOKS/pre-order" <<<'{"side":"sell","time":"2024-03-02T10:00:00Z"}'
	run -1 "$HOOKS/pre-order" <<<'{"side":"buy","time":"2024-03-02T10:00:00.5Z"}'
	[ "$output" = "no purchases at the weekend" ]
	run -1 "$HOOKS/pre-order" <<<'{"side":"buy","time":"2024-03-03T23:59:59Z"}'
	run -0 "$HOOKS/pre-order" <<<'{"side":"buy","time":"2024-03-04T00:00:00Z"}'
	run -1 "$HOOKS/pre-order" <<<'{"side":"buy"}'
}

@test "doctor looks at hooks" {
	echo 'exit 0' | hook post-order
	exits 0 doctor
	[ "$(json 'select(.name == "hook") | .status + " " + .detail')" = "ok $HOOKS/post-order" ]
	chmod 600 "$HOOKS/post-order"
	exits 0 doctor
	[ "$(json 'select(.name == "hook") | .status')" = warn ]
	mv "$HOOKS/post-order" "$HOOKS/pre-order"
	exits 1 doctor
	[ "$(json 'select(.name == "hook") | .status + " " + .detail')" = \
		"fail $HOOKS/pre-order: it is not executable" ]
}
