/*
 * Transfers, funding and the equity curve of the ledger in memory, each in the
 * order of their times and each once.
 */
#include "gate/memorydata.h"

static bool
transfer_known(const struct memory_account *a, const char *id)
{
	for (struct index_seek k = { 0 }; index_next(&a->transfer_ids,
	    index_hash(0, id), &k);)
		if (strcmp(a->transfers.at[k.place].id, id) == 0)
			return true;
	return false;
}

static bool
funding_known(const struct memory_account *a, const char *id)
{
	for (struct index_seek k = { 0 }; index_next(&a->funding_ids,
	    index_hash(0, id), &k);)
		if (strcmp(a->fundings.at[k.place].id, id) == 0)
			return true;
	return false;
}

static void
transfers_number(struct memory_account *a)
{
	index_release(&a->transfer_ids);
	for (size_t i = 0; i < a->transfers.len; i++)
		index_add(&a->transfer_ids,
		    index_hash(0, a->transfers.at[i].id), i);
}

static void
fundings_number(struct memory_account *a)
{
	index_release(&a->funding_ids);
	for (size_t i = 0; i < a->fundings.len; i++)
		index_add(&a->funding_ids,
		    index_hash(0, a->fundings.at[i].id), i);
}

/* Takes a row out of a vector, or makes room for one (already counted). */
#define CLOSE_UP(v, place) \
	memmove(&(v)->at[(place)], &(v)->at[(place) + 1], \
	    (--(v)->len - (place)) * sizeof(*(v)->at))
#define MAKE_ROOM(v, place) \
	memmove(&(v)->at[(place) + 1], &(v)->at[(place)], \
	    ((v)->len - 1 - (place)) * sizeof(*(v)->at))

void
memory_transfer_forget(struct memory_account *a, size_t place)
{
	CLOSE_UP(&a->transfers, place);
	transfers_number(a);
}

void
memory_funding_forget(struct memory_account *a, size_t place)
{
	CLOSE_UP(&a->fundings, place);
	fundings_number(a);
}

enum err_code
memory_transfer_add(struct ledger *l, const struct transfer *t,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, t->account);
	size_t at = 0;

	(void)err;
	if (transfer_known(a, t->id))
		return E_OK;
	if (a->transfers.len > 0)
		at = memory_place(&a->transfers.at[0].time,
		    a->transfers.len, sizeof(*t), t->time);
	vec_push(&a->transfers, *t);
	MAKE_ROOM(&a->transfers, at);
	a->transfers.at[at] = *t;
	if (at + 1 == a->transfers.len)
		index_add(&a->transfer_ids, index_hash(0, t->id), at);
	else
		transfers_number(a);
	memory_undo(m, UNDO_TRANSFER, a, at);
	return E_OK;
}

enum err_code
memory_funding_add(struct ledger *l, const struct funding *f,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, f->account);
	size_t at = 0;

	(void)err;
	if (funding_known(a, f->id))
		return E_OK;
	if (a->fundings.len > 0)
		at = memory_place(&a->fundings.at[0].time, a->fundings.len,
		    sizeof(*f), f->time);
	vec_push(&a->fundings, *f);
	MAKE_ROOM(&a->fundings, at);
	a->fundings.at[at] = *f;
	if (at + 1 == a->fundings.len)
		index_add(&a->funding_ids, index_hash(0, f->id), at);
	else
		fundings_number(a);
	memory_undo(m, UNDO_FUNDING, a, at);
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
