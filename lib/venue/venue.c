/*
 * The table of venues, and what is the same for all of them.
 */
#include "venue/venue.h"

#include "venue/binance/venue.h"
#include "venue/live.h"
#include "venue/sim/venue.h"

#include <string.h>

static enum err_code
open_sim(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err)
{
	(void)env;
	return sim_venue_open(s, a, out, err);
}

const struct venue_kind venue_kinds[] = {
	{ "sim", "paper trading on stored candles, with its own clock", true,
	  NULL, open_sim },
	{ "binance", "Binance: spot and USDT-M perpetuals in one account", false,
	  "binance.url", binance_venue_open },
	{ .name = NULL }
};

enum err_code
venue_open(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err)
{
	for (const struct venue_kind *k = venue_kinds; k->name != NULL; k++)
		if (strcmp(k->name, a->venue) == 0)
			return k->open(s, a, env, out, err);
	return err_set(err, E_USAGE, "account %s: there is no venue \"%s\"",
	    a->label, a->venue);
}

enum err_code
live_tend(struct live *l, struct err *err)
{
	return l->tend(l, err);
}

void
live_close(struct live *l)
{
	if (l != NULL)
		l->close(l);
}

void
venue_close(struct venue *v)
{
	if (v != NULL)
		v->ops->close(v);
}

void
venue_changes_clear(struct venue_changes *c)
{
	vec_clear(&c->orders);
	vec_clear(&c->fills);
	vec_clear(&c->transfers);
	vec_clear(&c->fundings);
	curve_clear(&c->equity);
	c->cursor[0] = '\0';
	c->more = c->told = false;
}

void
venue_changes_release(struct venue_changes *c)
{
	vec_release(&c->orders);
	vec_release(&c->fills);
	vec_release(&c->transfers);
	vec_release(&c->fundings);
	curve_release(&c->equity);
}
