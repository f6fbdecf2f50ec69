/*
 * What a scenario is like as a whole: its kind, settings and scales.
 */
#include "tests/model/scenario-gen/gen.h"

int64_t
below(struct gen *g, int64_t n)
{
	return (int64_t)rng_below(&g->rng, (uint64_t)n);
}

bool
chance(struct gen *g, int percent)
{
	return below(g, 100) < percent;
}

bool
wrong(struct gen *g, int percent)
{
	return !g->calm && chance(g, percent);
}

void
put_amount(struct gen *g, const char *key, struct dec amount)
{
	char text[DEC_TEXT_SIZE];
	const char *quote = chance(g, 85) ? "\"" : "";

	/* A bare number of up to 15 digits survives a double. */
	if (strlen(dec_text(amount, text)) > 15)
		quote = "\"";
	buf_printf(&g->out, ",\"%s\":%s%s%s", key, quote, text, quote);
}

void
put_times(struct gen *g, const char *key, struct dec unit, int64_t n)
{
	struct dec out = DEC_NONE;

	(void)dec_times(unit, dec_int(n), &out);
	put_amount(g, key, out);
}

struct dec
price10(const struct market *mk, int64_t tenths)
{
	struct dec out = DEC_NONE;

	(void)dec_times(mk->unit, dec_make(tenths, 1), &out);
	return out;
}

static void
slippage_put(struct gen *g, bool impact)
{
	static const int64_t bps[] = { 0, 10, 50, 125, 1000 };
	static const int64_t impacts[] = { 5, 50, 300, 2000 };

	buf_printf(&g->out, ",\"slippage\":{\"impact_bps\":%lld",
	    (long long)(impact ? PICK(g, impacts) : 0));
	put_amount(g, "bps", !impact && chance(g, 4) ?
	    dec_int(9980 + below(g, 11)) : dec_make(PICK(g, bps), 1));
	if (chance(g, 50))
		put_amount(g, "spread_bps", dec_int(below(g, 20)));
	buf_putc(&g->out, '}');
}

/* Volumes of a few orders; rates that fall, once a negative one. */
static void
fee_tiers_put(struct gen *g)
{
	static const int64_t rates[] = { 400, 200, 100, 50, 10, -10 };
	int64_t n = 1 + below(g, 4), step = 1, first = below(g, 3);

	for (int64_t i = below(g, 7); i > 0; i--)
		step *= 10;
	buf_puts(&g->out, ",\"fee_tiers\":[");
	for (int64_t i = 0; i < n; i++) {
		struct dec maker = dec_make(rates[first + i % 4], 5);
		char text[DEC_TEXT_SIZE];

		buf_printf(&g->out, "%s{\"volume\":%lld,\"maker\":\"%s\"",
		    i == 0 ? "" : ",", (long long)(i == 0 && chance(g, 80) ?
		    0 : step * (i + 1) * (i + 1)), dec_text(maker, text));
		put_amount(g, "taker", dec_make(rates[first + i % 3] +
		    below(g, 50) + 10, 5));
		buf_putc(&g->out, '}');
	}
	buf_putc(&g->out, ']');
}

static void
settings_put(struct gen *g)
{
	static const int64_t shares[] = { 1, 5, 10, 25, 50, 100 };
	static const int64_t late[] = { 1, 30, 100, 170 };
	bool share = chance(g, 30), impact = chance(g, 28);

	g->volumes = share || impact;
	buf_printf(&g->out, ",\n \"settings\":{\"limit_fill\":\"%s\","
	    "\"fee_in\":\"%s\"", chance(g, 20) ? "touch" : "through",
	    chance(g, 30) ? "received" : "quote");
	if (share)
		put_amount(g, "volume_share", dec_make(PICK(g, shares), 2));
	if (chance(g, 12))
		buf_printf(&g->out, ",\"latency_ms\":%lld",
		    (long long)(PICK(g, late) * g->length / 100));
	if (impact || chance(g, 40))
		slippage_put(g, impact);
	if (chance(g, g->length > 60000 || g->start != START ? 80 : 15))
		fee_tiers_put(g);
	buf_putc(&g->out, '}');
}

static void
scales_put(struct gen *g)
{
	static const int scales[] = { 2, 4, 6, 8, 10 };

	buf_printf(&g->out, ",\n \"scales\":{\"USDT\":%d", PICK(g, scales));
	if (chance(g, 30))
		buf_printf(&g->out, ",\"BTC\":%d", chance(g, 50) ? 8 : 10);
	buf_putc(&g->out, '}');
}

/* Mostly minutes about midnight; a few run over days or months, some are long
 * and quiet. */
static void
time_choose(struct gen *g)
{
	static const int parts[] = { 2, 3, 4 };

	g->length = 60000;
	g->start = START;
	g->n_bars = (int)(1 + below(g, chance(g, 20) ? 20 : 8));
	if (chance(g, 4)) {
		g->length = 86400000;
		g->n_bars = (int)(30 + below(g, BARS_MAX - 30));
	} else if (chance(g, 5)) {
		g->length = 3600000;
		g->n_bars = (int)(10 + below(g, 30));
	} else if (chance(g, 20)) {
		g->start -= below(g, g->n_bars + 1) * g->length;
	}
	g->lull = chance(g, 10);
	if (g->lull)
		g->n_bars = (int)(20 + below(g, BARS_MAX - 20));
	if (g->n_bars <= 20 && chance(g, 15))
		g->details = PICK(g, parts);
}

void
scenario_make(uint64_t seed, struct buf *out)
{
	static const char *const values[] = { "USDT", "USDT", "USDT", "USDT",
		"USDT", "EUR", "BTC" };
	struct gen g = { .details = 0 };

	rng_seed(&g.rng, seed);
	time_choose(&g);
	g.crash = chance(&g, 15);
	g.entries = !g.crash && chance(&g, 15);
	g.calm = g.entries || g.crash || chance(&g, 45);
	buf_printf(&g.out, "{\"version\":1,\"currency\":\"%s\","
	    "\"timeframe_ms\":%lld", PICK(&g, values), (long long)g.length);
	if (g.details != 0)
		buf_printf(&g.out, ",\"detail_ms\":%lld",
		    (long long)(g.length / g.details));
	if (chance(&g, 50))
		scales_put(&g);
	settings_put(&g);
	markets_make(&g);
	balances_put(&g);
	instruments_put(&g);
	prices_put(&g);
	actions_put(&g);
	buf_puts(&g.out, "}\n");
	buf_puts(out, buf_text(&g.out));
	buf_release(&g.out);
}
