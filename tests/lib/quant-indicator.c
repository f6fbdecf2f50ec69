/*
 * The table of indicators, every row of it with several parameters on several
 * kinds of bars:
 * - bar by bar, in pieces and all at once give the same bytes
 * - a value stays the same when later bars are cut off
 * - nothing before the look-back, a value right after it
 * - what is missing has no value, and a run after it begins anew
 * - states can be copied; periods longer than the data give nothing
 * - parameters out of range are refused by name
 */
#include "base/mem.h"
#include "base/rng.h"
#include "quant/indicator.h"

#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { BARS = 700 };

/* Bars as arrays by enum indicator_input. */
struct bars { double of[IN_TIME + 1][BARS]; };

enum kind { WALK, FLAT, NO_VOLUME, TINY, HUGE_PRICES, RISING, KINDS };
static const char *const kind_names[] = { "walk", "flat", "no volume", "tiny",
	"huge", "rising" };

static double
even(struct rng *r)
{
	return (double)(rng_next(r) >> 11) * 0x1p-53;
}

/* Prices are whole numbers of ticks, so that ties happen. */
static void
bars_make(struct bars *b, enum kind kind)
{
	double unit = kind == TINY ? 1e-11 : kind == HUGE_PRICES ? 1000 : 0.01;
	double at = 1000;
	struct rng r;

	rng_seed(&r, 7 + (uint64_t)kind);
	for (int i = 0; i < BARS; i++) {
		double open = at, up = floor(even(&r) * 6),
		    down = floor(even(&r) * 6);

		at = kind == FLAT ? at : kind == RISING ? at + 3 :
		    at + floor(even(&r) * 21) - 10;
		if (kind == FLAT)
			up = down = 0;
		b->of[IN_OPEN][i] = open * unit;
		b->of[IN_CLOSE][i] = b->of[IN_X][i] = at * unit;
		b->of[IN_HIGH][i] = (fmax(open, at) + up) * unit;
		b->of[IN_LOW][i] = (fmin(open, at) - down) * unit;
		b->of[IN_VOLUME][i] = kind == NO_VOLUME ? 0 :
		    floor(even(&r) * 1000 + 1) / 8;
		b->of[IN_TIME][i] = 1704067200000 + i * 3600000.0;
	}
}

/* One row with parameters, and its values. */
struct job {
	const struct indicator *row;
	double params[INDICATOR_PARAMS];
	int ins, outs;
	void *state;
	size_t size;
	double value[INDICATOR_OUTPUTS][BARS];
};

static void
job_open(struct job *j)
{
	j->ins = indicator_inputs(j->row);
	j->outs = indicator_outputs(j->row);
	j->size = indicator_state_size(j->row, j->params);
	j->state = mem_alloc(j->size);
}

static void
job_in(const struct job *j, const struct bars *b, size_t from,
    const double *in[])
{
	for (int k = 0; k < j->ins; k++)
		in[k] = b->of[j->row->inputs[k]] + from;
}

static void
job_out(struct job *j, size_t from, double *out[])
{
	for (int k = 0; k < j->outs; k++)
		out[k] = j->value[k] + from;
}

/* Bars from..to-1 as a run of their own, at their places in value. */
static void
job_run(struct job *j, const struct bars *b, size_t from, size_t to)
{
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];

	job_in(j, b, from, in);
	job_out(j, from, out);
	indicator_run(j->row, j->params, j->state, to - from, in, out);
}

static void
job_pieces(struct job *j, const struct bars *b, size_t piece)
{
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];

	indicator_init(j->row, j->params, j->state);
	for (size_t i = 0; i < BARS; i += piece) {
		job_in(j, b, i, in);
		job_out(j, i, out);
		indicator_next(j->row, j->state,
		    i + piece > BARS ? BARS - i : piece, in, out);
	}
}

static void
job_steps(struct job *j, const struct bars *b)
{
	double bar[INDICATOR_INPUTS], value[INDICATOR_OUTPUTS];

	indicator_init(j->row, j->params, j->state);
	for (size_t i = 0; i < BARS; i++) {
		for (int k = 0; k < j->ins; k++)
			bar[k] = b->of[j->row->inputs[k]][i];
		indicator_step(j->row, j->state, bar, value);
		for (int k = 0; k < j->outs; k++)
			j->value[k][i] = value[k];
	}
}

/* NaN may have any bits. */
static bool
same(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(&a[i], &b[i], sizeof(*a)) != 0 &&
		    !(isnan(a[i]) && isnan(b[i])))
			return false;
	return true;
}

static void
jobs_agree(const struct job *a, const struct job *b, size_t from, size_t to,
    const char *what)
{
	for (int k = 0; k < a->outs; k++)
		if (!ok(same(a->value[k] + from, b->value[k] + from,
		    to - from)))
			printf("# %s.%s(%g, %g, %g, %g): %s\n", a->row->name,
			    a->row->outputs[k].name, a->params[0],
			    a->params[1], a->params[2], a->params[3], what);
}

/* Defaults, the smallest, and some between: false after the last. */
static bool
params_pick(const struct indicator *row, int which, double *params)
{
	static const double lengths[] = { 0, 0, 2, 7, 50, 331 };

	if (which >= (int)(sizeof(lengths) / sizeof(lengths[0])))
		return false;
	indicator_defaults(row, params);
	for (int i = 0; row->params[i].name != NULL && which > 0; i++)
		if (row->params[i].words != NULL)
			params[i] = which % 2;
		else if (!row->params[i].whole)
			params[i] = params[i] * which / 3;
		else if (which == 1)
			params[i] = row->params[i].min;
		else	/* so that of two lengths the second is longer */
			params[i] = lengths[which] + i;
	return true;
}

/* Calls f with every row, parameters that it takes, and kind of bars. */
static void
each(void (*f)(struct job *j, struct job *again, struct bars *b,
    enum kind kind))
{
	static struct job j, again;
	static struct bars b;
	struct err err;

	for (const struct indicator *const *r = indicators; *r != NULL; r++)
		for (int which = 0, kind; ; which++) {
			j.row = *r;
			if (!params_pick(j.row, which, j.params))
				break;
			if (indicator_check(j.row, j.params, &err) != E_OK)
				continue;
			again = j;
			job_open(&j);
			job_open(&again);
			for (kind = 0; kind < KINDS; kind++) {
				bars_make(&b, (enum kind)kind);
				f(&j, &again, &b, (enum kind)kind);
			}
			free(j.state);
			free(again.state);
		}
}

static void
pieces_agree(struct job *j, struct job *again, struct bars *b, enum kind kind)
{
	static const size_t pieces[] = { 1, 3, 64, 333 };

	job_run(j, b, 0, BARS);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		job_pieces(again, b, pieces[i]);
		jobs_agree(j, again, 0, BARS, kind_names[kind]);
	}
	job_steps(again, b);
	jobs_agree(j, again, 0, BARS, kind_names[kind]);
	ok(memcmp(j->state, again->state, j->size) == 0);
}

static void
batch_is_streaming(void)
{
	each(pieces_agree);
}

static void
cut_agrees(struct job *j, struct job *again, struct bars *b, enum kind kind)
{
	job_run(j, b, 0, BARS);
	for (size_t to = 1; to < BARS; to += 97) {
		job_run(again, b, 0, to);
		jobs_agree(j, again, 0, to, kind_names[kind]);
	}
}

static void
later_bars_change_nothing(void)
{
	each(cut_agrees);
}

static void
look_back_is_exact(struct job *j, struct job *again, struct bars *b,
    enum kind kind)
{
	(void)again;
	job_run(j, b, 0, BARS);
	for (int k = 0; k < j->outs; k++) {
		size_t first = indicator_lookback(j->row, j->params, k), i = 0;

		while (i < BARS && isnan(j->value[k][i]))
			i++;
		/* A formula may have no answer; a walk's has one. */
		if (!ok(kind == WALK ? i == (first < BARS ? first : BARS) :
		    i >= first || i == BARS))
			printf("# %s.%s: first %zu, got %zu\n", j->row->name,
			    j->row->outputs[k].name, first, i);
		for (; i < BARS && kind == WALK; i++)
			if (!ok(isfinite(j->value[k][i]) || i < first))
				break;
		ok(first <= indicator_lookback(j->row, j->params, -1));
	}
}

static void
first_values(void)
{
	each(look_back_is_exact);
}

static void
hole_begins_anew(struct job *j, struct job *again, struct bars *b,
    enum kind kind)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY, 1e101 };
	enum { HOLE = 211 };

	for (int k = 0; k < j->ins; k++) {
		double *x = &b->of[j->row->inputs[k]][HOLE], was = *x;

		*x = bad[(k + (int)kind) % 4];
		job_run(j, b, 0, BARS);
		for (int o = 0; o < j->outs; o++)
			ok(isnan(j->value[o][HOLE]));
		*x = was;
		job_run(again, b, 0, HOLE);
		jobs_agree(j, again, 0, HOLE, "before a hole");
		job_run(again, b, HOLE + 1, BARS);
		jobs_agree(j, again, HOLE + 1, BARS, "after a hole");
	}
}

static void
holes(void)
{
	each(hole_begins_anew);
}

static void
copy_goes_on(struct job *j, struct job *again, struct bars *b, enum kind kind)
{
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];
	size_t half = 100 + (size_t)kind * 50;

	job_run(j, b, 0, half);
	memcpy(again->state, j->state, j->size);
	memset(j->state, 0x55, j->size);
	job_in(j, b, half, in);
	job_out(again, half, out);
	indicator_next(again->row, again->state, BARS - half, in, out);
	job_run(j, b, 0, BARS);
	jobs_agree(j, again, half, BARS, "a copied state");
}

static void
states_are_copied(void)
{
	each(copy_goes_on);
}

static void
longer_than_the_data(void)
{
	static struct job j;
	static struct bars b;

	bars_make(&b, WALK);
	for (const struct indicator *const *r = indicators; *r != NULL; r++) {
		bool sure = false;

		j.row = *r;
		indicator_defaults(j.row, j.params);
		for (int i = 0; j.row->params[i].name != NULL; i++)
			if (j.row->params[i].whole) {
				j.params[i] = BARS + i + 1;
				sure = true;
			}
		if (!sure || indicator_check(j.row, j.params, NULL) != E_OK)
			continue;
		job_open(&j);
		job_run(&j, &b, 0, BARS);
		for (int k = 0; k < j.outs; k++)
			for (size_t i = 0; i < BARS; i++)
				if (!ok(isnan(j.value[k][i]) || i >=
				    indicator_lookback(j.row, j.params, k)))
					break;
		free(j.state);
	}
}

static void
rows_are_sound(void)
{
	double params[INDICATOR_PARAMS];
	struct err err;

	for (const struct indicator *const *r = indicators; *r != NULL; r++) {
		const struct indicator *row = *r;

		ok(indicator_find(row->name) == row);
		ok(row->help[0] != '\0' && row->source[0] != '\0');
		ok(indicator_inputs(row) > 0 && indicator_outputs(row) > 0);
		indicator_defaults(row, params);
		ok(indicator_check(row, params, &err) == E_OK);
		for (int i = 0; row->params[i].name != NULL; i++) {
			const struct indicator_param *p = &row->params[i];
			double out[] = { p->min - 1, NAN, INFINITY, p->whole ||
			    p->words ? p->min + 0.5 : p->max + 1 };

			ok(indicator_param_find(row, p->name) == i);
			ok(p->help != NULL);
			for (int k = 0; k < 4; k++) {
				indicator_defaults(row, params);
				params[i] = out[k];
				ok(indicator_check(row, params, &err) ==
				    E_USAGE);
				ok(strstr(err.text, p->name) != NULL);
				ok(strncmp(err.text, row->name,
				    strlen(row->name)) == 0);
			}
		}
		ok(indicator_param_find(row, "nothing") == -1);
	}
	ok(indicator_find("nothing") == NULL);
}

static void
ranges_are_told(void)
{
	const struct indicator *row = indicator_find("bbands");
	double params[INDICATOR_PARAMS];
	struct err err;

	indicator_defaults(row, params);
	params[0] = 14.5;
	ok(indicator_check(row, params, &err) == E_USAGE);
	is_text(err.text, "bbands: period must be a whole number from 1 to "
	    "10000, not 14.5");
	params[0] = 20;
	params[1] = -1;
	ok(indicator_check(row, params, &err) == E_USAGE);
	is_text(err.text, "bbands: dev must be a number from 0 to "
	    "1000, not -1");
}

int
main(void)
{
	TEST(rows_are_sound);
	TEST(ranges_are_told);
	TEST(batch_is_streaming);
	TEST(later_bars_change_nothing);
	TEST(first_values);
	TEST(holes);
	TEST(states_are_copied);
	TEST(longer_than_the_data);
	return tap_done();
}
