# etrms account list: every format, removed accounts hidden.
load ../helper

@test "account list shows labels, modes and the default" {
	given_ledger
	exits 0 account list --format csv --fields label,venue,mode,active,default,created
	[ "$output" = 'label,venue,mode,active,default,created
demo,sim,paper,true,true,2024-03-01T08:00:00Z
other,sim,paper,true,false,2024-03-01T08:00:00Z' ]
	exits 0 account list --format json
	[ "$(json 'map(.ip_restricted) | unique | tostring')" = '[null]' ]
	exits 0 account remove other --force
	exits 0 account list
	[ "$(json .label)" = demo ]
}

@test "account list of a store without accounts is empty" {
	etrms store rebuild --quiet
	exits 0 account list --format json
	[ "$output" = '[]' ]
	exits 2 account list demo
}
