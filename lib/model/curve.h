/*
 * An equity curve in little room. A replay makes a point at each bar, a million
 * of them: where points follow each other at one distance, with the same units
 * and transfers, nothing is kept of each but its amounts as whole numbers.
 */
#ifndef MODEL_CURVE_H
#define MODEL_CURVE_H

#include "model/snapshot.h"

/* The amounts of a point, in steps of 10^-scale of its part. */
struct curve_value { int64_t equity, high, low; };

/* Points that share what is in `like`, the first of them. */
struct curve_part {
	size_t first;		/* of its points */
	int64_t step;		/* from one to the next; 0: there is one */
	int scale;		/* -1: `like` is all, as it was given */
	struct equity_point like;
};

/* Points by time. All-zero is empty. */
struct curve {
	VEC(struct curve_value) values;		/* one for each point */
	VEC(struct curve_part) parts;
};

static inline size_t
curve_len(const struct curve *c)
{
	return c->values.len;
}

void curve_release(struct curve *c);
void curve_clear(struct curve *c);
/* The part with a point, of those that there are, and where it ends. */
const struct curve_part *curve_part(const struct curve *c, size_t i);
size_t curve_part_end(const struct curve *c, const struct curve_part *p);
int64_t curve_time(const struct curve *c, size_t i);
struct equity_point curve_point(const struct curve *c, size_t i);
/* From one point to the next, without looking for it. All-zero: before the
 * first; false: behind the last. */
struct curve_walk { size_t at, part; };
bool curve_next(const struct curve *c, struct curve_walk *w,
    struct equity_point *out);

/* The part that the next point is in; NULL: there is none. */
static inline const struct curve_part *
curve_next_part(const struct curve *c, struct curve_walk *w)
{
	if (w->at >= curve_len(c))
		return NULL;
	if (w->part + 1 < c->parts.len &&
	    c->parts.at[w->part + 1].first <= w->at)
		w->part++;
	return &c->parts.at[w->part];
}

/* The next one's time and equity alone: inline, as a run has a million. */
static inline bool
curve_next_equity(const struct curve *c, struct curve_walk *w,
    int64_t *time, struct dec *equity)
{
	const struct curve_part *p = curve_next_part(c, w);

	if (p == NULL)
		return false;
	*time = p->like.time + (int64_t)(w->at - p->first) * p->step;
	*equity = p->scale < 0 ? p->like.equity :
	    (struct dec){ c->values.at[w->at].equity, p->scale };
	w->at++;
	return true;
}

/* Behind the last; the caller sees to it that it is later. */
void curve_add(struct curve *c, const struct equity_point *p);
/* The same for n points, one step after the other from a time on, with the
 * units and transfers of the last one; false: they do not simply go on like
 * that, nothing was done. */
bool curve_go_on(struct curve *c, int64_t time, int64_t step, int scale,
    const struct curve_value *v, size_t n);
/* The same for points that a curve has, from one on. */
void curve_add_all(struct curve *c, const struct curve *more, size_t from);
void curve_add_points(struct curve *c, const struct equity_points *more);
/* Anywhere, which takes as long as the curve is. */
void curve_insert(struct curve *c, size_t at, const struct equity_point *p);
void curve_remove(struct curve *c, size_t at);
/* Leaves the first n points. */
void curve_cut(struct curve *c, size_t n);

#endif
