/*
 * The instruments of a scenario, their filters and their bars.
 */
#include "tests/model/scenario-gen/gen.h"

static const struct { const char *symbol, *base, *quote; } pairs[] = {
	{ "BTC/USDT", "BTC", "USDT" }, { "ETH/USDT", "ETH", "USDT" },
	{ "ETH/BTC", "ETH", "BTC" }, { "EUR/USDT", "EUR", "USDT" },
	{ "BTC/EUR", "BTC", "EUR" }, { "XRP/EUR", "XRP", "EUR" },
	{ "SOL/USDT", "SOL", "USDT" },
};

struct dec
price10(const struct market *mk, int64_t tenths)
{
	struct dec out = DEC_NONE;

	(void)dec_times(mk->unit, dec_make(tenths, 1), &out);
	return out;
}

static void
put_times(struct gen *g, const char *key, struct dec unit, int64_t n)
{
	struct dec out = DEC_NONE;

	(void)dec_times(unit, dec_int(n), &out);
	put_amount(g, key, out);
}

static void
filters_put(struct gen *g, const struct market *mk)
{
	struct dec value = DEC_NONE;

	if (g->entries)
		return;
	(void)dec_times(mk->unit, mk->lot, &value);
	if (chance(g, 25))
		put_times(g, "min_amount", mk->lot, 2 + below(g, 4));
	if (chance(g, 15))
		put_times(g, "max_amount", mk->lot, 20 + below(g, 80000));
	if (chance(g, 30))
		put_times(g, "min_notional", value, 100 + below(g, 900));
	if (chance(g, 15))
		put_times(g, "max_notional", value, 9000 + below(g, 900000));
	if (chance(g, 25))
		put_amount(g, "band_up", dec_make(102 + below(g, 10), 2));
	if (chance(g, 25))
		put_amount(g, "band_down", dec_make(98 - below(g, 10), 2));
	if (chance(g, 25))
		buf_printf(&g->out, ",\"max_open_orders\":%lld",
		    (long long)(1 + below(g, 5)));
}

static void
instrument_put(struct gen *g, const struct market *mk)
{
	static const int64_t rates[] = { 0, 100, 100, 100, 75, 200, 50, 400,
		-10, -25 };
	char unit[DEC_TEXT_SIZE], lot[DEC_TEXT_SIZE], row[3][DEC_TEXT_SIZE];
	char from[2][DEC_TEXT_SIZE];

	dec_text(mk->unit, unit);
	buf_printf(&g->out, "{\"symbol\":\"%s\",\"kind\":\"spot\","
	    "\"base\":\"%s\",\"quote\":\"%s\",\"lot\":\"%s\"", mk->symbol,
	    mk->base, mk->quote, dec_text(mk->lot, lot));
	if (mk->table)
		buf_printf(&g->out, ",\"tick\":[[0,\"%s\"],[\"%s\",\"%s\"],"
		    "[\"%s\",\"%s\"]]", unit,
		    dec_text(price10(mk, 1000), from[0]),
		    dec_text(price10(mk, 20), row[1]),
		    dec_text(price10(mk, 1100), from[1]),
		    dec_text(price10(mk, 50), row[2]));
	else
		buf_printf(&g->out, ",\"tick\":\"%s\"", unit);
	put_amount(g, "maker", dec_make(PICK(g, rates), 5));
	put_amount(g, "taker", dec_make(PICK(g, rates), 5));
	filters_put(g, mk);
	buf_putc(&g->out, '}');
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* A bar from the last close on; now and then a gap, a flat bar, a price
 * between two ticks. */
static void
bar_make(struct gen *g, struct candle10 *b, int64_t last)
{
	int64_t span = chance(g, 20) ? 12 : 5;

	b->there = true;
	b->open = last;
	if (chance(g, 40))
		b->open += 10 * (below(g, 9) - 4);
	if (chance(g, g->entries ? 50 : 15))
		b->open += 10 * (below(g, 31) - 15);
	b->close = b->open + 10 * (below(g, 2 * span + 1) - span);
	b->high = most(b->open, b->close) + 10 * below(g, span);
	b->low = least(b->open, b->close) - 10 * below(g, span);
	if (chance(g, 6))
		b->high += below(g, 10);
	if (chance(g, 6))
		b->low -= below(g, 10);
	if (chance(g, 4))
		b->open = least(b->open + below(g, 10), b->high);
	if (chance(g, 4))
		b->close = least(b->close + below(g, 10), b->high);
	if (b->low < 300)
		*b = (struct candle10){ true, 300, 300, 300, 300 };
}

static void
bars_make(struct gen *g, struct market *mk, bool always)
{
	int64_t last = 10 * (85 + below(g, 30));

	for (int i = 0; i < g->n_bars; i++) {
		if (!always && chance(g, 15))
			continue;
		bar_make(g, &mk->bars[i], last);
		last = mk->bars[i].close;
	}
}

static void
bars_put(struct gen *g, const struct market *mk)
{
	const char *comma = "";
	char o[DEC_TEXT_SIZE], h[DEC_TEXT_SIZE], l[DEC_TEXT_SIZE],
	    c[DEC_TEXT_SIZE];

	buf_printf(&g->out, "\n  \"%s\":[", mk->symbol);
	for (int i = 0; i < g->n_bars; i++) {
		const struct candle10 *b = &mk->bars[i];

		if (!b->there)
			continue;
		buf_printf(&g->out, "%s[%lld,\"%s\",\"%s\",\"%s\",\"%s\",%lld]",
		    comma, (long long)(START + i * g->length),
		    dec_text(price10(mk, b->open), o),
		    dec_text(price10(mk, b->high), h),
		    dec_text(price10(mk, b->low), l),
		    dec_text(price10(mk, b->close), c),
		    (long long)below(g, 50));
		comma = ",";
	}
	buf_putc(&g->out, ']');
}

void
markets_put(struct gen *g)
{
	static const struct { int64_t coef; int scale; } units[] = {
		{ 1, 0 }, { 5, 1 }, { 1, 1 }, { 1, 2 }, { 25, 2 }, { 1, 4 },
	}, lots[] = { { 1, 0 }, { 1, 1 }, { 1, 3 }, { 1, 5 }, { 5, 1 } };
	size_t n = sizeof(pairs) / sizeof(pairs[0]);
	size_t from = (size_t)below(g, (int64_t)n);

	g->n_markets = (size_t)(g->entries ? MARKETS_MAX :
	    1 + below(g, MARKETS_MAX));
	for (size_t i = 0; i < g->n_markets; i++) {
		struct market *mk = &g->markets[i];
		size_t k = (from + i * 3) % n;
		size_t u = (size_t)below(g, 6), l = (size_t)below(g, 5);

		mk->symbol = pairs[k].symbol;
		mk->base = pairs[k].base;
		mk->quote = pairs[k].quote;
		mk->unit = dec_make(units[u].coef, units[u].scale);
		mk->lot = dec_make(lots[l].coef, lots[l].scale);
		mk->table = chance(g, 30);
		bars_make(g, mk, i == 0);
	}
	buf_puts(&g->out, ",\n \"instruments\":[");
	for (size_t i = 0; i < g->n_markets; i++) {
		buf_puts(&g->out, i == 0 ? "\n  " : ",\n  ");
		instrument_put(g, &g->markets[i]);
	}
	buf_puts(&g->out, "],\n \"bars\":{");
	for (size_t i = 0; i < g->n_markets; i++) {
		buf_puts(&g->out, i == 0 ? "" : ",");
		bars_put(g, &g->markets[i]);
	}
	buf_putc(&g->out, '}');
}

/* Orders are sized by what there is to spend. */
static void
balance_put(struct gen *g, const char *currency, struct dec amount)
{
	for (size_t i = 0; i < g->n_markets; i++)
		if (strcmp(g->markets[i].quote, currency) == 0)
			g->markets[i].funds = amount;
	put_amount(g, currency, amount);
}

/* Of each quote enough for a few orders, of some bases as well. */
void
balances_put(struct gen *g)
{
	static const int64_t sizes[] = { 300, 3000, 30000, 300000, 300000 };
	struct buf seen = {0};
	size_t start;

	buf_puts(&g->out, ",\n \"balances\":{");
	start = g->out.len;
	for (size_t i = 0; i < 2 * g->n_markets; i++) {
		const struct market *mk = &g->markets[i / 2];
		const char *currency = i % 2 == 0 ? mk->quote : mk->base;
		struct dec amount = DEC_NONE;

		if (seen.len != 0 && strstr(buf_text(&seen), currency) != NULL)
			continue;
		if (i % 2 == 1 && !chance(g, 65))
			continue;
		buf_printf(&seen, " %s", currency);
		if (i % 2 == 0)
			(void)dec_mul(price10(mk, 1000), dec_make(PICK(g,
			    sizes), 2), 2, ROUND_UP, &amount);
		else
			(void)dec_times(mk->lot, dec_int(below(g,
			    PICK(g, sizes))), &amount);
		if (chance(g, 4))
			amount = DEC_ZERO;
		balance_put(g, currency, amount);
	}
	/* put_amount() puts a comma before each member. */
	if (g->out.len > start)
		g->out.at[start] = ' ';
	buf_puts(&g->out, "}");
	buf_release(&seen);
}
