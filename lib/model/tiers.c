/*
 * Maintenance tiers: read from text, checked, and the amount that makes the
 * margin continuous from one row to the next (METHODS 8.4).
 */
#include "model/tiers.h"

#include <string.h>

/* "floor:mmr:max_leverage" */
static bool
tier_parse(const char *s, size_t n, struct margin_tier *row)
{
	const char *first = memchr(s, ':', n), *second;

	if (first == NULL)
		return false;
	second = memchr(first + 1, ':', n - (size_t)(first + 1 - s));
	row->cum = DEC_ZERO;
	return second != NULL && dec_parse(s, (size_t)(first - s),
	    &row->floor) && dec_parse(first + 1, (size_t)(second - first - 1),
	    &row->mmr) && dec_parse(second + 1,
	    n - (size_t)(second + 1 - s), &row->max_leverage);
}

enum err_code
instrument_set_tiers(struct instrument *i, const char *text, struct err *err)
{
	struct margin_tier rows[TIER_ROWS];
	int n = 0;

	for (const char *p = text; *p != '\0'; n++) {
		size_t len = strcspn(p, ";");

		if (n == TIER_ROWS)
			return err_set(err, E_DATA, "tiers: more than %d rows",
			    TIER_ROWS);
		if (!tier_parse(p, len, &rows[n]))
			return err_set(err, E_DATA, "tiers: \"%.*s\" is not "
			    "floor:mmr:max_leverage", len > 60 ? 60 : (int)len,
			    p);
		p += len;
		if (*p == ';' && *++p == '\0')
			return err_set(err, E_DATA, "tiers: end with ';'");
	}
	if (!TEXT_SET(i->tier_text, text))
		return err_set(err, E_DATA, "tiers: too long");
	memcpy(i->tiers, rows, sizeof(rows[0]) * (size_t)n);
	i->tier_rows = n;
	return E_OK;
}

static enum err_code
row_check(const struct instrument *i, int n, struct err *err)
{
	const struct margin_tier *t = &i->tiers[n];

	if (!dec_known(t->floor) || (n == 0 ? !dec_is_zero(t->floor) :
	    dec_cmp(t->floor, i->tiers[n - 1].floor) <= 0))
		return err_set(err, E_DATA, "instrument %s: tiers begin at 0 "
		    "and rise", i->symbol);
	if (!dec_known(t->mmr) || dec_sign(t->mmr) < 0 ||
	    dec_cmp(t->mmr, dec_int(1)) >= 0 || (n > 0 &&
	    dec_cmp(t->mmr, i->tiers[n - 1].mmr) < 0))
		return err_set(err, E_DATA, "instrument %s: the maintenance "
		    "rates of tiers lie from 0 to below 1 and do not fall",
		    i->symbol);
	if (!dec_known(t->max_leverage) ||
	    dec_cmp(t->max_leverage, dec_int(1)) < 0)
		return err_set(err, E_DATA, "instrument %s: a tier's leverage "
		    "must be 1 or more", i->symbol);
	return E_OK;
}

enum err_code
tiers_complete(struct instrument *i, struct err *err)
{
	struct dec step, part;
	enum err_code rc = E_OK;

	if (i->kind != KIND_SWAP && i->tier_rows > 0)
		return err_set(err, E_DATA, "instrument %s: a spot symbol has "
		    "no tiers", i->symbol);
	for (int n = 0; n < i->tier_rows && rc == E_OK; n++) {
		struct margin_tier *t = &i->tiers[n];

		rc = row_check(i, n, err);
		t->cum = n == 0 ? DEC_ZERO : i->tiers[n - 1].cum;
		if (rc != E_OK || n == 0)
			continue;
		if (!dec_sub(t->mmr, i->tiers[n - 1].mmr, &step) ||
		    !dec_times(t->floor, step, &part) ||
		    !dec_add(t->cum, dec_trim(part), &t->cum))
			return err_set(err, E_DATA, "instrument %s: a tier "
			    "has too many digits", i->symbol);
	}
	return rc;
}

const struct margin_tier *
instrument_tier(const struct instrument *i, struct dec value)
{
	int n = i->tier_rows - 1;

	while (n > 0 && dec_cmp(i->tiers[n].floor, value) > 0)
		n--;
	return n < 0 ? NULL : &i->tiers[n];
}

bool
instrument_maintenance(const struct instrument *i, struct dec value,
    struct dec *out)
{
	const struct margin_tier *t = instrument_tier(i, value);
	struct dec margin;

	if (t == NULL) {
		*out = DEC_ZERO;
		return dec_known(value);
	}
	if (!dec_mul(value, t->mmr, DEC_SCALE_MAX, ROUND_CEIL, &margin) ||
	    !dec_sub(margin, t->cum, &margin) ||
	    !dec_round(margin, 8, ROUND_CEIL, &margin))
		return false;
	*out = dec_max(margin, DEC_ZERO);
	return true;
}
