# etrms config edit: the editor's text is taken when it reads well, else kept apart.
load ../helper

@test "config edit takes what the editor saved" {
	EDITOR="printf '[time]\nday-start = 06:00\n' >" exits 0 config edit
	exits 0 config get time.day-start --format table
	[ "$output" = 06:00 ]
	[ -z "$(ls "$TMPDIR" | grep etrms-config)" ]
}

@test "config edit prefers VISUAL and begins with every setting as a comment" {
	VISUAL='cp "$1" seen; true' EDITOR=false exits 0 config edit
	grep -q '^# day-start = 00:00$' seen
	exits 0 config list --changed
	[ -z "$output" ]
}

@test "config edit refuses a broken draft, keeps it, and leaves the file" {
	exits 0 config set time.day-start 01:00
	cp "$XDG_CONFIG_HOME/etrms/config" before
	EDITOR="echo nonsense >>" exits 3 config edit
	says "config:3: neither [section] nor key = value; the configuration is as it was"
	cmp before "$XDG_CONFIG_HOME/etrms/config"
	grep -q nonsense "$TMPDIR"/etrms-config.*
}

@test "config edit with a failing editor changes nothing" {
	exits 0 config set time.day-start 01:00
	cp "$XDG_CONFIG_HOME/etrms/config" before
	EDITOR=false exits 14 config edit
	says "false: failed"
	cmp before "$XDG_CONFIG_HOME/etrms/config"
	[ -z "$(ls "$TMPDIR" | grep etrms-config)" ]
}

@test "config edit warns of keys that nothing reads" {
	EDITOR="printf '[time]\nzone = CET\n' >" exits 0 config edit
	says "warning: "
	says "nothing reads time.zone (line 2)"
}
