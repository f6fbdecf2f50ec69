/* What sweeps found, as a record and as a part of their runs. */
#include "store/sweeps.h"

#include "store/columns.h"
#include "store/runparts.h"

const char *const sweep_verdict_names[SWEEP_VERDICTS] = {
	[SWEEP_UNKNOWN] = "unknown",
	[SWEEP_NOTHING] = "nothing",
	[SWEEP_DOUBTFUL] = "doubtful",
	[SWEEP_HOLDS] = "holds"
};

#define F(name, type, text, ...) \
	{ #name, type, FIELD_AT(struct sweep_summary, name), .help = text, \
	  ##__VA_ARGS__ }
#define WIDE .flags = FIELD_WIDE
static const struct field fields[] = {
	F(run, FIELD_TEXT, "the run that keeps it"),
	SWEEP_ABOUT_FIELDS(struct sweep_summary),
	F(symbols, FIELD_CHARS, "joined by ';'", WIDE),
	F(across, FIELD_CHARS, "what the objective is of those of several"
	    " symbols: worst, mean, median", WIDE),
	F(others, FIELD_CHARS, "runs of the best on all symbols but the first,"
	    " joined by ';'", WIDE),
	F(sets, FIELD_INT, "that the space has"),
	F(trials, FIELD_INT, "that were tried: the more, the more luck"),
	F(skipped, FIELD_INT, "that the file's require refuses", WIDE),
	F(replayed, FIELD_INT, "that were not for the array kernel"),
	F(replay_reason, FIELD_CHARS, "why the first of them was not", WIDE),
	F(met, FIELD_INT, "that met the constraint", WIDE),
	F(objective_best, FIELD_DOUBLE, "of the best", WIDE),
	F(sharpe, FIELD_DOUBLE, "of the best, a year"),
	F(luck_sharpe, FIELD_DOUBLE, "what the best of so many sets without"
	    " an edge shows"),
	F(dsr, FIELD_DOUBLE, "deflated Sharpe ratio: probability that the"
	    " best is better than luck", .unit = UNIT_RATIO,
	    .flags = FIELD_PERCENT),
	F(pbo, FIELD_DOUBLE, "probability of overfitting: that the best of one"
	    " half of the time is below the median in the other",
	    .unit = UNIT_RATIO, .flags = FIELD_PERCENT),
	F(pbo_loss, FIELD_DOUBLE, "share of splits in which it loses in the"
	    " other half", .unit = UNIT_RATIO,
	    .flags = FIELD_PERCENT | FIELD_WIDE),
	F(pbo_trials, FIELD_INT, "trials that this was computed from", WIDE),
	F(pbo_blocks, FIELD_INT, "blocks that the time was cut into", WIDE),
	F(importance, FIELD_CHARS, "share of the objective's variance that each"
	    " parameter explains by itself, joined by ';'"),
	F(neighbours, FIELD_INT, "sets a step away from the best", WIDE),
	F(stability, FIELD_DOUBLE, "median objective of those by the best's:"
	    " near 1 on a plateau, far below on a spike"),
	F(verdict, FIELD_ENUM, "nothing: luck explains it; doubtful; holds;"
	    " unknown", .names = sweep_verdict_names,
	    .names_len = SWEEP_VERDICTS),
	F(words, FIELD_CHARS, "the same in a sentence", WIDE),
	{ .name = NULL }
};
const struct record sweep_summary_record = {
	"sweep", "what a sweep found, and how much of it is luck", fields
};

#define C(kind, member, ...) \
	{ #member, kind, MEMBER(struct sweep_summary, member), ##__VA_ARGS__ }
static const struct column columns[] = {
	SWEEP_ABOUT_COLUMNS(struct sweep_summary),
	C(COL_CHARS, symbols, .since = 2), C(COL_CHARS, across, .since = 2),
	C(COL_CHARS, others, .since = 2), C(COL_INT, sets),
	C(COL_INT, trials), C(COL_INT, skipped), C(COL_INT, replayed),
	C(COL_CHARS, replay_reason), C(COL_INT, met),
	C(COL_DOUBLE, objective_best), C(COL_CHARS, importance),
	C(COL_INT, neighbours),
	C(COL_DOUBLE, stability), C(COL_DOUBLE, sharpe),
	C(COL_DOUBLE, luck_sharpe), C(COL_DOUBLE, dsr), C(COL_DOUBLE, pbo),
	C(COL_DOUBLE, pbo_loss), C(COL_INT, pbo_trials),
	C(COL_INT, pbo_blocks),
	{ "verdict", COL_ENUM, MEMBER(struct sweep_summary, verdict),
	  sweep_verdict_names, SWEEP_VERDICTS },
	C(COL_CHARS, words),
	{ .name = NULL }
};

void
sweep_summary_pack(const struct sweep_summary *s, struct buf *out)
{
	rows_pack(columns, s, sizeof(*s), 1, out);
}

enum err_code
run_sweep_load(struct store *s, const char *run, struct sweep_summary *out,
    struct err *err)
{
	bool there = true;
	struct run r;
	enum err_code rc = run_load(s, run, &r, NULL, err);

	if (rc == E_OK)
		rc = run_row_load(s, run, SWEEP_PART, columns, sizeof(*out),
		    out, &there, err);
	if (rc == E_OK && !there)
		rc = err_set(err, E_USAGE, "run %s is a %s: it has no trials",
		    run, run_kind_names[r.kind]);
	/* Before sweeps of several symbols there was but the run's own. */
	if (rc == E_OK && out->symbols[0] == '\0')
		TEXT_SET(out->symbols, r.symbols);
	return rc;
}
