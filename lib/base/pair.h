/*
 * Two numbers side by side, four, and eight small ones, for loops that
 * compilers do not see through. Two are what every machine of 64 bits does at
 * once; functions that are WIDE are there twice where that is known to work,
 * and the one for four at once runs on machines that can. Both do the same
 * operations on each number, so that no value depends on the machine.
 */
#ifndef BASE_PAIR_H
#define BASE_PAIR_H

#include <stdint.h>
#include <string.h>

typedef double pair __attribute__((vector_size(16)));
/* Of a comparison: all ones where it is true. */
typedef int64_t pair_bits __attribute__((vector_size(16)));
typedef double quad __attribute__((vector_size(32)));
typedef int64_t quad_bits __attribute__((vector_size(32)));
typedef uint64_t quad_words __attribute__((vector_size(32)));
#define EVEN(x) { (x), (x), (x), (x) }	/* a quad of one number */
typedef float oct __attribute__((vector_size(32)));
typedef int32_t oct_bits __attribute__((vector_size(32)));
typedef uint32_t oct_count __attribute__((vector_size(32)));

/* Which one runs is decided before a sanitizer is ready for it. WIDE_HERE:
 * there are two. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#define WIDE_HERE
#else
#define WIDE
#endif

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
