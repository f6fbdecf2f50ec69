#!/usr/bin/env bats
# Runs drawn from a seed: orders, amendments and cancellations of the program at
# the served exchange, which fails by the same seed, and one of its commands
# killed at a numbered system call. After `order reconcile` the exchange's
# ledger and the store are of one mind, and no exit code has said otherwise.
# The exchange and the commands take turns, and their clock stands still unless
# they wait (turns/turns.c), so that a seed has one history: some are run twice
# to see that.
# LIVE_STRIKES is how many runs are killed, LIVE_SEED the first; each seed that
# LIVE_AGAIN divides is run twice.
# shellcheck disable=SC2154

load ../helper
load ../serve
load ../vault
load ../live
load ../kill/kill
load agree

WORKERS=${LIVE_WORKERS:-4}
# Where the clock begins: of what all runs have in common, and of each of them.
COMMON=1700000000 BEGUN=1700003600
# Calls that tell how far a command has got, each with how many there may be.
STRUCK=(sendto:16 recvfrom:16 fdatasync:9 pwrite64:150 fcntl:450)
QUIET=(--weight-limit 1000000000 --balance USDT=100000 --balance BTC=1
	--futures-balance USDT=100000)

# The seed's numbers (xorshift): draw N sets drawn to one of 0 to N - 1.
seed() {
	numbers=$(($1 * 2685821657736338717 + 1))
	draw 1
}

draw() {
	numbers=$((numbers ^ (numbers << 13)))
	numbers=$((numbers ^ (numbers >> 7 & 0x1ffffffffffffff)))
	numbers=$((numbers ^ (numbers << 17)))
	drawn=$(((numbers >> 20 & 0xffffffff) % $1))
}

# A price so many thousandths around where the market stands, near: below it to
# buy and above it to sell, mostly.
drawn_price() {
	draw 30
	[ "$1" = buy ] && drawn=$((-drawn))
	near=$((PRICE * (1000 + drawn + ($1 == buy ? 4 : -4)) / 1000))
}

# An order of its own, under the next key.
drawn_order() {
	local symbol=BTC/USDT side=buy
	orders=$((orders + 1))
	draw 2
	[ "$drawn" -eq 0 ] || symbol=BTC/USDT:USDT
	draw 2
	[ "$drawn" -eq 0 ] || side=sell
	draw 9
	act=(order "$side" "$symbol" --qty "0.00$((drawn + 1))")
	drawn_price "$side"
	draw 10
	[ "$drawn" -lt 3 ] || act+=(--type limit --price "$near")
	act+=(--key "key-$orders")
}

drawn_act() {
	draw 100
	if [ "$orders" -eq 0 ] || [ "$drawn" -lt 60 ]; then
		drawn_order
	elif [ "$drawn" -lt 80 ]; then
		draw "$orders"
		act=(order amend $((drawn + 1)))
		draw 9
		act+=(--qty "0.00$((drawn + 1))")
	else
		draw "$orders"
		act=(order cancel $((drawn + 1)))
	fi
}

# Does it; what its exit code says of an order is kept.
try() {
	local code=0
	"$@" "${act[@]}" --account main "${AUTH[@]}" >out 2>err || code=$?
	echo "$code ${act[*]}" >>acts
	case $code in
	137) struck=1 ;;
	0 | 4 | 5 | 6 | 7 | 8 | 12) ;;
	2) [ "${act[1]}" = amend ] || [ "${act[1]}" = cancel ] || return 1 ;;
	*)
		cat err
		return 1
		;;
	esac
}

strike() {
	{
		"$STRIKE" "$call" "$n" etrms "$@"
	} 2>/dev/null
}

run_of() {
	local many when half i orders=0 call n
	struck=0
	: >acts
	fresh_store
	seed "$1"
	export TURNS_NOW=$BEGUN TURNS_SEED=$1
	serve --store "$WORLD" --from world --speed 0 --port "$PORT" \
		--faults "$1" "${QUIET[@]}" || return 1
	draw 5
	many=$((4 + drawn))
	draw "$many"
	when=$drawn
	draw "${#STRUCK[@]}"
	call=${STRUCK[drawn]%:*} n=${STRUCK[drawn]#*:}
	# an order leaves near the end: the later of two calls
	draw "$n"
	half=$drawn
	draw "$n"
	n=$(((half > drawn ? half : drawn) + 1))
	for ((i = 0; i < many; i++)); do
		drawn_act
		if [ "$i" -ge "$when" ] && [ "$struck" -eq 0 ]; then
			try strike || return 1
		else
			try etrms || return 1
		fi
		draw 3
		[ "$drawn" -gt 0 ] || step 1
	done
	settle && agree && truthful && tell_history >history && serve_end
}

# What the exchange booked and when, and what the commands said.
tell_history() {
	curl -sS "$ADDRESS/etrms/ledger"
	cat acts
}

# The second time it is the same to the last byte.
again() {
	local once=$struck
	[ $(($1 % AGAIN)) -eq 0 ] || return 0
	mv history first
	run_of "$1" || return 1
	echo 1 >>repeated
	struck=$once
	diff first history
}

# Reconciled, while it goes on failing; the exchange's clock goes past the time
# in which an order could still arrive. A trade of which it tells some requests
# late can be found once these have been made: by the second that succeeds. One
# that has failed often is left alone, for up to two minutes in the end.
settle() {
	local i good=0
	for i in $(seq 20); do
		run etrms order reconcile "${AUTH[@]}"
		case $status in
		0)
			good=$((good + 1))
			[ "$good" -lt 2 ] || return 0
			;;
		6) curl -sS -X POST "$ADDRESS/etrms/advance?ms=12000" >/dev/null ;;
		*) env TURNS_ALSO=sleep sleep 15 ;;
		esac
	done
	echo "$output"
	return 1
}

# An order that was told as placed is there, one that was told as not placed is
# not.
truthful() {
	awk '$1 == "order" { print $2 }' there >ids
	etrms order list --account main --format csv --no-header \
		--fields key,client_order_id >keys
	awk -F '[ ,]' 'FILENAME == "ids" { there[$1] = 1; next }
		FILENAME == "keys" { id[$1] = $2; next }
		$(NF - 1) == "--key" && $1 != 6 && $1 != 137 &&
			($1 == 0) != (id[$NF] in there) {
			print "exit code " $1 " was not true of " $NF
			bad = 1
		}
		END { exit bad }' ids keys acts
}

# One of several: its seeds, until it has struck so often.
worker() {
	local run=$1 most=$2
	trap teardown EXIT
	BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR/$1
	mkdir -p "$BATS_TEST_TMPDIR"
	setup_home
	unset ADDRESS
	cp "$WORLD" world.db
	WORLD=$BATS_TEST_TMPDIR/world.db
	given_exchange "${QUIET[@]}" && given_live && keep_store || return 1
	[ "${#AUTH[@]}" -gt 0 ] || etrms vault unlock --for 12h --quiet \
		--passphrase-file "$PASS"
	PORT=${ADDRESS##*:}
	PRICE=$(etrms market ticker BTC/USDT --venue binance --format ndjson |
		jq '.last | floor')
	serve_end
	for (( ; most > 0; run += WORKERS)); do
		if ! run_of "$run" || ! again "$run"; then
			echo "seed $run"
			cat acts
			return 1
		fi
		most=$((most - struck))
		echo "$struck" >>runs
	done
}

@test "killed under drawn faults, every order is known once" {
	local i all=${LIVE_STRIKES:-200} first=${LIVE_SEED:-1} bad=0
	local AGAIN=${LIVE_AGAIN:-10} TURNS_SO
	local -a workers
	needs_strace
	given_exchange
	serve_end
	TURNS_SO=$(cd "$ROOT" && realpath "$B/live/turns.so")
	export LD_PRELOAD=$TURNS_SO TURNS=turns TURNS_NOW=$COMMON TURNS_SEED=1
	given_vault
	for ((i = 0; i < WORKERS; i++)); do
		worker $((first + i)) $(((all + i) / WORKERS)) \
			>"$BATS_TEST_TMPDIR/said.$i" 2>&1 3>&- &
		workers+=($!)
	done
	for ((i = 0; i < WORKERS; i++)); do
		wait "${workers[i]}" || {
			cat "$BATS_TEST_TMPDIR/said.$i"
			bad=1
		}
	done
	echo "# killed $(cat "$BATS_TEST_TMPDIR"/*/runs | grep -c 1) times in" \
		"$(cat "$BATS_TEST_TMPDIR"/*/runs | wc -l) runs; run twice:" \
		"$(cat "$BATS_TEST_TMPDIR"/*/repeated | wc -l)" >&3
	[ "$bad" -eq 0 ]
}
