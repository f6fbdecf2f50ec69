#!/bin/sh
# A sweep in parts by GNU parallel, joined here:
#
#	examples/parallel.sh 7 optimize sma_cross BTC/USDT --policy none
#	SSHLOGIN=2/one,8/two examples/parallel.sh 50 walkforward …
#
# With SSHLOGIN the parts are made on those machines (parallel --sshlogin),
# each of which has etrms and the same candles; a part of others is refused.
# A part that failed is tried again twice.
set -eu

shards=$1
shift
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

seq "$shards" | parallel --will-cite --quote --retries 3 --halt now,fail=1 \
	--results "$parts" ${SSHLOGIN:+--sshlogin "$SSHLOGIN"} \
	etrms "$@" --shard "{}/$shards" >/dev/null

i=0
while [ "$((i += 1))" -le "$shards" ]; do
	set -- "$@" --merge "$parts/1/$i/stdout"
done
etrms "$@"
