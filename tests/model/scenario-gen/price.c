/*
 * What prices do: main bars, their detail, marks with a basis, funding.
 */
#include "tests/model/scenario-gen/gen.h"

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
	int64_t span = g->crash ? 20 : chance(g, 20) ? 12 : 5;
	bool still = g->lull && !chance(g, 4);

	b->there = true;
	b->open = last;
	if (still)
		span = 1 + below(g, 2);
	if (!still && chance(g, 40))
		b->open += 10 * (below(g, 9) - 4);
	if (!still && chance(g, g->entries ? 50 : 15))
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
	if (chance(g, 3))
		b->high = b->low = b->close = b->open;
	if (b->low < 300)
		*b = (struct candle10){ true, 300, 300, 300, 300 };
}

void
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
ohlc_put(struct gen *g, const struct market *mk, const struct candle10 *b,
    const char *comma, int64_t t)
{
	char o[DEC_TEXT_SIZE], h[DEC_TEXT_SIZE], l[DEC_TEXT_SIZE],
	    c[DEC_TEXT_SIZE];

	buf_printf(&g->out, "%s[%lld,\"%s\",\"%s\",\"%s\",\"%s\"", comma,
	    (long long)t, dec_text(price10(mk, b->open), o),
	    dec_text(price10(mk, b->high), h),
	    dec_text(price10(mk, b->low), l),
	    dec_text(price10(mk, b->close), c));
}

/* About as much as a few orders, or none; off the lot too. */
static void
volume_put(struct gen *g, const struct market *mk)
{
	struct dec volume = dec_int(below(g, 50));
	char text[DEC_TEXT_SIZE];

	if (g->volumes && chance(g, 85))
		(void)dec_mul(lots_make(g, mk, 1000), dec_make(5 + below(g,
		    g->crash ? 300 : 60), 1), 6, ROUND_DOWN, &volume);
	if (chance(g, 8))
		volume = DEC_ZERO;
	/* A bar's numbers have 18 digits at most. */
	if (dec_cmp(volume, dec_int(100000000000)) > 0)
		(void)dec_round(volume, 0, ROUND_DOWN, &volume);
	buf_printf(&g->out, ",\"%s\"]", dec_text(volume, text));
}

static void
main_put(struct gen *g, const struct market *mk)
{
	const char *comma = "";

	buf_printf(&g->out, "\n  \"%s\":[", mk->symbol);
	for (int i = 0; i < g->n_bars; i++) {
		if (!mk->bars[i].there)
			continue;
		ohlc_put(g, mk, &mk->bars[i], comma, g->start + i * g->length);
		volume_put(g, mk);
		comma = ",";
	}
	buf_putc(&g->out, ']');
}

/* Of most bars all detail bars, of some a part, of some none. They go where
 * they like: nobody holds them against the main bar. */
static void
detail_put(struct gen *g, const struct market *mk)
{
	const char *comma = "";

	buf_printf(&g->out, "\n  \"%s\":[", mk->symbol);
	for (int i = 0; i < g->n_bars; i++) {
		struct candle10 b = mk->bars[i];
		int keep = chance(g, 75) ? 100 : 50;

		if (!b.there || chance(g, 10))
			continue;
		for (int k = 0; k < g->details; k++) {
			bar_make(g, &b, k == 0 ? b.open : b.close);
			if (!chance(g, keep))
				continue;
			ohlc_put(g, mk, &b, comma, g->start + i * g->length +
			    k * (g->length / g->details));
			volume_put(g, mk);
			comma = ",";
		}
	}
	buf_putc(&g->out, ']');
}

/* The main bars with a basis; sometimes a wick of its own, sometimes nothing. */
static void
marks_put(struct gen *g, const struct market *mk)
{
	const char *comma = "";

	buf_printf(&g->out, "\n  \"%s\":[", mk->symbol);
	for (int i = 0; i < g->n_bars; i++) {
		struct candle10 b = mk->bars[i];
		int64_t basis = below(g, 41) - 20;

		if (!b.there || chance(g, 20))
			continue;
		b.open += basis;
		b.close += basis + below(g, 11) - 5;
		b.high = most(b.high + basis, most(b.open, b.close));
		b.low = least(b.low + basis, least(b.open, b.close));
		if (chance(g, 10))
			b.low -= 10 * below(g, 15);
		if (chance(g, 10))
			b.high += 10 * below(g, 15);
		ohlc_put(g, mk, &b, comma, g->start + i * g->length);
		buf_putc(&g->out, ']');
		comma = ",";
	}
	buf_putc(&g->out, ']');
}

/* At opens, between them, several in one bar. */
static void
funding_put(struct gen *g, const struct market *mk)
{
	static const int64_t rates[] = { 1, 1, 10, -5, 100, -100, 0, 2000,
		-2000, 7 };
	const char *comma = "";
	int64_t step = g->length / 2 * (1 + below(g, 6));

	buf_printf(&g->out, "\n  \"%s\":[", mk->symbol);
	for (int64_t t = 0; t < g->n_bars * g->length; t += step) {
		char rate[DEC_TEXT_SIZE], mark[DEC_TEXT_SIZE];

		if (chance(g, 30))
			continue;
		dec_text(dec_make(PICK(g, rates), 4), rate);
		dec_text(price10(mk, 950 + below(g, 100)), mark);
		buf_printf(&g->out, "%s[%lld,\"%s\",", comma,
		    (long long)(g->start + t + (chance(g, 15) ? 1 : 0)), rate);
		if (chance(g, 25))
			buf_printf(&g->out, "\"%s\"]", mark);
		else
			buf_puts(&g->out, "null]");
		comma = ",";
	}
	buf_putc(&g->out, ']');
}

static void
rows_put(struct gen *g, const char *key, bool swaps, int percent,
    void (*put)(struct gen *g, const struct market *mk))
{
	const char *comma = "";

	buf_printf(&g->out, ",\n \"%s\":{", key);
	for (size_t i = 0; i < g->n_markets; i++) {
		if ((swaps && !g->markets[i].swap) || !chance(g, percent))
			continue;
		buf_puts(&g->out, comma);
		put(g, &g->markets[i]);
		comma = ",";
	}
	buf_putc(&g->out, '}');
}

void
prices_put(struct gen *g)
{
	rows_put(g, "bars", false, 100, main_put);
	if (g->details != 0)
		rows_put(g, "detail", false, 92, detail_put);
	if (chance(g, 70))
		rows_put(g, "marks", true, 60, marks_put);
	if (chance(g, 80))
		rows_put(g, "funding", true, 85, funding_put);
}
