# etrms config set: writes, keeps comments and order, checks, replaces atomically.
load ../helper

file() { echo "$XDG_CONFIG_HOME/etrms/config"; }

given_config() {
	mkdir -p "$XDG_CONFIG_HOME/etrms"
	cat >"$(file)"
}

@test "config set makes the file, private, and get reads it back" {
	exits 0 config set time.day-start 08:00
	[ -z "$output$stderr" ]
	[ "$(stat -c %a "$(file)")" = 600 ]
	[ "$(stat -c %a "$XDG_CONFIG_HOME/etrms")" = 700 ]
	exits 0 config get time.day-start --format table
	[ "$output" = 08:00 ]
}

@test "config set keeps comments, order, indentation and other keys" {
	given_config <<-'EOF'
		# mine
		[time]
		day-start = 01:00   ; early
		# below
		[output]
		color = never
	EOF
	exits 0 config set time.day-start 02:00
	exits 0 config set output.format csv
	exits 0 config set portfolio.currency EUR
	printf '%s\n' '# mine' '[time]' 'day-start = 02:00' '# below' \
		'[output]' 'color = never' $'\tformat = csv' '' '[portfolio]' \
		$'\tcurrency = EUR' >want
	diff want "$(file)"
}

@test "config set adds to a section whose last line has no newline" {
	printf '[time]\nday-start = 01:00' | given_config
	exits 0 config set output.color never
	exits 0 config get time.day-start --format table
	[ "$output" = 01:00 ]
	exits 0 config get output.color --format table
	[ "$output" = never ]
}

@test "config set replaces one key given twice, so that one line remains" {
	printf '[time]\nday-start = 01:00\nday-start = 02:00\n' | given_config
	exits 0 config set time.day-start 03:00
	run -0 grep -c day-start "$(file)"
	[ "$output" = 1 ]
}

@test "config set refuses values the table refuses, and changes nothing" {
	printf '[time]\nday-start = 01:00\n' | given_config
	cp "$(file)" before
	while read -r key value want; do
		exits 2 config set -- "$key" "$value"
		says "$want"
	done <<-'EOF'
		time.day-start 24:00 '24:00' is not a time of day
		time.day-start 8:00 is not a time of day
		output.format xml 'xml' is not one of table, json, ndjson, csv, auto
		risk.max-age 5 '5' is not a duration from 1s to
		risk.max-age 60d '60d' is not a duration from 1s to 1w
		sim.slippage-bps -0.1 is not a plain decimal number
		sim.slippage-bps 1e999 is not a plain decimal number
		sim.slippage-bps NaN is not a plain decimal number
		output.colour never unknown setting 'output.colour' (did you mean 'output.color'?)
		nonsense 1 unknown setting 'nonsense'
		alias.a=b version an alias is letters, digits, - and _
	EOF
	exits 2 config set output.format ''
	says "empty value"
	exits 2 config set alias.x 'version ; rm'
	says "which begins a comment"
	exits 2 config set alias.x $'a\nb'
	says "control character"
	exits 2 config set alias.x "$(printf '%300s' x | tr ' ' x)"
	says "too long"
	cmp before "$(file)"
}

@test "config set mends a line whose value was bad" {
	printf '[output]\nformat = xml\n' | given_config
	exits 3 config list
	says "config:2: output.format: 'xml' is not one of"
	exits 0 config set output.format json
	exits 0 config list
}

@test "config set does not touch a file that stays broken" {
	printf '[output]\nthis is nothing\n' | given_config
	cp "$(file)" before
	exits 3 config set output.format json
	says "config:2: neither [section] nor key = value"
	cmp before "$(file)"
}

@test "config set follows a link and keeps the mode" {
	mkdir -p "$XDG_CONFIG_HOME/etrms" dotfiles
	printf '[time]\nday-start = 01:00\n' >dotfiles/etrms
	chmod 640 dotfiles/etrms
	ln -s "$PWD/dotfiles/etrms" "$(file)"
	exits 0 config set time.day-start 02:00
	[ -L "$(file)" ]
	[ "$(stat -c %a dotfiles/etrms)" = 640 ]
	grep -q 02:00 dotfiles/etrms
}

@test "config set on a full disk leaves the file as it was" {
	[ "$(id -u)" -eq 0 ] || skip "mounting needs root"
	mkdir full
	mount -t tmpfs -o size=16k none full 2>/dev/null ||
		skip "cannot mount here"
	printf '[time]\nday-start = 01:00\n' >full/config
	dd if=/dev/zero of=full/fill bs=1k 2>/dev/null || true
	run --separate-stderr etrms --config full/config config set time.day-start 02:00
	local code=$status left
	left=$(ls full)
	grep -q 01:00 full/config || code=content
	umount full
	[ "$code" = 3 ]
	[ "$left" = "config
fill" ]
	says "No space left"
}

@test "config set in a folder that cannot be written says so" {
	given_nobody
	printf '[time]\nday-start = 01:00\n' >"$OPEN/config"
	chmod 644 "$OPEN/config"
	run --separate-stderr as_nobody etrms --config "$OPEN/config" \
		config set time.day-start 02:00
	[ "$status" -eq 3 ]
	says "Permission denied"
	grep -q 01:00 "$OPEN/config"
}
