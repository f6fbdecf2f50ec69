/*
 * etrms breaker remove: remove a breaker.
 */
#include "cmd/breaker.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct breaker b;
	enum err_code rc = store_begin(s->store, err);

	(void)args;
	if (rc != E_OK)
		return rc;
	rc = breaker_load(s->store, operands->at[0], &b, err);
	if (rc == E_OK && b.enabled == 1 && b.state == BREAKER_TRIPPED)
		rc = err_set(err, E_USAGE, "breaker %s has tripped; reset or"
		    " disable it first", b.name);
	if (rc == E_OK)
		rc = breaker_remove(s->store, b.name, s->actor,
		    clock_now(&s->clock), err);
	if (rc == E_OK)
		rc = session_audit(s, "breaker", b.name, "remove", b.when, err);
	return store_end(s->store, rc, err);
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker remove daily-loss", "it judges no more", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_remove = {
	.name = "breaker remove",
	.group = "risk",
	.summary = "remove a breaker",
	.about = "Takes the breaker away; its definitions and events stay in the"
	    " ledger. One that has tripped is not removed before it is reset"
	    " or disabled.",
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
