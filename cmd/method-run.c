/*
 * etrms method run: one case from standard input, its answer as JSON.
 */
#include "base/file.h"
#include "cmd/method.h"

#include <errno.h>
#include <string.h>

#define CSV_SIZE_MAX ((size_t)64 << 20)
#define CASE_SIZE_MAX ((size_t)16 << 20)

struct args { const char *data; };

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "data", "folder", NULL,
	  "folder of the CSV files that the case names; else the current one",
	  AT(const char *, data), .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

static enum err_code
read_csv(void *self, const char *name, struct buf *out, struct err *err)
{
	const struct args *a = self;
	struct buf path = { 0 };
	enum err_code rc;

	/* "-" would be the case itself. */
	if (*name == '\0' || strcmp(name, "-") == 0)
		return err_set(err, E_DATA, "case: csv: '%s' is no file",
		    name);
	if (a->data != NULL && *name != '/')
		buf_printf(&path, "%s/", a->data);
	buf_puts(&path, name);
	rc = file_read(buf_text(&path), CSV_SIZE_MAX, out, err);
	buf_release(&path);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct method_files files = { read_csv,
	    (void *)(uintptr_t)args };
	const char *name = operands->len > 0 ? operands->at[0] : NULL;
	struct buf text = { 0 }, answer = { 0 };
	enum err_code rc = file_read("-", CASE_SIZE_MAX, &text, err);

	if (rc == E_OK)
		rc = method_run(name, buf_text(&text), text.len, &files,
		    &answer, err);
	if (rc == E_OK && !s->style.quiet &&
	    (fprintf(s->out_file, "%s\n", buf_text(&answer)) < 0 ||
	    fflush(s->out_file) != 0))
		rc = err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	buf_release(&text);
	buf_release(&answer);
	return rc;
}

static const struct operand operands[] = {
	{ "name", .optional = true, .words = WORDS_METHOD,
	  .help = "one of method list; else what the case says in fn" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "echo '{\"input\": {\"r\": [0.01, -0.02, 0.03]}}' |"
	  " etrms method run stat_sharpe", "the Sharpe ratio of three days",
	  0 },
	{ "echo '{\"fn\": \"stat_ruin\"}' | etrms method run",
	  "there is no such method", 2 },
	{ .line = NULL }
};

static const int exits[] = { E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_method_run = {
	.name = "method run",
	.group = "research",
	.summary = "run a quantitative method on one case",
	.about = "Reads one case as JSON from standard input and prints what"
	    " the method answers, a JSON object, in every --format.\n\n"
	    "A case is an object: fn, the method's name, which may be given as"
	    " operand instead; params, an object; input, an object of arrays"
	    " by the names that method show lists, or {\"csv\": file, \"rows\":"
	    " the first so many} with these as its columns. id, expected, tol,"
	    " source and note may be there and are not read.\n\n"
	    "Numbers are doubles; null is what is not available: before the"
	    " first value, and where a formula divides by 0. Drawdowns are"
	    " negative and losses at risk positive, as the definitions have"
	    " them.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.run = run
};
