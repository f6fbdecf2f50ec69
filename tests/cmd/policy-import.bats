# policy import: the round trip, merging and --replace, all or nothing with
# line numbers, and every kind of bad line and file.

load ../helper

given_policy() {
	etrms policy set symbols 'BTC/* ETH/*' >/dev/null
	etrms policy set max-leverage 2 --symbol BTC/USDT >/dev/null
	etrms policy set max-risk-per-trade 1.5% >/dev/null
}

# bad LINE TEXT: refused with line number and cause, nothing taken
bad() {
	printf 'max-leverage 7\n%s\n' "$1" >bad.txt
	exits 12 policy import bad.txt
	says "bad.txt:2: $2"
	exits 0 policy get max-leverage
	[ "$(json .value)" = 10 ]
}

@test "export and import come round" {
	given_policy
	etrms policy export >policy.txt
	exits 0 --store other.db policy import policy.txt
	[ -z "$output" ]
	etrms --store other.db policy export >again.txt
	diff policy.txt again.txt
	# what is there already is not written again
	before=$(etrms --store other.db audit --format ndjson | wc -l)
	exits 0 --store other.db policy import policy.txt
	[ "$(etrms --store other.db audit --format ndjson | wc -l)" -eq "$before" ]
}

@test "policy import merges, and replaces when told to" {
	given_policy
	echo 'max-order-size 5' | { exits 0 policy import -; }
	exits 0 policy export
	[ "${#lines[@]}" -eq 5 ]
	printf '# only this\n\n  max-order-size   5 \n' >one.txt
	exits 0 policy import --replace one.txt
	exits 0 policy export
	[ "${#lines[@]}" -eq 2 ]
	[ "${lines[1]}" = "max-order-size 5" ]
}

@test "policy import is all or nothing, and names the line" {
	bad 'max-leverge 3' 'unknown rule "max-leverge"; did you mean "max-leverage"?'
	bad 'max-order-size' 'max-order-size: "" is not a decimal number'
	bad 'max-order-size x' 'max-order-size: "x" is not a decimal number'
	bad 'max-order-size 1 2' 'max-order-size: "1 2" is not a decimal number'
	bad 'max-order-size 1 --symbol' '--symbol needs a value'
	bad 'max-order-size 1 --symbol btc' "symbol 'btc': not of the form BTC/USDT"
	bad 'max-order-size 1 --symbol A/B --symbol C/D' '--symbol stands there twice'
	bad 'max-order-size 1 --account UPPER' '"UPPER" is no account'
	bad 'max-order-size 1 --wonder 3' 'unknown option "--wonder"'
	bad 'max-leverage 8' 'max-leverage stands there twice for the same scope'
	bad 'max-daily-notional 8 --symbol A/B' 'max-daily-notional: holds for a whole account'
	bad "max-order-size $(printf '%05000d' 1)" 'longer than 4095 bytes'
}

@test "policy import warns of accounts that are not there" {
	echo 'max-leverage 3 --account later' >policy.txt
	exits 0 policy import policy.txt
	[[ $stderr == *"max-leverage: there is no account later yet"* ]]
}

@test "policy import refuses files that cannot be read" {
	exits 2 policy import nothing.txt
	says 'nothing.txt: No such file or directory'
	exits 12 policy import .
	says '.: Is a directory'
	printf 'max-leverage 3\0 and more\n' >nul.txt
	exits 12 policy import nul.txt
	says 'nul.txt:1: not text'
	yes '# many' | head -n 10001 >long.txt
	exits 12 policy import long.txt
	says 'long.txt:10001: more than 10000 lines'
	head -n 10000 long.txt >fits.txt
	exits 0 policy import fits.txt
	: >empty.txt
	exits 0 policy import empty.txt
	head -c 3000 /dev/urandom | tr '\n' x >binary.txt
	exits 12 policy import binary.txt
	exits 2 policy import
}
