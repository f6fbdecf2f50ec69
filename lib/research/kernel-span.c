/*
 * What whole spans of closes add to the sums of a curve, whatever is held and
 * owed over them; some of them at once.
 */
#include "research/kernelrun.h"

#include "base/pair.h"

#include <string.h>

/* The first `order` terms are all that a double holds if no close is further
 * from the middle than this, in parts of the equity there. */
static const struct { double away; int order; } orders[] = {
	{ 0x1p-26, 2 }, { 0x1p-13, 4 }, { 0x1p-6, 8 }, { 0x1p-4, SPAN_ORDER }
};

static void
span_make(struct curve_spans *s, size_t at, const int64_t *close)
{
	int64_t low = close[-1], high = low, least = close[0], most = least;

	for (int i = 0; i < SPAN; i++) {
		int64_t before = close[i - 1], now = close[i];

		low = before < low ? before : low;
		high = before > high ? before : high;
		least = now < least ? now : least;
		most = now > most ? now : most;
	}
	s->least[at] = (double)least;
	s->most[at] = (double)most;
	s->middle[at] = (double)(low + (high - low) / 2);
	s->away[at] = (double)high - s->middle[at];
	for (int i = 0; i < SPAN; i++) {
		double move = (double)(close[i] - close[i - 1]);
		double x = (double)close[i - 1] - s->middle[at], power = move;

		for (int k = 0; k < SPAN_ORDER; k++) {
			s->part[k][0][at] += power;
			s->part[k][1][at] += (k + 1) * power * move;
			power *= x;
		}
	}
}

/* Of n closes; the first span has no close before it and stays empty, as do
 * those behind the last. */
struct curve_spans *
kernel_spans_make(const int64_t *close, size_t n)
{
	struct curve_spans *s = mem_alloc(sizeof(*s));
	size_t len = n / SPAN, row = len + SPAN_GROUP;
	double *at = mem_array((4 + 2 * SPAN_ORDER) * row, sizeof(*at));

	s->middle = at;
	s->away = at + row;
	s->least = at + 2 * row;
	s->most = at + 3 * row;
	for (int k = 0; k < SPAN_ORDER; k++)
		for (int i = 0; i < 2; i++)
			s->part[k][i] = at + (size_t)(4 + 2 * k + i) * row;
	s->len = len;
	for (size_t i = 1; i < len; i++) {
		span_make(s, i, close + i * SPAN);
		s->low = i == 1 ? s->least[i] : fmin(s->low, s->least[i]);
		s->high = fmax(s->high, s->most[i]);
	}
	s->flats = flats_new(close, len);
	return s;
}

void
kernel_spans_free(struct curve_spans *s)
{
	if (s == NULL)
		return;
	flats_free(s->flats);
	free(s->middle);
	free(s);
}

#define CHOSEN(which, yes, no) \
	((quad)(((quad_bits)(yes) & (which)) | ((quad_bits)(no) & ~(which))))

/* Of the lanes that are in. */
static inline __attribute__((always_inline)) void
ends_of(const struct curve_spans *s, size_t at, double each, double rest,
    const quad_bits *in, struct span_sums *out)
{
	const quad beyond = (quad){ 0 } + INFINITY;
	const double *low = each > 0 ? s->least : s->most;
	const double *high = each > 0 ? s->most : s->least;
	quad x;

	memcpy(&x, low + at, sizeof(x));
	x = CHOSEN(*in, x * each + rest, beyond);
	out->least = x[0];
	for (int i = 1; i < 4; i++)
		out->least = x[i] < out->least ? x[i] : out->least;
	memcpy(&x, high + at, sizeof(x));
	x = CHOSEN(*in, x * each + rest, -beyond);
	out->most = x[0];
	for (int i = 1; i < 4; i++)
		out->most = x[i] > out->most ? x[i] : out->most;
}

WIDE bool
spans_sum(const struct curve_spans *s, size_t at, size_t n, double each,
    double rest, struct span_sums *out)
{
	const quad_bits place = { 0, 1, 2, 3 }, in = place < (int64_t)n;
	const quad_bits size = (quad_bits){ 0 } + INT64_MAX;
	quad y, away, x, a = { 0 }, b = { 0 };
	double most;
	int order = 0;

	memcpy(&y, s->middle + at, sizeof(y));
	memcpy(&away, s->away + at, sizeof(away));
	y = 1 / (y + rest / each);
	y = (quad)((quad_bits)y & in);
	away *= (quad)((quad_bits)y & size);
	most = away[0];
	for (int i = 1; i < 4; i++)
		most = away[i] > most ? away[i] : most;
	while (!(most <= orders[order].away))
		if (++order == sizeof(orders) / sizeof(orders[0]))
			return false;
	for (int k = orders[order].order; k-- > 0; ) {
		memcpy(&x, s->part[k][0] + at, sizeof(x));
		a = x - y * a;
		memcpy(&x, s->part[k][1] + at, sizeof(x));
		b = x - y * b;
	}
	a *= y;
	b *= y * y;
	out->sum = a[0] + a[1] + a[2] + a[3];
	out->squares = b[0] + b[1] + b[2] + b[3];
	ends_of(s, at, each, rest, &in, out);
	return isfinite(out->squares);
}
