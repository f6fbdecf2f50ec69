# Covers sweeps in parts by the programs that drive them: a Slurm array, whose
# script is run task by task, and GNU parallel where it is installed.
load ../helper
load ../sweep

given_whole() {
	given_bars
	exits 0 optimize "$CROSS" BTC/USDT --policy none --format csv \
		--constraint 'trades >= 1'
	whole=$output
}

told() {
	grep -v '^sweep,' <<<"$1"
}

@test "a sweep as a Slurm array: tasks in any order, one of them lost" {
	given_whole
	sweep=(optimize "$CROSS" BTC/USDT --policy none
		--constraint 'trades >= 1')
	for id in 4 1 7 2 6 5; do
		SLURM_ARRAY_TASK_ID=$id SLURM_CPUS_PER_TASK=1 \
			"$ROOT/examples/slurm.sh" "${sweep[@]}"
	done
	files=()
	for f in parts/*.ndjson; do files+=(--merge "$f"); done
	exits 12 "${sweep[@]}" "${files[@]}"
	says "3"
	SLURM_ARRAY_TASK_ID=3 "$ROOT/examples/slurm.sh" "${sweep[@]}"
	exits 0 "${sweep[@]}" "${files[@]}" --merge parts/3.ndjson --format csv
	[ "$(told "$output")" = "$(told "$whole")" ]
	[ ! -e parts/3.tmp ]
}

@test "a sweep by GNU parallel" {
	[[ $(parallel --version 2>/dev/null) == "GNU parallel"* ]] ||
		skip "no GNU parallel"
	given_whole
	ETRMS_FORMAT=csv run -0 --separate-stderr "$ROOT/examples/parallel.sh" 7 \
		optimize "$CROSS" BTC/USDT --policy none --constraint 'trades >= 1'
	[ "$(told "$output")" = "$(told "$whole")" ]
}
