# status: accounts, positions and findings as parts, one account, nothing yet.

load ../helper
load ../paper

@test "status shows accounts, positions and findings" {
	given_candles BTC/USDT 50000
	given_paper --balance BTC=0.1
	exits 0 status
	[ "$(json .record | paste -sd' ')" = "exposure position finding" ]
	[ "$(json 'select(.record == "exposure") | [.equity, .gross, .leverage] | join(" ")')" = \
		"15000 5000 0.33333334" ]
	[ "$(json 'select(.record == "finding").rule')" = max-position-share ]
	exits 0 status --format table
	[[ $output == *accounts*positions*findings* ]]
	exits 0 status --format csv
	[ "$(cut -d, -f1 <<<"$output" | paste -sd' ')" = \
		"record exposure position finding" ]
	exits 0 status --format csv --fields account,equity,contracts,rule
	[ "$output" = "record,account,equity,contracts,rule
exposure,demo,15000,,
position,demo,,0.1,
finding,demo,,,max-position-share" ]
	etrms policy set max-position-share 50% >/dev/null
	exits 0 status --format table
	[[ $output == *"nothing has tripped, no limit is broken"* ]]
}

@test "status of one account, of none, and of one that is not there" {
	exits 0 status
	[ -z "$output" ]
	exits 0 status --format table
	[[ $output == *"no accounts yet"* ]]
	given_candles BTC/USDT 50000
	given_paper
	etrms account add other --prices test --balance USDT=5000 >/dev/null
	exits 0 status --account other
	[ "$(json .account)" = other ]
	exits 2 status --account nobody
	says nobody
}

@test "a store that was named must be there" {
	exits 3 --store "$HOME/typo.db" status
	says "store $HOME/typo.db: there is none yet"
	ETRMS_STORE=$HOME/typo.db exits 3 positions
	[ ! -e "$HOME/typo.db" ]
}
