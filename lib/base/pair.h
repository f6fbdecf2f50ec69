/* Two numbers side by side, for loops that compilers do not see through. */
#ifndef BASE_PAIR_H
#define BASE_PAIR_H

#include <stdint.h>
#include <string.h>

typedef double pair __attribute__((vector_size(16)));
/* Of a comparison: all ones where it is true. */
typedef int64_t pair_bits __attribute__((vector_size(16)));

static inline pair
pair_at(const double *x)
{
	pair p;

	memcpy(&p, x, sizeof(p));
	return p;
}

/* Without their signs. */
static inline pair
pair_size(pair p)
{
	return (pair)((pair_bits)p & (pair_bits){ INT64_MAX, INT64_MAX });
}

#endif
