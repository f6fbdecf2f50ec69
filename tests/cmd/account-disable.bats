# etrms account disable: off and on again, and its audit rows.
load ../helper

@test "account disable and --undo" {
	given_ledger
	exits 0 account disable demo
	[ "$(json .active)" = false ]
	exits 0 account show
	[ "$(json .active)" = false ]
	exits 0 account disable demo --undo
	[ "$(json .active)" = true ]
	exits 0 audit -n 2
	[ "$(json .action | tr '\n' ' ')" = 'disable enable ' ]
}

@test "account disable refuses what there is not" {
	given_ledger
	exits 2 account disable nobody
	says "account nobody: there is none"
	exits 2 account disable
	exits 0 audit -n 1
	[ "$(json .command)" = 'store rebuild' ]
}
