/*
 * A program over bars: which operations run together, and the loop over tiles.
 */
#include "expr/series.h"

#include "expr/evaluate.h"
#include "expr/names.h"
#include "expr/share.h"

#include <math.h>
#include <string.h>

enum { TILE = 2048, COST_MOST = 2000 };

const struct kernel *
kernel_of(const struct op *op)
{
	const struct kernel *const tables[] = { plain_kernels, history_kernels,
		window_kernels, call_kernels };

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (tables[i][op->code].run)
			return &tables[i][op->code];
	return NULL;
}

void *
run_memory(struct run *r, size_t n, size_t size)
{
	if (__builtin_mul_overflow(n, size, &n))
		bug("more memory than there is");
	return arena_alloc(&r->room, n);
}

void *
run_column(struct run *r, size_t n, size_t size)
{
	void *p = mem_grow(NULL, n + 1, size);

	vec_push(&r->memory, p);
	return p;
}

int
run_text(struct run *r, const char *s)
{
	size_t i;

	for (i = 0; i < r->texts.len; i++)
		if (strcmp(r->texts.at[i], s) == 0)
			return (int)i;
	vec_push(&r->texts, s);
	return (int)i;
}

/* In which pass an op runs: after everything it reads from other series. */
static int
group_of(const struct run *r, const struct op *op)
{
	const struct dag *g = r->e->dag;
	int group = 0;

	for (int k = 0; k < OP_INPUTS && op->in[k] >= 0; k++) {
		int its = r->group[op->in[k]] + (op->code == OP_ALIGN);

		if (g->ops.at[op->in[k]].code != OP_CONST && its > group)
			group = its;
	}
	return group;
}

enum err_code
expr_available(const struct expr *e, struct err *err)
{
	const struct dag *g = e->dag;

	for (size_t i = 0; i < g->ops.len; i++) {
		const struct op *op = &g->ops.at[i];

		if (op->section < 0 || (op->code == OP_CALL ?
		    row_of_call(g, op) != NULL : kernel_of(op) != NULL))
			continue;
		return err_set(err, E_USAGE, "%s is not available in this "
		    "version", op->code == OP_CALL ?
		    expr_funcs[op->aux].name :
		    expr_op_name((enum op_code)op->code));
	}
	return E_OK;
}

static enum err_code
run_check(const struct run *r, struct err *err)
{
	enum err_code rc = expr_available(r->e, err);

	if (rc != E_OK)
		return rc;
	if (r->market->slow || expr_cost(r->e) <= COST_MOST)
		return E_OK;
	return err_set(err, E_USAGE, "the expression costs some %.0f ns a bar; "
	    "more than %d needs --slow", expr_cost(r->e), COST_MOST);
}

static enum err_code
run_bars(struct run *r, struct err *err)
{
	const struct dag *g = r->e->dag;
	enum err_code rc = E_OK;

	for (size_t s = 0; s < g->sections.len && rc == E_OK; s++) {
		bool used = s == 0 && r->e->in.timeframe != 0, volumes = false;

		for (size_t i = 0; i < g->ops.len; i++) {
			const struct op *op = &g->ops.at[i];

			used |= op->section == (int)s;
			volumes |= op->section == (int)s &&
			    op->code == OP_COLUMN && op->k == COL_VOLUME;
		}
		if (used)
			rc = bars_load(&r->bars[s], &g->sections.at[s],
			    r->e->in.timeframe, r->market, volumes, err);
	}
	for (size_t i = 0; i < g->ops.len && rc == E_OK &&
	    r->market->funding != NULL; i++) {
		const struct op *op = &g->ops.at[i];

		if (op->code == OP_COLUMN && op->k == COL_FUNDING)
			r->bars[op->section].funding = r->market->funding(
			    r->market->self,
			    g->sections.at[op->section].symbol);
	}
	return rc;
}

enum err_code
run_open(struct run *r, const struct expr *e, const struct expr_market *m,
    struct err *err)
{
	const struct dag *g = e->dag;
	size_t n = g->ops.len;
	enum err_code rc;
	bool *keep;

	memset(r, 0, sizeof(*r));
	r->e = e;
	r->market = m;
	r->tile = m->tile ? m->tile : TILE;
	rc = run_check(r, err);
	if (rc == E_OK)
		rc = run_bars(r, err);
	if (rc != E_OK)
		return rc;
	r->tiles = run_memory(r, n, sizeof(*r->tiles));
	r->kept = run_memory(r, n, sizeof(*r->kept));
	r->state = run_memory(r, n, sizeof(*r->state));
	r->group = run_memory(r, n, sizeof(*r->group));
	r->most = run_memory(r, n, sizeof(*r->most));
	r->ties = run_memory(r, n, sizeof(*r->ties));
	r->picked = run_memory(r, n, sizeof(*r->picked));
	r->used = run_memory(r, n, sizeof(*r->used));
	r->shared = run_memory(r, n, sizeof(*r->shared));
	keep = run_memory(r, n, sizeof(*keep));
	for (size_t i = 0; i < n; i++)
		r->group[i] = group_of(r, &g->ops.at[i]);
	share_begin(r);
	sums_prepare(r);
	used_mark(r);
	tile_widen(r);
	sums_begin(r);
	for (int k = 0; k <= OP_INPUTS && r->tile % 64 != 0; k++)
		r->scratch[k] = reg_make(r, true, r->tile);
	share_keep(r);
	keep_mark(r, keep);
	ties_prepare(r);
	for (size_t i = 0; i < n; i++) {
		const struct op *op = &g->ops.at[i];
		const struct kernel *k = kernel_of(op);

		if (op->code == OP_CONST && r->used[i])
			constant_fill(r, op, &r->tiles[i], r->tile);
		if (op->section < 0 || !r->used[i] || r->shared[i])
			continue;
		if (keep[i] && !reg_made(&r->kept[i]))
			r->kept[i] = reg_make(r, op_is_condition(op),
			    r->bars[op->section].c->len);
		if (k->state)
			r->state[i] = run_memory(r, k->state(op), 1);
		if (k->init)
			k->init(op, r->state[i]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct op *op = &g->ops.at[i];
		bool first = op->section >= 0;

		for (size_t k = 0; k < i && first; k++)
			first = g->ops.at[k].section != op->section ||
			    r->group[k] != r->group[i];
		if (first)
			tiles_assign(r, r->group[i], op->section, keep);
	}
	return E_OK;
}

static void
bits_copy(const uint64_t *from, size_t from_at, uint64_t *to, size_t to_at,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		bit_put(to, to_at + i, bit_get(from, from_at + i));
}

/* Bars from..from+n-1 of what an op has made, as a tile. */
static struct reg
reg_view(struct run *r, int op, size_t from, size_t n, struct reg *scratch)
{
	const struct reg *kept = &r->kept[op];

	if (kept->value)
		return (struct reg){ .value = kept->value + from };
	if (kept->yes == NULL)
		return r->tiles[op];
	if (from % 64 == 0)
		return (struct reg){ .yes = kept->yes + from / 64,
		    .no = kept->no + from / 64 };
	bits_copy(kept->yes, from, scratch->yes, 0, n);
	bits_copy(kept->no, from, scratch->no, 0, n);
	return *scratch;
}

static void
op_step(struct run *r, size_t i, size_t from, size_t n)
{
	const struct op *op = &r->e->dag->ops.at[i];
	struct step s = { .run = r, .op = op, .bars = &r->bars[op->section],
	    .from = from, .n = n, .state = r->state[i] };
	struct reg *kept = &r->kept[i];
	bool split = kept->yes && from % 64 != 0;
	uint64_t ties = r->inexact_ties;

	for (int k = 0; k < inputs_of(r, i) && op->in[k] >= 0; k++)
		if (op->code != OP_ALIGN)	/* reads it whole */
			s.in[k] = reg_view(r, op->in[k], from, n,
			    &r->scratch[k]);
	s.out = split ? r->scratch[OP_INPUTS] : reg_view(r, (int)i, from, n,
	    &r->scratch[OP_INPUTS]);
	if (r->sums.of[i] != 0)
		sums_compare(&s);
	else
		kernel_of(op)->run(&s);
	r->ties[i] += r->inexact_ties - ties;
	if (split) {
		bits_copy(s.out.yes, 0, kept->yes, from, n);
		bits_copy(s.out.no, 0, kept->no, from, n);
	}
}

static void
group_run(struct run *r, int group, int section)
{
	const struct dag *g = r->e->dag;
	size_t len = r->bars[section].c->len, *mine;
	size_t count = 0;

	mine = mem_array(g->ops.len, sizeof(*mine));
	for (size_t i = 0; i < g->ops.len; i++)
		if (g->ops.at[i].section == section && r->group[i] == group &&
		    r->used[i] && !r->shared[i])
			mine[count++] = i;
	for (size_t from = 0; count > 0 && from < len; from += r->tile)
		for (size_t k = 0; k < count; k++)
			op_step(r, mine[k], from,
			    len - from < r->tile ? len - from : r->tile);
	free(mine);
}

void
run_execute(struct run *r)
{
	const struct dag *g = r->e->dag;
	int most = 0;

	for (size_t i = 0; i < g->ops.len; i++)
		if (r->group[i] > most)
			most = r->group[i];
	for (int group = 0; group <= most; group++)
		for (size_t s = 0; s < g->sections.len; s++)
			if (r->bars[s].c)
				group_run(r, group, (int)s);
	share_done(r);
}

void
run_close(struct run *r)
{
	for (size_t i = 0; i < r->memory.len; i++)
		free(r->memory.at[i]);
	vec_release(&r->memory);
	arena_release(&r->room);
	vec_release(&r->texts);
	sums_release(&r->sums);
	for (int s = 0; s < LIMIT_SERIES; s++)
		bars_release(&r->bars[s]);
}

/* The root's values become the caller's. */
static void
column_take(struct run *r, struct expr_column *out)
{
	const struct dag *g = r->e->dag;
	const struct op *root = &g->ops.at[dag_root(g)];
	struct reg all = {0};

	out->base = g->roots.at[0].base;
	out->len = r->bars[0].c->len;
	out->open_time_ms = r->bars[0].c->open_time_ms;
	if (root->code == OP_CONST)
		constant_fill(r, root, &all, out->len);
	else
		all = r->kept[dag_root(g)];
	out->value = all.value;
	out->yes = all.yes;
	out->no = all.no;
	for (size_t i = 0; i < r->memory.len; i++) {
		void *p = r->memory.at[i];

		if (p == all.value || p == all.yes || p == all.no)
			r->memory.at[i] = NULL;
	}
	out->texts_len = r->texts.len;
	out->texts = mem_array(r->texts.len + 1, sizeof(*out->texts));
	for (size_t i = 0; i < r->texts.len; i++)
		out->texts[i] = r->texts.at[i];
	out->inexact_ties = r->inexact_ties;
}

enum err_code
expr_series(const struct expr *e, const struct expr_market *m,
    struct expr_column *out, struct err *err)
{
	struct expr_market alone = *m;	/* the caller keeps what it makes */
	struct run r = {0};
	enum err_code rc;

	alone.share = NULL;
	if (e->in.timeframe == 0 ||
	    e->dag->ops.at[dag_root(e->dag)].section == SECTION_SCALAR)
		return err_set(err, E_USAGE,
		    "the expression is not one of bars alone");
	rc = run_open(&r, e, &alone, err);
	if (rc == E_OK && r.bars[0].c->len == 0)
		rc = err_set(err, E_DATA, "there are no bars to evaluate");
	if (rc == E_OK) {
		run_execute(&r);
		memset(out, 0, sizeof(*out));
		column_take(&r, out);
	}
	run_close(&r);
	return rc;
}

void
expr_column_release(struct expr_column *c)
{
	free(c->value);
	free(c->yes);
	free(c->no);
	free(c->texts);
	memset(c, 0, sizeof(*c));
}

enum truth
expr_column_truth(const struct expr_column *c, size_t bar)
{
	const struct reg r = { .yes = c->yes, .no = c->no };

	return reg_truth(&r, bar);
}
