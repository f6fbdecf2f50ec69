/*
 * etrms breaker add: a new breaker.
 */
#include "cmd/breaker.h"

struct args {
	const char *when, *act, *venue, *symbol, *note;
	int64_t cooldown;
	bool disabled;
	int on_unknown;
};

static const char *const unknowns[] = { "report", "trip", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 'w', "when", "condition", NULL,
	  "trips when this is true (etrms help language)",
	  AT(const char *, when), .required = true },
	{ OPT_TEXT, 'd', "do", "actions", NULL,
	  "what is then done: notify, block-entries, reduce N%, close, halt",
	  AT(const char *, act), .required = true },
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "at this venue only",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "for this symbol, or the symbols of a pattern",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_DURATION, 0, "cooldown", "duration", NULL,
	  "once reset or resolved, not again before this time has passed",
	  AT(int64_t, cooldown) },
	{ OPT_TEXT, 0, "note", "text", NULL, "a word to whoever it wakes",
	  AT(const char *, note) },
	{ OPT_ENUM, 0, "on-unknown", "what", "report",
	  "when the condition cannot be told: report or trip",
	  AT(int, on_unknown), .choices = unknowns },
	{ OPT_FLAG, 0, "disabled", NULL, NULL, "define it only",
	  AT(bool, disabled) },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct breaker b = { .enabled = !a->disabled,
	    .cooldown = a->cooldown, .on_unknown_trip = a->on_unknown == 1 };
	enum err_code rc = breaker_fill(&b, operands->at[0], a->when, a->act,
	    s->globals->account, a->venue, a->symbol, a->note, err);

	if (rc == E_OK)
		rc = breaker_complete(s, &b, err);
	if (rc == E_OK)
		rc = breaker_store(s, &b, true, "add", err);
	if (rc == E_OK)
		rc = breaker_print(s, b.name, err);
	return rc;
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_NONE, "lower case letters, digits,"
	  " dots, dashes" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker add bad-week --when 'drawdown(basis = \"week\") > 8%'"
	  " --do 'reduce 50%, notify'", "halve every position in a bad week",
	  0 },
	{ "etrms breaker add btc-exit --when 'position.gain < -8%' --do close"
	  " --symbol BTC/USDT --cooldown 12h", "close one position", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_add = {
	.name = "breaker add",
	.group = "risk",
	.summary = "add a breaker",
	.about = "A breaker trips when its condition is true. It then takes"
	    " its actions, each once, and stays tripped, in every process and"
	    " after every restart, until breaker reset. Breakers are judged"
	    " by monitor --once and at every mark of venue advance.\n\n"
	    "Actions, between commas: notify tells the hooks and the log;"
	    " block-entries refuses every order that is not a way out;"
	    " reduce N% makes positions smaller; close closes them; halt stops"
	    " entries everywhere. A breaker with any action beyond notify"
	    " refuses entries in its scope while it is tripped.\n\n"
	    "--account, --venue and --symbol narrow the scope. A condition"
	    " over position.* is judged for each position in it, one over mark"
	    " for each symbol of it. What cannot be told does not trip and is"
	    " reported by risk check, unless --on-unknown trip.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &breaker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
