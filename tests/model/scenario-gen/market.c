/*
 * The instruments of a scenario, their filters and the balances.
 */
#include "tests/model/scenario-gen/gen.h"

static const struct {
	const char *symbol, *base, *quote;
	bool swap;
} pairs[] = {
	{ "BTC/USDT", "BTC", "USDT", false },
	{ "BTC/USDT:USDT", "BTC", "USDT", true },
	{ "ETH/BTC", "ETH", "BTC", false },
	{ "ETH/USDT:USDT", "ETH", "USDT", true },
	{ "EUR/USDT", "EUR", "USDT", false },
	{ "SOL/USDT:USDT", "SOL", "USDT", true },
	{ "XRP/EUR", "XRP", "EUR", false },
	{ "XRP/USDT:USDT", "XRP", "USDT", true },
	{ "BTC/EUR", "BTC", "EUR", false },
	{ "BTC/EUR:EUR", "BTC", "EUR", true },
	{ "ETH/USDT", "ETH", "USDT", false },
	{ "ETH/EUR:EUR", "ETH", "EUR", true },
};

static void
filters_put(struct gen *g, const struct market *mk)
{
	struct dec value = DEC_NONE;

	if (g->calm)
		return;
	(void)dec_times(mk->unit, mk->lot, &value);
	if (mk->swap)
		(void)dec_times(value, mk->contract_size, &value);
	if (chance(g, 25))
		put_times(g, "min_amount", mk->lot, 2 + below(g, 4));
	if (chance(g, 15))
		put_times(g, "max_amount", mk->lot, 20 + below(g, 80000));
	if (chance(g, 30))
		put_times(g, "min_notional", value, 100 + below(g, 900));
	if (chance(g, 25))
		put_times(g, "max_notional", value, 9000 + below(g, 900000));
	if (chance(g, 25))
		put_amount(g, "band_up", dec_make(102 + below(g, 10), 2));
	if (chance(g, 25))
		put_amount(g, "band_down", dec_make(98 - below(g, 10), 2));
	if (chance(g, 25))
		buf_printf(&g->out, ",\"max_open_orders\":%lld",
		    (long long)(1 + below(g, 5)));
}

/* Tiers about what the funds can hold; the last is passed by the largest. */
static void
tiers_put(struct gen *g, const struct market *mk)
{
	static const int64_t rates[] = { 4, 5, 10, 25, 50, 100, 125 };
	static const int64_t most[] = { 125, 100, 50, 20, 10, 5, 2 };
	int64_t skip = chance(g, 15) ? below(g, 5) : 0;
	int64_t n = 1 + below(g, 7 - skip < 5 ? 7 - skip : 5);
	int64_t size = 1, units = 0;
	struct dec floor = DEC_ZERO;
	char text[DEC_TEXT_SIZE];

	buf_puts(&g->out, ",\"tiers\":[");
	for (int64_t i = 0; i < n; i++) {
		int64_t row = i + skip;

		buf_printf(&g->out, "%s{\"floor\":\"%s\",\"max_leverage\":%lld",
		    i == 0 ? "" : ",", dec_text(floor, text),
		    (long long)most[row]);
		put_amount(g, "mmr", dec_make(rates[row], 3));
		buf_putc(&g->out, '}');
		size *= 10;
		units += size * (1 + below(g, 60));
		(void)dec_times(price10(mk, 1000), dec_int(units), &floor);
		floor = dec_trim(floor);
	}
	buf_putc(&g->out, ']');
}

static void
swap_put(struct gen *g, const struct market *mk)
{
	static const int64_t fees[] = { 0, 50, 125, 125, 1000 };

	buf_printf(&g->out, ",\"settle\":\"%s\"", mk->quote);
	put_amount(g, "contract_size", mk->contract_size);
	put_amount(g, "liquidation_fee", dec_make(PICK(g, fees), 4));
	if (!chance(g, 5))
		tiers_put(g, mk);
}

static void
instrument_put(struct gen *g, const struct market *mk)
{
	static const int64_t rates[] = { 0, 100, 100, 100, 75, 200, 50, 400,
		-10, -25 };
	char unit[DEC_TEXT_SIZE], lot[DEC_TEXT_SIZE], row[3][DEC_TEXT_SIZE];
	char from[2][DEC_TEXT_SIZE];

	dec_text(mk->unit, unit);
	buf_printf(&g->out, "{\"symbol\":\"%s\",\"kind\":\"%s\","
	    "\"base\":\"%s\",\"quote\":\"%s\",\"lot\":\"%s\"", mk->symbol,
	    mk->swap ? "swap" : "spot", mk->base, mk->quote,
	    dec_text(mk->lot, lot));
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
	if (mk->swap)
		swap_put(g, mk);
	filters_put(g, mk);
	buf_putc(&g->out, '}');
}

static void
market_make(struct gen *g, struct market *mk, size_t pair)
{
	static const struct { int64_t coef; int scale; } units[] = {
		{ 1, 0 }, { 5, 1 }, { 1, 1 }, { 1, 2 }, { 25, 2 }, { 1, 4 },
	}, lots[] = { { 1, 0 }, { 1, 1 }, { 1, 3 }, { 1, 5 }, { 5, 1 } },
	    sizes[] = { { 1, 0 }, { 1, 0 }, { 1, 1 }, { 1, 2 }, { 10, 0 } };
	size_t u = (size_t)below(g, 6), l = (size_t)below(g, 5);
	size_t s = (size_t)below(g, 5);

	mk->symbol = pairs[pair].symbol;
	mk->base = pairs[pair].base;
	mk->quote = pairs[pair].quote;
	mk->swap = pairs[pair].swap;
	mk->unit = dec_make(units[u].coef, units[u].scale);
	mk->lot = dec_make(lots[l].coef, lots[l].scale);
	mk->contract_size = mk->swap ? dec_make(sizes[s].coef,
	    sizes[s].scale) : dec_int(1);
	mk->table = chance(g, 30);
	mk->leverage = 1;
}

/* Pairs are spot and swap in turn: a step of two keeps the kind. */
void
markets_make(struct gen *g)
{
	size_t n = sizeof(pairs) / sizeof(pairs[0]);
	size_t from = (size_t)below(g, (int64_t)n);
	size_t step = chance(g, 40) ? 2 : chance(g, 50) ? 1 : 5;

	if (g->crash) {
		from = (size_t)below(g, 3) * 2 + 1;
		step = 2;
	}
	g->n_markets = (size_t)(g->entries ? MARKETS_MAX :
	    1 + below(g, MARKETS_MAX));
	if (g->crash && g->n_markets < 2)
		g->n_markets = 3;
	for (size_t i = 0; i < g->n_markets; i++) {
		market_make(g, &g->markets[i], (from + i * step) % n);
		bars_make(g, &g->markets[i], i == 0);
	}
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
		if (i % 2 == 1 && (mk->swap || !chance(g, 65)))
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

void
instruments_put(struct gen *g)
{
	buf_puts(&g->out, ",\n \"instruments\":[");
	for (size_t i = 0; i < g->n_markets; i++) {
		buf_puts(&g->out, i == 0 ? "\n  " : ",\n  ");
		instrument_put(g, &g->markets[i]);
	}
	buf_puts(&g->out, "]");
}
