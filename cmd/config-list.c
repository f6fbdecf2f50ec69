/*
 * etrms config list: every setting with its value and where that comes from.
 */
#include "cmd/session.h"

#include <string.h>

struct args { bool changed; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "changed", NULL, NULL,
	  "only what is not at its default", AT(bool, changed) },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct out *out = NULL;
	struct conf_row row;
	enum err_code rc = session_out(s, &conf_record, &out, err);

	(void)operands;
	for (size_t i = 0; rc == E_OK && conf_row(s->conf, i, &row); i++)
		if (!a->changed || strcmp(row.origin, "default") != 0)
			rc = out_row(out, &row, err);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms config list", "every setting", 0 },
	{ "etrms config list --changed --format csv", "what was set, for a"
	  " program", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_config_list = {
	.name = "config list",
	.group = "housekeeping",
	.summary = "list settings and aliases",
	.about = "Lists every setting with its value, where the value comes"
	    " from (default, file or environment), its default and what it is"
	    " for; then the aliases.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &conf_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
