/*
 * The orders of the ledger in memory: rows for those that change, packed ones
 * for those that are over. Most orders are closed and never looked at again.
 */
#include "gate/memorydata.h"

#include "base/buf.h"

/* Closed orders that keep their rows: what has just happened is asked for. */
#define KEPT_CLOSED 4

void
memory_rows_begin(struct memory *m)
{
	const struct order none = order_empty();

	order_row_begin(&vec_add(&m->like)->row, &none);
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
	vec_release(&m->like);
}

static void
unpack(struct memory *m, size_t place, struct order_kept *out)
{
	memory_unpack(m, m->orders.at[place].packed, out);
	memory_number_write(place + 1, out->row.o.id);
	order_row_complete(&out->row);
}

/* A row without an order. */
static struct memory_row *
row_free(struct memory *m)
{
	if (m->free_rows.len > 0)
		return m->free_rows.at[--m->free_rows.len];
	vec_push(&m->rows, mem_alloc(sizeof(struct memory_row)));
	return m->rows.at[m->rows.len - 1];
}

struct memory_row *
memory_row_unpacked(struct memory *m, size_t place)
{
	struct memory_row *row = m->orders.at[place].row = row_free(m);

	unpack(m, place, &row->kept);
	row->saved = 0;
	row->listed = row->queued = false;
	memory_row_closed(m, place);
	return row;
}

const struct order_kept *
memory_kept_unpacked(struct memory *m, size_t place)
{
	unpack(m, place, &m->seen);
	return &m->seen;
}

struct order *
memory_room(struct ledger *l)
{
	struct memory *m = memory_of(l);

	if (m->room == NULL)
		m->room = row_free(m);
	return &m->room->kept.row.o;
}

struct memory_row *
memory_row_new(struct memory *m, struct memory_account *a,
    const struct order *o)
{
	bool there = m->room != NULL && o == &m->room->kept.row.o;
	struct memory_row *row = there ? m->room : row_free(m);
	struct memory_order new = { .account = a, .row = row };

	if (there)
		m->room = NULL;
	vec_push(&m->orders, new);
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
	struct memory_order *o = &m->orders.at[place];

	if (place >= m->orders.len || o->row == NULL)
		return;
	o->row->queued = false;
	if (o->row->listed)
		return;
	o->packed = memory_pack(m, &o->row->kept);
	vec_push(&m->free_rows, o->row);
	o->row = NULL;
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
