# Scenarios of perpetuals for etrms venue replay, and what it tells of them.
# Loaded after helper.bash.
# shellcheck shell=bash

T=1700000040000

# rows "A B C D, …": one a minute from T on
rows() {
	jq -Rnc --arg b "$1" --argjson t $T '$b | split(",") | to_entries |
		map([$t + 60000 * .key] + (.value | split(" ") |
		map(select(. != "")) | map(tonumber)))'
}

# scenario BARS [JQ]: 1000 USDT and BTC/USDT:USDT as in the worked examples;
# JQ changes it. Actions without "at" are given at T, those without "do" are
# market orders to buy.
scenario() {
	jq -nc --argjson b "$(rows "$1")" '{version: 1,
		currency: "USDT", timeframe_ms: 60000,
		balances: {USDT: "1000"}, settings: {}, instruments: [{
		symbol: "BTC/USDT:USDT", tick: "0.1", lot: "0.001",
		maker: "0.0002", taker: "0.0005", liquidation_fee: "0.0125",
		tiers: [{floor: 0, mmr: "0.004", max_leverage: 125},
		{floor: 50000, mmr: "0.005", max_leverage: 100}]}],
		bars: {"BTC/USDT:USDT": $b}, actions: []}' |
		jq -c --argjson t $T 'def lever($l; $m): {do: "leverage",
			leverage: $l, margin_mode: $m};
		def isolated($l): lever($l; "isolated");
		def cross($l): lever($l; "cross");
		def at($n): {at: ($t + 60000 * $n)};
		def eth($b): .instruments += [.instruments[0] |
			.symbol = "ETH/USDT:USDT" | .tick = "0.01" |
			.lot = "0.01" | .tiers = [{floor: 0, mmr: "0.005",
			max_leverage: 100}]] | .bars["ETH/USDT:USDT"] = $b;
		'"${2:-.}"' | .actions |= map({at: $t,
		do: "order"} + . | if .do == "order" then {symbol:
		"BTC/USDT:USDT", side: "buy", type: "market"} + .
		elif .do == "leverage" or .do == "margin" then
		{symbol: "BTC/USDT:USDT"} + . else . end)'
}

# replays BARS JQ: what happens, one line an event, without accepted orders
replays() {
	scenario "$@" >scenario.json
	exits 0 venue replay scenario.json --format ndjson
	told=$(jq -r 'select(.event != "accepted") | [.point, .event, .id,
		.action, .reason, (if .symbol then .symbol[0:3] else null
		end), .side, .amount,
		(if .price then "@\(.price)" else null end),
		(if .rate then "rate=\(.rate)@\(.mark_price)" else null end),
		(if .fee then "fee=\(.fee)" else null end),
		(if .realized_pnl != null then "pnl=\(.realized_pnl)" else
		null end), (if .insurance then "insurance=\(.insurance)" else
		null end), (if .leverage then
		"\(.margin_mode) \(.leverage) \(.margin)" else null end),
		(if .event == "mark" then "\(.equity_open) " +
		"\(.equity_first) \(.equity_second) \(.equity)" else null end),
		(if .event == "position" then
		"cost=\(.cost) margin=\(.margin) mark=\(.mark_price)" else null
		end), .currency, .total, (if .event == "balance" then
		"free=\(.free)" else null end)] |
		map(select(. != null) | tostring) | join(" ")' <<<"$output")
}

# tells LINES: exactly these events
tells() {
	local want
	want=$(sed '/^$/d; s/^[[:space:]]*//' <<<"$1")
	[ "$told" = "$want" ] || {
		diff <(echo "$want") <(echo "$told")
		return 1
	}
}

# has LINE: among others
has() {
	grep -qxF -e "$1" <<<"$told" || {
		echo "not told: $1"
		echo "$told"
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

# why ACTION…: the reasons of refusals, after one bar at 100
why() {
	replays "100 100 100 100" ".actions = [$1]${2:+ | $2}"
	jq -r 'select(.event == "rejected").reason' <<<"$output" | paste -sd' '
}
