/*
 * Calls: the operation that each function becomes.
 */
#include "expr/call.h"
#include "expr/series.h"

#include "quant/indicator.h"

#include <string.h>

static int
emit(struct checker *c, enum op_code code, const struct typed *in, int len,
    struct typed *out)
{
	return check_emit(c, dag_blank(code), in, len, out);
}

/* The arguments that are values, in front. */
static int
values_of(const struct call *call, struct typed *in)
{
	int len = 0;

	for (unsigned i = 0; i < call->len && len < OP_INPUTS; i++) {
		unsigned k = i < call_args_len(call->f) ? i :
		    call_args_len(call->f) - 1;
		enum arg_kind kind = (enum arg_kind)call->f->arg[k].kind;

		if (kind == A_SERIES || kind == A_CONDITION ||
		    kind == A_NUMBER || kind == A_FREE || kind == A_ANY ||
		    kind == A_TEXT || call->f->op == OP_QUANTILE)
			if (kind != A_LENGTH)
				in[len++] = call->in[i];
	}
	return len;
}

static int64_t
first_value(const struct call *call)
{
	const struct func_row *f = call->f;
	int64_t n = f->first[0], term;
	unsigned k = 0;	/* which length */

	for (unsigned i = 0; i < call->len && k < 3; i++) {
		if (f->arg[i].kind != A_LENGTH)
			continue;
		term = f->first[++k] * call->length[i];
		if (!f->first_most || k == 1)
			n += term;
		else if (term > n)
			n = term;
	}
	return n < 0 ? 0 : n;
}

/* a > b and a[1] <= b[1]: the second is what the first was not, a bar ago. */
static struct typed
crossing(struct checker *c, const struct typed *a, const struct typed *b)
{
	struct typed now[2] = { *b, *a }, both[2];
	struct typed family = {0}, out = { .base = EXPR_CONDITION };
	struct op lt = dag_blank(OP_LT), hist = dag_blank(OP_HIST);

	check_join(now, 2, &family);
	check_join(now, 2, &out);
	out.family = FAM_NONE;
	lt.tie = family.family == FAM_PRICE || family.family == FAM_VOLUME;
	hist.k = hist.first = 1;
	both[0] = both[1] = out;
	check_emit(c, lt, now, 2, &both[0]);
	check_emit(c, hist, &both[0], 1, &both[1]);
	emit(c, OP_NOT, &both[1], 1, &both[1]);
	emit(c, OP_AND, both, 2, &out);
	return out;
}

static void
check_crossings(struct checker *c, const struct call *call, struct typed *t)
{
	const struct typed *a = &call->in[0], *b = &call->in[1];
	struct typed both[2];

	both[0] = crossing(c, a, b);
	both[1] = call->f->op == OP_CROSSOVER ? both[0] : crossing(c, b, a);
	*t = call->f->op == OP_CROSSUNDER ? both[1] : both[0];
	if (call->f->op == OP_CROSS)
		emit(c, OP_OR, both, 2, t);
}

/* Unit, clock and exactness of the result. */
static struct typed
result_type(struct checker *c, const struct call *call,
    const struct typed *in, int len)
{
	const struct func_row *f = call->f;
	struct typed t = { .base = (enum expr_base)f->base };
	unsigned x = f->op == OP_VALUEWHEN ? 1 : 0;

	check_join(in, len, &t);
	if (f->see == SEE_BARS)
		t.clock = c->view.timeframe;
	if (f->family == FAM_PRICE)
		t.family_key = check_family_key(c, c->view.symbol);
	if (f->family != FAM_MONEY)
		t.family = (enum family)f->family;
	else if (f->op == OP_VALUEWHEN) {
		t.family = call->in[1].family;
		t.family_key = call->in[1].family_key;
	}
	if (t.base == EXPR_ANY) {
		t.base = in[0].base;
		if (len > 1 && in[1].base != t.base) {
			expr_refuse(c->e, call->node[1]->tok, "type",
			    "%s has %s and %s", f->name, base_noun(t.base),
			    base_noun(in[1].base));
			return check_nothing();
		}
	}
	if (t.base != EXPR_NUMBER)
		return t;
	if (f->unit == UNIT_OF_X) {
		t.unit = call->in[x].unit;
	} else if (f->unit == UNIT_MERGED) {
		t.unit = in[0].unit;
		for (int i = 1; i < len; i++) {
			struct typed so_far = { .unit = t.unit };

			t.unit = check_units(c, call->node[0], so_far,
			    call->node[i], in[i], call->n->tok,
			    "does not go with");
		}
	} else {
		t.unit = (enum unit)f->unit;
	}
	return t;
}

static struct typed
call_account(struct checker *c, const struct call *call)
{
	const struct func_row *f = call->f;
	struct expr_ask ask = { .id = (enum expr_id)f->id, .name = f->name,
	    .base = EXPR_NUMBER, .unit = (enum unit)f->unit,
	    .period = call->length[0], .basis = call->word[1] };
	struct typed t = { .base = EXPR_NUMBER, .unit = (enum unit)f->unit,
	    .family = (enum family)f->family, .path = f->name };
	struct op op = dag_blank(OP_ASK);

	if (ask.period != 0 && ask.basis && strcmp(ask.basis, "peak") != 0)
		expr_refuse(c->e, call->node[0]->tok, "value", "a drawdown "
		    "from the start of the %s takes no period", ask.basis);
	op.value = dag_ask(c->g, &ask);
	op.section = SECTION_SCALAR;
	op.unit = (unsigned char)f->unit;
	op.family = f->family;
	t.op = dag_op(c->g, &op);
	return t;
}

/* What the table says of the parameters, and when the first value comes. */
static void
check_indicator(struct checker *c, const struct call *call, struct op *op)
{
	const struct indicator *row = row_of_call(c->g, op);
	double params[INDICATOR_PARAMS];
	struct err err = {0};

	if (row == NULL || c->e->failed)
		return;
	row_params(c->g, op, row, params);
	if (indicator_check(row, params, &err) != E_OK)
		expr_refuse(c->e, call->n->tok, "value", "%s", err.text);
	else
		op->first = (int64_t)indicator_lookback(row, params, -1);
}

static struct typed
emit_indicator(struct checker *c, const struct call *call, struct typed t,
    const struct typed *in, int len)
{
	struct op op = dag_blank(OP_CALL);
	struct call_args args;

	memset(&args, 0, sizeof(args));
	for (unsigned i = 0; i < call->len; i++)
		if (call->f->arg[i].kind == A_FACTOR)
			args.at[i] = dag_value(c->g, call->in[i].op)->d;
		else
			args.at[i] = (double)call->length[i];
	op.aux = (int)(call->f - expr_funcs);
	op.value = dag_call(c->g, &args);
	op.first = first_value(call);
	if (call->f->op == OP_CALL)
		check_indicator(c, call, &op);
	check_emit(c, op, in, len, &t);
	return t;
}

struct typed
check_call(struct checker *c, const struct node *n)
{
	const struct func_row *f = expr_func(n->text, c->view.see);
	const struct func_row *elsewhere = f ? f : expr_func(n->text, 0);
	struct call call = { .f = elsewhere, .n = n };
	struct typed in[LIMIT_ARGS], t;
	int len;

	if (f == NULL && (elsewhere == NULL || elsewhere->see != SEE_BARS ||
	    c->e->in.place != EXPR_BREAKER)) {
		if (elsewhere)
			expr_refuse(c->e, n->tok, "name", "%s belongs to %s, "
			    "and there %s none here", n->text,
			    check_home(elsewhere->see),
			    elsewhere->see & SEE_BARS ? "are" : "is");
		else if (expr_name_find(expr_names, n->text, c->view.see))
			expr_refuse(c->e, n->tok, "name",
			    "%s is not a function", n->text);
		else
			check_unknown(c, n->tok, n->text, true);
		return check_nothing();
	}
	if (!call_arguments(c, &call))
		return check_nothing();
	if (call.f->op == OP_ASK)
		return call_account(c, &call);
	len = values_of(&call, in);
	t = result_type(c, &call, in, len);
	if (c->e->failed)
		return check_nothing();
	switch ((enum op_code)call.f->op) {
	case OP_CALL:
	case OP_DONCHIAN:
		t = emit_indicator(c, &call, t, in, len);
		t.parts = call.f->parts ? call.f : NULL;
		break;
	case OP_CROSSOVER:
	case OP_CROSSUNDER:
	case OP_CROSS:
		check_units(c, call.node[0], in[0], call.node[1], in[1],
		    n->tok, "does not cross");
		check_crossings(c, &call, &t);
		break;
	case OP_MIN:
	case OP_MAX:
		emit(c, (enum op_code)call.f->op, in, 2, &t);
		for (unsigned i = 2; i < call.len; i++) {
			struct typed pair[2] = { t, call.in[i] };

			check_join(pair, 2, &t);
			emit(c, (enum op_code)call.f->op, pair, 2, &t);
		}
		break;
	case OP_CLAMP:
		emit(c, OP_MAX, in, 2, &t);
		in[0] = t;
		in[1] = in[2];
		emit(c, OP_MIN, in, 2, &t);
		break;
	default: {
		struct op op = dag_blank((enum op_code)call.f->op);

		for (unsigned i = 0; i < call.len; i++)
			if (call.length[i])
				op.k = call.length[i];
		op.first = first_value(&call);
		check_emit(c, op, in, len, &t);
		break;
	}
	}
	return t;
}

/* donchian(n).upper and its kin are windows over columns. */
static int
donchian_band(struct checker *c, const struct op *call, bool upper,
    struct typed *t)
{
	struct op column = dag_blank(OP_COLUMN), window;
	struct typed in = *t;

	column.k = upper ? COL_HIGH : COL_LOW;
	column.section = call->section;
	column.unit = UNIT_PRICE;
	column.family = FAM_PRICE;
	in.op = dag_op(c->g, &column);
	window = dag_blank(upper ? OP_HIGHEST : OP_LOWEST);
	window.k = (int64_t)c->g->calls.at[call->value].at[0];
	window.first = window.k - 1;
	return check_emit(c, window, &in, 1, t);
}

static struct typed
check_donchian(struct checker *c, struct op call, int part, struct typed t)
{
	struct typed sum[2] = { t, t };
	struct scalar two = scalar_number(rat_int(2));

	if (part != 1) {
		donchian_band(c, &call, part == 0, &t);
		return t;
	}
	donchian_band(c, &call, true, &sum[0]);
	donchian_band(c, &call, false, &sum[1]);
	emit(c, OP_ADD, sum, 2, &t);
	sum[0] = t;
	sum[1] = (struct typed){ .family = FAM_CONST,
	    .op = dag_const(c->g, EXPR_NUMBER, &two) };
	emit(c, OP_DIV, sum, 2, &t);
	return t;
}

struct typed
check_part_of(struct checker *c, const struct node *n, struct typed whole)
{
	const struct func_row *f = whole.parts;
	struct typed t = whole;
	struct op op = dag_blank(OP_PART);
	VEC(const char *) words = {0};
	const char *near;
	int i = 0, section = c->view.section;

	if (c->e->failed)
		return check_nothing();
	if (f == NULL) {
		expr_refuse(c->e, n->op, "type", "%s has no parts",
		    expr_node_text(c->e, n->arg[0]));
		return check_nothing();
	}
	while (f->parts[i].name && strcmp(f->parts[i].name, n->text) != 0)
		vec_push(&words, f->parts[i++].name);
	if (f->parts[i].name == NULL) {
		vec_push(&words, NULL);
		near = word_nearest(n->text, words.at);
		expr_refuse(c->e, n->op, "name", "%s has no part \"%s\"; "
		    "did you mean .%s?", f->name, n->text,
		    near ? near : words.at[0]);
		vec_release(&words);
		return check_nothing();
	}
	vec_release(&words);
	t.parts = NULL;
	t.unit = f->unit == UNIT_OF_X ? whole.unit :
	    (enum unit)f->parts[i].unit;
	/* Made where the call is, then seen from here. */
	c->view.section = c->g->ops.at[whole.op].section;
	if (f->op == OP_DONCHIAN) {
		t = check_donchian(c, c->g->ops.at[whole.op], i, t);
	} else {
		op.k = i;
		check_emit(c, op, &whole, 1, &t);
	}
	c->view.section = section;
	t.op = check_align(c, t.op, section);
	return t;
}
