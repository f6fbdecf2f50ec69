/*
 * Evaluation over a snapshot, a result or a record's row: the graph once from
 * front to back, numbers exact.
 */
#include "expr/evaluate.h"

#include "base/decfloat.h"
#include "base/stamp.h"

#include <math.h>
#include <string.h>

struct expr_value
expr_ratio(struct dec num, struct dec den)
{
	struct expr_value v = {0};

	if (!dec_known(num) || !dec_known(den) || den.coef == 0)
		return v;
	if (den.coef < 0) {
		num = dec_neg(num);
		den = dec_neg(den);
	}
	return (struct expr_value){ .known = true, .num = num, .den = den };
}

struct expr_value
expr_dec(struct dec d)
{
	return expr_ratio(d, dec_int(1));
}

struct expr_value
expr_int(int64_t n)
{
	return expr_dec(dec_int(n));
}

struct expr_value
expr_text(const char *s)
{
	return (struct expr_value){ .known = s != NULL, .text = s };
}

struct expr_value
expr_time(int64_t t)
{
	return (struct expr_value){ .known = true, .time = t };
}

bool
expr_value_dec(const struct expr_value *v, int scale, enum round r,
    struct dec *out)
{
	return v->known && dec_div(v->num, v->den, scale, r, out);
}

/* num / den, both decimals, as a scalar. */
static struct scalar
number_in(struct dec num, struct dec den)
{
	struct rat n, d, r;

	if (rat_scaled(num.coef, -num.scale, &n) &&
	    rat_scaled(den.coef, -den.scale, &d) && rat_div(n, d, &r))
		return scalar_number(r);
	return scalar_double(dec_to_double(num) / dec_to_double(den));
}

static struct scalar
scalar_from(const struct expr_value *v, enum expr_base base)
{
	if (!v->known)
		return (struct scalar){ .base = base };
	switch (base) {
	case EXPR_NUMBER:
		return number_in(v->num, v->den);
	case EXPR_CONDITION:
		return scalar_truth(v->truth);
	case EXPR_TEXT:
		return scalar_text(v->text);
	default:
		return scalar_time(base, v->time);
	}
}

static void
number_out(const struct scalar *s, struct expr_value *out)
{
	char text[DOUBLE_TEXT_SIZE];

	out->den = dec_int(1);
	if (s->exact) {
		out->num = (struct dec){ s->r.n, 0 };
		out->den = (struct dec){ s->r.d, 0 };
		return;
	}
	out->rounded = true;
	double_text(s->d, text);
	if (!dec_parse_loose(text, strlen(text), &out->num) &&
	    !dec_from_double(s->d, DEC_SCALE_MAX, &out->num))
		out->known = false;	/* beyond what decimals hold */
}

struct expr_value
scalar_out(const struct scalar *s, enum expr_base base)
{
	struct expr_value v = { .known = s->known };

	v.truth = base == EXPR_CONDITION ? scalar_is(s) : TRUTH_UNKNOWN;
	if (!s->known)
		return v;
	if (base == EXPR_NUMBER)
		number_out(s, &v);
	v.text = s->text;
	v.time = s->time;
	return v;
}

static struct scalar
field_in(const struct field *f, const void *row)
{
	const char *at = (const char *)row + f->offset;
	const char *text;
	int64_t n;

	switch (f->type) {
	case FIELD_CHARS:
		return scalar_text(*at ? at : NULL);
	case FIELD_TEXT:
		text = *(const char *const *)(const void *)at;
		return scalar_text(text && *text ? text : NULL);
	case FIELD_ENUM:
		return scalar_text(enum_name(f->names, f->names_len,
		    *(const int *)(const void *)at));
	case FIELD_DEC: {
		struct dec d = *(const struct dec *)(const void *)at;

		return dec_known(d) ? number_in(d, dec_int(1)) :
		    (struct scalar){ .base = EXPR_NUMBER };
	}
	case FIELD_INT:
		n = *(const int64_t *)(const void *)at;
		return n == INT_NONE ? (struct scalar){ .base = EXPR_NUMBER } :
		    scalar_number(rat_int(n));
	case FIELD_DOUBLE:
		return scalar_double(*(const double *)(const void *)at);
	case FIELD_BOOL:
		return scalar_truth(*at == 1 ? TRUTH_TRUE : *at == 0 ?
		    TRUTH_FALSE : TRUTH_UNKNOWN);
	default:
		n = *(const int64_t *)(const void *)at;
		return n == 0 ? (struct scalar){ .known = false } :
		    scalar_time(f->type == FIELD_STAMP ? EXPR_TIME :
		    EXPR_DURATION, n);
	}
}

/* Did a run begin right after an evaluation that said otherwise? */
static bool
follows(const struct expr_source *s, int64_t since, int64_t other)
{
	return since != 0 && (s->stale <= 0 || since - other <= s->stale);
}

/* `for` and `within` over evaluations instead of bars. */
static struct scalar
held(const struct evaluation *v, const struct op *op, enum truth now)
{
	const struct expr_source *s = v->source;
	struct expr_memory m = {0};

	if (s == NULL || s->recall == NULL || s->remember == NULL)
		return scalar_truth(TRUTH_UNKNOWN);
	s->recall(s->self, (unsigned)op->aux, &m);
	if (m.at == 0 || s->now < m.at ||
	    (s->stale > 0 && s->now - m.at > s->stale))
		m.true_since = m.false_since = 0;
	if (now != TRUTH_TRUE)
		m.true_since = 0;
	else if (m.true_since == 0)
		m.true_since = s->now;
	if (now != TRUTH_FALSE)
		m.false_since = 0;
	else if (m.false_since == 0)
		m.false_since = s->now;
	if (now == TRUTH_TRUE)
		m.last_true = s->now;
	if (now == TRUTH_FALSE)
		m.last_false = s->now;
	m.at = s->now;
	s->remember(s->self, (unsigned)op->aux, &m);
	if (op->code == OP_HELD) {
		if (m.true_since && s->now - m.true_since >= op->k)
			return scalar_truth(TRUTH_TRUE);
		if (m.last_false && (s->now - m.last_false < op->k ||
		    follows(s, m.true_since, m.last_false)))
			return scalar_truth(TRUTH_FALSE);
	} else {
		if (m.last_true && s->now - m.last_true < op->k)
			return scalar_truth(TRUTH_TRUE);
		if (m.false_since && (s->now - m.false_since >= op->k ||
		    (m.last_true && follows(s, m.false_since, m.last_true))))
			return scalar_truth(TRUTH_FALSE);
	}
	return scalar_truth(TRUTH_UNKNOWN);
}

static struct scalar
now_part(const struct op *op, int64_t now)
{
	if (op->k == COL_TIME)
		return scalar_time(EXPR_TIME, now);
	return scalar_number(rat_int(time_part(now, (enum column_code)op->k)));
}

struct scalar
evaluate_op(const struct evaluation *v, const struct op *op)
{
	const struct dag *g = v->e->dag;
	struct scalar in[OP_INPUTS] = {0};
	struct expr_value given = {0};

	for (int i = 0; i < OP_INPUTS && op->in[i] >= 0; i++)
		in[i] = v->values[op->in[i]];
	switch ((enum op_code)op->code) {
	case OP_CONST:
		return g->values.at[op->value];
	case OP_ASK:
		if (v->source && v->source->value)
			v->source->value(v->source->self,
			    &g->asks.at[op->value], &given);
		return scalar_from(&given, (enum expr_base)op->base);
	case OP_FIELD:
		return field_in(&v->e->in.record->fields[op->k], v->row);
	case OP_NOW:
		return v->source ? now_part(op, v->source->now) :
		    (struct scalar){ .known = false };
	case OP_HELD:
	case OP_SEEN:
		return held(v, op, scalar_is(&in[0]));
	default:
		return scalar_apply(op, in);
	}
}

enum err_code
evaluate(struct evaluation *v, struct err *err)
{
	const struct dag *g = v->e->dag;
	enum err_code rc = E_OK;

	if (expr_reads_bars(v->e))
		rc = series_latest(v, err);	/* what is aligned to now */
	for (size_t i = 0; i < g->ops.len && rc == E_OK; i++) {
		const struct op *op = &g->ops.at[i];

		if (op->section < 0 && op->code != OP_ALIGN)
			v->values[i] = evaluate_op(v, op);
	}
	return rc;
}

enum err_code
expr_evaluate_why(const struct expr *e, const struct expr_source *s,
    struct expr_value *out, struct expr_why *why, struct err *err)
{
	struct evaluation v = { .e = e, .source = s };
	enum err_code rc;

	v.values = mem_array(e->dag->ops.len, sizeof(*v.values));
	rc = evaluate(&v, err);
	if (rc == E_OK)
		*out = scalar_out(&v.values[dag_root(e->dag)],
		    e->dag->roots.at[0].base);
	if (rc == E_OK && why)
		expr_explain(&v, why);
	free(v.values);
	return rc;
}

enum err_code
expr_evaluate(const struct expr *e, const struct expr_source *s,
    struct expr_value *out, struct err *err)
{
	return expr_evaluate_why(e, s, out, NULL, err);
}

enum err_code
expr_truth(const struct expr *e, const struct expr_source *s,
    enum truth *out, struct expr_why *why, struct err *err)
{
	struct expr_value v = {0};
	enum err_code rc = expr_evaluate_why(e, s, &v, why, err);

	if (rc == E_OK)
		*out = v.known ? v.truth : TRUTH_UNKNOWN;
	return rc;
}

enum err_code
expr_where_compile(const struct record *record, const char *text,
    struct expr **out, struct err *err)
{
	struct expr_context in = { .place = EXPR_RECORD, .label = "--where",
	    .want = EXPR_CONDITION, .record = record };

	return expr_compile(&in, text, out, err);
}

bool
expr_where(const struct expr *e, const void *row)
{
	struct scalar few[32];
	struct evaluation v = { .e = e, .row = row, .values = few };
	bool keep;

	if (e == NULL)
		return true;
	if (e->dag->ops.len > sizeof(few) / sizeof(*few))
		v.values = mem_array(e->dag->ops.len, sizeof(*v.values));
	keep = evaluate(&v, NULL) == E_OK &&
	    scalar_is(&v.values[dag_root(e->dag)]) == TRUTH_TRUE;
	if (v.values != few)
		free(v.values);
	return keep;
}
