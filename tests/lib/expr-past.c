/*
 * Neither later bars nor the size of the steps change a byte of the past: of
 * these programs and of every function that expr-types.txt has for bars, which
 * are all of them.
 */
#include "expr/names.h"
#include "tests/lib/exprbars.h"

#include "base/vec.h"

static const char *const written[] = {
	"close", "close > open", "sma(close, 3) > sma(close, 11)",
	"zscore(close, 20)", "correlation(close, volume, 13)",
	"median(close, 9) - quantile(high, 5, 0.9)", "rank(close, 30)",
	"(close > open) for 3 bars", "(not close > open) within 5 bars",
	"close@4h > sma(close, 10)", "(sma(close, 5) > close[2])@1d",
	"close[\"OTHER\"] - close", "barssince(close > open[3])",
	"valuewhen(close > open, volume, 2)", "last(close[\"OTHER\"], 3)",
	"crossover(close@4h, close)", "closes(1d) or rising(close, 2)",
	"beta(pct_change(close), pct_change(high), 24)",
	"if (close > open)@4h then high[1] else na", "time - time[5]",
	"wma(change(close, 4), 6)", "(hour > 3)[70]", "close == high@4h",
	"defined((close > open)[65]) and count(close > open, 66) > 30",
	"(close + close@4h)[\"OTHER\"]",
	"(close[\"OTHER\"] > close)[\"OTHER\"]@4h",
	"ema(close, 5) > ema(close, 20)", "rsi(close, 14)", "atr(14) / close + natr(3)",
	"adx(7) > plus_di(7) - minus_di(5)", "bbands(close, 20, 2.5).lower",
	"macd(close).hist - macd(close).signal", "stoch().slowk + stochf().fastd",
	"donchian(9).middle", "keltner(20, 10, 1.5).upper", "obv()",
	"vwap(11) - vwap_from(\"week\")", "mfi(8)", "cci(13) + willr(5)",
	"roc(close, 4)", "linreg_slope(close, 9) * stddev(volume, 12)",
	"supertrend(7, 2).line * supertrend(7, 2).direction",
	"ichimoku().senkou_a - ichimoku().tenkan", "sar()", "aroon(6).up",
	"pattern(\"doji\") + pattern(\"engulfing\")",
	"ema(rsi(close, 5), 9)", "ema(close, 5)@4h - sma(close, 6)@1d",
	"ema(close[\"OTHER\"], 4)", "rsi(close, 3)[\"OTHER\"]@4h",
	"ema(last(close[\"OTHER\"], 5), 3)", "wma(close, 7) > sma(close, 8)"
};

struct programs VEC_OF(char *);
static struct programs all;

/* Does a program call it? */
static bool
called(const char *name)
{
	char *call = mem_format("%s(", name);
	bool found = false;

	for (size_t i = 0; i < all.len && !found; i++)
		found = strstr(all.at[i], call) != NULL;
	free(call);
	return found;
}

static void
programs_open(void)
{
	FILE *f = fopen("tests/data/expr-types.txt", "r");
	char line[500];

	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
		vec_push(&all, mem_text(written[i]));
	while (ok(f != NULL) && fgets(line, sizeof(line), f))
		if (strncmp(line, "series\t", 7) == 0) {
			char *text = line + 7;

			text[strcspn(text, "\t")] = '\0';
			vec_push(&all, mem_text(text));
		}
	if (f)
		fclose(f);
	for (const struct func_row *r = expr_funcs; r->name; r++)
		if ((r->see == 0 || (r->see & SEE_BARS)) && !called(r->name))
			is_text(r->name, "in a program");
}

static void
programs_close(void)
{
	for (size_t i = 0; i < all.len; i++)
		free(all.at[i]);
	vec_release(&all);
}

static void
every_function_is_there(void)
{
	programs_open();
	ok(all.len > 180);
}

static int
differing(const struct expr_column *a, const struct expr_column *b, size_t n)
{
	int bad = 0;

	for (size_t t = 0; t < n; t++)
		if (a->value)
			bad += memcmp(&a->value[t], &b->value[t],
			    sizeof(double)) != 0;
		else
			bad += expr_column_truth(a, t) !=
			    expr_column_truth(b, t);
	return bad;
}

static void
steps_change_nothing(void)
{
	static const size_t tiles[] = { 1, 7, 64, 100, 320 };

	for (size_t p = 0; p < all.len; p++) {
		struct expr_column whole, parts;

		if (!column(all.at[p], 0, &whole))
			continue;
		for (size_t i = 0; i < sizeof(tiles) / sizeof(*tiles); i++) {
			if (!column(all.at[p], tiles[i], &parts))
				continue;
			if (differing(&whole, &parts, BARS) != 0)
				printf("# %s in steps of %zu\n", all.at[p],
				    tiles[i]);
			is_int(differing(&whole, &parts, BARS), 0);
			expr_column_release(&parts);
		}
		expr_column_release(&whole);
	}
}

static void
later_bars_change_nothing(void)
{
	static const size_t cuts[] = { 1, 65, 200, 413, 699 };

	for (size_t p = 0; p < all.len; p++) {
		struct expr_column whole, cut;

		if (!column(all.at[p], 0, &whole))
			continue;
		for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
			struct market kept = world;

			world.main.len = cuts[i];
			/* the other one is cut at the same moment */
			while (world.other.len > 0 &&
			    world.other.open_time_ms[world.other.len - 1] >
			    world.main.open_time_ms[cuts[i] - 1])
				world.other.len--;
			if (column(all.at[p], 0, &cut)) {
				if (differing(&whole, &cut, cuts[i]))
					printf("# %s cut at %zu\n",
					    all.at[p], cuts[i]);
				is_int(differing(&whole, &cut, cuts[i]), 0);
				is_int(cut.len, cuts[i]);
				expr_column_release(&cut);
			}
			world = kept;
		}
		expr_column_release(&whole);
	}
}

static void
later_prices_change_nothing(void)
{
	int64_t *close = world.main.close, *high = world.main.high;
	int64_t changed[BARS], higher[BARS];

	memcpy(changed, close, sizeof(changed));
	memcpy(higher, high, sizeof(higher));
	for (size_t i = 300; i < BARS; i++) {
		changed[i] = changed[i] * 3 + (int64_t)i;
		higher[i] = changed[i] * 1000;
	}
	for (size_t p = 0; p < all.len; p++) {
		struct expr_column before, after;

		if (!column(all.at[p], 0, &before))
			continue;
		world.main.close = changed;
		world.main.high = higher;
		if (column(all.at[p], 0, &after)) {
			if (differing(&before, &after, 300))
				printf("# %s\n", all.at[p]);
			is_int(differing(&before, &after, 300), 0);
			expr_column_release(&after);
		}
		world.main.close = close;
		world.main.high = high;
		expr_column_release(&before);
	}
}

int
main(void)
{
	world_open();
	TEST(every_function_is_there);
	TEST(steps_change_nothing);
	TEST(later_bars_change_nothing);
	TEST(later_prices_change_nothing);
	world_close();
	programs_close();
	return tap_done();
}
