#!/usr/bin/env bats
# A sweep over machines by examples/parallel.sh: GNU parallel and two sshd on
# loopback, each with keys, a port and a store of its own. Both get parts, and
# what is joined is what one machine comes to; a machine that is gone leaves its
# parts to the other; a part made of other candles is refused.
load ../helper
load ../sweep

setup() {
	setup_home
	[[ $(parallel --version 2>/dev/null) == "GNU parallel"* ]] ||
		skip "no GNU parallel"
	sshd=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v sshd) ||
		skip "no sshd (openssh-server)"
	command -v ssh >/dev/null || skip "no ssh (openssh-client)"
	case $(getent passwd "$(id -u)" | cut -d : -f 7) in
	'' | */nologin | */false) skip "who runs this has no shell to log in to" ;;
	esac
	# what the service makes when it starts; a container has none
	if [ "$(id -u)" -eq 0 ] && [ ! -d /run/sshd ]; then
		mkdir -m 755 /run/sshd
		made=yes
	fi
	pids=()
	ssh-keygen -q -t ed25519 -N '' -f key
	given_bars
}

teardown() {
	[ "${#pids[@]}" -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
	[ -z "${made-}" ] || rmdir /run/sshd || true
}

# given_machine NAME: an sshd that knows the key, with the store of NAME/
given_machine() {
	local name=$1 port try
	mkdir -p "$name/data"
	[ -e "$name/host" ] || ssh-keygen -q -t ed25519 -N '' -f "$name/host"
	for try in 1 2 3 4 5 6 7 8; do
		port=$((20000 + RANDOM % 12000))
		cat >"$name/config" <<-EOF
			Port $port
			ListenAddress 127.0.0.1
			HostKey $PWD/$name/host
			AuthorizedKeysFile $PWD/key.pub
			PidFile none
			StrictModes no
			UsePAM no
			PasswordAuthentication no
			KbdInteractiveAuthentication no
			PermitRootLogin prohibit-password
			MaxStartups 100
			SetEnv PATH=$PATH HOME=$HOME LC_ALL=C.UTF-8 ETRMS_NOW=$ETRMS_NOW XDG_DATA_HOME=$PWD/$name/data XDG_CONFIG_HOME=$PWD/$name/conf
		EOF
		"$sshd" -D -e -f "$PWD/$name/config" 2>"$name/log" 3>&- &
		pids+=($!)
		for _ in $(seq 100); do
			grep -q '^Server listening' "$name/log" && break 2
			kill -0 $! 2>/dev/null || break
			sleep 0.05
		done
	done
	grep -q '^Server listening' "$name/log" || { cat "$name/log"; return 1; }
	echo "127.0.0.1 $(cut -d ' ' -f 1,2 "$name/host.pub")" |
		sed "s/^127.0.0.1/[127.0.0.1]:$port/" >>hosts
	known_as "$name" "$port"
}

known_as() {
	cat >>clients <<-EOF
		Host $1
			HostName 127.0.0.1
			Port $2
			User $(id -un)
			IdentityFile $PWD/key
			IdentitiesOnly yes
			UserKnownHostsFile $PWD/hosts
			StrictHostKeyChecking yes
			BatchMode yes
	EOF
}

# given_machines: two, with the candles that are here
given_machines() {
	local name
	for name in one two; do
		given_machine "$name"
		cp -R "$XDG_DATA_HOME/etrms" "$name/data"
	done
	export PARALLEL_SSH="ssh -F $PWD/clients"
	ssh -F "$PWD/clients" one true
}

told() {
	grep -v '^sweep,' <<<"$1"
}

spread() {
	SSHLOGIN=$1 ETRMS_FORMAT=csv run --separate-stderr \
		"$ROOT/examples/parallel.sh" 7 "${sweep[@]}"
}

@test "a sweep over two machines by GNU parallel and ssh" {
	given_machines
	sweep=(optimize "$CROSS" BTC/USDT --policy none --constraint 'trades >= 1')
	exits 0 "${sweep[@]}" --format csv
	whole=$output
	spread 2/one,2/two
	[ "$status" -eq 0 ] || complain "$stderr"
	[ "$(told "$output")" = "$(told "$whole")" ]
	[ "$(bytes 1)" = "$(bytes 2)" ]
	for name in one two; do
		[ "$(grep -c 'Accepted publickey' "$name/log")" -gt 1 ] ||
			complain "$name made no part"
	done
	no_complaints

	# the same with one that is gone: its parts go to the other
	known_as gone 1
	spread 2/one,2/gone
	[ "$status" -eq 0 ] || complain "$stderr"
	[ "$(told "$output")" = "$(told "$whole")" ]
	no_complaints
}

@test "walk-forward and Monte Carlo over two machines" {
	given_machines
	sweep=(walkforward "$CROSS" BTC/USDT --policy none --train 10d --test 5d)
	exits 0 "${sweep[@]}"
	spread 2/one,2/two
	[ "$status" -eq 0 ] || complain "$stderr"
	[ "$(bytes 1)" = "$(bytes 2)" ]
	# the run that is asked about is on each of them
	for name in one two; do
		rm -r "$name/data/etrms"
		cp -R "$XDG_DATA_HOME/etrms" "$name/data"
	done
	sweep=(montecarlo --run 1 --paths 700)
	exits 0 "${sweep[@]}"
	spread 2/one,2/two
	[ "$status" -eq 0 ] || complain "$stderr"
	[ "$(bytes 3)" = "$(bytes 4)" ]
	no_complaints
}

@test "a machine with other candles: its parts are refused" {
	given_machines
	rm -r two/data/etrms
	XDG_DATA_HOME=$PWD/two/data etrms candles generate --venue demo \
		--symbol BTC/USDT --timeframe 1h --bars 700 --seed 2 --quiet
	sweep=(optimize "$CROSS" BTC/USDT --policy none)
	spread 2/one,2/two
	[ "$status" -ne 0 ]
	[[ $stderr == *"data"* || $stderr == *"candles"* ]] || complain "$stderr"
	[ "$(stored)" -eq 0 ]
	no_complaints
}
