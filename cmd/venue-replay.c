/*
 * etrms venue replay: runs a scenario through the simulated venue and prints
 * everything that happens. Opens no store.
 */
#include "base/file.h"
#include "cmd/session.h"
#include "venue/sim/scenario.h"

struct replay {
	struct out *out;
	enum err_code rc;	/* of the first row that could not be written */
	struct err *err;
};

static void
event_print(void *self, const struct sim_event *e)
{
	struct replay *r = self;
	struct sim_event row = sim_event_row(e);

	if (r->rc == E_OK)
		r->rc = out_row(r->out, &row, r->err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *path = operands->at[0];
	struct buf text = {0};
	struct scenario scenario = {0};
	struct replay replay = { .err = err };
	struct sim_sink sink = { event_print, &replay };
	enum err_code rc = file_read(path, SCENARIO_SIZE_MAX, &text, err);

	(void)args;
	if (rc == E_OK)
		rc = scenario_read(buf_text(&text), text.len, path, &scenario,
		    err);
	buf_release(&text);
	if (rc == E_OK)
		rc = session_out(s, &sim_event_record, &replay.out, err);
	if (rc == E_OK)
		rc = scenario_run(&scenario, &sink, NULL, NULL, err);
	if (rc == E_OK)
		rc = replay.rc;
	scenario_release(&scenario);
	return out_end(replay.out, rc, err);
}

static const struct operand operands[] = {
	{ "scenario", .words = WORDS_FILE,
	  .help = "file of the scenario; - is standard input" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms venue replay examples/scenario.json --format ndjson",
	  "every event, one line each", 0 },
	{ "etrms venue replay examples/scenario.json --fields event,id,price",
	  "the short of it", 0 },
	{ "etrms venue replay examples/perpetual.json --fields"
	  " event,symbol,amount,price,fee,realized_pnl",
	  "a leveraged position on its way to liquidation", 0 },
	{ NULL }
};

static const int exits[] = { E_DATA, 0 };

const struct cmd cmd_venue_replay = {
	.name = "venue replay",
	.group = "housekeeping",
	.summary = "run a scenario through the simulated venue",
	.about = "Reads a JSON file with instruments, bars, balances and"
	    " actions, runs it through the simulated venue, and prints what"
	    " happens: orders accepted, rejected, triggered, filled,"
	    " cancelled; transfers; funding, leverage and liquidations of"
	    " perpetuals; equity at the four marks of each bar; balances and"
	    " positions at the end. The same file always gives the same"
	    " lines. Nothing is stored and no account is touched.\n"
	    "\n"
	    "The exit code is 0 when the scenario was replayed, whatever was"
	    " rejected in it, and 12 when the file is not a sound scenario:"
	    " an unknown key, bars that overlap or cannot be, a number of"
	    " more than 18 decimals.",
	.operands = operands,
	.record = &sim_event_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
