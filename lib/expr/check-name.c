/*
 * What a name stands for: a let, a parameter, a value of the place, a field
 * of the record; and what to say when it stands for nothing.
 */
#include "expr/check.h"

#include <string.h>

/* Row of a record's field for the checker; base EXPR_ANY: not usable. */
static enum expr_base
field_base(const struct field *f)
{
	switch (f->type) {
	case FIELD_CHARS:
	case FIELD_TEXT:
	case FIELD_ENUM:
		return EXPR_TEXT;
	case FIELD_DEC:
	case FIELD_INT:
	case FIELD_DOUBLE:
		return EXPR_NUMBER;
	case FIELD_BOOL:
		return EXPR_CONDITION;
	case FIELD_STAMP:
		return EXPR_TIME;
	case FIELD_DURATION:
		return EXPR_DURATION;
	default:
		return EXPR_ANY;
	}
}

static struct typed
check_field(struct checker *c, const struct node *n, const struct field *f)
{
	struct typed t = { .base = field_base(f) };
	struct op op = dag_blank(OP_FIELD);

	if (t.base == EXPR_ANY) {
		expr_refuse(c->e, n->tok, "type",
		    "%s is a list; conditions cannot look into it", f->name);
		return check_nothing();
	}
	if (t.base == EXPR_NUMBER)
		t.unit = f->unit == UNIT_PLAIN && (f->flags & FIELD_PERCENT) ?
		    UNIT_RATIO : f->unit;
	t.family = f->type == FIELD_DOUBLE ? FAM_NONE :
	    f->type == FIELD_DEC ? FAM_MONEY : FAM_WHOLE;
	op.k = f - c->e->in.record->fields;
	op.base = (unsigned char)t.base;
	op.unit = (unsigned char)t.unit;
	op.family = (unsigned char)t.family;
	op.section = SECTION_SCALAR;
	t.op = dag_op(c->g, &op);
	return t;
}

int
check_family_key(struct checker *c, const char *symbol)
{
	size_t i;

	for (i = 0; i < c->symbols.len; i++)
		if (strcmp(c->symbols.at[i], symbol) == 0)
			return (int)i;
	vec_push(&c->symbols, symbol);
	return (int)i;
}

static struct typed
check_column(struct checker *c, const struct name_row *row)
{
	struct typed t = { .base = (enum expr_base)row->base,
	    .unit = (enum unit)row->unit, .family = (enum family)row->family };
	struct op op = dag_blank(OP_COLUMN);

	if (row->code != COL_SYMBOL && row->code != COL_TIMEFRAME &&
	    row->code != COL_TICK)
		t.clock = c->view.timeframe;
	if (t.family == FAM_PRICE || t.family == FAM_VOLUME)
		t.family_key = check_family_key(c, c->view.symbol);
	op.k = row->code;
	op.section = (short)c->view.section;
	op.base = row->base;
	op.unit = row->unit;
	op.family = row->family;
	t.op = dag_op(c->g, &op);
	return t;
}

/* A value of the account, the snapshot, the run. */
static struct typed
check_ask(struct checker *c, const struct name_row *row)
{
	struct typed t = { .base = (enum expr_base)row->base,
	    .unit = (enum unit)row->unit, .family = (enum family)row->family,
	    .path = row->name };
	bool moment = row->see == SEE_SNAPSHOT &&
	    (row->base == EXPR_TIME || (row->code >= COL_HOUR &&
	    row->code <= COL_MONTH && row->family == FAM_WHOLE &&
	    expr_name_find(expr_names, row->name, SEE_BARS)));
	struct expr_ask ask = { .id = (enum expr_id)row->code,
	    .name = row->name, .base = t.base, .unit = t.unit };
	struct op op = dag_blank(moment ? OP_NOW : OP_ASK);

	if (moment)
		op.k = row->code;
	else
		op.value = dag_ask(c->g, &ask);
	op.section = SECTION_SCALAR;
	op.base = row->base;
	op.unit = row->unit;
	op.family = row->family;
	t.op = dag_op(c->g, &op);
	return t;
}

static struct typed
check_let(struct checker *c, unsigned i)
{
	struct let *l = &c->e->lets.at[i];
	unsigned open = c->open_lets;
	struct typed t;

	l->read = true;
	if (l->body == NULL) {
		expr_refuse_quietly(c->e);
		return check_nothing();
	}
	for (size_t k = 0; k < c->seen.len; k++)
		if (c->seen.at[k].let == i &&
		    c->seen.at[k].section == c->view.section)
			return c->seen.at[k].as;
	c->open_lets = i;	/* a let sees those before it */
	t = check_node(c, l->body);
	c->open_lets = open;
	t.bare = false;
	if (c->e->failed)
		return t;	/* to be refused again where it is used */
	vec_push(&c->seen, ((struct seen){ i, c->view.section, t }));
	return t;
}

/* Every word that could stand here, for the suggestion. */
void
check_unknown(struct checker *c, unsigned tok, const char *name, bool function)
{
	VEC(const char *) words = {0};
	const struct record *r = c->e->in.record;
	const char *near;

	if (function) {
		for (const struct func_row *f = expr_funcs; f->name; f++)
			if (f->see & (c->view.see | SEE_EVERYWHERE))
				vec_push(&words, f->name);
	} else {
		for (const struct name_row *n = expr_names; n->name; n++)
			if (n->see & c->view.see)
				vec_push(&words, n->name);
		for (unsigned i = 0; i < c->open_lets; i++)
			vec_push(&words, c->e->lets.at[i].name);
		for (size_t i = 0; i < c->e->in.params_len; i++)
			vec_push(&words, c->e->in.params[i].name);
		for (const struct field *f = r ? r->fields : NULL;
		    f && f->name; f++)
			vec_push(&words, f->name);
	}
	vec_push(&words, NULL);
	near = word_nearest(name, words.at);
	expr_refuse(c->e, tok, "name", "unknown %s \"%s\"%s%s%s",
	    function ? "function" : "name", name,
	    near ? "; did you mean \"" : "", near ? near : "",
	    near ? "\"?" : "");
	vec_release(&words);
}

/* Where names and functions live that are seen there. */
const char *
check_home(unsigned see)
{
	return see & SEE_BARS ? "bars" : see & SEE_RESULT ?
	    "results of runs" : "the account";
}

/* A name that exists, but not here. */
static void
check_misplaced(struct checker *c, const struct node *n)
{
	const struct name_row *row = expr_name_find(expr_names, n->text, 0xff);
	const struct func_row *f = expr_func(n->text, 0);
	bool bars = c->view.see & SEE_BARS;

	if (strcmp(n->text, "position") == 0 &&
	    (c->view.see & (SEE_SNAPSHOT | SEE_ACCOUNT))) {
		expr_refuse(c->e, n->tok, "type", "name one part of the "
		    "position, such as position.gain");
	} else if (strcmp(n->text, "all") == 0) {
		expr_refuse(c->e, n->tok, "name", "all is a period; it stands "
		    "in calls such as profit(all)");
	} else if (f && (f->see & (c->view.see | SEE_EVERYWHERE))) {
		expr_refuse(c->e, n->tok, "name", "%s is a function; write "
		    "%s(%s%s)", f->name, f->name, f->arg[0].name ?
		    f->arg[0].name : "", f->arg[1].name ? ", ..." : "");
	} else if (row && c->e->in.place == EXPR_BREAKER && !bars &&
	    expr_name_find(expr_names, n->text, SEE_BARS)) {
		expr_refuse(c->e, n->tok, "name", "%s belongs to bars, and "
		    "there are none here; write %s@1h", n->text, n->text);
	} else if (row && bars && c->e->in.place == EXPR_BREAKER &&
	    (row->see & SEE_SNAPSHOT)) {
		expr_refuse(c->e, n->tok, "type",
		    "%s has no history; only bars do", n->text);
	} else if (row) {
		expr_refuse(c->e, n->tok, "name", "%s belongs to %s, and there "
		    "%s none here", n->text, check_home(row->see), row->see &
		    (SEE_BARS | SEE_RESULT) ? "are" : "is");
	} else {
		check_unknown(c, n->tok, n->text, false);
	}
}

static struct typed
check_param(struct checker *c, size_t i)
{
	struct typed t;

	if (c->e->param_at)
		c->e->param_at[i].read = true;
	if (c->params[i] == NULL) {
		expr_refuse_quietly(c->e);
		return check_nothing();
	}
	t = check_node(c, c->params[i]);
	t.bare = false;
	return t;
}

struct typed
check_name(struct checker *c, const struct node *n)
{
	const struct name_row *row;
	const struct field *f;

	for (unsigned i = c->open_lets; i-- > 0; )
		if (strcmp(c->e->lets.at[i].name, n->text) == 0)
			return check_let(c, i);
	for (size_t i = 0; i < c->e->in.params_len; i++)
		if (strcmp(c->e->in.params[i].name, n->text) == 0)
			return check_param(c, i);
	if (c->e->in.place == EXPR_RECORD) {
		f = record_field(c->e->in.record, n->text);
		if (f)
			return check_field(c, n, f);
	} else {
		/* Where both have it, the account's moment wins over bars. */
		row = expr_name_find(expr_names, n->text,
		    c->view.see & ~(unsigned)SEE_BARS);
		if (row)
			return check_ask(c, row);
		row = expr_name_find(expr_names, n->text,
		    c->view.see & SEE_BARS);
		if (row)
			return check_column(c, row);
	}
	check_misplaced(c, n);
	return check_nothing();
}
