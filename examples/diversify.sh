#!/bin/sh
# Of symbols that move together only one: prints, of each cluster, the symbol
# that moves least with all others.
#
#	examples/diversify.sh BTC/USDT ETH/USDT SOL/USDT --timeframe 1h --cut 0.8
set -eu

rows=$(etrms analyze correlation "$@" --part symbols --format csv --no-header \
	--fields cluster,average,symbol)
printf '%s\n' "$rows" | sort -t, -k1,1n -k2,2g |
	awk -F, '!seen[$1]++ { print $3 }'
