/*
 * Help for a terminal, from the command's row: usage, what it does, options,
 * examples, exit codes. 78 columns.
 */
#include "cli/cli.h"
#include "cli/page.h"

#include <string.h>

#define WIDTH 78
#define INDENT 2
#define COLUMN 24	/* where the text beside an option begins */

static void
page_wrap(struct buf *to, const char *text, size_t indent, size_t first)
{
	size_t column = first;
	bool fresh = true;

	while (*text != '\0') {
		size_t n = strcspn(text, " \n");

		if (n > 0 && !fresh && column + 1 + n > WIDTH) {
			buf_putc(to, '\n');
			buf_pad(to, ' ', indent);
			column = indent;
			fresh = true;
		}
		if (n > 0 && !fresh) {
			buf_putc(to, ' ');
			column++;
		}
		if (n > 0)
			fresh = false;
		buf_add(to, text, n);
		column += n;
		text += n;
		if (*text == '\n') {
			buf_puts(to, text[1] == '\n' ? "\n\n" : "\n");
			text += text[1] == '\n' ? 2 : 1;
			buf_pad(to, ' ', *text != '\0' ? indent : 0);
			column = indent;
			fresh = true;
		} else if (*text == ' ')
			text++;
	}
	buf_putc(to, '\n');
}

void
page_entry(struct buf *to, const char *what, const char *text)
{
	size_t n = strlen(what) + INDENT;

	buf_pad(to, ' ', INDENT);
	buf_puts(to, what);
	if (n + 2 > COLUMN) {
		buf_putc(to, '\n');
		n = 0;
	}
	buf_pad(to, ' ', COLUMN - n);
	page_wrap(to, text, COLUMN, COLUMN);
}

void
page_options(const struct opt *opts, const struct opt *hidden_by,
    void (*each)(void *self, const struct opt *o), void *self)
{
	for (const struct opt *o = opts; o != NULL && o->kind != OPT_DONE;
	    o++) {
		bool hidden = false;

		for (const struct opt *h = hidden_by; h != NULL &&
		    h->kind != OPT_DONE; h++)
			hidden = hidden || strcmp(h->name, o->name) == 0;
		if (!hidden)
			each(self, o);
	}
}

/* "-s, --symbol <symbol>" */
static void
option_words(const struct opt *o, struct buf *to)
{
	if (o->letter != 0)
		buf_printf(to, "-%c, ", o->letter);
	buf_printf(to, "--%s", o->name);
	if (o->kind != OPT_FLAG)
		buf_printf(to, " <%s>", o->value);
}

void
page_option_text(const struct opt *o, struct buf *to)
{
	buf_puts(to, o->help);
	if (o->kind == OPT_ENUM && o->choices != NULL &&
	    strstr(o->help, o->choices[0]) == NULL) {
		buf_puts(to, ": ");
		for (size_t i = 0; o->choices[i] != NULL; i++)
			buf_printf(to, "%s%s", i == 0 ? "" : ", ",
			    o->choices[i]);
	}
	if (o->required)
		buf_puts(to, " (needed)");
	if (o->kind == OPT_TEXTS)
		buf_puts(to, " (may be given more than once)");
	if (o->fallback != NULL)
		buf_printf(to, " [%s]", o->fallback);
}

static void
put_option(void *self, const struct opt *o)
{
	struct buf words = {0}, text = {0};

	option_words(o, &words);
	page_option_text(o, &text);
	page_entry(self, buf_text(&words), buf_text(&text));
	buf_release(&words);
	buf_release(&text);
}

static void
cli_usage(const struct cmd *cmd, struct buf *to)
{
	buf_printf(to, "etrms %s", cmd->name);
	for (const struct opt *o = cmd->opts; o != NULL &&
	    o->kind != OPT_DONE; o++)
		if (o->required)
			buf_printf(to, " --%s <%s>", o->name, o->value);
	if (cmd->opts != NULL)
		buf_puts(to, " [options]");
	for (const struct operand *o = cmd->operands; o != NULL &&
	    o->name != NULL; o++)
		buf_printf(to, o->optional ? " [<%s>%s]" : " <%s>%s", o->name,
		    o->many ? "..." : "");
}

static void
put_examples(const struct cmd *cmd, struct buf *to)
{
	if (cmd->examples == NULL)
		return;
	buf_puts(to, "\nExamples:\n");
	for (const struct example *e = cmd->examples; e->line != NULL; e++)
		buf_printf(to, "  %s\n      %s%s\n", e->line, e->what,
		    e->exit == E_NO ? " (exits 1 when the answer is no)" :
		    "");
}

static void
put_exits(const struct cmd *cmd, struct buf *to)
{
	if (cmd->exits == NULL || cmd->exits[0] == 0)
		return;
	buf_puts(to, "\nExit codes beside 0 and 2:\n");
	for (const int *code = cmd->exits; *code != 0; code++) {
		struct buf word = {0};

		buf_printf(&word, "%d", *code);
		page_entry(to, buf_text(&word),
		    err_kind((enum err_code)*code)->meaning);
		buf_release(&word);
	}
}

/* What it prints: the names to give to --fields. */
static void
put_record(const struct record *r, struct buf *to)
{
	struct buf names = {0};

	if (r == NULL)
		return;
	buf_printf(to, "\nFields of %s:\n  ", r->name);
	for (const struct field *f = r->fields; f->name != NULL; f++)
		buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
		    f->name);
	page_wrap(to, buf_text(&names), INDENT, INDENT);
	buf_release(&names);
}

void
cli_help(const struct cmd *cmd, struct buf *to)
{
	buf_puts(to, "usage: ");
	cli_usage(cmd, to);
	buf_puts(to, "\n\n");
	page_wrap(to, cmd->about != NULL ? cmd->about : cmd->summary, 0, 0);
	if (cmd->operands != NULL && cmd->operands[0].name != NULL) {
		buf_puts(to, "\nOperands:\n");
		for (const struct operand *o = cmd->operands; o->name != NULL;
		    o++)
			page_entry(to, o->name, o->help);
	}
	if (cmd->opts != NULL && cmd->opts[0].kind != OPT_DONE) {
		buf_puts(to, "\nOptions:\n");
		page_options(cmd->opts, NULL, put_option, to);
	}
	if (cmd->needs & NEED_VAULT) {
		buf_puts(to, "\nOptions for the vault:\n");
		page_options(vault_opts, cmd->opts, put_option, to);
	}
	buf_puts(to, "\nOptions of every command:\n");
	page_options(global_opts, cmd->opts, put_option, to);
	put_record(cmd->record, to);
	for (size_t i = 0; cmd->more != NULL && cmd->more[i] != NULL; i++)
		put_record(cmd->more[i], to);
	put_examples(cmd, to);
	put_exits(cmd, to);
}
