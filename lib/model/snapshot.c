/*
 * Looking things up in a snapshot, and letting it go.
 */
#include "model/snapshot.h"

#include <string.h>

void
snapshot_release(struct snapshot *s)
{
	vec_release(&s->balances);
	vec_release(&s->positions);
	vec_release(&s->orders);
	vec_release(&s->prices);
	vec_release(&s->instruments);
	vec_release(&s->unpriced);
	memset(s, 0, sizeof(*s));
}

const struct price *
snapshot_price(const struct snapshot *s, const char *symbol)
{
	for (size_t i = 0; i < s->prices.len; i++)
		if (strcmp(s->prices.at[i].symbol, symbol) == 0)
			return &s->prices.at[i];
	return NULL;
}

const struct position *
snapshot_position(const struct snapshot *s, const char *symbol)
{
	for (size_t i = 0; i < s->positions.len; i++)
		if (strcmp(s->positions.at[i].symbol, symbol) == 0)
			return &s->positions.at[i];
	return NULL;
}

const struct position *
snapshot_position_on(const struct snapshot *s, const char *symbol, int side)
{
	for (size_t i = 0; i < s->positions.len; i++)
		if (s->positions.at[i].side == side &&
		    strcmp(s->positions.at[i].symbol, symbol) == 0)
			return &s->positions.at[i];
	return NULL;
}

bool
snapshot_hedged(const struct snapshot *s, const char *symbol)
{
	int sides = 0;

	for (size_t i = 0; i < s->positions.len; i++) {
		const struct position *p = &s->positions.at[i];

		if (strcmp(p->symbol, symbol) == 0)
			sides += p->hedged == 1 ? 2 : 1;
	}
	return sides > 1;
}

const struct instrument *
snapshot_instrument(const struct snapshot *s, const char *symbol)
{
	return instruments_find(&s->instruments, symbol);
}
