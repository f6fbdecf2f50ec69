/*
 * Weights as decimals that add up to the last digit: all are rounded down, and
 * the units that are left over go to those that lost most, as long as bounds
 * and groups leave room (Hamilton's largest remainders).
 */
#include "analysis/allocate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define UNITS 1000000	/* of the whole: 10^ALLOCATE_DECIMALS */

struct rounding {
	const struct allocate_ask *ask;
	size_t n;
	const double *weights;
	int64_t *units;
};

static int64_t
units_of(double part, double (*to)(double))
{
	double x = part * UNITS, near = round(x);

	/* what is a whole number but for the last bits is one */
	return (int64_t)(fabs(x - near) < 1e-6 ? near : to(x));
}

static double
group_of(const struct rounding *r, size_t g)
{
	double sum = 0;

	for (size_t i = 0; i < r->n; i++)
		sum += r->ask->member[g * r->n + i] * (double)r->units[i];
	return sum / UNITS;
}

/* Whether one more unit keeps the asset and its groups within their limits;
 * *wanted: a group is below what it is to have. */
static bool
has_room(const struct rounding *r, size_t i, bool *wanted)
{
	const struct allocate_ask *a = r->ask;
	double high = a->high != NULL ? a->high[i] : 1;

	*wanted = false;
	if (r->units[i] + 1 > units_of(high, floor))
		return false;
	for (size_t g = 0; g < a->groups; g++) {
		double in = group_of(r, g);

		if (a->member[g * r->n + i] == 0)
			continue;
		if (in + 1.0 / UNITS > a->most[g] + 1e-9)
			return false;
		*wanted = *wanted || in < a->least[g] - 1e-9;
	}
	return true;
}

static bool
give_one(struct rounding *r)
{
	double most = 0;
	size_t best = r->n;
	bool urgent = false;

	for (size_t i = 0; i < r->n; i++) {
		double lost = r->weights[i] * UNITS - (double)r->units[i];
		bool wanted;

		if (!has_room(r, i, &wanted) || (urgent && !wanted))
			continue;
		if (best == r->n || lost > most || (wanted && !urgent)) {
			best = i;
			most = lost;
			urgent = wanted;
		}
	}
	if (best == r->n)
		return false;
	r->units[best]++;
	return true;
}

enum err_code
allocate_round(const struct allocate_ask *ask, size_t n,
    const double *weights, struct dec *out, struct err *err)
{
	struct rounding r = { ask, n, weights, mem_array(n,
	    sizeof(int64_t)) };
	int64_t left = units_of(1 - ask->cash, round);
	bool fits = true;

	for (size_t i = 0; i < n; i++) {
		r.units[i] = units_of(weights[i], floor);
		left -= r.units[i];
	}
	while (left > 0 && fits) {
		fits = give_one(&r);
		left--;
	}
	for (size_t g = 0; g < ask->groups; g++)
		fits = fits && group_of(&r, g) >= ask->least[g] - 1e-9 &&
		    group_of(&r, g) <= ask->most[g] + 1e-9;
	for (size_t i = 0; i < n; i++)
		out[i] = dec_trim(dec_make(r.units[i], ALLOCATE_DECIMALS));
	free(r.units);
	return fits && left == 0 ? E_OK : err_set(err, E_REFUSED, "no weights"
	    " of %d decimals obey limits this narrow", ALLOCATE_DECIMALS);
}
