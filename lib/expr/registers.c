/*
 * Where the values of a program over bars are kept. An operation that another
 * series reads, or that waits for one, keeps all its values; the others share
 * the tiles'.
 */
#include "expr/series.h"

#include "expr/share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILE_OF_BITS = 16384 };

struct reg
reg_make(struct run *r, bool condition, size_t n)
{
	struct reg out = {0};

	if (condition) {
		out.yes = run_column(r, n / 64 + 1, sizeof(uint64_t));
		out.no = run_column(r, n / 64 + 1, sizeof(uint64_t));
	} else {
		out.value = run_column(r, n, sizeof(double));
	}
	return out;
}

static double
constant_number(struct run *r, const struct scalar *v)
{
	if (!v->known)
		return NAN;
	if (v->base == EXPR_TEXT)
		return run_text(r, v->text);
	if (v->base == EXPR_TIME || v->base == EXPR_DURATION)
		return (double)v->time;
	return v->d;
}

void
constant_fill(struct run *r, const struct op *op, struct reg *to, size_t n)
{
	const struct scalar *v = &r->e->dag->values.at[op->value];
	double x = op_is_condition(op) ? 0 : constant_number(r, v);
	enum truth t = scalar_is(v);

	*to = reg_make(r, op_is_condition(op), n);
	if (to->value) {
		for (size_t i = 0; i < n; i++)
			to->value[i] = x;
		return;
	}
	memset(to->yes, t == TRUTH_TRUE ? 0xff : 0,
	    (n / 64 + 1) * sizeof(uint64_t));
	memset(to->no, t == TRUTH_FALSE ? 0xff : 0,
	    (n / 64 + 1) * sizeof(uint64_t));
}

int
inputs_of(const struct run *r, size_t op)
{
	return r->sums.of[op] != 0 || r->shared[op] ? 0 : OP_INPUTS;
}

void
used_mark(struct run *r)
{
	const struct dag *g = r->e->dag;

	for (size_t i = 0; i < g->roots.len; i++)
		r->used[g->roots.at[i].op] = dag_value(g,
		    g->roots.at[i].op) == NULL;
	for (size_t i = g->ops.len; i-- > 0; ) {
		if (!r->used[i])
			continue;
		share_find(r, i);
		for (int k = 0; k < inputs_of(r, i); k++)
			if (g->ops.at[i].in[k] >= 0)
				r->used[g->ops.at[i].in[k]] = true;
	}
}

/* Where nothing but conditions is made, out of sums that are there, a tile of
 * many more bars stays as near, and its operations begin less often. */
void
tile_widen(struct run *r)
{
	const struct dag *g = r->e->dag;

	if (r->market->tile != 0 || !sums_shared(&r->sums))
		return;
	for (size_t i = 0; i < g->ops.len; i++)
		if (r->used[i] && g->ops.at[i].section >= 0 &&
		    !op_is_condition(&g->ops.at[i]))
			return;
	r->tile = TILE_OF_BITS;
}

/* Which ops keep all their values. */
void
keep_mark(struct run *r, bool *keep)
{
	const struct dag *g = r->e->dag;

	for (size_t i = 0; i < g->roots.len; i++)
		keep[g->roots.at[i].op] = true;
	for (size_t i = 0; i < g->ops.len; i++)
		for (int k = 0; k < inputs_of(r, i); k++) {
			const struct op *op = &g->ops.at[i];
			int in = op->in[k];

			if (r->used[i] && in >= 0 && (op->code == OP_ALIGN ||
			    op->section < 0 || r->group[in] < r->group[i]))
				keep[in] = true;
		}
	for (size_t i = 0; i < g->ops.len; i++)
		keep[i] |= reg_made(&r->kept[i]);	/* for other runs */
}

/* Registers of one group and series: reused after their last reader. */
void
tiles_assign(struct run *r, int group, int section, const bool *keep)
{
	const struct dag *g = r->e->dag;
	VEC(struct reg) free_regs[2] = {0};
	size_t *last = mem_array(g->ops.len, sizeof(*last));

	for (size_t i = 0; i < g->ops.len; i++)
		for (int k = 0; r->used[i] && k < inputs_of(r, i); k++)
			if (g->ops.at[i].in[k] >= 0)
				last[g->ops.at[i].in[k]] = i;
	for (size_t i = 0; i < g->ops.len; i++) {
		const struct op *op = &g->ops.at[i];
		int kind = op_is_condition(op);

		if (op->section != section || r->group[i] != group ||
		    !r->used[i])
			continue;
		if (!keep[i] && free_regs[kind].len > 0)
			r->tiles[i] = free_regs[kind].at[
			    --free_regs[kind].len];
		else if (!keep[i])
			r->tiles[i] = reg_make(r, kind, r->tile);
		for (int k = 0; k < inputs_of(r, i) && op->in[k] >= 0; k++) {
			int in = op->in[k];
			const struct op *from = &g->ops.at[in];
			bool again = (k > 0 && op->in[0] == in) ||
			    (k > 1 && op->in[1] == in);

			if (last[in] == i && !keep[in] && !again &&
			    from->code != OP_CONST)
				vec_push(&free_regs[op_is_condition(from)],
				    r->tiles[in]);
		}
	}
	vec_release(&free_regs[0]);
	vec_release(&free_regs[1]);
	free(last);
}
