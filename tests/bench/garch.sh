#!/bin/sh
# GARCH(1,1) on 10,000 returns, fitted by either law, against scipy's SLSQP over
# a likelihood compiled by numba: wall time, the best of some, and the
# log-likelihood, which must be no worse.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/garch
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$bin" write "$dir/returns"
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
exit $missed
