#!/bin/sh
# Monte Carlo, 100,000 paths of 500 returns with 7 quantiles of equity and of
# drawdown, against numba on all threads and numpy; two threads against one; the
# whole command, cold. Wall time, the best of some. We measure lowest equity,
# longest drawdown, Sharpe ratio and the fan as well.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/montecarlo
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export XDG_DATA_HOME="$dir/data" XDG_CONFIG_HOME="$dir/config"
"$bin" write "$dir/returns"
"$bin" run 1 9 >"$dir/one"
"$bin" run 0 9 >"$dir/ours"
missed=0
# PEER TIMES LIMIT: so many times as long as we take, with quantiles that differ
# by no more than chance: each lies between two values that the peer tells.
against() {
	if ! /usr/bin/python3 "$here/montecarlo.py" "$1" "$dir/returns" "$2" \
		>"$dir/$1" 2>"$dir/err"; then
		printf '%-34s no peer: %s\n' "montecarlo against $1" "$(tail -n 1 "$dir/err")"
		return
	fi
	cat "$dir/ours" "$dir/$1" | awk -v peer="$1" -v limit="$3" '
	NR == 1 { n = split($0, ours); next }
	{
		same = NF == 2 * n - 1
		for (i = 2; i <= n; i++)
			if (ours[i] < $(2 * i - 2) || ours[i] > $(2 * i - 1))
				same = 0
		word = !same ? "OTHER NUMBERS" : $1 / ours[1] >= limit ? "held" : "MISSED"
		printf "%-34s %9.3f ms  peer %9.3f ms  %6.2f x  limit %g x  %s\n", "montecarlo against " peer, ours[1], $1, $1 / ours[1], limit, word
		exit word != "held"
	}' || missed=1
}
against numba 5 2.5
against numpy 1 30
paste -d ' ' "$dir/one" "$dir/ours" | awk -v cores="$(nproc)" '{
	limit = cores > 1 ? 1.8 : 0
	word = $1 / $16 >= limit ? "held" : "MISSED"
	printf "%-34s %9.3f ms  one  %9.3f ms  %6.2f x  limit %g x  %s\n", "montecarlo on all threads", $16, $1, $1 / $16, limit, word
	exit word != "held"
}' || missed=1
"$PAIR" 15 30 "montecarlo, the whole command" \
	"$BIN montecarlo --returns $dir/returns --paths 100000 --quiet" || missed=1
exit $missed
