/*
 * Target weights, from operands and from files.
 */
#include "portfolio/portfolio.h"

#include "feed/rows.h"

#include <string.h>

#define TARGETS_MAX 1000

static enum err_code
add(struct targets *t, const char *asset, const char *weight, bool *percent,
    const char *what, struct err *err)
{
	struct target one;
	size_t len = strlen(weight);
	bool sign = len > 0 && weight[len - 1] == '%';

	if (!asset_valid(asset) || !text_set(one.asset, sizeof(one.asset),
	    asset))
		return err_set(err, E_USAGE, "%s: \"%s\" is no asset such as"
		    " BTC", what, asset);
	if (!dec_parse_loose(weight, len - sign, &one.weight))
		return err_set(err, E_USAGE, "%s: \"%s\" is no weight such as"
		    " 50, 50%% or 0.5", what, weight);
	if (dec_sign(one.weight) < 0)
		return err_set(err, E_USAGE, "%s: a weight below 0 would be a"
		    " debt", what);
	for (size_t i = 0; i < t->len; i++)
		if (strcmp(t->at[i].asset, asset) == 0)
			return err_set(err, E_USAGE, "%s: %s has a target"
			    " already", what, asset);
	if (t->len == TARGETS_MAX)
		return err_set(err, E_USAGE, "%s: more than %d targets", what,
		    TARGETS_MAX);
	*percent = *percent || sign;
	vec_push(t, one);
	return E_OK;
}

enum err_code
targets_add(struct targets *t, const char *text, bool *percent,
    struct err *err)
{
	const char *is = strchr(text, '=');
	char asset[ASSET_SIZE];
	size_t len = is == NULL ? 0 : (size_t)(is - text);

	if (len == 0 || len >= sizeof(asset))
		return err_set(err, E_USAGE, "'%s': no target such as BTC=50",
		    text);
	memcpy(asset, text, len);
	asset[len] = '\0';
	return add(t, asset, is + 1, percent, text, err);
}

struct reading {
	struct targets *targets;
	const char *what;
	bool *percent;
};

static enum err_code
take(void *self, const struct row *row, struct err *err)
{
	struct reading *r = self;
	const char *asset = row_text(row, "asset"), *symbol =
	    row_text(row, "symbol"), *weight = row_text(row, "weight");
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	char place[TEXT_SIZE];
	struct err why;

	snprintf(place, sizeof(place), "%.90s: line %lld", r->what,
	    (long long)row->line);
	if (asset == NULL && symbol != NULL) {
		if (!symbol_split(symbol, base, quote, settle) ||
		    settle[0] != '\0')
			return err_set(err, E_DATA, "%s: \"%s\" is no spot"
			    " symbol such as BTC/USDT", place, symbol);
		asset = base;
	}
	if (asset == NULL || weight == NULL)
		return err_set(err, E_DATA, "%s: %s is missing", place,
		    asset == NULL ? "asset" : "weight");
	return add(r->targets, asset, weight, r->percent, place, &why) ==
	    E_OK ? E_OK : err_set(err, E_DATA, "%s", why.text);
}

enum err_code
targets_load(struct targets *t, FILE *in, const char *what, bool *percent,
    struct err *err)
{
	struct reading r = { t, what, percent };

	return feed_rows(in, what, take, &r, err);
}

enum err_code
targets_settle(struct targets *t, bool percent, struct err *err)
{
	struct dec sum = DEC_ZERO;
	char text[DEC_TEXT_SIZE];
	bool ones;

	for (size_t i = 0; i < t->len; i++)
		if (!dec_add(sum, t->at[i].weight, &sum))
			return err_set(err, E_USAGE, "the weights do not"
			    " fit");
	ones = !percent && dec_cmp(sum, dec_int(1)) == 0;
	if (!ones && dec_cmp(sum, dec_int(100)) != 0)
		return err_set(err, E_USAGE, "the weights add up to %s%s, not"
		    " to 100%s", dec_text(sum, text), percent ? "%" : "",
		    percent ? "%" : " or 1");
	for (size_t i = 0; i < t->len; i++) {
		struct dec *w = &t->at[i].weight;

		if (!ones && !dec_times(*w, dec_make(1, 2), w))
			return err_set(err, E_USAGE, "%s: a weight of more"
			    " than 16 decimals", t->at[i].asset);
		*w = dec_trim(*w);
	}
	return E_OK;
}
