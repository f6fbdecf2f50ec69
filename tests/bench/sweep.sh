#!/bin/sh
# Sweeps by the array kernel against a numba kernel, both on all threads, by the
# clock: ten thousand sets, once as the peer counts the drawdown of each bar, as
# we do, once as it does without; and walks. What is no average of closes is
# held against what is, a bar and set, and two threads against one. Debian's
# python3-numba is the peer: if it is not there, that is said.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/sweep
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
missed=0
for plan in pairs walk; do
	"$bin" write $plan "$dir/$plan.bars"
	"$bin" run $plan 3 0 >"$dir/$plan"
done
"$bin" run pairs 2 1 >"$dir/alone"
"$bin" run general 3 0 >"$dir/general"
# NAME VALUE UNIT LIMIT more|less
limit() {
	awk -v name="$1" -v x="$2" -v unit="$3" -v limit="$4" -v way="$5" 'BEGIN {
		word = (way == "more" ? x >= limit : x <= limit) ? "held" : "MISSED"
		printf "%-34s %9.2f %s  limit %g %s  %s\n", name, x, unit, limit, unit, word
		exit word != "held"
	}' || missed=1
}
# PLAN PEER'S LIMIT NAME: so many times as long as we take.
against() {
	if ! /usr/bin/python3 "$here/sweep.py" "$dir/$1.bars" 3 "$2" >"$dir/peer" 2>"$dir/err"; then
		printf '%-34s no peer: %s\n' "$4" "$(tail -n 1 "$dir/err")"
		return
	fi
	paste -d ' ' "$dir/$1" "$dir/peer" | awk -v name="$4" -v limit="$3" -v plan="$2" '
	function near(a, b, by) { return (a > b ? a - b : b - a) <= by * (b < 0 ? -b : b) }
	{
		if (plan == "walk")
			same = $8 == $11 && near($9, $12, 1e-9)
		else
			same = $3 == $11 && near($4, $12, 1e-9) && near($5, $13, 1e-6) && near($6, $14, 1e-4) && (plan != "falls" || near($7, $15, 1e-4))
		word = !same ? "OTHER NUMBERS" : $10 / $1 >= limit ? "held" : "MISSED"
		printf "%-34s %9.1f ms  peer %9.1f ms  %6.2f x  limit %g x  %s\n", name, $1, $10, $10 / $1, limit, word
		if (!same) print "  " $0
		exit word != "held"
	}' || missed=1
}
ms() { cut -d ' ' -f 1 "$dir/$1"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'; }

limit "sweep of 10,000 pairs" "$(cut -d ' ' -f 2 "$dir/pairs")" MB 32 less
against pairs falls 3 "sweep with drawdowns against numba"
against pairs pairs 5 "sweep against numba"
against walk walk 4 "walk of 20 windows against numba"
limit "sweep on two threads, of one" "$(ratio "$(ms alone)" "$(ms pairs)")" x 1.8 more
# a tenth of the sets
limit "EMA, ADX and a stop, of averages" "$(ratio "$(ms general)" "$(ms pairs)" | awk '{ print $1 * 10 }')" x 6 less
exit $missed
