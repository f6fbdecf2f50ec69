/*
 * Drawings fill a tile of factors, one row of lanes a step; one loop makes
 * equity, drawdown and moments of it. No lane is ever asked for anything that
 * another one does, so that vectors of any width give the same bits.
 */
#include "quant/paths-lanes.h"

#include "base/mem.h"
#include "base/rng.h"
#include "quant/overfit.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Steps of a tile: even, since a draw gives two indices; the tile stays in the
 * first cache. */
#define TILE 128
#define HALF (PATH_LANES / 2)

typedef int eight __attribute__((vector_size(32)));

const char *const path_method_names[PATH_ALL + 1] = {
	"shuffle", "bootstrap", "blocks", "fills", "jitter", "candles", NULL
};

static void
lanes_seed(struct lanes *l, uint64_t seed, uint64_t first)
{
	for (unsigned k = 0; k < PATH_LANES; k++) {
		struct rng r;

		rng_stream(&r, seed, first + k);
		for (int i = 0; i < 4; i++)
			l->s[i][k / HALF][k % HALF] = r.s[i];
	}
}

/* rng_next() of four lanes (lib/base/rng.c). */
#define ROTATE(x, k) ((x) << (k) | (x) >> (64 - (k)))
#define NEXT(s, out) do { \
	quad_words five_ = (s)[1] + ((s)[1] << 2), t_ = (s)[1] << 17; \
	\
	five_ = ROTATE(five_, 7); \
	(out) = five_ + (five_ << 3); \
	(s)[2] ^= (s)[0]; \
	(s)[3] ^= (s)[1]; \
	(s)[1] ^= (s)[2]; \
	(s)[0] ^= (s)[3]; \
	(s)[2] ^= t_; \
	(s)[3] = ROTATE((s)[3], 45); \
} while (0)

/* A row of lanes a word. */
WIDE static void
draw_words(struct lanes *l, size_t n, uint32_t *halves)
{
	for (size_t h = 0; h < 2; h++) {
		quad_words s[4] = { l->s[0][h], l->s[1][h], l->s[2][h],
		    l->s[3][h] }, x;

		for (size_t i = 0; i < n; i++) {
			NEXT(s, x);
			memcpy(halves + (2 * i + h) * PATH_LANES, &x,
			    sizeof(x));
		}
		for (int i = 0; i < 4; i++)
			l->s[i][h] = s[i];
	}
}

/* Halves of words to indices below len; n is a multiple of 8. An index differs
 * from evenly drawn by less than len / 2^32 of its probability. */
static void
make_places(uint32_t *halves, size_t n, uint32_t len)
{
	for (size_t i = 0; i < n; i++)
		halves[i] = (uint32_t)((uint64_t)halves[i] * len >> 32);
}

#ifdef WIDE_HERE
/* The same. Compilers do not find the one instruction for these products. */
__attribute__((target("avx2"))) static void
make_places_wide(uint32_t *halves, size_t n, uint32_t len)
{
	const quad_words lens = { len, len, len, len };

	for (size_t i = 0; i < n; i += 8) {
		quad_words x, low, high;

		memcpy(&x, halves + i, sizeof(x));
		low = (quad_words)__builtin_ia32_pmuludq256((eight)x,
		    (eight)lens) >> 32;
		high = (quad_words)__builtin_ia32_pmuludq256((eight)(x >> 32),
		    (eight)lens);
		x = (high & 0xffffffff00000000) | low;
		memcpy(halves + i, &x, sizeof(x));
	}
}
#endif

/* n words: two steps of each, from its high half and from its low one. */
static void
draw_places(struct lanes *l, size_t n, size_t len, uint32_t *place)
{
	draw_words(l, n, place);
#ifdef WIDE_HERE
	if (__builtin_cpu_supports("avx2")) {
		make_places_wide(place, n * 2 * PATH_LANES, (uint32_t)len);
		return;
	}
#endif
	make_places(place, n * 2 * PATH_LANES, (uint32_t)len);
}
#define HIGH (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

/* Lane by lane, as compilers know to make one instruction of. */
#define LESS(a, b) ((quad){ (a)[0] < (b)[0] ? (a)[0] : (b)[0], \
    (a)[1] < (b)[1] ? (a)[1] : (b)[1], (a)[2] < (b)[2] ? (a)[2] : (b)[2], \
    (a)[3] < (b)[3] ? (a)[3] : (b)[3] })

/*
 * A step of half the lanes, in two parts, each of which has room in the
 * registers for both halves: side by side neither waits for itself. Numbers
 * that are not negative compare as their bits do, which leaves the units that
 * multiply to the rest.
 */
#define FALL(w, h, g) do { \
	const quad one_ = { 1, 1, 1, 1 }, now_ = (w).share[h] * (g); \
	quad_bits top_ = (quad_bits)now_ > (quad_bits)one_ - 1; \
	\
	(w).deepest[h] = LESS(now_, (w).deepest[h]); \
	(w).share[h] = (quad)(((quad_bits)now_ & ~top_) | \
	    ((quad_bits)one_ & top_)); \
	(w).under[h] = ((w).under[h] + 1) & ~top_; \
	(w).longest[h] -= (w).under[h] > (w).longest[h]; \
} while (0)
#define GO(w, h, g, mean) do { \
	quad off_ = (g) - (mean); \
	\
	(w).equity[h] *= (g); \
	(w).lowest[h] = LESS((w).equity[h], (w).lowest[h]); \
	(w).sum[h] += off_; \
	(w).squares[h] += off_ * off_; \
} while (0)

WIDE static void
go(struct way *way, const double *tile, size_t n, double mean)
{
	const quad *row = (const quad *)(const void *)tile;
	struct way w = *way;

	for (size_t i = 0; i < 2 * n; i += 2) {
		GO(w, 0, row[i], mean);
		GO(w, 1, row[i + 1], mean);
	}
	*way = w;
}

WIDE static void
fall(struct way *way, const double *tile, size_t n)
{
	const quad *row = (const quad *)(const void *)tile;
	struct way w = *way;

	for (size_t i = 0; i < 2 * n; i += 2) {
		FALL(w, 0, row[i]);
		FALL(w, 1, row[i + 1]);
	}
	*way = w;
}

/* A step of half the lanes is picked, and falls meanwhile. */
#define PICK(w, h, at) do { \
	const uint32_t *at_ = (at) + 8 * (h); \
	quad g_ = { growth[at_[0]], growth[at_[2]], growth[at_[4]], \
	    growth[at_[6]] }; \
	\
	row[h] = g_; \
	FALL(w, h, g_); \
} while (0)

WIDE static void
fill_bootstrap(const double *growth, size_t len, struct lanes *l, size_t n,
    double *tile, struct way *way)
{
	uint32_t place[TILE * PATH_LANES] __attribute__((aligned(32)));
	const uint32_t *at = place;
	quad *row = (quad *)(void *)tile;
	struct way w = *way;

	draw_places(l, (n + 1) / 2, len, place);
	for (size_t i = 0; i < n / 2; i++, at += 2 * PATH_LANES) {
		PICK(w, 0, at + HIGH);
		PICK(w, 1, at + HIGH);
		row += 2;
		PICK(w, 0, at + !HIGH);
		PICK(w, 1, at + !HIGH);
		row += 2;
	}
	if (n % 2 != 0) {
		PICK(w, 0, at + HIGH);
		PICK(w, 1, at + HIGH);
	}
	*way = w;
}

/* Fisher and Yates, from the front: what is drawn at a step is one of those
 * that are left. deck: len factors of each lane, lane after lane. */
static void
fill_shuffle(struct rng *streams, double *deck, size_t len, size_t from,
    size_t n, double *tile)
{
	for (size_t k = 0; k < PATH_LANES; k++) {
		double *cards = deck + k * len;
		struct rng r = streams[k];

		for (size_t i = from; i < from + n; i++) {
			size_t j = i + (size_t)rng_below(&r, len - i);
			double drawn = cards[j];

			cards[j] = cards[i];
			tile[(i - from) * PATH_LANES + k] = drawn;
		}
		streams[k] = r;
	}
}

/* Three numbers a trade, whether it is missed or not. */
static void
fill_fills(const struct path_plan *p, struct rng *streams, size_t from,
    size_t n, double *tile)
{
	for (size_t k = 0; k < PATH_LANES; k++)
		for (size_t i = 0; i < n; i++) {
			double *to = &tile[i * PATH_LANES + k];
			bool missed = rng_unit(&streams[k]) < p->missed;
			double in = p->fee + p->slippage *
			    rng_unit(&streams[k]);
			double out = p->fee + p->slippage *
			    rng_unit(&streams[k]);

			*to = missed ? 1 : fmax(0, p->growth[from + i] -
			    in * p->entry[from + i] - out * p->exit[from + i]);
		}
}

/* All of a path at once, since a block goes on from tile to tile. */
static void
deal_blocks(const struct path_plan *p, struct path_room *room, uint64_t first)
{
	double *jump = room->chance, *place = jump + p->len;

	for (size_t k = 0; k < PATH_LANES; k++) {
		double *cards = room->deck + k * p->len;
		struct rng r;

		rng_stream(&r, p->seed, first + k);
		for (size_t i = 0; i < p->len; i++) {
			jump[i] = rng_unit(&r);
			place[i] = rng_unit(&r);
		}
		bootstrap_indices(jump, place, p->len, pool_of(p),
		    1 / p->block, room->index);
		for (size_t i = 0; i < p->len; i++)
			cards[i] = p->growth[room->index[i]];
	}
}

static void
fill_dealt(const double *deck, size_t len, size_t from, size_t n,
    double *tile)
{
	for (size_t k = 0; k < PATH_LANES; k++)
		for (size_t i = 0; i < n; i++)
			tile[i * PATH_LANES + k] = deck[k * len + from + i];
}

/* From mark to mark. */
static void
go_marked(const struct path_plan *p, struct way *w, size_t from, size_t n,
    const double *tile, double mean, struct marker *m)
{
	size_t at = 0;

	while (at < n) {
		size_t end = n;

		if (m->to != NULL && m->mark < p->marks_len &&
		    p->marks[m->mark] <= from + n)
			end = p->marks[m->mark] - from;
		go(w, tile + at * PATH_LANES, end - at, mean);
		at = end;
		for (; m->to != NULL && m->mark < p->marks_len &&
		    p->marks[m->mark] == from + at; m->mark++)
			memcpy(m->to + m->mark * m->stride, w->equity,
			    sizeof(w->equity));
	}
}

static void
ends_read(const struct path_plan *p, const struct way *w, double mean,
    struct path_end *out)
{
	double n = (double)p->len;

	for (size_t k = 0; k < PATH_LANES; k++) {
		size_t h = k / HALF, i = k % HALF;
		double sum = w->sum[h][i];
		double variance = (w->squares[h][i] - sum * sum / n) / (n - 1);

		out[k] = (struct path_end){ .equity = w->equity[h][i],
		    .lowest = w->lowest[h][i],
		    .drawdown = 1 - w->deepest[h][i],
		    .length = (double)w->longest[h][i], .sharpe = NAN };
		/* What is left of equal factors is rounding. */
		if (p->len > 1 && variance > 1e-28)
			out[k].sharpe = (mean - 1 + sum / n) / sqrt(variance);
	}
}

void
path_room_init(struct path_room *room, const struct path_plan *p)
{
	size_t tile = TILE * PATH_LANES * sizeof(*room->tile);

	*room = (struct path_room){ .tile = aligned_alloc(64, tile),
	    .mean = stat_mean(p->growth, pool_of(p)) };
	if (room->tile == NULL)
		mem_grow(NULL, SIZE_MAX, 1);	/* says so and ends */
	if (p->method == PATH_SHUFFLE || p->method == PATH_BLOCKS)
		room->deck = mem_array(p->len, PATH_LANES *
		    sizeof(*room->deck));
	if (p->method == PATH_BLOCKS) {
		room->chance = mem_array(p->len, 2 * sizeof(*room->chance));
		room->index = mem_array(p->len, sizeof(*room->index));
	}
}

void
path_room_release(struct path_room *room)
{
	free(room->tile);
	free(room->deck);
	free(room->chance);
	free(room->index);
}

/* Tile by tile; each path has its stream in lanes or in streams. */
static void
go_by_tiles(const struct path_plan *p, struct path_room *room,
    struct lanes *lanes, struct rng *streams, struct way *w,
    struct marker *marker)
{
	for (size_t from = 0; from < p->len; from += TILE) {
		size_t n = p->len - from < TILE ? p->len - from : TILE;

		if (p->method == PATH_BOOTSTRAP)
			fill_bootstrap(p->growth, pool_of(p), lanes, n,
			    room->tile, w);
		else if (p->method == PATH_SHUFFLE)
			fill_shuffle(streams, room->deck, p->len, from, n,
			    room->tile);
		else if (p->method == PATH_FILLS)
			fill_fills(p, streams, from, n, room->tile);
		else
			fill_dealt(room->deck, p->len, from, n, room->tile);
		if (p->method != PATH_BOOTSTRAP)
			fall(w, room->tile, n);
		go_marked(p, w, from, n, room->tile, room->mean, marker);
	}
}

void
paths_draw(const struct path_plan *p, struct path_room *room, uint64_t first,
    struct path_end out[PATH_LANES], double *marks, size_t stride)
{
	const quad one = { 1, 1, 1, 1 };
	struct way w = { .equity = { one, one }, .lowest = { one, one },
	    .share = { one, one }, .deepest = { one, one } };
	struct rng streams[PATH_LANES];
	struct lanes lanes;
	struct marker marker = { .to = marks, .stride = stride };

	if (p->method == PATH_BOOTSTRAP)
		lanes_seed(&lanes, p->seed, first);
	else if (p->method == PATH_BLOCKS)
		deal_blocks(p, room, first);
	else
		for (size_t k = 0; k < PATH_LANES; k++) {
			rng_stream(&streams[k], p->seed, first + k);
			if (p->method == PATH_SHUFFLE)
				memcpy(room->deck + k * p->len, p->growth,
				    p->len * sizeof(*p->growth));
		}
	if (p->method != PATH_BOOTSTRAP ||
	    !bootstrap_wide(p, &lanes, room->mean, &w, &marker))
		go_by_tiles(p, room, &lanes, streams, &w, &marker);
	ends_read(p, &w, room->mean, out);
}
