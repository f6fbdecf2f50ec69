/*
 * etrms breaker enable: let a breaker judge again.
 */
#include "cmd/breaker.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	(void)args;
	return breaker_switch(s, operands->at[0], true, err);
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
