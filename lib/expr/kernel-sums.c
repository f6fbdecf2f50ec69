/*
 * The signs of lines over running sums: 64 bars a word, one comparison with 0
 * a bar. Running sums begin anew now and then, so that they stay small: of
 * each column a line takes as much as it gives back.
 */
#include "expr/series.h"

#include "base/pair.h"

#include <string.h>

#define ALWAYS static inline __attribute__((always_inline))

/* Sums as doubles: whole numbers below 2^51 in size are the last digits of
 * 2^52 + 2^51 with them. */
#define BASE 0x1.8p52
#define BASE_BITS 0x4338000000000000

/* Of four values only one addition waits for the four before. */
WIDE int64_t
sums_running(const int64_t *x, size_t n, int64_t sum, double *restrict to)
{
	const quad_bits none = { 0 };
	quad_bits before = none + sum;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		quad_bits four, all;
		quad out;

		__builtin_prefetch(x + i + 512);	/* of another page */
		memcpy(&four, x + i, sizeof(four));
		four += __builtin_shufflevector(none, four, 0, 4, 5, 6);
		four += __builtin_shufflevector(none, four, 0, 1, 4, 5);
		all = four + before + BASE_BITS;
		before += __builtin_shufflevector(four, four, 3, 3, 3, 3);
		out = (quad)all - BASE;
		memcpy(to + i, &out, sizeof(out));
	}
	for (sum = before[0]; i < n; i++) {
		sum += x[i];
		to[i] = (double)sum;
	}
	return sum;
}

static void
track_extend(struct sum_track *t, size_t until)
{
	if (until <= t->until)
		return;
	if (until - t->first > t->room) {
		memmove(t->value, t->value + (t->until - t->first),
		    t->history * sizeof(*t->value));
		for (size_t i = 0; i < t->history; i++)
			t->value[i] -= (double)t->sum;
		t->first = t->until;
		t->sum = 0;
	}
	t->sum = sums_running(t->column + t->until, until - t->until, t->sum,
	    t->value + (t->history + t->until - t->first));
	t->until = until;
}

/* 0 first: no sum is -0, nor does it matter. */
ALWAYS void
words(struct sum_line *l, const double *const *at, size_t n, int terms)
{
	double coef[SUM_TERMS];

	for (int k = 0; k < terms; k++)
		coef[k] = l->at[k].coef;
	for (size_t w = 0; w < n; w++) {
		quad_bits less = { 0 }, same = { 0 }, place = { 1, 2, 4, 8 };
		const quad none = { 0 };

		for (size_t j = w * 64; j < w * 64 + 64; j += 4) {
			quad all = none + l->constant;

			for (int k = 0; k < terms; k++) {
				quad x;

				memcpy(&x, at[k] + j, sizeof(x));
				all += x * coef[k];
			}
			less |= (all < none) & place;
			same |= (all == none) & place;
			place <<= 4;
		}
		l->less[w] = (uint64_t)(less[0] | less[1] | less[2] | less[3]);
		l->same[w] = (uint64_t)(same[0] | same[1] | same[2] | same[3]);
	}
}

WIDE static void
line_words(struct sum_line *l, const double *const *at, size_t n)
{
	COUNTED(l->len, words, l, at, n)
}

/* Of the tile at hand, once for all comparisons that ask for it. */
static void
line_run(const struct step *s, struct sum_line *l)
{
	const double *at[SUM_TERMS];

	if (l->done == s->from + s->n)
		return;
	l->done = s->from + s->n;
	if (s->run->sums.narrow) {
		line_narrow(s, l);
		return;
	}
	for (int k = 0; k < l->len; k++) {
		struct sum_track *t = &s->run->sums.tracks.at[l->at[k].track];

		track_extend(t, s->from + s->n);
		at[k] = t->value + (s->from - t->first + t->history -
		    l->at[k].back);
	}
	line_words(l, at, (s->n + 63) / 64);
}

/* Bits of less, of same, or of both, maybe turned; and the other ones. */
struct asked { uint64_t less, same, turn; };

static struct asked
asked_of(enum op_code code, bool turned)
{
	const uint64_t all = ~UINT64_C(0);

	if (code == OP_EQ)
		return (struct asked){ 0, all, 0 };
	/* the contrary of less is: not less, nor same */
	return (struct asked){ all, (code == OP_LE) == turned ? 0 : all,
	    turned ? all : 0 };
}

WIDE static void
answer(struct asked of, const uint64_t *less, const uint64_t *same,
    size_t words, uint64_t *restrict yes, uint64_t *restrict no)
{
	for (size_t w = 0; w < words; w++) {
		uint64_t is = ((less[w] & of.less) | (same[w] & of.same)) ^
		    of.turn;

		yes[w] = is;
		no[w] = ~is;
	}
}

void
sums_compare(struct step *s)
{
	int of = s->run->sums.of[s->op - s->run->e->dag->ops.at];
	struct sum_line *l = &s->run->sums.lines.at[(of < 0 ? -of : of) - 1];

	line_run(s, l);
	answer(asked_of((enum op_code)s->op->code, of < 0), l->less, l->same,
	    (s->n + 63) / 64, s->out.yes, s->out.no);
	/* the first bars have no value */
	for (size_t w = 0; w * 64 < s->n && s->from + w * 64 < l->lacks;
	    w++) {
		size_t lack = l->lacks - s->from - w * 64;
		uint64_t known = lack >= 64 ? 0 : ~UINT64_C(0) << lack;

		s->out.yes[w] &= known;
		s->out.no[w] &= known;
	}
}
