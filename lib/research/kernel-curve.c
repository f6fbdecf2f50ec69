/*
 * Equity at closes, its deepest fall, mean and variance of its returns, in
 * stretches in which nothing is filled: there equity is a line of the close.
 */
#include "research/kernelflat.h"

#include "base/pair.h"

void
curve_begin(struct curve *c, double equity, double *out)
{
	*c = (struct curve){ .spans = c->spans, .close = c->close,
	    .out = out, .last = equity, .peak = equity, .trough = equity };
}

/* Sums of a block are of distances from the mean before it; blocks join as by
 * Chan, Golub and LeVeque (1979). */
static void
block_take(struct curve *c)
{
	double len = (double)c->len, n = (double)c->n, away, m2;

	if (c->len == 0)
		return;
	away = c->sum / len;
	m2 = c->squares - away * c->sum;
	c->m2 += (m2 > 0 ? m2 : 0) + away * away * n * len / (n + len);
	c->mean += away * len / (n + len);
	c->n += c->len;
	c->len = 0;
	c->sum = c->squares = 0;
}

static void
peak_set(struct curve *c, double equity)
{
	double fall = 1 - c->trough / c->peak;

	if (fall > c->worst)
		c->worst = fall;
	c->peak = c->trough = equity;
}

static inline void
level_take(struct curve *c, double equity)
{
	c->trough = equity < c->trough ? equity : c->trough;
	if (equity > c->peak)
		peak_set(c, equity);
}

static void
point(struct curve *c, double equity)
{
	double off = equity / c->last - 1 - c->mean;

	if (c->out != NULL)
		*c->out++ = equity;
	c->sum += off;
	c->squares += off * off;
	c->last = equity;
	level_take(c, equity);
	if (++c->len >= CURVE_BLOCK && c->spans == NULL)
		block_take(c);
}

void
curve_flat(struct curve *c, size_t n, double equity)
{
	if (n == 0)
		return;
	point(c, equity);
	c->zeros += n - 1;
	for (size_t i = 1; c->out != NULL && i < n; i++)
		*c->out++ = equity;
}

/* Whole numbers from 0 to 2^52 as doubles: their bits are the low ones of
 * 2^52 plus them. */
#define MAGIC 0x4330000000000000
#define CHOSEN(which, yes, no) \
	((quad)(((quad_bits)(yes) & (which)) | ((quad_bits)(no) & ~(which))))

/* Of the levels just computed; most blocks are below the peak. */
static void
levels_take(struct curve *c, const double *equity, size_t n, double least,
    double most)
{
	if (most <= c->peak) {
		if (least < c->trough)
			c->trough = least;
		return;
	}
	for (size_t i = 0; i < n; i++)
		level_take(c, equity[i]);
}

#define LESSER(a, b) CHOSEN((a) < (b), a, b)
#define GREATER(a, b) CHOSEN((a) > (b), a, b)
#define HALVES(x) __builtin_shufflevector(x, x, 2, 3, 0, 1)
#define PAIRS(x) __builtin_shufflevector(x, x, 1, 0, 3, 2)

/* n: 4 or more, that the block has room for. */
WIDE static void
block_line(struct curve *c, const int64_t *close, size_t n, double each,
    double rest)
{
	const quad zero = { 0 };
	const quad_bits magic = { MAGIC, MAGIC, MAGIC, MAGIC };
	const quad_bits place = { 0, 1, 2, 3 };
	double values[CURVE_BLOCK], *to = c->out ? c->out : values;
	quad last = zero + c->last, low = zero + INFINITY, high = -low;
	quad sum = zero, squares = zero, e, off;
	quad_bits x;
	double mean = c->mean;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		memcpy(&x, close + i, sizeof(x));
		e = ((quad)(x | magic) - (quad)magic) * each + rest;
		off = e / __builtin_shufflevector(last, e, 3, 4, 5, 6) - 1 -
		    mean;
		memcpy(to + i, &e, sizeof(e));
		sum += off;
		squares += off * off;
		low = LESSER(e, low);
		high = GREATER(e, high);
		last = e;
	}
	if (i < n) {		/* the last four, of which some are new */
		memcpy(&x, close + n - 5, sizeof(x));
		last = ((quad)(x | magic) - (quad)magic) * each + rest;
		memcpy(&x, close + n - 4, sizeof(x));
		e = ((quad)(x | magic) - (quad)magic) * each + rest;
		off = e / last - 1 - mean;
		off = (quad)((quad_bits)off & (place >= (int64_t)(i + 4 -
		    n)));
		memcpy(to + n - 4, &e, sizeof(e));
		sum += off;
		squares += off * off;
		low = LESSER(e, low);
		high = GREATER(e, high);
		last = e;
	}
	sum += HALVES(sum);
	squares += HALVES(squares);
	low = LESSER(low, HALVES(low));
	high = GREATER(high, HALVES(high));
	sum += PAIRS(sum);
	squares += PAIRS(squares);
	low = LESSER(low, PAIRS(low));
	high = GREATER(high, PAIRS(high));
	c->sum += sum[0];
	c->squares += squares[0];
	c->last = last[3];
	c->len += n;
	if (c->out != NULL)
		c->out += n;
	levels_take(c, to, n, low[0], high[0]);
	if (c->len >= CURVE_BLOCK && c->spans == NULL)
		block_take(c);
}

/* Closes, each of them. */
static void
bars_line(struct curve *c, const int64_t *close, size_t n, double each,
    double rest)
{
	while (n >= 4) {
		size_t room = c->spans != NULL ? CURVE_BLOCK : CURVE_BLOCK -
		    c->len, part = n <= room ? n : room / 4 * 4;

		if (part == 0)
			block_take(c);
		else
			block_line(c, close, part, each, rest);
		close += part;
		n -= part;
	}
	for (size_t i = 0; i < n; i++)
		point(c, (double)close[i] * each + rest);
}

/* Of some bars; false: nothing was, for how deep it fell is not sure without
 * each of them. */
static bool
levels_join(struct curve *c, double least, double most)
{
	if (most > c->peak) {
		double low = least < c->trough ? least : c->trough;

		/* no fall before or after the new peak counts any more */
		if (1 - low / c->peak > c->worst ||
		    1 - least / most > c->worst)
			return false;
		c->peak = most;
		c->trough = least;
		return true;
	}
	c->trough = least < c->trough ? least : c->trough;
	return true;
}

/* False: nothing was taken, how deep it fell is not sure. */
static bool
flats_line(struct curve *c, size_t from, size_t to, double each, double rest)
{
	struct span_sums of;

	if (!flats_sum(c->spans, from, to, each, rest, &of) ||
	    !levels_join(c, of.least, of.most))
		return false;
	for (size_t i = from; c->out != NULL && i < to; i++)
		*c->out++ = (double)c->close[i] * each + rest;
	c->last = (double)c->close[to - 1] * each + rest;
	c->sum += of.sum;
	c->squares += of.squares;
	c->len += to - from;
	return true;
}

static void
spans_line(struct curve *c, size_t span, size_t n, double each, double rest)
{
	const int64_t *close = c->close + span * SPAN;
	struct span_sums of;

	if (!spans_sum(c->spans, span, n, each, rest, &of)) {
		bars_line(c, close, n * SPAN, each, rest);
		return;
	}
	n *= SPAN;
	if (!levels_join(c, of.least, of.most))
		for (size_t i = 0; i < n; i++)
			level_take(c, (double)close[i] * each + rest);
	for (size_t i = 0; c->out != NULL && i < n; i++)
		*c->out++ = (double)close[i] * each + rest;
	c->last = (double)close[n - 1] * each + rest;
	c->sum += of.sum;
	c->squares += of.squares;
	c->len += n;
}

void
curve_line(struct curve *c, size_t from, size_t to, double each, double rest)
{
	size_t first = from / SPAN + 1, last = to / SPAN;
	double equity = (double)c->close[from] * each + rest;

	if (c->spans != NULL && to - from > 4 && from >= SPAN &&
	    to <= c->spans->len * SPAN && flats_fit(c->spans, each, equity)) {
		point(c, equity);
		if (flats_line(c, ++from, to, each, rest))
			return;
	}
	if (c->spans == NULL || first >= last) {
		bars_line(c, c->close + from, to - from, each, rest);
		return;
	}
	bars_line(c, c->close + from, first * SPAN - from, each, rest);
	for (size_t n; first < last; first += n) {
		n = last - first < SPAN_GROUP ? last - first : SPAN_GROUP;
		spans_line(c, first, n, each, rest);
	}
	bars_line(c, c->close + last * SPAN, to - last * SPAN, each, rest);
}

/* What is lost where squares and their mean are nearly the same. */
#define SURE 1e-6

bool
curve_end(struct curve *c, struct kernel_out *out)
{
	double n, all, squares = c->squares;

	block_take(c);
	if (c->spans != NULL && c->m2 < SURE * squares)
		return false;
	peak_set(c, c->last);
	n = (double)c->n;
	all = n + (double)c->zeros;
	out->mean = all > 0 ? c->mean * n / all : NAN;
	out->variance = all > 1 ? (c->m2 + c->mean * c->mean * n *
	    (double)c->zeros / all) / (all - 1) : NAN;
	out->max_drawdown = c->worst;
	out->final_equity = c->last;
	return true;
}
