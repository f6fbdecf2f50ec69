# policy export: only what is set, in the words of policy set; output errors.

load ../helper

@test "policy export writes what is set, sorted" {
	exits 0 policy export
	[ "$output" = "# etrms policy: each line is what policy set takes" ]
	etrms policy set symbols 'BTC/* ETH/*' >/dev/null
	etrms policy set max-leverage 2 --symbol BTC/USDT >/dev/null
	etrms policy set max-leverage 3 >/dev/null
	exits 0 policy export
	[ "${lines[1]}" = "max-leverage 3" ]
	[ "${lines[2]}" = "max-leverage 2 --symbol BTC/USDT" ]
	[ "${lines[3]}" = "symbols BTC/* ETH/*" ]
	[ "${#lines[@]}" -eq 4 ]
}

@test "policy export says when it cannot write" {
	run etrms policy export
	run -14 bash -c 'etrms policy export >/dev/full'
	run -2 etrms policy export operand
}
