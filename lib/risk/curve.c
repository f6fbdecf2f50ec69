/*
 * The equity curve as drawdown, loss and profit see it.
 */
#include "risk/curve.h"

int
unit_price_cmp(struct unit_price a, struct unit_price b)
{
	/* Without a transfer between them the units cancel out. */
	if (dec_identical(a.units, b.units))
		return dec_cmp(a.equity, b.equity);
	return dec_cmp_products(a.equity, b.units, b.equity, a.units);
}

/* Products of two unit prices: exact, or rounded so that the fall grows. */
static bool
cross(struct dec a, struct dec b, enum round r, struct dec *out,
    bool *rounded)
{
	if (dec_times(a, b, out))
		return true;
	*rounded = true;
	for (int scale = 12; scale >= 0; scale -= 4)
		if (dec_mul(a, b, scale, r, out))
			return true;
	return false;
}

bool
unit_price_fall(struct unit_price now, struct unit_price then,
    struct dec *num, struct dec *den, bool *rounded)
{
	struct dec is = now.equity, was = then.equity, fall;

	*rounded = false;
	if (dec_sign(then.equity) <= 0)
		return false;
	/* Without a transfer between them the units cancel out. */
	if (dec_cmp(now.units, then.units) != 0 &&
	    (!cross(now.equity, then.units, ROUND_FLOOR, &is, rounded) ||
	    !cross(then.equity, now.units, ROUND_CEIL, &was, rounded)))
		return false;
	if (!dec_sub(was, is, &fall))
		return false;
	*num = dec_max(fall, DEC_ZERO);
	*den = was;
	return true;
}

bool
unit_price_now(const struct snapshot *s, struct unit_price *out)
{
	if (!dec_known(s->equity) || dec_sign(s->units) <= 0)
		return false;
	out->equity = s->equity;
	out->units = s->units;
	return true;
}

bool
curve_price(const struct curve *curve, int64_t time,
    struct unit_price *out, size_t *at)
{
	size_t low = 0, high = curve_len(curve);
	struct equity_point p;

	if (curve_len(curve) == 0)
		return false;
	while (low < high) {	/* the first point after time */
		size_t mid = low + (high - low) / 2;

		if (curve_time(curve, mid) <= time)
			low = mid + 1;
		else
			high = mid;
	}
	*at = low > 0 ? low - 1 : 0;
	p = curve_point(curve, *at);
	out->equity = p.equity;
	out->units = p.units;
	return dec_known(out->equity) && dec_sign(out->units) > 0;
}

void
peaks_release(struct peaks *p)
{
	free(p->at);
	*p = (struct peaks){ 0 };
}

static void
begin_again(struct peaks *p)
{
	p->from = p->len = p->next = 0;
	p->top = (struct unit_price){ DEC_ZERO, DEC_ZERO };
}

/* The highest of all is above every candidate behind it, so one that comes
 * needs to be compared only when it leaves none of them. */
static void
top_follow(struct peaks *p, struct unit_price price)
{
	if (dec_is_zero(p->top.units) || unit_price_cmp(p->top, price) <= 0)
		p->top = price;
}

static void
peaks_push(struct peaks *p, size_t point, bool high, struct unit_price price)
{
	while (p->len > p->from &&
	    unit_price_cmp(p->at[p->len - 1].price, price) <= 0)
		p->len--;
	if (p->len == p->from)
		top_follow(p, price);
	p->at = vec_room(p->at, p->len, &p->cap, sizeof(*p->at), 1);
	p->at[p->len++] = (struct peak){ point, high, price };
}

/*
 * A point's own high counts only when no money moved since the point before:
 * else it was reached with other units.
 */
static void
peaks_look(struct peaks *p, const struct curve *curve, size_t i)
{
	const struct equity_point e = curve_point(curve, i);

	if (!dec_known(e.equity) || dec_sign(e.units) <= 0)
		return;
	if (i > 0 && dec_known(e.high) && dec_cmp(e.high, e.equity) > 0 &&
	    dec_same(e.units, curve_point(curve, i - 1).units))
		peaks_push(p, i, true,
		    (struct unit_price){ e.high, e.units });
	peaks_push(p, i, false, (struct unit_price){ e.equity, e.units });
}

/*
 * Those of the points [from, end) of a part that stay candidates, since they
 * are above all behind them, from the last on; returns how many. They are put
 * before `behind` unless it is NULL. Within a part steps and units are the
 * same.
 */
static size_t
above_later(const struct curve *curve, const struct curve_part *part,
    size_t from, size_t end, struct peak *behind)
{
	int64_t best = INT64_MIN;
	size_t n = 0;

	for (size_t i = end; i-- > from;) {
		const struct curve_value *v = &curve->values.at[i];

		for (int high = 0; high <= 1; high++) {
			int64_t is = high ? v->high : v->equity;

			if (n > 0 && is <= best)
				continue;
			best = is;
			n++;
			if (behind != NULL)
				*--behind = (struct peak){ i, high, {
				    { is, part->scale }, part->like.units } };
		}
	}
	return n;
}

/* What peaks_look() does for each, without a look at each candidate. */
static void
peaks_look_part(struct peaks *p, const struct curve *curve,
    const struct curve_part *part, size_t from, size_t end)
{
	size_t n = above_later(curve, part, from, end, NULL), keep = p->len;

	if (n == 0 || dec_sign(part->like.units) <= 0)
		return;
	p->at = vec_room(p->at, p->len, &p->cap, sizeof(*p->at), n);
	above_later(curve, part, from, end, &p->at[p->len + n]);
	while (keep > p->from && unit_price_cmp(p->at[keep - 1].price,
	    p->at[p->len].price) <= 0)
		keep--;
	if (keep == p->from)
		top_follow(p, p->at[p->len].price);
	memmove(&p->at[keep], &p->at[p->len], n * sizeof(*p->at));
	p->len = keep + n;
}

/* Does no money move between a part and the one before? Then its first point
 * is like the others. */
static bool
goes_on(const struct curve *curve, const struct curve_part *part)
{
	return part != curve->parts.at && part->scale >= 0 &&
	    dec_identical(part->like.units, part[-1].like.units);
}

/* The points that were not looked at. */
static void
peaks_go_on(struct peaks *p, const struct curve *curve)
{
	while (p->next < curve_len(curve)) {
		const struct curve_part *part = curve_part(curve, p->next);
		size_t end = curve_part_end(curve, part);

		if (p->next == part->first && !goes_on(curve, part))
			peaks_look(p, curve, p->next++);
		if (part->scale >= 0)
			peaks_look_part(p, curve, part, p->next, end);
		p->next = end;
	}
}

/* A candidate is over when the time it stood for lies before the period: a
 * high with its point, a value with the point that followed it. */
static bool
over(const struct peak *k, const struct curve *curve, int64_t start)
{
	if (k->high)
		return curve_time(curve, k->point) < start;
	return k->point + 1 < curve_len(curve) &&
	    curve_time(curve, k->point + 1) <= start;
}

/* Drops what is over for every period that was asked for. */
static void
peaks_drop(struct peaks *p, const struct curve *curve, int64_t start)
{
	while (p->from < p->len && over(&p->at[p->from], curve, start))
		p->from++;
	/* It gives its room back when it is the greater part. */
	if (p->from > p->len - p->from) {
		p->len -= p->from;
		memmove(p->at, &p->at[p->from], p->len * sizeof(*p->at));
		p->from = 0;
	}
}

bool
peaks_highest(struct peaks *p, const struct curve *curve,
    int64_t period, int64_t now, struct unit_price *out)
{
	size_t low, high;

	/* Another curve, a step back in time, or a look further back. */
	if (p->next > curve_len(curve) || now < p->last_now ||
	    (p->next > 0 && curve_time(curve, p->next - 1) != p->last_time) ||
	    period > p->longest)
		begin_again(p);
	p->longest = period > p->longest ? period : p->longest;
	peaks_go_on(p, curve);
	if (p->next > 0)
		p->last_time = curve_time(curve, p->next - 1);
	p->last_now = now;
	peaks_drop(p, curve, now - p->longest);
	if (period == 0) {
		*out = p->top;
		return !dec_is_zero(p->top.units);
	}
	for (low = p->from, high = p->len; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (over(&p->at[mid], curve, now - period))
			low = mid + 1;
		else
			high = mid;
	}
	if (low < p->len)
		*out = p->at[low].price;
	return low < p->len;
}
