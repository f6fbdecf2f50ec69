/*
 * etrms config get: the value in force for one key.
 */
#include "cmd/session.h"

#include <string.h>

static enum err_code
find(const struct session *s, const char *key, struct conf_row *row,
    struct err *err)
{
	for (size_t i = 0; conf_row(s->conf, i, row); i++)
		if (strcmp(row->key, key) == 0)
			return E_OK;
	if (strncmp(key, "alias.", 6) == 0)
		return err_set(err, E_NO, "%s is not set in %s", key,
		    conf_path(s->conf));
	return setting_unknown(key, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct out *out = NULL;
	struct conf_row row;
	enum err_code rc = find(s, operands->at[0], &row, err);

	(void)args;
	if (rc == E_OK)
		rc = session_out(s, &conf_record, &out, err);
	if (rc == E_OK && s->style.format == OUT_TABLE &&
	    s->style.fields == NULL)
		out_note(out, "%s", row.value);
	else if (rc == E_OK)
		rc = out_row(out, &row, err);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "key", false, false, WORDS_SETTING, "section and key, or"
	  " alias.NAME" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms config get time.day-start", "when a day begins", 0 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_config_get = {
	.name = "config get",
	.group = "housekeeping",
	.summary = "print the value of a setting",
	.about = "Prints the value in force: from the environment, else the"
	    " file, else the default. Exits 1 when an alias is not set.",
	.operands = operands,
	.record = &conf_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
