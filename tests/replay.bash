# Scenarios for etrms venue replay, and what it tells of them. Loaded after
# helper.bash.
# shellcheck shell=bash

T=1700000040000

# bars "O H L C, …": the bars of BTC/USDT, one a minute from T on
bars() {
	jq -Rnc --arg b "$1" --argjson t $T '$b | split(",") | to_entries |
		map([$t + 60000 * .key] + (.value | split(" ") |
		map(select(. != "")) | map(tonumber)))'
}

# scenario BARS [JQ]: 1000 USDT, BTC/USDT with tick 0.01, lot 0.00001 and
# fees of 0.1 %; JQ changes it. Actions without "at" are given at T.
scenario() {
	jq -nc --argjson b "$(bars "$1")" --argjson t $T '{version: 1,
		currency: "USDT", timeframe_ms: 60000,
		balances: {USDT: "1000"}, settings: {}, instruments: [{
		symbol: "BTC/USDT", kind: "spot", base: "BTC", quote: "USDT",
		tick: "0.01", lot: "0.00001", maker: "0.001",
		taker: "0.001"}], bars: {"BTC/USDT": $b}, actions: []}' |
		jq -c --argjson t $T "${2:-.}"' | .actions |= map({at: $t,
		do: "order"} + . | if .do == "order" then {symbol: "BTC/USDT",
		side: "buy", type: "market"} + . else . end)'
}

# replays BARS JQ: one line an event, as "point event words…"
replays() {
	scenario "$@" >scenario.json
	exits 0 venue replay scenario.json --format ndjson
	told=$(jq -r '[.point, .event, .id, .action, .reason, .amount,
		(if .price then "@\(.price)" else null end),
		(if .trigger_price then "^\(.trigger_price)" else null end),
		.taker_or_maker, (if .fee then "fee=\(.fee)" else null end),
		(if .event == "mark" then "\(.equity_open) " +
		"\(.equity_first) \(.equity_second) \(.equity)" else null end),
		.currency, .total] | map(select(. != null) | tostring) |
		join(" ")' <<<"$output")
}

# tells LINES: exactly these events, but for balances of nothing
tells() {
	local want got
	want=$(sed '/^$/d; s/^[[:space:]]*//' <<<"$1")
	got=$(grep -v 'balance BTC 0$' <<<"$told")
	[ "$got" = "$want" ] || {
		diff <(echo "$want") <(echo "$got")
		return 1
	}
}

# usdt TOTAL: at the end
usdt() {
	local got
	got=$(jq -r 'select(.event == "balance" and .currency == "USDT").total' \
		<<<"$output")
	[ "$got" = "$1" ] || {
		echo "USDT $got, wanted $1"
		return 1
	}
}

# why ACTION: the reason for which the action is rejected after one bar
why() {
	replays "100 105 95 102" ".actions = [$1]${2:+ | $2}"
	jq -r 'select(.event == "rejected").reason' <<<"$output"
}
