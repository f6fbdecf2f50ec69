/*
 * One random order: mostly sound and near the market, sometimes wrong in one
 * of the ways that are refused.
 */
#include "tests/model/scenario-gen/gen.h"

#include <string.h>

/* Down to the tick grid, so that the price is a good one. */
static struct dec
on_grid(const struct market *mk, int64_t tenths)
{
	int64_t step = 10;

	if (mk->table && tenths >= 1000)
		step = tenths >= 1100 ? 50 : 20;
	return price10(mk, tenths - tenths % step);
}

/* About the price of bar `bar`, or of one before it. */
static int64_t
near(struct gen *g, const struct market *mk, int64_t bar)
{
	while (bar > 0 && !mk->bars[bar].there)
		bar--;
	if (!mk->bars[bar].there)
		return 1000;
	switch (below(g, 5)) {
	case 0:
		return mk->bars[bar].high;
	case 1:
		return mk->bars[bar].low;
	case 2:
		return mk->bars[bar].close;
	default:
		return mk->bars[bar].open;
	}
}

/* A mistake, for a refusal. */
static bool
wrong(struct gen *g, int percent)
{
	return !g->entries && chance(g, percent);
}

static void
price_put(struct gen *g, const struct market *mk, const char *key,
    int64_t tenths)
{
	struct dec price = on_grid(mk, tenths);

	if (wrong(g, 2))
		price = chance(g, 50) ? DEC_ZERO : dec_neg(price);
	if (wrong(g, 2))
		price = price10(mk, tenths - tenths % 10 + 10 + below(g, 9));
	put_amount(g, key, price);
}

static void
link_put(struct gen *g, const struct market *mk, const char *key,
    int64_t tenths)
{
	static const char *const percents[] = { "1%", "2%", "0.5%", "3.7%",
		"10%", "5%", "0.01%", "99%" };
	static const char *const no[] = { "0%", "100%", "150%" };

	if (wrong(g, 2))
		buf_printf(&g->out, ",\"%s\":\"%s\"", key, PICK(g, no));
	else if (chance(g, 45))
		buf_printf(&g->out, ",\"%s\":\"%s\"", key, PICK(g, percents));
	else
		price_put(g, mk, key, tenths);
}

static void
links_put(struct gen *g, const struct market *mk, int64_t tenths)
{
	int64_t down = 10 * (1 + below(g, 7)), up = 10 * (1 + below(g, 7));

	if (wrong(g, 4))
		down = -down;
	if (wrong(g, 4))
		up = -up;
	if (chance(g, 75))
		link_put(g, mk, "stop_loss", tenths - down);
	if (chance(g, 75))
		link_put(g, mk, "take_profit", tenths + up);
}

/* A random number of lots, or about what the funds buy at the price. */
static struct dec
lots_make(struct gen *g, const struct market *mk, int64_t tenths)
{
	static const int64_t lots[] = { 1, 2, 5, 10, 50, 100, 1000, 20000 };
	static const int64_t shares[] = { 10, 30, 100, 200, 333, 500, 900,
		970, 990, 998, 999, 1000 };
	struct dec amount = DEC_ZERO;
	int64_t n = PICK(g, lots);

	n += below(g, n);
	if (dec_sign(mk->funds) > 0 && chance(g, 85)) {
		(void)dec_muldiv(mk->funds, dec_make(g->entries ? 30 :
		    PICK(g, shares), 3),
		    price10(mk, tenths), DEC_SCALE_MAX, ROUND_DOWN, &amount);
		(void)dec_step(amount, mk->lot, ROUND_DOWN, &amount);
	}
	if (dec_sign(amount) == 0)
		(void)dec_times(mk->lot, dec_int(n), &amount);
	return amount;
}

static void
size_put(struct gen *g, const struct market *mk, bool market, int64_t tenths)
{
	struct dec amount = lots_make(g, mk, tenths);

	if (wrong(g, 1))
		amount = DEC_ZERO;
	if (wrong(g, 1))
		amount = dec_neg(amount);
	if (wrong(g, 2))
		(void)dec_times(amount, dec_make(15, 1), &amount);
	if (market && chance(g, 35)) {
		(void)dec_mul(amount, price10(mk, 950 + below(g, 100)), 3,
		    ROUND_UP, &amount);
		put_amount(g, "quote", amount);
		if (!wrong(g, 3))
			return;
	}
	if (!wrong(g, 1))
		put_amount(g, "amount", amount);
}

static void
flags_put(struct gen *g, const char *type, int64_t at)
{
	bool limit = strcmp(type, "limit") == 0;
	bool market = strcmp(type, "market") == 0;

	if (chance(g, limit ? 15 : market ? 10 : 1))
		buf_puts(&g->out, ",\"time_in_force\":\"ioc\"");
	else if (chance(g, limit || market ? 10 : 1))
		buf_puts(&g->out, ",\"time_in_force\":\"fok\"");
	else if (chance(g, 10))
		buf_puts(&g->out, ",\"time_in_force\":\"gtc\"");
	if (chance(g, limit ? 12 : 1))
		buf_puts(&g->out, ",\"post_only\":true");
	else if (chance(g, 5))
		buf_puts(&g->out, ",\"post_only\":false");
	if (chance(g, market ? 2 : 15))
		buf_printf(&g->out, ",\"expire_at\":%lld", (long long)(at +
		    below(g, 4) * g->length + below(g, 3) - 1));
	if (wrong(g, 1))
		buf_puts(&g->out, ",\"reduce_only\":true");
	if (wrong(g, 2))
		buf_printf(&g->out, ",\"position_side\":\"%s\"",
		    chance(g, 50) ? "both" : "long");
}

/* Mostly a new id; one that is taken, or that legs may want. */
static void
id_put(struct gen *g)
{
	static const char *const legs[] = { ".sl", ".tp" };

	buf_printf(&g->out, ",\"do\":\"order\",\"id\":\"o%lld%s\"",
	    (long long)(chance(g, 6) ? below(g, g->orders + 2) : g->orders),
	    chance(g, 3) ? PICK(g, legs) : "");
	g->orders++;
}

/* Where the order means to stand: a limit on its own side, a stop ahead. */
static int64_t
aimed(struct gen *g, int64_t tenths, bool up)
{
	int64_t away = 10 * below(g, 6);

	if (chance(g, 25))
		away = -away;
	return up ? tenths + away : tenths - away;
}

void
order_put(struct gen *g)
{
	static const char *const types[] = { "market", "market", "limit",
		"limit", "limit", "stop", "stop", "stop_limit" };
	static const char *const entries[] = { "limit", "limit", "stop" };
	const struct market *mk =
	    &g->markets[below(g, (int64_t)g->n_markets)];
	const char *type = g->entries ? PICK(g, entries) : PICK(g, types);
	int64_t bar = at_put(g), at = START + bar * g->length;
	int64_t tenths = near(g, mk, bar), trigger;
	bool buy = g->entries || chance(g, 65);
	bool limit = strcmp(type, "limit") == 0 ||
	    strcmp(type, "stop_limit") == 0;
	bool stop = strncmp(type, "stop", 4) == 0;

	id_put(g);
	buf_printf(&g->out, ",\"symbol\":\"%s\",\"side\":\"%s\","
	    "\"type\":\"%s\"", wrong(g, 1) ? "DOGE/USDT" : mk->symbol,
	    buy ? "buy" : "sell", wrong(g, 1) ? "whim" : type);
	trigger = aimed(g, tenths, buy);
	size_put(g, mk, !limit && !stop, stop ? trigger : tenths);
	if (wrong(g, 1) != stop)
		price_put(g, mk, "trigger_price", trigger);
	tenths = stop ? aimed(g, trigger, buy) : aimed(g, tenths, !buy);
	if (wrong(g, 1) != limit)
		price_put(g, mk, "price", tenths);
	if (buy ? g->entries || chance(g, 50) : chance(g, 1))
		links_put(g, mk, stop && !limit ? trigger : tenths);
	if (!g->entries)
		flags_put(g, type, at);
	buf_putc(&g->out, '}');
}
