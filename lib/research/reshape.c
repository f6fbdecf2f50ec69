/* Bars rebuilt from moves of others of the same series. */
#include "research/rerun.h"

#include "research/ground.h"

#include <stdlib.h>
#include <string.h>

/* Room for products of two prices, and far from where a price could go. */
#define PRICE_MOST (INT64_C(1) << 58)

static int64_t *
copied(const int64_t *x, size_t n)
{
	int64_t *to = mem_array(n + 1, sizeof(*to));

	return memcpy(to, x, n * sizeof(*x));
}

static void
take(struct reshaping *r, const struct ground *w)
{
	const struct run_market *m = &w->markets.at[0];
	const struct candles *c = &m->bars;

	r->start = m->start;
	r->len = c->len - m->start;
	r->was = (struct candles){ .len = c->len, .cap = c->len,
	    .price_scale = c->price_scale, .volume_scale = c->volume_scale,
	    .open_time_ms = copied(c->open_time_ms, c->len),
	    .open = copied(c->open, c->len), .high = copied(c->high, c->len),
	    .low = copied(c->low, c->len), .close = copied(c->close, c->len),
	    .volume = copied(c->volume, c->len) };
}

/* The close before a bar; of the first of all, its open. */
static int64_t
before(const struct candles *c, size_t i)
{
	return i > 0 ? c->close[i - 1] : c->open[i];
}

/* Rounding keeps the order of what is multiplied by the same. */
static int64_t
moved(struct reshaping *r, int64_t price, int64_t to, int64_t from)
{
	__int128 x = ((__int128)price * to + from / 2) / from;

	if (x > PRICE_MOST) {
		r->beyond = true;
		x = PRICE_MOST;
	}
	return x < 1 ? 1 : (int64_t)x;
}

static void
rebuild(struct reshaping *r, struct candles *c, size_t start)
{
	const struct candles *was = &r->was;

	for (size_t i = 0; i < r->len && start + i < c->len; i++) {
		size_t at = r->start + r->from[i], to = start + i;
		int64_t from = before(was, at), now = to > 0 ?
		    c->close[to - 1] : was->open[r->start];

		c->open[to] = moved(r, now, was->open[at], from);
		c->high[to] = moved(r, now, was->high[at], from);
		c->low[to] = moved(r, now, was->low[at], from);
		c->close[to] = moved(r, now, was->close[at], from);
		c->volume[to] = was->volume[at];
	}
	candles_know(c);
}

void
reshape(void *self, struct ground *w)
{
	struct reshaping *r = self;
	struct run_market *m = &w->markets.at[0];

	if (r->was.len == 0)
		take(r, w);
	if (!r->wanted)
		return;
	/* Neither marks nor what rates were settled at moves along. */
	candles_release(&m->marks);
	for (size_t i = 0; i < m->rates.len; i++)
		m->rates.at[i].mark_price = DEC_NONE;
	if (r->from != NULL)
		rebuild(r, &m->bars, m->start);
}

void
reshaping_release(struct reshaping *r)
{
	candles_release(&r->was);
	free(r->from);
}

void
reshaping_returns(const struct reshaping *r, double *out)
{
	for (size_t i = 0; i < r->len; i++) {
		size_t at = r->start + i;

		out[i] = (double)r->was.close[at] /
		    (double)before(&r->was, at) - 1;
	}
}
