/*
 * Columns of values by what they are: an operation, its constants, and the
 * same of all that it reads. A comparison brings the ties that it counted with
 * it, so that a run counts the same alone and among others; what reads values
 * of something that counts ties is not shared.
 */
#include "expr/share.h"

#include "expr/names.h"
#include "expr/series.h"

#include "base/buf.h"
#include "base/column.h"
#include "base/xxh64.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MOST = 1024 };

struct shared {
	uint64_t hash;
	char *key;
	size_t key_len, len, bytes;
	void *value;		/* numbers; or bits: yes, then no */
	uint64_t run;		/* the last that read it */
	uint64_t ties;
	size_t op;		/* of the run that makes it, until it is */
	bool done;		/* made */
};

/* What a pass over a whole column said. */
struct passed { const int64_t *column; size_t n; bool order; int64_t said; };
/* Running sums, after at least HISTORY zeros: longer windows are common. */
enum { HISTORY = 1024, AFTER = 64 };
struct summed {
	const int64_t *column;
	size_t n, history, size;	/* of a sum: two widths */
	void *value;
};
struct ranged { const int64_t *column; size_t n; int64_t least, most; };

struct expr_share {
	size_t bytes, most;
	uint64_t run;
	VEC(struct shared) columns;
	VEC(struct passed) passes;
	VEC(struct ranged) ranges;
	VEC(struct summed) sums;
};

struct expr_share *
expr_share_new(size_t bytes)
{
	struct expr_share *s = mem_alloc(sizeof(*s));

	s->most = bytes;
	return s;
}

static void
shared_drop(struct expr_share *s, size_t i)
{
	s->bytes -= s->columns.at[i].bytes;
	free(s->columns.at[i].key);
	free(s->columns.at[i].value);
	s->columns.at[i] = s->columns.at[--s->columns.len];
}

void
expr_share_free(struct expr_share *s)
{
	if (s == NULL)
		return;
	while (s->columns.len > 0)
		shared_drop(s, s->columns.len - 1);
	for (size_t i = 0; i < s->sums.len; i++)
		free(s->sums.at[i].value);
	vec_release(&s->columns);
	vec_release(&s->passes);
	vec_release(&s->ranges);
	vec_release(&s->sums);
	free(s);
}

static int64_t
pass(struct expr_share *s, const int64_t *column, size_t n, bool order)
{
	struct passed p = { column, n, order, 0 };

	for (size_t i = 0; s != NULL && i < s->passes.len; i++)
		if (s->passes.at[i].column == column &&
		    s->passes.at[i].n == n && s->passes.at[i].order == order)
			return s->passes.at[i].said;
	p.said = order ? (int64_t)column_falls(column, n) :
	    column_most(column, n);
	if (s != NULL)
		vec_push(&s->passes, p);
	return p.said;
}

size_t
share_falls(struct expr_share *s, const int64_t *column, size_t n)
{
	return (size_t)pass(s, column, n, true);
}

int64_t
share_most(struct expr_share *s, const int64_t *column, size_t n)
{
	return pass(s, column, n, false);
}

/* How long it has taken room for nothing: what is small stays longer. */
static double
idleness(const struct expr_share *s, const struct shared *c)
{
	return (double)(s->run - c->run) * (double)c->bytes;
}

/* Drops what this run has not read, the most idle first. */
static bool
room_make(struct expr_share *s, size_t bytes)
{
	if (bytes > s->most)
		return false;
	while (s->bytes > s->most - bytes) {
		double most = 0;
		size_t idlest = 0;

		for (size_t i = 0; i < s->columns.len; i++) {
			double idle = idleness(s, &s->columns.at[i]);

			if (idle > most) {
				most = idle;
				idlest = i;
			}
		}
		if (most <= 0)
			return false;
		shared_drop(s, idlest);
	}
	return true;
}

static size_t
summed_bytes(const struct summed *t)
{
	return (t->history + t->n + AFTER) * t->size;
}

/* Sums of a column with enough before them, there or to be filled in (*made);
 * NULL: there is no room. What has less before it may be in use, and stays. */
static struct summed *
summed_find(struct expr_share *s, struct summed want, bool *made)
{
	*made = false;
	for (size_t i = 0; i < s->sums.len; i++) {
		struct summed *u = &s->sums.at[i];

		if (u->column == want.column && u->n == want.n &&
		    u->size == want.size && u->history >= want.history)
			return u;
	}
	want.history = (want.history + HISTORY - 1) / HISTORY * HISTORY;
	if (!room_make(s, summed_bytes(&want)))
		return NULL;
	s->bytes += summed_bytes(&want);
	want.value = mem_array(summed_bytes(&want), 1);
	vec_push(&s->sums, want);
	*made = true;
	return &s->sums.at[s->sums.len - 1];
}

double *
share_sums(struct expr_share *s, const int64_t *column, size_t n,
    size_t history)
{
	struct summed want = { column, n, history, sizeof(double), NULL };
	bool made;
	struct summed *t = summed_find(s, want, &made);

	if (made)
		sums_running(column, n, 0, (double *)t->value + t->history);
	return t == NULL ? NULL : (double *)t->value + t->history - history;
}

uint32_t *
share_narrow(struct expr_share *s, const int64_t *column, size_t n,
    size_t history)
{
	struct summed want = { column, n, history, sizeof(uint32_t), NULL };
	bool made;
	struct summed *t = summed_find(s, want, &made);
	int64_t base;
	double away;

	share_middle(s, column, n, &base, &away);
	if (made)
		sums_narrow(column, n, base, 0,
		    (uint32_t *)t->value + t->history);
	return t == NULL ? NULL : (uint32_t *)t->value + t->history - history;
}

void
share_middle(struct expr_share *s, const int64_t *column, size_t n,
    int64_t *base, double *away)
{
	struct ranged r = { column, n, 0, 0 };
	size_t i = 0;

	while (i < s->ranges.len && (s->ranges.at[i].column != column ||
	    s->ranges.at[i].n != n))
		i++;
	if (i == s->ranges.len) {
		if (n > 0)
			column_range(column, n, &r.least, &r.most);
		vec_push(&s->ranges, r);
	}
	r = s->ranges.at[i];
	*base = r.least + (r.most - r.least) / 2;
	*away = (double)(r.most - *base);
}

static void
key_int(struct buf *key, int64_t x)
{
	buf_add(key, &x, sizeof(x));
}

static bool
key_value(const struct run *r, const struct op *op, struct buf *key)
{
	const struct scalar *v = &r->e->dag->values.at[op->value];

	if (!v->known || v->base != EXPR_NUMBER)
		return false;
	buf_add(key, &v->d, sizeof(v->d));
	return true;
}

static bool
is_comparison(const struct op *op)
{
	return op->code == OP_LT || op->code == OP_LE || op->code == OP_EQ;
}

static bool key_make(const struct run *r, int i, struct buf *key);

static bool
key_inputs(const struct run *r, const struct op *op, struct buf *key)
{
	for (int k = 0; k < OP_INPUTS && op->in[k] >= 0; k++)
		if (!key_make(r, op->in[k], key))
			return false;
	buf_putc(key, ')');
	return true;
}

/* Everything that the values of an op are made of. */
static bool
key_op(const struct run *r, const struct op *op, struct buf *key)
{
	const struct dag *g = r->e->dag;
	const struct section *s = op->section < 0 ? NULL :
	    &g->sections.at[op->section];

	if (key->len > KEY_MOST || op->section == SECTION_SCALAR)
		return false;
	key_int(key, op->code);
	key_int(key, op->base);
	key_int(key, op->k);
	key_int(key, op->aux);
	key_int(key, op->tie);
	key_int(key, s ? s->timeframe : 0);
	buf_puts(key, s ? s->symbol : "");
	buf_putc(key, '(');
	if (op->code == OP_CALL)
		buf_add(key, &g->calls.at[op->value], sizeof(g->calls.at[0]));
	return (op->code != OP_CONST || key_value(r, op, key)) &&
	    key_inputs(r, op, key);
}

static bool
key_make(const struct run *r, int i, struct buf *key)
{
	const struct op *op = &r->e->dag->ops.at[i];

	if (is_comparison(op) || op->code == OP_FLOOR ||
	    op->code == OP_CEIL || op->code == OP_ROUND)
		return false;	/* they count ties */
	return key_op(r, op, key);
}

static bool
is_root(const struct dag *g, size_t i)
{
	for (size_t k = 0; k < g->roots.len; k++)
		if (g->roots.at[k].op == (int)i)
			return true;
	return false;
}

/* Is it worth it, and a column of numbers or a comparison of such? Of a call
 * with parts these are. */
static bool
sharable(const struct run *r, size_t i)
{
	const struct dag *g = r->e->dag;
	const struct op *op = &g->ops.at[i];

	if (op->section < 0 || op->code == OP_CONST)
		return false;
	if (is_comparison(op))
		return r->sums.of[i] == 0;
	if (op->base != EXPR_NUMBER)
		return false;
	for (size_t k = i + 1; op->code == OP_CALL && k < g->ops.len; k++)
		if (g->ops.at[k].code == OP_PART &&
		    g->ops.at[k].in[0] == (int)i)
			return false;
	return (op->code >= OP_SMA && op->code <= OP_DONCHIAN) ||
	    op->code == OP_CALL || op->code == OP_PART || is_root(g, i);
}

/* The key of a sharable op, and how many bars it has; false: it has none. */
static bool
share_key(const struct run *r, size_t i, struct buf *key, size_t *len)
{
	const struct op *op = &r->e->dag->ops.at[i];

	if (!sharable(r, i))
		return false;
	*len = r->bars[op->section].c->len;
	buf_clear(key);
	return is_comparison(op) ? key_op(r, op, key) :
	    key_make(r, (int)i, key);
}

static struct shared *
shared_find(struct expr_share *s, const struct buf *key, size_t len)
{
	uint64_t hash = xxh64(key->at, key->len);

	for (size_t i = 0; i < s->columns.len; i++) {
		struct shared *c = &s->columns.at[i];

		if (c->hash == hash && c->len == len &&
		    c->key_len == key->len &&
		    memcmp(c->key, key->at, key->len) == 0)
			return c;
	}
	return NULL;
}

/* With room for a tile's last word. */
static size_t
words_of(size_t bars)
{
	return bars / 64 + 2;
}

static void
kept_set(struct run *r, size_t i, const struct shared *c)
{
	struct reg *kept = &r->kept[i];

	if (!op_is_condition(&r->e->dag->ops.at[i])) {
		kept->value = c->value;
		return;
	}
	kept->yes = c->value;
	kept->no = kept->yes + words_of(c->len);
}

void
share_begin(struct run *r)
{
	struct expr_share *s = r->market->share;

	if (s == NULL)
		return;
	s->run++;
	for (size_t i = s->columns.len; i-- > 0; )
		if (!s->columns.at[i].done)
			shared_drop(s, i);
}

void
share_find(struct run *r, size_t i)
{
	struct expr_share *s = r->market->share;
	struct shared *c;
	struct buf key = {0};
	size_t len;

	if (s != NULL && share_key(r, i, &key, &len) &&
	    (c = shared_find(s, &key, len)) != NULL) {
		c->run = s->run;
		r->shared[i] = true;
		r->inexact_ties += c->ties;
		kept_set(r, i, c);
	}
	buf_release(&key);
}

void
share_keep(struct run *r)
{
	struct expr_share *s = r->market->share;
	const struct dag *g = r->e->dag;
	struct buf key = {0};

	for (size_t i = 0; s != NULL && i < g->ops.len; i++) {
		struct shared c = { .run = s->run, .op = i };

		if (!r->used[i] || r->shared[i] || !share_key(r, i, &key,
		    &c.len))
			continue;
		c.bytes = is_comparison(&g->ops.at[i]) ?
		    2 * words_of(c.len) * sizeof(uint64_t) :
		    (c.len + 1) * sizeof(double);
		if (!room_make(s, c.bytes))
			continue;
		c.hash = xxh64(key.at, key.len);
		c.key_len = key.len;
		c.key = mem_array(key.len, 1);
		memcpy(c.key, key.at, key.len);
		c.value = mem_array(c.bytes, 1);
		kept_set(r, i, &c);
		s->bytes += c.bytes;
		vec_push(&s->columns, c);
	}
	buf_release(&key);
}

void
share_done(struct run *r)
{
	struct expr_share *s = r->market->share;

	for (size_t i = 0; s != NULL && i < s->columns.len; i++) {
		struct shared *c = &s->columns.at[i];

		if (!c->done)
			c->ties = r->ties[c->op];
		c->done = true;
	}
}
