/* Windows and sums of walk-forwards, as records and as parts of their runs. */
#include "store/walks.h"

#include "store/columns.h"
#include "store/runparts.h"

#define WINDOWS_PART "windows"
#define SUMMARY_PART "walk"

#define W(name, type, text, ...) \
	{ #name, type, FIELD_AT(struct walk_window, name), .help = text, \
	  ##__VA_ARGS__ }
#define PERCENT .unit = UNIT_RATIO, .flags = FIELD_PERCENT
#define WIDE .flags = FIELD_WIDE
static const struct field window_fields[] = {
	W(number, FIELD_INT, "from 1"),
	W(train_from, FIELD_STAMP, "first bar that the choice was made over",
	    WIDE),
	W(train_to, FIELD_STAMP, "and the close of the last", WIDE),
	W(test_from, FIELD_STAMP, "first bar that it was held over"),
	W(test_to, FIELD_STAMP, "and the close of the last"),
	W(params, FIELD_CHARS, "what was chosen; null: no set met the"
	    " constraint, and nothing was traded"),
	W(trials, FIELD_INT, "sets that were tried", WIDE),
	W(objective, FIELD_DOUBLE, "in sample"),
	W(train_return, FIELD_DOUBLE, "in sample",
	    .unit = UNIT_RATIO, .flags = FIELD_PERCENT | FIELD_WIDE),
	W(train_annual, FIELD_DOUBLE, "in sample, a year", PERCENT),
	W(train_sharpe, FIELD_DOUBLE, "in sample", WIDE),
	W(test_return, FIELD_DOUBLE, "out of sample", PERCENT),
	W(test_annual, FIELD_DOUBLE, "out of sample, a year", PERCENT),
	W(test_sharpe, FIELD_DOUBLE, "out of sample", WIDE),
	W(test_drawdown, FIELD_DOUBLE, "out of sample, the deepest fall",
	    PERCENT),
	W(test_trades, FIELD_INT, "out of sample"),
	{ .name = NULL }
};
const struct record walk_window_record = {
	"walk window", "what was chosen in a window, and what came of it",
	window_fields
};

#define S(name, type, text, ...) \
	{ #name, type, FIELD_AT(struct walk_summary, name), .help = text, \
	  ##__VA_ARGS__ }
static const struct field summary_fields[] = {
	S(run, FIELD_TEXT, "the run that keeps it"),
	SWEEP_ABOUT_FIELDS(struct walk_summary),
	S(train, FIELD_DURATION, "what a choice was made over"),
	S(test, FIELD_DURATION, "what it was held over"),
	S(embargo, FIELD_DURATION, "left out between them", WIDE),
	S(anchored, FIELD_BOOL, "every choice was made from the first bar on",
	    WIDE),
	S(windows, FIELD_INT, "that there were"),
	S(empty, FIELD_INT, "in which no set met the constraint", WIDE),
	S(trials, FIELD_INT, "in all windows"),
	S(replayed, FIELD_INT, "of them not for the array kernel", WIDE),
	S(wfe, FIELD_DOUBLE, "walk-forward efficiency: annual return out of"
	    " sample by that in sample, each compounded over all windows; null"
	    " where the latter is no gain"),
	S(won, FIELD_INT, "windows with a gain out of sample"),
	S(drift, FIELD_CHARS, "standard deviation of each parameter chosen"),
	S(words, FIELD_CHARS, "the same in a sentence", WIDE),
	{ .name = NULL }
};
const struct record walk_summary_record = {
	"walk", "what a walk-forward found", summary_fields
};

#define WC(kind, member) \
	{ #member, kind, MEMBER(struct walk_window, member) }
static const struct column window_columns[] = {
	WC(COL_INT, number), WC(COL_INT, train_from), WC(COL_INT, train_to),
	WC(COL_INT, test_from), WC(COL_INT, test_to), WC(COL_CHARS, params),
	WC(COL_INT, trials), WC(COL_DOUBLE, objective),
	WC(COL_DOUBLE, train_return), WC(COL_DOUBLE, train_annual),
	WC(COL_DOUBLE, train_sharpe), WC(COL_DOUBLE, test_return),
	WC(COL_DOUBLE, test_annual), WC(COL_DOUBLE, test_sharpe),
	WC(COL_DOUBLE, test_drawdown), WC(COL_INT, test_trades),
	{ .name = NULL }
};

#define SC(kind, member) \
	{ #member, kind, MEMBER(struct walk_summary, member) }
static const struct column summary_columns[] = {
	SWEEP_ABOUT_COLUMNS(struct walk_summary), SC(COL_INT, train),
	SC(COL_INT, test), SC(COL_INT, embargo), SC(COL_BOOL, anchored),
	SC(COL_INT, windows), SC(COL_INT, empty), SC(COL_INT, trials),
	SC(COL_INT, replayed), SC(COL_DOUBLE, wfe), SC(COL_INT, won),
	SC(COL_CHARS, drift), SC(COL_CHARS, words),
	{ .name = NULL }
};

void
walk_pack(const struct walk_windows *windows,
    const struct walk_summary *summary, struct run_parts *to)
{
	struct run_extra *e = vec_add(&to->extras);

	e->name = SUMMARY_PART;
	e->rows = 1;
	rows_pack(summary_columns, summary, sizeof(*summary), 1, &e->data);
	e = vec_add(&to->extras);
	e->name = WINDOWS_PART;
	e->rows = (int64_t)windows->len;
	rows_pack(window_columns, windows->at, sizeof(*windows->at),
	    windows->len, &e->data);
}

enum err_code
run_walk_load(struct store *s, const char *run, struct walk_windows *windows,
    struct walk_summary *summary, struct err *err)
{
	struct walk_summary sums;
	struct walk_windows all = {0};
	bool there = true;
	struct run r;
	enum err_code rc = run_load(s, run, &r, NULL, err);

	if (rc == E_OK)
		rc = run_row_load(s, run, SUMMARY_PART, summary_columns,
		    sizeof(sums), &sums, &there, err);
	if (rc == E_OK && !there)
		rc = err_set(err, E_USAGE, "run %s is a %s: it has no windows",
		    run, run_kind_names[r.kind]);
	if (rc == E_OK)
		rc = run_rows_load(s, run, WINDOWS_PART, window_columns, &all,
		    &there, err);
	if (rc == E_OK && !there)
		rc = err_set(err, E_STORE, "run %s: its part %s is missing"
		    " (etrms store check)", run, WINDOWS_PART);
	if (rc == E_OK) {
		*summary = sums;
		*windows = all;
	} else {
		vec_release(&all);
	}
	return rc;
}
