/*
 * Binance as a venue: its addresses, and the table of what it can do.
 */
#include "venue/binance/venue.h"

#include "venue/binance/act.h"
#include "venue/binance/live.h"
#include "venue/binance/reads.h"
#include "venue/binance/store.h"

static void
close_venue(struct venue *v)
{
	struct binance *b = (struct binance *)v;

	binance_drop(b->asked, BINANCE_ENDS);
	binance_symbols_release(&b->symbols);
	vec_release(&b->configs);
	binance_fees_release(&b->fees);
	for (int h = 0; h < BINANCE_HOSTS; h++)
		buf_release(&b->clocks[h].url);
	free(b);
}

static const struct venue_ops ops = {
	.name = "binance",
	.window = BINANCE_WINDOW_MS * INT64_C(1000),
	.instruments = binance_instruments,
	.balances = binance_balances,
	.positions = binance_positions,
	.prices = binance_prices,
	.rates = binance_rates,
	.open_orders = binance_open_orders,
	.find_order = binance_find_order,
	.changes = binance_changes,
	.history = binance_history,
	.time = binance_time,
	.live = binance_account_live,
	.can_submit = binance_can_submit,
	.can_amend = binance_can_amend,
	.attaches = binance_attaches,
	.submit = binance_submit,
	.cancel = binance_cancel,
	.submit_pair = binance_submit_pair,
	.amend = binance_amend,
	.leverage = binance_leverage,
	.leverage_of = binance_leverage_of,
	.margin = binance_margin,
	.hedged = binance_is_hedged,
	.set_hedged = binance_set_hedged,
	.fees = binance_fees,
	.rights = binance_rights,
	.ask = binance_ask,
	.market = &binance_market_ops,
	.earn = binance_earn,
	.close = close_venue
};

/*
 * Live, testnet, or the addresses of the account's own: one of the known sets
 * by its spot address, else one base for all paths (/api, /fapi and /sapi tell
 * them apart).
 */
static void
set_site(struct binance *b)
{
	const struct account *a = &b->v.account;
	const struct binance_site *site = &binance_sites[a->testnet == 1];
	size_t n = strlen(a->base_url);

	for (const struct binance_site *s = binance_sites;
	    a->base_url[0] != '\0' && s->name != NULL; s++)
		if (strcmp(s->url[HOST_SPOT], a->base_url) == 0)
			site = s;
	memcpy(b->url, site->url, sizeof(b->url));
	if (a->base_url[0] == '\0' ||
	    strcmp(site->url[HOST_SPOT], a->base_url) == 0)
		return;
	TEXT_SET(b->own, a->base_url);
	while (n > 0 && b->own[n - 1] == '/')
		b->own[--n] = '\0';
	for (int h = 0; h < BINANCE_HOSTS; h++)
		b->url[h] = b->own;
}

enum err_code
binance_venue_open(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err)
{
	struct binance *b = mem_alloc(sizeof(*b));

	(void)err;
	b->v.ops = &ops;
	b->v.account = *a;
	b->env = env;
	b->clock = env != NULL && env->clock.now != NULL ? env->clock :
	    clock_system();
	b->store = s;
	if (s != NULL)
		b->memory = binance_store_memory(b);
	set_site(b);
	*out = &b->v;
	return E_OK;
}
