/*
 * Refusals and warnings: place and cause, then the line and a caret with ~ to
 * the end of the token. Columns count characters from 1.
 */
#include "expr/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Lines longer than this are shown around the caret only. */
enum { LINE_SHOWN = 120, LINE_BEFORE = 60 };

static void
finding_fill(struct expr_finding *f, const struct token *t, const char *code,
    const char *fmt, va_list ap)
{
	f->line = t->line;
	f->column = t->column;
	f->length = t->chars > 0 ? t->chars : 1;
	f->code = code;
	vsnprintf(f->message, sizeof(f->message), fmt, ap);
}

void
expr_refuse(struct expr *e, unsigned tok, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	if (e->failed)
		return;
	e->failed = true;
	if (e->tokens.at[tok].kind == T_BAD)
		code = NULL;	/* said already */
	va_start(ap, fmt);
	finding_fill(&e->error, &e->tokens.at[tok], code, fmt, ap);
	va_end(ap);
}

void
expr_refuse_quietly(struct expr *e)
{
	if (!e->failed)
		e->error.code = NULL;
	e->failed = true;
}

/* A let is looked at once per series and rule that it is seen in. */
static void
finding_add(struct expr *e, const struct expr_finding *f)
{
	for (size_t i = 0; i < e->findings.len; i++) {
		const struct expr_finding *g = &e->findings.at[i];

		if (g->line == f->line && g->column == f->column &&
		    strcmp(g->message, f->message) == 0)
			return;
	}
	if (e->findings.len < LIMIT_FINDINGS)
		vec_push(&e->findings, *f);
}

bool
expr_refusal_keep(struct expr *e)
{
	bool failed = e->failed;

	if (failed && e->error.code != NULL)
		finding_add(e, &e->error);
	e->failed = false;
	return failed;
}

void
expr_refuse_at(struct expr *e, const struct token *t, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	if (e->failed)
		return;
	e->failed = true;
	va_start(ap, fmt);
	finding_fill(&e->error, t, code, fmt, ap);
	va_end(ap);
}

void
expr_warn(struct expr *e, unsigned tok, const char *code, const char *fmt, ...)
{
	struct expr_finding f = { .warning = true };
	va_list ap;

	va_start(ap, fmt);
	finding_fill(&f, &e->tokens.at[tok], code, fmt, ap);
	va_end(ap);
	finding_add(e, &f);
}

static size_t
char_len(const char *s, const char *end)
{
	size_t n = 1;

	while (s + n < end && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* The line of a finding, tabs and stray bytes as blanks so that the caret
 * stands under its token. */
static void
line_put(const char *text, int line, int from, int to, struct buf *out)
{
	const char *s = text, *end = text + strlen(text);
	int column = 1;

	for (int i = 1; i < line && s < end; s++)
		i += *s == '\n';
	for (; s < end && *s != '\n' && column <= to; column++) {
		size_t n = char_len(s, end);
		bool odd = (unsigned char)*s < 0x20 || *s == 0x7f ||
		    ((unsigned char)*s >= 0x80 && n == 1);

		if (column >= from) {
			if (odd)
				buf_putc(out, ' ');
			else
				buf_add(out, s, n);
		}
		s += n;
	}
}

void
expr_finding_text(const struct expr_finding *f, const char *label,
    const char *text, struct buf *out)
{
	int from = f->column > LINE_SHOWN - 20 ? f->column - LINE_BEFORE : 1;
	int room = from + LINE_SHOWN - f->column;

	buf_printf(out, "%s:%d:%d: %s\n  ", label ? label : "expression",
	    f->line, f->column, f->message);
	line_put(text, f->line, from, from + LINE_SHOWN - 1, out);
	buf_putc(out, '\n');
	buf_pad(out, ' ', (size_t)(f->column - from) + 2);
	buf_putc(out, '^');
	buf_pad(out, '~', (size_t)((f->length < room ? f->length : room) - 1));
}
