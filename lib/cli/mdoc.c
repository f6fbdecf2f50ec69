/*
 * Man pages in mdoc, from the same rows as the help.
 */
#include "cli/cli.h"
#include "cli/page.h"

#include <ctype.h>
#include <string.h>

#define MAN_DATE "November 21, 2026"

/* Text that is no markup: backslashes, and dots and quotes at line starts. */
static void
put_text(struct buf *to, const char *text)
{
	bool start = true;

	for (; *text != '\0'; text++) {
		if (start && (*text == '.' || *text == '\''))
			buf_puts(to, "\\&");
		start = *text == '\n';
		if (*text == '\\')
			buf_puts(to, "\\e");
		else if (*text == '-' && text[1] == '-') {
			buf_puts(to, "\\-\\-");	/* two hyphens, no dash */
			text++;
		} else
			buf_putc(to, *text);
	}
}

/* The same, broken at blanks so that no source line passes 78 bytes. */
static void
put_line(struct buf *to, const char *text)
{
	struct buf lines = {0};
	size_t column = 0, blank = 0, after = 0;

	buf_puts(&lines, text);
	for (size_t i = 0; i < lines.len; i++) {
		unsigned char c = (unsigned char)lines.at[i];

		/* mandoc sees \[u00B5] where we see one character */
		column += c < 0x80 ? 1 : c >= 0xc0 ? 8 : 0;
		if (c == ' ') {
			blank = i;
			after = column;
		}
		if (column >= 78 && after > 0) {
			lines.at[blank] = '\n';
			column -= after;
			after = 0;
		}
	}
	put_text(to, buf_text(&lines));
	buf_putc(to, '\n');
	buf_release(&lines);
}

/* A sentence a line, as mdoc wants it, and .Pp between paragraphs. */
static void
put_prose(struct buf *to, const char *text)
{
	struct buf line = {0};

	for (; *text != '\0'; text++) {
		bool ends = (*text == '.' || *text == '?' || *text == ':') &&
		    text[1] == ' ' && (isupper((unsigned char)text[2]) ||
		    text[2] == '\'' || text[2] == '"');

		if (*text == '\n' && text[1] == '\n') {
			put_line(to, buf_text(&line));
			buf_puts(to, ".Pp\n");
			buf_clear(&line);
			text++;
		} else if (*text == '\n' || ends) {
			if (ends)
				buf_putc(&line, *text);
			put_line(to, buf_text(&line));
			buf_clear(&line);
			text += ends;
		} else if (*text != ' ' || line.len > 0)
			buf_putc(&line, *text);
	}
	if (line.len > 0)
		put_line(to, buf_text(&line));
	buf_release(&line);
}

/* A macro's argument: one word, whatever blanks it has. */
static void
put_word(struct buf *to, const char *text)
{
	bool single = strlen(text) <= 2 && ispunct((unsigned char)text[0]);
	bool quote = strpbrk(text, " \t\"") != NULL || text[0] == '\0';

	if (single)		/* mdoc takes lone punctuation for its own */
		buf_puts(to, "\\&");
	if (quote)
		buf_putc(to, '"');
	for (; *text != '\0'; text++)
		if (*text == '"')
			buf_puts(to, "\"\"");
		else if (*text == '\\')
			buf_puts(to, "\\e");
		else
			buf_putc(to, *text);
	if (quote)
		buf_putc(to, '"');
}

static void
put_dashed(struct buf *to, const char *name)
{
	for (; *name != '\0'; name++)
		buf_putc(to, *name == ' ' ? '-' : *name);
}

static void
put_upper(struct buf *to, const char *name)
{
	for (; *name != '\0'; name++)
		buf_putc(to, *name == ' ' ? '-' :
		    (char)toupper((unsigned char)*name));
}

static void
put_head(struct buf *to, const char *name, const char *section,
    const char *summary)
{
	buf_puts(to, ".Dd " MAN_DATE "\n.Dt ETRMS");
	if (name != NULL) {
		buf_putc(to, '-');
		put_upper(to, name);
	}
	buf_printf(to, " %s\n.Os etrms " ETRMS_VERSION "\n.Sh NAME\n.Nm etrms",
	    section);
	if (name != NULL) {
		buf_putc(to, '-');
		put_dashed(to, name);
	}
	buf_puts(to, "\n.Nd ");
	put_text(to, summary);
	buf_putc(to, '\n');
}

static void
put_flag(struct buf *to, const struct opt *o)
{
	if (o->letter != 0)
		buf_printf(to, ".It Fl %c , Fl \\-%s", o->letter, o->name);
	else
		buf_printf(to, ".It Fl \\-%s", o->name);
	if (o->kind != OPT_FLAG) {
		buf_puts(to, " Ar ");
		put_word(to, o->value);
	}
	buf_putc(to, '\n');
}

static void
put_sentence(struct buf *to, const char *text)
{
	struct buf line = {0};

	buf_puts(&line, text);
	if (line.len > 0)
		line.at[0] = (char)toupper((unsigned char)line.at[0]);
	if (line.len > 0 && line.at[line.len - 1] != '.')
		buf_putc(&line, '.');
	put_prose(to, buf_text(&line));
	buf_release(&line);
}

static void
put_option(void *self, const struct opt *o)
{
	struct buf text = {0};

	put_flag(self, o);
	page_option_text(o, &text);
	put_sentence(self, buf_text(&text));
	buf_release(&text);
}

static void
put_options(struct buf *to, const struct opt *opts,
    const struct opt *hidden_by)
{
	buf_puts(to, ".Bl -tag -width Ds\n");
	page_options(opts, hidden_by, put_option, to);
	buf_puts(to, ".El\n");
}

static void
put_synopsis(struct buf *to, const struct cmd *cmd)
{
	buf_printf(to, ".Sh SYNOPSIS\n.Nm etrms %s\n", cmd->name);
	for (const struct opt *o = cmd->opts; o != NULL &&
	    o->kind != OPT_DONE; o++) {
		buf_printf(to, o->required ? ".Fl \\-%s" : ".Op Fl \\-%s",
		    o->name);
		if (o->kind != OPT_FLAG) {
			buf_puts(to, " Ar ");
			put_word(to, o->value);
		}
		buf_putc(to, '\n');
	}
	for (const struct operand *o = cmd->operands; o != NULL &&
	    o->name != NULL; o++) {
		buf_puts(to, o->optional ? ".Op Ar " : ".Ar ");
		put_word(to, o->name);
		buf_puts(to, o->many ? " ...\n" : "\n");
	}
}

static void
put_operands(struct buf *to, const struct cmd *cmd)
{
	if (cmd->operands == NULL || cmd->operands[0].name == NULL)
		return;
	buf_puts(to, ".Pp\nThe operands are:\n.Bl -tag -width Ds\n");
	for (const struct operand *o = cmd->operands; o->name != NULL; o++) {
		buf_puts(to, ".It Ar ");
		put_word(to, o->name);
		buf_putc(to, '\n');
		put_sentence(to, o->help);
	}
	buf_puts(to, ".El\n");
}

static bool
exits_with(const struct cmd *cmd, enum err_code code)
{
	for (const int *c = cmd->exits; c != NULL && *c != 0; c++)
		if (*c == (int)code)
			return true;
	return code == E_OK || code == E_USAGE;
}

static void
put_exits(struct buf *to, const struct cmd *cmd)
{
	buf_puts(to, ".Sh EXIT STATUS\n.Bl -tag -width Ds\n");
	for (const struct err_kind *k = err_kinds; k->name != NULL; k++)
		if (exits_with(cmd, k->code)) {
			buf_printf(to, ".It %d\n", (int)k->code);
			put_sentence(to, k->meaning);
		}
	buf_puts(to, ".El\n.Pp\nAll codes are in\n.Xr etrms-exit-codes 7 .\n");
}

static void
put_examples(struct buf *to, const struct cmd *cmd)
{
	if (cmd->examples == NULL)
		return;
	buf_puts(to, ".Sh EXAMPLES\n");
	for (const struct example *e = cmd->examples; e->line != NULL; e++) {
		struct buf what = {0};

		buf_puts(&what, e->what);
		if (what.len > 0)
			what.at[0] = (char)toupper((unsigned char)what.at[0]);
		if (e != cmd->examples)
			buf_puts(to, ".Pp\n");
		put_text(to, buf_text(&what));
		buf_puts(to, ":\n.Pp\n.Dl ");
		put_text(to, e->line);
		buf_putc(to, '\n');
		buf_release(&what);
	}
}

/* The fields of what it prints. */
static void
put_record(struct buf *to, const struct record *r)
{
	if (r == NULL)
		return;
	buf_puts(to, ".Pp\nEach row is a record\n.Dq ");
	put_text(to, r->name);
	buf_puts(to, " ,\n");
	put_text(to, r->help != NULL ? r->help : "");
	buf_puts(to, ":\n.Bl -tag -width Ds -compact\n");
	for (const struct field *f = r->fields; f->name != NULL; f++) {
		buf_printf(to, ".It Li %s\n", f->name);
		put_line(to, f->help != NULL ? f->help : f->name);
	}
	buf_puts(to, ".El\n");
}

void
cli_mdoc(const struct cmd *cmd, struct buf *to)
{
	put_head(to, cmd->name, "1", cmd->summary);
	put_synopsis(to, cmd);
	buf_puts(to, ".Sh DESCRIPTION\n");
	put_prose(to, cmd->about != NULL ? cmd->about : cmd->summary);
	put_operands(to, cmd);
	if (cmd->opts != NULL && cmd->opts[0].kind != OPT_DONE) {
		buf_puts(to, ".Pp\nThe options are:\n");
		put_options(to, cmd->opts, NULL);
	}
	if (cmd->needs & NEED_VAULT) {
		buf_puts(to, ".Pp\nThe options for the vault are:\n");
		put_options(to, vault_opts, cmd->opts);
	}
	buf_puts(to, ".Pp\nThe options of every command are:\n");
	put_options(to, global_opts, cmd->opts);
	put_record(to, cmd->record);
	for (size_t i = 0; cmd->more != NULL && cmd->more[i] != NULL; i++)
		put_record(to, cmd->more[i]);
	put_exits(to, cmd);
	put_examples(to, cmd);
	buf_puts(to, ".Sh SEE ALSO\n.Xr etrms 1\n");
}

void
cli_mdoc_etrms(struct buf *to)
{
	put_head(to, NULL, "1", "git for trading risk");
	buf_puts(to, ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n"
	    ".Op Ar operands\n.Sh DESCRIPTION\n.Nm\n");
	put_prose(to, "watches what a trader holds across exchanges, refuses"
	    " the orders that would break the trader's own rules, pulls the"
	    " breaker when a rule is broken, and researches strategies with"
	    " the same rules that guard the live account.\n\n"
	    "Rows are printed as a table on a terminal and as one JSON"
	    " record a line into a pipe. Errors are one line on standard"
	    " error, and the exit code says what happened.\n\n"
	    "A word that is no command is looked up as alias.NAME in the"
	    " configuration, and then as a program etrms-NAME in PATH.\n\n"
	    "The commands are:");
	buf_puts(to, ".Bl -tag -width Ds\n");
	for (const struct cmd *const *c = commands; *c != NULL; c++) {
		buf_puts(to, ".It Xr etrms-");
		put_dashed(to, (*c)->name);
		buf_puts(to, " 1\n");
		put_sentence(to, (*c)->summary);
	}
	buf_puts(to, ".El\n.Pp\nThe options of every command are:\n");
	put_options(to, global_opts, NULL);
	buf_puts(to, ".Sh ENVIRONMENT\nSee\n.Xr etrms-environment 7 .\n"
	    ".Sh EXIT STATUS\nSee\n.Xr etrms-exit-codes 7 .\n");
}

/* A topic: its lines as they are, its heading text for a first look. */
void
cli_mdoc_topic(const char *name, const char *summary, const char *text,
    struct buf *to)
{
	put_head(to, name, "7", summary);
	buf_puts(to, ".Sh DESCRIPTION\n.Bd -literal\n");
	put_text(to, text);
	if (text[0] != '\0' && text[strlen(text) - 1] != '\n')
		buf_putc(to, '\n');
	buf_puts(to, ".Ed\n.Sh SEE ALSO\n.Xr etrms 1\n");
}
