/*
 * etrms policy export: the stored policy as lines that import reads.
 */
#include "cmd/rules.h"
#include "risk/rulestext.h"

#include <errno.h>
#include <string.h>

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct policy_rows rows = {0};
	struct buf text = {0};
	enum err_code rc = E_OK;

	(void)args;
	(void)operands;
	if (s->store != NULL)
		rc = policy_load(s->store, &rows, err);
	buf_puts(&text, "# etrms policy: each line is what policy set"
	    " takes\n");
	policy_text_write(&rows, &text);
	if (rc == E_OK && !s->style.quiet &&
	    fputs(buf_text(&text), s->out_file) == EOF)
		rc = err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	buf_release(&text);
	vec_release(&rows);
	return rc;
}

static const struct example examples[] = {
	{ "etrms policy export > policy.txt", "keep the policy in a file", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_OUTPUT, 0 };

const struct cmd cmd_policy_export = {
	.name = "policy export",
	.group = "risk",
	.summary = "write the policy as text",
	.about = "Writes every value that is set, one a line in the words of"
	    " policy set, sorted by rule, account and symbol: a file for"
	    " people, version control and policy import. Defaults are not"
	    " written.",
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
