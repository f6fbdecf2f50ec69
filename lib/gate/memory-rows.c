/*
 * The orders of the ledger in memory: rows for those that change, packed ones
 * for those that are over. Most orders are closed and never looked at again.
 */
#include "gate/memorydata.h"

#include "base/buf.h"

/* Closed orders that keep their rows: what has just happened is asked for. */
#define KEPT_CLOSED 4

#define FIELD(kind, member) { kind, offsetof(struct order_kept, member), \
    sizeof(((struct order_kept *)0)->member) }
#define TEXT(member) FIELD(PACKED_TEXT, row.o.member)
#define DEC(member) FIELD(PACKED_DEC, member)
#define INT(member) FIELD(PACKED_INT, row.o.member)
#define FLAG(member) FIELD(PACKED_FLAG, row.o.member)
#define STAMP(member) FIELD(PACKED_STAMP, row.o.member)
/* All of an order but its id, which is its place, and what
 * order_row_complete() makes of it. */
static const struct packed_field order_fields[] = {
	TEXT(venue_id), TEXT(client_order_id), TEXT(account), TEXT(venue),
	TEXT(symbol), TEXT(fee_currency), TEXT(reason), TEXT(key),
	TEXT(strategy), TEXT(tag), TEXT(parent), TEXT(oco),
	TEXT(correlation_id),
	DEC(row.o.price), DEC(row.o.trigger_price),
	DEC(row.o.stop_loss.value), DEC(row.o.take_profit.value),
	DEC(row.o.trailing_stop.value), DEC(row.o.trailing_activation),
	DEC(row.o.amount), DEC(row.o.quote), DEC(row.o.filled),
	DEC(row.o.cost), DEC(row.o.fee), DEC(row.o.trail_percent),
	DEC(row.o.trail_amount), DEC(row.o.activation_price),
	DEC(row.o.visible), DEC(row.o.asked.amount), DEC(row.o.asked.price),
	DEC(row.o.asked.trigger_price), DEC(row.turnover),
	DEC(first.amount), DEC(first.price), DEC(first.trigger_price),
	INT(type), INT(side), INT(time_in_force), INT(state),
	INT(stop_loss.kind), INT(take_profit.kind), INT(trailing_stop.kind),
	FLAG(post_only), FLAG(reduce_only), FLAG(external),
	STAMP(expire_at), STAMP(time), STAMP(last_update_time),
	STAMP(asked_at)
};
#define FIELDS (sizeof(order_fields) / sizeof(order_fields[0]))
_Static_assert(FIELDS <= PACKED_FIELDS, "too many fields of an order");
_Static_assert(sizeof(enum level_kind) == sizeof(int), "not an int");

/* A term as it is still. */
#define SAME ((struct dec){ 0, -2 })

static struct packing
order_packing(struct memory *m)
{
	return (struct packing){ order_fields, FIELDS, m->last_texts };
}

void
memory_rows_begin(struct memory *m)
{
	const struct order none = order_empty();

	order_row_begin(&m->empty.row, &none);
	m->empty.first = (struct order_terms){ SAME, SAME, SAME };
}

void
memory_rows_release(struct memory *m)
{
	for (size_t i = 0; i < m->rows.len; i++)
		free(m->rows.at[i]);
	vec_release(&m->rows);
	vec_release(&m->free_rows);
	vec_release(&m->closed);
	vec_release(&m->orders);
	vec_release(&m->own_ids);
}

static struct dec
unless_same(struct dec first, struct dec now)
{
	return dec_identical(first, now) ? SAME : first;
}

static struct dec
unless_other(struct dec first, struct dec now)
{
	return first.scale == SAME.scale ? now : first;
}

#define TERMS(function, first, now) ((struct order_terms){ \
	function((first).amount, (now).amount), \
	function((first).price, (now).price), \
	function((first).trigger_price, (now).trigger_price) })

static void
unpack(struct memory *m, size_t place, struct order_kept *out)
{
	const struct packing p = order_packing(m);

	*out = m->empty;
	memory_number_write(place + 1, out->row.o.id);
	memory_unpack(m, &p, m->orders.at[place].packed, out);
	out->first = TERMS(unless_other, out->first, out->row.o);
	order_row_complete(&out->row);
}

/* A row without an order. */
static uint32_t
row_free(struct memory *m)
{
	if (m->free_rows.len > 0)
		return m->free_rows.at[--m->free_rows.len];
	vec_push(&m->rows, mem_alloc(sizeof(struct memory_row)));
	return (uint32_t)m->rows.len;
}

struct memory_row *
memory_row(struct memory *m, size_t place)
{
	struct memory_order *o = &m->orders.at[place];
	struct memory_row *row;

	if (o->row != 0)
		return m->rows.at[o->row - 1];
	o->row = row_free(m);
	row = m->rows.at[o->row - 1];
	unpack(m, place, &row->kept);
	row->saved = 0;
	row->listed = row->queued = false;
	memory_row_closed(m, place);
	return row;
}

const struct order_kept *
memory_kept(struct memory *m, size_t place)
{
	const struct memory_order *o = &m->orders.at[place];

	if (o->row != 0)
		return &m->rows.at[o->row - 1]->kept;
	unpack(m, place, &m->seen);
	return &m->seen;
}

struct memory_row *
memory_row_new(struct memory *m, struct memory_account *a)
{
	struct memory_order o = { .account = a, .row = row_free(m) };
	struct memory_row *row = m->rows.at[o.row - 1];

	vec_push(&m->orders, o);
	row->listed = row->queued = false;
	row->saved = m->turn;	/* new: forgotten rather than restored */
	return row;
}

void
memory_row_forget(struct memory *m, size_t place)
{
	if (place + 1 != m->orders.len)
		bug("order %zu of %zu is taken back", place, m->orders.len);
	vec_push(&m->free_rows, m->orders.at[place].row);
	m->orders.len--;
}

void
memory_row_closed(struct memory *m, size_t place)
{
	struct memory_row *row = memory_row(m, place);

	if (row->queued)
		return;
	row->queued = true;
	vec_push(&m->closed, (uint32_t)place);
}

/* Unless it was taken back since, or counts again. */
static void
pack(struct memory *m, size_t place)
{
	const struct packing p = order_packing(m);
	struct memory_order *o = &m->orders.at[place];
	struct order_kept *k;

	if (place >= m->orders.len || o->row == 0)
		return;
	m->rows.at[o->row - 1]->queued = false;
	if (m->rows.at[o->row - 1]->listed)
		return;
	k = &m->rows.at[o->row - 1]->kept;
	k->first = TERMS(unless_same, k->first, k->row.o);
	o->packed = memory_pack(m, &p, k, &m->empty);
	vec_push(&m->free_rows, o->row);
	o->row = 0;
}

void
memory_rows_pack(struct memory *m)
{
	size_t n = m->closed.len - KEPT_CLOSED;

	if (m->closed.len < 2 * KEPT_CLOSED)
		return;
	for (size_t i = 0; i < n; i++)
		pack(m, m->closed.at[i]);
	memmove(m->closed.at, m->closed.at + n,
	    KEPT_CLOSED * sizeof(*m->closed.at));
	m->closed.len = KEPT_CLOSED;
}

void
memory_request(struct memory *m, size_t place, struct buf *out)
{
	const char *text = m->orders.at[place].request;
	struct order_request r;
	struct order o;

	buf_clear(out);
	if (text != NULL) {
		buf_puts(out, text);
		return;
	}
	o = memory_kept(m, place)->row.o;
	o.amount = memory_kept(m, place)->first.amount;
	o.price = memory_kept(m, place)->first.price;
	o.trigger_price = memory_kept(m, place)->first.trigger_price;
	r = order_to_request(&o);
	order_request_text(&r, out);
}
