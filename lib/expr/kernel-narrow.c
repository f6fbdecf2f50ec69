/*
 * The signs of narrow lines: eight bars at once as floats, and what comes near
 * to 0 once more in whole numbers.
 */
#include "expr/series.h"

#include "base/pair.h"

#include <math.h>
#include <string.h>
#ifdef WIDE_HERE
#include <immintrin.h>
#endif

#define ALWAYS static inline __attribute__((always_inline))

WIDE uint32_t
sums_narrow(const int64_t *x, size_t n, int64_t base, uint32_t sum,
    uint32_t *restrict to)
{
	const quad_bits none = { 0 };
	quad_bits before = none + sum;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		quad_bits four, all;

		__builtin_prefetch(x + i + 512);	/* of another page */
		memcpy(&four, x + i, sizeof(four));
		four -= base;
		four += __builtin_shufflevector(none, four, 0, 4, 5, 6);
		four += __builtin_shufflevector(none, four, 0, 1, 4, 5);
		all = four + before;
		before += __builtin_shufflevector(four, four, 3, 3, 3, 3);
		for (int k = 0; k < 4; k++)
			to[i + (size_t)k] = (uint32_t)all[k];
	}
	for (sum = (uint32_t)before[0]; i < n; i++) {
		sum += (uint32_t)(x[i] - base);
		to[i] = sum;
	}
	return sum;
}

static void
track_extend(struct sum_track *t, size_t until)
{
	if (until <= t->until)
		return;
	if (until - t->first > t->room) {
		memmove(t->narrow, t->narrow + (t->until - t->first),
		    t->history * sizeof(*t->narrow));
		t->first = t->until;
	}
	t->sum = sums_narrow(t->column + t->until, until - t->until, t->base,
	    (uint32_t)t->sum, t->narrow + (t->history + t->until - t->first));
	t->until = until;
}

/* Running sums at the ends of each window, from the first bar of a tile on. */
struct ends { const uint32_t *newer[SUM_TERMS], *older[SUM_TERMS]; };

static void
word_decide(struct sum_line *l, const struct ends *at, size_t w)
{
	uint64_t less = 0, same = 0;

	for (size_t i = 0; i < 64; i++) {
		/* bars without a value may come to anything */
		uint64_t all = (uint64_t)l->offset;

		for (int k = 0; k < l->windows_len; k++)
			all += (uint64_t)l->windows[k].coef *
			    (uint64_t)(int32_t)(at->newer[k][w * 64 + i] -
			    at->older[k][w * 64 + i]);
		less |= all >> 63 << i;
		same |= (uint64_t)(all == 0) << i;
	}
	l->less[w] = less;
	l->same[w] = same;
}

/* A line as floats, and the bits of the first that is not near to 0. */
struct floats { oct coef[SUM_TERMS], offset; oct_bits far; };

ALWAYS struct floats
floats_of(const struct sum_line *l, int windows)
{
	struct floats f;

	for (int k = 0; k < windows; k++)
		f.coef[k] = (oct){ 0 } + (float)l->windows[k].coef;
	f.offset = (oct){ 0 } + (float)l->offset;
	f.far = (oct_bits)((oct){ 0 } + l->near) + 1;
	return f;
}

/* Which of 32 bars are below 0: lane j has those of the bits j, j + 8, …; and
 * which lanes have one that is near to it. */
ALWAYS void
half(const struct floats *f, const struct ends *at, size_t from, int windows,
    oct_bits *less, oct_bits *near)
{
	const oct_bits size = (oct_bits){ 0 } + INT32_MAX;
	oct_bits place = { 1, 2, 4, 8, 16, 32, 64, 128 };

#pragma GCC unroll 4
	for (size_t i = from; i < from + 32; i += 8) {
		oct all = f->offset;

#pragma GCC unroll 4
		for (int k = 0; k < windows; k++) {
			oct_count newer, older;

			memcpy(&newer, at->newer[k] + i, sizeof(newer));
			memcpy(&older, at->older[k] + i, sizeof(older));
			all += __builtin_convertvector((oct_bits)(newer -
			    older), oct) * f->coef[k];
		}
		/* sizes of floats are in the order of their bits */
		*near |= f->far > ((oct_bits)all & size);
		*less |= (all < (oct){ 0 }) & place;
		place <<= 8;
	}
}

ALWAYS uint64_t
lanes_join(const quad_bits *x)
{
	return (uint64_t)((*x)[0] | (*x)[1] | (*x)[2] | (*x)[3]);
}

ALWAYS void
words(struct sum_line *l, const struct ends *ends, size_t n, int windows)
{
	const struct ends at = *ends;
	uint64_t *less = l->less, *same = l->same;
	const struct floats f = floats_of(l, windows);

	for (size_t w = 0; w < n; w++) {
		oct_bits low = { 0 }, high = low, near = low;
		quad_bits all;

		half(&f, &at, w * 64, windows, &low, &near);
		half(&f, &at, w * 64 + 32, windows, &high, &near);
		all = (quad_bits)__builtin_shufflevector(low, high, 0, 8, 1,
		    9, 4, 12, 5, 13) | (quad_bits)__builtin_shufflevector(low,
		    high, 2, 10, 3, 11, 6, 14, 7, 15);
		less[w] = lanes_join(&all);
		same[w] = 0;
		all = (quad_bits)near;
		if (lanes_join(&all) != 0)
			word_decide(l, ends, w);
	}
}

#ifdef WIDE_HERE
/* The same where a product and its sum are one operation, and signs are
 * packed: what is near to 0 is no less so when less is rounded. */
#define FUSED __attribute__((target("avx2,fma")))

FUSED ALWAYS __m256
eight(const struct floats *f, const struct ends *at, size_t i, int windows)
{
	__m256 all = (__m256)f->offset;

#pragma GCC unroll 4
	for (int k = 0; k < windows; k++) {
		__m256i newer, older;

		memcpy(&newer, at->newer[k] + i, sizeof(newer));
		memcpy(&older, at->older[k] + i, sizeof(older));
		all = _mm256_fmadd_ps(_mm256_cvtepi32_ps(_mm256_sub_epi32(
		    newer, older)), (__m256)f->coef[k], all);
	}
	return all;
}

/* Which of 32 bars are below 0; *least: the nearest to it, lane by lane. */
FUSED ALWAYS uint32_t
half_fused(const struct floats *f, const struct ends *at, size_t i,
    int windows, __m256 *least)
{
	const __m256 size = (__m256)((oct_bits){ 0 } + INT32_MAX);
	const __m256i order = (__m256i)(oct_bits){ 0, 4, 1, 5, 2, 6, 3, 7 };
	__m256 a = eight(f, at, i, windows);
	__m256 b = eight(f, at, i + 8, windows);
	__m256 c = eight(f, at, i + 16, windows);
	__m256 d = eight(f, at, i + 24, windows);
	__m256i signs = _mm256_packs_epi16(_mm256_packs_epi32((__m256i)a,
	    (__m256i)b), _mm256_packs_epi32((__m256i)c, (__m256i)d));

	*least = _mm256_min_ps(*least, _mm256_min_ps(_mm256_min_ps(
	    _mm256_and_ps(a, size), _mm256_and_ps(b, size)), _mm256_min_ps(
	    _mm256_and_ps(c, size), _mm256_and_ps(d, size))));
	return (uint32_t)_mm256_movemask_epi8(
	    _mm256_permutevar8x32_epi32(signs, order));
}

FUSED ALWAYS void
words_fused(struct sum_line *l, const struct ends *ends, size_t n,
    int windows)
{
	const struct ends at = *ends;
	const struct floats f = floats_of(l, windows);
	const __m256 near = (__m256)((oct){ 0 } + l->near);
	uint64_t *less = l->less, *same = l->same;

	for (size_t w = 0; w < n; w++) {
		__m256 least = (__m256)((oct){ 0 } + INFINITY);
		uint64_t low = half_fused(&f, &at, w * 64, windows, &least);
		uint64_t high = half_fused(&f, &at, w * 64 + 32, windows,
		    &least);

		less[w] = high << 32 | low;
		same[w] = 0;
		if (_mm256_movemask_ps(_mm256_cmp_ps(least, near,
		    _CMP_LE_OQ)) != 0)
			word_decide(l, ends, w);
	}
}

FUSED static void
line_fused(struct sum_line *l, const struct ends *at, size_t n)
{
	COUNTED(l->windows_len, words_fused, l, at, n)
}
#endif

static void
line_words(struct sum_line *l, const struct ends *at, size_t n)
{
#ifdef WIDE_HERE
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		line_fused(l, at, n);
		return;
	}
#endif
	COUNTED(l->windows_len, words, l, at, n)
}

void
line_narrow(const struct step *s, struct sum_line *l)
{
	struct ends at;

	for (int k = 0; k < l->windows_len; k++) {
		const struct sum_window *w = &l->windows[k];
		struct sum_track *t = &s->run->sums.tracks.at[w->track];
		const uint32_t *now;

		track_extend(t, s->from + s->n);
		now = t->narrow + (s->from - t->first + t->history);
		at.newer[k] = now - w->newer;
		at.older[k] = now - w->older;
	}
	line_words(l, &at, (s->n + 63) / 64);
}
