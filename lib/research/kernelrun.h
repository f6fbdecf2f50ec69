/*
 * Inside the room: a set under way in the array kernel. kernel.c jumps from
 * fill to fill, kernel-when.c says when it may, kernelfill.h and kernel-fill.c
 * make fills out of whole numbers, kernel-level.c finds sizes, stops and
 * targets, kernel-rest.c says where they are met, kernel-curve.c computes equity
 * between fills, kernel-span.c and kernelflat.h what sets share of that,
 * kernel-fit.c says what is not for it.
 */
#ifndef RESEARCH_KERNELRUN_H
#define RESEARCH_KERNELRUN_H

#include "research/entry.h"
#include "research/kernel.h"

#include "base/vec.h"

#include <math.h>

/* A funding payment, at the open of a bar. */
struct kernel_funding { size_t bar; struct dec rate, mark; };

/* Returns are summed up by blocks, or, with spans, all at once. */
#define CURVE_BLOCK 256
struct curve {
	const struct curve_spans *spans;	/* NULL: none were made */
	const int64_t *close;		/* the first that spans know of */
	double *out;			/* the next value goes here; or NULL */
	double last, peak, trough, worst;
	double mean, m2;		/* of n returns */
	size_t n, zeros;
	size_t len;			/* of the block at hand: */
	double sum, squares;		/* of returns less the mean */
};
void curve_begin(struct curve *c, double equity, double *out);
/* n closes with nothing held. */
void curve_flat(struct curve *c, size_t n, double equity);
/* Closes from..to-1, which are worth each × close + rest. */
void curve_line(struct curve *c, size_t from, size_t to, double each,
    double rest);
/* False: returns vary too little around their mean to be summed up by spans;
 * out is not filled in. */
bool curve_end(struct curve *c, struct kernel_out *out);

/*
 * kernel-span.c: so many closes and what they add to a curve. With a line
 * through close c, equity is e (c + q), and the return of a move d from close
 * m + x is d / (m + q) (1 - y + y² - …), y = x / (m + q): sums of returns and
 * of their squares are polynomials in 1 / (m + q), whose coefficients, sums of
 * d x^k and (k + 1) d² x^k, are the same for every set.
 */
enum { SPAN = 32, SPAN_ORDER = 12, SPAN_GROUP = 4 };
struct curve_spans {
	size_t len;
	double low, high;		/* of all: least, most */
	struct flats *flats;
	double *middle, *away;		/* of the closes before; none is
					 * further from it */
	double *least, *most;		/* close */
	double *part[SPAN_ORDER][2];
};
/* What n spans, GROUP or fewer, add, and how far equity goes over them; false:
 * they move too much for that. */
struct span_sums { double sum, squares, least, most; };
bool spans_sum(const struct curve_spans *s, size_t at, size_t n, double each,
    double rest, struct span_sums *out);

/* With a move d from close m + x, m the middle of all: sums of d² and of 2 d² x
 * over the bars before this one; how far closes of its span went before it, and
 * from it on, from the middle. */
struct flat_bar {
	double squares, third;
	int32_t low, high, low_on, high_on;
};

/*
 * kernelflat.h: where equity is large beside what prices move it, sums up to
 * each bar say what any closes from..to-1 add, none in the first span or behind
 * the last. They are made when first asked for, by any thread.
 */
struct flats *flats_new(const int64_t *close, size_t spans);
void flats_free(struct flats *f);
/* What they read at each close, and at the end; NULL: none were made yet. */
const struct flat_bar *flats_bars(const struct curve_spans *s);

/* A rate as a fraction: coef / 10^scale; units of money are raw values × times
 * / by at it. */
struct kernel_rate { int64_t coef; int scale; int64_t times, by; };

/* Lots for money: money × all / (price × each); each 0: in more than 64 bits. */
struct kernel_parts { int64_t all, each; };

/* A rule, and the closes at which it is true. */
struct kernel_when { int rule; const uint64_t *at; };
struct kernel_whens VEC_OF(struct kernel_when);

/* What is held. Levels are × side: a short is a long seen from below. */
struct kernel_held {
	int side;
	int64_t lots;
	__int128 cost;			/* raw value at the fill */
	int64_t stop, target, trail;	/* INT64_MIN, INT64_MAX: none */
	int64_t best;			/* since it is held */
	int64_t liquid;			/* near to where it is liquidated */
	struct level behind;		/* of the trail */
	double peak, trail_from;	/* of a trail that closes move */
	bool trailing, trailed;		/* trailed: the stop is the trail's */
	double margin;			/* isolated, × 10^8 */
	struct kernel_trade trade;
};

/* The first entry at a close from `from` on, and the close at which the rules
 * leave it; what they read is on its way from memory. */
struct kernel_coming { size_t from, in, out; int side; };
enum { KERNEL_AHEAD = 4 };

/* Words of nothing behind what of a kernel's masks is looked for bits. */
enum { KERNEL_BEYOND = 4 };

struct kernel {
	struct kernel_market m;
	struct kernel_terms t;
	size_t n;			/* bars */
	const int64_t *open, *close;
	int price_scale;
	int64_t factor, tick;		/* steps: of a column's unit, a tick */
	int64_t lot_value;		/* raw value of a step and a lot, */
	int value_scale;		/* × 10^-value_scale */
	double unit, value_parts;	/* of a raw value, in money; 1 / it */
	struct kernel_rate maker, taker, whole, up, down;
	struct kernel_parts parts[2];	/* 1: buys of spot */
	bool slips, spot;
	bool exact;			/* prices of bars are those of fills */
	double leverage;
	int64_t least, most;		/* lots of an order */
	int64_t narrow;			/* so many keep all in 64 bits */
	__int128 least_value, most_value;	/* raw */
	int64_t capital;		/* × 10^8 */
	double *sigma;			/* NULL: not asked for yet */
	double told_distance;		/* the last that was told, and as */
	enum unit told_unit;
	struct level told;
	struct kernel_funding *fundings;
	size_t fundings_len;
	uint64_t *enter[2], *leave[2];	/* long, short */
	uint64_t *entry;		/* either, if it may be */
	uint64_t *any[2][2];		/* of several rules: in, out */
	uint64_t *none;			/* of no rule */

	/* the set under way */
	const struct strategy *s;
	struct expr_rules *rules;
	struct kernel_out *o;
	bool wide;			/* it has more lots than narrow */
	const char *stop_why;		/* it has to be replayed */
	size_t stop_bar;
	int64_t cash;			/* × 10^-8 */
	struct entry_terms terms;
	const struct strategy_rule *size, *trail;
	double size_value;		/* INFINITY: it changes */
	bool sizes;			/* by equity */
	struct entry_size fixed;	/* of every entry; 0: it depends */
	bool is_fixed;			/* it needs no plan */
	bool follows;			/* closes move its stop */
	bool reverses;
	bool levels;			/* it has stops, targets or a trail */
	struct kernel_whens entries[2], exits[2];	/* long, short */
	const uint64_t *out[2];		/* as the rules say it */
	const struct strategy_rule *hours, *weekdays;
	size_t cooldown;		/* bars */
	size_t age[2];			/* bars that it holds; SIZE_MAX: any */
	int age_rule[2];
	struct curve curve;
	const struct flat_bar *flats;	/* from the first bar on; or NULL */
	struct kernel_held held;
	size_t funding_at;
	size_t cool_until;		/* first close that may enter again */
	size_t ahead;			/* what is before it is in coming */
	struct kernel_coming coming[KERNEL_AHEAD];	/* round and round */
	size_t first;			/* the next of them */
	size_t at;			/* the first bar that is not drawn */
};

/* Ends the set: it is for the replay. Always false. */
bool kernel_replay(struct kernel *k, size_t bar, const char *why);

/* kernel-when.c */
void kernel_whens(struct kernel *k, enum strategy_form opposite);
bool kernel_is_hour(const struct kernel *k, size_t bar);

static inline bool
kernel_bit(const uint64_t *mask, size_t bar)
{
	return mask[bar / 64] >> (bar % 64) & 1;
}

/* Within hours and weekdays? */
static inline bool
kernel_is_time(const struct kernel *k, size_t bar)
{
	return (k->hours == NULL && k->weekdays == NULL) ||
	    kernel_is_hour(k, bar);
}

/* The first that is true at a close; -1: none. */
static inline int
kernel_rule_true(const struct kernel_whens *of, size_t bar)
{
	for (size_t i = 0; i < of->len; i++)
		if (kernel_bit(of->at[i].at, bar))
			return of->at[i].rule;
	return -1;
}

/* 10^ENTRY_MONEY_SCALE */
static const double money_unit = 1e8;

/* Most values are in 64 bits, which is a conversion of one instruction. */
static inline double
value_number(__int128 value)
{
	return (int64_t)value == value ? (double)(int64_t)value :
	    (double)value;
}

static inline int64_t
price_at(const struct kernel *k, const int64_t *column, size_t bar)
{
	return column[bar] * k->factor;
}

/* Raw: below 2^62, 2^53 and, once checked, 2^126 together; plain: narrow. */
static inline __int128
kernel_value(const struct kernel *k, int64_t price, int64_t lots,
    const bool plain)
{
	return plain ? price * lots * k->lot_value :
	    (__int128)price * lots * k->lot_value;
}

/* kernel-fill.c */
int64_t kernel_tick(const struct kernel *k, int64_t price, bool up);
double kernel_equity(const struct kernel *k, int64_t price);
/* False: it has to be replayed. */
bool kernel_fund(struct kernel *k, const struct kernel_funding *f);

/* kernel-rest.c: over bars from..next-1 with what rests at the venue; leave: the
 * close that decides to. False: it ended before. */
bool kernel_rest(struct kernel *k, size_t from, size_t next, size_t leave);
/* Funding at an open, if there is any. */
bool kernel_funded(struct kernel *k, size_t bar);

/* kernel-fit.c: volatility of a year at each bar; made when first asked for. */
const double *kernel_sigma(struct kernel *k);

/* kernel-level.c */
struct kernel_plan {
	struct entry_size size;
	struct level stop, target, trail;	/* if it has levels */
	double trail_from;
};
/* False: something is not available, the entry is refused. */
bool kernel_plan(struct kernel *k, size_t bar, int side, bool reverses,
    struct kernel_plan *out);
/* Sets levels of what has just been opened; false: for the replay. */
bool kernel_levels(struct kernel *k, const struct kernel_plan *p);
/* Moves the stop at a close. */
void kernel_follow(struct kernel *k, size_t bar);
int64_t kernel_away(const struct kernel *k, struct level l, int64_t from,
    bool above);

static inline double
price_number(const struct kernel *k, int64_t column)
{
	return (double)column / (double)dec_powers[k->m.bars->price_scale];
}

#endif
