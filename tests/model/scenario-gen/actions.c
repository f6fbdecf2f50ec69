/*
 * The instructions of a scenario.
 */
#include "tests/model/scenario-gen/gen.h"

static int64_t
time_put(struct gen *g, int64_t bar, int64_t at, const char *mark)
{
	buf_printf(&g->out, "\"at\":%lld", (long long)at);
	if (mark != NULL)
		buf_printf(&g->out, ",\"mark\":\"%s\"", mark);
	g->given[g->orders].bar = bar;
	g->given[g->orders].at = at;
	g->given[g->orders].mark = mark;
	g->same = NULL;
	g->not_before = 0;
	return bar;
}

/* The time of a bar, main or detail, or one between bars; at a mark, the
 * bar's own. */
int64_t
at_put(struct gen *g)
{
	static const char *const marks[] = { "open", "first", "second",
		"close" };
	int64_t from = g->not_before, few = g->lull ? 5 : 2;
	bool early = (g->entries || ((g->crash || g->lull) &&
	    chance(g, 70))) && from < few && few <= g->n_bars;
	int64_t bar = from + below(g, (early ? few : g->n_bars) - from);
	int64_t at = g->start + bar * g->length;

	buf_printf(&g->out, "%s\n  {", g->first_action ? "" : ",");
	g->first_action = false;
	if (g->same != NULL)
		return time_put(g, g->same->bar, g->same->at, g->same->mark);
	if (g->details != 0 && chance(g, 60))
		at += below(g, g->details) * (g->length / g->details);
	if (chance(g, 35)) {
		if (chance(g, 4))
			at += below(g, 20) * g->length + below(g, 2);
		return time_put(g, bar, at, PICK(g, marks));
	}
	if (chance(g, 25))
		at -= below(g, g->length);
	if (wrong(g, 3))
		at += g->n_bars * g->length;
	return time_put(g, bar, at, NULL);
}

const char *
suffix_of(int leg)
{
	static const char *const legs[] = { ".sl", ".tp", ".ts" };

	return leg < 0 ? "" : legs[leg];
}

int
order_choose(struct gen *g, int *leg)
{
	const struct given *given;
	int id = 0;

	/* Rather one that may still work. */
	for (int try = 0; try < 4; try++) {
		id = (int)below(g, g->orders + wrong(g, 5));
		if (g->given[id].fields & (PRICE | TRIGGER))
			break;
	}
	if (g->story != NULL)
		id = (int)(g->story - g->given);
	given = &g->given[id];
	*leg = chance(g, 40) ? (int)below(g, 3) : -1;
	if (*leg >= 0 && !given->links[*leg] && !wrong(g, 10))
		*leg = -1;
	if (id == g->orders || wrong(g, 8))
		return id;
	if (chance(g, 40))
		g->same = given;
	g->not_before = given->bar + (given->bar + 1 < g->n_bars);
	return id;
}

static void
cancel_put(struct gen *g)
{
	int leg, id = order_choose(g, &leg);

	at_put(g);
	buf_printf(&g->out, ",\"do\":\"cancel\",\"id\":\"o%d%s\"}", id,
	    suffix_of(leg));
}

static void
transfer_put(struct gen *g)
{
	const struct market *mk =
	    &g->markets[below(g, (int64_t)g->n_markets)];
	const char *currency = chance(g, 65) ? mk->quote : mk->base;
	struct dec amount = DEC_NONE;

	(void)dec_mul(price10(mk, 1000), dec_make(1 + below(g, 900), 2), 2,
	    ROUND_UP, &amount);
	if (chance(g, 5))
		currency = "DOGE";
	if (chance(g, 4))
		amount = DEC_ZERO;
	if (chance(g, 4))
		amount = dec_neg(amount);
	if (chance(g, 6))
		amount = dec_make(1 + below(g, 1000), 11);
	if (chance(g, 6))
		amount = dec_make(1 + below(g, 1000000), 3);
	at_put(g);
	buf_printf(&g->out, ",\"do\":\"%s\",\"currency\":\"%s\"",
	    chance(g, 50) ? "deposit" : "withdraw", currency);
	put_amount(g, "amount", amount);
	buf_putc(&g->out, '}');
}

/* Mostly a perpetual, isolated ones first; at_put() then looks from an order
 * for it on. */
static const struct market *
swap_choose(struct gen *g)
{
	const struct market *mk =
	    &g->markets[below(g, (int64_t)g->n_markets)];

	for (int try = 0; try < 6 && !(mk->swap && mk->isolated); try++)
		mk = &g->markets[below(g, (int64_t)g->n_markets)];
	for (int i = 0; i < g->orders; i++)
		if (g->given[i].mk == mk && !wrong(g, 40)) {
			g->not_before = g->given[i].bar;
			break;
		}
	return mk;
}

static void
leverage_put(struct gen *g)
{
	static const int64_t levels[] = { 1, 2, 3, 5, 10, 20, 50, 75, 100,
		125, 150 };
	static const char *const modes[] = { "cross", "isolated" };
	const struct market *mk = swap_choose(g);

	at_put(g);
	buf_printf(&g->out, ",\"do\":\"leverage\",\"symbol\":\"%s\"",
	    wrong(g, 3) ? "DOGE/USDT:USDT" : mk->symbol);
	if (chance(g, 75)) {
		put_amount(g, "leverage", wrong(g, 5) ? dec_make(below(g, 25),
		    1) : dec_int(PICK(g, levels)));
		if (chance(g, 60)) {
			buf_putc(&g->out, '}');
			return;
		}
	}
	buf_printf(&g->out, ",\"margin_mode\":\"%s\"}",
	    wrong(g, 4) ? "hedge" : PICK(g, modes));
}

/* About as much as a margin is. */
static void
margin_put(struct gen *g)
{
	static const int64_t shares[] = { 1, 3, 10, 30, 100, 300, 1000 };
	const struct market *mk = swap_choose(g);
	struct dec amount = dec_int(3);

	at_put(g);
	buf_printf(&g->out, ",\"do\":\"margin\",\"symbol\":\"%s\"",
	    wrong(g, 3) ? "DOGE/USDT:USDT" : mk->symbol);
	if (dec_sign(mk->funds) > 0)
		(void)dec_mul(mk->funds, dec_make(PICK(g, shares) *
		    (1 + below(g, 5)), 4), 2, ROUND_UP, &amount);
	if (wrong(g, 6))
		amount = chance(g, 50) ? DEC_ZERO : dec_make(1, 12);
	put_amount(g, "amount", chance(g, 45) ? dec_neg(amount) : amount);
	buf_putc(&g->out, '}');
}

/* At the first open: what each swap shall have, before anything else. */
static void
leverages_put(struct gen *g)
{
	static const int64_t levels[] = { 1, 2, 3, 5, 10, 20, 25, 50, 100 };
	static const int64_t crash[] = { 10, 20, 25, 50 };

	for (size_t i = 0; i < g->n_markets; i++) {
		struct market *mk = &g->markets[i];

		if (!mk->swap || !chance(g, g->crash ? 95 : 80))
			continue;
		mk->leverage = g->crash ? PICK(g, crash) : PICK(g, levels);
		mk->isolated = chance(g, g->crash ? 30 : 50);
		buf_printf(&g->out, "%s\n  {\"at\":%lld,\"do\":\"leverage\","
		    "\"symbol\":\"%s\",\"leverage\":%lld,"
		    "\"margin_mode\":\"%s\"}", g->first_action ? "" : ",",
		    (long long)g->start, mk->symbol, (long long)mk->leverage,
		    mk->isolated ? "isolated" : "cross");
		g->first_action = false;
	}
}

static bool
any_swap(const struct gen *g)
{
	for (size_t i = 0; i < g->n_markets; i++)
		if (g->markets[i].swap)
			return true;
	return false;
}

/* A sound order that waits, and what is done with it. */
static void
story_put(struct gen *g)
{
	bool calm = g->calm;
	int64_t n = 1 + below(g, 3);
	int id = g->orders;

	g->patient = g->calm = true;
	if (chance(g, 15))
		oco_put(g);
	else
		order_put(g);
	g->patient = false;
	g->calm = calm;
	for (g->story = &g->given[id]; n > 0; n--)
		if (chance(g, 80))
			amend_put(g);
		else
			cancel_put(g);
	g->story = NULL;
}

void
actions_put(struct gen *g)
{
	int64_t n = 4 + below(g, g->lull ? 9 : chance(g, 30) ? 50 : 20);
	bool swaps = any_swap(g);

	buf_puts(&g->out, ",\n \"actions\":[");
	g->first_action = true;
	leverages_put(g);
	for (int64_t i = 0; i < n; i++) {
		int64_t kind = below(g, 100);

		if (kind < 57 || g->entries || (kind < 84 && g->orders < 3))
			order_put(g);
		else if (kind < 67)
			story_put(g);
		else if (kind < 73)
			oco_put(g);
		else if (kind < 79)
			amend_put(g);
		else if (kind < 84)
			cancel_put(g);
		else if (kind < 90 || (!swaps && kind < 96))
			transfer_put(g);
		else if (kind < 95)
			leverage_put(g);
		else
			margin_put(g);
	}
	buf_putc(&g->out, ']');
}
