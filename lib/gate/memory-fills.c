/*
 * Fills of the ledger in memory, in the order of their times, each once.
 */
#include "gate/memorydata.h"

static uint64_t
fill_hash(const struct fill *f)
{
	return index_hash(index_hash(index_hash(0, f->venue), f->symbol),
	    f->id);
}

/* Ids that count up, as those of one venue do, are told by the highest: only
 * a lower one is looked for. 0: it is no number. */
static uint64_t
fill_number(const char *id)
{
	uint64_t n = 0;
	const char *p = id;

	for (; *p >= '0' && *p <= '9' && p < id + 18; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	return *p == '\0' && *id != '0' ? n : 0;
}

static void
fill_ids_follow(struct memory_account *a)
{
	for (; a->fill_ids_read < a->fills.len; a->fill_ids_read++)
		index_add(&a->fill_ids, fill_hash(
		    &a->fills.at[a->fill_ids_read]), a->fill_ids_read);
}

static bool
fill_known(struct memory_account *a, const struct fill *f, uint64_t number)
{
	if (number > a->fill_highest)
		return false;
	fill_ids_follow(a);
	for (struct index_seek k = { 0 }; index_next(&a->fill_ids,
	    fill_hash(f), &k);) {
		const struct fill *g = &a->fills.at[k.place];

		if (strcmp(g->id, f->id) == 0 &&
		    strcmp(g->symbol, f->symbol) == 0 &&
		    strcmp(g->venue, f->venue) == 0)
			return true;
	}
	return false;
}

/* The places behind one have moved. */
static void
fills_renumber(struct memory_account *a)
{
	index_release(&a->fill_ids);
	a->fill_ids_read = 0;
	book_release(&a->book);
}

static void
fill_insert(struct memory *m, struct memory_account *a,
    const struct fill *f, uint64_t number)
{
	size_t at = a->fills.len == 0 ? 0 : memory_place(
	    &a->fills.at[0].time, a->fills.len, sizeof(*f), f->time);

	vec_push(&a->fills, *f);
	if (number > a->fill_highest)
		a->fill_highest = number;
	if (at + 1 < a->fills.len) {
		memmove(&a->fills.at[at + 1], &a->fills.at[at],
		    (a->fills.len - at - 1) * sizeof(*f));
		a->fills.at[at] = *f;
		fills_renumber(a);
	}
	memory_undo(m, UNDO_FILL, a, at);
}

void
memory_fill_forget(struct memory_account *a, size_t place)
{
	memmove(&a->fills.at[place], &a->fills.at[place + 1],
	    (a->fills.len - place - 1) * sizeof(*a->fills.at));
	a->fills.len--;
	fills_renumber(a);
}

enum err_code
memory_fill_add(struct ledger *l, const struct fill *f, bool *added,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, f->account);
	struct order_change change = { .amount = DEC_NONE, .price = DEC_NONE,
	    .trigger_price = DEC_NONE, .time = f->time };
	uint64_t number = fill_number(f->id);
	size_t place;
	bool complete;
	enum err_code rc = E_USAGE;

	*added = false;
	if (fill_known(a, f, number))
		return E_OK;
	place = memory_place_of(m, f->order_id, err);
	memory_begin(l, err);
	if (place != NO_PLACE) {
		fill_insert(m, a, f, number);
		complete = order_completed_by(&memory_kept(m, place)->row.o,
		    f);
		rc = memory_step(m, place, complete ? EV_FILL_ALL : EV_FILL,
		    &change, f, err);
	}
	rc = memory_end(l, rc, err);
	*added = rc == E_OK;
	return rc;
}
