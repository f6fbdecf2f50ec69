/*
 * The canonical form of a strategy (LANGUAGE 8), its identity, and what may be
 * asked of one.
 */
#include "strategy/read.h"

#include "base/stamp.h"

#include <math.h>

const char *const strategy_kind_names[STRATEGY_KINDS] = { "require", "entry",
	"enter", "hedge", "exit", "stop", "target", "trail", "size",
	"leverage", "max_positions", "pyramid", "cooldown", "hours",
	"weekdays", "opposite" };

static const char *const side_words[] = { "", " long", " short" };

static const char *const form_words[] = {
	[ENTER_MARKET] = "market", [ENTER_LIMIT] = "limit at",
	[ENTER_STOP] = "stop at", [SIZE_NOTIONAL] = "notional",
	[SIZE_RISK] = "risk", [SIZE_QUANTITY] = "quantity",
	[SIZE_VOLATILITY] = "volatility", [SIZE_KELLY] = "kelly",
	[FORM_LEVEL] = "at", [OPPOSITE_REVERSE] = "reverse",
	[OPPOSITE_EXIT] = "exit", [OPPOSITE_IGNORE] = "ignore"
};

/* What goes before the second expression, and before the span. */
static const char *const second_words[STRATEGY_KINDS] = {
	[STRATEGY_TRAIL] = " after ", [STRATEGY_SIZE] = " cap ",
	[STRATEGY_PYRAMID] = " every " };
static const char *const span_words[STRATEGY_KINDS] = {
	[STRATEGY_ENTER] = " for ", [STRATEGY_EXIT] = " after ",
	[STRATEGY_COOLDOWN] = " " };

/* The words that a rule begins with. */
static void
head_put(const struct strategy_rule *r, struct buf *out)
{
	switch (r->kind) {
	case STRATEGY_ENTRY:
		buf_puts(out, r->side == SIDE_LONG ? "long when" :
		    "short when");
		break;
	case STRATEGY_HEDGE:
		buf_printf(out, "hedge %s ratio", r->text);
		break;
	case STRATEGY_EXIT:
		buf_printf(out, "exit%s%s", side_words[r->side],
		    r->expr >= 0 ? " when" : "");
		break;
	case STRATEGY_HOURS:
	case STRATEGY_WEEKDAYS:
		buf_printf(out, "%s %lld..%lld", strategy_kind_names[r->kind],
		    (long long)r->from, (long long)r->to);
		break;
	default:
		buf_printf(out, "%s%s", strategy_kind_names[r->kind],
		    side_words[r->side]);
		if (form_words[r->form])
			buf_printf(out, " %s", form_words[r->form]);
		break;
	}
}

void
strategy_rule_text(const struct strategy *s, const struct strategy_rule *r,
    struct buf *out)
{
	head_put(r, out);
	if (r->expr >= 0) {
		buf_putc(out, ' ');
		expr_rule_text(s->program, r->expr, out);
	}
	if (r->form == SIZE_EQUITY)
		buf_puts(out, " of equity");
	if (r->second >= 0) {
		buf_puts(out, second_words[r->kind]);
		expr_rule_text(s->program, r->second, out);
	}
	if (r->span >= 0) {
		buf_puts(out, span_words[r->kind]);
		expr_rule_text(s->program, r->span, out);
	}
	if (r->text && r->kind != STRATEGY_HEDGE) {
		buf_puts(out, " as ");
		expr_quote(r->text, out);
	}
}

void
strategy_param_text(const struct strategy_param *p, struct buf *out)
{
	buf_printf(out, "param %s = %s", p->name, p->value.text);
	if (p->low.base != EXPR_ANY)
		buf_printf(out, " in %s..%s", p->low.text, p->high.text);
	if (p->step.base != EXPR_ANY)
		buf_printf(out, " step %s", p->step.text);
	for (size_t i = 0; i < p->choices.len; i++)
		buf_printf(out, "%s%s", i ? ", " : " in (",
		    p->choices.at[i].text);
	if (p->choices.len > 0)
		buf_putc(out, ')');
}

void
strategy_canonical(const struct strategy *s, struct buf *out)
{
	char text[STAMP_TEXT_SIZE];
	bool lets = false;

	buf_printf(out, "strategy %s\n", s->name);
	if (s->timeframe)
		buf_printf(out, "timeframe %s\n",
		    duration_text(s->timeframe, text));
	for (size_t i = 0; i < s->with.len; i++) {
		buf_printf(out, "with %s = ", s->with.at[i].name);
		expr_quote(s->with.at[i].symbol, out);
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < s->params.len; i++) {
		strategy_param_text(&s->params.at[i], out);
		buf_putc(out, '\n');
	}
	for (size_t i = 0; i < s->rules.len; i++) {
		const struct strategy_rule *r = &s->rules.at[i];

		for (size_t k = 0; r->kind != STRATEGY_REQUIRE && !lets &&
		    expr_let_text(s->program, k, out); k++)
			buf_putc(out, '\n');
		lets |= r->kind != STRATEGY_REQUIRE;
		strategy_rule_text(s, r, out);
		buf_putc(out, '\n');
	}
}

void
strategy_hash(struct strategy *s)
{
	struct buf text = {0};

	buf_puts(&text, "etrms strategy 1\n");
	strategy_canonical(s, &text);
	sha256_text(text.at, text.len, s->hash);
	buf_release(&text);
}

const char *
strategy_word(size_t i)
{
	return statements[i].word;
}

const struct strategy_rule *
strategy_rule(const struct strategy *s, enum strategy_kind kind)
{
	for (size_t i = 0; i < s->rules.len; i++)
		if (s->rules.at[i].kind == kind)
			return &s->rules.at[i];
	return NULL;
}

bool
strategy_allowed(const struct strategy *s)
{
	for (size_t i = 0; i < s->rules.len; i++) {
		double met;

		if (s->rules.at[i].kind == STRATEGY_REQUIRE &&
		    (!expr_rule_constant(s->program, s->rules.at[i].expr,
		    &met) || !(met == 1)))
			return false;
	}
	return true;
}

bool
strategy_path(const struct strategy *s)
{
	for (size_t i = 0; i < s->rules.len; i++) {
		const struct strategy_rule *r = &s->rules.at[i];

		if ((r->expr >= 0 && expr_rule_path(s->program, r->expr)) ||
		    (r->second >= 0 && expr_rule_path(s->program, r->second)))
			return true;
	}
	return false;
}
