/*
 * Orders and fills of the ledger in memory: rows in blocks that stay where
 * they are, found by client id, venue id and key, those that count linked by
 * age.
 */
#include "gate/memorydata.h"

#define ORDERS_BLOCK 4096	/* some 7 MB, of which what is used is there */

struct memory_order *
memory_at(const struct memory *m, size_t place)
{
	return &m->blocks.at[place / ORDERS_BLOCK][place % ORDERS_BLOCK];
}

static struct memory_account *
account_of(struct memory *m, const struct memory_order *o)
{
	return memory_account(m, o->row.o.account);
}

static uint64_t
name_hash(const char *account, const char *name)
{
	return index_hash(index_hash(0, account), name);
}

static void
list_out(struct memory *m, size_t place)
{
	struct memory_order *o = memory_at(m, place);
	struct memory_account *a = account_of(m, o);

	if (o->before == NO_PLACE)
		a->first = o->after;
	else
		memory_at(m, o->before)->after = o->after;
	if (o->after == NO_PLACE)
		a->last = o->before;
	else
		memory_at(m, o->after)->before = o->before;
	o->listed = false;
	a->counting--;
}

/* Nearly always the youngest. */
static void
list_in(struct memory *m, size_t place)
{
	struct memory_order *o = memory_at(m, place);
	struct memory_account *a = account_of(m, o);

	o->before = a->last;
	o->after = NO_PLACE;
	while (o->before != NO_PLACE && o->before > place) {
		o->after = o->before;
		o->before = memory_at(m, o->before)->before;
	}
	if (o->before == NO_PLACE)
		a->first = place;
	else
		memory_at(m, o->before)->after = place;
	if (o->after == NO_PLACE)
		a->last = place;
	else
		memory_at(m, o->after)->before = place;
	o->listed = true;
	a->counting++;
}

static void
list_follow(struct memory *m, size_t place)
{
	struct memory_order *o = memory_at(m, place);
	bool counts = order_state_counts((enum order_state)o->row.o.state);

	if (counts && !o->listed)
		list_in(m, place);
	else if (!counts && o->listed)
		list_out(m, place);
}

/* A venue id is learnt once, as a rule. */
static void
venue_id_follow(struct memory *m, size_t place, const char *before)
{
	const struct order *o = &memory_at(m, place)->row.o;

	if (strcmp(before, o->venue_id) == 0)
		return;
	if (before[0] != '\0')
		index_remove(&m->venue_ids, name_hash(o->account, before),
		    place);
	if (o->venue_id[0] != '\0')
		index_add(&m->venue_ids, name_hash(o->account, o->venue_id),
		    place);
}

void
memory_order_forget(struct memory *m, size_t place)
{
	struct memory_order *o = memory_at(m, place);
	const struct order *row = &o->row.o;

	if (o->listed)
		list_out(m, place);
	if (row->client_order_id[0] != '\0')
		index_remove(&m->client_ids, name_hash(row->account,
		    row->client_order_id), place);
	if (row->venue_id[0] != '\0')
		index_remove(&m->venue_ids, name_hash(row->account,
		    row->venue_id), place);
	if (row->key[0] != '\0')
		index_remove(&m->keys, name_hash(row->account, row->key),
		    place);
	m->orders--;
}

void
memory_order_restore(struct memory *m, size_t place,
    const struct order_row *row)
{
	struct memory_order *o = memory_at(m, place);
	char before[ID_SIZE];

	TEXT_SET(before, o->row.o.venue_id);
	o->row = *row;
	venue_id_follow(m, place, before);
	list_follow(m, place);
}

/* Before an order changes, once in a transaction. */
static void
save(struct memory *m, size_t place)
{
	struct memory_order *o = memory_at(m, place);

	if (m->depth == 0 || o->saved == m->turn)
		return;
	o->saved = m->turn;
	vec_push(&m->old_orders, o->row);
	memory_undo(m, UNDO_ORDER, NULL, place);
}

static const struct order *
find_client(const struct memory *m, const char *account, const char *id)
{
	for (struct index_seek k = { 0 }; index_next(&m->client_ids,
	    name_hash(account, id), &k);) {
		const struct order *o = &memory_at(m, k.place)->row.o;

		if (strcmp(o->client_order_id, id) == 0 &&
		    strcmp(o->account, account) == 0)
			return o;
	}
	return NULL;
}

/* ABSENT and ABANDONED were never at the venue: their keys are free. */
static size_t
find_key(const struct memory *m, const char *account, const char *key)
{
	for (struct index_seek k = { 0 }; index_next(&m->keys,
	    name_hash(account, key), &k);) {
		const struct order *o = &memory_at(m, k.place)->row.o;

		if (strcmp(o->key, key) == 0 &&
		    strcmp(o->account, account) == 0 &&
		    o->state != ORDER_ABSENT && o->state != ORDER_ABANDONED)
			return k.place;
	}
	return NO_PLACE;
}

static void
number_text(size_t n, char *out)
{
	char digits[24];
	size_t len = 0;

	do
		digits[len++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (len > 0)
		*out++ = digits[--len];
	*out = '\0';
}

static struct memory_order *
order_new(struct memory *m)
{
	struct memory_order *block;

	if (m->orders == m->blocks.len * ORDERS_BLOCK) {
		block = mem_array(ORDERS_BLOCK, sizeof(*block));
		/* The first is often all; it should stay small. */
		if (m->blocks.len > 0)
			mem_large(block, ORDERS_BLOCK * sizeof(*block));
		vec_push(&m->blocks, block);
	}
	return memory_at(m, m->orders++);
}

/* Writes the row; *o is completed from it. */
static enum err_code
order_write(struct memory *m, struct order *o, const char *request,
    struct err *err)
{
	size_t place = m->orders;
	struct memory_order *row;

	if (o->client_order_id[0] != '\0' && find_client(m, o->account,
	    o->client_order_id) != NULL)
		return err_set(err, E_BUG, "order %s: there is one already",
		    o->client_order_id);
	if (o->key[0] != '\0' && o->state != ORDER_ABSENT && o->state !=
	    ORDER_ABANDONED && find_key(m, o->account, o->key) != NO_PLACE)
		return err_set(err, E_BUG, "key %s: an order has it already",
		    o->key);
	row = order_new(m);
	order_row_begin(&row->row, o);
	number_text(m->orders, row->row.o.id);
	order_row_complete(&row->row);
	row->request = request[0] == '\0' ? "" :
	    arena_text(&m->texts, request);
	row->listed = false;
	row->saved = m->turn;	/* new: forgotten rather than restored */
	o = memcpy(o, &row->row.o, sizeof(*o));
	if (o->client_order_id[0] != '\0')
		index_add(&m->client_ids, name_hash(o->account,
		    o->client_order_id), place);
	if (o->key[0] != '\0')
		index_add(&m->keys, name_hash(o->account, o->key), place);
	venue_id_follow(m, place, "");
	list_follow(m, place);
	memory_undo(m, UNDO_ORDER_NEW, NULL, place);
	return E_OK;
}

/* The tag and a number in 24 hex digits that was never used before. */
static void
client_id_make(struct memory *m, struct order *o)
{
	size_t n = ++m->ids, len = strlen(m->tag);

	memcpy(o->client_order_id, m->tag, len);
	memset(o->client_order_id + len, '0', 32 - len);
	o->client_order_id[32] = '\0';
	for (size_t i = 31; n > 0; i--, n /= 16)
		o->client_order_id[i] = "0123456789abcdef"[n % 16];
}

enum err_code
memory_intent_add(struct ledger *l, struct order *o,
    const char *request_text, struct err *err)
{
	struct memory *m = memory_of(l);

	if (o->state != ORDER_INTENT && o->state != ORDER_REFUSED)
		bug("an intent in state %d", o->state);
	client_id_make(m, o);
	o->external = 0;
	return order_write(m, o, request_text == NULL ? "" : request_text,
	    err);
}

enum err_code
memory_adopt(struct ledger *l, struct order *o, struct err *err)
{
	/* What the venue does not say of it is taken as no. */
	if (o->post_only == BOOL_NONE)
		o->post_only = 0;
	if (o->reduce_only == BOOL_NONE)
		o->reduce_only = 0;
	return order_write(memory_of(l), o, "", err);
}

size_t
memory_place_of(const struct memory *m, const char *id, struct err *err)
{
	size_t n = 0;
	const char *p = id;

	for (; *p >= '0' && *p <= '9' && n <= m->orders; p++)
		n = n * 10 + (size_t)(*p - '0');
	if (*p == '\0' && n >= 1 && n <= m->orders)
		return n - 1;
	err_set(err, E_USAGE, "order %s: there is none", id);
	return NO_PLACE;
}

enum err_code
memory_load(struct ledger *l, const char *id, struct order *out,
    struct err *err)
{
	size_t place = memory_place_of(memory_of(l), id, err);

	if (place == NO_PLACE)
		return E_USAGE;
	*out = memory_at(memory_of(l), place)->row.o;
	return E_OK;
}

enum err_code
memory_by_key(struct ledger *l, const char *account, const char *key,
    bool *found, struct order *out, struct buf *request_text,
    struct err *err)
{
	struct memory *m = memory_of(l);
	size_t place = key[0] == '\0' ? NO_PLACE :
	    find_key(m, account, key);

	(void)err;
	*found = place != NO_PLACE;
	if (!*found)
		return E_OK;
	*out = memory_at(m, place)->row.o;
	if (request_text != NULL) {
		buf_clear(request_text);
		buf_puts(request_text, memory_at(m, place)->request);
	}
	return E_OK;
}

enum err_code
memory_by_client_id(struct ledger *l, const char *account,
    const char *client_id, bool *found, struct order *out, struct err *err)
{
	const struct order *o = client_id[0] == '\0' ? NULL :
	    find_client(memory_of(l), account, client_id);

	(void)err;
	*found = o != NULL;
	if (*found)
		*out = *o;
	return E_OK;
}

enum err_code
memory_by_venue_id(struct ledger *l, const char *account,
    const char *venue_id, bool *found, struct order *out, struct err *err)
{
	struct memory *m = memory_of(l);

	(void)err;
	*found = false;
	for (struct index_seek k = { 0 }; venue_id[0] != '\0' && index_next(
	    &m->venue_ids, name_hash(account, venue_id), &k) && !*found;) {
		const struct order *o = &memory_at(m, k.place)->row.o;

		*found = strcmp(o->venue_id, venue_id) == 0 &&
		    strcmp(o->account, account) == 0;
		if (*found)
			*out = *o;
	}
	return E_OK;
}

enum err_code
memory_counting(struct ledger *l, const char *account, struct orders *out,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, account);

	(void)err;
	vec_clear(out);
	if (a->counting == 0)
		return E_OK;
	vec_reserve(out, a->counting);
	for (size_t i = a->first; i != NO_PLACE; i = memory_at(m, i)->after)
		out->at[out->len++] = memory_at(m, i)->row.o;
	return E_OK;
}

/* What stops_hit() counts, by age. */
static void
stop_follow(struct memory *m, size_t place, enum order_state before)
{
	const struct order *o = &memory_at(m, place)->row.o;
	struct memory_account *a = memory_account(m, o->account);
	size_t at = a->stops.len;

	if (before == ORDER_FILLED || o->state != ORDER_FILLED ||
	    (o->type != TYPE_STOP && o->type != TYPE_STOP_LIMIT &&
	    o->type != TYPE_TRAILING))
		return;
	vec_push(&a->stops, *o);
	while (at > 0 && memory_place_of(m, a->stops.at[at - 1].id,
	    NULL) > place) {
		a->stops.at[at] = a->stops.at[at - 1];
		at--;
	}
	a->stops.at[at] = *o;
	memory_undo(m, UNDO_STOP, a, at);
}

enum err_code
memory_step(struct memory *m, size_t place, enum order_event event,
    const struct order_change *change, const struct fill *fill,
    struct err *err)
{
	struct memory_order *o = memory_at(m, place);
	enum order_state state = (enum order_state)o->row.o.state;
	char venue_id[ID_SIZE];
	enum err_code rc;

	save(m, place);
	m->changes++;
	TEXT_SET(venue_id, o->row.o.venue_id);
	rc = order_row_step(&o->row, event, change, fill, err);
	venue_id_follow(m, place, venue_id);
	list_follow(m, place);
	if (rc == E_OK)
		stop_follow(m, place, state);
	return rc;
}

enum err_code
memory_apply(struct ledger *l, const char *id,
    const struct order_change *change, struct order *after, struct err *err)
{
	struct memory *m = memory_of(l);
	size_t place = memory_place_of(m, id, err);
	enum err_code rc = E_USAGE;

	memory_begin(l, err);
	if (place != NO_PLACE)
		rc = memory_step(m, place, change->event, change, NULL, err);
	rc = memory_end(l, rc, err);
	if (rc == E_OK && after != NULL)
		*after = memory_at(m, place)->row.o;
	return rc;
}

size_t
memory_orders(const struct ledger *l)
{
	return ((const struct memory *)l)->orders;
}

const struct order *
memory_order(const struct ledger *l, size_t n)
{
	return &memory_at((const struct memory *)l, n)->row.o;
}

const char *
memory_order_request(const struct ledger *l, size_t n)
{
	return memory_at((const struct memory *)l, n)->request;
}
