/*
 * etrms config set: writes one key; comments and order of the file stay.
 */
#include "cmd/session.h"

#include <string.h>

/* A command, or the first word of some. */
static bool
is_ours(const char *word)
{
	size_t n = strlen(word);

	for (const struct cmd *const *c = commands; *c != NULL; c++)
		if (strncmp((*c)->name, word, n) == 0 &&
		    ((*c)->name[n] == '\0' || (*c)->name[n] == ' '))
			return true;
	return false;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *key = operands->at[0];
	enum err_code rc = conf_set(s->conf, key, operands->at[1], err);

	(void)args;
	if (rc == E_OK && strncmp(key, "alias.", 6) == 0 && is_ours(key + 6))
		session_warn(s, "%s is never used: etrms %s is a command", key,
		    key + 6);
	return rc;
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
	    " quotes group words as in a shell. A value that begins with ! is"
	    " a line for the shell, and the words behind NAME are its"
	    " operands. As in git, a command of etrms or a program etrms-NAME"
	    " on PATH cannot be hidden by an alias.",
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.needs = NEED_LITTLE,
	.run = run
};
