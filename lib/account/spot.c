/*
 * One position a coin, as the rules count it; dust that no order may sell is
 * none.
 */
#include "account/spot.h"

#include <string.h>

/* Is it of this coin's spot? */
static bool
is_of(const char *symbol, const char *coin)
{
	size_t len = strlen(coin);

	return strncmp(symbol, coin, len) == 0 && symbol[len] == '/' &&
	    strchr(symbol, ':') == NULL;
}

/* Of coin, traded now, with a price, and so much of it may be sold. */
static bool
sells(const struct snapshot *s, const struct instrument *i, const char *coin,
    struct dec amount)
{
	const struct price *p;
	struct dec value;

	if (i->kind != KIND_SPOT || strcmp(i->base, coin) != 0 ||
	    strcmp(i->status, "trading") != 0 ||
	    dec_cmp(amount, dec_max(i->lot, i->min_amount)) < 0)
		return false;
	p = snapshot_price(s, i->symbol);
	return p != NULL && dec_sign(p->last) > 0 &&
	    instrument_value(i, p->last, amount, &value) &&
	    dec_cmp(value, i->min_notional) >= 0;
}

static const struct instrument *
pair_of(const struct snapshot *s, const char *coin, struct dec amount)
{
	const struct instrument *found = NULL;

	for (size_t n = 0; n < s->instruments.len; n++) {
		const struct instrument *i = &s->instruments.at[n];

		if (!sells(s, i, coin, amount))
			continue;
		if (strcmp(i->quote, s->currency) == 0)
			return i;
		if (found == NULL)
			found = i;
	}
	return found;
}

static void
push(struct positions *out, const struct instrument *i,
    const struct balance *b)
{
	struct position p = position_empty();

	TEXT_SET(p.account, b->account);
	TEXT_SET(p.venue, b->venue);
	TEXT_SET(p.symbol, i->symbol);
	p.side = POSITION_LONG;
	p.contracts = b->total;
	p.contract_size = dec_int(1);
	p.hedged = 0;
	p.time = b->time;
	vec_push(out, p);
}

/* A coin that no position stands for yet: some venues say it themselves. */
static bool
is_coin(const struct snapshot *s, const struct balance *b)
{
	for (size_t i = 0; i < s->positions.len; i++)
		if (is_of(s->positions.at[i].symbol, b->asset))
			return false;
	return strcmp(b->wallet, "futures") != 0 && dec_sign(b->total) > 0;
}

void
spot_positions(struct snapshot *s)
{
	for (size_t n = 0; n < s->balances.len; n++) {
		const struct balance *b = &s->balances.at[n];
		const struct instrument *i = is_coin(s, b) &&
		    strcmp(b->asset, s->currency) != 0 ? pair_of(s, b->asset,
		    b->total) : NULL;

		if (i != NULL)
			push(&s->positions, i, b);
	}
}

/* The last pair that the coin was traded in, where it is still sold there. */
static const struct instrument *
traded_in(const struct snapshot *s, const struct fills *fills,
    const struct position *p, const char *coin)
{
	for (size_t n = fills->len; n > 0; n--) {
		const char *symbol = fills->at[n - 1].symbol;
		const struct instrument *i;

		if (!is_of(symbol, coin))
			continue;
		i = snapshot_instrument(s, symbol);
		return i != NULL && sells(s, i, coin, p->contracts) ? i :
		    NULL;
	}
	return NULL;
}

void
spot_symbols(struct snapshot *s, const struct fills *fills)
{
	for (size_t n = 0; n < s->positions.len; n++) {
		struct position *p = &s->positions.at[n];
		const struct instrument *i = snapshot_instrument(s,
		    p->symbol), *last;

		if (i == NULL || i->kind != KIND_SPOT)
			continue;
		last = traded_in(s, fills, p, i->base);
		if (last != NULL)
			TEXT_SET(p->symbol, last->symbol);
	}
}

/* The coin of one symbol; the venue itself says when it is too little. */
static void
coin_of(struct snapshot *s, const char *symbol)
{
	const struct instrument *i = snapshot_instrument(s, symbol);

	for (size_t n = 0; i != NULL && i->kind == KIND_SPOT &&
	    n < s->balances.len; n++) {
		const struct balance *b = &s->balances.at[n];

		if (is_coin(s, b) && strcmp(b->asset, i->base) == 0 &&
		    dec_cmp(b->total, i->lot) >= 0)
			push(&s->positions, i, b);
	}
}

enum err_code
spot_read(struct venue *v, const char *symbol, const char *currency,
    struct positions *out, struct err *err)
{
	struct snapshot s = {0};
	enum err_code rc = v->ops->positions(v, &s.positions, err);

	TEXT_SET(s.currency, currency);
	if (rc == E_OK && !v->ops->simulated && (symbol == NULL ||
	    strchr(symbol, ':') == NULL)) {
		rc = v->ops->instruments(v, &s.instruments, err);
		if (rc == E_OK)
			rc = v->ops->balances(v, &s.balances, err);
		if (rc == E_OK && symbol == NULL)
			rc = v->ops->prices(v, &s.prices, err);
		if (rc == E_OK && symbol == NULL)
			spot_positions(&s);
		else if (rc == E_OK)
			coin_of(&s, symbol);
	}
	if (rc == E_OK) {
		vec_release(out);
		*out = s.positions;
		s.positions = (struct positions){0};
	}
	snapshot_release(&s);
	return rc;
}
