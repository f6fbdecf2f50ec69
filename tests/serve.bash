# The served venue in tests. Load it after the helper: load ../serve
#
#   serve ARGS…            starts etrms venue serve in the background; $ADDRESS,
#                          $KEY and $SECRET are set; the teardown ends it
#   serve_end              ends it, and gives its exit code
#   public PATH            GET without a key: $status is HTTP's, $output the body,
#                          $fell what curl ended with
#   signed METHOD PATH QUERY   with a key, a timestamp and a signature
#   code CODE              the last answer is that error of the exchange
#   told FILTER            the last answer through jq -r
#   given_market           a store with candles of BTC/USDT, ETH/USDT, BTC/USDT:USDT

# shellcheck disable=SC2034,SC2154,SC2001

# The clock of the tests stands still, so does the server's: in ms.
NOW=1709294400000

given_market() {
	local market rest
	for market in BTC/USDT=60000:7 ETH/USDT=3000:8 BTC/USDT:USDT=60000:7; do
		rest=${market#*=}
		etrms candles generate --venue binance --symbol "${market%=*}" \
			--timeframe 1m --from 2024-02-28 --bars 2880 --quiet \
			--start-price "${rest%:*}" --seed "${rest#*:}" --tick 0.1 || return 1
	done
}

serve() {
	local i start=$SECONDS
	# what one before it said is not what this one says
	rm -f served.json
	etrms venue serve --key-file key.json --format json "$@" \
		>served.json 2>served.err 3>&- &
	SERVER=$!
	for i in $(seq 2000); do
		[ ! -s served.json ] || break
		kill -0 "$SERVER" 2>/dev/null || break
		sleep 0.02
	done
	ADDRESS=$(text_of address served.json) || true
	[ -n "$ADDRESS" ] || {
		serve_why
		return 1
	}
	KEY=$(text_of api_key key.json) SECRET=$(text_of secret key.json)
}

# text_of NAME FILE: what we have written there (jq takes its time to start)
text_of() {
	[[ $(<"$2") =~ \"$1\":\ ?\"([^\"]+)\" ]] && echo "${BASH_REMATCH[1]}"
}

# Why there is no address: what it said, how it ended or where it hangs.
serve_why() {
	local code=0
	cat served.err
	if kill -0 "$SERVER" 2>/dev/null; then
		echo "venue serve has said nothing in $((SECONDS - start)) s:" \
			"$(cat "/proc/$SERVER/wchan" "/proc/$SERVER/syscall")"
		kill "$SERVER"
	fi
	wait "$SERVER" || code=$?
	echo "venue serve ended with $code"
	SERVER=
}

serve_end() {
	local code=0
	kill -TERM "$SERVER"
	wait "$SERVER" || code=$?
	SERVER=
	return "$code"
}

teardown() {
	[ -z "${SERVER-}" ] || kill "$SERVER" 2>/dev/null || true
}

# ask METHOD URL CURL-OPTIONS…
ask() {
	local method=$1 url=$2
	shift 2
	fell=0
	rm -f body
	curl -sS --max-time 20 -g -X "$method" -D head -o body \
		-w '%{http_code}' "$@" "$url" >code 2>curl.err || fell=$?
	status=$(cat code) output=$(cat body 2>/dev/null || true)
	[ "$fell" -eq 0 ] || status=000
}

public() {
	ask GET "$ADDRESS$1"
}

sign() {
	perl -MDigest::SHA=hmac_sha256_hex -e \
		'print hmac_sha256_hex($ARGV[0], $ARGV[1])' -- "$1" "$SECRET"
}

signed() {
	local query=$3
	query=${query:+$query&}timestamp=${AT:-$NOW}
	ask "$1" "$ADDRESS$2?$query&signature=$(sign "$query")" \
		-H "X-MBX-APIKEY: $KEY"
}

code() {
	[[ $output == '{"code":'"$1",* ]] || {
		printf '%s %s\nwanted: %s\n' "$status" "$output" "$1"
		return 1
	}
}

told() {
	jq -r "$1" <<<"$output"
}

header() {
	tr -d '\r' <./head | sed -n "s/^$1: //Ip"
}
