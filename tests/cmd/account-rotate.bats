# etrms account rotate: the new key is proven before the old one goes; what is
# not good changes nothing; every format, and bad input.
load ../helper
load ../serve
load ../vault
load ../live

@test "account rotate puts a new key in the place of the old one" {
	given_live
	exits 0 account rotate main --secret-file key.json "${AUTH[@]}"
	[ "$(json '[.account, .valid, .trade_spot] | map(tostring) | join(" ")')" = "main true true" ]
	exits 0 account test main "${AUTH[@]}"
	exits 0 audit -n 1
	[ "$(json '[.entity, .entity_id, .action] | join(" ")')" = "account main rotate" ]
	{ jq -r .api_key key.json && jq -r .secret key.json; } >two
	chmod 600 two
	exits 0 account rotate main --secret-file two "${AUTH[@]}" --format csv --fields account,valid
	[ "${lines[1]}" = main,true ]
	exits 0 account rotate main --secret-command 'cat two' "${AUTH[@]}" --format json
	exits 0 account rotate main --secret-fd 7 "${AUTH[@]}" 7<two
	live 0 balances
}

@test "a new key that is not good changes nothing" {
	given_live
	cp "$VAULT" before
	printf '%064d\n%064d\n' 1 2 >bad
	chmod 600 bad
	exits 9 account rotate main --secret-file bad "${AUTH[@]}"
	cmp before "$VAULT"
	serve_end
	exits 7 account rotate main --secret-file key.json "${AUTH[@]}"
	cmp before "$VAULT"
	given_exchange --port "${ADDRESS##*:}"
	exits 0 account test main "${AUTH[@]}"
}

@test "account rotate refuses bad input" {
	given_live
	exits 2 account rotate
	exits 2 account rotate nobody --secret-file key.json "${AUTH[@]}"
	says "account nobody: there is none"
	exits 2 account rotate main --secret-file none.txt "${AUTH[@]}"
	says "secret file none.txt: No such file"
	echo one line >short
	chmod 600 short
	exits 2 account rotate main --secret-file short "${AUTH[@]}"
	says "its secret is missing"
	chmod 644 key.json
	exits 2 account rotate main --secret-file key.json "${AUTH[@]}"
	says "lets others in"
	exits 2 account rotate main --secret-fd 99 "${AUTH[@]}"
	says "--secret-fd '99': not an open descriptor"
	exits 2 account rotate main --secret-command '"open' "${AUTH[@]}"
	echo '{"api_key":"x"}' >half
	chmod 600 half
	exits 2 account rotate main --secret-file half "${AUTH[@]}"
	says "a JSON object has it in"
	run --separate-stderr no_tty etrms account rotate main "${AUTH[@]}"
	[ "$status" -eq 9 ]
	says "give --secret-file"
}
