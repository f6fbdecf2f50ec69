/*
 * Which comparisons are lines over running sums: terms are collected from the
 * program as rationals, made whole, and bounded.
 */
#include "expr/sums.h"

#include "expr/series.h"

#include <stdlib.h>

enum { LOOKS = 64 };		/* ops looked at for one comparison */

/* coef × the column some bars ago, or its running sum there. */
struct part {
	enum column_code column;
	bool sum;
	size_t back;
	struct rat coef;
};

struct line {
	struct part at[2 * SUM_TERMS];
	int len;
	struct rat constant;
	size_t lacks;
	bool window;
};

struct search { const struct run *r; int left; };

static bool
part_add(struct line *l, struct part p)
{
	int i = 0;

	while (i < l->len && (l->at[i].column != p.column ||
	    l->at[i].sum != p.sum || l->at[i].back != p.back))
		i++;
	if (i == l->len) {
		if (l->len == 2 * SUM_TERMS)
			return false;
		l->at[l->len++] = p;
		return true;
	}
	return rat_add(l->at[i].coef, p.coef, &l->at[i].coef);
}

/* to += by × from */
static bool
line_add(struct line *to, const struct line *from, struct rat by)
{
	struct rat c;

	for (int i = 0; i < from->len; i++) {
		struct part p = from->at[i];

		if (!rat_mul(p.coef, by, &p.coef) || !part_add(to, p))
			return false;
	}
	to->lacks = from->lacks > to->lacks ? from->lacks : to->lacks;
	to->window |= from->window;
	return rat_mul(from->constant, by, &c) &&
	    rat_add(to->constant, c, &to->constant);
}

static bool
line_column(const struct op *op, struct line *out)
{
	static const enum column_code of[][4] = {
		[COL_OPEN] = { COL_OPEN }, [COL_HIGH] = { COL_HIGH },
		[COL_LOW] = { COL_LOW }, [COL_CLOSE] = { COL_CLOSE },
		[COL_HL2] = { COL_HIGH, COL_LOW },
		[COL_HLC3] = { COL_HIGH, COL_LOW, COL_CLOSE },
		[COL_OHLC4] = { COL_OPEN, COL_HIGH, COL_LOW, COL_CLOSE },
		[COL_VOLUME] = { COL_VOLUME }
	};
	static const int parts[] = { 1, 1, 1, 1, 2, 3, 4, 1 };

	if (op->k < 0 || op->k > COL_VOLUME)
		return false;
	for (int i = 0; i < parts[op->k]; i++)
		if (!part_add(out, (struct part){ of[op->k][i], false, 0,
		    { 1, parts[op->k] } }))
			return false;
	return true;
}

/* The last n values of a line that has no window in it. */
static bool
line_window(const struct line *in, size_t n, struct rat by, struct line *out)
{
	struct rat c;

	if (in->window)
		return false;
	for (int i = 0; i < in->len; i++) {
		struct part p = in->at[i];

		p.sum = true;
		if (!rat_mul(p.coef, by, &p.coef) || !part_add(out, p))
			return false;
		p.back += n;
		p.coef.n = -p.coef.n;
		if (!part_add(out, p))
			return false;
	}
	out->window = true;
	out->lacks = in->lacks + n - 1;
	return rat_mul(in->constant, by, &c) &&
	    rat_mul(c, rat_int((int64_t)n), &out->constant);
}

static void
line_later(struct line *l, size_t bars)
{
	for (int i = 0; i < l->len; i++)
		l->at[i].back += bars;
	l->lacks += bars;
}

static bool
constant_of(const struct dag *g, int i, struct rat *out)
{
	const struct scalar *v = dag_value(g, i);

	if (v == NULL || !v->known || !v->exact || v->base != EXPR_NUMBER)
		return false;
	*out = v->r;
	return true;
}

/* Of nothing; most of the room for its parts is never looked at. */
static void
line_begin(struct line *l)
{
	l->len = 0;
	l->constant = rat_int(0);
	l->lacks = 0;
	l->window = false;
}

static bool line_of(struct search *s, int i, int section, struct line *out);

/* The product or quotient of a line and a constant. */
static bool
line_times(struct search *s, const struct op *op, int section,
    struct line *out)
{
	const struct dag *g = s->r->e->dag;
	bool left = op->code == OP_MUL && dag_value(g, op->in[0]) != NULL;
	struct line in;
	struct rat by;

	line_begin(&in);
	if (!constant_of(g, op->in[!left], &by) || by.n == 0 ||
	    !line_of(s, op->in[left], section, &in) ||
	    (op->code == OP_DIV && !rat_div(rat_int(1), by, &by)))
		return false;
	return line_add(out, &in, by);
}

static bool
line_history(struct search *s, const struct op *op, int section,
    struct line *out)
{
	struct line in;
	size_t n = (size_t)op->k;

	line_begin(&in);
	if (!line_of(s, op->in[0], section, &in))
		return false;
	switch ((enum op_code)op->code) {
	case OP_SUM:
		return line_window(&in, n, rat_int(1), out);
	case OP_SMA:
		return line_window(&in, n, (struct rat){ 1, op->k }, out);
	case OP_CHANGE:
		if (!line_add(out, &in, rat_int(1)))
			return false;
		line_later(&in, n);
		return line_add(out, &in, rat_int(-1));
	default:
		line_later(&in, n);
		return line_add(out, &in, rat_int(1));
	}
}

/* out comes in as 0. */
static bool
line_of(struct search *s, int i, int section, struct line *out)
{
	const struct op *op = &s->r->e->dag->ops.at[i];
	struct line in;

	if (s->left-- <= 0)
		return false;
	if (op->code == OP_CONST)
		return constant_of(s->r->e->dag, i, &out->constant);
	if (op->section != section)
		return false;
	line_begin(&in);
	switch ((enum op_code)op->code) {
	case OP_COLUMN:
		return line_column(op, out);
	case OP_NEG:
		return line_of(s, op->in[0], section, &in) &&
		    line_add(out, &in, rat_int(-1));
	case OP_ADD:
	case OP_SUB:
		return line_of(s, op->in[0], section, out) &&
		    line_of(s, op->in[1], section, &in) &&
		    line_add(out, &in, rat_int(op->code == OP_ADD ? 1 : -1));
	case OP_MUL:
	case OP_DIV:
		return line_times(s, op, section, out);
	case OP_SUM:
	case OP_SMA:
	case OP_CHANGE:
	case OP_HIST:
		return line_history(s, op, section, out);
	default:
		return false;
	}
}

/* Running sums alone, none of them twice, none that is nothing. */
static bool
line_sums(struct line *l)
{
	struct line out;
	int len = 0;

	line_begin(&out);
	out.constant = l->constant;
	out.lacks = l->lacks;
	out.window = true;
	for (int i = 0; i < l->len; i++) {
		struct part p = l->at[i];
		bool one = !p.sum;

		p.sum = true;
		if (!part_add(&out, p))
			return false;
		p.back++;
		p.coef.n = -p.coef.n;
		if (one && !part_add(&out, p))
			return false;
	}
	for (int i = 0; i < out.len; i++)
		if (out.at[i].coef.n != 0)
			out.at[len++] = out.at[i];
	out.len = len;
	*l = out;
	return len > 0 && len <= SUM_TERMS;
}

static int
part_order(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return (x->back > y->back) - (x->back < y->back);
}

/* The common factor of all coefficients, to divide by: their greatest
 * divisor, of the least denominator that they share. */
static bool
line_factor(const struct line *l, struct rat *out)
{
	__int128 num = 0, den = 1;

	for (int i = 0; i <= l->len; i++) {
		struct rat c = i < l->len ? l->at[i].coef : l->constant, r;

		if (c.n == 0)
			continue;
		/* a rational in lowest terms says what two numbers share */
		if (num == 0)
			r = c;
		else if (!rat_make(num, c.n, &r))
			return false;
		num = num == 0 ? c.n : num / r.n;
		if (!rat_make(den, c.d, &r) ||
		    __builtin_mul_overflow(den, r.d, &den))
			return false;
	}
	num = num < 0 ? -num : num;
	return rat_make(l->at[0].coef.n < 0 ? -num : num, den, out);
}

/* Whole coefficients without a common divisor, the first of them above 0;
 * *turned: the sign of the line is the other one. */
static bool
line_whole(struct line *l, bool *turned)
{
	struct rat by;

	qsort(l->at, (size_t)l->len, sizeof(l->at[0]), part_order);
	if (!line_factor(l, &by))
		return false;
	*turned = by.n < 0;
	for (int i = 0; i < l->len; i++)
		if (!rat_div(l->at[i].coef, by, &l->at[i].coef))
			return false;
	return rat_div(l->constant, by, &l->constant);
}

static size_t
track_find(struct run *r, int section, enum column_code code)
{
	const struct candles *c = r->bars[section].c;
	const int64_t *const columns[] = { [COL_OPEN] = c->open,
	    [COL_HIGH] = c->high, [COL_LOW] = c->low, [COL_CLOSE] = c->close,
	    [COL_VOLUME] = c->volume };
	struct sum_track t = { .section = section, .code = code };

	for (size_t i = 0; i < r->sums.tracks.len; i++)
		if (r->sums.tracks.at[i].section == section &&
		    r->sums.tracks.at[i].code == code)
			return i;
	t.column = columns[code];
	vec_push(&r->sums.tracks, t);
	return r->sums.tracks.len - 1;
}

static bool
lines_same(const struct sum_line *a, const struct sum_line *b)
{
	bool same = a->len == b->len && a->lacks == b->lacks &&
	    a->constant <= b->constant && a->constant >= b->constant;

	for (int i = 0; i < a->len && same; i++)
		same = a->at[i].track == b->at[i].track &&
		    a->at[i].back == b->at[i].back &&
		    a->at[i].coef <= b->at[i].coef &&
		    a->at[i].coef >= b->at[i].coef;
	return same;
}

/* Might it be a line? */
static bool
is_line(const struct op *op)
{
	return (op->code == OP_LT || op->code == OP_LE || op->code == OP_EQ) &&
	    op->tie && op->section >= 0;
}

/* Its number, from 1; 0: there are too many. */
static int
line_keep(struct run *r, int section, const struct line *l)
{
	struct sum_line n = { .len = l->len, .lacks = l->lacks,
	    .constant = rat_double(l->constant) };
	size_t i;

	for (int k = 0; k < l->len; k++)
		n.at[k] = (struct sum_term){ track_find(r, section,
		    l->at[k].column), l->at[k].back,
		    rat_double(l->at[k].coef) };
	for (i = 0; i < r->sums.lines.len; i++)
		if (lines_same(&r->sums.lines.at[i], &n))
			return (int)i + 1;
	if (i == SUM_LINES)
		return 0;
	for (int k = 0; k < n.len; k++) {
		struct sum_track *t = &r->sums.tracks.at[n.at[k].track];

		t->history = t->history > n.at[k].back + 1 ? t->history :
		    n.at[k].back + 1;
	}
	vec_push(&r->sums.lines, n);
	return (int)i + 1;
}

/* The line of an earlier comparison of the same two sides, maybe turned, as
 * most rules to leave are of the rule to enter; *out as above. */
static bool
line_before(const struct run *r, size_t i, int *out)
{
	const struct op *ops = r->e->dag->ops.at;

	for (size_t k = 0; k < i; k++) {
		bool same = ops[k].in[0] == ops[i].in[0] &&
		    ops[k].in[1] == ops[i].in[1];

		if (!is_line(&ops[k]) || (!same &&
		    (ops[k].in[0] != ops[i].in[1] ||
		    ops[k].in[1] != ops[i].in[0])))
			continue;
		*out = same ? r->sums.of[k] : -r->sums.of[k];
		return true;
	}
	return false;
}

/* The line of a comparison of this op, of the left side less the right. */
static int
comparison_line(struct run *r, const struct op *op)
{
	struct search s = { r, LOOKS };
	struct line l, right;
	const struct bars *b;
	struct rat unit;
	bool turned;
	int n;

	line_begin(&l);
	line_begin(&right);
	if (!line_of(&s, op->in[0], op->section, &l) ||
	    !line_of(&s, op->in[1], op->section, &right) ||
	    !line_add(&l, &right, rat_int(-1)) || !l.window)
		return 0;
	b = &r->bars[op->section];
	unit = rat_int((int64_t)(l.at[0].column == COL_VOLUME ?
	    b->volume_unit : b->price_unit));
	if (!rat_mul(l.constant, unit, &l.constant) || !line_sums(&l) ||
	    !line_whole(&l, &turned))
		return 0;
	n = line_keep(r, op->section, &l);
	return turned ? -n : n;
}

void
sums_prepare(struct run *r)
{
	const struct dag *g = r->e->dag;
	struct sums *s = &r->sums;

	s->of = run_memory(r, g->ops.len, sizeof(*s->of));
	for (size_t i = 0; i < g->ops.len; i++) {
		const struct op *op = &g->ops.at[i];

		if (is_line(op) && !line_before(r, i, &s->of[i]))
			s->of[i] = comparison_line(r, op);
	}
	tracks_prepare(r);
}

void
sums_begin(struct run *r)
{
	size_t words = r->tile / 64 + 1;

	for (size_t i = 0; i < r->sums.lines.len; i++) {
		struct sum_line *l = &r->sums.lines.at[i];

		l->less = run_column(r, words, sizeof(*l->less));
		l->same = run_column(r, words, sizeof(*l->same));
	}
}

void
sums_release(struct sums *s)
{
	vec_release(&s->tracks);
	vec_release(&s->lines);
}
