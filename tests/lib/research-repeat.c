/*
 * Covers research/backtest.h: an account that is lost, wholly or nearly; that a
 * run is repeated to the byte, an interrupted one too, and what changed is
 * found: candles, and the terms of instruments.
 */
#include "runworld.h"

/* What is not a number is null in a record; nothing is infinite. */
static void
numbers_can_be_read(void)
{
	for (const struct field *f = run_record.fields; f->name != NULL; f++)
		if (f->type == FIELD_DOUBLE)
			ok(!isinf(*(const double *)(const void *)
			    ((const char *)&result + f->offset)));
}

static void
lost(const char *rules, enum margin_mode mode)
{
	struct strategy *s = given_strategy(rules);
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);

	b.margin_mode = mode;
	b.to = HOUR(7);
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &result, &parts, &err), E_OK);
	is_int(result.trades, 1);
	is_text(parts.trades.at[0].reason_out, "liquidation");
	numbers_can_be_read();
	strategy_free(s);
}

/*
 * 900 % of 1000 at 100: 90 contracts, 10 times, fee 4.5; maintenance 1 %.
 * Cross: all 995.5 are its margin, and with bar 3 at 20 or at 30 they are gone.
 * Isolated: margin 900 is gone, 95.5 stay. Short once of what 1000 pays for, at
 * 300: a tiny rest. Entries come again on bars 4 to 6.
 */
static void
everything_lost_is_left_alone(void)
{
	static const char *const through[] = { "100 101 99 100 1",
	    "100 101 99 100 9", "100 101 20 30 9", "30 31 29 30 1",
	    "30 31 29 30 1", "30 31 29 30 1", "30 31 29 30 9" };
	static const char *const gap[] = { "100 101 99 100 1",
	    "100 101 99 100 9", "30 31 29 30 9", "30 31 29 30 1",
	    "30 31 29 30 1", "30 31 29 30 1", "30 31 29 30 9" };
	static const char *const up[] = { "100 101 99 100 1",
	    "100 101 99 100 9", "300 301 299 300 9", "300 301 299 300 1",
	    "300 301 299 300 1", "300 301 299 300 1", "300 301 299 300 9" };
	static const char *const *const falls[] = { through, gap };
	static const char all[] = "strategy all\nlong when volume == 1\n"
	    "size 900% of equity\nleverage 10\n";
	static const char once[] = "strategy all\nlong when volume == 1 and"
	    " equity >= 1000\nsize 900% of equity\nleverage 10\n";
	static const char under[] = "strategy under\nshort when volume == 1\n"
	    "size 100% of equity\n";

	for (size_t i = 0; i < 2; i++) {
		given_hours(SWAP, falls[i], 7);
		lost(all, MARGIN_CROSS);
		is_int(result.status, RUN_BANKRUPT);
		is_dec(result.final_equity, "0");
		is_dec(parts.trades.at[0].profit, "-1000");
		is_int(parts.orders.len, 2);
		lost(once, MARGIN_ISOLATED);
		is_int(result.status, RUN_DONE);
		is_dec(result.final_equity, "95.5");
		is_int(parts.orders.len, 2);
	}
	given_hours(SWAP, up, 7);
	lost(under, MARGIN_CROSS);
	is_int(result.status, RUN_BANKRUPT);
	is_int(parts.orders.len, 2);
	/* Less than a lot can be bought for: asked once while it stays true. */
	lost(under, MARGIN_ISOLATED);
	is_dec(result.final_equity, "0.00000087");
	is_int(parts.orders.len, 3);
	is_int(parts.orders.at[2].state, ORDER_REJECTED);
}

static void
repeated_it_is_the_same(void)
{
	struct strategy *s = given_strategy(worked_rules);
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);
	struct run_source source = { .strategy = { 0 } };
	struct run first, made = { .status = RUN_DONE };
	struct repetition again = { .recorded = &first, .source = &source };

	given_worked();
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &first, &parts, &err), E_OK);
	TEXT_SET(first.version, "test");
	is_int(assume_write(&b, &made, &source, &err), E_OK);
	is_int(run_add(store, &first, &parts, &source, &err), E_OK);
	is_int(backtest_repeat(store, &again, &err), E_OK);
	ok(again.differs.what == NULL);
	is_text(again.run.result_hash, first.result_hash);
	repetition_release(&again);
	again = (struct repetition){ .recorded = &first, .source = &source };
	given_hours(SWAP, (const char *const[]){ "100 101 99 100.1 1" }, 1);
	is_int(backtest_repeat(store, &again, &err), E_OK);
	is_text(again.differs.what, "data");
	repetition_release(&again);
	run_source_release(&source);
	strategy_free(s);
}

static bool
ends_at_five(void *self, int64_t time, int64_t from, int64_t to)
{
	(void)self;
	(void)from;
	(void)to;
	return time < HOUR(5);
}

/* Ties that no whole numbers decide, on the closes of bars 2 and 5: those
 * behind the interruption do not count. */
static void
interrupted_it_is_the_same_up_to_there(void)
{
	struct strategy *s = given_strategy("strategy ties\nlong when volume =="
	    " 1 and (if (close > open) for 2 bars then close * 0.1 else close"
	    " * 0.3) >= close * 0.1\nsize quantity 2\n");
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);
	struct run_source source = { .strategy = { 0 } };
	struct run first, made = { .status = RUN_DONE };
	struct repetition again = { .recorded = &first, .source = &source };

	given_worked();
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &first, &parts, &err), E_OK);
	is_int(first.inexact_ties, 2);
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	b.progress = ends_at_five;
	is_int(backtest_run(store, &b, &first, &parts, &err), E_OK);
	is_int(first.status, RUN_CANCELED);
	is_int(first.bars, 5);
	is_int(first.inexact_ties, 1);
	TEXT_SET(first.version, "test");
	is_int(assume_write(&b, &made, &source, &err), E_OK);
	is_int(run_add(store, &first, &parts, &source, &err), E_OK);
	is_int(backtest_repeat(store, &again, &err), E_OK);
	is_text(again.differs.text, "");
	is_int(again.run.status, RUN_CANCELED);
	is_text(again.run.result_hash, first.result_hash);
	repetition_release(&again);
	run_source_release(&source);
	strategy_free(s);
}

/* A run is recorded with its hash of instruments spoilt by `spoil`, and
 * repeated. */
static struct difference
repeated(void (*spoil)(char *hash))
{
	struct strategy *s = given_strategy(worked_rules);
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);
	struct run_source source = { .strategy = { 0 } };
	struct run first, made = { .status = RUN_DONE };
	struct repetition again = { .recorded = &first, .source = &source };
	char *hash;

	given_worked();
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &first, &parts, &err), E_OK);
	TEXT_SET(first.version, "test");
	is_int(assume_write(&b, &made, &source, &err), E_OK);
	hash = strstr(first.assumptions, ";instruments=");
	ok(hash != NULL && strlen(hash) == strlen(";instruments=") + 64);
	spoil(hash);
	is_int(run_add(store, &first, &parts, &source, &err), E_OK);
	is_int(backtest_repeat(store, &again, &err), E_OK);
	if (again.differs.what == NULL)
		is_text(again.run.assumptions, first.assumptions);
	repetition_release(&again);
	run_source_release(&source);
	strategy_free(s);
	return again.differs;
}

static void
leave(char *hash)
{
	(void)hash;
}

static void
change(char *hash)
{
	char *last = hash + strlen(hash) - 1;

	*last = *last == '0' ? '1' : '0';
}

static void
drop(char *hash)
{
	*hash = '\0';
}

static void
other_instruments_are_what_differs(void)
{
	struct difference d = repeated(change);

	is_text(d.what, "instruments");
	ok(strstr(d.text, "of " SWAP " are not those") != NULL);
	ok(repeated(leave).what == NULL);
	/* As it was recorded before there were any. */
	ok(repeated(drop).what == NULL);
}

/* Of the same bars: the terms alone make the hash another. */
static void
terms_are_told_apart(void)
{
	struct strategy *s = given_strategy(worked_rules);
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);
	struct run one;

	given_worked();
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &one, &parts, &err), E_OK);
	b.taker = D("0.001");
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &result, &parts, &err), E_OK);
	is_text(one.data_hash, result.data_hash);
	ok(strcmp(assumed_instruments(&one), assumed_instruments(&result)) !=
	    0);
	b.taker = D("0.00050");		/* what it is without */
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &result, &parts, &err), E_OK);
	is_text(assumed_instruments(&one), assumed_instruments(&result));
	strategy_free(s);
}

int
main(void)
{
	given_store();
	TEST(everything_lost_is_left_alone);
	TEST(repeated_it_is_the_same);
	TEST(interrupted_it_is_the_same_up_to_there);
	TEST(other_instruments_are_what_differs);
	TEST(terms_are_told_apart);
	return all_done();
}
