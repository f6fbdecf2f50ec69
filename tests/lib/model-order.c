/*
 * lib/model/order*.c: the state table, what counts, ccxt's status, the fields
 * that each type takes, and the identity text behind --key.
 */
#include "model/order.h"

#include "tests/lib/tap.h"

static struct dec
d(const char *s)
{
	struct dec out = DEC_NONE;

	dec_parse_text(s, &out);
	return out;
}

/* The state after a word of events from INTENT; -1 when one cannot happen. */
static int
after(const enum order_event *events, int n)
{
	enum order_state s = ORDER_INTENT;

	for (int i = 0; i < n; i++)
		if (!order_step(s, events[i], &s))
			return -1;
	return (int)s;
}
#define AFTER(...) \
	after((const enum order_event[]){ __VA_ARGS__ }, \
	    (int)(sizeof((const enum order_event[]){ __VA_ARGS__ }) / \
	    sizeof(enum order_event)))

static void
life_goes_as_documented(void)
{
	is_int(AFTER(EV_SEND), ORDER_SENDING);
	is_int(AFTER(EV_REFUSE), ORDER_REFUSED);
	is_int(AFTER(EV_ABANDON), ORDER_ABANDONED);
	is_int(AFTER(EV_SEND, EV_ACCEPT), ORDER_OPEN);
	is_int(AFTER(EV_SEND, EV_REJECT), ORDER_REJECTED);
	is_int(AFTER(EV_SEND, EV_TIMEOUT), ORDER_UNKNOWN);
	is_int(AFTER(EV_SEND, EV_TIMEOUT, EV_ACCEPT), ORDER_OPEN);
	is_int(AFTER(EV_SEND, EV_TIMEOUT, EV_ABSENT), ORDER_ABSENT);
	is_int(AFTER(EV_SEND, EV_TIMEOUT, EV_FILL_ALL), ORDER_FILLED);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_FILL), ORDER_PARTIAL);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_FILL, EV_FILL_ALL), ORDER_FILLED);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_FILL, EV_CANCEL), ORDER_CANCELED);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_EXPIRE), ORDER_EXPIRED);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_TRIGGER), ORDER_OPEN);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_AMEND_SEND, EV_AMEND),
	    ORDER_OPEN);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_FILL, EV_AMEND_SEND,
	    EV_AMEND_FAIL), ORDER_PARTIAL);
}

static void
late_fills_are_accepted(void)
{
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_CANCEL, EV_FILL_ALL),
	    ORDER_FILLED);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_CANCEL, EV_FILL),
	    ORDER_CANCELED);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_EXPIRE, EV_FILL_ALL),
	    ORDER_FILLED);
}

static void
the_impossible_is_refused(void)
{
	is_int(AFTER(EV_ACCEPT), -1);
	is_int(AFTER(EV_FILL), -1);
	is_int(AFTER(EV_TIMEOUT), -1);
	is_int(AFTER(EV_SEND, EV_SEND), -1);
	is_int(AFTER(EV_SEND, EV_ABSENT), -1);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_ABSENT), -1);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_TIMEOUT), -1);
	is_int(AFTER(EV_REFUSE, EV_SEND), -1);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_FILL_ALL, EV_CANCEL), -1);
	is_int(AFTER(EV_SEND, EV_REJECT, EV_FILL), -1);
	is_int(AFTER(EV_SEND, EV_TIMEOUT, EV_ABSENT, EV_ACCEPT), -1);
	is_int(AFTER(EV_SEND, EV_AMEND_SEND), -1);
	is_int(AFTER(EV_SEND, EV_ACCEPT, EV_CANCEL, EV_AMEND_SEND), -1);
}

static void
what_may_use_money_counts(void)
{
	static const int counting[] = { ORDER_INTENT, ORDER_SENDING,
	    ORDER_OPEN, ORDER_PARTIAL, ORDER_UNKNOWN };
	int n = 0;

	for (int s = 0; s < ORDER_STATES; s++) {
		n += order_state_counts((enum order_state)s);
		ok(order_state_counts((enum order_state)s) !=
		    order_state_closed((enum order_state)s));
	}
	is_int(n, 5);
	for (int i = 0; i < 5; i++)
		ok(order_state_counts((enum order_state)counting[i]));
	ok(order_state_working(ORDER_OPEN));
	ok(order_state_working(ORDER_PARTIAL));
	ok(!order_state_working(ORDER_UNKNOWN));
}

static void
status_is_ccxts(void)
{
	is_text(order_status(ORDER_INTENT), NULL);
	is_text(order_status(ORDER_SENDING), NULL);
	is_text(order_status(ORDER_UNKNOWN), NULL);
	is_text(order_status(ORDER_REFUSED), NULL);
	is_text(order_status(ORDER_OPEN), "open");
	is_text(order_status(ORDER_PARTIAL), "open");
	is_text(order_status(ORDER_FILLED), "closed");
	is_text(order_status(ORDER_CANCELED), "canceled");
	is_text(order_status(ORDER_EXPIRED), "expired");
	is_text(order_status(ORDER_REJECTED), "rejected");
}

static struct order_request
request(int type)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, "BTC/USDT");
	TEXT_SET(r.account, "demo");
	r.type = type;
	r.amount = d("1");
	return r;
}

#define refused(r, want) do { \
	struct err err = { 0 }; \
	is_int(order_request_check(&(r), &err), E_USAGE); \
	is_text(err.text, want); \
} while (0)
#define taken(r) do { \
	struct err err = { 0 }; \
	is_int(order_request_check(&(r), &err), E_OK); \
	is_text(err.text, ""); \
} while (0)

static void
types_take_their_fields(void)
{
	struct order_request r = request(TYPE_MARKET);

	taken(r);
	r.price = d("5");
	refused(r, "--price: a market order takes none");
	r = request(TYPE_LIMIT);
	refused(r, "--price: a limit order needs one");
	r.price = d("5");
	taken(r);
	r.trigger_price = d("4");
	refused(r, "--trigger: a limit order takes none");
	r.type = TYPE_STOP_LIMIT;
	taken(r);
	r.price = DEC_NONE;
	refused(r, "--price: a stop_limit order needs one");
	r.type = TYPE_STOP;
	taken(r);
	r.trigger_price = d("0");
	refused(r, "--trigger: must be more than 0");
}

static void
amounts_are_one_of_two(void)
{
	struct order_request r = request(TYPE_MARKET);

	r.quote = d("5");
	refused(r, "--qty and --quote: give one of the two");
	r.amount = DEC_NONE;
	taken(r);
	r.quote = d("-1");
	refused(r, "--quote: must be more than 0");
	r.quote = DEC_NONE;
	refused(r, "--qty: how much? (or --quote for a market order)");
	r = request(TYPE_LIMIT);
	r.price = r.quote = d("5");
	r.amount = DEC_NONE;
	refused(r, "--quote: a limit order takes --qty");
	r = request(TYPE_MARKET);
	r.amount = d("0");
	refused(r, "--qty: must be more than 0");
}

static void
flags_go_together_or_not(void)
{
	struct order_request r = request(TYPE_STOP);

	r.trigger_price = d("4");
	r.time_in_force = TIF_IOC;
	refused(r, "--tif ioc: only market and limit orders take it");
	r = request(TYPE_MARKET);
	r.post_only = true;
	refused(r, "--post-only: only a limit order takes it");
	r.post_only = false;
	r.expire_at = 1;
	refused(r, "--expire: only an order that rests (gtc) takes it");
	r = request(TYPE_LIMIT);
	r.price = d("1");
	r.expire_at = 1;
	taken(r);
	r.time_in_force = TIF_FOK;
	refused(r, "--expire: only an order that rests (gtc) takes it");
	r.expire_at = 0;
	r.post_only = true;
	refused(r, "--post-only: does not go with --tif fok");
	r = request(TYPE_MARKET);
	r.reduce_only = true;
	taken(r);
	r.stop_loss = (struct level){ LEVEL_PERCENT, d("2") };
	refused(r, "--reduce-only: does not go with --stop-loss, "
	    "--take-profit or --trailing-stop");
	r.reduce_only = false;
	taken(r);
	r.stop_loss.value = d("100");
	refused(r, "--stop-loss: a percentage lies between 0 and 100");
	r.stop_loss.value = d("99.999");
	taken(r);
	r.take_profit = (struct level){ LEVEL_PRICE, d("0") };
	refused(r, "--take-profit: must be more than 0");
}

static void
a_trailing_order_has_one_distance(void)
{
	struct order_request r = request(TYPE_TRAILING);

	refused(r, "--trail: a trailing order needs one");
	r.trail_percent = d("2");
	taken(r);
	r.activation_price = d("90");
	taken(r);
	r.trail_amount = d("1");
	refused(r, "--trail: an amount or a percentage, not both");
	r.trail_percent = DEC_NONE;
	taken(r);
	r.trail_amount = d("0");
	refused(r, "--trail: must be more than 0");
	r.trail_amount = DEC_NONE;
	r.trail_percent = d("100");
	refused(r, "--trail: a percentage lies between 0 and 100");
	r = request(TYPE_MARKET);
	r.trail_amount = d("1");
	refused(r, "--trail: a market order takes none");
	r.trail_amount = DEC_NONE;
	r.activation_price = d("1");
	refused(r, "--activation: a market order takes none");
}

static void
a_stop_may_trail_its_entry(void)
{
	struct order_request r = request(TYPE_MARKET);

	r.trailing_stop = (struct level){ LEVEL_PERCENT, d("2") };
	r.trailing_activation = d("110");
	taken(r);
	r.reduce_only = true;
	refused(r, "--reduce-only: does not go with --stop-loss, "
	    "--take-profit or --trailing-stop");
	r = request(TYPE_MARKET);
	r.trailing_activation = d("110");
	refused(r, "--trailing-activation: it goes with --trailing-stop");
	r.trailing_stop = (struct level){ LEVEL_PERCENT, d("100") };
	refused(r, "--trailing-stop: a percentage lies between 0 and 100");
	r.trailing_stop.value = d("1");
	r.trailing_activation = d("0");
	refused(r, "--trailing-activation: must be more than 0");
}

static void
an_iceberg_is_a_limit_that_rests(void)
{
	struct order_request r = request(TYPE_LIMIT);

	r.price = d("5");
	r.visible = d("0.1");
	taken(r);
	r.visible = d("1.1");
	refused(r, "--visible: more than --qty");
	r.visible = d("0");
	refused(r, "--visible: must be more than 0");
	r.visible = d("0.1");
	r.time_in_force = TIF_IOC;
	refused(r, "--visible: does not go with --tif ioc");
	r = request(TYPE_MARKET);
	r.visible = d("0.1");
	refused(r, "--visible: a market order takes none");
}

#define pair_refused(r, want) do { \
	struct err why_ = { 0 }; \
	is_int(order_pair_check((r), &why_), E_USAGE); \
	is_text(why_.text, want); \
} while (0)

static void
two_of_which_one_is_done(void)
{
	static const char same[] = "oco: both orders are of one symbol, side "
	    "and amount";
	static const char plain[] = "oco: does not go with --tif, --visible, "
	    "--stop-loss, --take-profit or --trailing-stop";
	struct order_request r[2] = { request(TYPE_LIMIT),
	    request(TYPE_STOP) }, kept[2];
	struct err err = { 0 };

	r[0].price = d("110");
	r[1].trigger_price = d("90");
	is_int(order_pair_check(r, &err), E_OK);
	memcpy(kept, r, sizeof(r));
	r[1].amount = d("2");
	pair_refused(r, same);
	memcpy(r, kept, sizeof(r));
	r[1].side = SIDE_SELL;
	pair_refused(r, same);
	memcpy(r, kept, sizeof(r));
	TEXT_SET(r[1].symbol, "ETH/USDT");
	pair_refused(r, same);
	memcpy(r, kept, sizeof(r));
	r[1].trigger_price = DEC_NONE;
	pair_refused(r, "--trigger: a stop order needs one");
	r[1].type = TYPE_MARKET;
	pair_refused(r, "oco: a market order cannot be one of two");
	memcpy(r, kept, sizeof(r));
	r[0].time_in_force = TIF_IOC;
	pair_refused(r, plain);
	memcpy(r, kept, sizeof(r));
	r[1].stop_loss = (struct level){ LEVEL_PERCENT, d("1") };
	pair_refused(r, plain);
	memcpy(r, kept, sizeof(r));
	r[0].visible = d("0.5");
	pair_refused(r, plain);
}

static void
an_amendment_changes_what_it_names(void)
{
	struct order o = order_empty();
	struct order_terms c = { DEC_NONE, d("7"), DEC_NONE }, after_;

	o.amount = d("3");
	o.price = d("5");
	after_ = order_terms_after(&o, &c);
	ok(dec_same(after_.amount, d("3")));
	ok(dec_same(after_.price, d("7")));
	ok(!dec_known(after_.trigger_price));
}

static void
identity_is_every_parameter(void)
{
	struct order_request a = request(TYPE_LIMIT), b;
	struct buf x = { 0 }, y = { 0 };

	a.price = d("5.00");
	b = a;
	b.price = d("5");
	TEXT_SET(b.key, "other");
	order_request_text(&a, &x);
	order_request_text(&b, &y);
	is_text(x.at, y.at);
	is_text(x.at, "account=demo\nsymbol=BTC/USDT\nside=buy\ntype=limit\n"
	    "time_in_force=gtc\namount=1\nprice=5\n");
	buf_clear(&y);
	b.stop_loss = (struct level){ LEVEL_PERCENT, d("2") };
	order_request_text(&b, &y);
	ok(strcmp(x.at, y.at) != 0);
	ok(strstr(y.at, "stop_loss=2%\n") != NULL);
	b.trailing_stop = (struct level){ LEVEL_PERCENT, d("3") };
	b.trailing_activation = d("9");
	buf_clear(&y);
	order_request_text(&b, &y);
	ok(strstr(y.at, "trailing_stop=3%\ntrailing_activation=9\n") !=
	    NULL);
	buf_release(&x);
	buf_release(&y);
}

static void
order_starts_from_its_request(void)
{
	struct order_request r = request(TYPE_LIMIT);
	struct order o = order_empty();

	r.price = d("5");
	r.stop_loss = (struct level){ LEVEL_PRICE, d("4") };
	r.take_profit = (struct level){ LEVEL_PERCENT, d("3") };
	order_from_request(&o, &r);
	ok(dec_same(o.remaining, d("1")));
	ok(dec_same(o.stop_loss_price, d("4")));
	ok(!dec_known(o.take_profit_price));
	ok(!dec_known(o.average));
	ok(dec_is_zero(o.filled));
}

int
main(void)
{
	TEST(life_goes_as_documented);
	TEST(late_fills_are_accepted);
	TEST(the_impossible_is_refused);
	TEST(what_may_use_money_counts);
	TEST(status_is_ccxts);
	TEST(types_take_their_fields);
	TEST(amounts_are_one_of_two);
	TEST(flags_go_together_or_not);
	TEST(a_trailing_order_has_one_distance);
	TEST(a_stop_may_trail_its_entry);
	TEST(an_iceberg_is_a_limit_that_rests);
	TEST(two_of_which_one_is_done);
	TEST(an_amendment_changes_what_it_names);
	TEST(identity_is_every_parameter);
	TEST(order_starts_from_its_request);
	return tap_done();
}
