/*
 * Packing points into parts, and out of them.
 */
#include "model/curve.h"

void
curve_release(struct curve *c)
{
	vec_release(&c->values);
	vec_release(&c->parts);
}

void
curve_clear(struct curve *c)
{
	vec_clear(&c->values);
	vec_clear(&c->parts);
}

static struct curve_part *
last_part(const struct curve *c)
{
	return c->parts.len == 0 ? NULL : &c->parts.at[c->parts.len - 1];
}

/* The part that a point is in: nearly always one of the last is asked for. */
const struct curve_part *
curve_part(const struct curve *c, size_t i)
{
	size_t low, high = c->parts.len, step = 1;

	for (;; step *= 2) {
		low = high > step ? high - step : 0;
		if (low == 0 || c->parts.at[low].first <= i)
			break;
		high = low;
	}
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (c->parts.at[mid].first <= i)
			low = mid;
		else
			high = mid;
	}
	return &c->parts.at[low];
}

size_t
curve_part_end(const struct curve *c, const struct curve_part *p)
{
	return p == last_part(c) ? curve_len(c) : p[1].first;
}

int64_t
curve_time(const struct curve *c, size_t i)
{
	const struct curve_part *p = curve_part(c, i);

	return p->like.time + (int64_t)(i - p->first) * p->step;
}

static struct equity_point
point_of(const struct curve *c, const struct curve_part *p, size_t i)
{
	const struct curve_value *v = &c->values.at[i];
	struct equity_point out = p->like;

	if (p->scale < 0)
		return out;
	out.time += (int64_t)(i - p->first) * p->step;
	out.equity = (struct dec){ v->equity, p->scale };
	out.high = (struct dec){ v->high, p->scale };
	out.low = (struct dec){ v->low, p->scale };
	return out;
}

struct equity_point
curve_point(const struct curve *c, size_t i)
{
	return point_of(c, curve_part(c, i), i);
}

bool
curve_next(const struct curve *c, struct curve_walk *w,
    struct equity_point *out)
{
	const struct curve_part *p = curve_next_part(c, w);

	if (p == NULL)
		return false;
	*out = point_of(c, p, w->at++);
	return true;
}

/* In whole steps of 10^-scale; false: it does not fit. */
static bool
steps_of(struct dec d, int scale, int64_t *out)
{
	if (!dec_known(d) || d.scale > scale || d.coef != (int64_t)d.coef)
		return false;
	*out = (int64_t)d.coef;
	for (int i = d.scale; i < scale; i++)
		if (__builtin_mul_overflow(*out, 10, out))
			return false;
	return true;
}

static bool
pack(const struct equity_point *p, int scale, struct curve_value *out)
{
	return steps_of(p->equity, scale, &out->equity) &&
	    steps_of(p->high, scale, &out->high) &&
	    steps_of(p->low, scale, &out->low);
}

/* Does it go on where the last part ends? */
static bool
joins(const struct curve *c, const struct equity_point *p,
    struct curve_value *v)
{
	struct curve_part *last = last_part(c);
	int64_t n, step;

	if (last == NULL || last->scale < 0 ||
	    !dec_identical(p->units, last->like.units) ||
	    !dec_identical(p->transferred, last->like.transferred) ||
	    !pack(p, last->scale, v))
		return false;
	n = (int64_t)(c->values.len - last->first);
	step = p->time - last->like.time;
	if (n == 1)
		last->step = step;
	return step == n * last->step;
}

void
curve_add(struct curve *c, const struct equity_point *p)
{
	struct curve_value v = { 0 };
	int scale = p->equity.scale;

	if (!joins(c, p, &v)) {
		scale = p->high.scale > scale ? p->high.scale : scale;
		scale = p->low.scale > scale ? p->low.scale : scale;
		if (!pack(p, scale, &v))
			scale = -1;
		vec_push(&c->parts, ((struct curve_part){ c->values.len, 0,
		    scale, *p }));
	}
	vec_push(&c->values, v);
}

bool
curve_go_on(struct curve *c, int64_t time, int64_t step, int scale,
    const struct curve_value *v, size_t n)
{
	const struct curve_part *last = last_part(c);

	if (last == NULL || last->scale != scale || last->step != step ||
	    time != last->like.time +
	    (int64_t)(c->values.len - last->first) * step)
		return false;
	vec_reserve(&c->values, n);
	memcpy(&c->values.at[c->values.len], v, n * sizeof(*v));
	c->values.len += n;
	return true;
}

/* How a point of another curve's part, the first of n, may join the last part
 * of c without a look at what it says. */
enum joining { JOIN_LOOK, JOIN_ON, JOIN_NEW };

static enum joining
joining_of(const struct curve *c, const struct curve_part *p, int64_t time,
    size_t n)
{
	struct curve_part *ours = last_part(c);
	int64_t ahead, step;

	if (p->scale < 0 || (ours != NULL && ours->scale < 0))
		return JOIN_LOOK;
	if (ours == NULL || !dec_identical(ours->like.units, p->like.units) ||
	    !dec_identical(ours->like.transferred, p->like.transferred))
		return JOIN_NEW;
	ahead = (int64_t)(c->values.len - ours->first);
	step = time - ours->like.time;
	if (ahead > 1 && step != ahead * ours->step)
		return JOIN_NEW;
	if (ours->scale != p->scale)
		return JOIN_LOOK;
	if (ahead == 1)
		ours->step = step;
	return n < 2 || ours->step == p->step ? JOIN_ON : JOIN_LOOK;
}

void
curve_add_all(struct curve *c, const struct curve *more, size_t from)
{
	while (from < curve_len(more)) {
		const struct curve_part *p = curve_part(more, from);
		size_t n = curve_part_end(more, p) - from;
		struct equity_point one = point_of(more, p, from);
		enum joining how = joining_of(c, p, one.time, n);

		if (how == JOIN_LOOK) {
			curve_add(c, &one);
			from++;
			continue;
		}
		if (how == JOIN_NEW)
			vec_push(&c->parts, ((struct curve_part){
			    c->values.len, n > 1 ? p->step : 0, p->scale,
			    one }));
		vec_reserve(&c->values, n);
		memcpy(&c->values.at[c->values.len], &more->values.at[from],
		    n * sizeof(*c->values.at));
		c->values.len += n;
		from += n;
	}
}

void
curve_add_points(struct curve *c, const struct equity_points *more)
{
	for (size_t i = 0; i < more->len; i++)
		curve_add(c, &more->at[i]);
}

void
curve_cut(struct curve *c, size_t n)
{
	c->values.len = n;
	while (c->parts.len > 0 && last_part(c)->first >= n)
		c->parts.len--;
}

void
curve_insert(struct curve *c, size_t at, const struct equity_point *p)
{
	struct curve rest = { 0 };

	curve_add_all(&rest, c, at);
	curve_cut(c, at);
	curve_add(c, p);
	curve_add_all(c, &rest, 0);
	curve_release(&rest);
}

void
curve_remove(struct curve *c, size_t at)
{
	struct curve rest = { 0 };

	curve_add_all(&rest, c, at + 1);
	curve_cut(c, at);
	curve_add_all(c, &rest, 0);
	curve_release(&rest);
}
