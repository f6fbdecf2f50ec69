#!/usr/bin/env bats
# Covers etrms report: the record, the drawing in a pipe, in ASCII and on a
# terminal; the page with each number as it is stored, in the file and in a
# browser; a page that is put in place whole or not at all; a run that is not
# there, one that is damaged, options that contradict.
load ../helper
load ../page

# same_numbers PAGE: each field of the run is on it, with the value it has
same_numbers() {
	local field want got n=0
	for field in $(etrms report 1 | jq -r 'keys[]'); do
		case $field in assumptions | warnings)
			grep -q "data-field=\"$field\"" "$1" || complain "$field"
			continue ;;
		esac
		want=$(etrms report 1 --format csv --no-header --fields "$field")
		got=$(shown "$1" field "$field" | sort -u)
		want=${want#\"} want=${want%\"}
		[ "$got" = "$want" ] || complain "$field: $got, not $want"
		n=$((n + 1))
	done
	[ "$n" -gt 40 ]
	no_complaints
}

@test "report: into a pipe the run's record" {
	given_runs
	exits 0 report 1
	[ "$(rows)" -eq 1 ]
	[ "$(json .id)" = 1 ]
	[ "$output" = "$(etrms backtest show 1 --format ndjson)" ]
	exits 0 report 1 --format csv --fields strategy,params
	[ "${lines[0]}" = "strategy,params" ]
	[ "${lines[1]}" = "sma_cross,fast=10;slow=30" ]
}

@test "report --html: one page, whole, and where it is" {
	given_runs
	exits 0 report 1 --html page.html
	[ "$(json .run)" = 1 ]
	[ "$(json .file)" = page.html ]
	[ "$(json .bytes)" -eq "$(stat -c %s page.html)" ]
	whole_page page.html
	[ "$(stat -c %s page.html)" -lt 1000000 ]
	for part in equity drawdown exposure returns lane0 refusals; do
		grep -q "<title id=\"$part-t\">" page.html || complain "$part"
	done
	no_complaints
	[ "$(echo page.*)" = page.html ]
}

@test "report --html: every number is that of the stored run" {
	given_runs
	etrms report 1 --html page.html --quiet
	same_numbers page.html
}

@test "report --html: every number is there in a browser too" {
	needs_browser
	given_runs
	etrms report 1 --html "$PWD/page.html" --quiet
	browse "$PWD/page.html" --dump-dom
	same_numbers dom
}

@test "report --html -: the page on standard output" {
	given_runs
	etrms report 1 --html page.html --quiet
	etrms report 1 --html - >piped.html
	cmp page.html piped.html
	exits 0 report 1 --html - --quiet
	[ -z "$output" ]
	run bash -c 'etrms report 1 --html - | head -1; echo "${PIPESTATUS[0]}"'
	[ "$output" = "<!DOCTYPE html>
0" ]
}

@test "report --html: the same run, the same page" {
	given_runs
	etrms report 1 --html a.html --quiet
	etrms report 1 --html b.html --quiet
	cmp a.html b.html
}

@test "report --html: what cannot be written leaves what was there" {
	given_runs
	exits 14 report 1 --html nowhere/page.html
	says "nowhere/page.html: No such file or directory"
	mkdir folder
	exits 14 report 1 --html folder
	says "folder: Is a directory"
	exits 14 report 1 --html /dev/full
	says "/dev/full: No space left on device"
	echo kept >old.html
	chmod 600 old.html
	exits 2 report 4 --html old.html
	[ "$(cat old.html)" = kept ]
	exits 0 report 1 --html old.html
	[ "$(stat -c %a old.html)" = 600 ]
	grep -q '</html>' old.html
	[ -z "$(find . -maxdepth 1 -name 'old.html.*')" ]
}

@test "report --term: 80 columns into a pipe, without colour" {
	given_runs
	exits 0 report 1 --term
	[[ $output == *"sma_cross  BTC/USDT  1h  2024-03-01 to 2024-03-03"* ]]
	[[ $output == *"deepest drawdown"* && $output == *"profit factor"* ]]
	[[ $output == *"┤"* && $output != *$'\e'* ]]
	[ "$(wc -L <<<"$output")" -le 80 ]
}

@test "report --term: ASCII where the locale is not UTF-8" {
	given_runs
	LC_ALL=C exits 0 report 1 --term
	! LC_ALL=C grep -q '[^ -~]' <<<"$output" || complain "$output"
	no_complaints
	[[ $output == *" +"* ]]
}

@test "report: a terminal gets the drawing, as wide as it is" {
	command -v script >/dev/null || skip "no script(1)"
	given_runs
	script -qec "stty cols 120; etrms report 1" /dev/null >shown </dev/null
	grep -q '┤' shown
	grep -q $'\e\[36m' shown
	[ "$(sed $'s/\e\\[[0-9;]*m//g; s/\r//' shown | wc -L)" -le 120 ]
	[ "$(sed $'s/\e\\[[0-9;]*m//g; s/\r//' shown | wc -L)" -gt 90 ]
	NO_COLOR=1 script -qec "stty cols 60; etrms report 1" /dev/null >shown </dev/null
	! grep -q $'\e\[[0-9;]*m' shown || complain "colour"
	[ "$(sed $'s/\r//' shown | grep -v '^warning: ' | wc -L)" -le 60 ]
	NO_COLOR=1 script -qec "etrms report 1 --fields id,strategy" /dev/null >shown </dev/null
	grep -q -i '^id *strategy' shown
	no_complaints
}

@test "report: a run that is not there, and what is no run" {
	given_runs
	for id in 4 0 -1 1x 01 '' "1;2" 99999999999999999999; do
		exits 2 report --html page.html -- "$id"
		says "run"
		[ ! -e page.html ] || complain "$id: a page"
	done
	no_complaints
	exits 2 report
	exits 2 report 1 1
	exits 2 report 1 --html a --term
	says "--html and --term: one of them"
	exits 2 report 1 --term --format json
	says "not with --format json"
	exits 3 report 1 --store none.db
}

@test "report: a damaged run is told, and no page is made of it" {
	given_runs
	sqlite3 "$STORE" "DROP TRIGGER IF EXISTS run_part_no_update;
		SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master
		WHERE type = 'trigger' AND tbl_name = 'run_part'" | sqlite3 "$STORE"
	sqlite3 "$STORE" "UPDATE run_part SET data = substr(data, 1, length(data) / 2)
		WHERE part = 'equity'"
	exits 3 report 1 --html page.html
	says "run 1: its part equity is damaged"
	[ ! -e page.html ]
	exits 3 report 1 --term
}

# Months that compound to the return, trades and events that are as many as the
# parts have: of a run that was just made, with a breaker inside.
@test "report --html: of a replay, the tables add up to the record" {
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1h \
		--from 2023-11-14 --bars 3000 --seed 3 --quiet
	printf 'max-position-share off\nmax-risk-per-trade off\n' >limits
	echo 'loss --when drawdown(1d) > 3% --do close, block-entries --cooldown 2d' >rules
	etrms backtest run sma_cross BTC/USDT --venue demo --timeframe 1h \
		--policy limits --breakers rules --quiet
	exits 0 report 1 --html page.html
	same_numbers page.html
	exits 0 report 1
	want=$(json .total_return)
	trades=$(etrms backtest show 1 --part trades | wc -l)
	[ "$trades" -gt 20 ]
	[ "$(json .breaker_trips)" -gt 2 ]
	grep -o '<td class="n [gl][0-4]"><data value="[^"]*"' page.html |
		sed 's/.*value="//; s/"//' >months
	awk -v want="$want" 'BEGIN { grown = 1 } { grown *= 1 + $1 }
		END { off = grown - 1 - want; exit !(NR == 5 && off < 1e-9 && off > -1e-9) }' months
	[ "$(grep -cE '<td>(long|short)</td>' page.html)" -eq \
		"$([ "$trades" -gt 100 ] && echo 48 || echo "$trades")" ]
	grep -q "loss</b> tripped $(json .breaker_trips) times" page.html
	grep -q '<title id="sharpe-t">' page.html
	# and in the terminal
	exits 0 report 1 --term
	[[ $output == *"sma_cross  BTC/USDT  1h  2023-11-14 to 2024-03-18"* ]]
}
