/*
 * Ties (LANGUAGE 3.4): where two exact expressions come within 2^-40 of their
 * terms, the bar is decided again with rationals, straight from the candles'
 * integers. What does not fit keeps the double and is counted.
 */
#include "expr/names.h"
#include "expr/series.h"

#include <math.h>

enum { BUDGET = 200000 };	/* values looked at for one tie */

struct exact {
	const struct run *r;
	int budget;
	bool gave_up;
};

static struct scalar exact_at(struct exact *x, int i, int64_t bar);

static struct scalar
give_up(struct exact *x)
{
	x->gave_up = true;
	return (struct scalar){ .known = false };
}

static struct scalar
column_at(struct exact *x, const struct op *op, int64_t bar)
{
	const struct bars *b = &x->r->bars[op->section];
	const struct candles *c = b->c;
	__int128 n = 0;
	int scale = c->price_scale, parts = 1;
	struct rat r;

	switch ((enum column_code)op->k) {
	case COL_OPEN:
		n = c->open[bar];
		break;
	case COL_HIGH:
		n = c->high[bar];
		break;
	case COL_LOW:
		n = c->low[bar];
		break;
	case COL_CLOSE:
		n = c->close[bar];
		break;
	case COL_HL2:
		n = (__int128)c->high[bar] + c->low[bar];
		parts = 2;
		break;
	case COL_HLC3:
		n = (__int128)c->high[bar] + c->low[bar] + c->close[bar];
		parts = 3;
		break;
	case COL_OHLC4:
		n = (__int128)c->open[bar] + c->high[bar] + c->low[bar] +
		    c->close[bar];
		parts = 4;
		break;
	case COL_VOLUME:
		n = c->volume[bar];
		scale = c->volume_scale;
		break;
	case COL_TICK:
		n = 1;
		break;
	case COL_FUNDING:
		return (struct scalar){ .known = false };
	case COL_SYMBOL:
		return scalar_text(b->symbol);
	case COL_TIMEFRAME:
		return scalar_time(EXPR_DURATION, b->timeframe);
	case COL_TIME:
		return scalar_time(EXPR_TIME,
		    bars_close_ms(b, (size_t)bar) * 1000);
	default:
		return scalar_number(rat_int(time_part(bars_close_ms(b,
		    (size_t)bar) * 1000, (enum column_code)op->k)));
	}
	if (!rat_scaled(n, -scale, &r) || !rat_div(r, rat_int(parts), &r))
		return give_up(x);
	return scalar_number(r);
}

static struct scalar
align_at(struct exact *x, const struct op *op, int64_t bar)
{
	const struct bars *mine = &x->r->bars[op->section];
	const struct bars *its =
	    &x->r->bars[x->r->e->dag->ops.at[op->in[0]].section];
	int64_t at = bars_close_ms(mine, (size_t)bar);
	size_t low = 0, high = its->c->len;

	while (low < high) {	/* the first bar not yet seen at that time */
		size_t mid = (low + high) / 2;

		if ((its->seen_ms ? its->seen_ms[mid] :
		    bars_close_ms(its, mid)) <= at)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0 || at - bars_close_ms(its, low - 1) >=
	    its->timeframe / 1000)
		return (struct scalar){ .known = false };
	return exact_at(x, op->in[0], (int64_t)low - 1);
}

static int
smaller(const void *a, const void *b)
{
	return rat_cmp(*(const struct rat *)a, *(const struct rat *)b);
}

static struct scalar
median_of(struct exact *x, struct rat *v, size_t n)
{
	struct rat r;

	qsort(v, n, sizeof(*v), smaller);
	if (n % 2)
		return scalar_number(v[n / 2]);
	if (!rat_add(v[n / 2 - 1], v[n / 2], &r) ||
	    !rat_div(r, rat_int(2), &r))
		return give_up(x);
	return scalar_number(r);
}

static struct scalar
fold_of(struct exact *x, const struct op *op, struct rat *v, size_t n)
{
	struct rat r = v[0], term;
	bool good = true;

	if (op->code == OP_MEDIAN)
		return median_of(x, v, n);
	for (size_t i = 1; i < n && good; i++) {
		if (op->code == OP_HIGHEST || op->code == OP_LOWEST) {
			int c = rat_cmp(v[i], r);

			if (op->code == OP_HIGHEST ? c > 0 : c < 0)
				r = v[i];
			continue;
		}
		term = v[i];
		if (op->code == OP_WMA)
			good = rat_mul(term, rat_int((int64_t)i + 1), &term);
		good = good && rat_add(r, term, &r);
	}
	if (good && op->code == OP_SMA)
		good = rat_div(r, rat_int((int64_t)n), &r);
	if (good && op->code == OP_WMA)
		good = rat_div(r, rat_int((int64_t)(n * (n + 1) / 2)), &r);
	return good ? scalar_number(r) : give_up(x);
}

static struct scalar
window_at(struct exact *x, const struct op *op, int64_t bar)
{
	int64_t n = op->k + (op->code == OP_CHANGE);
	struct scalar out = { .known = false }, one;
	struct rat *v;

	if (bar - n + 1 < 0)
		return out;
	v = mem_array((size_t)n, sizeof(*v));
	for (int64_t i = 0; i < n; i++) {
		one = exact_at(x, op->in[0], bar - n + 1 + i);
		if (!one.known || x->gave_up)
			goto out;
		v[i] = one.r;
	}
	if (op->code != OP_CHANGE)
		out = fold_of(x, op, v, (size_t)n);
	else if (rat_sub(v[n - 1], v[0], &v[0]))
		out = scalar_number(v[0]);
	else
		out = give_up(x);
out:
	free(v);
	return out;
}

static struct scalar
event_at(struct exact *x, const struct op *op, int64_t bar)
{
	struct scalar now = { .known = false };
	int64_t left = op->k;

	if (op->code == OP_LAST) {
		for (int64_t i = bar; i >= 0 && bar - i <= op->k &&
		    !now.known && !x->gave_up; i--)
			now = exact_at(x, op->in[0], i);
		return now;
	}
	for (int64_t i = bar; i >= 0 && !x->gave_up; i--) {
		now = exact_at(x, op->in[0], i);
		if (scalar_is(&now) == TRUTH_TRUE && left-- == 0)
			return exact_at(x, op->in[1], i);
	}
	return (struct scalar){ .known = false };
}

static struct scalar
exact_at(struct exact *x, int i, int64_t bar)
{
	const struct dag *g = x->r->e->dag;
	const struct op *op = &g->ops.at[i];
	struct scalar in[OP_INPUTS] = {0}, out;

	if (x->gave_up || x->budget-- <= 0 || op->section == SECTION_SCALAR)
		return give_up(x);
	switch ((enum op_code)op->code) {
	case OP_CONST:
		out = g->values.at[op->value];
		break;
	case OP_COLUMN:
		return column_at(x, op, bar);
	case OP_ALIGN:
		return align_at(x, op, bar);
	case OP_HIST:
		if (bar < op->k)
			return (struct scalar){ .known = false };
		return exact_at(x, op->in[0], bar - op->k);
	case OP_SMA:
	case OP_WMA:
	case OP_SUM:
	case OP_HIGHEST:
	case OP_LOWEST:
	case OP_MEDIAN:
	case OP_CHANGE:
		return window_at(x, op, bar);
	case OP_LAST:
	case OP_VALUEWHEN:
		return event_at(x, op, bar);
	default:
		if (op->code < OP_NEG || op->code > OP_MATCHES)
			return give_up(x);
		for (int k = 0; k < OP_INPUTS && op->in[k] >= 0; k++)
			in[k] = exact_at(x, op->in[k], bar);
		if (x->gave_up)
			return give_up(x);
		out = scalar_apply(op, in);
		break;
	}
	if (out.known && out.base == EXPR_NUMBER && !out.exact)
		return give_up(x);
	return out;
}

double
tie_close(const struct step *s)
{
	const struct run *r = s->run;
	double most = fmax(r->most[s->op->in[0]], r->most[s->op->in[1]]);

	if (r->picked[s->op->in[0]] && r->picked[s->op->in[1]])
		return -1;
	return ldexp(most, -40);
}

int
tie_decide(struct step *s, size_t bar, double a, double b)
{
	struct exact x = { .r = s->run, .budget = BUDGET };
	struct scalar left = exact_at(&x, s->op->in[0], (int64_t)bar);
	struct scalar right = exact_at(&x, s->op->in[1], (int64_t)bar);

	if (!x.gave_up && left.known && right.known)
		return rat_cmp(left.r, right.r);
	s->run->inexact_ties++;
	return (a > b) - (a < b);
}

void
step_decide(struct step *s, size_t bar, double x, double step, double *out)
{
	struct exact e = { .r = s->run, .budget = BUDGET };
	double q = x / step, edge = s->op->code == OP_ROUND ? 0.5 : 0;
	double most = s->run->most[s->op->in[0]];
	struct scalar v;

	if (!(fabs(q - edge - round(q - edge)) <= ldexp(most / step, -40)))
		return;
	v = exact_at(&e, (int)(s->op - s->run->e->dag->ops.at),
	    (int64_t)bar);
	if (!e.gave_up && v.known)
		*out = v.d;
	else
		s->run->inexact_ties++;
}

static double
most_of(const struct run *r, const struct op *op)
{
	const struct dag *g = r->e->dag;
	double a = op->in[0] >= 0 ? r->most[op->in[0]] : 0;
	double b = op->in[1] >= 0 ? r->most[op->in[1]] : 0;
	double c = op->in[2] >= 0 ? r->most[op->in[2]] : 0;
	const struct scalar *v;

	switch ((enum op_code)op->code) {
	case OP_CONST:
		v = &g->values.at[op->value];
		return v->known ? fabs(v->d) : 0;
	case OP_COLUMN:
		return op->k == COL_VOLUME ? r->bars[op->section].volume_most :
		    r->bars[op->section].price_most;
	case OP_MUL:
		return a * b;
	case OP_DIV:
		v = dag_value(g, op->in[1]);
		return v && v->d != 0 ? a / fabs(v->d) : a;
	case OP_SUM:
		return a * (double)op->k;
	case OP_CHANGE:
		return 2 * a;
	case OP_ADD:
	case OP_SUB:
	case OP_FLOOR:
	case OP_CEIL:
	case OP_ROUND:
		return a + b;
	default:
		return fmax(a, fmax(b, c));
	}
}

static bool
picked_of(const struct run *r, const struct op *op)
{
	bool all = true;

	for (int k = 0; k < OP_INPUTS && op->in[k] >= 0; k++)
		all = all && r->picked[op->in[k]];
	switch ((enum op_code)op->code) {
	case OP_CONST:
		return true;
	case OP_COLUMN:
		return op->k <= COL_CLOSE || op->k == COL_VOLUME;
	case OP_MEDIAN:
		return all && op->k % 2 == 1;
	case OP_IF:
		return r->picked[op->in[1]] && r->picked[op->in[2]];
	case OP_VALUEWHEN:
		return r->picked[op->in[1]];
	case OP_ALIGN:
	case OP_HIST:
	case OP_HIGHEST:
	case OP_LOWEST:
	case OP_LAST:
	case OP_NZ:
	case OP_MIN:
	case OP_MAX:
	case OP_ABS:
		return all;
	default:
		return false;
	}
}

void
ties_prepare(struct run *r)
{
	const struct dag *g = r->e->dag;

	for (size_t i = 0; i < g->ops.len; i++) {
		r->most[i] = most_of(r, &g->ops.at[i]);
		r->picked[i] = picked_of(r, &g->ops.at[i]);
	}
}
