/* Bounds of orders as text and back. */
#include "model/bounds.h"

#include <stdio.h>
#include <string.h>

static const struct bound {
	const char *name;
	size_t offset;
} bounds[] = {
#define BOUND(member) { #member, offsetof(struct order_bounds, member) }
	BOUND(min_price), BOUND(max_price), BOUND(market_lot),
	BOUND(market_min), BOUND(market_max), BOUND(market_min_notional),
	BOUND(market_max_notional), BOUND(sell_band_up),
	BOUND(sell_band_down), BOUND(band_of_last), BOUND(max_conditional),
	BOUND(iceberg_parts), BOUND(trail_above_min), BOUND(trail_above_max),
	BOUND(trail_below_min), BOUND(trail_below_max), BOUND(no_iceberg),
	BOUND(no_oco), BOUND(no_oto), BOUND(no_quote), BOUND(no_trailing),
	BOUND(no_amend)
#undef BOUND
};
#define BOUNDS (sizeof(bounds) / sizeof(bounds[0]))

static struct dec *
named(struct order_bounds *b, const char *name, size_t len)
{
	for (size_t i = 0; i < BOUNDS; i++)
		if (strlen(bounds[i].name) == len &&
		    memcmp(bounds[i].name, name, len) == 0)
			return (struct dec *)((char *)b + bounds[i].offset);
	return NULL;
}

enum err_code
bounds_parse(const char *text, struct order_bounds *out, struct err *err)
{
	struct order_bounds b = { 0 };

	for (const char *at = text; *at != '\0';) {
		size_t n = strcspn(at, " ");
		const char *sign = memchr(at, '=', n);
		struct dec *to = sign == NULL ? NULL :
		    named(&b, at, (size_t)(sign - at));

		if (to == NULL || !dec_parse(sign + 1,
		    n - (size_t)(sign - at) - 1, to) || dec_sign(*to) < 0)
			return err_set(err, E_DATA, "bounds: \"%.*s\" is no "
			    "bound of 0 or more", (int)(n < 40 ? n : 40), at);
		at += n + (at[n] == ' ');
	}
	*out = b;
	return E_OK;
}

bool
bounds_text(const struct order_bounds *b, char *out, size_t size)
{
	char text[DEC_TEXT_SIZE];
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < BOUNDS; i++) {
		struct dec d;
		int n;

		memcpy(&d, (const char *)b + bounds[i].offset, sizeof(d));
		if (!dec_known(d) || dec_is_zero(d))
			continue;
		n = snprintf(out + len, size - len, "%s%s=%s",
		    len == 0 ? "" : " ", bounds[i].name, dec_text(d, text));
		if (n < 0 || (size_t)n >= size - len)
			return false;
		len += (size_t)n;
	}
	return true;
}
