/*
 * The sets of a sweep: which values each parameter takes, as a grid that is
 * never written out. A set is a number from 0 on, its digits the places of its
 * values; the last parameter changes fastest. A search is an order in which
 * sets are tried; each try is known by its number alone, so that tries can be
 * shared out among threads and machines.
 */
#ifndef RESEARCH_SPACE_H
#define RESEARCH_SPACE_H

#include "base/arena.h"
#include "strategy/strategy.h"

enum axis_kind { AXIS_NUMBER, AXIS_RATIO, AXIS_DURATION, AXIS_CONDITION };

struct axis {
	const char *name;
	enum axis_kind kind;
	size_t len;
	size_t stride;			/* of a search: so many steps at once */
	struct dec low, step;		/* ratios in percent, durations in µs; */
	const char *const *listed;	/* or, one by one, their texts */
};
#define AXIS_TEXT_SIZE 64
/* Values that a search sees. */
static inline size_t
axis_coarse(const struct axis *a)
{
	return (a->len - 1) / a->stride + 1;
}

struct space {
	VEC(struct axis) axes;		/* all parameters, in order */
	int64_t sets;			/* at most SPACE_MOST */
	int64_t coarse;			/* of these, those a search sees */
	struct arena texts;
};
#define SPACE_MOST (INT64_C(1) << 62)

/*
 * From the ranges and choices that the file declares, and specs that say
 * otherwise, inside of those: "fast=5..50/5", "fast=5..50" by the declared
 * step, "fast=5,10,20", "fast=10". What has neither keeps its default. E_USAGE:
 * a range that is empty, has no step, or is not inside; more sets than can be
 * counted.
 */
enum err_code space_make(const struct strategy *s, const char *const *specs,
    size_t specs_len, struct space *out, struct err *err);
/*
 * Makes room between the sets for what refines: each axis gets the step that
 * the file declares where that fits, and a search goes over it in strides as
 * long as its steps were. E_USAGE: no axis has steps; more sets than can be
 * counted.
 */
enum err_code space_refine(struct space *s, const struct strategy *strategy,
    struct err *err);
/* The values around those that it was read with: of each parameter with a
 * range and a step, up to this share of the range away on either side, and at
 * least a step where there is one. The others keep theirs. */
enum err_code space_near(const struct strategy *s, struct dec share,
    struct space *out, struct err *err);
void space_release(struct space *s);
/* Inside: what axes are of, a literal as a number that steps can be counted in,
 * and the sets of all axes. */
enum axis_kind axis_kind_of(const struct expr_constant *c);
bool axis_number(enum axis_kind kind, const char *text, size_t n,
    struct dec *out);
enum err_code space_count(struct space *s, struct err *err);

void space_places(const struct space *s, int64_t set, size_t *at);
int64_t space_set(const struct space *s, const size_t *at);
/* As the language writes it. Returns buf. */
const char *axis_text(const struct axis *a, size_t i,
    char buf[AXIS_TEXT_SIZE]);
/* Which of its values a text is; false: none of them. */
bool axis_place(const struct axis *a, const char *text, size_t *out);
/* "fast=10;slow=30": all of them. */
void space_set_text(const struct space *s, int64_t set, struct buf *out);
/* "fast=3..60/1;slow=20": the space itself. */
void space_text(const struct space *s, struct buf *out);

enum search_kind { SEARCH_GRID, SEARCH_RANDOM, SEARCH_LATIN, SEARCH_SOBOL,
    SEARCH_GENETIC, SEARCHES };
extern const char *const search_names[SEARCHES + 1];	/* ends with NULL */
struct search {
	enum search_kind kind;
	int64_t tries;		/* at most as many as there are coarse sets */
	uint64_t seed;
	/* Tries that depend on what came out of others: */
	int64_t population, generations;	/* of SEARCH_GENETIC */
	int64_t refine;		/* around the best, behind all of those */
};
/* How many tries there are at most. */
int64_t search_most(const struct search *how);
/* Is there a try that depends on others? */
bool search_learns(const struct search *how);
/* As records say it: "random", "grid, refine 100". */
#define SEARCH_TEXT_SIZE 64
const char *search_text(const struct search *how,
    char buf[SEARCH_TEXT_SIZE]);
/* The set of try i, 0 to tries - 1. Grid and random have each set once; latin
 * and sobol spread over every axis evenly, and may meet a set again. */
int64_t search_set(const struct search *how, const struct space *s, int64_t i);

/* Coordinate of point i of Sobol's sequence, from 0 to below 1. */
#define SOBOL_AXES 32
double sobol_point(uint32_t i, size_t axis);

#endif
