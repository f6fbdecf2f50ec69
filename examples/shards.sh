#!/bin/sh
#SBATCH --array=1-7
# A command that takes --shard, one part on each node of a Slurm array:
#
#	sbatch examples/shards.sh montecarlo --run 1
#	etrms montecarlo --run 1 $(printf ' --merge %s' shard.*.ndjson)
#
# Without Slurm, with GNU parallel, here or over ssh:
#
#	parallel etrms montecarlo --run 1 --shard {}/7 '>' shard.{}.ndjson ::: 1 2 3 4 5 6 7
#
# A part is put in its place when it is whole, so that one that failed is missed
# by --merge, and can be made again alone.
set -eu
part=$SLURM_ARRAY_TASK_ID
etrms "$@" --shard "$part/$SLURM_ARRAY_TASK_COUNT" >"shard.$part.tmp"
mv "shard.$part.tmp" "shard.$part.ndjson"
