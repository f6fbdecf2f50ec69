/* What paths came to, as records and as parts of their run. */
#include "store/chances.h"

#include "store/columns.h"
#include "store/runparts.h"

#include <string.h>

#define OUTCOME(name, type, member, text, ...) \
	{ name, type, FIELD_AT(struct run_outcome, member), .help = text, \
	  ##__VA_ARGS__ }
#define PERCENT .unit = UNIT_RATIO, .flags = FIELD_PERCENT
static const struct field outcome_fields[] = {
	OUTCOME("run", FIELD_TEXT, run, "the run that this is", .flags = FIELD_MINOR),
	OUTCOME("of", FIELD_CHARS, of, "the run that it asks about; null: returns"
	    " from a file, or what an account holds"),
	OUTCOME("method", FIELD_CHARS, method, "shuffle, bootstrap, blocks, fills,"
	    " jitter, candles"),
	OUTCOME("paths", FIELD_INT, paths, "paths that were drawn"),
	OUTCOME("steps", FIELD_INT, steps, "trades or bars of each path"),
	OUTCOME("block", FIELD_DOUBLE, block, "mean length of blocks, in bars",
	    .flags = FIELD_MINOR),
	OUTCOME("ruin_level", FIELD_DOUBLE, ruin_level, "share of the capital at"
	    " which it is ruin", PERCENT),
	OUTCOME("ruin", FIELD_DOUBLE, ruin, "share of the paths that came down to"
	    " it", PERCENT),
	OUTCOME("loss", FIELD_DOUBLE, loss, "share of the paths that ended below"
	    " the capital", PERCENT),
	OUTCOME("total_return", FIELD_DOUBLE, total_return, "profit by capital: the"
	    " median of the paths", PERCENT),
	OUTCOME("max_drawdown", FIELD_DOUBLE, max_drawdown, "deepest fall below the"
	    " highest so far: the median", PERCENT),
	OUTCOME("drawdown_length", FIELD_DOUBLE, drawdown_length, "steps of the"
	    " longest time below the highest so far: the median"),
	OUTCOME("sharpe", FIELD_DOUBLE, sharpe, "mean return by its deviation, a"
	    " year: the median"),
	OUTCOME("final_equity", FIELD_DOUBLE, final_equity, "at the end: the"
	    " median"),
	{ .name = NULL }
};
const struct record run_outcome_record = {
	"run outcome", "what the paths of a Monte Carlo run came to",
	outcome_fields
};

#define QUANTILE(name, type, member, text, ...) \
	{ name, type, FIELD_AT(struct run_quantile, member), .help = text, \
	  ##__VA_ARGS__ }
static const struct field quantile_fields[] = {
	QUANTILE("run", FIELD_TEXT, run, "the run it is of", .flags = FIELD_MINOR),
	QUANTILE("quantile", FIELD_DOUBLE, quantile, "share of the paths at or below"
	    " each number", PERCENT),
	QUANTILE("final_equity", FIELD_DOUBLE, final_equity, "at the end"),
	QUANTILE("total_return", FIELD_DOUBLE, total_return, "profit by capital",
	    PERCENT),
	QUANTILE("max_drawdown", FIELD_DOUBLE, max_drawdown, "deepest fall below the"
	    " highest so far", PERCENT),
	QUANTILE("drawdown_length", FIELD_DOUBLE, drawdown_length, "steps of the"
	    " longest time below the highest so far"),
	QUANTILE("sharpe", FIELD_DOUBLE, sharpe, "mean return by its deviation, a"
	    " year"),
	{ .name = NULL }
};
const struct record run_quantile_record = {
	"run quantile", "quantiles over the paths, of each number its own",
	quantile_fields
};

const double chance_quantiles[CHANCE_QUANTILES] = {
	0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99
};
#define BAND(name, i) \
	{ name, FIELD_DOUBLE, FIELD_AT(struct run_band, equity[i]), \
	  .help = "that quantile of the equity" }
static const struct field band_fields[] = {
	{ "run", FIELD_TEXT, FIELD_AT(struct run_band, run),
	  .help = "the run it is of", .flags = FIELD_MINOR },
	{ "step", FIELD_INT, FIELD_AT(struct run_band, step),
	  .help = "trades or bars so far" },
	BAND("equity_1", 0), BAND("equity_5", 1), BAND("equity_25", 2),
	BAND("equity_50", 3), BAND("equity_75", 4), BAND("equity_95", 5),
	BAND("equity_99", 6),
	{ .name = NULL }
};
const struct record run_band_record = {
	"run band", "how equity fans out on the way", band_fields
};

#define C(name, kind, member) { name, kind, MEMBER(struct run_outcome, member) }
static const struct column outcome_columns[] = {
	C("of", COL_CHARS, of),
	C("method", COL_CHARS, method),
	C("paths", COL_INT, paths),
	C("steps", COL_INT, steps),
	C("block", COL_DOUBLE, block),
	C("ruin_level", COL_DOUBLE, ruin_level),
	C("ruin", COL_DOUBLE, ruin),
	C("loss", COL_DOUBLE, loss),
	C("total_return", COL_DOUBLE, total_return),
	C("max_drawdown", COL_DOUBLE, max_drawdown),
	C("drawdown_length", COL_DOUBLE, drawdown_length),
	C("sharpe", COL_DOUBLE, sharpe),
	C("final_equity", COL_DOUBLE, final_equity),
	{ .name = NULL }
};

#define Q(member) { #member, COL_DOUBLE, MEMBER(struct run_quantile, member) }
static const struct column quantile_columns[] = {
	Q(quantile), Q(final_equity), Q(total_return), Q(max_drawdown),
	Q(drawdown_length), Q(sharpe),
	{ .name = NULL }
};

#define B(i) { "equity_" #i, COL_DOUBLE, MEMBER(struct run_band, equity[i]) }
static const struct column band_columns[] = {
	{ "step", COL_INT, MEMBER(struct run_band, step) },
	B(0), B(1), B(2), B(3), B(4), B(5), B(6),
	{ .name = NULL }
};

static const struct column return_columns[] = {
	{ "return", COL_DOUBLE, MEMBER(struct run_return, ret) },
	{ .name = NULL }
};

/* The parts: each is a vector of rows, the outcome of one. */
struct rows VEC_OF(char);
static const struct shape {
	const char *name;
	const struct column *columns;
	size_t size, offset;
} shapes[] = {
	{ "quantiles", quantile_columns, sizeof(struct run_quantile),
	  offsetof(struct chances, quantiles) },
	{ "bands", band_columns, sizeof(struct run_band),
	  offsetof(struct chances, bands) },
	{ "returns", return_columns, sizeof(struct run_return),
	  offsetof(struct chances, returns) }
};
#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))
static const char outcome_part[] = "outcome";

void
chances_release(struct chances *c)
{
	vec_release(&c->quantiles);
	vec_release(&c->bands);
	vec_release(&c->returns);
}

void
chances_name(struct chances *c, const char *run)
{
	c->outcome.run = run;
	for (size_t i = 0; i < c->quantiles.len; i++)
		c->quantiles.at[i].run = run;
	for (size_t i = 0; i < c->bands.len; i++)
		c->bands.at[i].run = run;
}

static void
part_add(struct run_parts *to, const char *name, const struct column *columns,
    const void *rows, size_t size, size_t n)
{
	struct run_extra *x = vec_add(&to->extras);

	x->name = name;
	x->rows = (int64_t)n;
	rows_pack(columns, rows, size, n, &x->data);
}

void
chances_pack(const struct chances *c, struct run_parts *to)
{
	part_add(to, outcome_part, outcome_columns, &c->outcome,
	    sizeof(c->outcome), 1);
	for (size_t i = 0; i < SHAPES; i++) {
		const struct shape *p = &shapes[i];
		const struct rows *rows = (const void *)((const char *)c +
		    p->offset);

		if (rows->len > 0)
			part_add(to, p->name, p->columns, rows->at, p->size,
			    rows->len);
	}
}

enum err_code
run_chances_load(struct store *s, const char *run, struct chances *out,
    struct err *err)
{
	struct run row;
	bool there = true;
	enum err_code rc = run_load(s, run, &row, NULL, err);

	if (rc == E_OK && row.kind != RUN_MONTECARLO)
		rc = err_set(err, E_USAGE, "run %s is a %s: it has no paths",
		    run, run_kind_names[row.kind]);
	if (rc == E_OK)
		rc = run_row_load(s, run, outcome_part, outcome_columns,
		    sizeof(out->outcome), &out->outcome, &there, err);
	if (rc == E_OK && !there)
		rc = err_set(err, E_STORE, "run %s: its part %s is missing"
		    " (etrms store check)", run, outcome_part);
	for (size_t i = 0; i < SHAPES && rc == E_OK; i++)
		rc = run_rows_load_as(s, run, shapes[i].name,
		    shapes[i].columns, shapes[i].size,
		    (char *)out + shapes[i].offset, &there, err);
	return rc;
}

bool
chances_same(const struct chances *a, const struct chances *b)
{
	struct run_parts x = { .trades = { 0 } }, y = { .trades = { 0 } };
	bool same;

	chances_pack(a, &x);
	chances_pack(b, &y);
	same = x.extras.len == y.extras.len;
	for (size_t i = 0; i < x.extras.len && same; i++)
		same = x.extras.at[i].data.len == y.extras.at[i].data.len &&
		    memcmp(x.extras.at[i].data.at, y.extras.at[i].data.at,
		    x.extras.at[i].data.len) == 0;
	run_parts_release(&x);
	run_parts_release(&y);
	return same;
}
