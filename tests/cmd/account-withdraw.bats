# etrms account withdraw: money out as far as it is free; rejections recorded
# nowhere as money.
load ../helper

setup() {
	setup_home
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 60 --seed 7 --start-price 60000 \
		--tick 0.01 --quiet
	etrms account add demo --balance USDT=1000 --use --quiet
}

@test "account withdraw takes what is free" {
	exits 0 account withdraw --amount 999.5 --format csv --fields asset,amount,kind
	[ "$output" = $'asset,amount,kind\nUSDT,-999.5,withdrawal' ]
	exits 5 account withdraw --amount 0.51
	says "withdraw USDT: rejected by sim: insufficient_funds"
	exits 5 account withdraw --asset BTC --amount 1
	exits 0 account withdraw --amount 0.5
	exits 0 log --kind transfer
	[ "$(json .event | tr '\n' ' ')" = 'opening withdrawal withdrawal ' ]
	exits 0 store check
}

@test "account withdraw refuses amounts and accounts that are none" {
	exits 2 account withdraw
	exits 2 account withdraw --amount 0
	says "more than 0"
	exits 2 account withdraw nobody --amount 1
	says "account nobody: there is none"
}
