/*
 * The masks of conditions: over generated conditions of bars and position, a
 * bar outside of `may` is one where no position makes the condition true, a
 * bar of `must` one where every position does; what looks at bars alone is its
 * own mask; which rules are ruled out by bars at all.
 */
#include "base/buf.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "base/vec.h"
#include "strategy/strategy.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

enum { BARS = 203, RULES = 40 };	/* not a multiple of 64 */

static int64_t *
column_of(void)
{
	return mem_array(BARS, sizeof(int64_t));
}

static void
candles_make(struct candles *c)
{
	struct rng r;
	int64_t price = 1000;

	rng_seed(&r, 5);
	*c = (struct candles){ .len = BARS, .cap = BARS, .price_scale = 1,
	    .open_time_ms = column_of(), .open = column_of(),
	    .high = column_of(), .low = column_of(), .close = column_of(),
	    .volume = column_of() };
	for (int i = 0; i < BARS; i++) {
		c->open_time_ms[i] = INT64_C(1704067200000) +
		    i * INT64_C(3600000);
		c->open[i] = price;
		price += (int64_t)rng_below(&r, 7) - 3;
		c->close[i] = price;
		c->high[i] = price + 4;
		c->low[i] = price - 4;
		c->volume[i] = (int64_t)rng_below(&r, 3);
	}
}

static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)timeframe;
	return symbol[0] == '\0' ? self : NULL;
}

/* What a position may be: each value, or nothing, drawn. */
struct drawn { int64_t seed; };

static void
value(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	const struct drawn *d = self;
	struct rng r;

	rng_seed(&r, (uint64_t)d->seed * 100 + (uint64_t)ask->id);
	if (rng_below(&r, 4) == 0)
		return;
	if (ask->base == EXPR_TEXT)
		*out = expr_text(rng_below(&r, 2) ? "long" : "flat");
	else if (ask->base == EXPR_NUMBER)
		*out = expr_ratio(dec_int((int64_t)rng_below(&r, 41) - 20),
		    dec_int(100));
	else
		*out = expr_time((int64_t)rng_below(&r, 5) * STAMP_HOUR);
}

static const char *const of_bars[] = { "close > open", "volume > 1",
	"close / volume > 70", "crossover(close, sma(close, 3))",
	"(close > open)@4h", "sma(close, 150) > close",
	"close > close[20] for 2 bars", "true", "false" };
static const char *const of_path[] = { "position.gain > 2%",
	"position.gain < -2%", "position.side == \"long\"", "held > 2h",
	"position.entry < close", "defined(position.gain)",
	"position.gain * 1000 > volume", "bars_held >= 0" };

static void
condition(struct rng *r, int depth, struct buf *b)
{
	static const char *const forms[] = { "($ and $)", "($ or $)",
		"not $", "(if $ then $ else $)", "nz($, $)", "defined($)",
		"$" };
	const char *form = forms[depth > 3 ? 6 : rng_below(r, 7)];
	bool leaf = form == forms[6];

	for (; *form; form++) {
		if (*form != '$')
			buf_putc(b, *form);
		else if (!leaf)
			condition(r, depth + 1, b);
		else if (rng_below(r, 2))
			buf_printf(b, "(%s)", of_bars[rng_below(r,
			    sizeof(of_bars) / sizeof(*of_bars))]);
		else
			buf_printf(b, "(%s)", of_path[rng_below(r,
			    sizeof(of_path) / sizeof(*of_path))]);
	}
}

static struct strategy *
read_text(const char *text)
{
	struct strategy_source in = { .label = "s", .text = text,
	    .len = strlen(text) };
	struct expr_findings all = {0};
	struct strategy *s = NULL;
	struct err err = {0};

	if (!ok(strategy_read(&in, &s, &all, &err) == E_OK))
		printf("# %s\n# %s\n", text, err.text);
	vec_release(&all);
	return s;
}

static bool
bit(const uint64_t *mask, size_t i)
{
	return mask[i / 64] >> i % 64 & 1;
}

/* How often a mask is wrong about a rule, over many positions. */
static int
mistakes(const struct strategy *s, struct expr_rules *r, int rule)
{
	const uint64_t *may = expr_rules_may(r, rule);
	const uint64_t *must = expr_rules_must(r, rule);
	bool path = expr_rule_path(s->program, rule);
	bool every = expr_rule_look(s->program, rule) == EXPR_LOOK_EVERY;
	int bad = 0;

	for (size_t t = 0; t < BARS; t++) {
		for (int64_t k = 0; k < 12; k++) {
			struct drawn d = { k };
			struct expr_source of = { .self = &d,
			    .value = value };
			enum truth is = expr_rules_truth(r, rule, t,
			    k == 0 ? NULL : &of);

			bad += is == TRUTH_TRUE && !bit(may, t);
			bad += is != TRUTH_TRUE && bit(must, t);
			bad += !path && (is == TRUTH_TRUE) != bit(may, t);
		}
		bad += bit(must, t) && !bit(may, t);
		bad += every && !bit(may, t);
	}
	for (size_t t = BARS; t < (BARS + 63) / 64 * 64; t++)
		bad += bit(may, t) || bit(must, t);
	return bad;
}

static void
masks_miss_no_bar(void)
{
	struct candles c;
	struct expr_market m = { .self = &c, .bars = bars_of };
	struct rng r;
	size_t spared = 0;

	candles_make(&c);
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct buf text = {0};
		struct strategy *s;
		struct expr_rules *rules = NULL;

		rng_seed(&r, seed);
		buf_puts(&text, "strategy s\nlong when close > 0\n"
		    "size 1% of equity\n");
		for (int i = 0; i < RULES; i++) {
			buf_puts(&text, "exit when ");
			condition(&r, 0, &text);
			buf_putc(&text, '\n');
		}
		s = read_text(buf_text(&text));
		m.tile = seed % 3 ? 0 : 50;
		if (s && ok(expr_rules_run(s->program, &m, &rules, NULL) ==
		    E_OK))
			for (size_t i = 0; i < s->rules.len; i++) {
				int rule = s->rules.at[i].expr;

				if (expr_rule_base(s->program, rule) !=
				    EXPR_CONDITION)
					continue;
				if (!ok(mistakes(s, rules, rule) == 0))
					printf("# rule %zu of\n# %s\n", i,
					    buf_text(&text));
				spared += expr_rule_look(s->program, rule) ==
				    EXPR_LOOK_CANDIDATES;
			}
		expr_rules_free(rules);
		strategy_free(s);
		buf_release(&text);
	}
	ok(spared > 100);
	candles_release(&c);
}

/* What rules out a bar, and what it is then. */
static void
bars_rule_bars_out(void)
{
	static const struct { const char *when; enum expr_look look;
		const char *may, *must; } t[] = {
		{ "close > open and position.gain > 2%",
		  EXPR_LOOK_CANDIDATES, "close > open", "false" },
		{ "close > open or position.gain > 2%", EXPR_LOOK_EVERY,
		  "true", "close > open" },
		{ "not (close > open or position.gain > 2%)",
		  EXPR_LOOK_CANDIDATES, "not (close > open)", "false" },
		{ "sma(close, 99) > 0 and position.gain > 2%",
		  EXPR_LOOK_CANDIDATES, "sma(close, 99) > 0", "false" },
		{ "if close > open then position.gain > 2% else volume > 1",
		  EXPR_LOOK_CANDIDATES, "close > open or volume > 1",
		  "not (close > open) and volume > 1" },
		{ "position.gain > 2%", EXPR_LOOK_EVERY, "true", "false" },
		{ "close > open", EXPR_LOOK_BARS, "close > open",
		  "close > open" },
		{ "2 > 1", EXPR_LOOK_ONCE, "true", "true" },
		{ "defined(position.gain > 2%) and close > open",
		  EXPR_LOOK_CANDIDATES, "close > open", "false" }
	};
	struct candles c;
	struct expr_market m = { .self = &c, .bars = bars_of };

	candles_make(&c);
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		char *text = mem_format("strategy s\nlong when %s\n"
		    "exit long when %s\nexit short when %s\n"
		    "size 1%% of equity\n", t[i].when, t[i].may, t[i].must);
		struct strategy *s = read_text(text);
		struct expr_rules *r = NULL;

		if (s && ok(expr_rules_run(s->program, &m, &r, NULL) ==
		    E_OK)) {
			const size_t bytes = (BARS + 63) / 64 * 8;
			int when = s->rules.at[0].expr;

			is_int(expr_rule_look(s->program, when), t[i].look);
			ok(memcmp(expr_rules_may(r, when), expr_rules_may(r,
			    s->rules.at[1].expr), bytes) == 0);
			ok(memcmp(expr_rules_must(r, when), expr_rules_must(r,
			    s->rules.at[2].expr), bytes) == 0);
		}
		expr_rules_free(r);
		strategy_free(s);
		free(text);
	}
	candles_release(&c);
}

static void
the_next_bar_of_a_mask(void)
{
	static const uint64_t mask[4] = { UINT64_C(1) << 63 | 5, 0, 1,
		UINT64_C(1) << 10 };
	static const size_t from[] = { 0, 1, 2, 3, 63, 64, 128, 129, 202, 203,
		300 };
	static const size_t want[] = { 0, 2, 2, 63, 63, 128, 128, 202, 202,
		203, 203 };

	for (size_t i = 0; i < sizeof(from) / sizeof(*from); i++)
		is_int((int64_t)expr_mask_next(mask, BARS, from[i]),
		    (int64_t)want[i]);
}

int
main(void)
{
	TEST(masks_miss_no_bar);
	TEST(bars_rule_bars_out);
	TEST(the_next_bar_of_a_mask);
	return tap_done();
}
