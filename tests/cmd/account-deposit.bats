# etrms account deposit: money in, in the ledger and in every format; refusals.
load ../helper

setup() {
	setup_home
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 60 --seed 7 --start-price 60000 \
		--tick 0.01 --quiet
	etrms account add demo --balance USDT=1000 --use --quiet
}

@test "account deposit adds to the account and to the ledger" {
	exits 0 account deposit --amount 500.5 --format csv --fields account,venue,asset,amount,kind,fee
	[ "$output" = 'account,venue,asset,amount,kind,fee
demo,sim,USDT,500.5,deposit,0' ]
	exits 0 account deposit demo --asset BTC --amount 0.1
	[ "$(json .asset)" = BTC ]
	exits 0 log --kind transfer --format csv --fields event,amount,asset
	[ "${lines[2]}" = deposit,500.5,USDT ]
	[ "${lines[3]}" = deposit,0.1,BTC ]
	exits 0 store check
}

@test "account deposit refuses amounts, assets and accounts that are none" {
	exits 2 account deposit
	exits 2 account deposit --amount 0
	says "more than 0"
	exits 2 account deposit --amount -5
	exits 2 account deposit --amount 1e3
	exits 2 account deposit --amount 1 --asset 'a b'
	says "--asset 'a b': no asset"
	exits 2 account deposit nobody --amount 1
	says "account nobody: there is none"
	exits 2 account deposit demo --account other --amount 1
	says "account demo, or --account other: name one of them"
	exits 0 account disable demo
	exits 4 account deposit --amount 1
	says "account demo: it is disabled"
	exits 0 log --kind transfer
	[ "$(rows)" -eq 1 ]
}
