#!/bin/sh
# The array kernel against numpy and numba over the same million bars. Debian's
# python3-numpy and python3-numba are the peers: what is not there is said.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/kernel
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$bin" write "$dir/bars"
"$bin" run 15 >"$dir/ours"
missed=0
# LIMIT: so many times as long as we take.
against() {
	if ! /usr/bin/python3 "$here/kernel.py" "$1" "$dir/bars" 15 >"$dir/$1" 2>"$dir/err"; then
		printf '%-34s no peer: %s\n' "kernel against $1" "$(tail -n 1 "$dir/err")"
		return
	fi
	paste -d ' ' "$dir/ours" "$dir/$1" | awk -v peer="$1" -v limit="$2" '
	function near(a, b, by) { return (a > b ? a - b : b - a) <= by * (b < 0 ? -b : b) }
	{
		same = $3 == $9 && near($4, $10, 1e-9) && near($5, $11, 1e-4) && near($6, $12, 1e-4) && near($7, $13, 1e-4)
		word = !same ? "OTHER NUMBERS" : $8 / $1 >= limit ? "held" : "MISSED"
		printf "%-34s %9.3f ms  peer %9.3f ms  %6.2f x  limit %g x  %s\n", "kernel against " peer, $1, $8, $8 / $1, limit, word
		if (!same) print "  ours " $3, $4, $5, $6, $7 "  theirs " $9, $10, $11, $12, $13
		exit word != "held"
	}' || missed=1
}
against numpy 4
against numba 1.2
awk '{ print "  of it the rules " $1 - $2 " ms, fills and equity " $2 " ms; " $3 " trades" }' "$dir/ours"
exit $missed
