/*
 * Pieces of an order: prices near the market, sizes near the funds, links and
 * flags; now and then a wrong one.
 */
#include "tests/model/scenario-gen/gen.h"

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
int64_t
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

/* Where the order means to stand: a limit on its own side, a stop ahead. */
int64_t
aimed(struct gen *g, int64_t tenths, bool up)
{
	int64_t away = 10 * below(g, chance(g, 30) ? 25 : 6);

	if (g->patient)
		away += 10 * (1 + below(g, 4));
	else if (chance(g, 25))
		away = -away;
	return up ? tenths + away : tenths - away;
}

void
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
		"10%", "5%", "0.01%", "70%" };
	static const char *const no[] = { "0%", "100%", "150%" };

	if (wrong(g, 2))
		buf_printf(&g->out, ",\"%s\":\"%s\"", key, PICK(g, no));
	else if (chance(g, 45))
		buf_printf(&g->out, ",\"%s\":\"%s\"", key, PICK(g, percents));
	else
		price_put(g, mk, key, tenths);
}

/* A distance, and sometimes where it begins to count. As two members of an
 * order, or as the object of a link. */
static void
distance_put(struct gen *g, const struct market *mk, const char *percent,
    const char *amount)
{
	static const int64_t percents[] = { 5, 10, 20, 33, 50, 100 };
	struct dec p = dec_make(PICK(g, percents), 1);
	struct dec a = price10(mk, 1 + below(g, 60));

	if (wrong(g, 3))
		p = chance(g, 50) ? dec_int(100 * below(g, 2)) : dec_int(-1);
	if (wrong(g, 3))
		a = chance(g, 50) ? DEC_ZERO : dec_neg(a);
	if (chance(g, 60)) {
		put_amount(g, percent, p);
		if (!wrong(g, 3))
			return;
	}
	if (!wrong(g, 3))
		put_amount(g, amount, a);
}

void
trail_put(struct gen *g, const struct market *mk, int64_t tenths, bool buy)
{
	distance_put(g, mk, "trail_percent", "trail_amount");
	if (chance(g, 45))
		price_put(g, mk, "activation_price",
		    aimed(g, tenths, !buy));
}

static void
trailing_stop_put(struct gen *g, const struct market *mk, int64_t tenths,
    bool buy)
{
	size_t start;

	buf_puts(&g->out, ",\"trailing_stop\":{");
	start = g->out.len;
	distance_put(g, mk, "percent", "amount");
	if (chance(g, 35))
		price_put(g, mk, "activation_price", aimed(g, tenths, buy));
	if (g->out.len > start)
		g->out.at[start] = ' ';
	buf_putc(&g->out, '}');
}

void
links_put(struct gen *g, const struct market *mk, int64_t tenths, bool buy,
    bool made[3])
{
	int64_t down = 10 * (1 + below(g, 7)), up = 10 * (1 + below(g, 7));

	if (wrong(g, 4))
		down = -down;
	if (wrong(g, 4))
		up = -up;
	if (!buy) {
		down = -down;
		up = -up;
	}
	if ((made[0] = chance(g, 70)))
		link_put(g, mk, "stop_loss", tenths - down);
	if ((made[1] = chance(g, 70)))
		link_put(g, mk, "take_profit", tenths + up);
	if ((made[2] = chance(g, 30)))
		trailing_stop_put(g, mk, tenths, buy);
}

/* A random number of lots, or about what the funds buy at the price, with the
 * leverage that the market has, or thought to have. */
struct dec
lots_make(struct gen *g, const struct market *mk, int64_t tenths)
{
	static const int64_t lots[] = { 1, 2, 5, 10, 50, 100, 1000, 20000 };
	static const int64_t shares[] = { 5, 10, 20, 30, 50, 70, 100, 100,
		200, 200, 333, 500, 900, 970, 990, 998, 999, 1000 };
	static const int64_t crash[] = { 200, 300, 330, 450, 900, 970 };
	struct dec amount = DEC_ZERO, price = price10(mk, tenths), share;
	int64_t n = PICK(g, lots);

	n += below(g, n);
	if (dec_sign(mk->funds) > 0 && chance(g, 85)) {
		share = dec_make(g->entries || g->patient ? 30 : g->crash ? PICK(g, crash) :
		    PICK(g, shares), 3);
		if (mk->swap) {
			(void)dec_times(share, dec_int(chance(g, 85) ?
			    mk->leverage : 1 + below(g, 200)), &share);
			(void)dec_times(price, mk->contract_size, &price);
		}
		(void)dec_muldiv(mk->funds, share, price, DEC_SCALE_MAX,
		    ROUND_DOWN, &amount);
		(void)dec_step(amount, mk->lot, ROUND_DOWN, &amount);
	}
	if (dec_sign(amount) == 0)
		(void)dec_times(mk->lot, dec_int(n), &amount);
	return amount;
}

void
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
		if (mk->swap)
			(void)dec_times(amount, mk->contract_size, &amount);
		put_amount(g, "quote", amount);
		if (!wrong(g, 3))
			return;
	}
	if (!wrong(g, 1))
		put_amount(g, "amount", amount);
}

void
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
	if (wrong(g, 2))
		buf_printf(&g->out, ",\"position_side\":\"%s\"",
		    chance(g, 50) ? "both" : "long");
}
