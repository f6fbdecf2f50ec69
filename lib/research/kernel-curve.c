/*
 * Equity at closes, its deepest fall, mean and variance of its returns, in
 * stretches in which nothing is filled: there equity is a line of the close.
 */
#include "research/kernelrun.h"

#include <string.h>

/* By twos, which every machine of 64 bits does at once. */
typedef double pair __attribute__((vector_size(16)));
typedef int64_t pair_bits __attribute__((vector_size(16)));

void
curve_begin(struct curve *c, double equity, double *out)
{
	*c = (struct curve){ .out = out, .last = equity, .peak = equity,
	    .trough = equity };
}

/* By fours, so that an addition need not wait for the one before. */
static double
block_sum(const double *x, size_t n, double mean, bool squares)
{
	const pair center = { mean, mean };
	pair one = { 0, 0 }, two = one;
	double rest = 0;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		pair a, b;

		memcpy(&a, x + i, sizeof(a));
		memcpy(&b, x + i + 2, sizeof(b));
		a -= center;
		b -= center;
		one += squares ? a * a : a;
		two += squares ? b * b : b;
	}
	for (; i < n; i++)
		rest += squares ? (x[i] - mean) * (x[i] - mean) :
		    x[i] - mean;
	one += two;
	return one[0] + one[1] + rest;
}

/* Two passes over a block, then as Chan, Golub and LeVeque (1979) join. */
static void
block_take(struct curve *c)
{
	double mean, m2, all, away;

	if (c->len == 0)
		return;
	mean = block_sum(c->block, c->len, 0, false) / (double)c->len;
	m2 = block_sum(c->block, c->len, mean, true);
	all = (double)(c->n + c->len);
	away = mean - c->mean;
	c->mean += away * (double)c->len / all;
	c->m2 += m2 + away * away * (double)c->n * (double)c->len / all;
	c->n += c->len;
	c->len = 0;
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
	if (equity > c->peak)
		peak_set(c, equity);
	else if (equity < c->trough)
		c->trough = equity;
}

static void
point(struct curve *c, double equity)
{
	if (c->out != NULL)
		*c->out++ = equity;
	c->block[c->len++] = equity / c->last - 1;
	c->last = equity;
	level_take(c, equity);
	if (c->len >= CURVE_BLOCK)
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
static inline pair
doubles_of(const int64_t *at)
{
	const pair_bits magic = { 0x4330000000000000, 0x4330000000000000 };
	pair_bits x;

	memcpy(&x, at, sizeof(x));
	return (pair)(x | magic) - (pair)magic;
}

static inline pair
chosen(pair_bits which, pair yes, pair no)
{
	return (pair)(((pair_bits)yes & which) | ((pair_bits)no & ~which));
}

/* Of the levels just computed; most blocks are below the peak. */
static void
levels_take(struct curve *c, const double *equity, size_t n, pair low,
    pair high)
{
	double least = low[0] < low[1] ? low[0] : low[1];
	double most = high[0] > high[1] ? high[0] : high[1];

	if (most <= c->peak) {
		if (least < c->trough)
			c->trough = least;
		return;
	}
	for (size_t i = 0; i < n; i++)
		level_take(c, equity[i]);
}

static void
block_line(struct curve *c, const int64_t *close, size_t n, double each,
    double rest)
{
	const pair slope = { each, each }, base = { rest, rest };
	double values[CURVE_BLOCK], *to = c->out ? c->out : values;
	double *r = c->block + c->len;
	pair last = { c->last, c->last };
	pair low = { INFINITY, INFINITY }, high = -low;
	size_t i = 0;

	for (; i + 2 <= n; i += 2) {
		pair e = doubles_of(close + i) * slope + base;
		pair move = e / (pair){ last[1], e[0] } - 1;

		memcpy(to + i, &e, sizeof(e));
		memcpy(r + i, &move, sizeof(move));
		low = chosen(e < low, e, low);
		high = chosen(e > high, e, high);
		last = e;
	}
	if (i < n) {
		double e = (double)close[i] * each + rest;

		to[i] = e;
		r[i] = e / last[1] - 1;
		low[0] = e < low[0] ? e : low[0];
		high[0] = e > high[0] ? e : high[0];
		last[1] = e;
	}
	c->last = last[1];
	c->len += n;
	if (c->out != NULL)
		c->out += n;
	levels_take(c, to, n, low, high);
	if (c->len >= CURVE_BLOCK)
		block_take(c);
}

void
curve_line(struct curve *c, const int64_t *close, size_t n, double each,
    double rest)
{
	while (n > 0) {
		size_t part = CURVE_BLOCK - c->len;

		if (part > n)
			part = n;
		block_line(c, close, part, each, rest);
		close += part;
		n -= part;
	}
}

void
curve_end(struct curve *c, struct kernel_out *out)
{
	double n, all;

	block_take(c);
	peak_set(c, c->last);
	n = (double)c->n;
	all = n + (double)c->zeros;
	out->mean = all > 0 ? c->mean * n / all : NAN;
	out->variance = all > 1 ? (c->m2 + c->mean * c->mean * n *
	    (double)c->zeros / all) / (all - 1) : NAN;
	out->max_drawdown = c->worst;
	out->final_equity = c->last;
}
