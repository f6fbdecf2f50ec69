/*
 * lib/model/instrument.c, names.c, candle.c: ticks by price, tiers by
 * value, what an instrument must have, symbols and patterns.
 */
#include "base/buf.h"
#include "model/candle.h"
#include "model/instrument.h"

#include "tests/lib/tap.h"

static struct dec
d(const char *s)
{
	struct dec out = DEC_NONE;

	dec_parse_text(s, &out);
	return out;
}

static struct instrument
btc(void)
{
	struct instrument i = { .lot = d("0.00001"), .maker = d("0.001"),
	    .taker = d("0.001") };

	TEXT_SET(i.symbol, "BTC/USDT");
	instrument_set_tick(&i, "0.01", NULL);
	return i;
}

static void
tick_depends_on_price(void)
{
	struct instrument i = btc();
	struct dec p;
	char b[DEC_TEXT_SIZE];

	is_int(instrument_set_tick(&i, "0:0.0001,1:0.001,100:0.1", NULL),
	    E_OK);
	is_text(dec_text(instrument_tick(&i, d("0.5")), b), "0.0001");
	is_text(dec_text(instrument_tick(&i, d("1")), b), "0.001");
	is_text(dec_text(instrument_tick(&i, d("99.9")), b), "0.001");
	is_text(dec_text(instrument_tick(&i, d("100")), b), "0.1");
	ok(instrument_round_price(&i, d("123.46"), ROUND_CEIL, &p));
	is_text(dec_text(p, b), "123.5");
	ok(instrument_round_price(&i, d("0.12349"), ROUND_FLOOR, &p));
	is_text(dec_text(p, b), "0.1234");
}

static void
bad_ticks_are_refused(void)
{
	static const char *const bad[] = { "", "0", "-1", "x", "0.1,", "1:",
	    "0:0.1,0:0.2", "1:0.1,0.5:0.2", "0.1,0.2",
	    "0:1,1:1,2:1,3:1,4:1,5:1,6:1,7:1,8:1" };
	struct instrument i = btc();

	for (size_t n = 0; n < sizeof(bad) / sizeof(bad[0]); n++) {
		struct err err = { 0 };

		is_int(instrument_set_tick(&i, bad[n], &err), E_DATA);
		is_int(err.code, E_DATA);
	}
	is_text(i.tick_text, "0.01");
}

static void
check_completes(void)
{
	struct instrument i = btc();

	is_int(instrument_check(&i, NULL), E_OK);
	is_text(i.base, "BTC");
	is_text(i.quote, "USDT");
	is_text(i.settle, "");
	is_int(i.kind, KIND_SPOT);
	is_text(i.status, "trading");
	ok(dec_same(i.contract_size, d("1")));
	i = btc();
	TEXT_SET(i.symbol, "BTC/USDT:USDT");
	is_int(instrument_check(&i, NULL), E_OK);
	is_int(i.kind, KIND_SWAP);
	is_text(i.settle, "USDT");
}

#define refused(change, want) do { \
	struct instrument i = btc(); \
	struct err err = { 0 }; \
	change; \
	is_int(instrument_check(&i, &err), E_DATA); \
	is_text(err.text, want); \
} while (0)

static void
check_refuses(void)
{
	refused(i.lot = d("0"),
	    "instrument BTC/USDT: lot must be more than 0");
	refused(i.tick_rows = 0, "instrument BTC/USDT: no tick");
	refused(i.min_amount = d("-1"),
	    "instrument BTC/USDT: min_amount must be 0 or more");
	refused(i.taker = d("1"), "instrument BTC/USDT: a fee rate lies "
	    "between -1 and 1");
	refused(i.maker = d("-1"), "instrument BTC/USDT: a fee rate lies "
	    "between -1 and 1");
	refused((i.lot = d("0.00000000001"),
	    instrument_set_tick(&i, "0.00000001", NULL)),
	    "instrument BTC/USDT: tick, lot and contract size have 19 "
	    "decimals together, more than 18");
	refused(TEXT_SET(i.symbol, "BTCUSDT"), "instrument \"BTCUSDT\": not "
	    "of the form BASE/QUOTE or BASE/QUOTE:SETTLE");
}

static void
value_is_exact(void)
{
	struct instrument i = btc();
	struct dec v;
	char b[DEC_TEXT_SIZE];

	instrument_check(&i, NULL);
	ok(instrument_value(&i, d("100.05"), d("4.9925"), &v));
	is_text(dec_text(v, b), "499.499625");
	i.contract_size = d("0.1");
	ok(instrument_value(&i, d("100.05"), d("4.9925"), &v));
	is_text(dec_text(v, b), "49.9499625");
}

static void
names_have_shapes(void)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	ok(symbol_valid("BTC/USDT:USDT"));
	ok(!symbol_valid("btc/usdt"));
	ok(!symbol_valid(""));
	ok(!symbol_valid("A2345678901234567890123456789/USDT"));
	ok(label_valid("demo-2"));
	ok(!label_valid("-demo"));
	ok(!label_valid("Demo"));
	ok(asset_valid("USDT"));
	ok(!asset_valid("US DT"));
	ok(symbol_split("ETH/BTC", base, quote, settle));
	is_text(base, "ETH");
	is_text(quote, "BTC");
	ok(!symbol_split("ETH/", base, quote, settle));
	ok(!symbol_split("/BTC", base, quote, settle));
	ok(!symbol_split("ETH/BTC:", base, quote, settle));
	ok(!symbol_split("A/B/C", base, quote, settle));
}

static void
patterns_match(void)
{
	ok(pattern_matches("BTC/*", "BTC/USDT"));
	ok(pattern_matches("*", ""));
	ok(pattern_matches("*/USD?", "ETH/USDT"));
	ok(pattern_matches("*USDT*USDT", "BTC/USDT:USDT"));
	ok(!pattern_matches("BTC/*", "ETH/BTC/X"));
	ok(!pattern_matches("*/USD?", "ETH/USD"));
	ok(!pattern_matches("", "x"));
	ok(!pattern_matches("BTC/USDT", "BTC/USDT:USDT"));
}

static struct instrument
perpetual(const char *tiers)
{
	struct instrument i = btc();

	TEXT_SET(i.symbol, "BTC/USDT:USDT");
	is_int(instrument_set_tiers(&i, tiers, NULL), E_OK);
	return i;
}

/* METHODS 8.4: value × mmr - cum is the same from both sides of a floor. */
static void
tiers_are_continuous(void)
{
	struct instrument i = perpetual("0:0.004:125;50000:0.005:100;"
	    "600000:0.0065:75;3000000:0.01:50");
	static const char *const cums[] = { "0", "50", "950", "11450" };
	char b[DEC_TEXT_SIZE];

	is_int(instrument_check(&i, NULL), E_OK);
	is_int(i.tier_rows, 4);
	for (int n = 0; n < 4; n++)
		is_text(dec_text(i.tiers[n].cum, b), cums[n]);
	is_text(dec_text(i.max_leverage, b), "125");
	is_int(i.kind, KIND_SWAP);
	ok(instrument_tier(&i, d("49999.99")) == &i.tiers[0]);
	ok(instrument_tier(&i, d("50000")) == &i.tiers[1]);
	ok(instrument_tier(&i, d("99999999999")) == &i.tiers[3]);
	i = perpetual("");
	is_int(instrument_check(&i, NULL), E_OK);
	ok(instrument_tier(&i, d("5")) == NULL);
	is_text(dec_text(i.max_leverage, b), "0");
	i = perpetual("0:0.01:50");
	i.max_leverage = d("20");
	is_int(instrument_check(&i, NULL), E_OK);
	is_text(dec_text(i.max_leverage, b), "20");
}

static void
bad_tiers_are_refused(void)
{
	static const char *const forms[] = { "x", "0:0.1", "0:0.1:", "0::5",
	    ":0.1:5", "0:0.1:5;", ";", "0:0.1:5:6", "0:0.1:5;;5:0.2:4" };
	static const char *const values[] = { "1:0.1:5", "0:0.1:5;0:0.2:4",
	    "0:0.1:5;9:0.05:4", "0:-0.1:5", "0:1:5", "0:0.1:0.9",
	    "0:0.1:5;-1:0.2:4" };
	struct instrument i = perpetual("0:0.1:5"), before = i;
	struct buf many = {0};

	for (size_t n = 0; n < sizeof(forms) / sizeof(forms[0]); n++)
		is_int(instrument_set_tiers(&i, forms[n], NULL), E_DATA);
	for (int n = 0; n <= TIER_ROWS; n++)
		buf_printf(&many, "%s%d:0.1:5", n > 0 ? ";" : "", n);
	is_int(instrument_set_tiers(&i, buf_text(&many), NULL), E_DATA);
	buf_release(&many);
	ok(memcmp(&i, &before, sizeof(i)) == 0);
	for (size_t n = 0; n < sizeof(values) / sizeof(values[0]); n++) {
		i = perpetual(values[n]);
		is_int(instrument_check(&i, NULL), E_DATA);
	}
	i = btc();
	is_int(instrument_set_tiers(&i, "0:0.1:5", NULL), E_OK);
	is_int(instrument_check(&i, NULL), E_DATA);
	i = perpetual("0:0.1:5");
	i.liquidation_fee = d("-0.1");
	is_int(instrument_check(&i, NULL), E_DATA);
}

int
main(void)
{
	TEST(tick_depends_on_price);
	TEST(bad_ticks_are_refused);
	TEST(check_completes);
	TEST(check_refuses);
	TEST(value_is_exact);
	TEST(tiers_are_continuous);
	TEST(bad_tiers_are_refused);
	TEST(names_have_shapes);
	TEST(patterns_match);
	return tap_done();
}
