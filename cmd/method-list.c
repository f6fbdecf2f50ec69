/*
 * etrms method list: the quantitative methods by name.
 */
#include "cmd/method.h"

#include <string.h>

struct args { const char *family; };

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "family", "family", NULL,
	  "methods of this family only", AT(const char *, family) },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct buf input = { 0 };
	struct out *out = NULL;
	struct method m;
	bool known = a->family == NULL;
	enum err_code rc = session_out(s, &method_record, &out, err);

	(void)operands;
	for (size_t i = 0; rc == E_OK && method_at(i, &m); i++) {
		struct method_row row = method_row(&m, &input);

		if (a->family != NULL && strcmp(a->family, m.family) != 0)
			continue;
		known = true;
		rc = out_row(out, &row, err);
	}
	if (rc == E_OK && !known)
		rc = err_set(err, E_USAGE, "--family: no family '%s'",
		    a->family);
	buf_release(&input);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms method list", "all of them", 0 },
	{ "etrms method list --family backtest --format csv "
	  "--fields name,output", "what the statistics of returns answer", 0 },
	{ .line = NULL }
};

const struct cmd cmd_method_list = {
	.name = "method list",
	.group = "research",
	.summary = "list the quantitative methods",
	.about = "Lists the methods that method run knows, family by family:"
	    " what each reads, what it answers, and where its definition is.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &method_record,
	.examples = examples,
	.run = run
};
