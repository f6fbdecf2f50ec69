/*
 * Columns, arithmetic, comparison and logic over a tile. Numbers are doubles
 * with NaN for na; conditions two bitmaps, 64 bars a word: surely true, surely
 * false.
 */
#include "expr/names.h"
#include "expr/series.h"

#include "base/decfloat.h"
#include "base/pair.h"
#include "model/fundingrate.h"
#include "model/names.h"

#include <float.h>
#include <math.h>
#include <string.h>

static size_t
words_of(size_t n)
{
	return (n + 63) / 64;
}

static double
price(const struct bars *b, const int64_t *column, size_t i)
{
	return (double)column[i] / b->price_unit;
}

/* The last rate that was settled when the bar closed. */
static double
funding_at(const struct bars *b, int64_t close_us)
{
	size_t low = 0, high = b->funding == NULL ? 0 : b->funding->len;

	while (low < high) {	/* the first that was settled later */
		size_t mid = low + (high - low) / 2;

		if (b->funding->at[mid].time <= close_us)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? (double)NAN :
	    dec_to_double(b->funding->at[low - 1].rate);
}

double
bars_value(const struct bars *b, enum column_code code, size_t i)
{
	const struct candles *c = b->c;
	int64_t close_us = (c->open_time_ms[i] + b->timeframe / 1000) * 1000;

	switch (code) {
	case COL_OPEN:
		return price(b, c->open, i);
	case COL_HIGH:
		return price(b, c->high, i);
	case COL_LOW:
		return price(b, c->low, i);
	case COL_CLOSE:
		return price(b, c->close, i);
	case COL_HL2:
		return (price(b, c->high, i) + price(b, c->low, i)) / 2;
	case COL_HLC3:
		return (price(b, c->high, i) + price(b, c->low, i) +
		    price(b, c->close, i)) / 3;
	case COL_OHLC4:
		return (price(b, c->open, i) + price(b, c->high, i) +
		    price(b, c->low, i) + price(b, c->close, i)) / 4;
	case COL_VOLUME:
		return (double)c->volume[i] / b->volume_unit;
	case COL_TIME:
		return (double)close_us;
	case COL_TIMEFRAME:
		return (double)b->timeframe;
	case COL_TICK:
		return 1 / b->price_unit;
	case COL_FUNDING:
		return funding_at(b, close_us);
	default:
		return time_part(close_us, code);
	}
}

/* Whole numbers as doubles. Below 2^51 in size they are the last digits of
 * 2^52 + 2^51 with them, which goes without a conversion one by one. */
static void
whole_numbers(const int64_t *from, size_t n, double most, double unit,
    double *restrict to)
{
	const double base = 0x1.8p52;
	int64_t bits;

	if (!(most < 0x1p50)) {
		for (size_t i = 0; i < n; i++)
			to[i] = (double)from[i] / unit;
		return;
	}
	memcpy(&bits, &base, sizeof(bits));
	for (size_t i = 0; i < n; i++) {
		int64_t sum = bits + from[i];
		double x;

		memcpy(&x, &sum, sizeof(x));
		to[i] = (x - base) / unit;
	}
}

const int64_t *
bars_column(const struct candles *c, enum column_code code)
{
	return code == COL_OPEN ? c->open : code == COL_HIGH ? c->high :
	    code == COL_LOW ? c->low : code == COL_CLOSE ? c->close : NULL;
}

static void
k_column(struct step *s)
{
	enum column_code code = (enum column_code)s->op->k;
	const int64_t *column = bars_column(s->bars->c, code);
	double unit = s->bars->price_unit, text;

	if (column) {
		whole_numbers(column + s->from, s->n,
		    s->bars->price_most * unit, unit, s->out.value);
	} else if (code == COL_SYMBOL) {
		text = s->bars->symbol ?
		    (double)run_text(s->run, s->bars->symbol) : (double)NAN;
		for (size_t i = 0; i < s->n; i++)
			s->out.value[i] = text;
	} else {
		for (size_t i = 0; i < s->n; i++)
			s->out.value[i] = bars_value(s->bars, code,
			    s->from + i);
	}
}

#define FINITE(x) (fabs(x) <= DBL_MAX ? (x) : NAN)
#define ARITHMETIC(name, expression) \
	WIDE static void \
	name##_all(const double *a, const double *b, size_t n, \
	    double *restrict out) \
	{ \
		for (size_t i = 0; i < n; i++) { \
			double r = (expression); \
			out[i] = FINITE(r); \
		} \
	} \
	static void \
	name(struct step *s) \
	{ \
		name##_all(s->in[0].value, s->in[1].value, s->n, \
		    s->out.value); \
	}
ARITHMETIC(k_add, a[i] + b[i])
ARITHMETIC(k_sub, a[i] - b[i])
ARITHMETIC(k_mul, a[i] * b[i])
ARITHMETIC(k_div, a[i] / b[i])

static void
k_unary(struct step *s)
{
	enum op_code code = (enum op_code)s->op->code;

	for (size_t i = 0; i < s->n; i++)
		s->out.value[i] = number_apply(code, s->in[0].value[i], 0);
}

static void
k_binary(struct step *s)
{
	enum op_code code = (enum op_code)s->op->code;

	for (size_t i = 0; i < s->n; i++)
		s->out.value[i] = number_apply(code, s->in[0].value[i],
		    s->in[1].value[i]);
}

/* floor, ceil, round: at a step's edge the double may take the wrong side. */
static void
k_step(struct step *s)
{
	enum op_code code = (enum op_code)s->op->code;

	for (size_t i = 0; i < s->n; i++) {
		double x = s->in[0].value[i], step = s->in[1].value[i];

		s->out.value[i] = number_apply(code, x, step);
		if (s->op->family == FAM_PRICE || s->op->family == FAM_VOLUME)
			step_decide(s, s->from + i, x, step,
			    &s->out.value[i]);
	}
}

/* Answers about 64 bars, and whether some of these are near to a tie. */
struct answers { uint64_t yes, no; bool near; };

/* What exact numbers compare as at the bars base..base+n-1 that come as close
 * as that: ties are ties (3.4). */
static void
ties(struct step *s, size_t base, size_t n, double close)
{
	const double *a = s->in[0].value + base, *b = s->in[1].value + base;
	enum op_code code = (enum op_code)s->op->code;

	for (size_t i = 0; i < n; i++) {
		int c;

		if (!(fabs(a[i] - b[i]) <= close))
			continue;
		c = tie_decide(s, s->from + base + i, a[i], b[i]);
		reg_set_truth(&s->out, base + i, (code == OP_LT ? c < 0 :
		    code == OP_LE ? c <= 0 : c == 0) ? TRUTH_TRUE :
		    TRUTH_FALSE);
	}
}

/* The last bars with NaN after them. */
static const double *
filled(const double *x, size_t n, double to[64])
{
	memcpy(to, x, n * sizeof(*x));
	for (size_t i = n; i < 64; i++)
		to[i] = NAN;
	return to;
}

/* A comparison with NaN is neither true nor false. */
#define JOINED(x) ((x)[0] | (x)[1] | (x)[2] | (x)[3])
#define COMPARISON(name, is, is_not) \
	WIDE static void \
	name##_64(const double *a, const double *b, double close, \
	    struct answers *out) \
	{ \
		const quad far = (quad){ 0 } + close; \
		const quad_bits size = (quad_bits){ 0 } + INT64_MAX; \
		quad_bits yes = { 0 }, no = yes, near = yes; \
		quad_bits place = { 1, 2, 4, 8 }; \
		for (size_t j = 0; j < 64; j += 4) { \
			quad x, y; \
			memcpy(&x, a + j, sizeof(x)); \
			memcpy(&y, b + j, sizeof(y)); \
			yes |= (is) & place; \
			no |= (is_not) & place; \
			near |= (quad)((quad_bits)(x - y) & size) <= far; \
			place <<= 4; \
		} \
		*out = (struct answers){ (uint64_t)JOINED(yes), \
		    (uint64_t)JOINED(no), JOINED(near) != 0 }; \
	} \
	static void \
	name(struct step *s) \
	{ \
		double close = s->op->tie ? tie_close(s) : -1; \
		double last[2][64]; \
		for (size_t base = 0; base < s->n; base += 64) { \
			const double *a = s->in[0].value + base; \
			const double *b = s->in[1].value + base; \
			size_t n = s->n - base < 64 ? s->n - base : 64; \
			struct answers all; \
			if (n < 64) { \
				a = filled(a, n, last[0]); \
				b = filled(b, n, last[1]); \
			} \
			name##_64(a, b, close, &all); \
			s->out.yes[base / 64] = all.yes; \
			s->out.no[base / 64] = all.no; \
			if (all.near) \
				ties(s, base, n, close); \
		} \
	}
COMPARISON(k_lt, x < y, x >= y)
COMPARISON(k_le, x <= y, x > y)
COMPARISON(k_eq, x == y, (x < y) | (x > y))

WIDE static void
bits_both(const uint64_t *a, const uint64_t *b, size_t words,
    uint64_t *restrict to)
{
	for (size_t w = 0; w < words; w++)
		to[w] = a[w] & b[w];
}

WIDE static void
bits_either(const uint64_t *a, const uint64_t *b, size_t words,
    uint64_t *restrict to)
{
	for (size_t w = 0; w < words; w++)
		to[w] = a[w] | b[w];
}

static void
k_not(struct step *s)
{
	size_t size = words_of(s->n) * sizeof(uint64_t);

	memcpy(s->out.yes, s->in[0].no, size);
	memcpy(s->out.no, s->in[0].yes, size);
}

static void
k_and(struct step *s)
{
	const struct reg *a = &s->in[0], *b = &s->in[1];

	bits_both(a->yes, b->yes, words_of(s->n), s->out.yes);
	bits_either(a->no, b->no, words_of(s->n), s->out.no);
}

static void
k_or(struct step *s)
{
	const struct reg *a = &s->in[0], *b = &s->in[1];

	bits_either(a->yes, b->yes, words_of(s->n), s->out.yes);
	bits_both(a->no, b->no, words_of(s->n), s->out.no);
}

static void
k_if(struct step *s)
{
	const struct reg *c = &s->in[0], *a = &s->in[1], *b = &s->in[2];

	if (s->out.value) {
		for (size_t i = 0; i < s->n; i++)
			s->out.value[i] = bit_get(c->yes, i) ? a->value[i] :
			    bit_get(c->no, i) ? b->value[i] : NAN;
		return;
	}
	for (size_t w = 0; w < words_of(s->n); w++) {
		s->out.yes[w] = (c->yes[w] & a->yes[w]) |
		    (c->no[w] & b->yes[w]);
		s->out.no[w] = (c->yes[w] & a->no[w]) |
		    (c->no[w] & b->no[w]);
	}
}

static void
k_nz(struct step *s)
{
	const struct reg *a = &s->in[0], *b = &s->in[1];

	if (s->out.value) {
		for (size_t i = 0; i < s->n; i++)
			s->out.value[i] = isnan(a->value[i]) ? b->value[i] :
			    a->value[i];
		return;
	}
	for (size_t w = 0; w < words_of(s->n); w++) {
		uint64_t na = ~(a->yes[w] | a->no[w]);

		s->out.yes[w] = a->yes[w] | (na & b->yes[w]);
		s->out.no[w] = a->no[w] | (na & b->no[w]);
	}
}

static void
k_defined(struct step *s)
{
	const struct reg *a = &s->in[0];

	if (a->value) {
		for (size_t i = 0; i < s->n; i++)
			reg_set_truth(&s->out, i, isnan(a->value[i]) ?
			    TRUTH_FALSE : TRUTH_TRUE);
		return;
	}
	for (size_t w = 0; w < words_of(s->n); w++) {
		s->out.yes[w] = a->yes[w] | a->no[w];
		s->out.no[w] = ~s->out.yes[w];
	}
}

static void
k_matches(struct step *s)
{
	for (size_t i = 0; i < s->n; i++) {
		double x = s->in[0].value[i], y = s->in[1].value[i];
		enum truth t = TRUTH_UNKNOWN;

		if (!isnan(x) && !isnan(y))
			t = pattern_matches(s->run->texts.at[(size_t)y],
			    s->run->texts.at[(size_t)x]) ? TRUTH_TRUE :
			    TRUTH_FALSE;
		reg_set_truth(&s->out, i, t);
	}
}

const struct kernel plain_kernels[OP_CODES] = {
	[OP_COLUMN] = { .run = k_column, .cost = 0.3F },
	[OP_NEG] = { .run = k_unary, .cost = 0.3F },
	[OP_ADD] = { .run = k_add, .cost = 0.3F },
	[OP_SUB] = { .run = k_sub, .cost = 0.3F },
	[OP_MUL] = { .run = k_mul, .cost = 0.3F },
	[OP_DIV] = { .run = k_div, .cost = 0.3F },
	[OP_LT] = { .run = k_lt, .cost = 0.1F },
	[OP_LE] = { .run = k_le, .cost = 0.1F },
	[OP_EQ] = { .run = k_eq, .cost = 0.1F },
	[OP_SAME_TEXT] = { .run = k_eq, .cost = 0.1F },
	[OP_NOT] = { .run = k_not, .cost = 0.1F },
	[OP_AND] = { .run = k_and, .cost = 0.1F },
	[OP_OR] = { .run = k_or, .cost = 0.1F },
	[OP_IF] = { .run = k_if, .cost = 0.5F },
	[OP_DEFINED] = { .run = k_defined, .cost = 0.3F },
	[OP_NZ] = { .run = k_nz, .cost = 0.3F },
	[OP_ABS] = { .run = k_unary, .cost = 0.3F },
	[OP_MIN] = { .run = k_binary, .cost = 0.5F },
	[OP_MAX] = { .run = k_binary, .cost = 0.5F },
	[OP_SIGN] = { .run = k_unary, .cost = 0.3F },
	[OP_SQRT] = { .run = k_unary, .cost = 2 },
	[OP_LOG] = { .run = k_unary, .cost = 8 },
	[OP_EXP] = { .run = k_unary, .cost = 8 },
	[OP_POW] = { .run = k_binary, .cost = 20 },
	[OP_MOD] = { .run = k_binary, .cost = 10 },
	[OP_FLOOR] = { .run = k_step, .cost = 2 },
	[OP_CEIL] = { .run = k_step, .cost = 2 },
	[OP_ROUND] = { .run = k_step, .cost = 2 },
	[OP_MATCHES] = { .run = k_matches, .cost = 20 },
};
