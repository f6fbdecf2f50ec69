/*
 * What bars do to an expression (LANGUAGE 2.4, 4): history, lengths, spans,
 * switches to another series, and the clocks that keep them honest.
 */
#include "expr/check.h"

#include "base/stamp.h"

#include <string.h>

/* The switch a value comes through, when the whole of it does. */
static const struct node *
switched(struct checker *c, const struct node *n)
{
	if (n->kind == N_SWITCH && n->len > 1)
		return n;
	for (unsigned i = 0; n->kind == N_NAME && i < c->open_lets; i++)
		if (c->e->lets.at[i].body &&
		    strcmp(c->e->lets.at[i].name, n->text) == 0)
			return switched(c, c->e->lets.at[i].body);
	return NULL;
}

bool
check_counts(struct checker *c, const struct node *n, struct typed t,
    const char *who)
{
	const struct node *s;

	if (c->e->failed)
		return false;
	if (t.path) {
		expr_refuse(c->e, n->tok, "type",
		    "%s has no history; only bars do", t.path);
	} else if (c->view.timeframe == 0) {
		expr_refuse(c->e, n->tok, "type", "%s counts bars, and there "
		    "are none here; name them: (...)@1h", who);
	} else if (t.clock != 0 && t.clock != c->view.timeframe) {
		const char *clock = timeframe_text(c, t.clock);

		s = switched(c, n);
		expr_refuse(c->e, n->tok, "clock", "%s changes every %s, but "
		    "%s here counts %s bars; write %s(%s, ...)@%s",
		    expr_node_text(c->e, n), clock, who,
		    timeframe_text(c, c->view.timeframe), who,
		    s ? expr_node_text(c->e, s->arg[0]) : "...", clock);
	}
	return !c->e->failed;
}

bool
check_length(struct checker *c, const struct node *n, int64_t least,
    struct title what, int64_t *out)
{
	struct typed t = check_value(c, n);
	const struct scalar *v;
	int64_t tf = c->view.timeframe;

	if (c->e->failed)
		return false;
	v = dag_value(c->g, t.op);
	if (t.base != EXPR_NUMBER && t.base != EXPR_DURATION) {
		expr_refuse(c->e, n->tok, "type", "%s must be a whole number, "
		    "not %s", title_text(c, what), base_noun(t.base));
	} else if (v == NULL) {
		expr_refuse(c->e, n->tok, "type", "%s must be a constant",
		    title_text(c, what));
	} else if (t.base == EXPR_DURATION) {
		if (tf == 0 || v->time % tf != 0)
			expr_refuse(c->e, n->tok, "value",
			    "%s is not a whole number of %s bars",
			    expr_node_text(c->e, n), timeframe_text(c, tf));
		else
			*out = v->time / tf;
	} else if (!v->known || !v->exact || !rat_whole(v->r, out)) {
		expr_refuse(c->e, n->tok, "value",
		    "%s must be a whole number, not %s",
		    title_text(c, what),
		    expr_node_text(c->e, n));
	}
	if (!c->e->failed && (*out < least || *out > LIMIT_LENGTH))
		expr_refuse(c->e, n->tok, "value", "%s must be %d to %d, "
		    "not %s", title_text(c, what), (int)least, LIMIT_LENGTH,
		    expr_node_text(c->e, n));
	return !c->e->failed;
}

/* x[n] */
struct typed
check_index(struct checker *c, const struct node *n)
{
	struct typed x = check_value(c, n->arg[0]), i, t = x;
	struct op op = dag_blank(OP_HIST);
	const struct scalar *v;
	const char *text;

	if (c->e->failed)
		return check_nothing();
	text = expr_operand_text(c->e, n->arg[0]);
	if (x.path || c->view.timeframe == 0) {
		check_counts(c, n->arg[0], x, "[...]");
		return check_nothing();
	}
	i = check_value(c, n->arg[1]);
	if (c->e->failed)
		return check_nothing();
	v = dag_value(c->g, i.op);
	if (v && i.base == EXPR_NUMBER && v->d < 0) {
		expr_refuse(c->e, n->arg[1]->tok, "value", "a negative index "
		    "would be a bar of the future; %s[%s] is %s", text,
		    v->d > -2 ? "1" : "n", v->d > -2 ? "the bar before" :
		    "n bars before");
		return check_nothing();
	}
	if (x.clock != 0 && x.clock != c->view.timeframe) {
		const char *clock = timeframe_text(c, x.clock);
		const char *at = expr_node_text(c->e, n->arg[1]);
		const struct node *s = switched(c, n->arg[0]);

		expr_refuse(c->e, n->op, "clock", "%s changes every %s, not "
		    "on every %s bar; write %s[%s]@%s for the bar before",
		    text, clock, timeframe_text(c, c->view.timeframe),
		    s ? expr_operand_text(c->e, s->arg[0]) : "(...)", at,
		    clock);
		return check_nothing();
	}
	if (!check_length(c, n->arg[1], 0, (struct title){ .of = "an index" },
	    &op.k))
		return check_nothing();
	op.first = op.k;
	t.bare = false;
	check_emit(c, op, &x, 1, &t);
	return t;
}

/* A timeframe that can be seen from here; 0 when it was refused. */
static int64_t
check_timeframe(struct checker *c, const struct node *n)
{
	struct typed t = check_value(c, n);
	const struct scalar *v = c->e->failed ? NULL : dag_value(c->g, t.op);
	int64_t tf, base = c->view.timeframe;
	const char *text;

	if (c->e->failed)
		return 0;
	if (t.base != EXPR_DURATION || v == NULL) {
		expr_refuse(c->e, n->tok, "type",
		    "a timeframe must be a constant duration, such as 4h");
		return 0;
	}
	tf = v->time;
	text = timeframe_text(c, tf);
	if (base != 0 && tf < base)
		expr_refuse(c->e, n->tok, "clock", "%s bars cannot be seen "
		    "from %s bars; only longer timeframes can", text,
		    timeframe_text(c, base));
	else if (tf != 7 * STAMP_DAY && (tf > STAMP_DAY || STAMP_DAY % tf))
		expr_refuse(c->e, n->tok, "clock", "%s is not a timeframe; it "
		    "must divide a day, or be 1d or 1w", text);
	else if (base != 0 && tf % base != 0)
		expr_refuse(c->e, n->tok, "clock", "%s bars cannot be made "
		    "from %s bars; only multiples can", text,
		    timeframe_text(c, base));
	return c->e->failed ? 0 : tf;
}

static const char *
with_symbol(struct checker *c, const char *name)
{
	for (size_t i = 0; i < c->e->in.with_len; i++)
		if (strcmp(c->e->in.with[i].name, name) == 0)
			return c->e->in.with[i].symbol;
	return name;
}

/* x["SYMBOL"]@tf: x as its own series sees it, aligned to ours. */
struct typed
check_switch(struct checker *c, const struct node *n)
{
	struct view outer = c->view;
	struct typed t;

	if (c->e->in.place == EXPR_RESULT || c->e->in.place == EXPR_RECORD) {
		expr_refuse(c->e, n->op, "type", "there are no bars here");
		return check_nothing();
	}
	if (n->len > 1) {
		int64_t tf = check_timeframe(c, n->arg[1]);

		if (c->e->failed)
			return check_nothing();
		c->view.timeframe = tf;
	}
	if (n->text)
		c->view.symbol = n->by_name ? with_symbol(c, n->text) :
		    n->text;
	if (c->view.timeframe == 0)
		expr_refuse(c->e, n->op, "clock",
		    "the bars have no timeframe here; add one, such as @1h");
	c->view.see = SEE_BARS;
	c->view.section = dag_section(c->g, c->view.symbol,
	    c->view.timeframe);
	if (c->view.section < 0)
		expr_refuse(c->e, n->op, "limit", "more than 16 series");
	t = check_node(c, n->arg[0]);
	c->view = outer;
	if (c->e->failed)
		return check_nothing();
	t.bare = false;
	if (t.parts == NULL)
		t.op = check_align(c, t.op, c->view.section);
	return t;
}

/* c for … over bars, or over time where bars are not what it hangs on. */
struct typed
check_span(struct checker *c, const struct node *n)
{
	struct typed x = check_value(c, n->arg[0]), len;
	struct typed t = { .base = EXPR_CONDITION };
	const char *word = expr_word(n->kind == N_FOR ? W_FOR : W_WITHIN);
	struct op op = dag_blank(n->kind == N_FOR ? OP_FOR : OP_WITHIN);

	check_base(c, n->arg[0], x, EXPR_CONDITION, (struct title){ .of = word });
	len = c->e->failed ? x : check_value(c, n->arg[1]);
	if (c->e->failed)
		return check_nothing();
	t.clock = x.clock;
	t.path = x.path;
	if (c->e->in.place == EXPR_RESULT || c->e->in.place == EXPR_RECORD) {
		expr_refuse(c->e, n->op, "type",
		    "no time passes here; %s has no meaning", word);
	} else if (c->e->in.place == EXPR_BREAKER &&
	    (x.path || c->view.timeframe == 0)) {
		const struct scalar *v = dag_value(c->g, len.op);

		op = dag_blank(n->kind == N_FOR ? OP_HELD : OP_SEEN);
		if (len.base != EXPR_DURATION || v == NULL) {
			expr_refuse(c->e, n->arg[1]->tok, "type", "no bars are "
			    "counted here; write a duration, such as 10m");
			return check_nothing();
		}
		op.k = v->time;
		op.aux = (int)c->g->slots++;
	} else if (x.path) {
		check_counts(c, n->arg[0], x, word);
	} else if (len.base == EXPR_NUMBER && x.clock != 0 &&
	    x.clock != c->view.timeframe) {
		const char *clock = timeframe_text(c, x.clock);

		expr_refuse(c->e, n->op, "clock", "%s changes every %s, not "
		    "on every %s bar; write a duration, such as %s %s",
		    expr_node_text(c->e, n->arg[0]), clock,
		    timeframe_text(c, c->view.timeframe), word, clock);
	} else {
		check_length(c, n->arg[1], 1, (struct title){ .of = "a span" },
		    &op.k);
		op.first = op.k - 1;
	}
	if (c->e->failed)
		return check_nothing();
	check_emit(c, op, &x, 1, &t);
	return t;
}
