#!/bin/sh
# GARCH(1,1) on 10,000 returns, fitted by either law, against scipy's SLSQP over
# a likelihood compiled by numba: wall time, the best of some, and the
# log-likelihood, which must be no worse; and analyze volatility, cold, over as
# many bars.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/garch
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export XDG_DATA_HOME="$dir/data" XDG_CONFIG_HOME="$dir/config"
"$bin" write "$dir/returns"
"$BIN" candles generate --venue demo --symbol BTC/USDT --timeframe 1h \
	--from 2023-01-01 --bars 10001 --seed 7 --quiet
missed=0
for law in normal t; do
	"$bin" run $law "$dir/returns" 21 >"$dir/ours"
	if ! /usr/bin/python3 "$here/garch.py" $law "$dir/returns" 9 \
		>"$dir/peer" 2>"$dir/err"; then
		printf '%-34s no peer: %s\n' "garch $law against scipy" "$(tail -n 1 "$dir/err")"
		continue
	fi
	paste -d ' ' "$dir/ours" "$dir/peer" | awk -v law=$law '{
		word = $2 < $4 - 1e-6 ? "WORSE LIKELIHOOD" : $3 / $1 >= 5 ? "held" : "MISSED"
		printf "%-34s %9.3f ms  peer %9.3f ms  %6.2f x  limit 5 x  %s\n", "garch " law " against scipy", $1, $3, $3 / $1, word
		exit word != "held"
	}' || missed=1
done
"$PAIR" 21 5 "garch t, the whole command" \
	"$BIN analyze volatility BTC/USDT --bars 10001 --law t --quiet" || missed=1
exit $missed
