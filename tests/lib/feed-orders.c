/*
 * Covers lib/feed/orders.c and lib/model/orderfields.c: fields by every name,
 * types that are implied, pairs, what holds for every row, bad rows, and that
 * a request reads back from its text.
 */
#include "feed/orders.h"

#include "tests/lib/tap.h"

static struct feed_orders all;
static struct feed_order_options options;
static struct err err;

static enum err_code
reads(const char *text)
{
	FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	enum err_code rc = feed_orders(in, "f", &options, &all, &err);

	fclose(in);
	return rc;
}

#define refuses(rows, why) do { \
	is_int(reads(rows), E_DATA); \
	is_text(err.text, why); \
} while (0)

static const char *
identity(const struct order_request *r)
{
	static struct buf text;

	buf_clear(&text);
	order_request_text(r, &text);
	return buf_text(&text);
}

static void
every_field_has_its_place(void)
{
	is_int(reads("{\"symbol\":\"BTC/USDT\",\"side\":\"buy\",\"qty\":1,"
	    "\"price\":\"5e1\",\"trigger\":49,\"type\":\"stop-limit\","
	    "\"stop_loss\":\"2%\",\"take_profit_price\":60,"
	    "\"trailing_stop\":\"3%\",\"trailing_activation\":51,"
	    "\"expire_at\":\"2024-03-01T00:00:00Z\",\"key\":\"k\","
	    "\"strategy\":\"s\",\"tag\":\"t\",\"client_order_id\":\"x\"}\n"),
	    E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].request.key, "k");
	is_text(identity(&all.at[0].request), "symbol=BTC/USDT\nside=buy\n"
	    "type=stop_limit\ntime_in_force=gtc\namount=1\nprice=50\n"
	    "trigger_price=49\nstop_loss=2%\ntake_profit=60\n"
	    "trailing_stop=3%\ntrailing_activation=51\n"
	    "expire_at=2024-03-01T00:00:00Z\nstrategy=s\ntag=t\n");
}

/* What order list prints is an order again. */
static void
names_of_the_record_are_taken(void)
{
	is_int(reads("symbol,side,amount,trailing_stop_percent,"
	    "trailing_stop_amount,trailing_activation,asked_price,oco\n"
	    "A/B,buy,1,2,,9,,\nA/B,buy,1,,3,,,\n"), E_OK);
	is_int(all.at[0].request.trailing_stop.kind, LEVEL_PERCENT);
	is_int(all.at[1].request.trailing_stop.kind, LEVEL_PRICE);
	ok(dec_cmp(all.at[1].request.trailing_stop.value, dec_int(3)) == 0);
	refuses("symbol,side,amount,trailing_stop_percent\nA/B,buy,1,2%\n",
	    "f: line 2: trailing_stop_percent: not a number");
	refuses("symbol,side,amount,trailing_stop_percent\nA/B,buy,1,100\n",
	    "f: line 2: --trailing-stop: a percentage lies between 0 and 100");
}

static void
types_are_implied(void)
{
	is_int(reads("symbol,side,amount,price,trigger_price,trail\n"
	    "A/B,buy,1,,,\nA/B,buy,1,5,,\nA/B,buy,1,,5,\nA/B,buy,1,5,5,\n"
	    "A/B,buy,1,,,2%\nA/B,buy,1,,,2\n"), E_OK);
	is_int(all.len, 6);
	for (int i = 0; i < 4; i++)
		is_int(all.at[i].request.type, i);
	is_int(all.at[4].request.type, TYPE_TRAILING);
	ok(dec_known(all.at[4].request.trail_percent));
	ok(dec_known(all.at[5].request.trail_amount));
	is_int(reads("symbol,side,amount,price,tif\nA/B,buy,1,5,po\n"), E_OK);
	ok(all.at[0].request.post_only);
	is_int(all.at[0].request.time_in_force, TIF_GTC);
}

static void
what_holds_for_every_row(void)
{
	options = (struct feed_order_options){ .account = "demo",
	    .key = "run", .strategy = "s", .tag = "t" };
	is_int(reads("symbol,side,amount,account,tag,key\n"
	    "A/B,buy,1,demo,,\n\nA/B,buy,1,,own,other\n"), E_OK);
	is_text(all.at[0].request.key, "run:1");
	is_text(all.at[1].request.key, "run:2");
	is_text(all.at[0].request.tag, "t");
	is_text(all.at[1].request.tag, "own");
	is_text(all.at[1].request.strategy, "s");
	is_int(all.at[1].line, 4);
	refuses("symbol,side,amount,account\nA/B,buy,1,other\n",
	    "f: line 2: account: the row is for another account than the "
	    "command");
	options = (struct feed_order_options){ 0 };
}

static void
pairs_are_two_rows(void)
{
	is_int(reads("symbol,side,amount,price,trigger_price,oco,key\n"
	    "A/B,buy,1,5,,x,k\nA/B,buy,1,,9,x,k/oco\nA/B,buy,1,5,,,\n"),
	    E_OK);
	ok(all.at[0].first);
	ok(!all.at[1].first);
	ok(!all.at[2].first);
	refuses("symbol,side,amount,price,oco\nA/B,buy,1,5,x\n",
	    "f: line 2: oco: it takes two rows, one after the other");
	refuses("symbol,side,amount,price,oco\nA/B,buy,1,5,x\n"
	    "A/B,buy,1,6,x\nA/B,buy,1,7,x\n",
	    "f: line 2: oco: it takes two rows, one after the other");
	refuses("symbol,side,amount,price,oco\nA/B,buy,1,5,x\n"
	    "A/B,sell,1,6,x\n", "f: line 2: oco: both orders are of one "
	    "symbol, side and amount");
	refuses("symbol,side,amount,price,oco,key\nA/B,buy,1,5,x,a\n"
	    "A/B,buy,1,6,x,ab/oco\n", "f: line 3: key: the first order of a "
	    "pair has it");
}

static void
what_was_read_stays_when_the_next_fails(void)
{
	is_int(reads("symbol,side,amount\nA/B,buy,1\n"), E_OK);
	refuses("symbol,side,amount\nA/B,buy,2\nA/B,buy,x\n",
	    "f: line 3: amount: not a number");
	is_int(all.len, 1);
	is_text(identity(&all.at[0].request), "symbol=A/B\nside=buy\n"
	    "type=market\ntime_in_force=gtc\namount=1\n");
}

static void
bad_rows_are_named(void)
{
	refuses("symbol,side,amount\nA/B,,1\n", "f: line 2: side: it is "
	    "missing");
	refuses("symbol,side,amount\nA/B,up,1\n", "f: line 2: side: not one "
	    "of its words");
	refuses("symbol,side,amount,colour\nA/B,buy,1,red\n", "f: line 2: "
	    "colour: orders have no such field");
	refuses("symbol,side,amount,tag\nA/B,buy,1,"
	    "ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt"
	    "ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt"
	    "\n", "f: line 2: tag: too long");
	refuses("symbol,side,amount,trail\nA/B,buy,1,far\n", "f: line 2: "
	    "trail: neither an amount nor a percentage");
	refuses("symbol,side,amount,reduce_only\nA/B,buy,1,maybe\n",
	    "f: line 2: reduce_only: neither true nor false");
	refuses("symbol,side,amount,expire_at\nA/B,buy,1,soon\n",
	    "f: line 2: expire_at: not a time");
	refuses("symbol,side,amount,stop_loss\nA/B,buy,1,low\n",
	    "f: line 2: stop_loss: neither a price nor a percentage nor"
	    " +distance");
}

static void
a_request_reads_back_from_its_text(void)
{
	struct order_request back;

	is_int(reads("symbol,side,amount,trail_amount,activation_price,"
	    "reduce_only,tag\nA/B:B,sell,1.50,2,9,true,a=b c\n"), E_OK);
	is_int(order_request_parse(identity(&all.at[0].request), &back, &err),
	    E_OK);
	is_text(back.tag, "a=b c");
	ok(back.reduce_only);
	is_text(identity(&back), "symbol=A/B:B\nside=sell\ntype=trailing\n"
	    "time_in_force=gtc\nreduce_only=true\namount=1.5\n"
	    "trail_amount=2\nactivation_price=9\ntag=a=b c\n");
	is_int(order_request_parse("amount=1\ncolour=red\n", &back, &err),
	    E_DATA);
	is_text(err.text, "a stored order: 'colour=red': no such field");
	is_int(order_request_parse("amount\n", &back, &err), E_DATA);
	is_text(err.text, "a stored order: 'amount': not NAME=TEXT");
	is_int(order_request_parse("side=up", &back, &err), E_DATA);
	is_text(err.text, "a stored order: 'side=up': not one of its words");
	is_int(order_request_parse("", &back, &err), E_OK);
	ok(!dec_known(back.amount));
}

int
main(void)
{
	TEST(every_field_has_its_place);
	TEST(names_of_the_record_are_taken);
	TEST(types_are_implied);
	TEST(what_holds_for_every_row);
	TEST(pairs_are_two_rows);
	TEST(what_was_read_stays_when_the_next_fails);
	TEST(bad_rows_are_named);
	TEST(a_request_reads_back_from_its_text);
	vec_release(&all);
	return tap_done();
}
