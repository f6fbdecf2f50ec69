/*
 * What runs over the same bars share: with it and without it, whatever was run
 * before and however little may be kept, rules are the same to the last bit.
 */
#include "tests/lib/exprbars.h"

#include "expr/series.h"
#include "strategy/strategy.h"

static const char *const files[] = {
	"strategy a\ntimeframe 1h\nparam n = 10\n"
	    "long when crossover(sma(close, 10), sma(close, n))\n"
	    "exit when close < sma(low, n)\nsize notional 100\n",
	"strategy b\ntimeframe 1h\nparam n = 10\n"
	    "long when ema(close, 5) > ema(close, n) and adx(7) > 20\n"
	    "exit when ema(close, 5) < ema(close, n)\n"
	    "stop 2 * atr(14)\nsize notional 100\n",
	"strategy c\ntimeframe 1h\nparam n = 10\n"
	    "let m = macd(close, 5, 13, n)\nlet up = (close > sma(close, n))@4h\n"
	    "long when crossover(m.macd, m.signal) and up\n"
	    "exit when m.hist < 0 or rsi(close, n)[2] > 60\n"
	    "stop atr(n)\nsize notional 100\n",
	"strategy d\ntimeframe 1h\nparam n = 10\n"
	    "let level = highest(if close > open then close * 0.1 else"
	    " close * 0.3, n)\n"
	    "long when level >= close * 0.3 and volume > sma(volume, n)\n"
	    "exit when close < donchian(n).lower[1] or"
	    " zscore(log(close) - log(close[\"OTHER\"]), n) > 1\n"
	    "size notional 100\n",
	/* the same bars twice, of which one has more before them */
	"strategy e\ntimeframe 1h\nparam n = 10\n"
	    "long when sma(close, 3) > sma(close, n)\n"
	    "exit when sma(close[\"SAME\"], 3) < sma(close[\"SAME\"],"
	    " 30 * n)\nsize notional 100\n",
	/* ties that whole numbers do not decide are counted */
	"strategy f\ntimeframe 1h\nparam n = 10\n"
	    "let x = close / 1000003 / 1000033 / 1000037 / 1000039 / 1000081 /"
	    " 1000099 / 1000117\n"
	    "long when x >= highest(x, n)\nsize notional 100\n"
};
enum { FILES = sizeof(files) / sizeof(*files), TIES = FILES - 1 };

static const struct candles *
any_bars(void *self, const char *symbol, int64_t timeframe)
{
	(void)timeframe;
	return symbol[0] == '\0' || strcmp(symbol, "SAME") == 0 ?
	    &((struct market *)self)->main : &((struct market *)self)->other;
}

static struct strategy *
file_read(int file, int n)
{
	char value[16];
	struct expr_param p = { "n", value };
	struct strategy_source in = { .label = "file", .text = files[file],
	    .len = strlen(files[file]), .params = &p, .params_len = 1 };
	struct expr_findings findings = {0};
	struct strategy *s = NULL;
	struct err err = {0};

	snprintf(value, sizeof(value), "%d", n);
	if (!ok(strategy_read(&in, &s, &findings, &err) == E_OK))
		printf("# %s\n", err.text);
	vec_release(&findings);
	return s;
}

static struct expr_rules *
rules_of(const struct strategy *s, struct expr_share *share)
{
	struct expr_market m = { .self = &world, .bars = any_bars,
	    .symbol = "MAIN", .share = share };
	struct expr_rules *rules = NULL;
	struct err err = {0};

	if (!ok(expr_rules_run(s->program, &m, &rules, &err) == E_OK))
		printf("# %s\n", err.text);
	return rules;
}

static int
rules_differ(const struct strategy *s, struct expr_rules *a,
    struct expr_rules *b)
{
	int bad = expr_rules_inexact(a) != expr_rules_inexact(b);

	for (size_t i = 0; i < s->rules.len; i++) {
		int rule = s->rules.at[i].expr;

		for (size_t t = 0; rule >= 0 && t < BARS; t++) {
			double x, y;

			if (expr_rule_base(s->program, rule) ==
			    EXPR_CONDITION) {
				bad += expr_rules_truth(a, rule, t, NULL) !=
				    expr_rules_truth(b, rule, t, NULL);
				continue;
			}
			x = expr_rules_number(a, rule, t, NULL);
			y = expr_rules_number(b, rule, t, NULL);
			bad += memcmp(&x, &y, sizeof(x)) != 0;
		}
	}
	return bad;
}

static int
set_differs(int file, int n, struct expr_share *share)
{
	struct strategy *s = file_read(file, n);
	struct expr_rules *alone = rules_of(s, NULL);
	struct expr_rules *shared = rules_of(s, share);
	int bad = rules_differ(s, alone, shared);

	bad += file == TIES && expr_rules_inexact(alone) == 0;
	if (bad > 0)
		printf("# file %d, n %d: %d differ\n", file, n, bad);
	expr_rules_free(alone);
	expr_rules_free(shared);
	strategy_free(s);
	return bad;
}

/* Sets of several files in turn, each of them twice. */
static int
sets_differ(size_t bytes)
{
	struct expr_share *share = expr_share_new(bytes);
	int bad = 0;

	for (int n = 3; n < 40; n += 6)
		for (int k = 0; k < 2 * FILES; k++)
			bad += set_differs(k % FILES, n + k / FILES, share);
	for (int n = 39; n >= 3; n -= 6)
		for (int k = 0; k < FILES; k++)
			bad += set_differs(k, n, share);
	expr_share_free(share);
	return bad;
}

static void
shared_values_are_the_same(void)
{
	is_int(sets_differ(1 << 24), 0);
}

static void
little_may_be_kept(void)
{
	is_int(sets_differ(0), 0);
	is_int(sets_differ(BARS * 8), 0);
	is_int(sets_differ(5 * BARS * 8), 0);
	is_int(sets_differ(16 * BARS * 8), 0);
}

/* What was made is not made again. */
static void
values_are_found_again(void)
{
	struct expr_share *share = expr_share_new(1 << 24);
	struct strategy *s = file_read(1, 10);
	struct expr_market m = { .self = &world, .bars = any_bars,
	    .symbol = "MAIN", .share = share };
	struct err err = {0};
	struct run r;
	int found[2] = {0};

	for (int k = 0; k < 2; k++) {
		ok(run_open(&r, s->program, &m, &err) == E_OK);
		run_execute(&r);
		for (size_t i = 0; i < r.e->dag->ops.len; i++)
			found[k] += r.shared[i];
		run_close(&r);
	}
	is_int(found[0], 0);
	is_int(found[1], 4);	/* < and > of two ema, adx(7) > 20, 2 * atr */
	strategy_free(s);
	expr_share_free(share);
}

/* A run that ended before its values were there leaves none behind. */
static void
nothing_is_found_of_a_run_that_ended(void)
{
	struct expr_share *share = expr_share_new(1 << 24);
	struct strategy *s = file_read(1, 10);
	struct expr_market m = { .self = &world, .bars = any_bars,
	    .symbol = "MAIN", .share = share };
	struct err err = {0};
	struct run r;

	ok(run_open(&r, s->program, &m, &err) == E_OK);
	run_close(&r);
	is_int(set_differs(1, 10, share), 0);
	strategy_free(s);
	expr_share_free(share);
}

static void
bars_out_of_order_are_refused_each_time(void)
{
	struct expr_share *share = expr_share_new(1 << 20);
	struct strategy *s = file_read(0, 10);
	struct expr_market m = { .self = &world, .bars = any_bars,
	    .symbol = "MAIN", .share = share };
	int64_t was = world.main.open_time_ms[5];
	struct expr_rules *rules = NULL;

	world.main.open_time_ms[5] = world.main.open_time_ms[4];
	for (int k = 0; k < 2; k++) {
		struct err err = {0};

		ok(expr_rules_run(s->program, &m, &rules, &err) == E_DATA);
		is_text(err.text, "MAIN: bars out of order at row 6");
	}
	world.main.open_time_ms[5] = was;
	strategy_free(s);
	expr_share_free(share);
}

int
main(void)
{
	world_open();
	TEST(shared_values_are_the_same);
	TEST(little_may_be_kept);
	TEST(values_are_found_again);
	TEST(nothing_is_found_of_a_run_that_ended);
	TEST(bars_out_of_order_are_refused_each_time);
	world_close();
	return tap_done();
}
