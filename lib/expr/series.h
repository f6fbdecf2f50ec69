/*
 * Inside lib/expr: a program over bars under way. Operations run in tiles of
 * some thousand bars, in groups of one series each; a kernel carries its state
 * from tile to tile, which is also how it would run bar by bar.
 */
#ifndef EXPR_SERIES_H
#define EXPR_SERIES_H

#include "base/arena.h"
#include "expr/dag.h"
#include "expr/expr-series.h"
#include "expr/sums.h"
#include "expr/tree.h"

/* The bars of one section. */
struct bars {
	const struct candles *c;
	struct candles made;		/* when made from shorter ones */
	int64_t timeframe;		/* µs */
	int64_t *seen_ms;		/* close of the base bar that showed
					 * the bar; NULL: its own close */
	const char *symbol;
	double price_unit, volume_unit;	/* 10^scale */
	double price_most, volume_most;
	const struct funding_rates *funding;	/* NULL: not read, or none */
};

/* The values of an op: of one tile, or of the whole series when kept. */
struct reg {
	double *value;
	uint64_t *yes, *no;
};

struct run;

struct step {
	struct run *run;
	const struct op *op;
	const struct bars *bars;
	size_t from, n;			/* bars from..from+n-1 */
	struct reg in[OP_INPUTS];
	struct reg out;
	void *state;
};

/* Bits past n of out.yes and out.no may hold anything. */
struct kernel {
	void (*run)(struct step *s);
	size_t (*state)(const struct op *op);	/* bytes; NULL: none */
	void (*init)(const struct op *op, void *state);	/* NULL: zeros */
	float cost;				/* ns a bar */
};
extern const struct kernel plain_kernels[], history_kernels[],
    window_kernels[], call_kernels[];	/* by enum op_code; absent: zero */
const struct kernel *kernel_of(const struct op *op);

/* kernel-call.c: the row of the table of indicators that an op is, NULL where
 * there is none such, and its parameters. */
struct indicator;
const struct indicator *row_of_call(const struct dag *g,
    const struct op *op);
void row_params(const struct dag *g, const struct op *op,
    const struct indicator *row, double *params);

struct run {
	const struct expr *e;
	const struct expr_market *market;
	struct bars bars[LIMIT_SERIES];
	size_t tile;
	struct reg *tiles;		/* per op, values of the current tile */
	struct reg *kept;		/* per op, all values; or nothing */
	void **state;
	int *group;			/* per op: runs after smaller ones */
	bool *used;			/* per op: its values are read */
	bool *shared;			/* per op: made by a former run */
	struct sums sums;		/* comparisons that need no values */
	double *most;			/* per op: no larger in size; with all
					 * its terms, for ties */
	bool *picked;			/* per op: a price as it came */
	struct reg scratch[OP_INPUTS + 1];
	struct arena room;		/* what is small */
	VEC(void *) memory;		/* registers */
	VEC(const char *) texts;
	uint64_t inexact_ties, *ties;	/* of all; per op */
};

enum err_code run_open(struct run *r, const struct expr *e,
    const struct expr_market *m, struct err *err);
void run_execute(struct run *r);
void run_close(struct run *r);
/* Until the run is closed: zeroed; and as it comes, which whoever fills it
 * reads no further than he filled it. */
void *run_memory(struct run *r, size_t n, size_t size);
void *run_column(struct run *r, size_t n, size_t size);
int run_text(struct run *r, const char *s);	/* its index */
/* latest.c: what a kept op is at a bar. */
struct scalar run_scalar(const struct run *r, int op, size_t bar);

/* registers.c: which ops are read, which of these keep all their values, how
 * long a tile is, and the registers of one group and series. */
struct reg reg_make(struct run *r, bool condition, size_t n);
void constant_fill(struct run *r, const struct op *op, struct reg *to,
    size_t n);
/* The inputs that an op reads; a comparison of sums has its own. */
int inputs_of(const struct run *r, size_t op);
void used_mark(struct run *r);
void tile_widen(struct run *r);
void keep_mark(struct run *r, bool *keep);
void tiles_assign(struct run *r, int group, int section, const bool *keep);

static inline bool
reg_made(const struct reg *r)
{
	return r->value != NULL || r->yes != NULL;
}

static inline bool
op_is_condition(const struct op *op)
{
	return op->base == EXPR_CONDITION;
}

/* bars.c; volumes: they are read, too. */
enum err_code bars_load(struct bars *b, const struct section *s, int64_t base,
    const struct expr_market *m, bool volumes, struct err *err);
void bars_release(struct bars *b);
/* The bar of `from` that is the latest at `at` and not too old; -1: none.
 * *cursor only moves forward with `at`. */
int64_t bars_latest(const struct bars *from, int64_t at_ms, size_t *cursor);
int64_t bucket_start_ms(int64_t t_ms, int64_t timeframe_ms);
double bars_value(const struct bars *b, enum column_code code, size_t i);
/* The prices that such a column has as they are; NULL: it has none. */
const int64_t *bars_column(const struct candles *c, enum column_code code);
static inline int64_t
bars_close_ms(const struct bars *b, size_t i)
{
	return b->c->open_time_ms[i] + b->timeframe / 1000;
}

static inline bool
bit_get(const uint64_t *bits, size_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

static inline void
bit_put(uint64_t *bits, size_t i, bool on)
{
	uint64_t one = UINT64_C(1) << (i % 64);

	bits[i / 64] = on ? bits[i / 64] | one : bits[i / 64] & ~one;
}

static inline enum truth
reg_truth(const struct reg *r, size_t i)
{
	return bit_get(r->yes, i) ? TRUTH_TRUE : bit_get(r->no, i) ?
	    TRUTH_FALSE : TRUTH_UNKNOWN;
}

static inline void
reg_set_truth(const struct reg *r, size_t i, enum truth t)
{
	bit_put(r->yes, i, t == TRUTH_TRUE);
	bit_put(r->no, i, t == TRUTH_FALSE);
}

/* exact.c: a tie of exact expressions (3.4). How far apart its sides may be to
 * need a look; below 0 they are compared right as they are. */
double tie_close(const struct step *s);
/* <0, 0, >0, decided with rationals where they fit. */
int tie_decide(struct step *s, size_t bar, double a, double b);
/* A multiple of step that the double may have missed by one. */
void step_decide(struct step *s, size_t bar, double x, double step,
    double *out);
/* Fills most and picked. */
void ties_prepare(struct run *r);

#endif
