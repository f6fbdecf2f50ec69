# etrms account show: by label, by --account, the default; unknown labels.
load ../helper

@test "account show takes a label, --account or the default" {
	given_ledger
	exits 0 account show
	[ "$(json .label)" = demo ]
	exits 0 account show other
	[ "$(json .label)" = other ]
	exits 0 account show --account other
	[ "$(json .label)" = other ]
}

@test "account show says which account there is not, and how to choose one" {
	given_ledger
	exits 2 account show oter
	says "account oter: there is none; did you mean other?"
	exits 2 account show "x' OR '1'='1"
	says "there is none"
	exits 0 account remove demo --force
	exits 2 account show
	says "no default account: name one with --account, or choose one with etrms account use"
}
