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
	size_t g = ALLOCATING_GROUPS;

	a->n = n;
	a->asset = mem_array(n, sizeof(*a->asset));
	a->names = mem_array(n, sizeof(*a->names));
	a->low = mem_array(n, sizeof(double));
	a->high = mem_array(n, sizeof(double));
	a->now = mem_array(n, sizeof(double));
	a->market = mem_array(n, sizeof(double));
	a->group = mem_array(g, sizeof(*a->group));
	a->group_names = mem_array(g, sizeof(*a->group_names));
	a->member = mem_array(g, n * sizeof(double));
	a->least = mem_array(g, sizeof(double));
	a->most = mem_array(g, sizeof(double));
	for (size_t i = 0; i < n; i++)
		a->high[i] = 1;
}

void
allocating_release(struct allocating *a)
{
	free(a->asset);
	free(a->names);
	free(a->low);
	free(a->high);
	free(a->now);
	free(a->market);
	free(a->group);
	free(a->group_names);
	free(a->member);
	free(a->least);
	free(a->most);
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
find(const struct allocating *a, const char *option, const char *name,
    size_t *out, struct err *err)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->asset[i], name) == 0) {
			*out = i;
			return E_OK;
		}
	return err_set(err, E_USAGE, "--%s: %s is none of the assets", option,
	    name);
}

/* A part of the whole: 25%, or 0.25; of no more places than weights have. */
static enum err_code
read_part(const char *option, const char *text, size_t len, double *out,
    struct err *err)
{
	bool sign = len > 0 && text[len - 1] == '%';
	struct dec d;

	if (!dec_parse_loose(text, len - sign, &d) || dec_sign(d) < 0 ||
	    dec_cmp(d, dec_int(sign ? 100 : 1)) > 0 || dec_decimals(d) >
	    ALLOCATE_DECIMALS - 2 * sign)
		return err_set(err, E_USAGE, "--%s: \"%.*s\" is no part from"
		    " 0%% to 100%%, of up to %d decimals", option, (int)len,
		    text, ALLOCATE_DECIMALS - 2);
	*out = sign ? dec_to_double(d) / 100 : dec_to_double(d);
	return E_OK;
}

/* "5%" of all, "BTC=5%" of one. */
static enum err_code
read_bounds(struct allocating *a, const char *option,
    const struct texts *texts, double *to, struct err *err)
{
	for (size_t i = 0; i < texts->len; i++) {
		const char *text = texts->at[i], *is = strchr(text, '=');
		const char *part = is != NULL ? is + 1 : text;
		char name[ASSET_SIZE] = "";
		double value;
		size_t at = 0;
		enum err_code rc = read_part(option, part, strlen(part),
		    &value, err);

		snprintf(name, sizeof(name), "%.*s", is == NULL ? 0 :
		    (int)(is - text), text);
		if (rc == E_OK && is != NULL)
			rc = find(a, option, name, &at, err);
		if (rc != E_OK)
			return rc;
		for (size_t k = 0; k < a->n; k++)
			if (is == NULL || k == at)
				to[k] = value;
	}
	return E_OK;
}

/* The assets of a group, from text up to its colon. */
static enum err_code
read_members(struct allocating *a, const char *text, const char *end,
    struct err *err)
{
	while (text < end) {
		size_t len = strcspn(text, ",:"), at = 0;
		char name[ASSET_SIZE];
		enum err_code rc;

		snprintf(name, sizeof(name), "%.*s", (int)len, text);
		rc = find(a, "group", name, &at, err);
		if (rc != E_OK)
			return rc;
		a->member[a->groups * a->n + at] = 1;
		text += len + 1;
	}
	return E_OK;
}

/* majors=BTC,ETH:60% at most, majors=BTC,ETH:20%:60% at least and at most. */
static enum err_code
read_group(struct allocating *a, const char *text, struct err *err)
{
	const char *is = strchr(text, '='), *first, *second;
	enum err_code rc;

	first = is != NULL ? strchr(is, ':') : NULL;
	if (is == NULL || first == NULL || is == text || first == is + 1)
		return err_set(err, E_USAGE, "--group: '%s' is none such as"
		    " majors=BTC,ETH:60%%", text);
	if (a->groups == ALLOCATING_GROUPS)
		return err_set(err, E_USAGE, "--group: more than %d",
		    ALLOCATING_GROUPS);
	snprintf(a->group[a->groups], ASSET_SIZE, "%.*s", (int)(is - text),
	    text);
	a->group_names[a->groups] = a->group[a->groups];
	rc = read_members(a, is + 1, first, err);
	second = strchr(first + 1, ':');
	if (rc == E_OK && second != NULL)
		rc = read_part("group", first + 1, (size_t)(second - first -
		    1), &a->least[a->groups], err);
	if (rc == E_OK) {
		const char *last = second != NULL ? second + 1 : first + 1;

		rc = read_part("group", last, strlen(last),
		    &a->most[a->groups], err);
	}
	a->groups++;
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
		rc = find(a, option, all.at[i].asset, &at, err);
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
		rc = read_bounds(out, "min", &t->min, out->low, err);
	if (rc == E_OK)
		rc = read_bounds(out, "max", &t->max, out->high, err);
	for (size_t i = 0; i < t->groups.len && rc == E_OK; i++)
		rc = read_group(out, t->groups.at[i], err);
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
