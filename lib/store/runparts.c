/*
 * What happened in a run, packed. Trades, orders, refusals and events are rows
 * (columns.h); the equity curve, a point at each bar, is packed along its own
 * parts: where points follow each other at one distance, a group of differences
 * is all there is of 64 of them.
 */
#include "store/runparts.h"

#include "base/parallel.h"
#include "base/xxh64.h"
#include "model/holdings.h"
#include "store/candles-pack.h"
#include "store/columns.h"

#include <inttypes.h>
#include <stdio.h>

#define CURVE_VERSION 1
#define ONE_BY_ONE 19	/* in place of a scale: the point is as its texts say */

const char *const run_part_names[RUN_PARTS] = {
	"trades", "equity", "orders", "refusals", "events"
};

#define T(name, kind, member) { name, kind, MEMBER(struct run_trade, member) }
static const struct column trade_columns[] = {
	T("symbol", COL_TEXT, symbol),
	{ "side", COL_ENUM, MEMBER(struct run_trade, side),
	  position_side_names, POSITION_SHORT + 1 },
	T("entry_time", COL_INT, entry_time),
	T("exit_time", COL_INT, exit_time),
	T("entry_price", COL_DEC, entry_price),
	T("exit_price", COL_DEC, exit_price),
	T("amount", COL_DEC, amount),
	T("profit", COL_DEC, profit),
	T("return", COL_DOUBLE, ret),
	T("fees", COL_DEC, fees),
	T("funding", COL_DEC, funding),
	T("bars", COL_INT, bars),
	T("reason_in", COL_TEXT, reason_in),
	T("reason_out", COL_TEXT, reason_out),
	T("intrabar", COL_BOOL, intrabar),
	{ .name = NULL }
};

#define O(name, kind, member) { name, kind, MEMBER(struct run_order, member) }
#define O_ENUM(name, member, names, last) \
	{ name, COL_ENUM, MEMBER(struct run_order, member), names, (last) }
static const struct column order_columns[] = {
	O("symbol", COL_TEXT, symbol),
	O("tag", COL_TEXT, tag),
	O("reason", COL_TEXT, reason),
	O("parent", COL_TEXT, parent),
	O("number", COL_INT, number),
	O_ENUM("side", side, side_names, SIDE_SELL + 1),
	O_ENUM("type", type, order_type_names, ORDER_TYPES),
	O_ENUM("state", state, order_state_names, ORDER_STATES),
	O("amount", COL_DEC, amount),
	O("price", COL_DEC, price),
	O("trigger_price", COL_DEC, trigger_price),
	O("filled", COL_DEC, filled),
	O("average", COL_DEC, average),
	O("fee", COL_DEC, fee),
	O("time", COL_INT, time),
	O("last_update_time", COL_INT, last_update_time),
	{ .name = NULL }
};

static void
dec_put(struct buf *out, struct dec d)
{
	char text[DEC_TEXT_SIZE];

	text_put(out, dec_text(d, text));
}

static bool
dec_get(struct packed *p, struct dec *out)
{
	const char *text = text_get(p);

	*out = DEC_NONE;
	return text != NULL && (*text == '\0' || dec_parse_text(text, out));
}

static void
curve_part_pack(const struct curve *c, const struct curve_part *p, size_t end,
    struct buf *out)
{
	uint64_t v[GROUP], last = 0, now;

	number_put(out, end - p->first);
	number_put(out, zigzag((uint64_t)p->like.time));
	number_put(out, zigzag((uint64_t)p->step));
	dec_put(out, p->like.transferred);
	dec_put(out, p->like.units);
	buf_putc(out, (char)(p->scale < 0 ? ONE_BY_ONE : p->scale));
	if (p->scale < 0) {
		dec_put(out, p->like.equity);
		return;
	}
	for (size_t i = p->first; i < end; i += GROUP) {
		size_t n = end - i < GROUP ? end - i : GROUP;

		for (size_t k = 0; k < n; k++, last = now) {
			now = (uint64_t)c->values.at[i + k].equity;
			v[k] = zigzag(now - last);
		}
		group_pack(v, n, out);
	}
}

static void
curve_pack(const struct curve *c, struct buf *out)
{
	buf_putc(out, CURVE_VERSION);
	number_put(out, curve_len(c));
	number_put(out, c->parts.len);
	for (size_t i = 0; i < c->parts.len; i++)
		curve_part_pack(c, &c->parts.at[i], i + 1 < c->parts.len ?
		    c->parts.at[i + 1].first : c->values.len, out);
	buf_pad(out, '\0', PAD);
}

static bool
values_unpack(struct packed *from, struct curve_value *to, size_t n)
{
	uint64_t v[GROUP], last = 0;

	for (size_t i = 0; i < n; i += GROUP) {
		size_t some = n - i < GROUP ? n - i : GROUP;

		if (!group_unpack(&from->at, from->end, some, v))
			return false;
		for (size_t k = 0; k < some; k++) {
			last += unzigzag(v[k]);
			to[i + k] = (struct curve_value){ (int64_t)last,
			    (int64_t)last, (int64_t)last };
		}
	}
	return true;
}

#define YEAR_10000 INT64_C(253402300800000000)

static bool
is_time(int64_t t)
{
	return t >= 0 && t < YEAR_10000;
}

/* Do n points, one step after the other, lie within the times that there are? */
static bool
are_times(int64_t first, int64_t step, uint64_t n)
{
	return is_time(first) && step >= 0 && (n == 1 ||
	    (uint64_t)step <= (uint64_t)(YEAR_10000 - 1 - first) / (n - 1));
}

/* `left` points may be in it at most. */
static bool
curve_part_unpack(struct packed *from, uint64_t left, struct curve *out)
{
	struct curve_part p = { .first = out->values.len };
	struct equity_point *like = &p.like;
	uint64_t n, time, step;

	if (!number_get(from, &n) || n == 0 || n > left ||
	    !number_get(from, &time) || !number_get(from, &step) ||
	    !dec_get(from, &like->transferred) ||
	    !dec_get(from, &like->units) || from->at >= from->end)
		return false;
	like->time = (int64_t)unzigzag(time);
	p.step = (int64_t)unzigzag(step);
	if (!are_times(like->time, p.step, n))
		return false;
	p.scale = *from->at++;
	memset(&out->values.at[p.first], 0, sizeof(out->values.at[0]));
	out->values.len += (size_t)n;
	if (p.scale == ONE_BY_ONE) {
		p.scale = -1;
		if (n != 1 || !dec_get(from, &like->equity))
			return false;
	} else {
		if (p.scale > DEC_SCALE_MAX ||
		    !values_unpack(from, &out->values.at[p.first], (size_t)n))
			return false;
		like->equity = (struct dec){ out->values.at[p.first].equity,
		    p.scale };
	}
	like->high = like->low = like->equity;
	vec_push(&out->parts, p);
	return true;
}

static bool
curve_unpack(const void *bytes, size_t len, struct curve *out)
{
	const unsigned char *at = bytes;
	struct packed from = { at + 1, at + len - (len < PAD ? len : PAD) };
	uint64_t n, parts;
	bool good = len > PAD && at[0] == CURVE_VERSION &&
	    number_get(&from, &n) && number_get(&from, &parts) &&
	    n <= GROUP * (uint64_t)len && parts <= n;

	if (!good)
		return false;
	vec_reserve(&out->values, n);
	for (uint64_t i = 0; i < parts && good; i++)
		good = curve_part_unpack(&from, n - out->values.len, out);
	return good && out->values.len == n && from.at == from.end;
}

struct parts_packing { const struct run_parts *p; struct run_bytes *out; };

static enum err_code
part_pack(void *self, unsigned worker, size_t part, struct err *err)
{
	const struct parts_packing *w = self;
	const struct run_parts *p = w->p;
	struct buf *to = &w->out->part[part];

	(void)worker;
	(void)err;
	switch (part) {
	case 0:
		rows_pack(trade_columns, p->trades.at, sizeof(*p->trades.at),
		    p->trades.len, to);
		break;
	case 1:
		curve_pack(&p->equity, to);
		break;
	case 2:
		rows_pack(order_columns, p->orders.at, sizeof(*p->orders.at),
		    p->orders.len, to);
		break;
	case 3:
		rows_pack(violation_columns, p->refusals.at,
		    sizeof(*p->refusals.at), p->refusals.len, to);
		break;
	default:
		rows_pack(breaker_event_columns, p->events.at,
		    sizeof(*p->events.at), p->events.len, to);
		break;
	}
	w->out->hash[part] = xxh64(to->at, to->len);
	return E_OK;
}

#define FEW 1000		/* rows that are not worth a thread */

/* The curve beside the rows: they are as much work as it is. */
void
run_parts_pack(const struct run_parts *p, struct run_bytes *out)
{
	struct parts_packing packing = { p, out };
	struct parallel all = { .items = RUN_PARTS, .work = part_pack,
	    .self = &packing };
	int64_t rows = 0;

	out->rows[0] = (int64_t)p->trades.len;
	out->rows[1] = (int64_t)curve_len(&p->equity);
	out->rows[2] = (int64_t)p->orders.len;
	out->rows[3] = (int64_t)p->refusals.len;
	out->rows[4] = (int64_t)p->events.len;
	for (int i = 0; i < RUN_PARTS; i++)
		rows += out->rows[i];
	all.jobs = rows < FEW ? 1 : 2;
	parallel_run(&all, NULL, NULL);
}

/* Everything has a time, and what was traded a symbol. */
static bool
are_sound(const struct run_parts *p)
{
	bool good = true;

	for (size_t i = 0; i < p->trades.len && good; i++)
		good = p->trades.at[i].symbol != NULL &&
		    is_time(p->trades.at[i].entry_time) &&
		    is_time(p->trades.at[i].exit_time);
	for (size_t i = 0; i < p->orders.len && good; i++)
		good = p->orders.at[i].symbol != NULL &&
		    is_time(p->orders.at[i].time) &&
		    is_time(p->orders.at[i].last_update_time);
	for (size_t i = 0; i < p->refusals.len && good; i++)
		good = is_time(p->refusals.at[i].time);
	for (size_t i = 0; i < p->events.len && good; i++)
		good = is_time(p->events.at[i].time);
	return good;
}

static bool
part_unpack(int part, const void *bytes, size_t len, size_t n,
    struct run_parts *out)
{
	switch (1u << part) {
	case RUN_PART_TRADES:
		return rows_unpack(trade_columns, bytes, len, &out->texts,
		    &out->trades) && out->trades.len == n;
	case RUN_PART_EQUITY:
		return curve_unpack(bytes, len, &out->equity) &&
		    curve_len(&out->equity) == n;
	case RUN_PART_ORDERS:
		return rows_unpack(order_columns, bytes, len, &out->texts,
		    &out->orders) && out->orders.len == n;
	case RUN_PART_REFUSALS:
		return rows_unpack(violation_columns, bytes, len, &out->texts,
		    &out->refusals) && out->refusals.len == n;
	default:
		return rows_unpack(breaker_event_columns, bytes, len,
		    &out->texts, &out->events) && out->events.len == n;
	}
}

bool
run_part_unpack(int part, const void *bytes, size_t len, int64_t rows,
    struct run_parts *out)
{
	return part_unpack(part, bytes, len, (size_t)rows, out) &&
	    are_sound(out);
}

void
run_part_hash(const void *bytes, size_t len, char out[17])
{
	snprintf(out, 17, "%016" PRIx64, xxh64(bytes, len));
}

void
run_bytes_release(struct run_bytes *b)
{
	for (int i = 0; i < RUN_PARTS; i++)
		buf_release(&b->part[i]);
}

void
run_parts_release(struct run_parts *p)
{
	vec_release(&p->trades);
	curve_release(&p->equity);
	vec_release(&p->orders);
	vec_release(&p->refusals);
	vec_release(&p->events);
	for (size_t i = 0; i < p->extras.len; i++)
		buf_release(&p->extras.at[i].data);
	vec_release(&p->extras);
	arena_release(&p->texts);
}
