/*
 * Perpetuals in the small world of risk.h: tick 0.1, lot 0.001, taker 0.05 %,
 * maintenance 0.4 % and 0.5 % from 50 000, as in the examples of SIMVENUE.md.
 */
#ifndef TESTS_RISKSWAP_H
#define TESTS_RISKSWAP_H

#include "tests/lib/risk.h"

#define BTC "BTC/USDT:USDT"
#define ETH "ETH/USDT:USDT"

static inline struct instrument *
swap_is(const char *symbol, const char *last, const char *tick,
    const char *lot, const char *leverage, int mode)
{
	struct instrument *i = vec_add(&snap.instruments);
	struct price *p = vec_add(&snap.prices);

	TEXT_SET(i->symbol, symbol);
	TEXT_SET(i->venue, "sim");
	instrument_set_tick(i, tick, NULL);
	instrument_set_tiers(i, "0:0.004:125;50000:0.005:100", NULL);
	i->lot = D(lot);
	i->maker = D("0.0002");
	i->taker = D("0.0005");
	i->leverage = D(leverage);
	i->margin_mode = mode;
	if (instrument_check(i, &err) != E_OK)
		printf("# %s\n", err.text);
	TEXT_SET(p->symbol, symbol);
	p->last = p->mark = D(last);
	p->time = NOW;
	return i;
}

/* What the venue tells of it beyond this stays unknown. */
static inline struct position *
held_is(const char *symbol, int side, const char *contracts,
    const char *entry, const char *mark, const char *leverage, int mode)
{
	struct position *p = position_is(symbol, contracts, mark);

	p->side = side;
	p->hedged = 0;
	p->entry_price = D(entry);
	p->leverage = D(leverage);
	TEXT_SET(p->margin_mode, margin_mode_names[mode]);
	return p;
}

/* One rule, 10 000 USDT, BTC at 50 000 and ETH at 3 000, flat. */
static inline void
swaps(const char *rule, const char *value, const char *leverage, int mode)
{
	only(rule, value);
	swap_is(BTC, "50000", "0.1", "0.001", leverage, mode);
	swap_is(ETH, "3000", "0.01", "0.01", leverage, mode);
}

#endif
