#!/bin/sh
# The correlation matrix of 100 series of 10,000 returns against numpy's
# corrcoef, which is measured with the BLAS that is there: it ought to be
# OpenBLAS, and the name says when it is not.
set -eu
here=$(dirname "$0") bin=$(dirname "$PAIR")/correlation
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$bin" write "$dir/values"
"$bin" run "$dir/values" 31 >"$dir/ours"
if ! /usr/bin/python3 "$here/correlation.py" "$dir/values" 31 \
	>"$dir/peer" 2>"$dir/err"; then
	printf '%-34s no peer: %s\n' "correlation against numpy" "$(tail -n 1 "$dir/err")"
	exit 0
fi
paste -d ' ' "$dir/ours" "$dir/peer" | awk '{
	blas = $5
	for (i = 6; i <= NF; i++)
		blas = blas " " $i
	off = ($2 - $4) ^ 2 > 1e-12
	word = off ? "OTHER VALUES" : $1 <= 1.5 * $3 ? "held" : "MISSED"
	printf "%-34s %9.3f ms  peer %9.3f ms  %6.2f x  limit 1.5 x of its time  %s (%s)\n", "correlation against numpy", $1, $3, $1 / $3, word, blas
	exit word != "held"
}'
