/*
 * etrms strategy check: everything that is wrong with strategy files.
 */
#include "cmd/evalfields.h"
#include "cmd/strategy.h"

#include <stdlib.h>
#include <string.h>

struct args { struct texts params; };

static const struct opt opts[] = {
	{ OPT_TEXTS, 'p', "param", "name=value", NULL,
	  "check with this value, not the default and the ends of the range",
	  AT(struct texts, params) },
	{ .kind = OPT_DONE }
};

struct finding_row {
	const char *file, *severity, *code, *message;
	int64_t line, column, length;
};
static const struct record finding_row_record = { "strategy finding",
	"what is wrong with a strategy file", (const struct field[]) {
	{ "file", FIELD_TEXT, FIELD_AT(struct finding_row, file),
	  .help = "path of the file" },
	{ "line", FIELD_INT, FIELD_AT(struct finding_row, line),
	  .help = "from 1" },
	{ "column", FIELD_INT, FIELD_AT(struct finding_row, column),
	  .help = "in characters, from 1" },
	{ "length", FIELD_INT, FIELD_AT(struct finding_row, length),
	  .help = "characters that it is about", .flags = FIELD_WIDE },
	{ "severity", FIELD_TEXT, FIELD_AT(struct finding_row, severity),
	  .help = "error or warning" },
	{ "code", FIELD_TEXT, FIELD_AT(struct finding_row, code),
	  .help = "syntax, name, type, unit, clock, limit, value, missing,"
	  " unavailable; of warnings unread, inexact, constant, span" },
	{ "message", FIELD_TEXT, FIELD_AT(struct finding_row, message),
	  .help = "what is wrong, and what to write" },
	{ .name = NULL } } };

struct checking {
	struct session *s;
	struct out *out;
	const struct expr_param *params;
	size_t params_len;
	bool refused;
	struct buf places;	/* the lines with their carets, for people */
};

static enum err_code
put_findings(struct checking *c, const char *path, const char *text,
    const struct expr_findings *all, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		const struct expr_finding *f = &all->at[i];
		struct finding_row row = { .file = path, .code = f->code,
		    .severity = f->warning ? "warning" : "error",
		    .message = f->message, .line = f->line,
		    .column = f->column, .length = f->length };

		rc = out_row(c->out, &row, err);
		expr_finding_text(f, path, text, &c->places);
		buf_putc(&c->places, '\n');
	}
	return rc;
}

/* Lines for people, one by one. */
static void
put_places(struct checking *c)
{
	const char *line = buf_text(&c->places);

	while (*line != '\0') {
		size_t n = strcspn(line, "\n");

		out_note(c->out, "%.*s", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

static enum err_code
check_file(struct checking *c, const char *word, struct err *err)
{
	struct expr_findings findings = {0};
	struct strategy_file f = { .name = NULL };
	struct strategy *strategy = NULL;
	struct buf text = {0};
	enum err_code rc = strategy_file_find(c->s, word, &f, err);

	if (rc == E_OK)
		rc = strategy_file_read(&f, &text, err);
	if (rc == E_OK) {
		struct strategy_source in = { .label = f.path,
		    .text = buf_text(&text), .len = text.len,
		    .params = c->params, .params_len = c->params_len };

		struct err why = {0};

		rc = strategy_check(&in, &strategy, &findings, &why);
		c->refused |= rc == E_DATA;
		if (rc != E_DATA && rc != E_OK)
			err_set(err, rc, "%s", why.text);
		else
			rc = put_findings(c, f.path, buf_text(&text),
			    &findings, err);
	}
	strategy_free(strategy);
	vec_release(&findings);
	buf_release(&text);
	strategy_file_release(&f);
	return rc;
}

/* Every file is looked at; the first that cannot be read is the error. */
static enum err_code
check_files(struct checking *c, const struct texts *files, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < files->len; i++) {
		struct err other = {0};
		enum err_code one = check_file(c, files->at[i],
		    rc == E_OK ? err : &other);

		rc = rc == E_OK ? one : rc;
	}
	put_places(c);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	size_t n = a->params.len;
	struct given *given = mem_array(n + 1, sizeof(*given));
	struct expr_param *params = mem_array(n + 1, sizeof(*params));
	struct checking c = { .s = s, .params = params, .params_len = n };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < n && rc == E_OK; i++) {
		rc = given_cut(a->params.at[i], "--param", false, &given[i],
		    err);
		params[i] = (struct expr_param){ given[i].name,
		    given[i].value };
	}
	if (rc == E_OK)
		rc = session_out(s, &finding_row_record, &c.out, err);
	if (rc == E_OK)
		rc = check_files(&c, operands, err);
	rc = out_end(c.out, rc, err);
	for (size_t i = 0; i < n; i++)
		free(given[i].name);
	free(given);
	free(params);
	buf_release(&c.places);
	return rc == E_OK && c.refused ? E_NO : rc;
}

static const struct operand operand[] = {
	{ "strategy", false, true, WORDS_STRATEGY,
	  "names of strategy list, or paths; - is standard input" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms strategy check sma_cross pairs", "nothing to say: exit 0",
	  0 },
	{ "etrms strategy check sma_cross --param fast=100",
	  "a value outside of its range", 1 },
	{ NULL }
};

static const int exits[] = { E_NO, E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_strategy_check = {
	.name = "strategy check",
	.group = "research",
	.summary = "say what is wrong with strategies",
	.about = "Compiles each file with its defaults, and again with each"
	    " parameter at both ends of its range (sets that a require of the"
	    " file refuses are left out), and writes a row for everything that"
	    " is wrong, with its place. Exit 0: nothing, or warnings alone; 1:"
	    " a file is refused; 2: there is no such file, or no such"
	    " parameter.\n\n"
	    "With --param only these values are tried for these parameters,"
	    " which all of the files must have. etrms help strategies has all"
	    " statements.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &finding_row_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
