# etrms log: one story from all ledgers, its order, every filter, every format;
# unknown accounts, orders and symbols.
load ../helper

setup() {
	setup_home
	given_ledger
}

@test "log merges every ledger, oldest first" {
	exits 0 log --format csv --fields time,kind,event,state
	[ "${lines[1]}" = 2024-03-01T08:00:00Z,transfer,opening, ]
	sed '1d; s/Z,.*//' <<<"$output" | LC_ALL=C sort -c
	[ "$(sed 1d <<<"$output" | cut -d, -f2 | sort | uniq -c | awk '{ print $2 $1 }' | tr '\n' ' ')" = \
		'breaker2 fill2 halt2 order10 policy3 transfer3 violation1 ' ]
}

@test "log --order is the life of one order, with its fills" {
	exits 0 log --order 1 --format csv --fields kind,event,state,amount,price,message
	[ "$output" = 'kind,event,state,amount,price,message
order,intent,intent,0.1,60000,
order,send,sending,,,
order,accept,open,,,
fill,fill,partial,0.04,60000,fee 2.4 USDT
fill,fill_all,filled,0.06,59999.5,fee 3.59997 USDT' ]
	exits 0 log --order 3 --format csv --fields kind,event,state,name,message
	[ "$output" = 'kind,event,state,name,message
order,intent,refused,,max-order-notional
violation,refused,,max-order-notional,an order of 300000 USDT is above 6000' ]
}

@test "log --account leaves other accounts out and keeps what binds all" {
	exits 0 log --account other
	[ "$(json -s 'map(.account) | unique | map(. // "all") | join(" ")')" = 'all other' ]
	[ "$(json 'select(.kind == "halt").event' | tr '\n' ' ')" = 'halt resume ' ]
	exits 0 log --account demo --kind transfer --format csv --fields event,amount,asset
	[ "$output" = $'event,amount,asset\nopening,10000,USDT\nwithdrawal,-250.5,USDT' ]
}

@test "log --symbol, --since, --until, --correlation, --kind and -n" {
	exits 0 log --symbol ETH/USDT
	[ "$(rows)" -eq 3 ]
	exits 0 log --correlation bb02
	[ "$(json .event)" = fill_all ]
	exits 0 log --since 2024-03-01T08:40Z --until 2024-03-01T08:50Z
	[ "$(json .message | tr '\n' ' ')" = 'lunch back ' ]
	exits 0 log --kind breaker
	[ "$(json .name | sort -u)" = daily-loss ]
	exits 0 log -n 1
	[ "$(json .event)" = withdrawal ]
	exits 0 log -n 2 --kind fill
	[ "$(json .amount | tr '\n' ' ')" = '0.04 0.06 ' ]
}

@test "log says which account, order, symbol or kind there is not" {
	exits 2 log --account dmeo
	says "account dmeo: there is none; did you mean demo?"
	exits 2 log --order 99
	says "order 99: there is none"
	exits 2 log --symbol btc
	says "symbol 'btc': not of the form"
	exits 2 log --kind fills
	exits 2 log --since tomorrow
	exits 2 log -n -1
}

@test "log ends silently when the pipe closes" {
	run -0 bash -c 'set -o pipefail; etrms log 2>&1 | head -1 | wc -l'
	[ "$output" = 1 ]
}
