/*
 * etrms template list: the templates that were saved.
 */
#include "cmd/template.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct templates all = { 0 };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &template_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = templates_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms template list", "what template use can place", 0 },
	{ "etrms template list --format csv --fields name,options",
	  "for a spreadsheet", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_template_list = {
	.name = "template list",
	.group = "trading",
	.summary = "list order templates",
	.about =
	"Lists the templates by name, with their options as they are typed.",
	.record = &template_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
