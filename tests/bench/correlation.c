/*
 * Times the correlation of 100 series of 10,000 values, beside correlation.py:
 *
 *	correlation write FILE     the values, series by series, as doubles
 *	correlation run FILE TIMES
 *
 * run prints the ms of the best, and the sum of all correlations.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "quant/panel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERIES 100
#define VALUES 10000

static int
write_values(const char *path)
{
	FILE *file = fopen(path, "wb");
	static double common[VALUES];
	struct rng r;

	if (file == NULL)
		return 1;
	rng_seed(&r, 1);
	for (int i = 0; i < VALUES; i++)
		common[i] = rng_unit(&r) - 0.5;
	for (int k = 0; k < SERIES; k++)
		for (int i = 0; i < VALUES; i++) {
			double x = (common[i] + rng_unit(&r) - 0.5) / 50;

			fwrite(&x, sizeof(x), 1, file);
		}
	return fclose(file) != 0;
}

int
main(int argc, char **argv)
{
	double *values = mem_array(SERIES, VALUES * sizeof(*values));
	double *out = mem_array(SERIES, SERIES * sizeof(*out));
	double best = HUGE_VAL, sum = 0;
	const double *x[SERIES];
	const struct panel s = { x, SERIES, VALUES };
	FILE *file;

	if (argc == 3 && strcmp(argv[1], "write") == 0)
		return write_values(argv[2]);
	if (argc != 4 || strcmp(argv[1], "run") != 0 ||
	    (file = fopen(argv[2], "rb")) == NULL)
		return 2;
	if (fread(values, sizeof(*values), SERIES * VALUES, file) != SERIES *
	    VALUES)
		return 1;
	fclose(file);
	for (size_t k = 0; k < SERIES; k++)
		x[k] = values + k * VALUES;
	for (int i = 0; i < atoi(argv[3]); i++) {
		int64_t begun = clock_monotonic();

		panel_pearson(&s, out);
		best = fmin(best, (double)(clock_monotonic() - begun) / 1e3);
	}
	for (size_t i = 0; i < SERIES * SERIES; i++)
		sum += out[i];
	printf("%.3f %.9f\n", best, sum);
	free(values);
	free(out);
	return 0;
}
