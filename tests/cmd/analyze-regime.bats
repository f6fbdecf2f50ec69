# analyze regime: by every method, several symbols and timeframes, transitions,
# every format; what was said is stored and listed; gaps and volumes that are
# missing are told; every kind of bad input.
load ../helper

# given_market SYMBOL REGIMES BARS [OPTION…]: bars of an hour
given_market() {
	local symbol=$1 regimes=$2 bars=$3
	shift 3
	exits 0 candles generate --venue a --symbol "$symbol" --timeframe 1h \
		--regimes "$regimes" --bars "$bars" --seed 2 --from 2024-01-01 "$@"
}

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" analyze regime "$@"
	says "$text"
	[ -z "$output" ]
}

@test "analyze regime: one row, with what it was made of" {
	# to and fro for 400 bars, then up by 0.3 % a bar
	awk 'BEGIN {
		print "timestamp,open,high,low,close,volume"
		for (p = 100; i < 500; i++) {
			c = i < 400 ? 100 + i * 7 % 5 : p * 1.003
			printf "%.0f,%.4f,%.4f,%.4f,%.4f,5\n", 1704067200000 + i * 3600000,
				p, (p > c ? p : c) + 0.1, (p < c ? p : c) - 0.1, c
			p = c
		}
	}' >bars.csv
	exits 0 candles import bars.csv --venue a --symbol A/B --timeframe 1h
	exits 0 analyze regime A/B --method rules
	[ "$(rows)" -eq 1 ]
	[ "$(json .regime)" = trending_up ]
	[ "$(json .bias)" = bull ]
	[ "$(json '.rules_regime == .regime and .rules_confidence == .confidence')" = true ]
	[ "$(json '.confidence >= 0.5 and .confidence <= 1')" = true ]
	[ "$(json '[.symbol, .venue, .timeframe, .method, .time] | join(" ")')" = "A/B a 1h rules 2024-03-01T12:00:00Z" ]
	[ "$(json '[.bars, .gaps, .missing] | join(" ")')" = "500 0 0" ]
	[ "$(json .last)" = 2024-01-21T19:00:00Z ]
	# so many bars ago, the first one too
	[ "$(json '((.last | fromdate) - (.since | fromdate)) / 3600 + 1 == .bars_in_regime')" = true ]
	[ "$(json '[.hmm_regime, .states, .bic, .seed, .agreement] | all(. == null)')" = true ]
}

@test "analyze regime: the chain, and both together" {
	given_market A/B range:400,volatile:200 600
	exits 0 analyze regime A/B --method hmm --states 2
	[ "$(json .regime)" = volatile ]
	[ "$(json '.hmm_regime == .regime and .hmm_probability == .confidence')" = true ]
	[ "$(json '[.states, .seed] | join(" ")')" = "2 1" ]
	[ "$(json '(.changed_at | fromdate) / 3600 | floor | . - 473352 - 400 | fabs < 5')" = true ]
	exits 0 analyze regime A/B
	local both=$output
	[ "$(json .method)" = combined ]
	[ "$(json 'if .rules_regime == .hmm_regime and .confidence >= 0.5 then .regime == .rules_regime else .regime == "uncertain" end')" = true ]
	# the same seed, the same answer; the number of states is the one with the lower BIC
	exits 0 analyze regime A/B --seed 1
	[ "$output" = "$both" ]
	local bic
	bic=$(json .bic)
	for states in 2 3; do
		exits 0 analyze regime A/B --states "$states"
		[ "$(json ".bic >= $bic")" = true ]
	done
}

@test "analyze regime: timeframes agree or not" {
	given_market A/B trend-up 1000
	given_market C/D range 600
	exits 0 analyze regime A/B C/D --timeframe 1h -t 4h --method rules
	[ "$(rows)" -eq 4 ]
	[ "$(json '[.symbol, .timeframe] | join(" ")' | paste -sd,)" = "A/B 1h,A/B 4h,C/D 1h,C/D 4h" ]
	# of two, each says what both say, or half of them
	[ "$(json -s 'group_by(.symbol) | all(.[]; if .[0].regime == .[1].regime then all(.[]; .agreement == 1) else all(.[]; .agreement == 0.5) end)')" = true ]
	exits 0 analyze regime A/B --timeframe 1h --method rules
	[ "$(json .agreement)" = null ]
}

@test "analyze regime: --from, --to and --bars choose bars, and no later one counts" {
	given_market A/B range:300,trend-up:300 600
	exits 0 analyze regime A/B --to 2024-01-14 --format csv --fields regime,confidence,last,bars
	local then=$output
	[[ ${lines[1]} == *,2024-01-13T23:00:00Z,312 ]]
	given_market A/B range:300,trend-up:300 312 --venue b
	exits 0 analyze regime A/B --venue b --format csv --fields regime,confidence,last,bars
	[ "$output" = "$then" ]
	exits 0 analyze regime A/B --venue a --bars 200 --from 2024-01-02 --format csv --no-header --fields last,bars
	[ "$output" = 2024-01-25T23:00:00Z,200 ]
	exits 0 analyze regime A/B --venue a --from 2024-01-20 --format csv --no-header --fields last,bars
	[ "$output" = 2024-01-25T23:00:00Z,144 ]
}

@test "analyze regime --transitions: shares of each regime add up to 1" {
	given_market A/B range:400,volatile:400 800
	exits 0 analyze regime A/B --transitions
	[ "$(json -s 'group_by([.method, .from, .from_state]) | all(.[]; (map(.probability) | add) - 1 | fabs < 1e-12)')" = true ]
	[ "$(json -s '[.[] | select(.method == "rules") | .count] | add')" = 681 ]
	[ "$(json -s '[.[] | select(.method == "hmm") | .count] | all(. == null)')" = true ]
	exits 0 analyze regime A/B --transitions --method rules
	[ "$(json -s 'all(.[]; .method == "rules" and .symbol == "A/B" and .timeframe == "1h")')" = true ]
}

@test "analyze regime: the formats agree" {
	given_market A/B range 300
	exits 0 analyze regime A/B --method rules --format json
	[ "$(json 'length')" = 1 ]
	local confidence
	confidence=$(json '.[0].confidence')
	exits 0 analyze regime A/B --method rules --format csv --fields confidence
	[ "${lines[1]}" = "$confidence" ]
	exits 0 analyze regime A/B --method rules --format table
	[[ ${lines[0]} == *regime*confidence*bias* ]]
	[ "${#lines[@]}" -eq 2 ]
}

@test "analyze regime --history: each answer is stored, and listed as it was" {
	given_market A/B trend-up 400
	given_market C/D range 400
	exits 0 analyze regime --history
	[ -z "$output" ]
	ETRMS_NOW=2024-03-01T10:00:00Z exits 0 analyze regime A/B C/D
	local first=$output
	ETRMS_NOW=2024-03-02T10:00:00Z exits 0 analyze regime A/B --method rules --timeframe 2h
	local second=$output
	exits 0 analyze regime --history
	[ "$output" = "$first
$second" ]
	exits 0 analyze regime --history --since 2024-03-02
	[ "$output" = "$second" ]
	exits 0 analyze regime --history --method rules
	[ "$output" = "$second" ]
	exits 0 analyze regime --history --timeframe 1h
	[ "$output" = "$first" ]
	exits 0 analyze regime --history C/D A/B --timeframe 1h
	[ "$(json .symbol | paste -sd' ')" = "C/D A/B" ]
	exits 0 analyze regime --history --venue b
	[ -z "$output" ]
	# kept as they were: nothing changes or removes a row
	run sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'DELETE FROM regime'
	[ "$status" -ne 0 ]
	run sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'UPDATE regime SET confidence = 1'
	[ "$status" -ne 0 ]
	exits 0 store check
}

@test "analyze regime --check: each change is told once, and kept" {
	given_market A/B trend-up:300,volatile:60 360
	local then=(--method rules --to)
	exits 0 analyze regime A/B "${then[@]}" 2024-01-12 --check
	[ -z "$output" ]
	exits 0 analyze regime A/B "${then[@]}" 2024-01-12
	[ "$(json .changed_from)" = null ]
	local was=$(json .regime)
	exits 1 analyze regime A/B "${then[@]}" 2024-01-15 --check
	[ "$(json '.changed_from, .symbol')" = "$was
A/B" ]
	local is=$(json .regime)
	[ "$is" != "$was" ]
	# told, and not again; another method has its own past
	exits 0 analyze regime A/B "${then[@]}" 2024-01-15 --check
	exits 0 analyze regime A/B --method hmm --to 2024-01-15 --check
	exits 1 analyze regime A/B "${then[@]}" 2024-01-12 --check --quiet
	[ -z "$output" ]
	exits 0 analyze regime --history --method rules
	[ "$(json -s -c 'map(.changed_from)')" = "[null,\"$was\"]" ]
	exits 0 log --kind regime
	[ "$(json '[.event, .symbol, .name, .message] | join(" ")')" = \
		"$is A/B rules was $was, on bars of 1h of a" ]
	exits 0 log --kind regime --since 2999-01-01
	[ -z "$output" ]
	# one that cannot be told of has its own exit code
	exits 2 analyze regime A/B C/D "${then[@]}" 2024-01-15 --check
	refused 2 "--check shows what has changed" A/B --check --transitions
	refused 2 "--check shows what has changed" --check --history
}

@test "analyze regime --history: the same answer of the same bar is stored once" {
	given_market A/B trend-up 400
	ETRMS_NOW=2024-03-01T10:00:00Z exits 0 analyze regime A/B --method rules
	local first=$output
	ETRMS_NOW=2024-03-02T10:00:00Z exits 0 analyze regime A/B --method rules
	[ "$(json .time)" = 2024-03-02T10:00:00Z ]
	exits 0 analyze regime --history
	[ "$output" = "$first" ]
	# of fewer bars it is another answer, as it is of another bar
	ETRMS_NOW=2024-03-02T10:00:00Z exits 0 analyze regime A/B --method rules --bars 300
	ETRMS_NOW=2024-03-02T10:00:00Z exits 0 analyze regime A/B --method rules --to 2024-01-14
	exits 0 analyze regime --history
	[ "$(rows)" -eq 3 ]
}

@test "analyze regime: what is missing is told" {
	given_market A/B range 400
	etrms candles export --venue a --symbol A/B --timeframe 1h --format csv |
		sed '100,102d;200d' >holes.csv
	exits 0 candles import holes.csv --venue holes --symbol A/B --timeframe 1h
	exits 0 analyze regime A/B --venue holes --method rules
	[ "$stderr" = "etrms: warning: A/B 1h: 4 bars are missing in 2 gaps" ]
	[ "$(json '[.bars, .gaps, .missing] | join(" ")')" = "396 2 4" ]
	exits 0 analyze regime A/B --venue holes --method rules --quiet
	[ -z "$stderr" ]
	awk -F, -v OFS=, 'NR > 1 { $6 = 0 } 1' holes.csv | sed -n '1p;202,$p' >still.csv
	exits 0 candles import still.csv --venue still --symbol A/B --timeframe 1h
	exits 0 analyze regime A/B --venue still --method rules
	[ "$stderr" = "etrms: warning: A/B 1h: no bar has a volume; without it no breakout is seen" ]
}

@test "analyze regime: one that cannot be told does not keep the others back" {
	given_market A/B trend-up 400
	given_market C/D range 50
	exits 12 analyze regime C/D A/B E/F --method rules
	[ "$(json .symbol)" = A/B ]
	[ "${stderr_lines[0]}" = "etrms: warning: E/F: no candles are stored; see etrms candles import" ]
	[ "${stderr_lines[1]}" = "etrms: C/D 1h: 50 bars are too few for a regime: it takes 119" ]
	exits 2 analyze regime E/F A/B --method rules
	[ "$(json .symbol)" = A/B ]
	exits 0 analyze regime --history
	[ "$(rows)" -eq 1 ]
}

@test "analyze regime refuses bad input" {
	refused 2 "name a symbol"
	refused 2 "A/B: no candles are stored" A/B
	refused 2 '"btc" is not a symbol' btc
	given_market A/B range 200
	refused 12 "A/B 4h: 50 bars are too few for a regime: it takes 119" A/B --timeframe 4h
	refused 12 "A/B 1h: 0 bars are too few" A/B --from 2025-01-01
	refused 2 "A/B 1h30m: no candles are stored" A/B --timeframe 90m
	refused 2 "A/B 30s: no candles are stored" A/B --timeframe 30s
	refused 2 "--timeframe 'x'" A/B --timeframe x
	refused 2 "--timeframe 60m is given twice" A/B --timeframe 1h --timeframe 60m
	refused 2 "--to is before --from" A/B --from 2024-02-01 --to 2024-01-01
	refused 2 "--bars '118': not from 119 to 20000" A/B --bars 118
	refused 2 "--method 'magic'" A/B --method magic
	refused 2 "--states '4': not from 2 to 3" A/B --states 4
	refused 2 "--states is of a chain; the rules have none" A/B --method rules --states 2
	refused 2 "--seed '0'" A/B --seed 0
	refused 2 "--since is of --history; --from chooses bars" A/B --since 2024-01-01
	refused 2 "--history shows what was said" --history --transitions
	refused 2 "--history shows what was said" --history --to 2024-01-01
	refused 2 "--history shows what was said" --history --states 2
	refused 2 "--timeframe 'x'" --history --timeframe x
	given_market A/B range 200 --venue b
	refused 2 "A/B: several series are stored; choose one with --venue" A/B
	refused 2 "unknown option" A/B --no-such-option
}

@test "analyze regime: prices that stand still have no regime" {
	{
		echo timestamp,open,high,low,close,volume
		for ((i = 0; i < 300; i++)); do
			echo "$((1704067200000 + i * 3600000)),5,5,5,5,1"
		done
	} >still.csv
	exits 0 candles import still.csv --venue a --symbol A/B --timeframe 1h
	for method in rules hmm combined; do
		refused 12 "A/B 1h: the price stood still over the last 269 bars" A/B --method "$method"
	done
	exits 0 analyze regime --history
	[ -z "$output" ]
}
