/*
 * etrms strategy list: the strategies of the config folder and those that come
 * with etrms.
 */
#include "cmd/strategy.h"

static enum err_code
put_file(struct session *s, struct out *out, const struct strategy_file *f,
    struct err *err)
{
	struct expr_findings findings = {0};
	struct strategy *strategy = NULL;
	struct strategy_row row;
	struct buf text = {0};
	struct err why = {0};
	enum err_code rc = strategy_file_read(f, &text, &why);

	if (rc == E_OK) {
		struct strategy_source in = { .label = f->path,
		    .text = buf_text(&text), .len = text.len };

		rc = strategy_read(&in, &strategy, &findings, &why);
	}
	if (rc != E_OK)
		session_warn(s, "%s", why.text);
	strategy_row_fill(f, strategy, &row);
	rc = out_row(out, &row, err);
	strategy_row_release(&row);
	strategy_free(strategy);
	vec_release(&findings);
	buf_release(&text);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct strategy_files all = {0};
	struct out *out = NULL;
	enum err_code rc = session_out(s, &strategy_record, &out, err);

	(void)args;
	(void)operands;
	strategy_files_list(s, &all);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = put_file(s, out, &all.at[i], err);
	strategy_files_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms strategy list", "what there is to run", 0 },
	{ "etrms strategy list --format csv --fields name,hash,path",
	  "what they are told apart by", 0 },
	{ NULL }
};

static const int exits[] = { E_OUTPUT, 0 };

const struct cmd cmd_strategy_list = {
	.name = "strategy list",
	.group = "research",
	.summary = "list strategies",
	.about = "Lists the files that end in .strategy: your own in the"
	    " folder strategies beside the configuration file, and those that"
	    " come with etrms. Where both have a name, yours is the one that is"
	    " meant. A file that is refused is listed with a warning that says"
	    " why; etrms strategy check says everything that is wrong.",
	.record = &strategy_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
