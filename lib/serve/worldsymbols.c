/*
 * Symbols of the world: their names, sides and prices.
 *
 * A simulated market has one position of a symbol. Of each perpetual the world
 * gives it two symbols with the same bars, and what is short beside a long is
 * held in the second one.
 */
#include "serve/world.h"

#include <string.h>

const struct world_symbol *
world_symbol(const struct world *w, enum market m, const char *native)
{
	for (size_t i = 0; i < w->setup.symbols.len; i++)
		if (w->setup.symbols.at[i].market == m &&
		    strcmp(w->setup.symbols.at[i].native, native) == 0)
			return &w->setup.symbols.at[i];
	return NULL;
}

size_t
world_symbol_at(const struct world *w, const struct world_symbol *s)
{
	return (size_t)(s - w->setup.symbols.at);
}

static struct dec
price_now(const struct world *w, const struct world_symbol *s, bool mark)
{
	struct prices all = { 0 };
	struct dec out = DEC_NONE;

	sim_prices(w->markets[s->market].sim, &all);
	for (size_t i = 0; i < all.len; i++)
		if (strcmp(all.at[i].symbol, s->i.symbol) == 0)
			out = mark ? all.at[i].mark : all.at[i].last;
	vec_release(&all);
	return out;
}

struct dec
world_last(const struct world *w, const struct world_symbol *s)
{
	return price_now(w, s, false);
}

struct dec
world_mark(const struct world *w, const struct world_symbol *s)
{
	return price_now(w, s, true);
}

const char *
world_sim_name(const struct world_symbol *s, int held)
{
	return held == HELD_SHORT ? s->beside : s->i.symbol;
}

const struct world_symbol *
world_symbol_held(const struct world *w, const char *sim_name, int *held)
{
	for (size_t i = 0; sim_name != NULL && i < w->setup.symbols.len; i++) {
		const struct world_symbol *s = &w->setup.symbols.at[i];
		bool beside = s->beside[0] != '\0' &&
		    strcmp(s->beside, sim_name) == 0;

		if (!beside && strcmp(s->i.symbol, sim_name) != 0)
			continue;
		*held = beside ? HELD_SHORT : world_first_side(w);
		return s;
	}
	return NULL;
}

const struct position *
world_position(const struct positions *all, const struct world_symbol *s,
    int held)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, world_sim_name(s, held)) == 0)
			return &all->at[i];
	return NULL;
}

int
world_first_side(const struct world *w)
{
	return w->hedged ? HELD_LONG : HELD_BOTH;
}

int
world_last_side(const struct world *w)
{
	return w->hedged ? HELD_SHORT : HELD_BOTH;
}
