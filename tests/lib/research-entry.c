/*
 * Sizes of entries: each form by hand, what margin and costs leave, what has no
 * size; volatility of a year; spans.
 */
#include "research/entry.h"
#include "tests/lib/tap.h"

#include <math.h>

static struct instrument
instrument_of(const char *symbol, const char *lot, const char *contract)
{
	struct instrument i = { .venue = "paper" };
	struct err err;

	TEXT_SET(i.symbol, symbol);
	dec_parse_text(lot, &i.lot);
	dec_parse_text(contract, &i.contract_size);
	ok(instrument_set_tick(&i, "0.01", &err) == E_OK);
	ok(instrument_check(&i, &err) == E_OK);
	return i;
}

#define MONEY(units) (INT64_C(units) * 100000000)

static struct entry_size
sized(enum strategy_form form, const char *symbol, double value,
    double leverage)
{
	struct instrument i = instrument_of(symbol, "0.001", "1");
	struct entry_terms t = { .form = form, .instrument = &i,
	    .taker = 0.001, .slip = 0.0005, .leverage = leverage };
	struct entry_state s = { .value = value, .cap = INFINITY,
	    .equity = 1000, .free = 1000, .price = 100, .distance = 5,
	    .side = 1, .sigma = 0.5 };

	return entry_size(&t, &s);
}

#define is_size(got, want_money, want_lots) do { \
	struct entry_size n_ = (got); \
	is_int(n_.money, want_money); \
	is_int(n_.lots, want_lots); \
} while (0)

static void
parts_of_equity_ask_for_money(void)
{
	is_size(sized(SIZE_EQUITY, "BTC/USDT", 0.4, 1), MONEY(400), 0);
	is_size(sized(SIZE_EQUITY, "BTC/USDT", 1, 1), MONEY(1000), 0);
	is_size(sized(SIZE_NOTIONAL, "BTC/USDT", 250, 1), MONEY(250), 0);
	is_size(sized(SIZE_VOLATILITY, "BTC/USDT", 0.25, 1), MONEY(500), 0);
}

static void
amounts_ask_for_lots(void)
{
	is_size(sized(SIZE_QUANTITY, "BTC/USDT", 1.2345, 1), 0, 1234);
	/* 10 / (5 + 0.0015 × 195) = 1.8894… */
	is_size(sized(SIZE_RISK, "BTC/USDT", 0.01, 1), 0, 1889);
}

static void
what_margin_and_costs_leave_is_spent(void)
{
	is_size(sized(SIZE_RISK, "BTC/USDT", 0.5, 1), MONEY(1000), 0);
	/* 1000 / (1/2 + 0.001) */
	is_size(sized(SIZE_EQUITY, "BTC/USDT:USDT", 3, 2),
	    INT64_C(199600798403), 0);
	is_size(sized(SIZE_EQUITY, "BTC/USDT:USDT", 1.5, 2), MONEY(1500), 0);
	/* What is said in money or in amounts is for the venue to refuse. */
	is_size(sized(SIZE_NOTIONAL, "BTC/USDT", 5000, 1), MONEY(5000), 0);
	is_size(sized(SIZE_QUANTITY, "BTC/USDT:USDT", 100, 2), 0, 100000);
}

static void
a_cap_holds_and_nothing_is_guessed(void)
{
	struct instrument i = instrument_of("BTC/USDT:USDT", "1", "0.1");
	struct entry_terms t = { .form = SIZE_VOLATILITY, .instrument = &i,
	    .leverage = 5 };
	struct entry_state s = { .value = 0.2, .cap = 2, .sigma = 0.01,
	    .equity = 1000, .free = 1000, .price = 100, .distance = NAN,
	    .side = 1 };

	is_size(entry_size(&t, &s), MONEY(2000), 0);
	s.sigma = 0;
	is_size(entry_size(&t, &s), 0, 0);
	s.sigma = 0.01;
	s.cap = NAN;
	is_size(entry_size(&t, &s), 0, 0);
	s.cap = INFINITY;
	s.sigma = NAN;
	is_size(entry_size(&t, &s), 0, 0);
	t.form = SIZE_RISK;
	is_size(entry_size(&t, &s), 0, 0);
	t.form = SIZE_QUANTITY;	/* 0.2 base are 2 contracts of 0.1 */
	is_size(entry_size(&t, &s), 0, 2);
	s.value = -1;
	is_size(entry_size(&t, &s), 0, 0);
	t.form = SIZE_EQUITY;
	s.value = 1;
	s.equity = -1;
	is_size(entry_size(&t, &s), 0, 0);
}

static void
volatility_is_of_a_year(void)
{
	int64_t close[] = { 10000, 10100, 9999 }, times[] = { 0, 1, 2 };
	struct candles c = { .len = 3, .price_scale = 2, .open_time_ms = times,
	    .open = close, .high = close, .low = close, .close = close,
	    .volume = close };
	double sigma[3], first = log(101 / 100.), then = log(99.99 / 101);

	entry_sigma(&c, INT64_C(86400000000), sigma);
	ok(isnan(sigma[0]));
	ok(fabs(sigma[1] - first * sqrt(365)) < 1e-12);
	ok(fabs(sigma[2] - sqrt((0.94 * first * first + 0.06 * then * then) *
	    365)) < 1e-12);
}

static void
spans_count_bars_or_time(void)
{
	const int64_t hour = INT64_C(3600000000);

	ok(!entry_span_over(4, EXPR_NUMBER, 3, hour));
	ok(entry_span_over(4, EXPR_NUMBER, 4, hour));
	ok(!entry_span_over(2.5 * 3600e6, EXPR_DURATION, 2, hour));
	ok(entry_span_over(2.5 * 3600e6, EXPR_DURATION, 3, hour));
}

int
main(void)
{
	TEST(parts_of_equity_ask_for_money);
	TEST(amounts_ask_for_lots);
	TEST(what_margin_and_costs_leave_is_spent);
	TEST(a_cap_holds_and_nothing_is_guessed);
	TEST(volatility_is_of_a_year);
	TEST(spans_count_bars_or_time);
	return tap_done();
}
