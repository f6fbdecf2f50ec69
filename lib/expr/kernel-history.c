/*
 * History, spans and events over a tile (LANGUAGE 2.2, 3.3, 6.3), and another
 * series as seen from this one.
 */
#include "expr/series.h"

#include "base/pair.h"

#include <math.h>
#include <string.h>

/* --- x[n] --- */

/* Conditions of few bars ago are shifted, word by word. */
enum { SHIFTED = 64 };
struct shifted { uint64_t yes, no; };	/* the last 64 bars */

static size_t
hist_state(const struct op *op)
{
	if (op->base != EXPR_CONDITION)
		return (size_t)op->k * sizeof(double);
	return op->k <= SHIFTED ? sizeof(struct shifted) : (size_t)op->k;
}

static void
hist_init(const struct op *op, void *state)
{
	if (op->base == EXPR_CONDITION)
		memset(state, op->k <= SHIFTED ? 0 : TRUTH_UNKNOWN,
		    hist_state(op));
	else for (int64_t i = 0; i < op->k; i++)
		((double *)state)[i] = NAN;
}

/* The next n bits k bars later; *last takes the last 64. */
WIDE static void
bits_shift(const uint64_t *restrict from, size_t n, int64_t k,
    uint64_t *last, uint64_t *restrict to)
{
	size_t end = (n - 1) / 64, some = n - end * 64;
	uint64_t before = end > 0 ? from[end - 1] : *last;

	to[0] = k == 64 ? *last : from[0] << k | *last >> (64 - k);
	if (k == 64)
		memcpy(to + 1, from, end * sizeof(*to));
	for (size_t w = 1; w <= end && k < 64; w++)
		to[w] = from[w] << k | from[w - 1] >> (64 - k);
	*last = some == 64 ? from[end] : from[end] << (64 - some) |
	    before >> some;
}

static void
hist_condition(struct step *s)
{
	size_t k = (size_t)s->op->k, at = s->from % k;
	struct shifted *last = s->state;
	unsigned char *truths = s->state;

	if (k <= SHIFTED) {
		bits_shift(s->in[0].yes, s->n, s->op->k, &last->yes,
		    s->out.yes);
		bits_shift(s->in[0].no, s->n, s->op->k, &last->no, s->out.no);
		return;
	}
	for (size_t i = 0; i < s->n; i++, at = at + 1 == k ? 0 : at + 1) {
		enum truth now = reg_truth(&s->in[0], i);

		reg_set_truth(&s->out, i, (enum truth)truths[at]);
		truths[at] = (unsigned char)now;
	}
}

/* A ring of the last k values; within a tile they come straight from it. */
static void
k_hist(struct step *s)
{
	size_t k = (size_t)s->op->k, n = s->n, at = s->from % k, some;
	double *ring = s->state, *out = s->out.value;
	const double *in = s->in[0].value;

	if (out == NULL) {
		hist_condition(s);
		return;
	}
	for (size_t i = 0; i < n && i < k; i += some, at = 0) {
		some = k - at < n - i ? k - at : n - i;
		some = some < k - i ? some : k - i;
		memcpy(out + i, ring + at, some * sizeof(*out));
	}
	if (n > k)
		memcpy(out + k, in, (n - k) * sizeof(*out));
	for (size_t i = n > k ? n - k : 0; i < n; i += some) {
		at = (s->from + i) % k;
		some = k - at < n - i ? k - at : n - i;
		memcpy(ring + at, in + i, some * sizeof(*ring));
	}
}

/* --- c for n bars, c within n bars --- */

struct span {
	int64_t ours;	/* unbroken bars of true (for), false (within) */
	int64_t other;	/* bars since the opposite, from 1; 0: never */
};

static size_t
span_state(const struct op *op)
{
	(void)op;
	return sizeof(struct span);
}

/* for: true while n in a row were true, false while one of n was false. */
static void
k_span(struct step *s)
{
	struct span *p = s->state;
	bool within = s->op->code == OP_WITHIN;
	enum truth all = within ? TRUTH_FALSE : TRUTH_TRUE;
	enum truth one = within ? TRUTH_TRUE : TRUTH_FALSE;

	for (size_t i = 0; i < s->n; i++) {
		enum truth now = reg_truth(&s->in[0], i);
		enum truth out = TRUTH_UNKNOWN;

		p->ours = now == all ? p->ours + 1 : 0;
		p->other = now == one ? 1 : p->other ? p->other + 1 : 0;
		if (p->other && p->other <= s->op->k)
			out = one;
		else if (p->ours >= s->op->k)
			out = all;
		reg_set_truth(&s->out, i, out);
	}
}

/* --- events --- */

static size_t
count_state(const struct op *op)
{
	(void)op;
	return sizeof(int64_t);
}

static void
k_barssince(struct step *s)
{
	int64_t *since = s->state;	/* from 1; 0: never */

	for (size_t i = 0; i < s->n; i++) {
		if (bit_get(s->in[0].yes, i))
			*since = 1;
		else if (*since)
			++*since;
		s->out.value[i] = *since ? (double)(*since - 1) : NAN;
	}
}

struct picks {
	size_t at;
	double x[];
};

static size_t
picks_state(const struct op *op)
{
	return sizeof(struct picks) + ((size_t)op->k + 1) * sizeof(double);
}

static void
picks_init(const struct op *op, void *state)
{
	struct picks *p = state;

	p->at = 0;
	for (int64_t i = 0; i <= op->k; i++)
		p->x[i] = NAN;
}

static void
k_valuewhen(struct step *s)
{
	struct picks *p = s->state;
	size_t len = (size_t)s->op->k + 1;

	for (size_t i = 0; i < s->n; i++) {
		if (bit_get(s->in[0].yes, i)) {
			p->x[p->at] = s->in[1].value[i];
			p->at = (p->at + 1) % len;
		}
		s->out.value[i] = p->x[p->at];	/* the oldest of k + 1 */
	}
}

struct latest {
	double x;
	int64_t age;
};

static size_t
latest_state(const struct op *op)
{
	(void)op;
	return sizeof(struct latest);
}

static void
latest_init(const struct op *op, void *state)
{
	(void)op;
	*(struct latest *)state = (struct latest){ NAN, 0 };
}

static void
k_last(struct step *s)
{
	struct latest *p = s->state;

	for (size_t i = 0; i < s->n; i++) {
		double x = s->in[0].value[i];

		p->age++;
		if (!isnan(x))
			*p = (struct latest){ x, 0 };
		s->out.value[i] = p->age <= s->op->k ? p->x : NAN;
	}
}

static void
k_closes(struct step *s)
{
	int64_t tf = s->op->k / 1000;

	for (size_t i = 0; i < s->n; i++) {
		size_t t = s->from + i;
		int64_t close = bars_close_ms(s->bars, t);
		int64_t start = bucket_start_ms(close, tf);
		bool ends = t == 0 ? start == close :
		    bucket_start_ms(bars_close_ms(s->bars, t - 1), tf) < start;

		reg_set_truth(&s->out, i, ends ? TRUTH_TRUE : TRUTH_FALSE);
	}
}

/* --- another series --- */

static size_t
align_state(const struct op *op)
{
	(void)op;
	return sizeof(size_t);
}

static void
k_align(struct step *s)
{
	const struct run *r = s->run;
	int from = r->e->dag->ops.at[s->op->in[0]].section;
	const struct bars *other = &r->bars[from];
	const struct reg *kept = &r->kept[s->op->in[0]];
	size_t *cursor = s->state;

	for (size_t i = 0; i < s->n; i++) {
		int64_t at = bars_latest(other,
		    bars_close_ms(s->bars, s->from + i), cursor);

		if (s->out.value)
			s->out.value[i] = at < 0 ? NAN : kept->value[at];
		else
			reg_set_truth(&s->out, i, at < 0 ? TRUTH_UNKNOWN :
			    reg_truth(kept, (size_t)at));
	}
}

const struct kernel history_kernels[OP_CODES] = {
	[OP_HIST] = { k_hist, hist_state, hist_init, 0.3F },
	[OP_FOR] = { k_span, span_state, NULL, 1 },
	[OP_WITHIN] = { k_span, span_state, NULL, 1 },
	[OP_BARSSINCE] = { k_barssince, count_state, NULL, 1 },
	[OP_VALUEWHEN] = { k_valuewhen, picks_state, picks_init, 1 },
	[OP_LAST] = { k_last, latest_state, latest_init, 1 },
	[OP_CLOSES] = { k_closes, NULL, NULL, 4 },
	[OP_ALIGN] = { k_align, align_state, NULL, 1 },
};
