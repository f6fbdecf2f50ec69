#!/bin/sh
# Baum and Welch: 20 steps of a chain of three states on 10,000 returns, against
# numpy as hmmlearn does it: scaled, densities at once, forward and backward bar
# by bar. Wall time, the best of some; both must come to the same likelihood.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/hmm
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$bin" write >"$dir/returns"
"$bin" run "$dir/returns" >"$dir/ours"
if ! /usr/bin/python3 "$here/hmm.py" "$dir/returns" >"$dir/peer" 2>"$dir/err"; then
	printf '%-34s no peer: %s\n' "hmm against numpy" "$(tail -n 1 "$dir/err")"
	exit 0
fi
paste -d ' ' "$dir/ours" "$dir/peer" | awk '{
	far = $2 - $4
	word = far * far > 1e-12 * $2 * $2 ? "OTHER NUMBERS" : $3 / $1 >= 3 ? "held" : "MISSED"
	printf "%-34s %9.3f ms  peer %9.3f ms  %6.2f x  limit 3 x  %s\n", "hmm against numpy", $1, $3, $3 / $1, word
	exit word != "held"
}'
