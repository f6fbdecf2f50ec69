/*
 * etrms backtest remove: take recorded runs away.
 */
#include "cmd/backtest.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	(void)args;
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < operands->len && rc == E_OK; i++) {
		struct run r;

		rc = run_load(s->store, operands->at[i], &r, NULL, err);
		if (rc == E_OK)
			rc = run_remove(s->store, r.id, s->actor,
			    clock_now(&s->clock), err);
		if (rc == E_OK)
			rc = session_audit(s, "run", r.id, "remove",
			    r.result_hash, err);
	}
	return store_end(s->store, rc, err);
}

static const struct operand operand[] = {
	{ "run", false, true, WORDS_RUN, "its id, as backtest list shows it" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms backtest remove 1", "it is gone, and its number with it", 0 },
	{ "etrms backtest remove 2 3", "both, or neither", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_backtest_remove = {
	.name = "backtest remove",
	.group = "research",
	.summary = "remove recorded runs",
	.about = "Takes runs away with everything in them, all that are named"
	    " or, when one of them is not there, none. The audit keeps that"
	    " it was done, with the hash of what had come out; a number is"
	    " not used again.",
	.operands = operand,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
