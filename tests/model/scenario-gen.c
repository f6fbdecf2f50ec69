/*
 * scenario-gen SEED: prints a random scenario; the same seed, the same
 * scenario.
 */
#include "tests/model/scenario-gen/gen.h"

#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	struct buf out = {0};

	if (argc != 2)
		return 2;
	scenario_make(strtoull(argv[1], NULL, 10), &out);
	fputs(buf_text(&out), stdout);
	buf_release(&out);
	return fflush(stdout) != 0;
}
