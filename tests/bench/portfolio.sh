#!/bin/sh
# Long-only minimum variance of 20 and of 100 assets against scipy's SLSQP, 20
# times as fast with a variance no higher; hierarchical risk parity of 100
# against scipy and numpy, 1.5 times.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/portfolio
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
missed=0
for row in variance:20:20 variance:100:20 hrp:100:1.5; do
	kind=${row%%:*} limit=${row##*:}
	n=${row#*:} n=${n%:*}
	"$bin" write "$n" "$dir/returns"
	"$bin" run "$kind" "$n" "$dir/returns" 50 >"$dir/ours"
	if ! /usr/bin/python3 "$here/portfolio.py" "$kind" "$dir/returns" 9 \
		>"$dir/peer" 2>"$dir/err"; then
		printf '%-34s no peer: %s\n' "$kind of $n" "$(tail -n 1 "$dir/err")"
		continue
	fi
	paste -d ' ' "$dir/ours" "$dir/peer" | awk -v name="$kind of $n" -v limit="$limit" '{
		word = $2 > $4 * (1 + 1e-9) ? "HIGHER VARIANCE" : $3 / $1 >= limit ? "held" : "MISSED"
		printf "%-34s %9.3f ms  peer %9.3f ms  %6.1f x  limit %s x  %s\n", name, $1, $3, $3 / $1, limit, word
		exit word != "held"
	}' || missed=1
done
exit $missed
