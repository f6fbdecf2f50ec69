#!/bin/sh
# Prepares the store in which the examples of the command tables run, with the
# labels and symbols that the tables use; and files/, the folder they run in.
# HOME, ETRMS_NOW and PATH are the caller's (tests/helper.bash: given_demo).
#
# The account demo trades BTC/USDT and ETH/USDT on candles made from a seed, has
# a policy, a breaker, an open order, a position and a refused order. The
# account spare is another paper account without trades. There are three runs
# of backtests, and the fourth is of a sweep; and three snapshots of the
# portfolio, six hours apart.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p files
ln -sfn "$root/examples" files/examples
ln -sfn "$root/share" files/share
ln -sfn "$root/examples/scenario.json" files/scenario.json
etrms help --list --format csv --no-header --fields name >commands.txt

# step EXIT WORDS…: one command, which must end with that exit code. A command
# that is not built in is left out.
step()
{
	want=$1 code=0
	shift
	grep -qx "$1 $2" commands.txt || grep -qx "$1" commands.txt || return 0
	echo "+ etrms $*"
	etrms "$@" || code=$?
	[ "$code" -eq "$want" ] || {
		echo "exit $code, not $want"
		exit 1
	}
}

for market in BTC/USDT=60000:7 ETH/USDT=3000:8 BTC/USDT:USDT=60000:7 \
	ETH/USDT:USDT=3000:8; do
	symbol=${market%=*} rest=${market#*=}
	step 0 candles generate --venue demo --symbol "$symbol" --timeframe 1m \
		--from 2024-03-01 --bars 2880 --start-price "${rest%:*}" \
		--seed "${rest#*:}" --tick 0.01
done
step 0 account add demo --venue sim --prices demo --timeframe 1m \
	--balance USDT=10000 --use
step 0 account add spare --venue sim --prices demo --timeframe 1m \
	--balance USDT=500
step 0 policy set max-order-notional 6000
step 0 policy set max-position-share 80%
step 0 policy set max-risk-per-trade 2%
step 0 policy set price-collar 5%
(umask 077 && echo 'the demo passphrase' >files/passphrase.txt)
step 0 vault init --passphrase-file files/passphrase.txt
printf 'max-order-notional 6000\nmax-position-share 80%%\n' >files/policy.txt
step 0 breaker add daily-loss --when 'drawdown(1d) > 5%' \
	--do 'reduce 50%, notify' --cooldown 12h
step 0 portfolio snapshot
step 0 venue advance --by 6h
step 0 portfolio snapshot
step 0 order buy BTC/USDT --quote 3000 --stop-loss 3% --key first
step 0 order buy ETH/USDT --quote 500 --stop-loss 3%
step 0 order buy BTC/USDT --qty 0.01 --type limit --price 50000 --stop-loss 3%
step 4 order buy BTC/USDT --quote 9000
step 0 venue advance --by 6h
step 0 portfolio snapshot
step 0 template save dip buy BTC/USDT --quote 100 --stop-loss 2%
step 0 order schedule buy BTC/USDT --quote 30 --every 1d --stop-loss 3%
step 0 rebalance BTC=60 USDT=40
sqlite3 -bail "${XDG_DATA_HOME:-$HOME/.local/share}/etrms/etrms.db" \
	<"$root/tests/data/runs.sql"
step 0 optimize "$root/examples/minute_cross.strategy" BTC/USDT \
	--timeframe 1m --policy none --breakers none --quiet
