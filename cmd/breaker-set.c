/*
 * etrms breaker set: changes the definition of a breaker.
 */
#include "cmd/breaker.h"

#include <string.h>

struct args {
	const char *when, *act, *venue, *symbol, *note;
	int64_t cooldown;
	bool no_cooldown;
	int on_unknown;
};

static const char *const unknowns[] = { "report", "trip", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 'w', "when", "condition", NULL, "the new condition",
	  AT(const char *, when) },
	{ OPT_TEXT, 'd', "do", "actions", NULL, "the new actions",
	  AT(const char *, act) },
	{ OPT_TEXT, 'v', "venue", "venue", NULL,
	  "the new venue; empty: any", AT(const char *, venue),
	  .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "the new symbol or pattern; empty: any", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ OPT_DURATION, 0, "cooldown", "duration", NULL, "the new cool-down",
	  AT(int64_t, cooldown) },
	{ OPT_FLAG, 0, "no-cooldown", NULL, NULL, "no cool-down any more",
	  AT(bool, no_cooldown) },
	{ OPT_TEXT, 0, "note", "text", NULL, "the new note",
	  AT(const char *, note) },
	{ OPT_ENUM, 0, "on-unknown", "what", NULL,
	  "when the condition cannot be told: report or trip",
	  AT(int, on_unknown), .choices = unknowns },
	{ .kind = OPT_DONE }
};

static enum err_code
change(struct session *s, const struct args *a, const char *name,
    struct err *err)
{
	struct breaker b;
	enum err_code rc = breaker_load(s->store, name, &b, err);

	if (rc == E_OK)
		rc = breaker_fill(&b, NULL, a->when, a->act,
		    s->globals->account, a->venue, a->symbol, a->note, err);
	if (rc != E_OK)
		return rc;
	if (a->cooldown != 0 || a->no_cooldown)
		b.cooldown = a->no_cooldown ? 0 : a->cooldown;
	if (a->on_unknown >= 0)
		b.on_unknown_trip = a->on_unknown == 1;
	rc = breaker_complete(s, &b, err);
	if (rc == E_OK)
		rc = breaker_store(s, &b, false, "set", err);
	return rc;
}

/* Read and written in one transaction, so that a change made meanwhile is not
 * undone. */
static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *name = operands->at[0];
	enum err_code rc = store_begin(s->store, err);

	if (rc == E_OK)
		rc = store_end(s->store, change(s, args, name, err), err);
	return rc == E_OK ? breaker_print(s, name, err) : rc;
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker set daily-loss --when 'drawdown(1d) > 4%'",
	  "a tighter condition", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_set = {
	.name = "breaker set",
	.group = "risk",
	.summary = "change a breaker",
	.about = "Changes what is given and keeps the rest. A breaker that has"
	    " tripped stays tripped. The definition before is kept in the"
	    " ledger.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &breaker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
