# etrms account add: what it makes and with which defaults; the opening in the
# ledger; every refusal, each of which adds nothing.
load ../helper

setup() {
	setup_home
	STORE=$XDG_DATA_HOME/etrms/etrms.db
}

given_candles() {
	etrms candles generate --venue "${1-demo}" --symbol BTC/USDT \
		--timeframe 1m --from 2024-03-01 --bars 60 --seed 7 \
		--start-price 60000 --tick 0.01 --quiet
}

@test "account add makes a paper account over the stored candles" {
	given_candles
	exits 0 account add demo --format csv \
		--fields label,venue,mode,active,default,created,currency,prices,timeframe
	[ "$output" = 'label,venue,mode,active,default,created,currency,prices,timeframe
demo,sim,paper,true,false,2024-03-01T12:00:00Z,USDT,demo,1m' ]
	exits 0 log --kind transfer
	[ "$(json '[.account, .event, .amount, .asset] | map(tostring) | join(" ")')" = \
		'demo opening 10000 USDT' ]
	exits 0 audit -n 1
	[ "$(json '[.command, .entity, .entity_id, .action] | join(" ")')" = \
		'account add account demo add' ]
	exits 0 store check
}

@test "account add --balance, --use and --from" {
	given_candles
	exits 0 account add one --balance USDT=500.25 --balance BTC=0.1 --use \
		--from 2024-03-01T00:10Z --slippage 2.5 --spread-bps 1 --fee-in received
	[ "$(json .default)" = true ]
	exits 0 log --kind transfer --format csv --fields time,event,amount,asset
	[ "$output" = 'time,event,amount,asset
2024-03-01T00:10:00Z,opening,500.25,USDT
2024-03-01T00:10:00Z,opening,0.1,BTC' ] || [ "$output" = 'time,event,amount,asset
2024-03-01T00:10:00Z,opening,0.1,BTC
2024-03-01T00:10:00Z,opening,500.25,USDT' ]
	exits 0 account add two --use
	exits 0 account list
	[ "$(json 'select(.default).label')" = two ]
}

@test "account add --prices chooses between venues" {
	given_candles binance
	given_candles demo
	exits 2 account add demo
	says "candles of binance and of demo are stored: choose with --prices"
	exits 0 account add demo --prices binance
	[ "$(json .prices)" = binance ]
	exits 2 account add more --prices kraken
	says "no candles of kraken with timeframe 1m are stored"
	exits 2 account add more --timeframe 5m
	says "no candles with timeframe 5m are stored"
}

@test "account add refuses what it cannot use, and adds nothing" {
	given_candles
	while IFS='|' read -r code words what; do
		eval "exits $code account add $words"
		says "$what"
	done <<'END'
2|real --live|--venue: name the exchange of the account; sim is the simulated one
2|demo --venue binance|venue binance: an account there trades with real money; say so with --live
2|Demo|account 'Demo': a label has 1 to 32 of
2|a/b|account 'a/b': a label
2|abcdefghijklmnopqrstuvwxyz1234567|a label has 1 to 32
2|demo --balance USDT|--balance 'USDT': not of the form USDT=10000
2|demo --balance USDT=|--balance 'USDT=': not of the form
2|demo --balance USDT=1e5|--balance 'USDT=1e5': not of the form
2|demo --balance USDT=NaN|--balance 'USDT=NaN': not of the form
2|demo --balance USDT=0|opens with more than 0
2|demo --balance USDT=-5|opens with more than 0
2|demo --balance =5|is no asset
2|demo --balance 'us dt=5'|is no asset
2|demo --balance USDT=5 --balance USDT=6|USDT is there twice
2|demo --currency 'x y'|--currency 'x y': no asset
2|demo --slippage -1|--slippage: hundredths of a percent, from 0 to below 10000
2|demo --slippage 10000|--slippage: hundredths of a percent
2|demo --spread-bps -0.1|--spread-bps: hundredths of a percent
2|demo --limit-fill never|limit-fill
2|demo --spread-bps 1e1|spread-bps
2|demo --fee-in gold|fee-in
2|demo --instruments nowhere.csv|--instruments nowhere.csv: No such file or directory
2|demo --from yesterday|from
2|demo --impact-bps -1|--impact-bps: hundredths of a percent
2|demo --volume-share 1.5|--volume-share: from 0 (no limit) to 1
2|demo --volume-share -0.1|--volume-share: from 0 (no limit) to 1
2|demo --fee-tier 0.001|--fee-tier: fee tier '0.001': not of the form volume:maker:taker
2|demo --fee-tier 0:0.001:x|not of the form volume:maker:taker
2|demo --fee-tier 0:1:0.001|a rate lies between -1 and 1
2|demo --fee-tier 5:0:0.001 --fee-tier 5:0:0|volumes rise from 0 on
2|demo --fee-tier -1:0:0.001|volumes rise from 0 on
2|demo --detail 1m|--detail 1m: does not cut a bar into whole ones
2|demo --detail 7s|--detail 7s: does not cut a bar into whole ones
2|demo --latency -1|latency
2|demo --latency soon|latency
END
	exits 2 account add
	exits 2 account add one two
	exits 0 account list --format json
	[ "$output" = '[]' ]
	printf 'symbol\0' >bad.csv
	exits 12 account add demo --instruments bad.csv
	says "bad.csv: has a NUL byte"
	echo 'nonsense' >bad.csv
	exits 12 account add demo --instruments bad.csv
	says "bad.csv"
	exits 0 account list --format json
	[ "$output" = '[]' ]
}

@test "account add takes each label once, also after a removal" {
	given_candles
	exits 0 account add demo
	exits 2 account add demo
	says "account demo: there is one already"
	exits 0 account remove demo
	exits 2 account add demo
	says "account demo: was removed, and its ledger keeps the label: choose another"
}

@test "account add without candles says what to do" {
	exits 2 account add demo
	says "no candles with timeframe 1m are stored (etrms candles import, or candles generate)"
}

@test "account add keeps what it is given of volume, impact, fees and time" {
	given_candles
	exits 0 account add demo --volume-share 0.1 --impact-bps 2.5 \
		--fee-tier 0:0.001:0.002 --fee-tier 1000000:-0.0001:0.001 \
		--detail 30s --latency 250
	[ "$(sqlite3 "$STORE" 'SELECT volume_share, impact_bps, fee_tiers, detail, latency FROM sim_world')" = \
		'0.1|2.5|0:0.001:0.002;1000000:-0.0001:0.001|30000000|250000' ]
	exits 0 config set sim.impact-bps 7
	exits 0 config set sim.volume-share 0.5
	exits 0 account add other
	[ "$(sqlite3 "$STORE" "SELECT volume_share, impact_bps FROM sim_world WHERE account = 'other'")" = '0.5|7' ]
	exits 0 config set sim.volume-share 2
	exits 2 account add third
	says "--volume-share: from 0 (no limit) to 1"
}

# One row of an instruments file for BTC/USDT:USDT; $1: its tiers, $2: the rest.
given_rows() {
	printf 'symbol,tick,lot,tiers,liquidation_fee,contract_size%s\n' "${2+,$2}" >rows.csv
	printf 'BTC/USDT:USDT,0.1,0.001,%s,0.0125,1%s\n' "$1" "${3+,$3}" >>rows.csv
}

@test "account add takes tiers of perpetuals from a file, or refuses them" {
	given_candles
	etrms candles generate --venue demo --symbol BTC/USDT:USDT \
		--timeframe 1m --from 2024-03-01 --bars 60 --start-price 60000 --quiet
	given_rows '0:0.004:125;50000:0.005:100'
	exits 0 account add demo --instruments rows.csv
	[ "$(sqlite3 "$STORE" "SELECT tiers, liquidation_fee, max_leverage FROM sim_market WHERE symbol = 'BTC/USDT:USDT'")" = \
		'0:0.004:125;50000:0.005:100|0.0125|125' ]
	while IFS='|' read -r tiers what; do
		given_rows "$tiers"
		exits 12 account add other --instruments rows.csv
		says "rows.csv: line 2: $what"
	done <<'END'
0:0.004|tiers: "0:0.004" is not floor:mmr:max_leverage
0:0.004:125;|tiers: end with ';'
10:0.004:125|instrument BTC/USDT:USDT: tiers begin at 0 and rise
0:0.004:125;0:0.005:100|instrument BTC/USDT:USDT: tiers begin at 0 and rise
0:0.004:125;5:0.003:100|instrument BTC/USDT:USDT: the maintenance rates of tiers lie from 0 to below 1 and do not fall
0:1:125|instrument BTC/USDT:USDT: the maintenance rates of tiers lie from 0 to below 1 and do not fall
0:0.004:0.5|instrument BTC/USDT:USDT: a tier's leverage must be 1 or more
END
	printf 'symbol,tick,lot,tiers\nBTC/USDT,0.1,0.001,0:0.1:5\n' >rows.csv
	exits 12 account add other --instruments rows.csv
	says "instrument BTC/USDT: a spot symbol has no tiers"
	printf 'symbol,tick,lot\nBTC/USD:BTC,0.1,0.001\n' >rows.csv
	exits 12 account add other --instruments rows.csv
	says "BTC/USD:BTC does not settle in its quote"
	exits 0 account list
	[ "$(rows)" = 1 ]
}
