# report portfolio: the page has the numbers of the record and its parts, the
# drawing says the same, both through pipes; files that cannot be written, one
# snapshot, none, contradictory options; in a browser nothing is asked for and
# nothing complained of.

load ../helper
load ../page
load ../paper

given_history() {
	given_candles BTC/USDT 50000 60000 45000 54000 50000 52000
	given_candles ETH/USDT 2000 2500 2000 2100 2200 2000
	given_paper --balance BTC=0.2 --balance ETH=1
	etrms portfolio snapshot --quiet
	local i
	for i in 1 2 3 4; do
		etrms venue advance --by 1m --quiet
		[ "$i" -ne 2 ] || etrms account deposit demo --amount 2000 --quiet
		[ "$i" -ne 3 ] || etrms account withdraw demo --amount 500 --quiet
		etrms portfolio snapshot --quiet
	done
}

# value FIELD: what the page has for it, exactly
value() {
	shown page.html field "$1" | head -1
}

@test "report portfolio --html has every number of the record" {
	given_history
	exits 0 report portfolio --html page.html --format csv
	[ "${lines[0]}" = account,file,bytes ]
	[ "${lines[1]}" = ",page.html,$(stat -c %s page.html)" ]
	etrms report portfolio >record
	local field
	for field in time_weighted_return money_weighted_return profit value \
		deposits withdrawals max_drawdown volatility btc_return \
		eth_return snapshots start_value; do
		[ "$(value $field)" = "$(jq -r ".$field" record)" ] ||
			complain "$field: $(value $field), not $(jq ".$field" record)"
	done
	no_complaints
	[ "$(jq -c . record)" = "$(etrms portfolio history --part performance)" ]
}

@test "report portfolio --html draws returns, drawdown, value, parts and flows" {
	given_history
	etrms report portfolio --html page.html --quiet
	whole_page page.html curves drawdown value allocation flows
	[ "$(grep -c 'class="won"' page.html)" -eq 1 ]
	[ "$(grep -c 'class="lost"' page.html)" -eq 1 ]
	grep -q '<tr><th scope="row">BTC</th><td class="n g4">1</td>' page.html
	grep -q '<tr><td>USDT</td><td>asset</td><td class="n">11,500</td>' page.html
}

@test "report portfolio draws the same in a terminal" {
	given_history
	exits 0 report portfolio --term
	[[ $output == "all accounts  2024-03-01T00:01:00Z to 2024-03-01T00:05:00Z"* ]]
	[[ $output == *"return without what came and went"*drawdown*"allocation in the end"* ]]
	local part
	part=$(etrms portfolio history --part allocation | tail -3 |
		jq -r 'select(.name == "BTC") | .weight * 10000 | round / 100')
	[[ $output == *"BTC "*" $part%  #"* ]]
	part=$(etrms report portfolio | jq -r '.max_drawdown * 10000 | round / 100')
	[[ $output == *"deepest drawdown"*"$part%"* ]]
	LC_ALL=C exits 0 report portfolio --term
	run ! grep -qP '[^\x00-\x7F]' <<<"$output"
}

@test "report portfolio writes through a pipe, and records in every format" {
	given_history
	etrms report portfolio --html page.html --quiet
	etrms report portfolio --html - >piped.html
	cmp page.html piped.html
	local format
	for format in json ndjson csv; do
		exits 0 report portfolio --format $format
		[[ $output == *time_weighted_return* ]]
	done
	exits 0 report portfolio --format table --fields value,profit
	[[ ${lines[0]} == VALUE*PROFIT* || ${lines[0]} == value*profit* ]]
	exits 12 report portfolio --account demo
	says "there are no snapshots of account demo in USDT"
}

@test "report portfolio refuses what it cannot write or draw" {
	given_candles BTC/USDT 50000 50000
	given_paper
	exits 12 report portfolio --html page.html
	says "there are no snapshots of all accounts in USDT"
	etrms portfolio snapshot --quiet
	exits 12 report portfolio --html page.html
	[[ $stderr == *"there is one snapshot, or all are of one time: a picture takes two"* ]]
	[ ! -e page.html ]
	etrms venue advance --by 1m --quiet
	etrms portfolio snapshot --quiet
	exits 14 report portfolio --html nowhere/page.html
	says nowhere/page.html
	mkdir folder
	exits 14 report portfolio --html folder
	says folder
	exits 2 report portfolio --html page.html --term
	says "--html and --term: one of them"
	exits 2 report portfolio --term --format json
	says "--term draws for people"
	exits 2 report portfolio --since 2024-03-02 --until 2024-03-01
	says "--until: it is not after --since"
	exits 2 report portfolio 1
}

@test "report portfolio of what was emptied, and lost more than all" {
	given_candles BTC/USDT 50000 50000 50000
	given_paper
	etrms portfolio snapshot --quiet
	etrms account withdraw demo --amount 10000 --quiet
	etrms venue advance --by 1m --quiet
	etrms portfolio snapshot --quiet
	exits 0 report portfolio --html page.html
	grep -q 'Nothing is held' page.html
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "insert into portfolio_snapshot (account, currency, value, deposits, withdrawals, transfers, time) values ('', 'USDT', '-50', '0', '0', 0, 1709424000000000)"
	exits 0 report portfolio --html page.html
	grep -q 'has no return' page.html
	whole_page page.html
	exits 0 report portfolio --term
	[[ $output == *"time-weighted         n/a"* ]]
}

@test "the page of a portfolio asks a browser for nothing" {
	needs_browser
	given_history
	etrms report portfolio --html page.html --quiet
	nothing_asked "$PWD/page.html"
	no_complaints
	grep -q '<h1>All accounts</h1>' dom
}
