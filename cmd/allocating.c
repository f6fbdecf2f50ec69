/* Reading what allocate is told by asset. */
#include "cmd/allocating.h"
#include "cmd/held.h"

#include "base/decfloat.h"
#include "portfolio/portfolio.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
make_room(struct allocating *a, size_t n)
{
	a->n = n;
	a->asset = mem_array(n, sizeof(*a->asset));
	a->names = mem_array(n, sizeof(*a->names));
	a->now = mem_array(n, sizeof(double));
	a->market = mem_array(n, sizeof(double));
	allocate_terms_init(&a->limits, a->names, n);
}

void
allocating_release(struct allocating *a)
{
	free(a->asset);
	free(a->names);
	free(a->now);
	free(a->market);
	allocate_terms_release(&a->limits);
	allocate_views_release(&a->views);
	*a = (struct allocating){ 0 };
}

static enum err_code
take_symbols(struct allocating *a, const struct allocating_terms *t,
    const struct texts *symbols, struct err *err)
{
	char quote[ASSET_SIZE], settle[ASSET_SIZE];
	bool same = true;

	for (size_t i = 0; i < a->n; i++) {
		if (!symbol_split(symbols->at[i], a->asset[i], quote, settle))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbols->at[i]);
		a->names[i] = a->asset[i];
		for (size_t k = 0; k < i; k++)
			if (strcmp(a->asset[k], a->asset[i]) == 0)
				return err_set(err, E_USAGE, "%s and %s are"
				    " both %s", symbols->at[k],
				    symbols->at[i], a->asset[i]);
		if (i == 0)
			TEXT_SET(a->quote, quote);
		same = same && strcmp(a->quote, quote) == 0;
	}
	if (t->quote != NULL && (!asset_valid(t->quote) ||
	    !TEXT_SET(a->quote, t->quote)))
		return err_set(err, E_USAGE, "--quote: \"%s\" is no asset such"
		    " as USDT", t->quote);
	if (t->quote == NULL && !same)
		a->quote[0] = '\0';
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->asset[i], a->quote) == 0)
			return err_set(err, E_USAGE, "%s is the quote, which"
			    " is cash", a->quote);
	if (dec_sign(t->cash) > 0 && a->quote[0] == '\0')
		return err_set(err, E_USAGE, "--cash: the symbols have several"
		    " quotes; say which it is by --quote");
	return E_OK;
}

static enum err_code
read_limits(struct allocate_terms *limits, const struct allocating_terms *t,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < t->min.len && rc == E_OK; i++)
		rc = allocate_terms_bound(limits, ALLOCATE_MIN, t->min.at[i],
		    err);
	for (size_t i = 0; i < t->max.len && rc == E_OK; i++)
		rc = allocate_terms_bound(limits, ALLOCATE_MAX, t->max.at[i],
		    err);
	for (size_t i = 0; i < t->groups.len && rc == E_OK; i++)
		rc = allocate_terms_group(limits, t->groups.at[i], err);
	return rc;
}

static FILE *
open_file(struct session *s, const char *option, const char *path,
    struct err *err)
{
	FILE *in = strcmp(path, "-") == 0 ? s->in : fopen(path, "re");

	if (in == NULL)
		err_set(err, E_USAGE, "--%s: %s: %s", option, path,
		    strerror(errno));
	return in;
}

static const char *
called(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* Asset and weight as operands, or files of them; cash is the rest. */
static enum err_code
read_weights(struct session *s, struct allocating *a, const char *option,
    const struct texts *texts, double *to, struct err *err)
{
	struct targets all = { 0 };
	bool percent = false;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < texts->len && rc == E_OK; i++) {
		const char *text = texts->at[i];
		FILE *in = NULL;

		if (strchr(text, '=') != NULL) {
			rc = targets_add(&all, text, &percent, err);
			continue;
		}
		in = open_file(s, option, text, err);
		rc = in == NULL ? E_USAGE : targets_load(&all, in,
		    called(text), &percent, err);
		if (in != NULL && in != s->in)
			fclose(in);
	}
	if (rc == E_OK && all.len > 0)
		rc = targets_settle(&all, percent, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		size_t at = 0;

		if (strcmp(all.at[i].asset, a->quote) == 0)
			continue;
		rc = allocate_asset(a->names, a->n, option, all.at[i].asset,
		    strlen(all.at[i].asset), &at, err);
		if (rc == E_OK)
			to[at] = dec_to_double(all.at[i].weight);
	}
	vec_release(&all);
	return rc;
}

/* Of an account; what it has beside is cash. */
static enum err_code
read_held(struct session *s, struct allocating *a, struct err *err)
{
	double sum = 0;
	enum err_code rc = held_shares(s, a->names, a->n, a->now, err);

	for (size_t i = 0; i < a->n; i++)
		sum += a->now[i];
	/* Prices of one moment and of the next may part by a little. */
	if (rc == E_OK && sum > 1 + 1e-6)
		rc = err_set(err, E_USAGE, "--held: what is held is %.6g %% of"
		    " the equity: more than there is has no weights", 100 *
		    sum);
	for (size_t i = 0; i < a->n && sum > 1; i++)
		a->now[i] /= sum;
	return rc;
}

static enum err_code
read_views(struct session *s, struct allocating *a, const char *path,
    struct err *err)
{
	FILE *in = open_file(s, "views", path, err);
	enum err_code rc;

	if (in == NULL)
		return E_USAGE;
	rc = allocate_views_read(in, called(path), a->names, a->n, &a->views,
	    err);
	if (in != s->in)
		fclose(in);
	return rc;
}

enum err_code
allocating_read(struct session *s, const struct allocating_terms *t,
    const struct texts *symbols, struct allocating *out, struct err *err)
{
	enum err_code rc;

	if (symbols->len < 2 || symbols->len > ALLOCATE_ASSETS)
		return err_set(err, E_USAGE, "%zu symbol%s: it takes from 2 to"
		    " %d", symbols->len, symbols->len == 1 ? "" : "s",
		    ALLOCATE_ASSETS);
	make_room(out, symbols->len);
	rc = take_symbols(out, t, symbols, err);
	if (rc == E_OK)
		rc = read_limits(&out->limits, t, err);
	if (rc == E_OK)
		rc = read_weights(s, out, "current", &t->current, out->now,
		    err);
	if (rc == E_OK)
		rc = read_weights(s, out, "market", &t->market, out->market,
		    err);
	if (rc == E_OK && t->views != NULL)
		rc = read_views(s, out, t->views, err);
	if (rc == E_OK && t->held)
		rc = read_held(s, out, err);
	out->has_now = t->current.len > 0 || t->held;
	out->has_market = t->market.len > 0;
	return rc;
}
