/*
 * The user's hooks: asked before anything is decided, and told once it is
 * durable. News of a transaction that fails is forgotten with it.
 */
#include "gate/gatedata.h"

bool
gate_ask(struct gate *g, const struct order *o, bool dry_run, char *why,
    size_t size)
{
	const struct gate_hooks *h = g->options.hooks;

	return h == NULL || h->pre_order == NULL || g->leaving ||
	    h->pre_order(g->options.hooks_self, o, dry_run, why, size);
}

void
news_order(struct gate *g, const struct order *o)
{
	if (g->options.hooks != NULL && g->options.hooks->post_order != NULL)
		vec_push(&g->news.orders, *o);
}

void
news_event(struct gate *g, const struct breaker_event *e)
{
	if (g->options.hooks != NULL && g->options.hooks->breaker != NULL)
		vec_push(&g->news.events, *e);
}

struct news_mark
news_mark(const struct gate *g)
{
	return (struct news_mark){ g->news.orders.len, g->news.events.len };
}

void
news_forget(struct gate *g, struct news_mark since)
{
	g->news.orders.len = since.orders;
	g->news.events.len = since.events;
}

void
gate_tell(struct gate *g)
{
	struct news news = g->news;

	g->news = (struct news){ .orders = { 0 } };
	for (size_t i = 0; i < news.events.len; i++)
		g->options.hooks->breaker(g->options.hooks_self,
		    &news.events.at[i]);
	for (size_t i = 0; i < news.orders.len; i++)
		g->options.hooks->post_order(g->options.hooks_self,
		    &news.orders.at[i]);
	vec_release(&news.orders);
	vec_release(&news.events);
}
