/*
 * etrms breaker enable: let a breaker judge again.
 */
#include "cmd/breaker.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct breaker b;
	enum err_code rc = breaker_load(s->store, operands->at[0], &b, err);

	(void)args;
	if (rc == E_OK && b.enabled != 1) {
		b.enabled = 1;
		rc = breaker_store(s, &b, false, "enable", err);
	}
	if (rc == E_OK)
		rc = breaker_print(s, b.name, err);
	return rc;
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker disable daily-loss", "first pause it", 0 },
	{ "etrms breaker enable daily-loss", "it judges again", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_enable = {
	.name = "breaker enable",
	.group = "risk",
	.summary = "let a breaker judge again",
	.about = "A disabled breaker is judged again from now on. One that has"
	    " tripped stays tripped.",
	.operands = operands,
	.record = &breaker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
