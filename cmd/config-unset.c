/*
 * etrms config unset: takes one key out of the file.
 */
#include "cmd/session.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	(void)args;
	return conf_set(s->conf, operands->at[0], NULL, err);
}

static const struct operand operands[] = {
	{ "key", false, false, WORDS_SETTING, "section and key, or"
	  " alias.NAME" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms config unset output.color", "back to the default; 1 when it"
	  " was not set", 1 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_config_unset = {
	.name = "config unset",
	.group = "housekeeping",
	.summary = "return a setting to its default",
	.about = "Takes the key out of the configuration file. Exits 1 when"
	    " the file does not have it. Also removes keys that etrms does"
	    " not know.",
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.needs = NEED_LITTLE,
	.run = run
};
