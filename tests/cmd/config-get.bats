# etrms config get: precedence of flag, environment, file and default; origins.
load ../helper

given_config() {
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	cat >"$XDG_CONFIG_HOME/etrms/config"
}

@test "config get: environment before file before default, with the origin" {
	exits 0 config get time.day-start
	[ "$(json '[.value, .origin] | join(" ")')" = "00:00 default" ]
	printf '[time]\nday-start = 01:00\n' | given_config
	exits 0 config get time.day-start
	[ "$(json '[.value, .origin] | join(" ")')" = "01:00 file" ]
	ETRMS_TIME_DAY_START=02:00 exits 0 config get time.day-start
	[ "$(json '[.value, .origin] | join(" ")')" = "02:00 environment" ]
}

@test "config get: ETRMS_FORMAT sets the format, --format comes before it" {
	ETRMS_FORMAT=csv exits 0 config get output.format --fields value
	[ "$output" = $'value\ncsv' ]
	ETRMS_FORMAT=csv exits 0 config get output.format --fields value \
		--format ndjson
	[ "$(json .value)" = csv ]
	printf '[output]\nformat = json\n' | given_config
	exits 0 config get output.format
	[ "$(json '.[0].value')" = json ]
}

@test "config get reads comments, blanks, indentation, both separators" {
	given_config <<-'EOF'
		; one
		# two

		[time]
			day-start : 03:00 ; inline
		  [output]
		  color=never
	EOF
	exits 0 config get time.day-start --format table
	[ "$output" = 03:00 ]
	exits 0 config get output.color --format table
	[ "$output" = never ]
}

@test "config get: aliases" {
	exits 1 config get alias.nothing
	says "alias.nothing is not set"
	printf '[alias]\nv = version --format table\n' | given_config
	exits 0 config get alias.v --format table
	[ "$output" = "version --format table" ]
}

@test "config get: --config and ETRMS_CONFIG name another file" {
	printf '[time]\nday-start = 04:00\n' >other
	exits 0 --config other config get time.day-start --format table
	[ "$output" = 04:00 ]
	ETRMS_CONFIG=$PWD/other exits 0 config get time.day-start --format table
	[ "$output" = 04:00 ]
}

@test "config get refuses unknown keys and bad variables" {
	exits 2 config get time.daystart
	says "did you mean 'time.day-start'?"
	exits 2 config get
	says "config get: operand missing: key"
	ETRMS_OUTPUT_COLOR=blue exits 2 config get output.color
	says "ETRMS_OUTPUT_COLOR: output.color: 'blue' is not one of"
	ETRMS_FORMAT=xml exits 2 config get output.color
	says "ETRMS_FORMAT: output.format: 'xml'"
}

@test "config get names file and line of a broken configuration" {
	printf '[time\nday-start = 01:00\n' | given_config
	exits 3 config get time.day-start
	says "etrms/config:1: neither [section] nor key = value"
	printf '[time]\nday-start = 01:00\n%0300d = 1\n' 7 | given_config
	exits 3 config get time.day-start
	says "etrms/config:3: line is too long"
	printf '[time]\nday-start = 0\0001:00\n' | given_config
	exits 3 config get time.day-start
	says "etrms/config:2: holds a zero byte"
	rm "$XDG_CONFIG_HOME/etrms/config"
	mkdir "$XDG_CONFIG_HOME/etrms/config"
	exits 3 config get time.day-start
	says "not a regular file"
}
