/*
 * Covers what the gate asks of a venue that cannot do everything: an order, a
 * pair, an amendment or a leverage that it says it cannot take is refused
 * before anything is judged, written down or sent; and what it knows of orders
 * that nobody here sent: foreign ones count, those with our mark stop the
 * account.
 */
#include "gate.h"

static int asked;
static const char *cannot;

static enum err_code
can_submit(struct venue *v, const struct order_request *r, size_t n,
    struct err *e)
{
	(void)v;
	asked += (int)n;
	is_text(r->symbol, "BTC/USDT");
	return cannot == NULL ? E_OK : err_set(e, E_USAGE, "%s", cannot);
}

static enum err_code
can_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct err *e)
{
	(void)v;
	asked++;
	is_text(o->id, "1");
	ok(dec_known(c->price));
	return cannot == NULL ? E_OK : err_set(e, E_USAGE, "%s", cannot);
}

static enum err_code
no_leverage(struct venue *v, const char *symbol, struct dec leverage,
    int mode, struct venue_answer *a, struct err *e)
{
	(void)v;
	(void)symbol;
	(void)leverage;
	(void)mode;
	*a = (struct venue_answer){ .result = VENUE_NOT_SENT };
	return err_set(e, E_USAGE, "whole numbers only");
}

static void
given(const char *why)
{
	world();
	fake.ops.can_submit = can_submit;
	fake.ops.can_amend = can_amend;
	asked = 0;
	cannot = why;
}

static void
an_order_it_cannot_take_leaves_no_trace(void)
{
	given("no icebergs");
	is_int(order(buy("1")), E_USAGE);
	is_text(err.text, "no icebergs");
	is_int(asked, 1);
	is_int(fake.submits, 0);
	is_int((long long)orders_in_ledger(), 0);
	cannot = NULL;
	is_int(order(buy("1")), E_OK);
	is_int(fake.submits, 1);
}

static void
a_dry_run_asks_too(void)
{
	struct order_request r = buy("1");

	given("no icebergs");
	gate_result_release(&got);
	is_int(gate_order(gate, &r, true, &got, &err), E_USAGE);
	is_int(asked, 1);
}

static void
both_of_a_pair_are_asked_about(void)
{
	struct order_request r[2] = { limit(SIDE_SELL, "1", "110"),
	    limit(SIDE_SELL, "1", "90") };
	struct gate_result out[2];

	given("no pairs");
	fake.btc = fake.btc_free = D("1");
	r[1].type = TYPE_STOP;
	r[1].trigger_price = D("90");
	r[1].price = DEC_NONE;
	is_int(gate_order_pair(gate, r, false, out, &err), E_USAGE);
	is_int(asked, 2);
	is_int((long long)orders_in_ledger(), 0);
	cannot = NULL;
	is_int(gate_order_pair(gate, r, false, out, &err), E_OK);
	gate_result_release(&out[0]);
	gate_result_release(&out[1]);
}

static void
an_amendment_it_cannot_do_changes_nothing(void)
{
	struct order_terms c = { DEC_NONE, D("91"), DEC_NONE };
	struct order o = order_empty();

	given(NULL);
	is_int(order(limit(SIDE_BUY, "2", "90")), E_OK);
	cannot = "only smaller";
	gate_result_release(&got);
	is_int(gate_amend(gate, "1", &c, false, &got, &err), E_USAGE);
	is_text(err.text, "only smaller");
	is_int(fake.amends, 0);
	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	is_int(o.asked_at, 0);
	is_dec(o.price, "90");
	cannot = NULL;
	gate_result_release(&got);
	is_int(gate_amend(gate, "1", &c, false, &got, &err), E_OK);
	is_int(fake.amends, 1);
}

static void
a_leverage_it_cannot_set_says_why(void)
{
	struct leverage out;

	given(NULL);
	fake.leverage = D("1");
	fake.ops.leverage = no_leverage;
	is_int(gate_leverage(gate, "BTC/USDT:USDT", D("2.5"), -1, &out, &err),
	    E_USAGE);
	is_text(err.text, "whole numbers only");
}

/* A live venue that knows whether the ledger is in a transaction. */
static int depth, inside;
static unsigned ahead;
static struct ledger_ops counted;
static const struct ledger_ops *plain;
static struct venue_ops real;

static enum err_code
counted_begin(struct ledger *l, struct err *e)
{
	depth++;
	return plain->begin(l, e);
}

static enum err_code
counted_end(struct ledger *l, enum err_code rc, struct err *e)
{
	depth--;
	return plain->end(l, rc, e);
}

/* Asked ahead it is there; else it comes over the network. */
static void
reads(unsigned what)
{
	inside += depth > 0 && (ahead & what) == 0;
	ahead &= ~what;
}

static enum err_code
live_ask(struct venue *v, unsigned what, struct http_batch *batch,
    struct err *e)
{
	(void)v;
	(void)batch;
	(void)e;
	inside += depth > 0;
	ahead = what;
	return E_OK;
}

static enum err_code
live_instruments(struct venue *v, struct instruments *out, struct err *e)
{
	reads(ASK_INSTRUMENTS);
	return real.instruments(v, out, e);
}

static enum err_code
live_balances(struct venue *v, struct balances *out, struct err *e)
{
	reads(ASK_BALANCES);
	return real.balances(v, out, e);
}

static enum err_code
live_positions(struct venue *v, struct positions *out, struct err *e)
{
	reads(ASK_POSITIONS);
	return real.positions(v, out, e);
}

static enum err_code
live_prices(struct venue *v, struct prices *out, struct err *e)
{
	reads(ASK_PRICES);
	return real.prices(v, out, e);
}

static enum err_code
live_time(struct venue *v, int64_t *now, struct err *e)
{
	reads(ASK_TIME);
	return real.time(v, now, e);
}

static enum err_code
live_open_orders(struct venue *v, struct orders *out, struct err *e)
{
	reads(ASK_OPEN_ORDERS);
	return real.open_orders(v, out, e);
}

static enum err_code
live_find(struct venue *v, const struct order *o, bool *found,
    struct order *out, struct err *e)
{
	inside += depth > 0;
	return real.find_order(v, o, found, out, e);
}

static enum err_code
live_changes(struct venue *v, const char *cursor, struct venue_changes *out,
    struct err *e)
{
	inside += depth > 0;
	return real.changes(v, cursor, out, e);
}

static void
given_live(void)
{
	static const int64_t now = NOW;
	static struct clock clock;

	given(NULL);
	clock = clock_fixed(&now);
	options.clock = &clock;
	plain = ledger->ops;
	counted = *plain;
	counted.begin = counted_begin;
	counted.end = counted_end;
	ledger->ops = &counted;
	real = fake.ops;
	fake.ops.ask = live_ask;
	fake.ops.instruments = live_instruments;
	fake.ops.balances = live_balances;
	fake.ops.positions = live_positions;
	fake.ops.prices = live_prices;
	fake.ops.time = live_time;
	fake.ops.open_orders = live_open_orders;
	fake.ops.find_order = live_find;
	fake.ops.changes = live_changes;
	depth = inside = 0;
	ahead = 0;
	ok(gate_again() == E_OK);
}

/* The store cannot be written by what the network shares meanwhile. */
static void
no_transaction_waits_for_the_network(void)
{
	struct order_terms c = { DEC_NONE, D("91"), DEC_NONE };
	struct leverage out;
	size_t unknown;
	struct order o;

	given_live();
	is_int(order(limit(SIDE_BUY, "2", "90")), E_OK);
	is_int(inside, 0);
	gate_result_release(&got);
	is_int(gate_amend(gate, "1", &c, false, &got, &err), E_OK);
	is_int(inside, 0);
	fake.leverage = D("1");
	is_int(gate_leverage(gate, "BTC/USDT:USDT", D("2"), -1, &out, &err),
	    E_OK);
	is_int(inside, 0);
	fake.cancel_works = true;
	is_int(gate_cancel(gate, "1", &o, &err), E_OK);
	is_int(inside, 0);
	fake.manner = LOSE;
	is_int(order(limit(SIDE_BUY, "2", "90")), E_UNKNOWN);
	/* A fill of nobody's: perhaps of the order that is unknown. */
	o = fake.orders.at[0];
	TEXT_SET(o.venue_id, "v77");
	venue_fills(&fake, &o, "1");
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(inside, 0);
	is_int(depth, 0);
	fake.lookups = 0;
	fake.now += STAMP_DAY;
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 0);
	is_int(inside, 0);
	ok(fake.lookups > 0);
	ledger->ops = plain;
	options.clock = NULL;
}

/* An order that the venue tells of and that nobody here asked for. */
static void
venue_has(const char *client_id)
{
	struct order *o;

	fake.request = limit(SIDE_BUY, "1", "90");
	o = venue_order(&fake, client_id, ORDER_OPEN);
	venue_tells(&fake, o);
}

static void
a_foreign_order_counts(void)
{
	size_t unknown;
	struct order_filter f = { .state = -1, .counting = true };
	struct orders all = { 0 };

	given(NULL);
	venue_has("web_7f3a");
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	ok(orders_load(fake.store, &f, &all, &err) == E_OK);
	is_int((long long)all.len, 1);
	if (all.len == 1)
		is_int(all.at[0].external, 1);
	vec_release(&all);
	is_int(order(buy("1")), E_OK);
}

static void
our_mark_on_an_unknown_order_stops_the_account(void)
{
	char id[CLIENT_ID_SIZE];
	size_t unknown;

	given(NULL);
	snprintf(id, sizeof(id), "%s%s", ledger->ops->tag(ledger),
	    "0123456789abcdef01234567");
	venue_has(id);
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(order(buy("1")), E_REFUSED);
	is_int(fake.submits, 0);
}

int
main(void)
{
	TEST(an_order_it_cannot_take_leaves_no_trace);
	TEST(a_dry_run_asks_too);
	TEST(both_of_a_pair_are_asked_about);
	TEST(an_amendment_it_cannot_do_changes_nothing);
	TEST(a_leverage_it_cannot_set_says_why);
	TEST(no_transaction_waits_for_the_network);
	TEST(a_foreign_order_counts);
	TEST(our_mark_on_an_unknown_order_stops_the_account);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
