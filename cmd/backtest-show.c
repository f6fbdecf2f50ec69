/*
 * etrms backtest show: a recorded run, or a part of what happened in it.
 */
#include "base/pieces.h"
#include "cmd/runregimes.h"
#include "cmd/trials.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct args { int part; };

/* The summary, the parts of backtest_parts[], and those of other kinds. */
enum { PART_SUMMARY, PART_TRADES, PART_EVENTS = 5, PART_OUTCOME,
    PART_BANDS = 8, PART_TRIALS, PART_SWEEP, PART_WINDOWS, PART_REGIMES };
static const char *const parts[] = { "summary", "trades", "equity", "orders",
    "refusals", "events", "outcome", "quantiles", "bands", "trials", "sweep",
    "windows", "regimes", NULL };

static const struct opt opts[] = {
	{ OPT_ENUM, 'p', "part", "part", NULL,
	  "what happened in it instead: trades, equity, orders, refusals by"
	  " the policy, events of breakers; what it earned in which regimes of"
	  " its first symbol; of optimize its trials, and what"
	  " the sweep found; of walkforward its windows; of montecarlo"
	  " outcome, quantiles, bands", AT(int, part), .choices = parts },
	{ .kind = OPT_DONE }
};

/* One number of a run, as a line for people. */
struct number_row { const char *name, *value, *about; };
static const struct record number_record = { "run number",
	"one field of a run", (const struct field[]) {
	{ "name", FIELD_TEXT, FIELD_AT(struct number_row, name),
	  .help = "of the field" },
	{ "value", FIELD_TEXT, FIELD_AT(struct number_row, value),
	  .help = "as people read it" },
	{ "about", FIELD_TEXT, FIELD_AT(struct number_row, about),
	  .help = "what it is", .flags = FIELD_MINOR },
	{ .name = NULL } } };

/* As people read it: statistics to six digits, ratios as percentages. */
static bool
value_text(const struct field *f, const struct run *r, struct buf *out)
{
	double x;

	if (f->type != FIELD_DOUBLE)
		return field_text(f, r, out);
	memcpy(&x, (const char *)r + f->offset, sizeof(x));
	if (!isfinite(x))
		return false;
	if ((f->flags & FIELD_PERCENT) != 0)
		buf_printf(out, "%.2f%%", 100 * x);
	else
		buf_printf(out, "%.6g", x);
	return true;
}

/* A list of "name=value" or of words, one a line. */
static enum err_code
print_list(const struct field *f, const char *list, struct out *out,
    struct err *err)
{
	enum err_code rc = E_OK;
	const char *one;
	size_t n;

	while (rc == E_OK && (one = text_piece(&list, &n)) != NULL) {
		size_t len = strcspn(one, "=;");
		bool named = one[len] == '=';
		char *name = named ? mem_format("%s.%.*s", f->name, (int)len,
		    one) : mem_text(f->name);
		char *value = named ? mem_textn(one + len + 1, n - len - 1) :
		    mem_textn(one, n);
		const struct number_row row = { .name = name,
		    .value = value };

		rc = out_row(out, &row, err);
		free(name);
		free(value);
	}
	return rc;
}

static enum err_code
print_lines(const struct run *r, struct out *out, struct err *err)
{
	struct buf text = {0};
	enum err_code rc = out_part(out, &number_record, NULL, err);

	for (const struct field *f = run_record.fields; f->name != NULL &&
	    rc == E_OK; f++) {
		struct number_row row = { .name = f->name, .about = f->help };

		buf_clear(&text);
		if (value_text(f, r, &text))
			row.value = buf_text(&text);
		rc = row.value != NULL && (strcmp(f->name, "params") == 0 ||
		    strcmp(f->name, "assumptions") == 0 ||
		    strcmp(f->name, "warnings") == 0) ?
		    print_list(f, row.value, out, err) :
		    out_row(out, &row, err);
	}
	buf_release(&text);
	return rc;
}

static enum err_code
each_row(void *self, const void *row, struct err *err)
{
	return out_row(self, row, err);
}

static enum err_code
rows_show(struct session *s, const struct recorded *r, int part,
    struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, backtest_part_records[part], &out,
	    err);

	if (rc == E_OK)
		rc = backtest_part_rows(r, part, each_row, out, err);
	return out_end(out, rc, err);
}

static enum err_code
summary_show(struct session *s, const struct recorded *r, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &run_record, &out, err);

	if (rc == E_OK)
		rc = s->style.format == OUT_TABLE && s->style.fields == NULL ?
		    print_lines(&r->run, out, err) :
		    out_row(out, &r->run, err);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const int part = a->part < 0 ? PART_SUMMARY : a->part;
	struct recorded r = { .run = { .kind = 0 } };
	enum err_code rc = recorded_load(s, operands->at[0],
	    part >= PART_TRADES && part <= PART_EVENTS ?
	    1u << (part - PART_TRADES) : part == PART_REGIMES ?
	    RUN_PART_TRADES | RUN_PART_EQUITY : 0, &r, err);

	if (rc == E_OK && part >= PART_OUTCOME && part <= PART_BANDS) {
		rc = run_chances_load(s->store, r.run.id, &r.chances, err);
		chances_name(&r.chances, r.run.id);
	}
	if (rc == E_OK)
		rc = part == PART_SUMMARY ? summary_show(s, &r, err) :
		    part == PART_TRIALS ? trials_show(s, &r, err) :
		    part == PART_SWEEP ? sweep_show(s, &r, err) :
		    part == PART_WINDOWS ? windows_show(s, &r, err) :
		    part == PART_REGIMES ? regimes_show(s, &r, err) :
		    rows_show(s, &r, part - PART_TRADES, err);
	recorded_release(&r);
	return rc;
}

static const struct operand operand[] = {
	{ "run", false, false, WORDS_RUN, "its id, as backtest list shows it" },
	{ .name = NULL }
};

static const struct record *const more[] = { &run_trade_record,
    &run_point_record, &run_order_record, &violation_record,
    &breaker_event_record, &number_record, &trial_record,
    &sweep_summary_record, &walk_window_record, &walk_summary_record,
    &run_outcome_record, &run_quantile_record, &run_band_record,
    &regime_share_record, NULL };

static const struct example examples[] = {
	{ "etrms backtest show 1", "its numbers, one a line", 0 },
	{ "etrms backtest show 1 --part trades --format csv",
	  "its round trips, for a spreadsheet", 0 },
	{ "etrms backtest show 1 --part equity --fields time,equity",
	  "its equity at every close", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_backtest_show = {
	.name = "backtest show",
	.group = "research",
	.summary = "show a recorded run",
	.about = "Shows a run: with what it was made, what it assumed, and"
	    " what came out; in a table one field a line, elsewhere one"
	    " record. --part shows what happened in it instead: its round"
	    " trips, its equity at the opening and at every close, its orders"
	    " as they ended, the orders that the policy refused, and what"
	    " breakers did; or its returns and trades by the regime, by rules,"
	    " of the last bar of its first symbol that had closed before each."
	    " A part that is not what was written is not shown:"
	    " exit code 3.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &run_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
