#!/bin/sh
# Ten thousand sets by the array kernel against a numba kernel, both on all
# threads, by the clock: once the peer counts the drawdown of each bar as we do,
# once it does without. Debian's python3-numba is the peer: if it is not there,
# that is said.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/sweep
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$bin" write "$dir/bars"
"$bin" run 3 0 >"$dir/ours"
"$bin" run 1 1 >"$dir/alone"
missed=0
awk '{
	word = $2 <= 32 ? "held" : "MISSED"
	printf "%-34s %9.1f MB  limit 32 MB  %s\n", "sweep of 10,000 pairs", $2, word
	exit word != "held"
}' "$dir/ours" || missed=1
# DRAWDOWN LIMIT NAME: so many times as long as we take.
against() {
	if ! /usr/bin/python3 "$here/sweep.py" "$dir/bars" 3 "$1" >"$dir/peer" 2>"$dir/err"; then
		printf '%-34s no peer: %s\n' "$3" "$(tail -n 1 "$dir/err")"
		return
	fi
	paste -d ' ' "$dir/ours" "$dir/peer" | awk -v name="$3" -v limit="$2" -v falls="$1" '
	function near(a, b, by) { return (a > b ? a - b : b - a) <= by * (b < 0 ? -b : b) }
	{
		same = $3 == $9 && near($4, $10, 1e-9) && near($5, $11, 1e-6) && near($6, $12, 1e-4) && (falls == "no" || near($7, $13, 1e-4))
		word = !same ? "OTHER NUMBERS" : $8 / $1 >= limit ? "held" : "MISSED"
		printf "%-34s %9.1f ms  peer %9.1f ms  %6.2f x  limit %g x  %s\n", name, $1, $8, $8 / $1, limit, word
		if (!same) print "  ours " $3, $4, $5, $6, $7 "  theirs " $9, $10, $11, $12, $13
		exit word != "held"
	}' || missed=1
}
against yes 3 "sweep with drawdowns against numba"
against no 5 "sweep against numba"
paste -d ' ' "$dir/ours" "$dir/alone" | awk '{ printf "  on one thread %.1f ms, %.2f x\n", $8, $8 / $1 }'
exit $missed
