/*
 * etrms breaker reset: arm a tripped breaker again.
 */
#include "cmd/breaker.h"

/* The event, its audit row and what it does are one transaction. */
static enum err_code
reset(struct session *s, const struct breaker *b, struct err *err)
{
	struct breaker_event e = { .time = clock_now(&s->clock),
	    .kind = BREAKER_RESET, .value = DEC_NONE, .limit = DEC_NONE,
	    .generation = b->generation };
	bool added;
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	TEXT_SET(e.breaker, b->name);
	TEXT_SET(e.message, s->actor);
	rc = breaker_event_add(s->store, &e, &added, err);
	if (rc == E_OK)
		rc = session_audit(s, "breaker", b->name, "reset", b->when, err);
	return store_end(s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct breaker b;
	enum err_code rc = breaker_load(s->store, operands->at[0], &b, err);

	(void)args;
	if (rc == E_OK && b.state == BREAKER_ARMED)
		session_warn(s, "breaker %s has not tripped", b.name);
	else if (rc == E_OK)
		rc = reset(s, &b, err);
	if (rc == E_OK)
		rc = breaker_print(s, b.name, err);
	return rc;
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker reset daily-loss", "arm it again", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_reset = {
	.name = "breaker reset",
	.group = "risk",
	.summary = "arm a tripped breaker again",
	.about = "A person says that the matter is settled: the breaker is armed"
	    " again and refuses nothing until it trips anew. Entries are"
	    " possible at once; a halt that it made stays until resume.",
	.operands = operands,
	.record = &breaker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
