/*
 * The table of venues, and what is the same for all of them.
 */
#include "venue/venue.h"

#include "base/buf.h"
#include "venue/binance/venue.h"
#include "venue/live.h"
#include "venue/sim/venue.h"

#include <string.h>

const struct venue_kind venue_kinds[] = {
	{ "sim", "paper trading on stored candles, with its own clock", true,
	  NULL, sim_venue_open },
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

/* The venues that have data of their own, for messages. */
static enum err_code
no_market(const char *name, struct err *err)
{
	struct buf names = {0};
	enum err_code rc;

	for (const struct venue_kind *k = venue_kinds; k->name != NULL; k++)
		if (!k->simulated)
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
			    k->name);
	rc = err_set(err, E_USAGE, "venue %s: it has no market data of its "
	    "own (there is %s)", name, buf_text(&names));
	buf_release(&names);
	return rc;
}

enum err_code
venue_market(struct store *s, const char *name, const struct venue_env *env,
    struct venue **out, struct err *err)
{
	struct account a = { .mode = MODE_LIVE, .active = 1 };
	const struct venue_kind *k = venue_kinds;

	while (k->name != NULL && strcmp(k->name, name) != 0)
		k++;
	if (k->name == NULL || k->simulated)
		return no_market(name, err);
	TEXT_SET(a.venue, name);
	if (env->address != NULL && k->address != NULL)
		TEXT_SET(a.base_url, env->address(env->self, k));
	return k->open(s, &a, env, out, err);
}

void
venue_close(struct venue *v)
{
	if (v != NULL)
		v->ops->close(v);
}

enum err_code
venue_learn_fees(struct venue *v, const char *const *symbols, size_t n,
    bool *news, struct err *err)
{
	struct err why;
	enum err_code rc;

	*news = false;
	if (v->ops->fees == NULL)
		return E_OK;
	rc = v->ops->fees(v, symbols, n, news, &why);
	return rc == E_OK ? rc : err_set(err, rc, "account %s: its fees are"
	    " not known, those of a new account count: %s", v->account.label,
	    why.text);
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
	c->unread = NULL;
}

#define JOIN(to, more) \
	do { \
		vec_reserve((to), (more)->len); \
		if ((more)->len > 0) \
			memcpy((to)->at + (to)->len, (more)->at, \
			    (more)->len * sizeof(*(more)->at)); \
		(to)->len += (more)->len; \
	} while (0)

void
venue_changes_join(struct venue_changes *c, const struct venue_changes *more)
{
	JOIN(&c->orders, &more->orders);
	JOIN(&c->fills, &more->fills);
	JOIN(&c->transfers, &more->transfers);
	JOIN(&c->fundings, &more->fundings);
	curve_add_all(&c->equity, &more->equity, 0);
	TEXT_SET(c->cursor, more->cursor);
	c->more = more->more;
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
