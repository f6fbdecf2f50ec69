/*
 * scenario-gen SEED: prints a random spot scenario; the same seed, the same
 * scenario.
 */
#include "tests/model/scenario-gen/gen.h"

#include <stdio.h>
#include <stdlib.h>

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

void
put_amount(struct gen *g, const char *key, struct dec amount)
{
	char text[DEC_TEXT_SIZE];
	const char *quote = chance(g, 85) ? "\"" : "";

	dec_text(amount, text);
	buf_printf(&g->out, ",\"%s\":%s%s%s", key, quote, text, quote);
}

static void
settings_put(struct gen *g)
{
	static const int64_t bps[] = { 10, 50, 125, 1000 }, late[] = { 1,
		30000, 60000, 100000 };

	buf_printf(&g->out, ",\n \"settings\":{\"limit_fill\":\"%s\","
	    "\"fee_in\":\"%s\"", chance(g, 20) ? "touch" : "through",
	    chance(g, 30) ? "received" : "quote");
	if (chance(g, 12))
		buf_printf(&g->out, ",\"latency_ms\":%lld",
		    (long long)PICK(g, late));
	if (chance(g, 40)) {
		buf_puts(&g->out, ",\"slippage\":{\"impact_bps\":0");
		put_amount(g, "bps", chance(g, 4) ? dec_int(9980 +
		    below(g, 11)) : dec_make(PICK(g, bps), 1));
		if (chance(g, 50))
			put_amount(g, "spread_bps", dec_int(below(g, 20)));
		buf_putc(&g->out, '}');
	}
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

int
main(int argc, char **argv)
{
	static const char *const values[] = { "USDT", "USDT", "USDT", "USDT",
		"EUR", "BTC" };
	struct gen g = { .length = 60000 };

	if (argc != 2)
		return 2;
	rng_seed(&g.rng, strtoull(argv[1], NULL, 10));
	g.n_bars = (int)(1 + below(&g, BARS_MAX));
	g.entries = chance(&g, 25);
	buf_printf(&g.out, "{\"version\":1,\"currency\":\"%s\","
	    "\"timeframe_ms\":%lld", PICK(&g, values), (long long)g.length);
	if (chance(&g, 50))
		scales_put(&g);
	settings_put(&g);
	markets_put(&g);
	balances_put(&g);
	actions_put(&g);
	buf_puts(&g.out, "}\n");
	fputs(buf_text(&g.out), stdout);
	buf_release(&g.out);
	return fflush(stdout) != 0;
}
