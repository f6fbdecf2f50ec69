# analyze correlation: pairs by every method against numbers worked out apart,
# changes, stress and breakdowns, regime, diversification and weights, clusters,
# the map in the terminal and as SVG, every format, history; rows that not all
# symbols have, and every kind of bad input.
load ../helper

# given_market [BARS]: A/X, B/X and C/X with one half in common, D/X apart; of
# the last 60 bars C/X goes the other way. Returns are whole tenths of a percent.
given_market() {
	awk -v bars="${1:-400}" 'function next_one() {
		seed = (seed * 16807) % 2147483647
		return (seed % 21 - 10) / 1000
	} BEGIN {
		seed = 12345
		split("A B C D", name, " ")
		for (k = 1; k <= 4; k++)
			price[k] = 100
		for (i = 0; i < bars; i++) {
			common = next_one()
			for (k = 1; k <= 4; k++) {
				own = next_one()
				r = k == 4 ? own : 2 * common + own / 2
				if (k == 3 && i >= bars - 60)
					r = -r
				price[k] = sprintf("%.6f", price[k] * (1 + (i > 0) * r))
				printf "%.0f,%s,%s,%s,%s,1\n", 1704067200000 + i * 3600000, price[k],
					price[k], price[k], price[k] >(name[k] ".csv")
			}
		}
	}'
	local one
	for one in A B C D; do
		sed -i 1i\ timestamp,open,high,low,close,volume "$one.csv"
		exits 0 candles import "$one.csv" --venue v --symbol "$one/X" --timeframe 1h
	done
}

# closes: those of A.csv to D.csv side by side, without a header
closes() {
	paste -d, A.csv B.csv C.csv D.csv | awk -F, 'NR > 1 { print $5, $11, $17, $23 }'
}

# pearson I K FROM TO: of returns, counted from 1, of the columns
pearson() {
	closes | awk -v i="$1" -v k="$2" -v from="$3" -v to="$4" '
	NR > 1 && NR - 1 >= from && NR - 1 <= to {
		a = $i / pi - 1; b = $k / pk - 1
		n++; x += a; y += b; xx += a * a; yy += b * b; xy += a * b
	} { pi = $i; pk = $k }
	END { printf "%.9f", (xy - x * y / n) / sqrt((xx - x * x / n) * (yy - y * y / n)) }'
}

# near FILTER NUMBER: the last output's number is that, to 1e-6
near() {
	local is
	is=$(json "$1")
	awk -v a="$is" -v b="$2" 'BEGIN { exit !(a - b < 1e-6 && b - a < 1e-6) }' || {
		echo "$1 is $is, not $2"
		return 1
	}
}

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" analyze correlation "$@"
	says "$text"
	[ -z "$output" ]
}

@test "analyze correlation: pairs are what returns say" {
	given_market
	exits 0 analyze correlation A/X B/X D/X --part pairs
	[ "$(rows)" -eq 3 ]
	[ "$(json '[.symbol, .other] | join(" ")' | paste -sd,)" = "A/X B/X,A/X D/X,B/X D/X" ]
	near 'select(.other == "B/X") | .pearson' "$(pearson 1 2 1 399)"
	near 'select(.other == "B/X") | .recent' "$(pearson 1 2 340 399)"
	near 'select(.other == "B/X") | .before' "$(pearson 1 2 1 339)"
	near 'select(.symbol == "B/X") | .pearson' "$(pearson 2 4 1 399)"
	[ "$(json 'select(.other == "B/X") | .pearson > 0.9 and .p_value < 1e-9 and .tail > 0.6')" = true ]
	[ "$(json 'select(.symbol == "A/X" and .other == "D/X") | (.pearson | fabs) < 0.2 and .p_value > 0.001 and .tail < 0.3')" = true ]
	[ "$(json -s '[.[] | .spearman, .kendall, .ewma, .dcc, .shrunk] | all(. == null)')" = true ]
}

@test "analyze correlation: the methods are those of method run" {
	given_market
	exits 0 analyze correlation A/X C/X D/X --part pairs --method kendall --method spearman --method ewma
	local pairs=$output
	closes | awk 'BEGIN { print "A,C,D" } NR > 1 { printf "%.17g,%.17g,%.17g\n", $1 / a - 1, $3 / c - 1, $4 / d - 1 } { a = $1; c = $3; d = $4 }' >returns.csv
	for name in spearman ewma; do
		run -0 --separate-stderr etrms method run "corr_$name" <<<'{"input":{"csv":"returns.csv"}}'
		local want
		want=$(json '(.matrix // .corr) | .[0][1], .[0][2], .[1][2]' | paste -sd,)
		output=$pairs
		near 'select(.symbol == "A/X" and .other == "C/X") | .'"$name" "$(cut -d, -f1 <<<"$want")"
		near 'select(.symbol == "A/X" and .other == "D/X") | .'"$name" "$(cut -d, -f2 <<<"$want")"
		near 'select(.symbol == "C/X") | .'"$name" "$(cut -d, -f3 <<<"$want")"
	done
	run -0 --separate-stderr etrms method run corr_kendall <<<'{"params":{"pair":["A","D"]},"input":{"csv":"returns.csv"}}'
	local tau
	tau=$(json '.tau_b')
	output=$pairs
	near 'select(.symbol == "A/X" and .other == "D/X") | .kendall' "$tau"
	# dcc begins at a bar in which all move, and looks at the last bars most
	awk -F, 'NR == 1 { print "A,C" } NR > 1 && (on = on || $1 * $2 != 0) { print $1 "," $2 }' returns.csv >moving.csv
	run -0 --separate-stderr etrms method run corr_dcc <<<'{"input":{"csv":"moving.csv"}}'
	local next
	next=$(json '.corr_next[0][1]')
	exits 0 analyze correlation A/X C/X --part pairs --method dcc
	near .dcc "$next"
	[ "$(json '.dcc < .pearson - 0.1')" = true ]
}

@test "analyze correlation --held: by what an account holds" {
	given_market
	exits 2 analyze correlation A/X B/X --held
	says "there is no account"
	etrms account add demo --prices v --timeframe 1h --currency X --balance X=10000 --use --quiet
	exits 2 analyze correlation A/X B/X --held
	says "--held: nothing is held of the symbols"
	etrms policy set max-position-share off --quiet
	etrms policy set max-risk-per-trade off --quiet
	exits 0 order buy A/X --quote 3000 --quiet
	exits 0 analyze correlation A/X B/X --held --part symbols
	[ "$(json '[.symbol, .weight] | join(" ")' | sort | paste -sd,)" = "A/X 1,B/X 0" ]
	exits 2 analyze correlation B/X C/X --held
	says "--held: A/X is held, and none of the symbols is of it"
	exits 2 analyze correlation A/X B/X --held --weight A=100
	says "--held and --weight both tell weights"
	exits 2 analyze correlation --history --held
	says "--history shows what was said"
}

@test "analyze correlation --fit: the likeliest weights of dcc" {
	given_market
	exits 0 analyze correlation A/X C/X --method dcc --part dcc
	[ "$(json '[.fitted, .a, .b] | join(" ")')" = "false 0.03 0.95" ]
	[ "$(json '.loglik == .usual_loglik')" = true ]
	local usual=$(json .loglik)
	exits 0 analyze correlation A/X C/X --method dcc --fit --part dcc
	[ "$(json ".fitted and .usual_loglik == $usual and .loglik > $usual and
		.a >= 0 and .b >= 0 and .a + .b <= 0.999")" = true ]
	near .half_life "$(json '(0.5 | log) / (.a + .b | log)')"
	local a=$(json .a) b=$(json .b)
	closes | awk 'BEGIN { print "A,C" } NR > 1 && (on = on || ($1 - a) * ($3 - c) != 0) { printf "%.17g,%.17g\n", $1 / a - 1, $3 / c - 1 } { a = $1; c = $3 }' >moving.csv
	run -0 --separate-stderr etrms method run corr_dcc <<<"{\"params\":{\"a\":$a,\"b\":$b},\"input\":{\"csv\":\"moving.csv\"}}"
	local next=$(json '.corr_next[0][1]')
	run -0 --separate-stderr etrms method run corr_dcc_fit <<<'{"input":{"csv":"moving.csv"}}'
	near .a "$a"
	near '.corr_next[0][1]' "$next"
	exits 0 analyze correlation A/X C/X --method dcc --fit --part pairs
	near .dcc "$next"
	refused 2 "--fit: goes with --method dcc" A/X C/X --fit
	refused 2 "--part dcc: goes with --method dcc" A/X C/X --part dcc --method ewma
	refused 2 "--history shows what was said" --history --fit
}

@test "analyze correlation: a change is found, and where there is none it is not" {
	given_market
	exits 0 analyze correlation A/X B/X C/X D/X --part pairs
	[ "$(json 'select(.change_p < 1e-6) | .symbol + .other' | paste -sd' ')" = "A/XC/X B/XC/X" ]
	near 'select(.symbol == "A/X" and .other == "C/X") | .change_z' "$(awk -v now="$(pearson 1 3 340 399)" -v then="$(pearson 1 3 1 339)" '
		function atanh(x) { return log((1 + x) / (1 - x)) / 2 }
		BEGIN { printf "%.9f", (atanh(now) - atanh(then)) / sqrt(1 / 57 + 1 / 336) }')"
	exits 0 analyze correlation A/X C/X
	[ "$(json .changes)" = 1 ]
	[ "$(json '.regime + " " + (.rank < 0.2 | tostring)')" = "low true" ]
	near .average "$(pearson 1 3 1 399)"
	near .recent "$(pearson 1 3 370 399)"
}

@test "analyze correlation: what breaks down when the driver falls is listed" {
	# B follows A, but not when A falls
	for one in A B; do
		awk -v one=$one 'BEGIN {
			print "timestamp,open,high,low,close,volume"
			p = 100
			for (i = 0; i < 500; i++) {
				a = (i * 37 % 101 - 50) / 5000
				b = a + (i * 53 % 97 - 48) / 10000
				if (a < -0.0078)
					b = (i * 29 % 89 - 44) / 5000
				p = sprintf("%.6f", p * (1 + (one == "A" ? a : b)))
				printf "%.0f,%s,%s,%s,%s,1\n", 1704067200000 + i * 3600000, p, p, p, p
			}
		}' >$one.csv
		exits 0 candles import $one.csv --venue v --symbol $one/X --timeframe 1h
	done
	exits 0 analyze correlation A/X B/X --part pairs
	[ "$(json '.breakdown and .calm > 0.7 and (.stress | fabs) < 0.4 and .stress_z < -1.96')" = true ]
	exits 0 analyze correlation A/X B/X
	[ "$(json '[.breakdowns, .driver] | join(" ")')" = "1 A/X" ]
	exits 0 analyze correlation A/X B/X --term
	[[ ${lines[-1]} == "A/X and B/X: 0."*", when A/X falls "* ]]
	[[ ${lines[-2]} == *"1 pair breaks down" ]]
	exits 0 analyze correlation A/X B/X --driver B/X
	[ "$(json .driver)" = B/X ]
}

@test "analyze correlation: bets, weights and the score" {
	given_market
	exits 0 analyze correlation A/X B/X D/X
	local equal
	equal=$(json .score)
	near .concentration 0.333333333
	near .score "$(json '100 * (0.5 * (.diversification_ratio - 1) / ((3 | sqrt) - 1) + 0.3 * (.effective_bets - 1) / 2 + 0.2)')"
	[ "$(json '.effective_bets > 1.5 and .effective_bets < 2.5 and .absorption_ratio > 0.6 and .absorption_ratio < 0.7')" = true ]
	# all in one is no diversification; in two that move together little
	exits 0 analyze correlation A/X B/X D/X --weight A=100
	near .diversification_ratio 1
	near .concentration 1
	exits 0 analyze correlation A/X B/X D/X --weight A=0.5 --weight B=0.5
	[ "$(json ".score < $equal and .diversification_ratio < 1.05")" = true ]
	exits 0 analyze correlation A/X B/X D/X --weight A=20% --weight B=20% --weight D=60% --part symbols
	[ "$(json 'select(.symbol == "D/X") | .weight')" = 0.6 ]
}

@test "analyze correlation: clusters, and the cut that joins them" {
	given_market
	exits 0 analyze correlation D/X A/X B/X --part symbols
	[ "$(json '[.symbol, .cluster, .place] | join(" ")' | paste -sd,)" = "D/X 1 1,A/X 2 2,B/X 2 3" ]
	near 'select(.symbol == "A/X") | .average' "$(awk -v a="$(pearson 1 2 1 399)" -v b="$(pearson 1 4 1 399)" 'BEGIN { printf "%.9f", (a + b) / 2 }')"
	exits 0 analyze correlation D/X A/X B/X --cut 0.999
	[ "$(json .clusters)" = 3 ]
	exits 0 analyze correlation D/X A/X B/X --cut 0 --shrink constant
	[ "$(json '.clusters == 1 or .average < 0')" = true ]
}

@test "analyze correlation --shrink draws the covariance, and says how far" {
	given_market 150
	exits 0 analyze correlation A/X B/X D/X --part pairs --shrink identity
	[ "$(json -s 'all(.[]; (.shrunk | fabs) < (.pearson | fabs))')" = true ]
	exits 0 analyze correlation A/X B/X D/X --shrink identity
	[ "$(json '.shrinkage > 0 and .shrinkage < 1 and .shrink == "identity"')" = true ]
	exits 0 analyze correlation A/X B/X D/X --shrink constant
	[ "$(json '.shrinkage > 0 and .shrinkage < 1 and .shrink == "constant"')" = true ]
	# what is singular is told, and drawn it is not
	exits 0 candles import A.csv --venue v --symbol E/X --timeframe 1h
	exits 0 analyze correlation A/X B/X E/X
	[ "$stderr" = "etrms: warning: the covariance is singular: what one symbol does follows from others; see --shrink" ]
	[ "$(json .singular)" = true ]
	exits 0 analyze correlation A/X B/X E/X --part pairs
	[ "$(json 'select(.other == "E/X" and .symbol == "A/X") | [.pearson, .p_value, .change_z, .stress_z] | map(tostring) | join(" ")')" = "1 0 null null" ]
	exits 0 analyze correlation A/X B/X E/X --shrink identity
	[ "$(json .singular)" = false ]
	[ -z "$stderr" ]
}

@test "analyze correlation: rows that not all symbols have are left out and told" {
	given_market
	sed -i '100,102d;200d' B.csv
	exits 0 candles import B.csv --venue w --symbol B/Y --timeframe 1h
	sed -i '2,150d' D.csv
	exits 0 candles import D.csv --venue w --symbol D/Y --timeframe 1h
	exits 0 analyze correlation A/X B/Y D/Y
	[ "${stderr_lines[0]}" = "etrms: warning: B/Y 1h: 4 bars are missing in 2 gaps" ]
	[ "${stderr_lines[1]}" = "etrms: warning: A/X 1h: 150 of 400 bars are left out, for another symbol does not have them" ]
	[ "${stderr_lines[2]}" = "etrms: warning: B/Y 1h: 146 of 396 bars are left out, for another symbol does not have them" ]
	[ "${stderr_lines[3]}" = "etrms: warning: D/Y 1h: 1 of 251 bars are left out, for another symbol does not have them" ]
	[ "$(json '[.bars, .dropped, .gaps, .missing] | join(" ")')" = "250 297 1 1" ]
	exits 0 analyze correlation A/X B/Y D/Y --part symbols --quiet
	[ -z "$stderr" ]
}

@test "analyze correlation: the formats agree" {
	given_market
	exits 0 analyze correlation A/X B/X --format json
	[ "$(json length)" = 1 ]
	local average
	average=$(json '.[0].average')
	exits 0 analyze correlation A/X B/X --format csv --fields symbols,average
	[ "${lines[1]}" = "A/X B/X,$average" ]
	exits 0 analyze correlation A/X B/X --format table --fields symbols,average
	[ "${#lines[@]}" -eq 2 ]
	exits 0 analyze correlation A/X B/X C/X D/X --part pairs --format csv
	[ "${#lines[@]}" -eq 7 ]
}

@test "analyze correlation --term and --svg draw the same" {
	given_market
	exits 0 analyze correlation A/X B/X D/X --term --svg map.svg
	[[ ${lines[0]} == "3 symbols, 400 bars of 1h to 2024-01-17T15:00:00Z: correlation (pearson)" ]]
	[[ ${lines[3]} =~ ^\ +1\ +2\ +3$ ]]
	[[ $output != *$'\033'* ]]
	local row
	row=$(grep -E '^ +[0-9] A/X' <<<"$output")
	[[ $row == *" 1.00"* ]]
	xmllint --noout map.svg
	# each cell of the one is in the other, and what is said around them
	[ "$(grep -c 'class="mid' map.svg)" -eq 12 ]
	[ "$(grep -o 'A/X, B/X: [0-9.]*' map.svg)" = "A/X, B/X: $(printf %.2f "$(pearson 1 2 1 399)")" ]
	grep -qF "${lines[1]}</text>" map.svg
	grep -qF "${lines[-1]}</text>" map.svg
	# many symbols are shades, and a legend says of what
	local all=() one quote
	for quote in X Y Z W; do
		for one in A B C D; do
			[ $quote = X ] || exits 0 candles import $one.csv --venue v --symbol $one/$quote --timeframe 1h
			all+=("$one/$quote")
		done
	done
	exits 0 analyze correlation "${all[@]}" --term --quiet
	[ -z "$output" ]
	exits 0 analyze correlation "${all[@]}" --term
	[[ $output == *"0 or less"* ]]
	[[ $output == *██* ]]
	LC_ALL=C exits 0 analyze correlation "${all[@]}" --term
	[[ $output == *"##"* ]]
	[[ $output != *█* ]]
	# on a terminal there are colours
	COLUMNS=80 TERM=xterm script -qec "etrms analyze correlation A/X D/X --term" /dev/null >typed </dev/null
	grep -q $'\033\[48;5;17;38;5;231m  1.00' typed
	COLUMNS=80 NO_COLOR=1 script -qec "etrms analyze correlation A/X D/X --term" /dev/null >typed </dev/null
	run ! grep -q $'\033' typed
	exits 14 analyze correlation A/X B/X --svg no/such/map.svg
	says "no/such/map.svg"
}

@test "analyze correlation --history: each answer is stored once, and listed as it was" {
	given_market
	exits 0 analyze correlation --history
	[ -z "$output" ]
	ETRMS_NOW=2024-03-01T10:00:00Z exits 0 analyze correlation A/X B/X
	local first=$output
	ETRMS_NOW=2024-03-02T10:00:00Z exits 0 analyze correlation A/X B/X --part pairs
	ETRMS_NOW=2024-03-02T10:00:00Z exits 0 analyze correlation B/X D/X --timeframe 2h
	local second=$output
	exits 0 analyze correlation --history
	[ "$output" = "$first
$second" ]
	exits 0 analyze correlation --history --since 2024-03-02
	[ "$output" = "$second" ]
	exits 0 analyze correlation --history A/X
	[ "$output" = "$first" ]
	exits 0 analyze correlation --history D/X B/X
	[ "$output" = "$second" ]
	exits 0 analyze correlation --history --timeframe 1h
	[ "$output" = "$first" ]
	exits 0 analyze correlation --history --venue w
	[ -z "$output" ]
	# of another driver, or of other bars, it is another answer
	exits 0 analyze correlation A/X B/X --driver B/X
	exits 0 analyze correlation A/X B/X --bars 200
	exits 0 analyze correlation --history A/X
	[ "$(rows)" -eq 3 ]
	run sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'DELETE FROM correlation'
	[ "$status" -ne 0 ]
	exits 0 store check
}

@test "examples/diversify.sh keeps one of each cluster" {
	given_market
	run -0 --separate-stderr "$ROOT/examples/diversify.sh" A/X B/X D/X
	[ "${#lines[@]}" -eq 2 ]
	[[ " ${lines[*]} " == *" D/X "* ]]
	run -2 --separate-stderr "$ROOT/examples/diversify.sh" A/X
}

@test "analyze correlation refuses bad input" {
	refused 2 "name at least two symbols"
	refused 2 "name at least two symbols" A/X
	given_market 120
	refused 2 "name at least two symbols" A/X
	refused 2 "A/X is named twice" A/X B/X A/X
	refused 2 '"btc" is not a symbol' A/X btc
	refused 2 "E/X 1h: no candles are stored" A/X E/X
	refused 2 "E/X: no candles are stored" E/X A/X
	refused 12 "100 bars that all 2 symbols have are too few for a correlation: it takes 101; A/X 1h has 100, from 2024-01-01T00:00:00Z to 2024-01-05T03:00:00Z" A/X B/X --to 2024-01-05T04:00:00Z
	refused 12 "A/X 1h: 0 bars are too few for a correlation: it takes 101" A/X B/X --from 2025-01-01
	refused 2 "--timeframe: several symbols are held against each other at one timeframe" A/X B/X --timeframe 1h --timeframe 2h
	refused 2 "--timeframe 'x'" A/X B/X --timeframe x
	refused 2 "B/X 30m: no candles are stored" B/X A/X --timeframe 30m
	refused 2 "--method 'magic': not pearson" A/X B/X --method magic
	refused 2 "--method ewma is given twice" A/X B/X --method ewma --method ewma
	refused 2 "--driver D/X is not one of the symbols" A/X B/X --driver D/X
	refused 2 "--cut: not from 0 to 1" A/X B/X --cut 1.1
	refused 2 "--weight D: no symbol is of it" A/X B/X --weight A=50 --weight D=50
	refused 2 "--weight: " A/X B/X --weight A=50 --weight B=30
	refused 2 "--weight: 'A'" A/X B/X --weight A
	refused 2 "--bars '100': not from 101 to 20000" A/X B/X --bars 100
	refused 2 "--term draws for people" A/X B/X --term --part pairs
	refused 2 "--term draws for people" A/X B/X --term --format csv
	refused 2 "--since is of --history" A/X B/X --since 2024-01-01
	refused 2 "--history shows what was said" --history --driver A/X
	refused 2 "--to is before --from" A/X B/X --from 2024-02-01 --to 2024-01-01
	exits 0 candles import A.csv --venue v --symbol A/Y --timeframe 1h
	refused 2 "--weight A: both A/X and A/Y are of it" A/X A/Y --weight A=100
	awk -F, -v OFS=, 'NR > 1 { $2 = $3 = $4 = $5 = 5 } 1' A.csv >still.csv
	exits 0 candles import still.csv --venue v --symbol S/X --timeframe 1h
	refused 12 "S/X 1h: the price stood still over all 120 bars" A/X S/X
	awk -F, -v OFS=, 'NR > 1 { $1 += 36e8 } 1' CONVFMT=%.0f OFMT=%.0f A.csv >later.csv
	exits 0 candles import later.csv --venue v --symbol L/X --timeframe 1h
	refused 12 "0 bars that all 2 symbols have are too few" A/X L/X
	exits 0 analyze correlation --history
	[ -z "$output" ]
}
