#!/usr/bin/env bats
# etrms candles import
# - one row for each file, in every format; equal bars merge, twice is harmless
# - CSV, gzip, zip, stdin; checksum files; names that say the series
# - refused whole (12, nothing kept): impossible, conflicting, off-grid bars;
#   NaN, 1e999, empty and cut lines; mixed units; binary; a line without end;
#   a cut gzip, a cut, bomb, linked, escaping, encrypted, empty zip; a wrong
#   checksum
# - --on-conflict, --off-grid, --dry-run, --findings, --columns, --time-unit
# - usage: no file, unknown layout, bad symbol, venue, timeframe, column map
load ../helper

series=(--venue x --symbol BTC/USDT --timeframe 1m)

# A plain file of $1 good bars in bars.csv.
given_bars() {
	awk -v n="$1" 'BEGIN {
		print "ts,open,high,low,close,volume"
		for (i = 0; i < n; i++)
			printf "%.0f,100.%d,102,99.5,101,%d.5\n",
				1700000040000 + i * 60000, i % 10, i + 1
	}' >bars.csv
}

# The store has $1 bars, over all series.
stored() {
	local have
	have=$(etrms candles list --format ndjson | jq -s 'map(.rows) | add // 0')
	[ "$have" -eq "$1" ] || {
		echo "$have bars stored, wanted $1"
		return 1
	}
}

# Import of file $1 exits 12, says $2, and keeps nothing.
refused() {
	exits 12 candles import "$1" "${series[@]}"
	says "$2"
	stored 0
}

@test "a file becomes a series and its summary a row" {
	given_bars 100
	exits 0 candles import bars.csv "${series[@]}" --format json
	[ "$(json '.[0] | [.file, .rows, .added, .same, .gaps, .stored, .layout,
		.from, .to] | tostring')" = '["bars.csv",100,100,0,0,true,"header","2023-11-14T22:14:00Z","2023-11-14T23:54:00Z"]' ]
	stored 100
	exits 0 audit --format ndjson
	[ "$(json -s '.[-1] | [.command, .entity, .entity_id, .action, .detail] | tostring')" = \
		'["candles import","series","x BTC/USDT 1m","import","100 new bars from bars.csv"]' ]
}

@test "the formats agree" {
	given_bars 3
	exits 0 candles import bars.csv "${series[@]}" --format csv --dry-run
	local csv=$output n
	exits 0 candles import bars.csv "${series[@]}" --format ndjson --dry-run
	# the columns of findings follow in CSV, empty
	n=$(json length)
	[ "$(json 'keys_unsorted | join(",")')" = "$(head -n 1 <<<"$csv" | cut -d, -f"1-$n")" ]
	[ "$(json '[.[] | tostring] | join(",")')" = "$(tail -n 1 <<<"$csv" | cut -d, -f"1-$n")" ]
	[[ "$(tail -n 1 <<<"$csv" | cut -d, -f"$((n + 1))-")" =~ ^,+$ ]]
	exits 0 candles import bars.csv "${series[@]}" --format table --dry-run
	[[ $output == *bars.csv* ]]
}

@test "the same file twice changes nothing" {
	given_bars 5000
	exits 0 candles import bars.csv "${series[@]}"
	local hash
	hash=$(etrms candles list --format ndjson | jq -r .hash)
	exits 0 candles import bars.csv bars.csv "${series[@]}"
	[ "$(json -s 'map([.added, .same]) | tostring')" = '[[0,5000],[0,5000]]' ]
	[ "$(etrms candles list --format ndjson | jq -r .hash)" = "$hash" ]
}

@test "pieces in any order, reversed and shuffled, make the same series" {
	given_bars 9000
	exits 0 candles import bars.csv "${series[@]}"
	{ head -n 1 bars.csv; tail -n +2 bars.csv | tac; } >back.csv
	{ head -n 1 bars.csv; tail -n +2 bars.csv | shuf --random-source=bars.csv; } >mixed.csv
	exits 0 candles import back.csv --venue y --symbol BTC/USDT --timeframe 1m
	[ "$(json .disorder)" -eq 1 ]
	exits 0 candles import mixed.csv --venue z --symbol BTC/USDT --timeframe 1m
	[ "$(json .disorder)" -gt 1000 ]
	[ "$(etrms candles list --format ndjson | jq -r .hash | sort -u | wc -l)" -eq 1 ]
}

@test "gzip, zip and stdin give what the plain file gives" {
	given_bars 500
	gzip -k bars.csv
	cat bars.csv.gz bars.csv.gz >twice.csv.gz
	zip -q bars.zip bars.csv
	exits 0 candles import bars.csv --venue a --symbol BTC/USDT --timeframe 1m
	exits 0 candles import bars.csv.gz --venue b --symbol BTC/USDT --timeframe 1m
	exits 0 candles import bars.zip --venue c --symbol BTC/USDT --timeframe 1m
	etrms candles import - --venue d --symbol BTC/USDT --timeframe 1m <bars.csv.gz
	etrms candles import - --venue e --symbol BTC/USDT --timeframe 1m <bars.zip
	cat bars.zip | etrms candles import - --venue f --symbol BTC/USDT --timeframe 1m
	[ "$(etrms candles list --format ndjson | jq -r .hash | uniq -c | awk '{ print $1 }')" -eq 6 ]
	exits 2 candles import - - "${series[@]}" </dev/null
	says "stdin can be read only once"
	exits 12 candles import twice.csv.gz --venue g --symbol BTC/USDT --timeframe 1m
	says "twice.csv.gz:502: not a time in the unit of the rows before"
}

@test "every table in an archive is read" {
	given_bars 20
	{ head -n 1 bars.csv; tail -n +12 bars.csv; } >b.csv
	head -n 11 bars.csv >a.csv
	echo hello >README
	mkdir deep
	mv b.csv deep
	zip -qr two.zip a.csv deep README
	exits 0 candles import two.zip "${series[@]}"
	stored 20
}

@test "a checksum beside the file is checked" {
	given_bars 10
	zip -q bars.zip bars.csv
	sha256sum bars.zip >bars.zip.CHECKSUM
	exits 0 candles import bars.zip "${series[@]}" --checksum
	[ "$(json .checksum)" = true ]
	exits 12 candles import bars.csv "${series[@]}" --checksum
	says "bars.csv: there is no checksum file beside it"
	echo "$(printf '0%.0s' {1..64})  bars.zip" >bars.zip.CHECKSUM
	exits 12 candles import bars.zip --venue y --symbol BTC/USDT --timeframe 1m
	says "is not the one in bars.zip.CHECKSUM"
	echo "rubbish" >bars.zip.CHECKSUM
	exits 12 candles import bars.zip --venue y --symbol BTC/USDT --timeframe 1m
	says "bars.zip.CHECKSUM: no SHA-256 of bars.zip in it"
	stored 10
}

@test "a path of Binance Vision names its series; a bare name does not" {
	given_bars 10
	mkdir -p data/spot
	cp bars.csv data/spot/BTCUSDT-1m-2023-11.csv
	cp bars.csv BTCUSDT-1m-2023-11.csv
	exits 0 candles import data/spot/BTCUSDT-1m-2023-11.csv
	[ "$(json '[.venue, .symbol, .timeframe] | join(" ")')" = "binance BTC/USDT 1m" ]
	exits 2 candles import BTCUSDT-1m-2023-11.csv
	says "spot or futures? give --symbol"
	exits 2 candles import BTCUSDT-1m-2023-11.csv --symbol BTC/USDT --timeframe 1h
	says "by its name these are bars of 1m"
	exits 2 candles import bars.csv
	says "of which venue? give --venue"
	exits 2 candles import bars.csv --venue x
	says "of which symbol? give --symbol"
	exits 2 candles import bars.csv --venue x --symbol BTC/USDT
	says "how long is a bar? give --timeframe"
}

@test "impossible bars refuse the file, each with its line" {
	given_bars 10
	sed -i '4s/,102,/,98,/; 7s/99.5/0/; 9s/,8\.5/,-8.5/' bars.csv
	exits 12 candles import bars.csv "${series[@]}" --format ndjson
	says "bars.csv:4: high below low, and more like it; nothing was imported"
	[ "$(json -s 'map(select(.record == "candle_finding") |
		[.kind, .line, .message]) | tostring')" = \
		'[["impossible",4,"high below low"],["impossible",7,"low is not above 0"],["impossible",9,"volume is negative"]]' ]
	[ "$(json -s 'map(select(.record == "candle_import")) | .[0].stored')" = false ]
	stored 0
}

@test "a good file is not kept when the one after it is refused" {
	given_bars 10
	sed '4s/,102,/,98,/' bars.csv >bad.csv
	exits 12 candles import bars.csv bad.csv "${series[@]}"
	stored 0
}

@test "conflicting bars: refuse, keep, replace" {
	given_bars 10
	exits 0 candles import bars.csv "${series[@]}"
	sed '4s/,101,/,101.01,/' bars.csv >other.csv
	exits 12 candles import other.csv "${series[@]}" --format ndjson
	says "other.csv:4: 2023-11-14T22:16:00Z: close is 101, here 101.01; nothing was imported"
	exits 0 candles import other.csv "${series[@]}" --on-conflict keep
	[ "$(json .conflicts)" -eq 1 ]
	[ "$(etrms candles export "${series[@]}" --format csv | grep -c 101.01)" -eq 0 ]
	exits 0 candles import other.csv "${series[@]}" --on-conflict replace
	[ "$(etrms candles export "${series[@]}" --format csv | grep -c 101.01)" -eq 1 ]
	stored 10
}

@test "conflicting duplicates inside one file refuse it" {
	given_bars 10
	sed -n '5s/,101,/,100.5,/p' bars.csv >>bars.csv
	refused bars.csv "bars.csv:12: 2023-11-14T22:17:00Z: close is 101, here 100.5"
}

@test "equal duplicates inside one file are merged" {
	given_bars 10
	sed -n '5p' bars.csv >>bars.csv
	exits 0 candles import bars.csv "${series[@]}"
	[ "$(json '[.rows, .added, .same] | tostring')" = '[11,10,1]' ]
}

@test "bars off the grid: refused, or kept when asked to" {
	given_bars 10
	sed -i '4s/^17000001600/17000001610/' bars.csv
	refused bars.csv "bars.csv:4: opens at 2023-11-14T22:16:01Z, off the grid"
	exits 0 candles import bars.csv "${series[@]}" --off-grid keep
	[ "$(json .off_grid)" -eq 1 ]
	stored 10
}

@test "gaps, idle bars and disorder are counted, told, never mended" {
	given_bars 20
	sed -i '5d; 9s/,[0-9.]*$/,0/' bars.csv
	exits 0 candles import bars.csv "${series[@]}" --findings --format ndjson
	[ "$(json -s 'map(select(.record == "candle_finding") |
		[.kind, .severity, .line, .count]) | tostring')" = \
		'[["gap","warning",5,1],["zero_volume","info",8,1]]' ]
	[ "$(json -s '.[-1] | [.gaps, .missing, .zero_volume, .stored] | tostring')" = '[1,1,1,true]' ]
	stored 19
}

@test "--dry-run keeps nothing" {
	given_bars 20
	exits 0 candles import bars.csv "${series[@]}" --dry-run
	[ "$(json '[.added, .stored] | tostring')" = '[20,false]' ]
	stored 0
}

@test "numbers that are none refuse the file" {
	local n=0 bad
	for bad in NaN inf 1e999 '' 0x10 1,5 '12 34' '--1' 1e-30; do
		n=$((n + 1))
		given_bars 10
		sed -i "6s/,102,/,$bad,/" bars.csv
		refused bars.csv "bars.csv:6: "
	done
	[ "$n" -eq 9 ]
}

@test "a file cut anywhere is refused or a shorter file" {
	given_bars 4
	local size at
	size=$(wc -c <bars.csv)
	for at in 0 1 20 29 30 31 45 60 70 "$((size - 40))" "$((size - 1))"; do
		head -c "$at" bars.csv >cut.csv
		exits 12 candles import cut.csv "${series[@]}"
		says "cut.csv:"
	done
	stored 0
}

@test "mixed units are refused, ms that turn into microseconds are not" {
	given_bars 10
	sed '6s/^\([0-9]*\)000,/\1,/' bars.csv >mixed.csv
	refused mixed.csv "mixed.csv:6: time in another unit than the rows before"
	sed '6,$s/^\([0-9]*\),/\1000,/' bars.csv >turns.csv
	exits 0 candles import turns.csv "${series[@]}"
	[ "$(json .gaps)" -eq 0 ]
	stored 10
}

@test "--time-unit and --columns read what no layout knows" {
	printf '%s\n' 'x;0;1' >bad.csv
	printf '7,60,1.5,3,1,2.5\n8,120,1.5,3,1,2.5\n' >bars.csv
	exits 0 candles import bars.csv "${series[@]}" --time-unit s \
		--columns volume,time,open,high,low,close
	[ "$(json .from)" = 1970-01-01T00:01:00Z ]
	exits 2 candles import bars.csv "${series[@]}" --columns time,open
	says "no column for high; name it with --columns"
	exits 2 candles import bars.csv "${series[@]}" --columns time,opening
	says "--columns: no column opening in a candle"
}

@test "binary, a line without end and a 100 MB line are refused at once" {
	head -c 20000 /dev/zero >zero.csv
	refused zero.csv "zero.csv:1: "
	given_bars 3
	printf '1700000220000,1\0002,3,1,2,5\n' >>bars.csv
	refused bars.csv "bars.csv:5: byte 0x00 is not text"
	head -c 100000000 /dev/zero | tr '\0' '1' >long.csv
	refused long.csv "long.csv:1: line is longer than 64 KiB"
	rm long.csv
	yes 1, | head -n 70 | tr -d '\n' >wide.csv
	echo >>wide.csv
	refused wide.csv "wide.csv:1: more than 64 fields"
	: >empty.csv
	refused empty.csv "empty.csv: no candles in it"
}

@test "broken archives are refused" {
	given_bars 2000
	gzip -kc bars.csv >bars.gz
	head -c 5000 bars.gz >cut.gz
	refused cut.gz "cut.gz: gzip file is cut short"
	{ head -c 5000 bars.gz; head -c 3000 /dev/urandom; } >broken.gz
	exits 12 candles import broken.gz "${series[@]}"
	{ cat bars.gz; echo more; } >trailing.gz
	refused trailing.gz "trailing.gz: gzip file is damaged"
	zip -q bars.zip bars.csv
	head -c 5000 bars.zip >cut.zip
	refused cut.zip "cut.zip: not a sound zip archive"
	printf 'X' | dd of=bars.zip bs=1 seek=2000 conv=notrunc status=none
	refused bars.zip "bars.zip:bars.csv"
	echo hello >README
	zip -q none.zip README
	refused none.zip "none.zip: no .csv in this archive"
}

@test "bombs are refused before they go off" {
	{ echo ts,open,high,low,close,volume; head -c 50000000 /dev/zero | tr '\0' '\n'; } >bomb.csv
	zip -q bomb.zip bomb.csv
	gzip bomb.csv
	refused bomb.zip "bomb.zip: member bomb.csv: it unpacks to more than 100 times its size"
	refused bomb.csv.gz "bomb.csv.gz: unpacks to more than 100 times its size"
}

@test "archives that reach outside of themselves are refused" {
	given_bars 10
	mkdir sub
	(cd sub && zip -q ../up.zip ../bars.csv)
	refused up.zip "up.zip: member ../bars.csv: its name leaves the archive"
	ln -s bars.csv link.csv
	zip -qy link.zip link.csv
	refused link.zip "link.zip: member link.csv: it is a link or a device"
	zip -q -P secret locked.zip bars.csv
	refused locked.zip "locked.zip: member bars.csv: it is encrypted"
}

@test "a slow pipe does not hold the store" {
	given_bars 10
	mkfifo slow
	etrms candles import - "${series[@]}" <slow >/dev/null &
	exec 7>slow
	head -n 5 bars.csv >&7
	exits 0 candles generate --bars 10
	tail -n +6 bars.csv >&7
	exec 7>&-
	wait $!
	stored 20
}

@test "usage is named" {
	given_bars 10
	exits 2 candles import
	exits 2 candles import absent.csv "${series[@]}"
	says "absent.csv: No such file"
	mkdir folder
	exits 2 candles import folder "${series[@]}"
	says "folder: is a folder"
	exits 2 candles import bars.csv "${series[@]}" --layout nobody
	says nobody
	exits 2 candles import bars.csv --venue x --symbol btc/usdt --timeframe 1m
	says "symbol 'btc/usdt'"
	exits 2 candles import bars.csv --venue 'X Y' --symbol BTC/USDT --timeframe 1m
	says "venue 'X Y'"
	exits 2 candles import bars.csv --venue x --symbol BTC/USDT --timeframe 1q
	exits 2 candles import bars.csv --venue x --symbol BTC/USDT --timeframe 0s
	exits 2 candles import bars.csv "${series[@]}" --on-conflict shrug
}

@test "a closed output loses no candle" {
	given_bars 10
	run --separate-stderr sh -c 'etrms candles import bars.csv --venue x --symbol BTC/USDT --timeframe 1m >/dev/full'
	[ "$status" -eq 14 ]
	stored 10
}

# A file of marks, two symbols, without volume.
given_marks() {
	printf '%s\n' symbol,ts,open,high,low,close \
		BTCUSDT,1709251200000,100.5,101,99,100 \
		ETHUSDT,1709251200000,10,11,9,10.25 \
		BTCUSDT,1709254800000,100,102,99.5,101 >marks.csv
}

@test "candles import --price mark is a series of its own, without volume" {
	given_marks
	exits 0 candles import marks.csv --price mark --rows-of BTCUSDT \
		--venue x --symbol BTC/USDT:USDT --timeframe 1h
	[ "$(json '[.rows, .price, .zero_volume] | join(" ")')" = "2 mark 0" ]
	printf 'time,open,high,low,close,volume\n1709251200000,1,1,1,1,5\n' >last.csv
	exits 0 candles import last.csv --venue x --symbol BTC/USDT:USDT --timeframe 1h
	exits 0 candles list --format csv --fields symbol,rows,price
	[ "$output" = "symbol,rows,price
BTC/USDT:USDT,1,last
BTC/USDT:USDT,2,mark" ]
	exits 0 candles list --price mark
	[ "$(json .rows)" = 2 ]
	exits 0 candles export -v x -s BTC/USDT:USDT -t 1h --price mark --format csv
	[ "$output" = "open_time_ms,open,high,low,close,volume
1709251200000,100.5,101,99,100,0
1709254800000,100,102,99.5,101,0" ]
	exits 0 candles export -v x -s BTC/USDT:USDT -t 1h
	[ "$(json .close)" = 1 ]
	exits 0 candles verify --price mark
	[ "$output" = "" ]
	exits 0 audit --format ndjson
	[ "$(json 'select(.command == "candles import") | .entity_id' | head -1)" = "x BTC/USDT:USDT 1h mark" ]
}

@test "volume of a mark file is not read" {
	printf 'time,open,high,low,close,volume,trades\n1709251200000,1,2,1,1,junk,x\n' >marks.csv
	exits 0 candles import marks.csv --price mark --venue x --symbol A/B:B --timeframe 1h
	exits 12 candles import marks.csv --venue x --symbol A/B:B --timeframe 1h
	says "volume is not a number"
}

@test "a file of several symbols needs --rows-of one that is in it" {
	given_marks
	exits 12 candles import marks.csv --price mark --venue x --symbol BTC/USDT:USDT --timeframe 1h
	says "another symbol than the rows before"
	exits 12 candles import marks.csv --price mark --rows-of XRPUSDT --venue x --symbol BTC/USDT:USDT --timeframe 1h
	says "no candles in it"
	exits 12 candles import marks.csv --rows-of BTCUSDT --venue x --symbol BTC/USDT:USDT --timeframe 1h
	says "no column for volume"
	exits 2 candles import marks.csv --price index --venue x --symbol BTC/USDT:USDT --timeframe 1h
	exits 2 candles export -v x -s BTC/USDT:USDT -t 1h --price mark
}
