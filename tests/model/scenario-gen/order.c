/*
 * One random order, pair of orders or amendment: mostly sound and near the
 * market, sometimes wrong in one of the ways that are refused.
 */
#include "tests/model/scenario-gen/gen.h"

/* What an order is about, chosen before it is written. */
struct aim {
	const struct market *mk;
	const char *type;
	int64_t tenths, trigger, at;
	bool buy, limit, stop, profit, trailing, reduces;
};

/* Mostly a new id; one that is taken, or that legs may want. */
static void
id_put(struct gen *g, const struct aim *a, bool pair)
{
	static const char *const legs[] = { ".sl", ".tp", ".ts" };
	struct given *given = &g->given[g->orders];

	memset(given->links, 0, sizeof(given->links));
	given->mk = a->mk;
	given->buy = a->buy;
	given->fields = (a->limit ? PRICE : 0) | (a->stop ? TRIGGER : 0) |
	    (pair ? 0 : AMOUNT);
	buf_printf(&g->out, "\"id\":\"o%lld%s\"", (long long)(wrong(g, 8) ?
	    below(g, g->orders + 2) : g->orders), wrong(g, 4) ?
	    PICK(g, legs) : "");
	g->orders++;
}

static const char *
type_choose(struct gen *g, bool pair)
{
	static const char *const types[] = { "market", "market", "market",
		"limit", "limit", "limit", "limit", "stop", "stop",
		"stop_limit", "take_profit", "take_profit", "trailing",
		"take_profit_limit", "trailing" };
	static const char *const entries[] = { "limit", "limit", "stop" };
	static const char *const crash[] = { "market", "market", "limit",
		"stop", "trailing" };
	static const char *const patient[] = { "stop", "limit", "limit",
		"stop_limit", "take_profit", "trailing" };
	static const char *const pairs[] = { "limit", "limit", "stop",
		"stop", "stop_limit", "take_profit", "take_profit_limit",
		"trailing" };

	if (g->patient)
		return patient[below(g, pair ? 5 : 6)];
	if (pair)
		return wrong(g, 4) ? "market" : PICK(g, pairs);
	return g->entries ? PICK(g, entries) : g->crash ? PICK(g, crash) :
	    PICK(g, types);
}

static struct aim
aim_make(struct gen *g, int64_t bar, bool pair)
{
	struct aim a = { .mk = &g->markets[below(g, (int64_t)g->n_markets)] };

	a.type = type_choose(g, pair);
	a.at = g->start + bar * g->length;
	a.tenths = near(g, a.mk, bar);
	a.buy = chance(g, g->entries ? 90 : a.mk->swap ? 50 : 65);
	if (g->entries && !a.mk->swap)
		a.buy = true;
	if (g->crash)
		a.buy = chance(g, 85);
	a.reduces = a.mk->swap && !g->entries && chance(g, 7);
	if (wrong(g, 1))
		a.reduces = !a.reduces;
	return a;
}

static void
kind_read(struct gen *g, struct aim *a)
{
	a->profit = strncmp(a->type, "take_profit", 11) == 0;
	a->trailing = strcmp(a->type, "trailing") == 0;
	a->limit = strcmp(a->type, "limit") == 0 ||
	    strstr(a->type, "_limit") != NULL;
	a->stop = a->profit || strncmp(a->type, "stop", 4) == 0;
	a->trigger = aimed(g, a->tenths, a->buy != a->profit);
}

static void
prices_of(struct gen *g, const struct aim *a)
{
	int64_t tenths = a->stop ? aimed(g, a->trigger, a->buy) :
	    aimed(g, a->tenths, !a->buy);

	if (wrong(g, 1) != a->stop)
		price_put(g, a->mk, "trigger_price", a->trigger);
	if (wrong(g, 1) != a->limit)
		price_put(g, a->mk, "price", tenths);
	if (wrong(g, 1) != a->trailing)
		trail_put(g, a->mk, a->tenths, a->buy);
	if (a->reduces)
		buf_puts(&g->out, ",\"reduce_only\":true");
	if (!a->stop && a->limit && chance(g, 12))
		put_times(g, "visible", a->mk->lot, 1 + below(g,
		    chance(g, 50) ? 5 : 2000) - wrong(g, 3));
	else if (wrong(g, 1))
		put_times(g, "visible", a->mk->lot, 2);
}

static void
head_put(struct gen *g, const struct aim *a)
{
	buf_printf(&g->out, ",\"symbol\":\"%s\",\"side\":\"%s\","
	    "\"type\":\"%s\"", wrong(g, 1) ? "DOGE/USDT" : a->mk->symbol,
	    a->buy ? "buy" : "sell", wrong(g, 1) ? "whim" : a->type);
}

/* Amounts that are larger than a position, of those that reduce one. */
void
order_put(struct gen *g)
{
	const struct given *entry = NULL;
	int64_t bar;
	struct aim a;
	bool links;

	/* Some time after an order that may have opened a position. */
	if (g->orders > 0 && !g->entries && chance(g, 30)) {
		entry = &g->given[below(g, g->orders)];
		g->not_before = entry->bar;
	}
	bar = at_put(g);
	a = aim_make(g, bar, false);
	if (entry != NULL) {
		a.mk = entry->mk;
		a.tenths = near(g, a.mk, bar);
		a.buy = !entry->buy;
		a.reduces = a.mk->swap && chance(g, 65);
	}
	links = a.mk->swap || a.buy ? g->entries || chance(g, 50) :
	    wrong(g, 2);
	kind_read(g, &a);
	buf_puts(&g->out, ",\"do\":\"order\",");
	id_put(g, &a, false);
	head_put(g, &a);
	size_put(g, a.mk, !a.limit && !a.stop && !a.trailing,
	    a.stop ? a.trigger : a.tenths);
	prices_of(g, &a);
	if (links && (!a.reduces || wrong(g, 3)))
		links_put(g, a.mk, a.stop && !a.limit ? a.trigger : a.tenths,
		    a.buy, g->given[g->orders - 1].links);
	if (!g->entries)
		flags_put(g, a.type, a.at);
	buf_putc(&g->out, '}');
}

/* Two that differ in type and price; unequal in more only by mistake. */
void
oco_put(struct gen *g)
{
	int64_t bar = at_put(g);
	struct aim a = aim_make(g, bar, true);
	struct dec amount = lots_make(g, a.mk, a.tenths);

	buf_puts(&g->out, ",\"do\":\"oco\",\"orders\":[");
	for (int i = 0; i < 2; i++) {
		if (i == 1)
			a.type = type_choose(g, true);
		if (wrong(g, 2))
			a.buy = !a.buy;
		if (wrong(g, 2))
			a.mk = &g->markets[0];
		if (wrong(g, 2))
			amount = lots_make(g, a.mk, a.tenths);
		kind_read(g, &a);
		buf_puts(&g->out, i == 0 ? "{" : ",{");
		if (i == 1)
			g->given[g->orders] = g->given[g->orders - 1];
		id_put(g, &a, true);
		head_put(g, &a);
		put_amount(g, "amount", amount);
		prices_of(g, &a);
		if (chance(g, 10))
			flags_put(g, a.type, a.at);
		if (wrong(g, 2))
			links_put(g, a.mk, a.tenths, a.buy,
			    g->given[g->orders - 1].links);
		buf_putc(&g->out, '}');
	}
	buf_puts(&g->out, "]}");
}

/* The fields to change: mostly such as the order has. */
static int
fields_choose(struct gen *g, int has)
{
	int fields = has & (int)(1 + below(g, 7));

	if (fields == 0)
		fields = has;
	return has == 0 || chance(g, 8) ? (int)(1 + below(g, 7)) : fields;
}

/* Of any order or leg that may be there. */
void
amend_put(struct gen *g)
{
	static const int has[] = { TRIGGER, PRICE, 0 };
	int leg, id = order_choose(g, &leg), fields = g->given[id].fields;
	const struct market *mk = g->given[id].mk;
	int64_t bar = at_put(g), tenths;

	if (mk == NULL || wrong(g, 4))
		mk = &g->markets[0];
	tenths = near(g, mk, bar) + (wrong(g, 8) ? 5 : 0);
	fields = fields_choose(g, leg < 0 ? fields : has[leg]);
	buf_printf(&g->out, ",\"do\":\"amend\",\"id\":\"o%d%s\"", id,
	    suffix_of(leg));
	if (fields & PRICE && wrong(g, 6))
		put_amount(g, "price", price10(mk, tenths));
	else if (fields & PRICE)
		price_put(g, mk, "price", aimed(g, tenths, chance(g, 50)));
	if (fields & TRIGGER)
		price_put(g, mk, "trigger_price",
		    aimed(g, tenths, chance(g, 50)));
	if (fields & AMOUNT)
		put_amount(g, "amount", wrong(g, 6) ? dec_make(1, 9) :
		    chance(g, 10) ? mk->lot : lots_make(g, mk, tenths));
	buf_putc(&g->out, '}');
}
