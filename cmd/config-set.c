/*
 * etrms config set: writes one key; comments and order of the file stay.
 */
#include "cmd/session.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	(void)args;
	return conf_set(s->conf, operands->at[0], operands->at[1], err);
}

static const struct operand operands[] = {
	{ "key", false, false, WORDS_SETTING, "section and key, or"
	  " alias.NAME" },
	{ "value", false, false, WORDS_NONE, "the new value" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms config set time.day-start 08:00", "days begin at 08:00"
	  " UTC", 0 },
	{ "etrms config set alias.short 'config list --changed'",
	  "from now on, etrms short", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_config_set = {
	.name = "config set",
	.group = "housekeeping",
	.summary = "set a setting or an alias",
	.about = "Checks the value and writes it to the configuration file,"
	    " which is made when it is missing. Comments and order stay as"
	    " they are, and the file is replaced as a whole or not at all.\n\n"
	    "alias.NAME makes etrms NAME stand for the words of the value;"
	    " quotes group words as in a shell. A command of etrms cannot be"
	    " hidden by an alias.",
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.needs = NEED_LITTLE,
	.run = run
};
