/*
 * Transfers, funding and the equity curve of the ledger in memory, each in the
 * order of their times and each once.
 */
#include "gate/memorydata.h"

/* Rows of one kind that have an id and a time. */
struct money {
	struct index *ids;
	char *rows;
	size_t len, size, id, time;	/* id, time: where in a row */
};
#define MONEY(type, of, index) ((struct money){ (index), \
    (char *)(of)->at, (of)->len, sizeof(struct type), \
    offsetof(struct type, id), offsetof(struct type, time) })
#define TRANSFERS(a) MONEY(transfer, &(a)->transfers, &(a)->transfer_ids)
#define FUNDINGS(a) MONEY(funding, &(a)->fundings, &(a)->funding_ids)

static const char *
id_of(const struct money *m, size_t place)
{
	return m->rows + place * m->size + m->id;
}

static bool
is_known(const struct money *m, const char *id)
{
	for (struct index_seek k = { 0 }; index_next(m->ids,
	    index_hash(0, id), &k);)
		if (strcmp(id_of(m, k.place), id) == 0)
			return true;
	return false;
}

static void
number(const struct money *m, size_t from)
{
	for (size_t i = from; i < m->len; i++)
		index_add(m->ids, index_hash(0, id_of(m, i)), i);
}

/* Puts a row, which is the last one, where its time belongs. */
static size_t
settle(const struct money *m, const void *row, int64_t time)
{
	size_t at = m->len == 1 ? 0 : memory_place((const int64_t *)(const
	    void *)(m->rows + m->time), m->len - 1, m->size, time);
	char *place = m->rows + at * m->size;

	if (at + 1 < m->len) {
		memmove(place + m->size, place, (m->len - 1 - at) * m->size);
		memcpy(place, row, m->size);
		index_release(m->ids);
		number(m, 0);
	} else {
		number(m, at);
	}
	return at;
}

/* The last row is free then. */
static void
close_up(struct money m, size_t place)
{
	char *gone = m.rows + place * m.size;

	memmove(gone, gone + m.size, (--m.len - place) * m.size);
	index_release(m.ids);
	number(&m, 0);
}

void
memory_transfer_forget(struct memory_account *a, size_t place)
{
	close_up(TRANSFERS(a), place);
	a->transfers.len--;
}

void
memory_funding_forget(struct memory_account *a, size_t place)
{
	close_up(FUNDINGS(a), place);
	a->fundings.len--;
}

enum err_code
memory_transfer_add(struct ledger *l, const struct transfer *t,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, t->account);

	(void)err;
	if (is_known(&TRANSFERS(a), t->id))
		return E_OK;
	vec_push(&a->transfers, *t);
	memory_undo(m, UNDO_TRANSFER, a, settle(&TRANSFERS(a), t, t->time));
	return E_OK;
}

enum err_code
memory_funding_add(struct ledger *l, const struct funding *f,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, f->account);

	(void)err;
	if (is_known(&FUNDINGS(a), f->id))
		return E_OK;
	vec_push(&a->fundings, *f);
	memory_undo(m, UNDO_FUNDING, a, settle(&FUNDINGS(a), f, f->time));
	return E_OK;
}

static void
equity_insert(struct memory *m, struct memory_account *a,
    const struct equity_point *p)
{
	struct curve *c = &a->curve;
	size_t at = curve_len(c);

	while (at > 0 && curve_time(c, at - 1) > p->time)
		at--;
	if (at > 0 && curve_time(c, at - 1) == p->time)
		return;
	curve_insert(c, at, p);
	memory_undo(m, UNDO_POINT, a, at);
}

enum err_code
memory_equity_add(struct ledger *l, const char *account,
    const struct curve *all, struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, account);
	size_t n = curve_len(&a->curve);
	struct equity_point p;

	(void)err;
	if (curve_len(all) > 0 && (n == 0 ||
	    curve_time(&a->curve, n - 1) < curve_time(all, 0))) {
		memory_undo(m, UNDO_EQUITY, a, n);
		curve_add_all(&a->curve, all, 0);
		return E_OK;
	}
	for (size_t i = 0; i < curve_len(all); i++) {
		p = curve_point(all, i);
		equity_insert(m, a, &p);
	}
	return E_OK;
}
