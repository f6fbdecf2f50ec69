/*
 * etrms template remove: takes a template away.
 */
#include "cmd/template.h"

static enum err_code
remove_template(struct session *s, const char *name, struct template *gone,
    struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = template_load(s->store, name, gone, err);
	if (rc == E_OK)
		rc = template_remove(s->store, name, err);
	if (rc == E_OK)
		rc = session_audit(s, "template", name, "remove", "", err);
	return store_end(s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct template gone;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &template_record, &out, err);

	(void)args;
	if (rc == E_OK)
		rc = remove_template(s, operands->at[0], &gone, err);
	if (rc == E_OK)
		rc = out_row(out, &gone, err);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "name", .words = WORDS_TEMPLATE, .help = "its name" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms template remove dip", "it is not needed any more", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_BUSY, 0 };

const struct cmd cmd_template_remove = {
	.name = "template remove",
	.group = "trading",
	.summary = "remove an order template",
	.about =
	"Removes a template and prints what it was. Orders that were placed "
	"with it stay as they are.",
	.operands = operands,
	.record = &template_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
