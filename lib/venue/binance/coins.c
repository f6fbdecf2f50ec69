/*
 * Coins in the spot wallet as positions: each stands at the market it would be
 * sold at, the account's currency if it is traded against that.
 */
#include "venue/binance/reads.h"

#include <stdio.h>

static const char *const currencies[] = { "USDT", "USDC", "FDUSD", "BTC",
    "ETH", "BNB", "EUR", "TRY", NULL };

static const struct binance_symbol *
market_in(const struct binance *b, const char *asset, const char *currency)
{
	char name[2 * ASSET_SIZE];
	const struct binance_symbol *s;

	snprintf(name, sizeof(name), "%s/%s", asset, currency);
	s = binance_by_symbol(&b->symbols, name);
	return s != NULL && s->market == BINANCE_SPOT ? s : NULL;
}

static const struct binance_symbol *
market_of(const struct binance *b, const char *asset)
{
	const char *own = b->v.account.currency[0] != '\0' ?
	    b->v.account.currency : "USDT";
	const struct binance_symbol *s;

	if (strcmp(asset, own) == 0)
		return NULL;	/* money, not a coin */
	s = market_in(b, asset, own);
	for (size_t i = 0; currencies[i] != NULL && s == NULL; i++)
		if (strcmp(asset, currencies[i]) != 0)
			s = market_in(b, asset, currencies[i]);
	return s;
}

void
binance_coins(const struct binance *b, struct positions *out)
{
	for (size_t i = 0; i < b->spot.len; i++) {
		const struct balance *held = &b->spot.at[i];
		const struct binance_symbol *s = market_of(b, held->asset);
		struct position p = position_empty();

		if (s == NULL || dec_cmp(held->total, s->i.lot) < 0)
			continue;
		TEXT_SET(p.account, b->v.account.label);
		TEXT_SET(p.venue, "binance");
		TEXT_SET(p.symbol, s->symbol);
		p.side = POSITION_LONG;
		p.contracts = held->total;
		p.contract_size = dec_int(1);
		p.hedged = 0;
		p.time = held->time;
		vec_push(out, p);
	}
}
