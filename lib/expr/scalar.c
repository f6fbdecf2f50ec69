/*
 * One plain operation over one set of values (LANGUAGE 3.3, 6.4): exact while
 * the rationals fit, doubles beyond. Constants are folded with it, snapshots
 * and records evaluated.
 */
#include "expr/dag.h"

#include "base/stamp.h"
#include "model/names.h"

#include <math.h>
#include <string.h>

const char *const truth_names[3] = { "false", "true", "unknown" };

struct scalar
scalar_number(struct rat r)
{
	return (struct scalar){ .known = true, .exact = true,
	    .base = EXPR_NUMBER, .r = r, .d = rat_double(r) };
}

struct scalar
scalar_double(double d)
{
	struct scalar s = { .known = isfinite(d), .base = EXPR_NUMBER };

	s.d = s.known ? d : 0;
	return s;
}

struct scalar
scalar_truth(enum truth t)
{
	return (struct scalar){ .known = t != TRUTH_UNKNOWN,
	    .base = EXPR_CONDITION, .truth = t };
}

struct scalar
scalar_time(enum expr_base base, int64_t t)
{
	return (struct scalar){ .known = true, .base = base, .time = t };
}

struct scalar
scalar_text(const char *s)
{
	return (struct scalar){ .known = s != NULL, .base = EXPR_TEXT,
	    .text = s };
}

enum truth
scalar_is(const struct scalar *s)
{
	return s->known ? s->truth : TRUTH_UNKNOWN;
}

int
time_part(int64_t t, enum column_code part)
{
	struct stamp_parts p = stamp_split(t);

	switch (part) {
	case COL_HOUR:
		return p.hour;
	case COL_MINUTE:
		return p.minute;
	case COL_WEEKDAY:
		return p.weekday;
	case COL_DAY:
		return p.day;
	default:
		return p.month;
	}
}

static double
stepped(double x, double step, enum op_code code)
{
	double q = x / step;

	if (!(step > 0))
		return NAN;
	return step * (code == OP_FLOOR ? floor(q) : code == OP_CEIL ?
	    ceil(q) : round(q));
}

static double
modulo(double x, double y)
{
	double r = fmod(x, y);

	return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

/* min and max of a NaN are NaN: na is not a number to be smaller than. */
double
number_apply(enum op_code code, double a, double b)
{
	double r;

	switch (code) {
	case OP_NEG:
		return -a;
	case OP_ADD:
		r = a + b;
		break;
	case OP_SUB:
		r = a - b;
		break;
	case OP_MUL:
		r = a * b;
		break;
	case OP_DIV:
		r = a / b;
		break;
	case OP_ABS:
		return fabs(a);
	case OP_MIN:
		return isnan(a) || isnan(b) ? NAN : a < b ? a : b;
	case OP_MAX:
		return isnan(a) || isnan(b) ? NAN : a > b ? a : b;
	case OP_SIGN:
		return isnan(a) ? NAN : (double)((a > 0) - (a < 0));
	case OP_SQRT:
		return a < 0 ? NAN : sqrt(a);
	case OP_LOG:
		return a <= 0 ? NAN : log(a);
	case OP_EXP:
		r = exp(a);
		break;
	case OP_POW:
		r = isnan(a) || isnan(b) ? NAN : pow(a, b);
		break;
	case OP_MOD:
		r = b == 0 ? NAN : modulo(a, b);
		break;
	default:
		r = stepped(a, b, code);
		break;
	}
	return isfinite(r) ? r : NAN;
}

static bool
exact_step(struct rat x, struct rat step, enum op_code code, struct rat *out)
{
	struct rat q, half = { 1, 2 };
	bool down = x.n < 0;

	if (rat_sign(step) <= 0 || !rat_div(x, step, &q))
		return false;
	if (code == OP_CEIL || (code == OP_ROUND && down))
		q.n = -q.n;
	if (code == OP_ROUND && !rat_add(q, half, &q))
		return false;
	q = rat_floor(q);
	if (code == OP_CEIL || (code == OP_ROUND && down))
		q.n = -q.n;
	return rat_mul(q, step, out);
}

/* False: not exact, the double has to do. */
static bool
exact_apply(enum op_code code, struct rat a, struct rat b, struct rat *out)
{
	struct rat q;

	switch (code) {
	case OP_NEG:
		*out = (struct rat){ -a.n, a.d };
		return true;
	case OP_ADD:
		return rat_add(a, b, out);
	case OP_SUB:
		return rat_sub(a, b, out);
	case OP_MUL:
		return rat_mul(a, b, out);
	case OP_DIV:
		return rat_div(a, b, out);
	case OP_ABS:
		*out = (struct rat){ a.n < 0 ? -a.n : a.n, a.d };
		return true;
	case OP_MIN:
		*out = rat_cmp(a, b) < 0 ? a : b;
		return true;
	case OP_MAX:
		*out = rat_cmp(a, b) > 0 ? a : b;
		return true;
	case OP_SIGN:
		*out = rat_int(rat_sign(a));
		return true;
	case OP_MOD:
		return rat_div(a, b, &q) && rat_mul(rat_floor(q), b, &q) &&
		    rat_sub(a, q, out);
	case OP_FLOOR:
	case OP_CEIL:
	case OP_ROUND:
		return exact_step(a, b, code, out);
	default:
		return false;
	}
}

static struct scalar
apply_number(enum op_code code, const struct scalar *a, const struct scalar *b)
{
	struct rat r;
	bool two = b->base != EXPR_ANY;

	if (!a->known || (two && !b->known))
		return (struct scalar){ .base = EXPR_NUMBER };
	if (a->exact && (!two || b->exact)) {
		if ((code == OP_DIV || code == OP_MOD) && b->r.n == 0)
			return (struct scalar){ .base = EXPR_NUMBER };
		if (exact_apply(code, a->r, b->r, &r))
			return scalar_number(r);
	}
	return scalar_double(number_apply(code, a->d, two ? b->d : 0));
}

/* Sums of moments and spans; duration / duration. */
static struct scalar
apply_moment(const struct op *op, const struct scalar *a,
    const struct scalar *b)
{
	enum expr_base base = (enum expr_base)op->base;
	struct rat r;
	int64_t t;
	bool over;

	if (!a->known || !b->known)
		return (struct scalar){ .base = base };
	if (op->code == OP_DIV)
		return b->time != 0 && rat_make(a->time, b->time, &r) ?
		    scalar_number(r) : (struct scalar){ .base = base };
	over = op->code == OP_ADD ?
	    __builtin_add_overflow(a->time, b->time, &t) :
	    __builtin_sub_overflow(a->time, b->time, &t);
	return over ? (struct scalar){ .base = base } : scalar_time(base, t);
}

static int
order(const struct scalar *a, const struct scalar *b)
{
	if (a->base == EXPR_TIME || a->base == EXPR_DURATION)
		return (a->time > b->time) - (a->time < b->time);
	if (a->exact && b->exact)
		return rat_cmp(a->r, b->r);
	return (a->d > b->d) - (a->d < b->d);
}

static struct scalar
apply_compare(enum op_code code, const struct scalar *a,
    const struct scalar *b)
{
	bool yes;

	if (!a->known || !b->known)
		return scalar_truth(TRUTH_UNKNOWN);
	if (code == OP_SAME_TEXT)
		yes = strcmp(a->text, b->text) == 0;
	else if (code == OP_MATCHES)
		yes = pattern_matches(b->text, a->text);
	else if (code == OP_LT)
		yes = order(a, b) < 0;
	else if (code == OP_LE)
		yes = order(a, b) <= 0;
	else
		yes = order(a, b) == 0;
	return scalar_truth(yes ? TRUTH_TRUE : TRUTH_FALSE);
}

static struct scalar
apply_logic(enum op_code code, const struct scalar *a, const struct scalar *b)
{
	enum truth x = scalar_is(a), y = scalar_is(b);

	switch (code) {
	case OP_NOT:
		return scalar_truth(x == TRUTH_UNKNOWN ? x :
		    x == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE);
	case OP_AND:
		if (x == TRUTH_FALSE || y == TRUTH_FALSE)
			return scalar_truth(TRUTH_FALSE);
		return scalar_truth(x == TRUTH_TRUE ? y : x);
	default:
		if (x == TRUTH_TRUE || y == TRUTH_TRUE)
			return scalar_truth(TRUTH_TRUE);
		return scalar_truth(x == TRUTH_FALSE ? y : x);
	}
}

struct scalar
scalar_apply(const struct op *op, const struct scalar *in)
{
	enum op_code code = (enum op_code)op->code;
	struct scalar none = { .known = false };
	struct scalar b = op->in[1] >= 0 ? in[1] : none;

	if (op->in[1] >= 0 && b.base == EXPR_ANY)
		b.base = EXPR_NUMBER;	/* na: there, but not known */
	switch (code) {
	case OP_LT:
	case OP_LE:
	case OP_EQ:
	case OP_SAME_TEXT:
	case OP_MATCHES:
		return apply_compare(code, &in[0], &b);
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		return apply_logic(code, &in[0], &b);
	case OP_IF:
		if (!in[0].known)
			return none;
		return in[0].truth == TRUTH_TRUE ? in[1] : in[2];
	case OP_NZ:
		return in[0].known ? in[0] : b;
	case OP_DEFINED:
		return scalar_truth(in[0].known ? TRUTH_TRUE : TRUTH_FALSE);
	default:
		break;
	}
	if (in[0].base == EXPR_TIME || in[0].base == EXPR_DURATION)
		return apply_moment(op, &in[0], &b);
	return apply_number(code, &in[0], &b);
}
