# Accounts at an exchange, which is the served venue. Load after the helper,
# serve and vault: load ../live
#
#   given_exchange ARGS…  venue serve on candles of BTC/USDT, ETH/USDT and
#                         BTC/USDT:USDT at a standing price; public data of
#                         binance is asked there
#   given_live ARGS…      a vault and the live account main there; rules that
#                         let it trade
#   live CODE ARGS…       exits CODE for that account, with the vault open
#   step N                so many candles pass
#   state                 what the exchange says of itself

# shellcheck disable=SC2034,SC2154

given_exchange() {
	local market rest
	unset ETRMS_NOW
	WORLD=${WORLD:-$BATS_FILE_TMPDIR/world.db}
	[ -e "$WORLD" ] || for market in BTC/USDT=60000:7 ETH/USDT=3000:8 \
		BTC/USDT:USDT=60000:7; do
		rest=${market#*=}
		etrms --store "$WORLD" candles generate --venue world --quiet \
			--symbol "${market%=*}" --timeframe 1m --from 2024-02-28 \
			--bars 2880 --start-price "${rest%:*}" \
			--seed "${rest#*:}" --tick 0.1 || return 1
	done
	serve --store "$WORLD" --from world --speed 0 "$@" || return 1
	export ETRMS_BINANCE_URL=$ADDRESS
}

given_live() {
	[ -n "${ADDRESS-}" ] || given_exchange || return 1
	given_vault || return 1
	AUTH=(--passphrase-file "$PASS")
	etrms account add main --venue binance --base-url "$ADDRESS" \
		--secret-file key.json --quiet "${AUTH[@]}" "$@" || return 1
	etrms policy set symbols 'BTC/* ETH/*' --quiet
	etrms policy set max-risk-per-trade 100% --quiet
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-order-notional 1000000 --quiet
	[ ! -r /proc/keys ] || ! etrms vault unlock --for 10m --quiet \
		"${AUTH[@]}" 2>/dev/null || AUTH=()
}

live() {
	local code=$1
	shift
	exits "$code" "$@" --account main "${AUTH[@]}"
}

step() {
	curl -sS -X POST "$ADDRESS/etrms/advance?bars=$1" >/dev/null
}

state() {
	curl -sS "$ADDRESS/etrms/$1"
}
