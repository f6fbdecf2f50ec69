/*
 * The rules of a program over bars: everything that looks at bars alone in
 * one run, and the small rest, which looks at the position, when it is asked.
 */
#include "expr/evaluate.h"
#include "expr/expr-program.h"
#include "expr/mask.h"

#include <math.h>
#include <string.h>

struct path_ops VEC_OF(int);

/* Of one rule. */
struct ruling {
	struct path_ops path;		/* its ops outside bars */
	uint64_t *may, *must;		/* NULL: not asked for yet */
	bool made;			/* not the run's own */
};

struct expr_rules {
	const struct expr *e;
	struct run run;
	struct scalar *values;		/* per op */
	struct ruling *of;		/* per rule */
};

/* The ops outside bars that a rule reads, in their order. */
static void
path_ops(const struct dag *g, size_t rule, struct path_ops *out)
{
	bool *used = mem_array(g->ops.len, sizeof(*used));

	used[g->roots.at[rule].op] = true;
	for (size_t i = g->ops.len; i-- > 0; )
		for (int k = 0; used[i] && k < OP_INPUTS; k++)
			if (g->ops.at[i].section < 0 &&
			    g->ops.at[i].in[k] >= 0)
				used[g->ops.at[i].in[k]] = true;
	for (size_t i = 0; i < g->ops.len; i++)
		if (used[i] && g->ops.at[i].section < 0)
			vec_push(out, (int)i);
	free(used);
}

enum err_code
expr_rules_run(const struct expr *e, const struct expr_market *m,
    struct expr_rules **out, struct err *err)
{
	struct expr_rules *r = mem_alloc(sizeof(*r));
	enum err_code rc;

	r->e = e;
	r->values = mem_array(e->dag->ops.len, sizeof(*r->values));
	r->of = mem_array(e->dag->roots.len, sizeof(*r->of));
	rc = run_open(&r->run, e, m, err);
	if (rc == E_OK && r->run.bars[0].c->len == 0)
		rc = err_set(err, E_DATA, "there are no bars to evaluate");
	if (rc != E_OK) {
		expr_rules_free(r);
		return rc;
	}
	run_execute(&r->run);
	for (size_t i = 0; i < e->dag->roots.len; i++)
		path_ops(e->dag, i, &r->of[i].path);
	*out = r;
	return E_OK;
}

void
expr_rules_free(struct expr_rules *r)
{
	if (r == NULL)
		return;
	run_close(&r->run);
	for (size_t i = 0; i < r->e->dag->roots.len; i++) {
		vec_release(&r->of[i].path);
		if (r->of[i].made) {
			free(r->of[i].may);
			free(r->of[i].must);
		}
	}
	free(r->of);
	free(r->values);
	free(r);
}

size_t
expr_rules_bars(const struct expr_rules *r)
{
	return r->run.bars[0].c->len;
}

const int64_t *
expr_rules_open_ms(const struct expr_rules *r)
{
	return r->run.bars[0].c->open_time_ms;
}

uint64_t
expr_rules_inexact(const struct expr_rules *r)
{
	return r->run.inexact_ties;
}

static struct scalar
rule_value(struct expr_rules *r, int rule, size_t bar,
    const struct expr_source *path)
{
	const struct dag *g = r->e->dag;
	struct evaluation v = { .e = r->e, .source = path,
	    .values = r->values };
	int root = g->roots.at[rule].op;

	if (g->ops.at[root].section >= 0)
		return run_scalar(&r->run, root, bar);
	for (size_t i = 0; i < r->of[rule].path.len; i++) {
		int at = r->of[rule].path.at[i];
		const struct op *op = &g->ops.at[at];

		r->values[at] = op->code == OP_ALIGN ?
		    run_scalar(&r->run, op->in[0], bar) :
		    evaluate_op(&v, op);
	}
	return r->values[root];
}

enum truth
expr_rules_truth(struct expr_rules *r, int rule, size_t bar,
    const struct expr_source *path)
{
	struct scalar s = rule_value(r, rule, bar, path);

	return scalar_is(&s);
}

double
expr_rules_number(struct expr_rules *r, int rule, size_t bar,
    const struct expr_source *path)
{
	struct scalar s = rule_value(r, rule, bar, path);

	if (!s.known)
		return NAN;
	return s.base == EXPR_NUMBER ? s.d : (double)s.time;
}

/* Fills may and must of a rule with path values, or of a constant one. */
static void
mask_fill(struct expr_rules *r, int rule)
{
	const struct dag *g = r->e->dag;
	struct ruling *of = &r->of[rule];
	struct possible *v = mem_array(g->ops.len, sizeof(*v));

	for (size_t w = 0; w * 64 < expr_rules_bars(r); w++) {
		struct possible root;

		for (size_t i = 0; i < of->path.len; i++) {
			int at = of->path.at[i];

			v[at] = mask_step(&r->run, g, at, v, w);
		}
		root = v[g->roots.at[rule].op];
		of->may[w] = root.yes;
		of->must[w] = root.yes & ~(root.no | root.na);
	}
	free(v);
}

static void
mask_make(struct expr_rules *r, int rule)
{
	struct ruling *of = &r->of[rule];
	const struct root *root = &r->e->dag->roots.at[rule];
	size_t bars = expr_rules_bars(r), words = (bars + 63) / 64;

	if (root->base != EXPR_CONDITION)
		bug("a mask of what is no condition");
	of->made = r->e->dag->ops.at[root->op].section < 0;
	if (of->made) {
		of->may = mem_array(words, sizeof(*of->may));
		of->must = mem_array(words, sizeof(*of->must));
		mask_fill(r, rule);
	} else {	/* bits past the last bar are anyone's */
		of->may = of->must = r->run.kept[root->op].yes;
	}
	if (bars % 64 != 0) {
		of->may[words - 1] &= (UINT64_C(1) << bars % 64) - 1;
		of->must[words - 1] &= (UINT64_C(1) << bars % 64) - 1;
	}
}

const uint64_t *
expr_rules_may(struct expr_rules *r, int rule)
{
	if (r->of[rule].may == NULL)
		mask_make(r, rule);
	return r->of[rule].may;
}

const uint64_t *
expr_rules_must(struct expr_rules *r, int rule)
{
	if (r->of[rule].must == NULL)
		mask_make(r, rule);
	return r->of[rule].must;
}

enum expr_look
expr_rule_look(const struct expr *e, int rule)
{
	const struct dag *g = e->dag;
	int root = g->roots.at[rule].op;
	struct path_ops path = {0};
	struct possible *v;
	bool always;

	if (dag_value(g, root))
		return EXPR_LOOK_ONCE;
	if (g->ops.at[root].section >= 0)
		return EXPR_LOOK_BARS;
	if (g->roots.at[rule].base != EXPR_CONDITION)
		return EXPR_LOOK_EVERY;
	v = mem_array(g->ops.len, sizeof(*v));
	path_ops(g, (size_t)rule, &path);
	for (size_t i = 0; i < path.len; i++)
		v[path.at[i]] = mask_step(NULL, g, path.at[i], v, 0);
	always = v[root].yes != 0;
	vec_release(&path);
	free(v);
	return always ? EXPR_LOOK_EVERY : EXPR_LOOK_CANDIDATES;
}
