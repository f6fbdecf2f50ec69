/*
 * `funding` of a series: the last rate that was settled when a bar closed, na
 * before the first and where there are none; through longer bars, other
 * symbols and snapshots.
 */
#include "tests/lib/exprbars.h"

#include "model/fundingrate.h"

static struct candles bars_all;
static struct funding_rates rates;
static const char *asked;	/* of the last call; NULL: none */
static char asked_for[SYMBOL_SIZE];

static const struct candles *
bars_give(void *self, const char *symbol, int64_t timeframe)
{
	(void)self;
	(void)symbol;
	(void)timeframe;
	return &bars_all;
}

static const struct funding_rates *
funding(void *self, const char *symbol)
{
	(void)self;
	TEXT_SET(asked_for, symbol);
	asked = asked_for;
	return &rates;
}

static void
settled(int hour, const char *rate)
{
	struct funding_rate *r = vec_add(&rates);

	r->time = (START + hour * HOUR_MS) * 1000;
	dec_parse_text(rate, &r->rate);
}

/* The value at each of 12 bars of an hour, na as "-". */
static const char *
values(const char *text, bool with)
{
	const struct expr_context at = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct expr_market m = { .bars = bars_give, .symbol = "BTC/USDT:USDT",
	    .funding = with ? funding : NULL };
	struct expr_column c = {0};
	struct expr *e = NULL;
	struct err err;
	static char all[1200];
	size_t n = 0;

	if (bars_all.len == 0)
		candles_walk(&bars_all, 12, 1);
	if (expr_compile(&at, text, &e, &err) != E_OK ||
	    expr_series(e, &m, &c, &err) != E_OK) {
		snprintf(all, sizeof(all), "%s", err.text);
		return all;
	}
	all[0] = '\0';
	for (size_t i = 0; i < c.len; i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n,
		    isnan(c.value[i]) ? "%s-" : "%s%g", i > 0 ? " " : "",
		    c.value[i]);
	expr_column_release(&c);
	expr_free(e);
	return all;
}

static void
is_the_last_that_was_settled(void)
{
	settled(0, "0.0003");
	settled(4, "-0.0001");
	settled(8, "0.00025");
	/* the bar from 3 to 4 closes when the second is settled */
	is_text(values("funding", true), "0.0003 0.0003 0.0003 -0.0001 -0.0001"
	    " -0.0001 -0.0001 0.00025 0.00025 0.00025 0.00025 0.00025");
	is_text(asked, "");
	is_text(values("funding[1]", true), "- 0.0003 0.0003 0.0003 -0.0001"
	    " -0.0001 -0.0001 -0.0001 0.00025 0.00025 0.00025 0.00025");
	is_text(values("funding@4h", true), "- - - -0.0001 -0.0001 -0.0001"
	    " -0.0001 0.00025 0.00025 0.00025 0.00025 0.00025");
	is_text(values("funding[\"ETH/USDT:USDT\"]", true),
	    "0.0003 0.0003 0.0003 -0.0001 -0.0001 -0.0001 -0.0001 0.00025"
	    " 0.00025 0.00025 0.00025 0.00025");
	is_text(asked, "ETH/USDT:USDT");
}

static void
is_na_where_there_is_none(void)
{
	is_text(values("funding", false), "- - - - - - - - - - - -");
	rates.at[0].time += 3 * HOUR_MS * 1000 + 1;
	is_text(values("funding", true), "- - - -0.0001 -0.0001 -0.0001"
	    " -0.0001 0.00025 0.00025 0.00025 0.00025 0.00025");
	vec_clear(&rates);
	is_text(values("funding", true), "- - - - - - - - - - - -");
	asked = NULL;
	values("close", true);
	ok(asked == NULL);	/* not asked for what is not read */
}

static enum truth
truth_of(const char *text, bool with)
{
	const struct expr_context at = { .place = EXPR_BREAKER,
	    .want = EXPR_CONDITION };
	struct expr_source s = { .now = (START + 12 * HOUR_MS) * 1000,
	    .bars = bars_give, .funding = with ? funding : NULL };
	struct expr *e = NULL;
	struct err err;
	enum truth truth = TRUTH_FALSE;

	is_int(expr_compile(&at, text, &e, &err), E_OK);
	is_int(expr_truth(e, &s, &truth, NULL, &err), E_OK);
	expr_free(e);
	return truth;
}

static void
reaches_snapshots(void)
{
	static const char text[] = "funding[\"BTC/USDT:USDT\"]@1h > 2bp";

	vec_clear(&rates);
	settled(8, "0.00025");
	is_int(truth_of(text, true), TRUTH_TRUE);
	is_text(asked, "BTC/USDT:USDT");
	rates.at[0].rate = dec_make(2, 4);
	is_int(truth_of(text, true), TRUTH_FALSE);
	is_int(truth_of(text, false), TRUTH_UNKNOWN);
}

int
main(void)
{
	TEST(is_the_last_that_was_settled);
	TEST(is_na_where_there_is_none);
	TEST(reaches_snapshots);
	vec_release(&rates);
	candles_release(&bars_all);
	return tap_done();
}
