/*
 * Fee tiers of a paper account as text, "volume:maker:taker;…": read, checked,
 * written back.
 */
#include "venue/sim/venue.h"

#include <string.h>

/* One row; false: not of that form. */
static bool
tier_parse(const char *s, size_t n, struct sim_fee_tier *row)
{
	const char *first = memchr(s, ':', n), *second;

	if (first == NULL)
		return false;
	second = memchr(first + 1, ':', n - (size_t)(first + 1 - s));
	return second != NULL && dec_parse(s, (size_t)(first - s),
	    &row->volume) && dec_parse(first + 1,
	    (size_t)(second - first - 1), &row->maker) &&
	    dec_parse(second + 1, n - (size_t)(second + 1 - s), &row->taker);
}

static bool
rate_is_one(struct dec rate)
{
	return dec_cmp(dec_abs(rate), dec_int(1)) < 0;
}

enum err_code
fee_tiers_read(const char *text, struct sim_settings *out, struct err *err)
{
	struct sim_fee_tier rows[FEE_TIERS];
	int n = 0;

	for (const char *p = text; *p != '\0'; n++) {
		size_t len = strcspn(p, ";");

		if (n == FEE_TIERS)
			return err_set(err, E_USAGE, "fee tiers: more than %d "
			    "of them", FEE_TIERS);
		if (!tier_parse(p, len, &rows[n]))
			return err_set(err, E_USAGE, "fee tier '%.*s': not of "
			    "the form volume:maker:taker, such as "
			    "1000000:0.0008:0.001", len > 60 ? 60 : (int)len,
			    p);
		if (!rate_is_one(rows[n].maker) || !rate_is_one(rows[n].taker))
			return err_set(err, E_USAGE, "fee tier '%.*s': a rate "
			    "lies between -1 and 1", len > 60 ? 60 : (int)len,
			    p);
		if (dec_sign(rows[n].volume) < 0 || (n > 0 &&
		    dec_cmp(rows[n].volume, rows[n - 1].volume) <= 0))
			return err_set(err, E_USAGE, "fee tier '%.*s': "
			    "volumes rise from 0 on",
			    len > 60 ? 60 : (int)len, p);
		p += len + (p[len] == ';');
	}
	memcpy(out->fee_tiers, rows, sizeof(rows[0]) * (size_t)n);
	out->fee_tier_rows = n;
	return E_OK;
}

void
fee_tiers_text(const struct sim_settings *s, struct buf *out)
{
	char t[3][DEC_TEXT_SIZE];

	for (int i = 0; i < s->fee_tier_rows; i++)
		buf_printf(out, "%s%s:%s:%s", i > 0 ? ";" : "",
		    dec_text(s->fee_tiers[i].volume, t[0]),
		    dec_text(s->fee_tiers[i].maker, t[1]),
		    dec_text(s->fee_tiers[i].taker, t[2]));
}
