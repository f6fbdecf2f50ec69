/*
 * Orders of the ledger in memory, found by client id, venue id and key, those
 * that count linked by age.
 */
#include "gate/memorydata.h"

static uint64_t
name_hash(const char *account, const char *name)
{
	return index_hash(index_hash(0, account), name);
}

static void
list_out(struct memory *m, struct memory_account *a, struct memory_row *row)
{
	if (row->before == NO_PLACE)
		a->first = row->after;
	else
		memory_row(m, row->before)->after = row->after;
	if (row->after == NO_PLACE)
		a->last = row->before;
	else
		memory_row(m, row->after)->before = row->before;
	row->listed = false;
	a->counting--;
}

/* Nearly always the youngest. */
static void
list_in(struct memory *m, struct memory_account *a, struct memory_row *row,
    size_t place)
{
	row->before = a->last;
	row->after = NO_PLACE;
	while (row->before != NO_PLACE && row->before > place) {
		row->after = row->before;
		row->before = memory_row(m, row->before)->before;
	}
	if (row->before == NO_PLACE)
		a->first = place;
	else
		memory_row(m, row->before)->after = place;
	if (row->after == NO_PLACE)
		a->last = place;
	else
		memory_row(m, row->after)->before = place;
	row->listed = true;
	a->counting++;
}

/* After its state has changed. */
static void
list_follow(struct memory *m, struct memory_row *row, size_t place)
{
	struct memory_account *a = m->orders.at[place].account;

	if (!order_state_counts((enum order_state)row->kept.row.o.state)) {
		if (row->listed)
			list_out(m, a, row);
		memory_row_closed(m, place);
	} else if (!row->listed) {
		list_in(m, a, row, place);
	}
}

static void
venue_id_add(struct memory *m, const struct order *o, size_t place)
{
	if (o->venue_id[0] != '\0')
		index_add(&m->venue_ids, name_hash(o->account, o->venue_id),
		    place);
}

/* A venue id is learnt once, as a rule. */
static void
venue_id_follow(struct memory *m, const struct order *o, size_t place,
    const char *before)
{
	if (!m->venue_ids_there || strcmp(before, o->venue_id) == 0)
		return;
	if (before[0] != '\0')
		index_remove(&m->venue_ids, name_hash(o->account, before),
		    place);
	venue_id_add(m, o, place);
}

/* Most are found by their client ids, and no venue id is ever asked for. */
static void
venue_ids_begin(struct memory *m)
{
	if (m->venue_ids_there)
		return;
	m->venue_ids_there = true;
	for (size_t i = 0; i < m->orders.len; i++)
		venue_id_add(m, &memory_kept(m, i)->row.o, i);
}

/* Client ids that were made here need no index. */
static void
client_id_add(struct memory *m, const struct order *o, size_t place)
{
	size_t n;

	if (memory_own_id(m, o->client_order_id, &n) &&
	    n == m->own_ids.len && n > 0) {
		m->own_ids.at[n - 1] = (uint32_t)place + 1;
		return;
	}
	if (o->client_order_id[0] != '\0')
		index_add(&m->client_ids, name_hash(o->account,
		    o->client_order_id), place);
}

static void
client_id_remove(struct memory *m, const struct order *o, size_t place)
{
	size_t n;

	if (memory_own_id(m, o->client_order_id, &n) && n > 0 &&
	    n <= m->own_ids.len && m->own_ids.at[n - 1] == place + 1)
		m->own_ids.at[n - 1] = 0;
	else if (o->client_order_id[0] != '\0')
		index_remove(&m->client_ids, name_hash(o->account,
		    o->client_order_id), place);
}

void
memory_order_forget(struct memory *m, size_t place)
{
	struct memory_row *row = memory_row(m, place);
	const struct order *o = &row->kept.row.o;

	if (row->listed)
		list_out(m, m->orders.at[place].account, row);
	client_id_remove(m, o, place);
	if (m->venue_ids_there && o->venue_id[0] != '\0')
		index_remove(&m->venue_ids, name_hash(o->account,
		    o->venue_id), place);
	if (o->key[0] != '\0')
		index_remove(&m->keys, name_hash(o->account, o->key), place);
	memory_row_forget(m, place);
}

void
memory_order_restore(struct memory *m, size_t place,
    const struct order_row *before)
{
	struct memory_row *row = memory_row(m, place);
	char venue_id[ID_SIZE];

	TEXT_SET(venue_id, row->kept.row.o.venue_id);
	order_move(&row->kept.row.o, &before->o);
	row->kept.row.turnover = before->turnover;
	venue_id_follow(m, &row->kept.row.o, place, venue_id);
	list_follow(m, row, place);
}

/* Before an order changes, once in a transaction; of it what events change. */
static void
save(struct memory *m, struct memory_row *row, size_t place)
{
	struct order_row *before;

	if (m->depth == 0 || row->saved == m->turn)
		return;
	row->saved = m->turn;
	vec_reserve(&m->old_orders, 1);
	before = &m->old_orders.at[m->old_orders.len++];
	order_move(&before->o, &row->kept.row.o);
	before->turnover = row->kept.row.turnover;
	memory_undo(m, UNDO_ORDER, NULL, place);
}

static bool
is_client(struct memory *m, size_t place, const char *account,
    const char *id)
{
	const struct order *o = &memory_kept(m, place)->row.o;

	return strcmp(o->client_order_id, id) == 0 &&
	    strcmp(o->account, account) == 0;
}

/* Nearly always the one that was found before, as long as it has its row. */
static size_t
find_client(struct memory *m, const char *account, const char *id)
{
	size_t n = m->found;

	if (n < m->orders.len && m->orders.at[n].row != NULL &&
	    is_client(m, n, account, id))
		return n;
	if (memory_own_id(m, id, &n) && n > 0 && n <= m->own_ids.len &&
	    m->own_ids.at[n - 1] != 0 && strcmp(account,
	    m->orders.at[m->own_ids.at[n - 1] - 1].account->label) == 0)
		return m->own_ids.at[n - 1] - 1;
	for (struct index_seek k = { 0 }; m->client_ids.len > 0 &&
	    index_next(&m->client_ids, name_hash(account, id), &k);)
		if (is_client(m, k.place, account, id))
			return k.place;
	return NO_PLACE;
}

/* ABSENT and ABANDONED were never at the venue: their keys are free. */
static size_t
find_key(struct memory *m, const char *account, const char *key)
{
	for (struct index_seek k = { 0 }; index_next(&m->keys,
	    name_hash(account, key), &k);) {
		const struct order *o = &memory_kept(m, k.place)->row.o;

		if (strcmp(o->key, key) == 0 &&
		    strcmp(o->account, account) == 0 &&
		    o->state != ORDER_ABSENT && o->state != ORDER_ABANDONED)
			return k.place;
	}
	return NO_PLACE;
}

/* Writes the row; *o is completed and is what it is made of. own: the number
 * in its client id, when that was made just now; else 0. */
static enum err_code
order_write(struct memory *m, struct order *o, const char *request,
    size_t own, struct err *err)
{
	size_t place = m->orders.len;
	struct memory_row *row;
	struct order_kept *k;

	if (o->client_order_id[0] != '\0' && (own == 0 ||
	    m->client_ids.len > 0) && find_client(m, o->account,
	    o->client_order_id) != NO_PLACE)
		return err_set(err, E_BUG, "order %s: there is one already",
		    o->client_order_id);
	if (o->key[0] != '\0' && o->state != ORDER_ABSENT && o->state !=
	    ORDER_ABANDONED && find_key(m, o->account, o->key) != NO_PLACE)
		return err_set(err, E_BUG, "key %s: an order has it already",
		    o->key);
	row = memory_row_new(m, memory_account(m, o->account), o);
	k = &row->kept;
	order_row_begin(&k->row, o);
	memory_id_write(m, place + 1, k->row.o.id);
	order_row_complete(&k->row);
	k->first = (struct order_terms){ o->amount, o->price,
	    o->trigger_price };
	if (request != NULL)
		m->orders.at[place].request = request[0] == '\0' ? "" :
		    arena_text(&m->texts, request);
	if (o != &k->row.o) {
		/* All else of it is as it was asked for. */
		TEXT_SET(o->id, k->row.o.id);
		order_complete_levels(o);
		order_move(o, &k->row.o);
	}
	if (own != 0)
		m->own_ids.at[own - 1] = (uint32_t)place + 1;
	else
		client_id_add(m, o, place);
	if (o->key[0] != '\0')
		index_add(&m->keys, name_hash(o->account, o->key), place);
	venue_id_follow(m, o, place, "");
	list_follow(m, row, place);
	m->found = place;	/* it is the one that is asked for next */
	memory_undo(m, UNDO_ORDER_NEW, NULL, place);
	return E_OK;
}

enum err_code
memory_intent_add(struct ledger *l, struct order *o,
    const char *request_text, struct err *err)
{
	struct memory *m = memory_of(l);

	if (o->state != ORDER_INTENT && o->state != ORDER_SENDING &&
	    o->state != ORDER_REFUSED)
		bug("an intent in state %d", o->state);
	/* A number that was never used before. */
	vec_push(&m->own_ids, 0);
	memory_own_id_write(m, m->own_ids.len, o->client_order_id);
	o->external = 0;
	return order_write(m, o, request_text, m->own_ids.len, err);
}

enum err_code
memory_adopt(struct ledger *l, struct order *o, struct err *err)
{
	/* What the venue does not say of it is taken as no. */
	if (o->post_only == BOOL_NONE)
		o->post_only = 0;
	if (o->reduce_only == BOOL_NONE)
		o->reduce_only = 0;
	return order_write(memory_of(l), o, "", 0, err);
}

size_t
memory_place_of(const struct memory *m, const char *id, struct err *err)
{
	const char *p = id, *end = id + 18;
	size_t n = m->found;
	unsigned digit;

	/* Nearly always that of the order that was found before. */
	if (n < m->orders.len && m->orders.at[n].row != NULL &&
	    m->orders.at[n].row->kept.row.o.id == id)
		return n;
	n = 0;
	for (; (digit = (unsigned)*p - '0') <= 9 && p < end; p++)
		n = n * 10 + digit;
	if (*p == '\0' && n >= 1 && n <= m->orders.len)
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
	*out = memory_kept(memory_of(l), place)->row.o;
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
	*out = memory_kept(m, place)->row.o;
	if (request_text != NULL)
		memory_request(m, place, request_text);
	return E_OK;
}

static size_t
find_venue(struct memory *m, const char *account, const char *id)
{
	venue_ids_begin(m);
	for (struct index_seek k = { 0 }; index_next(&m->venue_ids,
	    name_hash(account, id), &k);) {
		const struct order *o = &memory_kept(m, k.place)->row.o;

		if (strcmp(o->venue_id, id) == 0 &&
		    strcmp(o->account, account) == 0)
			return k.place;
	}
	return NO_PLACE;
}

enum err_code
memory_find(struct ledger *l, const char *account, const char *client_id,
    const char *venue_id, const struct order **out, struct err *err)
{
	struct memory *m = memory_of(l);
	size_t place = client_id[0] == '\0' ? NO_PLACE :
	    find_client(m, account, client_id);

	(void)err;
	if (place == NO_PLACE && venue_id[0] != '\0')
		place = find_venue(m, account, venue_id);
	m->found = place;
	*out = place == NO_PLACE ? NULL : &memory_kept(m, place)->row.o;
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
	for (size_t i = a->first; i != NO_PLACE;) {
		const struct memory_row *row = memory_row(m, i);

		out->at[out->len++] = row->kept.row.o;
		i = row->after;
	}
	return E_OK;
}

/* What stops_hit() counts, by age: it is in another state than before. */
static void
stop_follow(struct memory *m, const struct order *o, size_t place)
{
	struct memory_account *a = m->orders.at[place].account;
	size_t at = a->stops.len;

	if (o->state != ORDER_FILLED || (o->type != TYPE_STOP &&
	    o->type != TYPE_STOP_LIMIT && o->type != TYPE_TRAILING))
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

/* Where venue ids are looked up by an index. */
static __attribute__((noinline)) enum err_code
step_named(struct memory *m, size_t place, enum order_event event,
    const struct order_change *change, const struct fill *fill,
    struct err *err)
{
	struct order_row *row = &memory_row(m, place)->kept.row;
	char before[ID_SIZE];
	enum err_code rc;

	TEXT_SET(before, row->o.venue_id);
	rc = order_row_step(row, event, change, fill, err);
	venue_id_follow(m, &row->o, place, before);
	return rc;
}

enum err_code
memory_step(struct memory *m, size_t place, enum order_event event,
    const struct order_change *change, const struct fill *fill,
    struct err *err)
{
	struct memory_row *row = memory_row(m, place);
	struct order *o = &row->kept.row.o;
	int before = o->state;
	enum err_code rc;

	save(m, row, place);
	m->changes++;
	rc = m->venue_ids_there ?
	    step_named(m, place, event, change, fill, err) :
	    order_row_step(&row->kept.row, event, change, fill, err);
	if (o->state == before)
		return rc;
	list_follow(m, row, place);
	stop_follow(m, o, place);
	return rc;
}

enum err_code
memory_apply(struct ledger *l, const char *id,
    const struct order_change *change, struct order *after, struct err *err)
{
	struct memory *m = memory_of(l);
	size_t place = memory_place_of(m, id, err);
	const struct order *now;
	enum err_code rc = E_USAGE;

	memory_enter(m);
	if (place != NO_PLACE)
		rc = memory_step(m, place, change->event, change, NULL, err);
	rc = memory_leave(m, rc, err);
	if (rc != E_OK || after == NULL)
		return rc;
	now = &memory_kept(m, place)->row.o;
	/* Where it was the order that was named it need only follow it. */
	if (after != now && after->id == id)
		order_move(after, now);
	else if (after != now)
		*after = *now;
	return E_OK;
}

size_t
memory_orders(const struct ledger *l)
{
	return ((const struct memory *)l)->orders.len;
}

const struct order *
memory_order(struct ledger *l, size_t n)
{
	return &memory_kept(memory_of(l), n)->row.o;
}

void
memory_order_request(struct ledger *l, size_t n, struct buf *out)
{
	memory_request(memory_of(l), n, out);
}
