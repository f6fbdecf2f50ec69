/*
 * The bootstrap where a register holds eight: all of a path stays in registers
 * but for the factors, which go through a short ring in memory. What is stored
 * wide and read narrow, or the other way round, waits until it has reached the
 * cache: so each word of the streams is drawn, picked from and gone by at three
 * different times, and the machine does all three at once.
 */
#include "quant/paths-lanes.h"

#ifndef WIDE_HERE
bool
bootstrap_wide(const struct path_plan *p, const struct lanes *l, double mean,
    struct way *way, struct marker *m)
{
	(void)p, (void)l, (void)mean, (void)way, (void)m;
	return false;
}
#else
#include <immintrin.h>
#include <string.h>

#define EIGHT __attribute__((target("avx512f")))
#define PART static inline __attribute__((always_inline, target("avx512f")))

/* Words from the drawing to the picking, and on to the going. */
#define PICK_AFTER 2
#define GO_AFTER 5
#define RING 8

/* Two steps of all lanes: of the high halves of words, and of the low ones. */
struct two { uint32_t place[2 * PATH_LANES]; double row[2][PATH_LANES]; };

/* rng_next() (lib/base/rng.c). */
PART __m512i
draw(__m512i s[4])
{
	__m512i x = _mm512_add_epi64(s[1], _mm512_slli_epi64(s[1], 2));
	__m512i t = _mm512_slli_epi64(s[1], 17);

	x = _mm512_rol_epi64(x, 7);
	s[2] = _mm512_xor_si512(s[2], s[0]);
	s[3] = _mm512_xor_si512(s[3], s[1]);
	s[1] = _mm512_xor_si512(s[1], s[2]);
	s[0] = _mm512_xor_si512(s[0], s[3]);
	s[2] = _mm512_xor_si512(s[2], t);
	s[3] = _mm512_rol_epi64(s[3], 45);
	return _mm512_add_epi64(x, _mm512_slli_epi64(x, 3));
}

/* make_places() of both halves, where they are. */
PART __m512i
places(__m512i x, __m512i len)
{
	__m512i low = _mm512_mul_epu32(x, len);
	__m512i high = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), len);

	return _mm512_mask_mov_epi32(_mm512_srli_epi64(low, 32), 0xaaaa, high);
}

/*
 * One by one: the instruction that gathers is slower than that. By way of the
 * registers for whole numbers, which the compiler is held to: it would put
 * vectors together on the very units that step() waits for.
 */
PART void
pick_one(double *to, const double *from)
{
	uint64_t bits;

	memcpy(&bits, from, sizeof(bits));
	__asm__("" : "+r"(bits));
	memcpy(to, &bits, sizeof(bits));
}

PART void
pick(struct two *to, const double *growth)
{
	for (int k = 0; k < PATH_LANES; k++) {
		pick_one(&to->row[0][k], &growth[to->place[2 * k + 1]]);
		pick_one(&to->row[1][k], &growth[to->place[2 * k]]);
	}
}

struct wide_way {
	__m512d equity, lowest, share, deepest, sum, squares;
	__m512i under, longest;
};

/* GO and FALL of paths.c. */
PART void
step(struct wide_way *w, const double *row, __m512d mean)
{
	const __m512d one = _mm512_set1_pd(1);
	__m512d g = _mm512_loadu_pd(row), off = _mm512_sub_pd(g, mean);
	__m512d now = _mm512_mul_pd(w->share, g);
	__mmask8 below = _mm512_cmp_pd_mask(now, one, _CMP_LT_OQ);

	w->deepest = _mm512_min_pd(now, w->deepest);
	w->share = _mm512_min_pd(now, one);
	w->under = _mm512_maskz_add_epi64(below, w->under,
	    _mm512_set1_epi64(1));
	w->longest = _mm512_max_epi64(w->longest, w->under);
	w->equity = _mm512_mul_pd(w->equity, g);
	w->lowest = _mm512_min_pd(w->equity, w->lowest);
	w->sum = _mm512_add_pd(w->sum, off);
	w->squares = _mm512_add_pd(w->squares, _mm512_mul_pd(off, off));
}

PART void
note(const struct path_plan *p, struct marker *m, size_t steps,
    const struct wide_way *w)
{
	while (m->mark < p->marks_len && p->marks[m->mark] == steps)
		_mm512_storeu_pd(m->to + m->mark++ * m->stride, w->equity);
}

PART struct wide_way
way_load(const struct way *w)
{
	return (struct wide_way){ _mm512_loadu_pd(w->equity),
	    _mm512_loadu_pd(w->lowest), _mm512_loadu_pd(w->share),
	    _mm512_loadu_pd(w->deepest), _mm512_loadu_pd(w->sum),
	    _mm512_loadu_pd(w->squares), _mm512_loadu_si512(w->under),
	    _mm512_loadu_si512(w->longest) };
}

PART void
way_store(const struct wide_way *w, struct way *to)
{
	_mm512_storeu_pd(to->equity, w->equity);
	_mm512_storeu_pd(to->lowest, w->lowest);
	_mm512_storeu_pd(to->share, w->share);
	_mm512_storeu_pd(to->deepest, w->deepest);
	_mm512_storeu_pd(to->sum, w->sum);
	_mm512_storeu_pd(to->squares, w->squares);
	_mm512_storeu_si512(to->under, w->under);
	_mm512_storeu_si512(to->longest, w->longest);
}

/* Draws a few words more than are gone by, of streams that end here. */
EIGHT static void
bootstrap_eight(const struct path_plan *p, const struct lanes *l, double mean,
    struct way *way, struct marker *m)
{
	const __m512i pool = _mm512_set1_epi64((int64_t)pool_of(p));
	const __m512d means = _mm512_set1_pd(mean);
	__m512i s[4] = { _mm512_loadu_si512(l->s[0]),
	    _mm512_loadu_si512(l->s[1]), _mm512_loadu_si512(l->s[2]),
	    _mm512_loadu_si512(l->s[3]) };
	struct two ring[RING] __attribute__((aligned(64)));
	struct wide_way w = way_load(way);
	size_t steps = 0;

	if (m->to != NULL)
		note(p, m, 0, &w);
	for (size_t i = 0; steps < p->len; i++) {
		const struct two *go = &ring[(i - GO_AFTER) % RING];

		if (i >= GO_AFTER) {
			step(&w, go->row[0], means);
			steps++;
			if (m->to != NULL)
				note(p, m, steps, &w);
		}
		if (i >= GO_AFTER && steps < p->len) {
			step(&w, go->row[1], means);
			steps++;
			if (m->to != NULL)
				note(p, m, steps, &w);
		}
		_mm512_store_si512(ring[i % RING].place,
		    places(draw(s), pool));
		if (i >= PICK_AFTER)
			pick(&ring[(i - PICK_AFTER) % RING], p->growth);
	}
	way_store(&w, way);
}

bool
bootstrap_wide(const struct path_plan *p, const struct lanes *l, double mean,
    struct way *way, struct marker *m)
{
	if (!__builtin_cpu_supports("avx512f"))
		return false;
	bootstrap_eight(p, l, mean, way, m);
	return true;
}
#endif
