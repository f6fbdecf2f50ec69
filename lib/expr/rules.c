/*
 * The rules of a program over bars: everything that looks at bars alone in
 * one run, and the small rest, which looks at the position, when it is asked.
 */
#include "expr/evaluate.h"
#include "expr/expr-program.h"
#include "expr/series.h"

#include <math.h>

struct expr_rules {
	const struct expr *e;
	struct run run;
	struct scalar *values;		/* per op */
	VEC(int) *path;			/* per rule: its ops outside bars */
};

/* The ops outside bars that a rule reads, in their order. */
static void
path_ops(struct expr_rules *r, size_t rule)
{
	const struct dag *g = r->e->dag;
	bool *used = mem_array(g->ops.len, sizeof(*used));

	used[g->roots.at[rule].op] = true;
	for (size_t i = g->ops.len; i-- > 0; )
		for (int k = 0; used[i] && k < OP_INPUTS; k++)
			if (g->ops.at[i].section < 0 &&
			    g->ops.at[i].in[k] >= 0)
				used[g->ops.at[i].in[k]] = true;
	for (size_t i = 0; i < g->ops.len; i++)
		if (used[i] && g->ops.at[i].section < 0)
			vec_push(&r->path[rule], (int)i);
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
	r->path = mem_array(e->dag->roots.len, sizeof(*r->path));
	rc = run_open(&r->run, e, m, err);
	if (rc == E_OK && r->run.bars[0].c->len == 0)
		rc = err_set(err, E_DATA, "there are no bars to evaluate");
	if (rc != E_OK) {
		expr_rules_free(r);
		return rc;
	}
	run_execute(&r->run);
	for (size_t i = 0; i < e->dag->roots.len; i++)
		path_ops(r, i);
	*out = r;
	return E_OK;
}

void
expr_rules_free(struct expr_rules *r)
{
	if (r == NULL)
		return;
	run_close(&r->run);
	for (size_t i = 0; i < r->e->dag->roots.len; i++)
		vec_release(&r->path[i]);
	free(r->path);
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
	for (size_t i = 0; i < r->path[rule].len; i++) {
		int at = r->path[rule].at[i];
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
