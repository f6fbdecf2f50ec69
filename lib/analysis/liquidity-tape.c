/* What a market told, gathered for what is said of its liquidity. */
#include "analysis/liquidity.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "model/order.h"

#include <math.h>

enum { BID, BID_QTY, ASK, ASK_QTY };

void
liquidity_tape_release(struct liquidity_tape *t)
{
	for (int side = 0; side < 2; side++) {
		vec_release(&t->side[side][0]);
		vec_release(&t->side[side][1]);
	}
	vec_release(&t->levels);
	vec_release(&t->time);
	vec_release(&t->price);
	vec_release(&t->qty);
	vec_release(&t->sign);
	vec_release(&t->mid);
	vec_release(&t->books);
	vec_release(&t->quotes);
	anomaly_watch_release(&t->watch);
}

/* Cont, Kukanov and Stoikov 2014. */
static double
flow_of(const double *now, const double *was)
{
	double e = 0;

	e += now[BID] >= was[BID] ? now[BID_QTY] : 0;
	e -= now[BID] <= was[BID] ? was[BID_QTY] : 0;
	e -= now[ASK] <= was[ASK] ? now[ASK_QTY] : 0;
	e += now[ASK] >= was[ASK] ? was[ASK_QTY] : 0;
	return e;
}

static void
touch_take(struct liquidity_tape *t, const struct touch_seen *seen,
    int64_t time)
{
	double now[4] = { dec_to_double(seen->bid),
	    dec_to_double(seen->bid_qty), dec_to_double(seen->ask),
	    dec_to_double(seen->ask_qty) };

	if (t->touched) {
		double held = (double)(time > t->last ? time - t->last : 0);

		t->ofi += flow_of(now, t->now);
		t->spread_sum += held * 2e4 * (t->now[ASK] - t->now[BID]) /
		    (t->now[ASK] + t->now[BID]);
		t->time_sum += held;
	}
	for (int i = 0; i < 4; i++)
		t->now[i] = now[i];
	t->last = time > t->last ? time : t->last;
	t->touched = true;
	t->touches++;
}

static enum err_code
take_level(void *self, const struct tape_row *row, struct dec before,
    struct err *err)
{
	struct liquidity_tape *t = self;

	(void)err;
	anomaly_watch_level(&t->watch, row, before);
	return E_OK;
}

static void
side_copy(struct liquidity_tape *t, const struct order_book *b, int side)
{
	const struct order_levels *from = &b->sides[side];

	for (size_t i = 0; i < from->len; i++) {
		struct book_level *l = vec_add(&t->levels);

		l->side = side;
		l->price = from->at[i].price;
		l->amount = from->at[i].amount;
		l->time = t->book_time;
		vec_push(&t->side[side][0], dec_to_double(l->price));
		vec_push(&t->side[side][1], dec_to_double(l->amount));
	}
}

static void
mid_take(struct liquidity_tape *t, const struct order_book *b)
{
	double mid = (dec_to_double(b->sides[BOOK_BID].at[0].price) +
	    dec_to_double(b->sides[BOOK_ASK].at[0].price)) / 2;

	if (t->book_first == 0) {
		t->book_first = t->book_time;
		t->low = t->high = mid;
	}
	t->book_mid = mid;
	t->low = fmin(t->low, mid);
	t->high = fmax(t->high, mid);
}

static enum err_code
take_book(void *self, const struct order_book *b, int64_t time, int64_t last,
    struct err *err)
{
	struct liquidity_tape *t = self;
	struct touch_seen seen;

	(void)err;
	t->book_time = time;
	t->empty = order_book_empty(b);
	t->book_mid = 0;
	if (t->empty)
		return E_OK;
	mid_take(t, b);
	seen = (struct touch_seen){ last, b->sides[BOOK_BID].at[0].price,
	    b->sides[BOOK_BID].at[0].amount, b->sides[BOOK_ASK].at[0].price,
	    b->sides[BOOK_ASK].at[0].amount };
	if (t->compares)
		vec_push(&t->books, seen);
	if (!t->quoted)
		touch_take(t, &seen, time);
	anomaly_watch_book(&t->watch, b, time);
	return E_OK;
}

static enum err_code
take_last(void *self, const struct order_book *b, struct err *err)
{
	struct liquidity_tape *t = self;

	(void)err;
	for (int side = BOOK_BID; side <= BOOK_ASK; side++)
		side_copy(t, b, side);
	return E_OK;
}

/* Times of a tape do not go back, whatever clocks said. */
static void
trade_take(struct liquidity_tape *t, int64_t time, int side,
    struct dec price, struct dec amount, double mid)
{
	double ms = (double)(time / 1000);

	if (t->time.len > 0 && ms < t->time.at[t->time.len - 1])
		ms = t->time.at[t->time.len - 1];
	vec_push(&t->time, ms);
	vec_push(&t->price, dec_to_double(price));
	vec_push(&t->qty, dec_to_double(amount));
	vec_push(&t->sign, side == SIDE_BUY ? 1 : -1);
	vec_push(&t->mid, mid);
}

static enum err_code
take_row(void *self, const struct tape_row *row, struct err *err)
{
	struct liquidity_tape *t = self;
	struct touch_seen seen = { row->last, row->price, row->amount,
	    row->ask, row->ask_amount };

	if (row->kind == TAPE_QUOTE) {
		t->quoted = true;
		vec_push(&t->quotes, seen);
		touch_take(t, &seen, row->time);
	} else if (row->kind == TAPE_GAP) {
		anomaly_watch_gap(&t->watch);
		t->touched = false;
		t->book_mid = 0;
	} else if (row->side == TAPE_NO_SIDE)
		return err_set(err, E_DATA, "trades do not say who took: they"
		    " have no side");
	else {
		trade_take(t, row->time, row->side, row->price, row->amount,
		    t->book_mid);
		anomaly_watch_trade(&t->watch, row);
	}
	return E_OK;
}

struct rebuild_sink
liquidity_sink(struct liquidity_tape *t)
{
	return (struct rebuild_sink){ take_level, take_book, take_row,
	    take_last, t };
}

enum err_code
liquidity_take_book(struct liquidity_tape *t,
    const struct book_levels *levels, struct err *err)
{
	struct order_book b = {0};
	enum err_code rc;

	for (size_t i = 0; i < levels->len; i++) {
		const struct book_level *l = &levels->at[i];

		order_book_set(&b, l->side, l->price, l->amount);
		if (l->time > t->book_time)
			t->book_time = l->time;
	}
	rc = take_last(t, &b, err);
	order_book_release(&b);
	return rc;
}

void
liquidity_take_trade(struct liquidity_tape *t, int64_t time, int side,
    struct dec price, struct dec amount)
{
	trade_take(t, time, side, price, amount, 0);
}
