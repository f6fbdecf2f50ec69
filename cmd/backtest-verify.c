/*
 * etrms backtest verify: repeat recorded runs, and say what differs.
 */
#include "cmd/backtest.h"
#include "research/backtest.h"
#include "research/montecarlo.h"

struct verify_row {
	char run[ID_SIZE];
	signed char ok;
	const char *difference, *detail;
};
static const struct record verify_record = { "run verification",
	"a recorded run, repeated", (const struct field[]) {
	{ "run", FIELD_CHARS, FIELD_AT(struct verify_row, run),
	  .help = "its id" },
	{ "ok", FIELD_BOOL, FIELD_AT(struct verify_row, ok),
	  .help = "the same came out of it" },
	{ "difference", FIELD_TEXT, FIELD_AT(struct verify_row, difference),
	  .help = "the first that there is: record, strategy, parameter,"
	  " data, instruments, result; null: none" },
	{ "detail", FIELD_TEXT, FIELD_AT(struct verify_row, detail),
	  .help = "what it was, and what it is now" },
	{ .name = NULL } } };

static enum err_code
verify(struct session *s, const char *id, struct out *out,
    struct difference *first, struct err *err)
{
	struct recorded r = { .run = { .kind = 0 } };
	struct replay_bar bar = { .s = s, .what = "verify" };
	struct repetition again = { .recorded = &r.run, .source = &r.source,
	    .progress = replay_bar_set, .progress_self = &bar };
	const struct difference *d = &again.differs;
	struct verify_row row = { .run = "" };
	enum err_code rc = recorded_load(s, id, 0, &r, err);

	if (rc == E_OK)
		rc = r.run.kind == RUN_MONTECARLO ?
		    montecarlo_repeat(s->store, &again, err) :
		    backtest_repeat(s->store, &again, err);
	replay_bar_end(&bar);
	if (rc == E_OK) {
		TEXT_SET(row.run, r.run.id);
		row.ok = d->what == NULL;
		row.difference = d->what;
		row.detail = d->what == NULL ? NULL : d->text;
		rc = out_row(out, &row, err);
	}
	if (rc == E_OK && d->what != NULL && first->what == NULL)
		*first = *d;
	recorded_release(&r);
	repetition_release(&again);
	return rc;
}

/* Nothing is repeated before all of them are known to be there. */
static enum err_code
all_there(struct session *s, const struct texts *ids, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < ids->len && rc == E_OK; i++) {
		struct run r;

		rc = run_load(s->store, ids->at[i], &r, NULL, err);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct difference first = { .what = NULL };
	const char *which = NULL;
	struct out *out = NULL;
	enum err_code rc = all_there(s, operands, err);

	(void)args;
	if (rc == E_OK)
		rc = session_out(s, &verify_record, &out, err);
	for (size_t i = 0; i < operands->len && rc == E_OK; i++) {
		rc = verify(s, operands->at[i], out, &first, err);
		if (first.what != NULL && which == NULL)
			which = operands->at[i];
	}
	if (rc == E_OK && which != NULL)
		rc = err_set(err, E_NO, "run %s: %s differs: %s", which,
		    first.what, first.text);
	return out_end(out, rc, err);
}

static const struct operand operand[] = {
	{ "run", false, true, WORDS_RUN, "its id, as backtest list shows it" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms backtest verify 1", "was it an accident?", 1 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_backtest_verify = {
	.name = "backtest verify",
	.group = "research",
	.summary = "repeat recorded runs and say what differs",
	.about = "Runs each of them once more, from its record and over what is"
	    " stored now, and compares. Exit code 1 when anything differs, and"
	    " the first thing that does is named:\n\n"
	    "record: what is stored of the run is not what was written (a"
	    " parameter was changed, for one);\n"
	    "strategy, parameter: the file that it was read from says"
	    " something else now. Layout and comments do not count. Where the"
	    " file is no longer there, the run is repeated from the copy in"
	    " its record;\n"
	    "data: a candle or a funding rate that it was run over is not what"
	    " it was, or is gone;\n"
	    "instruments: what the venue asks for is not what it was: ticks,"
	    " lots, limits, fees, margin tiers. Runs that were recorded before"
	    " this was kept are repeated without asking;\n"
	    "result: all of that is the same, and something else came out, as"
	    " another version of etrms may bring about.\n\n"
	    "Nothing is written to the store.",
	.operands = operand,
	.record = &verify_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
