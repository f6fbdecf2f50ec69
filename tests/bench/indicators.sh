#!/bin/sh
# Seven indicators over ten million bars against one copy of a column.
set -eu
line=$("$(dirname "$PAIR")/indicators" 5)
echo "$line" | awk '{
	ratio = $NF
	word = ratio <= 40 ? "held" : "MISSED"
	printf "%-34s %9.2f x memcpy  limit 40  %s\n", "7 indicators of 10M bars", ratio, word
	print "  ns a bar: " $0
	exit ratio > 40
}'
