/*
 * etrms breaker disable: stop a breaker from judging.
 */
#include "cmd/breaker.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	(void)args;
	return breaker_switch(s, operands->at[0], false, err);
}

static const struct operand operands[] = {
	{ "name", false, false, WORDS_BREAKER, "the breaker" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms breaker disable daily-loss", "pause it", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_breaker_disable = {
	.name = "breaker disable",
	.group = "risk",
	.summary = "stop a breaker from judging",
	.about = "A disabled breaker is not judged, does not trip and refuses"
	    " nothing, tripped or not. Its definition and events stay.",
	.operands = operands,
	.record = &breaker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
