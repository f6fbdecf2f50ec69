/*
 * The instructions of a scenario.
 */
#include "tests/model/scenario-gen/gen.h"

/* The time of a bar, or one between bars; at a mark, the bar's own. */
int64_t
at_put(struct gen *g)
{
	static const char *const marks[] = { "open", "first", "second",
		"close" };
	int64_t bar = below(g, g->entries && g->n_bars > 2 ? 2 : g->n_bars);
	int64_t at = START + bar * g->length;

	buf_printf(&g->out, "%s\n  {", g->first_action ? "" : ",");
	g->first_action = false;
	if (chance(g, 35)) {
		if (chance(g, 4))
			at += below(g, 20) * g->length + below(g, 2);
		buf_printf(&g->out, "\"at\":%lld,\"mark\":\"%s\"",
		    (long long)at, PICK(g, marks));
		return bar;
	}
	if (chance(g, 25))
		at -= below(g, g->length);
	if (chance(g, 3))
		at += g->n_bars * g->length;
	buf_printf(&g->out, "\"at\":%lld", (long long)at);
	return bar;
}

static void
cancel_put(struct gen *g)
{
	static const char *const legs[] = { "", "", "", "", ".sl", ".tp" };

	at_put(g);
	buf_printf(&g->out, ",\"do\":\"cancel\",\"id\":\"o%lld%s\"}",
	    (long long)below(g, g->orders + 1), PICK(g, legs));
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

void
actions_put(struct gen *g)
{
	int64_t n = 3 + below(g, chance(g, 30) ? 40 : 16);

	buf_puts(&g->out, ",\n \"actions\":[");
	g->first_action = true;
	for (int64_t i = 0; i < n; i++) {
		int64_t kind = below(g, 100);

		if (kind < 76 || g->entries)
			order_put(g);
		else if (kind < 88)
			cancel_put(g);
		else
			transfer_put(g);
	}
	buf_putc(&g->out, ']');
}
