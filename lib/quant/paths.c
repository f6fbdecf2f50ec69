/*
 * Drawings fill a tile of factors, one row of lanes a step; one loop makes
 * equity, drawdown and moments of it. No lane is ever asked for anything that
 * another one does, so that vectors of any width give the same bits.
 */
#include "quant/paths.h"

#include "base/mem.h"
#include "base/rng.h"
#include "quant/overfit.h"
#include "quant/stats.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Steps of a tile: even, since a draw gives two indices; the tile stays in the
 * first cache. */
#define TILE 128
#define HALF (PATH_LANES / 2)

/* Where the machine has wider vectors they are used; no step of the arithmetic
 * is fused, so that the values stay. */
#if defined(__x86_64__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

typedef double four __attribute__((vector_size(32)));
typedef int64_t four_bits __attribute__((vector_size(32)));
typedef uint64_t four_words __attribute__((vector_size(32)));
typedef int32_t four_places __attribute__((vector_size(16)));

const char *const path_method_names[PATH_METHODS + 1] = {
	"shuffle", "bootstrap", "blocks", "fills", NULL
};

/* One random stream a lane, word by word. */
struct lanes { four_words s[2][4]; };

static void
lanes_seed(struct lanes *l, uint64_t seed, uint64_t first)
{
	for (unsigned k = 0; k < PATH_LANES; k++) {
		struct rng r;

		rng_stream(&r, seed, first + k);
		for (int i = 0; i < 4; i++)
			l->s[k / HALF][i][k % HALF] = r.s[i];
	}
}

/* rng_next() of four lanes (lib/base/rng.c). */
#define ROTATE(x, k) ((x) << (k) | (x) >> (64 - (k)))
#define NEXT(s, out) do { \
	four_words five_ = (s)[1] + ((s)[1] << 2), t_ = (s)[1] << 17; \
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

/* 32 bits as a double: in the low bits of 2^52, which is then taken off. */
#define AS_DOUBLE(words) ((four)((words) | 0x4330000000000000) - 0x1p52)
/* Two steps of each draw, from its high half and from its low one. An index
 * differs from evenly drawn by less than len / 2^32 of its probability. */
WIDE static void
draw_places(size_t len, struct lanes *l, size_t n, int32_t *place)
{
	const double scale = (double)len * 0x1p-32;

	for (int h = 0; h < 2; h++) {
		four_places *row = (four_places *)(void *)place + h;
		four_words s[4] = { l->s[h][0], l->s[h][1], l->s[h][2],
		    l->s[h][3] };

		for (size_t i = 0; i < n; i += 2) {
			four_words x;

			NEXT(s, x);
			row[2 * i] = __builtin_convertvector(
			    AS_DOUBLE(x >> 32) * scale, four_places);
			row[2 * i + 2] = __builtin_convertvector(
			    AS_DOUBLE(x & 0xffffffff) * scale, four_places);
		}
		for (int i = 0; i < 4; i++)
			l->s[h][i] = s[i];
	}
}

static void
fill_bootstrap(const double *growth, size_t len, struct lanes *l, size_t n,
    double *tile)
{
	int32_t place[TILE * PATH_LANES] __attribute__((aligned(32)));

	draw_places(len, l, n, place);
	for (size_t i = 0; i < n * PATH_LANES; i++)
		tile[i] = growth[place[i]];
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
		bootstrap_indices(jump, place, p->len, p->len, 1 / p->block,
		    room->index);
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

/* Lanes on their way. share is the equity by the highest so far; sum and
 * squares are of what the factors differ from their mean. */
struct way {
	four equity[2], lowest[2], share[2], deepest[2], under[2], longest[2],
	    sum[2], squares[2];
};

/* Lane by lane, as compilers know to make one instruction of. */
#define EACH(a, is, b) ((four){ (a)[0] is (b)[0] ? (a)[0] : (b)[0], \
    (a)[1] is (b)[1] ? (a)[1] : (b)[1], (a)[2] is (b)[2] ? (a)[2] : (b)[2], \
    (a)[3] is (b)[3] ? (a)[3] : (b)[3] })
#define LESS(a, b) EACH(a, <, b)
#define MORE(a, b) EACH(a, >, b)

/* Both halves side by side, so that neither waits for itself; in two goes, each
 * of which has room in the registers. */
WIDE static void
walk(struct way *way, const double *tile, size_t n, double mean)
{
	const four one = { 1, 1, 1, 1 }, *row = (const four *)(const void *)tile;
	struct way w = *way;

	for (size_t i = 0; i < n; i++)
		for (int h = 0; h < 2; h++) {
			w.share[h] *= row[2 * i + (size_t)h];
			w.share[h] = LESS(one, w.share[h]);
			w.deepest[h] = LESS(w.share[h], w.deepest[h]);
			w.under[h] = (four)((four_bits)(w.under[h] + one) &
			    (w.share[h] < one));
			w.longest[h] = MORE(w.under[h], w.longest[h]);
		}
	for (size_t i = 0; i < n; i++)
		for (int h = 0; h < 2; h++) {
			four g = row[2 * i + (size_t)h], off = g - mean;

			w.equity[h] *= g;
			w.lowest[h] = LESS(w.equity[h], w.lowest[h]);
			w.sum[h] += off;
			w.squares[h] += off * off;
		}
	*way = w;
}

/* From mark to mark; *mark is the next one. */
static void
walk_marked(const struct path_plan *p, struct way *w, size_t from, size_t n,
    const double *tile, double mean, double *marks, size_t *mark)
{
	size_t at = 0;

	while (at < n) {
		size_t end = n;

		if (marks != NULL && *mark < p->marks_len &&
		    p->marks[*mark] <= from + n)
			end = p->marks[*mark] - from;
		walk(w, tile + at * PATH_LANES, end - at, mean);
		at = end;
		for (; marks != NULL && *mark < p->marks_len &&
		    p->marks[*mark] == from + at; ++*mark)
			for (size_t k = 0; k < PATH_LANES; k++)
				marks[k * p->marks_len + *mark] =
				    w->equity[k / HALF][k % HALF];
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
		    .length = w->longest[h][i], .sharpe = NAN };
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
	    .mean = stat_mean(p->growth, p->len) };
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

void
paths_draw(const struct path_plan *p, struct path_room *room, uint64_t first,
    struct path_end out[PATH_LANES], double *marks)
{
	const double mean = room->mean;
	const four one = { 1, 1, 1, 1 };
	struct way w = { .equity = { one, one }, .lowest = { one, one },
	    .share = { one, one }, .deepest = { one, one } };
	struct rng streams[PATH_LANES];
	struct lanes lanes;
	size_t mark = 0;

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
	for (size_t from = 0; from < p->len; from += TILE) {
		size_t n = p->len - from < TILE ? p->len - from : TILE;

		if (p->method == PATH_BOOTSTRAP)
			fill_bootstrap(p->growth, p->len, &lanes, n,
			    room->tile);
		else if (p->method == PATH_SHUFFLE)
			fill_shuffle(streams, room->deck, p->len, from, n,
			    room->tile);
		else if (p->method == PATH_FILLS)
			fill_fills(p, streams, from, n, room->tile);
		else
			fill_dealt(room->deck, p->len, from, n, room->tile);
		walk_marked(p, &w, from, n, room->tile, mean, marks, &mark);
	}
	ends_read(p, &w, mean, out);
}
