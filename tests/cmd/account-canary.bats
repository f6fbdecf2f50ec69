#!/usr/bin/env bats
# No key gets out on its way from the user to the exchange: an account at a
# served venue is added, tested, read, traded on, rotated and removed with every
# trace on, and the key and its secret, plain, hex, base64 or percent-encoded,
# are in no output, file of etrms, argument or variable; no signature either.
# Nor are they in what research says, keeps and draws beside an open vault.
load ../helper
load ../serve
load ../vault

# seen NAME ARGS…: what a run printed is kept to be looked through
seen() {
	local name=$1
	shift
	etrms "$@" >"out/$name" 2>"out/$name.err" || true
}

written() {
	local line
	for line in "$@"; do
		echo "$line"
		printf %s "$line" | od -An -v -tx1 | tr -d ' \n'
		echo
		printf %s "$line" | base64 -w 0 | cut -c1-24
	done
}

no_secret_in() {
	LC_ALL=C grep -raFil -f "$BATS_TEST_TMPDIR/patterns" "$@" >found 2>/dev/null || true
	[ ! -s found ] || {
		echo "a secret is in: $(cat found)"
		return 1
	}
}

# An account at the served venue, every trace on, and what must not be seen.
given_secrets() {
	unset ETRMS_NOW
	given_market
	given_passphrase
	etrms vault init --passphrase-file "$PASS" --quiet
	serve --from binance --speed 0
	written "$KEY" "$SECRET" "correct horse battery" >patterns
	mkdir out
	export ETRMS_TRACE=1 ETRMS_TRACE_SQL=1
	seen add account add main --venue binance --live --base-url "$ADDRESS" \
		--secret-file key.json --passphrase-file "$PASS"
	grep -q '"label":"main"' out/add
}

@test "a key is seen nowhere between the vault and the exchange" {
	given_secrets
	mkdir there
	echo "x$SECRET" >there/file
	run no_secret_in there		# it would be found
	[ "$status" = 1 ]
	seen test account test main --passphrase-file "$PASS"
	grep -q '"valid":true' out/test
	etrms policy set symbols 'BTC/*' --quiet 2>/dev/null
	etrms policy set max-risk-per-trade off --quiet 2>/dev/null
	# a hook is a child of the command that has the key
	mkdir -p "$XDG_CONFIG_HOME/etrms/hooks"
	cat >"$XDG_CONFIG_HOME/etrms/hooks/pre-order" <<-EOF
		#!/bin/sh
		cat >$PWD/out/hook-stdin
		env >$PWD/out/hook-env
		tr '\\0' ' ' </proc/\$PPID/cmdline >$PWD/out/cmdline
		cat /proc/\$PPID/environ >$PWD/out/environ 2>/dev/null
		exit 0
	EOF
	chmod 700 "$XDG_CONFIG_HOME/etrms/hooks/pre-order"
	etrms vault unlock --passphrase-file "$PASS" --for 2m --quiet 2>/dev/null
	seen buy order buy BTC/USDT --quote 100 --account main
	grep -q 'order buy' out/cmdline
	grep -q '/api/v3/order' out/buy.err
	grep -q '"state":"filled"' out/buy
	seen rest order buy BTC/USDT --qty 0.001 --type limit --price 50000 \
		--account main
	seen amend order amend 2 --qty 0.0005 --account main
	grep -q '"amount":0.0005' out/amend
	seen cancel order cancel 2 --account main
	seen place order place --from - --account main <<<'{"symbol":"BTC/USDT","side":"buy","qty":0.001}'
	seen leverage leverage BTC/USDT:USDT 3 --account main
	grep -q '"leverage":3' out/leverage
	seen short order sell BTC/USDT:USDT --qty 0.002 --account main
	seen close order close BTC/USDT:USDT --account main
	seen ceiling policy set max-order-notional 5000 --account main --ceiling \
		--passphrase-file "$PASS"
	[ -s out/ceiling ]
	seen monitor monitor --once --account main
	seen market market ticker BTC/USDT --venue binance
	seen all order cancel-all --account main
	seen halt halt --flatten --account main
	seen resume resume --account main
	for format in table csv json ndjson; do
		for name in balances positions status fills log doctor earn \
			"order list" "order show 1" "convert 100 USDT BTC" \
			"portfolio show" "risk check" "account list" \
			"account show main" audit; do
			# shellcheck disable=SC2086
			seen "${name// /-}.$format" $name --format "$format"
		done
	done
	seen reconcile order reconcile --account main
	# a failure of each kind says nothing of it, either
	kill "$SERVER"
	wait "$SERVER" || true
	SERVER=
	seen dead balances --account main
	[ -s out/dead.err ]
	seen remove account remove main --passphrase-file "$PASS"
	etrms vault lock --quiet 2>/dev/null
	no_secret_in out "$HOME"
	run ! grep -raiE 'signature=[0-9a-z]|x-mbx-apikey: *[0-9a-z]' out "$HOME"
}

@test "a key is seen nowhere in research, its runs and its pages" {
	local format name
	given_secrets
	etrms vault unlock --passphrase-file "$PASS" --for 5m --quiet 2>/dev/null
	etrms breaker add daily --when 'drawdown(1d) > 5%' --do notify \
		--account main --quiet 2>/dev/null
	etrms strategy show sma_cross --canonical |
		sed 's/^timeframe .*/timeframe 15m/' >mine.strategy
	set -- mine.strategy BTC/USDT --account main
	seen run backtest run "$@"
	grep -q '"id":"1"' out/run
	grep -q '"side":"buy"' <(etrms backtest show 1 --part orders 2>/dev/null)
	seen other backtest run "$@" --policy none --param fast=5
	set -- "$@" --policy none --param fast=5..7/1 --param slow=20
	seen optimize optimize "$@"
	seen walk walkforward "$@" --train 1d --test 12h
	seen chances montecarlo --run 2 --account main --each-path --bands
	seen part optimize "$@" --shard 1/2
	seen walk-part walkforward "$@" --train 1d --test 12h --shard 1/2
	seen chances-part montecarlo --run 2 --account main --shard 1/2
	seen short backtest run sma_cross BTC/USDT --from 2030-01-01
	[ -s out/short.err ]
	for name in optimize walk chances; do
		grep -q '"run":"' out/$name
	done
	for name in part walk-part chances-part; do
		[ "$(wc -l <out/$name)" -gt 1 ]
	done
	for format in table csv json ndjson; do
		for name in "strategy list" "strategy show sma_cross" \
			"strategy check sma_cross" \
			"strategy eval close BTC/USDT --timeframe 1h" \
			"indicator rsi BTC/USDT --timeframe 1h" \
			"method list" "backtest list" "backtest show 1" \
			"backtest show 1 --part orders" "backtest compare 1 2" \
			"backtest verify 1" "report 1" \
			"backtest show 3 --part trials" \
			"backtest show 4 --part windows" \
			"backtest show 5 --part outcome"; do
			# shellcheck disable=SC2086
			seen "${name// /-}.$format" $name --format "$format"
		done
	done
	[ -s out/backtest-show-1.json ] && [ -s out/backtest-verify-1.json ]
	[ -s out/backtest-show-3---part-trials.csv ]
	[ -s out/backtest-show-4---part-windows.csv ]
	[ -s out/backtest-show-5---part-outcome.csv ]
	seen new strategy new mine
	seen export backtest export 1 --to out/exported
	[ -s out/exported/trades.csv ]
	seen page report 1 --html out/page.html
	grep -q '<svg' out/page.html
	seen term report 1 --term
	seen remove backtest remove 2
	seen audit audit
	etrms vault lock --quiet 2>/dev/null
	no_secret_in out "$HOME"
	run ! grep -raiE 'signature=[0-9a-z]|x-mbx-apikey: *[0-9a-z]' out "$HOME"
}
