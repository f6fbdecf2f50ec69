# etrms version: text for people, a record for programs, nothing opened.
load ../helper

@test "version prints its number as a record" {
	exits 0 version
	[ "$(json .version)" = "$(cat "$ROOT/VERSION")" ]
	[ -z "$stderr" ]
}

@test "version for people is one line, also as --version" {
	exits 0 version --format table
	[ "$output" = "etrms $(cat "$ROOT/VERSION")" ]
	exits 0 --version
	[ "$output" = "etrms $(cat "$ROOT/VERSION")" ]
}

@test "version in every format says the same" {
	exits 0 version --format json --fields version
	[ "$(json '.[0].version')" = "$(cat "$ROOT/VERSION")" ]
	exits 0 version --format csv --fields version
	[ "${lines[0]}" = version ]
	[ "${lines[1]}" = "$(cat "$ROOT/VERSION")" ]
	exits 0 version --format csv --fields version --no-header
	[ "$output" = "$(cat "$ROOT/VERSION")" ]
}

@test "version needs neither home nor a sound configuration" {
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	echo 'nonsense' >"$XDG_CONFIG_HOME/etrms/config"
	exits 0 version
	run -0 env -u HOME -u XDG_CONFIG_HOME -u XDG_DATA_HOME etrms version
	[ ! -e "$XDG_DATA_HOME/etrms" ]
}

@test "version --quiet leaves the exit code" {
	exits 0 version --quiet
	[ -z "$output" ]
}

@test "version refuses what it does not know" {
	exits 2 version --verbose
	says "version: unknown option --verbose"
	exits 2 version now
	says "one operand too many: 'now'"
	exits 2 version --format xml
	says "--format 'xml': not one of table, json, ndjson, csv"
	exits 2 version --format jsn
	says "did you mean 'json'"
	exits 2 version --fields versoin
	says "no field 'versoin' in version (did you mean 'version'?)"
}

@test "version to a full disk is an output error" {
	run -14 bash -c 'etrms version >/dev/full'
	[[ $output == *"No space left"* ]]
	run -14 bash -c 'etrms version >&-'
	[[ $output == *"output: "* ]]
}

@test "version ends silently when nobody reads" {
	run -0 --separate-stderr bash -c \
		'trap "" PIPE; { sleep 0.1; etrms version; echo "$?" >code; } | true; sleep 0.4; cat code'
	[ "$output" = 0 ]
	[ -z "$stderr" ]
}

@test "a clock that is no time is refused before anything" {
	ETRMS_NOW=yesterday exits 2 version
	says "ETRMS_NOW 'yesterday': not a time such as 2024-03-01T08:30Z"
}
