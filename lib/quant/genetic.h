/*
 * A genetic search over a lattice: an individual is a place on each axis.
 * Parents are the best of three that are drawn (tournaments), children have
 * each place from one or the other (uniform crossover), and mutate by steps;
 * the best tenth of a generation lives on. What is known already is bred again
 * rather than rated again. All that is random comes from the seed, in one
 * order, whoever rates.
 */
#ifndef QUANT_GENETIC_H
#define QUANT_GENETIC_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct genetic_axis {
	size_t len;
	bool ordered;		/* false: choices, of which none is near */
};

struct genetic {
	const struct genetic_axis *axes;
	size_t axes_len;
	size_t population, generations;	/* the first one is drawn evenly */
	uint64_t seed;
	/* How fit each of n individuals is, axes_len places each: more is
	 * better. An error ends the search. */
	enum err_code (*rate)(void *self, const size_t *places, size_t n,
	    double *fitness, struct err *err);
	/* Was it rated before? */
	bool (*known)(void *self, const size_t *places);
	void *self;
};
enum err_code genetic_run(const struct genetic *g, struct err *err);

#endif
