/* A paper account on five candles, and what is asked of its venue, for the
 * tests of lib/venue/sim. */
#ifndef TESTS_SIMVENUE_H
#define TESTS_SIMVENUE_H

#include "storetest.h"

#include "store/candles.h"
#include "store/sim.h"
#include "venue/sim/venue.h"

#define T0 INT64_C(1700000040000)	/* ms, on the minute */

static struct store *s;
static struct account account;

/* open high low close, in cents */
static const int bars[][4] = {
	{ 10000, 10100, 9900, 10000 }, { 10000, 10200, 9950, 10150 },
	{ 10150, 10160, 9700, 9800 }, { 9800, 9900, 9300, 9400 },
	{ 9400, 9601, 9390, 9550 }
};

static inline void
put_candles(const char *symbol, size_t from, size_t to, int scale)
{
	struct candle_rows rows = {0};
	struct candle_writer *w = NULL;
	struct candle_sums sums;
	enum err_code rc = store_begin(s, &err);

	for (size_t i = from; i < to; i++) {
		struct candle c = candle_empty();
		const int *b = bars[i % 5];

		c.open_time_ms = T0 + (int64_t)i * 60000;
		c.open = dec_make(b[0], scale);
		c.high = dec_make(b[1], scale);
		c.low = dec_make(b[2], scale);
		c.close = dec_make(b[3], scale);
		c.volume = dec_int(7);
		ok(candle_rows_add(&rows, &c, 1));
	}
	ok(rc == E_OK && candles_writer_open(s, "demo", symbol, STAMP_MINUTE,
	    PRICE_LAST, CONFLICT_REFUSE, NULL, &w, &err) == E_OK);
	rc = candles_put(w, &rows, &err);
	rc = candles_writer_close(w, rc, &sums, &err);
	ok(store_end(s, rc, &err) == E_OK);
	candle_rows_release(&rows);
}

/* Asks for one order by nothing but its client id. */
static inline enum err_code
find_id(struct venue *v, const char *client_id, bool *found,
    struct order *out, struct err *e)
{
	struct order asked = order_empty();

	TEXT_SET(asked.client_order_id, client_id);
	return v->ops->find_order(v, &asked, found, out, e);
}

static inline struct sim_venue_options
usual(void)
{
	struct sim_venue_options o = {0};
	struct sim_opening *b = vec_add(&o.balances);

	TEXT_SET(b->currency, "USDT");
	b->amount = dec_int(1000);
	return o;
}

static inline void
add_account(void)
{
	account = (struct account){ .active = 1, .created = 1,
	    .timeframe = STAMP_MINUTE };
	TEXT_SET(account.label, "paper");
	TEXT_SET(account.venue, "sim");
	TEXT_SET(account.currency, "USDT");
	TEXT_SET(account.prices, "demo");
	ok(account_add(s, &account, &err) == E_OK);
}

static inline void
fresh(void)
{
	struct sim_venue_options o = usual();

	s = store_new();
	put_candles("BTC/USDT", 0, 5, 2);
	add_account();
	if (sim_venue_create(s, &account, &o, &err) != E_OK)
		printf("# %s\n", err.text);
	sim_venue_options_release(&o);
}

static inline struct venue *
opened(void)
{
	struct venue *v = NULL;

	if (venue_open(s, &account, NULL, &v, &err) != E_OK)
		printf("# %s\n", err.text);
	ok(v != NULL);
	return v;
}

static int sendings;

static bool
sending(void *self)
{
	sendings++;
	return *(bool *)self;
}

static inline struct venue_answer
submit(struct venue *v, const char *id, struct order_request r, bool may)
{
	struct send_guard guard = { sending, &may };
	struct venue_answer a;

	if (r.symbol[0] == '\0')
		TEXT_SET(r.symbol, "BTC/USDT");
	sendings = 0;
	ok(v->ops->submit(v, &r, id, &guard, &a, &err) == E_OK);
	is_int(sendings, 1);
	return a;
}

static inline struct order_request
market(int side, int64_t hundredths)
{
	struct order_request r = order_request_empty();

	r.side = side;
	r.type = TYPE_MARKET;
	r.amount = dec_make(hundredths, 2);
	return r;
}

static inline const char *
total(struct venue *v, const char *asset)
{
	static char text[DEC_TEXT_SIZE];
	struct balances b = {0};

	text[0] = '\0';
	ok(v->ops->balances(v, &b, &err) == E_OK);
	for (size_t i = 0; i < b.len; i++)
		if (strcmp(b.at[i].asset, asset) == 0)
			dec_text(b.at[i].total, text);
	vec_release(&b);
	return text;
}

static inline void
all_changes(struct venue *v, const char *cursor, struct venue_changes *c)
{
	ok(v->ops->changes(v, cursor, c, &err) == E_OK);
	ok(!c->more);
}

/* Runs to `until`, flushing after each so many marks; 0: at the end only. */
static inline int
advance(struct venue *v, int64_t until, int every)
{
	struct sim_mark mark;
	int marks = 0;

	for (;;) {
		if (sim_venue_next(v, until, &mark, &err) != E_OK) {
			printf("# %s\n", err.text);
			ok(0);
			break;
		}
		if (mark.point == SIM_NONE)
			break;
		marks++;
		if (every != 0 && marks % every == 0)
			ok(sim_venue_flush(v, &err) == E_OK);
	}
	ok(sim_venue_flush(v, &err) == E_OK);
	return marks;
}

#endif
