/*
 * Valuation: a breadth-first search over the pairs that have a price, then the
 * steps of the path found, each exact to 18 decimals and the last one to 8.
 */
#include "risk/value.h"

#include <string.h>

#define STEPS_MAX 4
#define VALUE_SCALE 8

/* A pair that can be walked both ways. */
struct edge {
	char base[ASSET_SIZE], quote[ASSET_SIZE];
	struct dec last;
};
struct edges VEC_OF(struct edge);

static void
edges_load(struct edges *out, const struct prices *prices)
{
	char settle[ASSET_SIZE];

	for (size_t i = 0; i < prices->len; i++) {
		const struct price *p = &prices->at[i];
		struct edge e = { .last = p->last };

		/* A swap's price is not a rate of exchange of assets. */
		if (dec_sign(p->last) <= 0 || !symbol_split(p->symbol, e.base,
		    e.quote, settle) || settle[0] != '\0')
			continue;
		vec_push(out, e);
	}
}

struct node {
	char name[ASSET_SIZE];
	int steps;	/* to the currency */
};
struct nodes VEC_OF(struct node);

static int
node_steps(const struct nodes *all, const char *name)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].name, name) == 0)
			return all->at[i].steps;
	return -1;
}

static void
node_add(struct nodes *all, const char *name, int steps)
{
	struct node *n;

	if (node_steps(all, name) >= 0)
		return;
	n = vec_add(all);
	TEXT_SET(n->name, name);
	n->steps = steps;
}

/* Every asset within four steps of the currency, with its distance. */
static void
nodes_search(struct nodes *out, const struct edges *edges,
    const char *currency)
{
	node_add(out, currency, 0);
	for (size_t done = 0; done < out->len; done++) {
		struct node at = out->at[done];

		if (at.steps == STEPS_MAX)
			break;
		for (size_t i = 0; i < edges->len; i++) {
			const struct edge *e = &edges->at[i];

			if (strcmp(e->base, at.name) == 0)
				node_add(out, e->quote, at.steps + 1);
			else if (strcmp(e->quote, at.name) == 0)
				node_add(out, e->base, at.steps + 1);
		}
	}
}

/*
 * The next step from `at`, which is `steps` away: of the neighbours one step
 * nearer the first by name; of two pairs to it the one it is the base of.
 */
static const struct edge *
edge_next(const struct edges *edges, const struct nodes *nodes,
    const char *at, int steps)
{
	const struct edge *best = NULL;
	const char *best_name = NULL;

	for (size_t i = 0; i < edges->len; i++) {
		const struct edge *e = &edges->at[i];
		bool out = strcmp(e->base, at) == 0;
		const char *name = out ? e->quote : e->base;
		int order;

		if ((!out && strcmp(e->quote, at) != 0) ||
		    node_steps(nodes, name) != steps - 1)
			continue;
		order = best == NULL ? -1 : strcmp(name, best_name);
		if (order < 0 || (order == 0 && out)) {
			best = e;
			best_name = name;
		}
	}
	return best;
}

static enum err_code
walk(const struct edges *edges, const struct nodes *nodes, const char *asset,
    struct dec amount, int steps, enum round r, struct dec *out,
    struct err *err)
{
	char at[ASSET_SIZE];

	TEXT_SET(at, asset);
	for (; steps > 0; steps--) {
		const struct edge *e = edge_next(edges, nodes, at, steps);
		int scale = steps == 1 ? VALUE_SCALE : DEC_SCALE_MAX;
		bool forward = strcmp(e->base, at) == 0;

		if (!(forward ? dec_mul(amount, e->last, scale, r, &amount) :
		    dec_div(amount, e->last, scale, r, &amount)))
			return err_set(err, E_DATA,
			    "%s: its value in %s does not fit", asset,
			    forward ? e->quote : e->base);
		TEXT_SET(at, forward ? e->quote : e->base);
	}
	*out = amount;
	return E_OK;
}

/* The pair that leads there in one step, if there is one: no path is shorter,
 * and of two such pairs this one goes first. */
static const struct price *
direct(const struct prices *prices, const char *asset, const char *currency)
{
	size_t n = strlen(asset);

	for (size_t i = 0; i < prices->len; i++) {
		const struct price *p = &prices->at[i];

		if (strncmp(p->symbol, asset, n) == 0 &&
		    p->symbol[n] == '/' &&
		    strcmp(p->symbol + n + 1, currency) == 0)
			return dec_sign(p->last) > 0 ? p : NULL;
	}
	return NULL;
}

enum err_code
value_rounded(const struct prices *prices, const char *asset,
    struct dec amount, const char *currency, enum round r, bool *path,
    struct dec *out, struct err *err)
{
	struct edges edges = {0};
	struct nodes nodes = {0};
	const struct price *pair;
	enum err_code rc = E_OK;
	int steps;

	if (!dec_known(amount))
		return err_set(err, E_DATA, "%s: the amount is not known",
		    asset);
	if (strcmp(asset, currency) == 0) {
		*path = true;
		*out = amount;
		return E_OK;
	}
	if ((pair = direct(prices, asset, currency)) != NULL &&
	    dec_mul(amount, pair->last, VALUE_SCALE, r, out)) {
		*path = true;
		return E_OK;
	}
	edges_load(&edges, prices);
	nodes_search(&nodes, &edges, currency);
	steps = node_steps(&nodes, asset);
	if (steps < 0) {
		*path = false;
		*out = DEC_NONE;
	} else {
		*path = true;
		rc = walk(&edges, &nodes, asset, amount, steps, r, out, err);
	}
	vec_release(&nodes);
	vec_release(&edges);
	return rc;
}

enum err_code
value_in(const struct prices *prices, const char *asset, struct dec amount,
    const char *currency, bool *path, struct dec *out, struct err *err)
{
	return value_rounded(prices, asset, amount, currency, ROUND_FLOOR,
	    path, out, err);
}
