#!/bin/sh
#SBATCH --job-name=etrms
#SBATCH --array=1-7
#SBATCH --cpus-per-task=2
#
# A sweep in parts as a Slurm array. Each task writes PARTS/N.ndjson, whole or
# not at all; tasks that were lost are submitted again by their numbers:
#
#	sbatch examples/slurm.sh optimize sma_cross BTC/USDT --policy none
#	sbatch --array=3,5 examples/slurm.sh …
#
# and when all are there, the same command joins them:
#
#	etrms optimize sma_cross BTC/USDT --policy none \
#		$(printf -- '--merge %s ' parts/*.ndjson)
set -eu

: "${PARTS:=parts}" "${SHARDS:=7}"
part=$PARTS/$SLURM_ARRAY_TASK_ID

mkdir -p "$PARTS"
etrms "$@" --shard "$SLURM_ARRAY_TASK_ID/$SHARDS" \
	--jobs "${SLURM_CPUS_PER_TASK:-0}" >"$part.tmp"
mv "$part.tmp" "$part.ndjson"
