/*
 * The canonical form (LANGUAGE 8): single blanks, the fewest parentheses,
 * plain decimals, every call with all its arguments in order.
 */
#include "base/stamp.h"
#include "expr/names.h"
#include "expr/tree.h"

#include <string.h>

/* How tightly a node binds; a child that binds less gets parentheses. */
enum bind { B_IF, B_OR, B_AND, B_NOT, B_HELD, B_CMP, B_SUM, B_TERM, B_UNARY,
    B_POSTFIX };

static const struct { enum bind bind; const char *sign; } binding[] = {
	[N_NUMBER] = { B_POSTFIX, NULL }, [N_RATIO] = { B_POSTFIX, NULL },
	[N_DURATION] = { B_POSTFIX, NULL }, [N_TIME] = { B_POSTFIX, NULL },
	[N_TEXT] = { B_POSTFIX, NULL }, [N_BOOL] = { B_POSTFIX, NULL },
	[N_NA] = { B_POSTFIX, NULL }, [N_NAME] = { B_POSTFIX, NULL },
	[N_CALL] = { B_POSTFIX, NULL }, [N_PART] = { B_POSTFIX, NULL },
	[N_INDEX] = { B_POSTFIX, NULL }, [N_SWITCH] = { B_POSTFIX, NULL },
	[N_NEG] = { B_UNARY, NULL },
	[N_MUL] = { B_TERM, " * " }, [N_DIV] = { B_TERM, " / " },
	[N_ADD] = { B_SUM, " + " }, [N_SUB] = { B_SUM, " - " },
	[N_LT] = { B_CMP, " < " }, [N_LE] = { B_CMP, " <= " },
	[N_GT] = { B_CMP, " > " }, [N_GE] = { B_CMP, " >= " },
	[N_EQ] = { B_CMP, " == " }, [N_NE] = { B_CMP, " != " },
	[N_IN] = { B_CMP, NULL },
	[N_FOR] = { B_HELD, " for " }, [N_WITHIN] = { B_HELD, " within " },
	[N_NOT] = { B_NOT, NULL },
	[N_AND] = { B_AND, " and " }, [N_OR] = { B_OR, " or " },
	[N_IF] = { B_IF, NULL }
};

static void node_put(const struct expr *e, const struct node *n,
    enum bind least, struct buf *out);

void
expr_print_literal(struct literal v, bool percent, struct buf *out)
{
	char digits[48];
	int n = 0, exp = v.exp + (percent ? 2 : 0);
	__int128 c = v.coef;

	do {
		digits[n++] = (char)('0' + (int)(c % 10));
		c /= 10;
	} while (c != 0);
	if (v.coef == 0)
		exp = 0;
	if (n + exp <= 0) {
		buf_puts(out, "0.");
		buf_pad(out, '0', (size_t)-(n + exp));
	}
	for (int i = n - 1; i >= 0; i--) {
		if (i == -exp - 1 && i != n - 1)
			buf_putc(out, '.');
		buf_putc(out, digits[i]);
	}
	if (exp > 0)
		buf_pad(out, '0', (size_t)exp);
	if (percent)
		buf_putc(out, '%');
}

void
expr_print_time(int64_t t, struct buf *out)
{
	struct stamp_parts p = stamp_split(t);

	buf_printf(out, "%04d-%02d-%02d", p.year, p.month, p.day);
	if (t % STAMP_DAY == 0)
		return;
	buf_printf(out, "T%02d:%02d", p.hour, p.minute);
	if (p.second || p.micro)
		buf_printf(out, ":%02d", p.second);
	if (p.micro) {
		buf_printf(out, ".%06d", p.micro);
		while (out->at[out->len - 1] == '0')
			buf_cut(out, out->len - 1);
	}
	buf_putc(out, 'Z');
}

void
expr_quote(const char *s, struct buf *out)
{
	buf_putc(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *s);
	}
	buf_putc(out, '"');
}

/* The argument for parameter i of f: by name, by position, or NULL. */
const struct node *
expr_call_arg(const struct node *call, const struct func_row *f, unsigned i)
{
	for (unsigned k = 0; k < call->len; k++)
		if (call->name[k] ? f->arg[i].name &&
		    strcmp(call->name[k], f->arg[i].name) == 0 : k == i)
			return call->arg[k];
	return NULL;
}

static void
call_put(const struct expr *e, const struct node *n, struct buf *out)
{
	const struct func_row *f = expr_func(n->text, 0);
	const char *sep = "";
	unsigned i = 0;

	buf_printf(out, "%s(", n->text);
	for (; f && i < FUNC_ARGS && f->arg[i].name; i++) {
		const struct node *a = expr_call_arg(n, f, i);

		if (a == NULL && f->arg[i].fallback == NULL)
			break;
		buf_puts(out, sep);
		if (a)
			node_put(e, a, B_IF, out);
		else
			buf_puts(out, f->arg[i].fallback);
		sep = ", ";
	}
	for (; f && f->many && i < n->len; i++) {
		buf_puts(out, ", ");
		node_put(e, n->arg[i], B_IF, out);
	}
	buf_putc(out, ')');
}

static void
switch_put(const struct expr *e, const struct node *n, struct buf *out)
{
	const struct node *x = n->arg[0];
	bool apart = x->kind == N_SWITCH;

	if (apart)
		buf_putc(out, '(');
	node_put(e, x, apart ? B_IF : B_POSTFIX, out);
	if (apart)
		buf_putc(out, ')');
	if (n->text) {
		buf_putc(out, '[');
		if (n->by_name)
			buf_puts(out, n->text);
		else
			expr_quote(n->text, out);
		buf_putc(out, ']');
	}
	if (n->len > 1) {
		buf_putc(out, '@');
		node_put(e, n->arg[1], B_POSTFIX, out);
	}
}

void
expr_print_span(const struct expr *e, const struct node *n, bool bars,
    struct buf *out)
{
	node_put(e, n, B_POSTFIX, out);
	if (n->kind == N_NUMBER)
		buf_puts(out, n->num.coef == 1 && n->num.exp == 0 ? " bar" :
		    " bars");
	else if (bars)
		buf_puts(out, " bars");
}

static void
leaf_put(const struct node *n, struct buf *out)
{
	char text[STAMP_TEXT_SIZE];

	switch (n->kind) {
	case N_NUMBER:
	case N_RATIO:
		expr_print_literal(n->num, n->kind == N_RATIO, out);
		break;
	case N_DURATION:
		buf_puts(out, duration_text(n->time, text));
		break;
	case N_TIME:
		expr_print_time(n->time, out);
		break;
	case N_TEXT:
		expr_quote(n->text, out);
		break;
	case N_BOOL:
		buf_puts(out, n->flag ? "true" : "false");
		break;
	case N_NA:
		buf_puts(out, "na");
		break;
	default:
		buf_puts(out, n->text);
		break;
	}
}

static void
inner_put(const struct expr *e, const struct node *n, struct buf *out)
{
	enum bind b = binding[n->kind].bind;

	switch (n->kind) {
	case N_CALL:
		call_put(e, n, out);
		break;
	case N_PART:
		node_put(e, n->arg[0], B_POSTFIX, out);
		buf_printf(out, ".%s", n->text);
		break;
	case N_INDEX:
		node_put(e, n->arg[0], B_POSTFIX, out);
		buf_putc(out, '[');
		node_put(e, n->arg[1], B_IF, out);
		buf_putc(out, ']');
		break;
	case N_SWITCH:
		switch_put(e, n, out);
		break;
	case N_NEG:
	case N_NOT:
		buf_puts(out, n->kind == N_NEG ? "-" : "not ");
		/* not a for 3 bars is refused, so it never prints so. */
		node_put(e, n->arg[0], n->kind == N_NOT &&
		    (n->arg[0]->kind == N_FOR || n->arg[0]->kind == N_WITHIN) ?
		    B_CMP : b, out);
		break;
	case N_IN:
		node_put(e, n->arg[0], B_SUM, out);
		for (unsigned i = 1; i < n->len; i++) {
			buf_puts(out, i == 1 ? " in (" : ", ");
			node_put(e, n->arg[i], B_SUM, out);
		}
		buf_putc(out, ')');
		break;
	case N_FOR:
	case N_WITHIN:
		node_put(e, n->arg[0], B_CMP, out);
		buf_puts(out, binding[n->kind].sign);
		expr_print_span(e, n->arg[1], n->flag, out);
		break;
	case N_IF:
		buf_puts(out, "if ");
		node_put(e, n->arg[0], B_IF, out);
		buf_puts(out, " then ");
		node_put(e, n->arg[1], B_IF, out);
		buf_puts(out, " else ");
		node_put(e, n->arg[2], B_IF, out);
		break;
	default:
		if (n->len != 2) {
			leaf_put(n, out);
			break;
		}
		node_put(e, n->arg[0], b == B_CMP ? B_SUM : b, out);
		buf_puts(out, binding[n->kind].sign);
		node_put(e, n->arg[1], (enum bind)(b + 1), out);
		break;
	}
}

static void
node_put(const struct expr *e, const struct node *n, enum bind least,
    struct buf *out)
{
	bool apart = binding[n->kind].bind < least;

	if (apart)
		buf_putc(out, '(');
	inner_put(e, n, out);
	if (apart)
		buf_putc(out, ')');
}

void
expr_print(const struct expr *e, const struct node *n, struct buf *out)
{
	node_put(e, n, B_IF, out);
}

static const char *
text_in(struct expr *e, const struct node *n, enum bind least)
{
	struct buf out = {0};
	const char *text;

	node_put(e, n, least, &out);
	text = out.len > 48 ?
	    arena_format(&e->arena, "%.45s...", buf_text(&out)) :
	    arena_text(&e->arena, buf_text(&out));
	buf_release(&out);
	return text;
}

const char *
expr_node_text(struct expr *e, const struct node *n)
{
	return text_in(e, n, B_IF);
}

const char *
expr_operand_text(struct expr *e, const struct node *n)
{
	return text_in(e, n, B_POSTFIX);
}

void
expr_canonical(const struct expr *e, struct buf *out)
{
	for (size_t i = 0; i < e->lets.len; i++) {
		buf_printf(out, "let %s = ", e->lets.at[i].name);
		node_put(e, e->lets.at[i].body, B_IF, out);
		buf_puts(out, "; ");
	}
	node_put(e, e->rules.at[0].node, B_IF, out);
}
