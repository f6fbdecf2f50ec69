#!/usr/bin/env bats
# The spot venue against a second implementation made from its page alone:
# - the page's worked examples S1 to S5b give the records derived by hand
# - Q1: a quote sold counts at the slipped price, even when q0 is no lot
# - seeded random scenarios give the same records by etrms and by the model,
#   whose own records keep what the page says always holds; MODEL_RUNS is how
#   many, MODEL_SEED the first
# - both refuse the same broken scenarios

load ../helper

setup()
{
	case ${B:=build} in
	/*) ;;
	*) B=$ROOT/$B ;;
	esac
	setup_home
	examples=$ROOT/tests/model/examples
}

compare()
{
	perl "$ROOT/tests/model/compare.pl" "$B/model/spotmodel" "$@"
}

@test "the worked examples, by the model" {
	for file in "$examples"/*.json; do
		diff "${file%.json}.ndjson" <("$B/model/spotmodel" "$file")
	done
}

@test "the worked examples, by etrms as by the model" {
	compare - etrms "$examples"/*.json
}

@test "a difference is found, named and fails" {
	cat >liar <<'SH'
#!/bin/sh
etrms "$@" | sed '5s/"total":[^,]*/"total":4/'
SH
	chmod +x liar
	run compare - ./liar "$examples/S1.json"
	[ "$status" -eq 1 ]
	[[ $output == *"S1.json: record 5"* ]]
	[[ $output == *'"total":500.00087537'* ]]
}

@test "random scenarios" {
	compare "$B/model/scenario-gen" etrms "${MODEL_SEED:-1}" \
		"${MODEL_RUNS:-400}"
}

@test "the same seed gives the same scenario, another one another" {
	"$B/model/scenario-gen" 7 >seven
	"$B/model/scenario-gen" 7 | cmp - seven
	run "$B/model/scenario-gen" 8
	[ "$output" != "$(<seven)" ]
}

# $1: a jq edit that breaks a sound scenario
both_refuse()
{
	jq "$1" "$examples/S2a.json" >broken.json
	echo "$1"
	run "$B/model/spotmodel" broken.json
	[ "$status" -eq 12 ]
	exits 12 venue replay broken.json
}

@test "both refuse broken scenarios" {
	local bars='.bars["BTC/USDT"]'
	both_refuse '.luck = 1'
	both_refuse '.settings.luck = 1'
	both_refuse '.instruments[0].luck = 1'
	both_refuse '.actions[0].luck = 1'
	both_refuse '.actions[0].side = "hold"'
	both_refuse '.actions[0].do = "hope"'
	both_refuse '.actions[0].amount = "some"'
	both_refuse "${bars}[1][0] -= 1"
	both_refuse "${bars} |= reverse"
	both_refuse "${bars}[0][2] = \"99\""
	both_refuse "${bars}[0][3] = \"101\""
	both_refuse "${bars}[0][3] = \"0\""
	both_refuse '.bars["ETH/USDT"] = []'
	both_refuse '.instruments[0].tick = "0.0000000000001" |
		.instruments[0].lot = "0.000001"'
}
