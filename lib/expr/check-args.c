/*
 * The arguments of a call against the rows of its function: by position and
 * name, defaults, constants, series.
 */
#include "expr/call.h"

#include "base/stamp.h"

#include <string.h>

/* "n, fast" and so on: how a function is called. */
static const char *
usage(struct checker *c, const struct func_row *f)
{
	struct buf out = {0};
	const char *text;

	buf_printf(&out, "%s(", f->name);
	for (unsigned i = 0; i < FUNC_ARGS && f->arg[i].name; i++) {
		buf_printf(&out, "%s%s", i ? ", " : "", f->arg[i].name);
		if (f->arg[i].fallback)
			buf_printf(&out, " = %s", f->arg[i].fallback);
	}
	buf_puts(&out, f->many ? ", ...)" : ")");
	text = arena_text(&c->e->arena, buf_text(&out));
	buf_release(&out);
	return text;
}

static struct title
arg_title(const struct call *call, unsigned i)
{
	return (struct title){ call->f->name, call->f->arg[i].name };
}

static const char *
arg_text(struct checker *c, const struct call *call, unsigned i)
{
	return title_text(c, arg_title(call, i));
}

unsigned
call_args_len(const struct func_row *f)
{
	unsigned n = 0;

	while (n < FUNC_ARGS && f->arg[n].name)
		n++;
	return n;
}

/* Names and number of the arguments as written. */
static bool
check_shape(struct checker *c, const struct func_row *f, const struct node *n)
{
	unsigned most = f->many ? LIMIT_ARGS : call_args_len(f);

	for (unsigned k = 0; k < n->len; k++) {
		unsigned i = 0;

		if (n->name[k] == NULL) {
			if (k >= most)
				expr_refuse(c->e, n->arg[k]->tok, "type",
				    "%s takes %u argument%s: %s", f->name,
				    most, most == 1 ? "" : "s", usage(c, f));
			continue;
		}
		while (i < call_args_len(f) &&
		    strcmp(f->arg[i].name, n->name[k]) != 0)
			i++;
		if (i == call_args_len(f))
			expr_refuse(c->e, n->arg[k]->tok - 2, "name",
			    "%s has no argument \"%s\": %s", f->name,
			    n->name[k], usage(c, f));
		for (unsigned j = 0; j < k && !c->e->failed; j++)
			if (n->name[j] ? strcmp(n->name[j], n->name[k]) == 0 :
			    j == i)
				expr_refuse(c->e, n->arg[k]->tok - 2, "name",
				    "\"%s\" of %s is given twice", n->name[k],
				    f->name);
	}
	return !c->e->failed;
}

/* rsi(14): the series was forgotten. */
static void
refuse_no_series(struct checker *c, const struct call *call)
{
	struct buf rest = {0};
	const struct node *n = call->n;

	for (unsigned i = 0; i < n->len; i++)
		buf_printf(&rest, ", %s", expr_node_text(c->e, n->arg[i]));
	expr_refuse(c->e, n->len ? n->arg[0]->tok : n->tok, "type",
	    "%s needs a series first: %s(close%s)", call->f->name,
	    call->f->name, buf_text(&rest));
	buf_release(&rest);
}

static bool
check_series(struct checker *c, const struct call *call, unsigned i)
{
	const struct node *n = call->node[i];
	struct typed t = call->in[i];

	if (c->e->failed)
		return false;
	if (t.base != EXPR_NUMBER)
		return check_base(c, n, t, EXPR_NUMBER, arg_title(call, i));
	if (t.path == NULL && t.clock == 0 && c->view.timeframe != 0) {
		if (i == 0)
			refuse_no_series(c, call);
		else
			expr_refuse(c->e, n->tok, "type",
			    "%s must be a series, such as close",
			    arg_text(c, call, i));
		return false;
	}
	return check_counts(c, n, t, call->f->name);
}

static bool
check_factor(struct checker *c, struct call *call, unsigned i)
{
	struct title title = arg_title(call, i);
	const struct scalar *v;

	if (!check_base(c, call->node[i], call->in[i], EXPR_NUMBER, title))
		return false;
	v = dag_value(c->g, call->in[i].op);
	if (v == NULL || !v->known)
		expr_refuse(c->e, call->node[i]->tok, "type",
		    "%s must be a constant", title_text(c, title));
	else if (call->f->op == OP_QUANTILE ? v->d < 0 || v->d > 1 : v->d <= 0)
		expr_refuse(c->e, call->node[i]->tok, "value", "%s must be %s, "
		    "not %s", title_text(c, title), call->f->op == OP_QUANTILE ? "0 to 1" :
		    "more than 0", expr_node_text(c->e, call->node[i]));
	return !c->e->failed;
}

static bool
check_choice(struct checker *c, struct call *call, unsigned i)
{
	const struct arg_row *a = &call->f->arg[i];
	struct title title = arg_title(call, i);
	const char *near;
	const struct scalar *v;

	if (!check_base(c, call->node[i], call->in[i], EXPR_TEXT, title))
		return false;
	v = dag_value(c->g, call->in[i].op);
	if (v == NULL) {
		expr_refuse(c->e, call->node[i]->tok, "type",
		    "%s must be a constant", title_text(c, title));
		return false;
	}
	for (const char *const *w = a->words; *w; w++)
		if (strcmp(*w, v->text) == 0) {
			call->word[i] = *w;
			call->length[i] = w - a->words;
			return true;
		}
	near = word_nearest(v->text, a->words);
	if (near == NULL)
		near = a->words[0];
	expr_refuse(c->e, call->node[i]->tok, "value",
	    "%s cannot be \"%s\"; did you mean \"%s\"?",
	    title_text(c, title), v->text, near);
	return false;
}

/* A period of the account's past: a duration, or all (0). */
static bool
check_period(struct checker *c, struct call *call, unsigned i)
{
	const struct node *n = call->node[i];
	const struct scalar *v;

	if (n->kind == N_NAME && strcmp(n->text, "all") == 0)
		return true;
	call->in[i] = check_value(c, n);
	if (!check_base(c, n, call->in[i], EXPR_DURATION,
	    arg_title(call, i)))
		return false;
	v = dag_value(c->g, call->in[i].op);
	if (v == NULL || v->time <= 0)
		expr_refuse(c->e, n->tok, "type", "%s must be a constant "
		    "duration, or all", arg_text(c, call, i));
	else
		call->length[i] = v->time;
	return !c->e->failed;
}

/* The bucket of closes(4h). */
static bool
check_bucket(struct checker *c, struct call *call, unsigned i)
{
	const struct node *n = call->node[i];
	const struct scalar *v;
	int64_t tf = c->view.timeframe;

	if (!check_base(c, n, call->in[i], EXPR_DURATION,
	    arg_title(call, i)))
		return false;
	v = dag_value(c->g, call->in[i].op);
	if (v == NULL)
		expr_refuse(c->e, n->tok, "type", "%s must be a constant",
		    arg_text(c, call, i));
	else if (v->time <= 0 || (v->time != 7 * STAMP_DAY &&
	    (v->time > STAMP_DAY || STAMP_DAY % v->time)))
		expr_refuse(c->e, n->tok, "clock", "%s is not a timeframe; it "
		    "must divide a day, or be 1d or 1w",
		    expr_node_text(c->e, n));
	else if (tf != 0 && v->time % tf)
		expr_refuse(c->e, n->tok, "clock", "%s bars cannot be made "
		    "from %s bars; only multiples can",
		    expr_node_text(c->e, n), timeframe_text(c, tf));
	else
		call->length[i] = v->time;
	return !c->e->failed;
}

static bool
check_arg(struct checker *c, struct call *call, unsigned i,
    const struct arg_row *a)
{
	const struct node *n = call->node[i];
	struct title title = arg_title(call,
	    (unsigned)(a - call->f->arg));

	if (a->kind == A_PERIOD)
		return check_period(c, call, i);
	if (a->kind == A_LENGTH)
		return check_length(c, n, a->least, title, &call->length[i]);
	call->in[i] = check_value(c, n);
	switch ((enum arg_kind)a->kind) {
	case A_SERIES:
		return check_series(c, call, i);
	case A_CONDITION:
		return check_base(c, n, call->in[i], EXPR_CONDITION, title);
	case A_FACTOR:
		return check_factor(c, call, i);
	case A_NUMBER:
	case A_FREE:
		return check_base(c, n, call->in[i], EXPR_NUMBER, title);
	case A_TEXT:
		return check_base(c, n, call->in[i], EXPR_TEXT, title);
	case A_WORD:
		return check_choice(c, call, i);
	case A_DURATION:
		return check_bucket(c, call, i);
	default:
		return !c->e->failed;
	}
}

static bool
check_args(struct checker *c, struct call *call)
{
	const struct func_row *f = call->f;
	unsigned known = call_args_len(f);

	for (unsigned i = 0; i < known || (f->many && i < call->n->len); i++) {
		const struct arg_row *a = &f->arg[i < known ? i : known - 1];
		const struct node *n = i < known ?
		    expr_call_arg(call->n, f, i) : call->n->arg[i];

		if (n == NULL && a->fallback)
			n = expr_constant(c->e, a->fallback);
		if (n == NULL && i == 0 && a->kind == A_SERIES)
			refuse_no_series(c, call);
		else if (n == NULL)
			expr_refuse(c->e, call->n->tok, "type",
			    "\"%s\" of %s is missing: %s", a->name, f->name,
			    usage(c, f));
		if (c->e->failed)
			return false;
		call->node[i] = n;
		call->len = i + 1;
		if (!check_arg(c, call, i, a))
			return false;
	}
	return true;
}

/* Functions of bars: counted over the bars in view, of values with history. */
static bool
check_history(struct checker *c, const struct call *call)
{
	if (call->f->see != SEE_BARS)
		return true;
	for (unsigned i = 0; i < call->len; i++) {
		struct typed t = call->in[i];
		bool condition = call->f->arg[i].kind == A_CONDITION;

		if (t.path) {
			expr_refuse(c->e, call->node[i]->tok, "type",
			    "%s has no history; only bars do", t.path);
			return false;
		}
		if (condition && call->f->op == OP_COUNT &&
		    !check_counts(c, call->node[i], t, call->f->name))
			return false;
	}
	if (c->view.timeframe == 0)
		expr_refuse(c->e, call->n->tok, "type", "%s counts bars, and "
		    "there are none here; write %s@1h", call->f->name,
		    expr_node_text(c->e, call->n));
	return !c->e->failed;
}

bool
call_arguments(struct checker *c, struct call *call)
{
	return check_shape(c, call->f, call->n) && check_args(c, call) &&
	    check_history(c, call);
}
