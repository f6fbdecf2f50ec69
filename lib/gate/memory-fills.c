/*
 * Fills of the ledger in memory, in the order of their times, each once.
 */
#include "gate/memorydata.h"

static uint64_t
fill_hash(const struct fill *f, const char *venue)
{
	return index_hash(index_hash(index_hash(0, venue), f->symbol), f->id);
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
		    &a->fills.at[a->fill_ids_read],
		    a->fills.at[a->fill_ids_read].venue), a->fill_ids_read);
}

static bool
fill_known(struct memory_account *a, const struct fill *f, const char *venue,
    uint64_t number)
{
	if (number > a->fill_highest)
		return false;
	fill_ids_follow(a);
	for (struct index_seek k = { 0 }; index_next(&a->fill_ids,
	    fill_hash(f, venue), &k);) {
		const struct fill *g = &a->fills.at[k.place];

		if (strcmp(g->id, f->id) == 0 &&
		    strcmp(g->symbol, f->symbol) == 0 &&
		    strcmp(g->venue, venue) == 0)
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
    const struct order *o, const struct fill *seen, uint64_t number)
{
	size_t at = a->fills.len == 0 ? 0 : memory_place(
	    &a->fills.at[0].time, a->fills.len, sizeof(*seen), seen->time);
	struct fill *f;

	vec_push(&a->fills, *seen);
	f = &a->fills.at[at];
	if (number > a->fill_highest)
		a->fill_highest = number;
	if (at + 1 < a->fills.len) {
		memmove(f + 1, f, (a->fills.len - at - 1) * sizeof(*f));
		*f = *seen;
		fills_renumber(a);
	}
	TEXT_SET(f->order_id, o->id);
	TEXT_SET(f->account, o->account);
	TEXT_SET(f->venue, o->venue);
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
memory_fill_add(struct ledger *l, const struct order *of,
    const struct fill *f, bool *added, struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, of->account);
	struct order_change change = { .amount = DEC_NONE, .price = DEC_NONE,
	    .trigger_price = DEC_NONE, .time = f->time };
	uint64_t number = fill_number(f->id);
	const struct order *o;
	size_t place;
	enum err_code rc = E_USAGE;

	*added = false;
	if (fill_known(a, f, of->venue, number))
		return E_OK;
	place = memory_place_of(m, of->id, err);
	memory_enter(m);
	if (place != NO_PLACE) {
		o = &memory_row(m, place)->kept.row.o;
		fill_insert(m, a, o, f, number);
		change.event = order_completed_by(o, f) ? EV_FILL_ALL :
		    EV_FILL;
		rc = memory_step(m, place, change.event, &change, f, err);
	}
	rc = memory_leave(m, rc, err);
	*added = rc == E_OK;
	return rc;
}
