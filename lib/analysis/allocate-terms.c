/* Bounds and groups of an allocation as they are typed. */
#include "analysis/allocate.h"

#include "base/decfloat.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
allocate_terms_init(struct allocate_terms *t, const char *const *assets,
    size_t n)
{
	size_t g = ALLOCATE_GROUPS;

	*t = (struct allocate_terms){ .n = n, .assets = assets,
	    .low = mem_array(n, sizeof(double)),
	    .high = mem_array(n, sizeof(double)),
	    .group = mem_array(g, sizeof(*t->group)),
	    .group_names = mem_array(g, sizeof(*t->group_names)),
	    .member = mem_array(g, n * sizeof(double)),
	    .least = mem_array(g, sizeof(double)),
	    .most = mem_array(g, sizeof(double)) };
	for (size_t i = 0; i < n; i++)
		t->high[i] = 1;
}

void
allocate_terms_release(struct allocate_terms *t)
{
	free(t->low);
	free(t->high);
	free(t->group);
	free(t->group_names);
	free(t->member);
	free(t->least);
	free(t->most);
	*t = (struct allocate_terms){ 0 };
}

enum err_code
allocate_asset(const char *const *assets, size_t n, const char *option,
    const char *name, size_t len, size_t *out, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(assets[i]) == len &&
		    memcmp(assets[i], name, len) == 0) {
			*out = i;
			return E_OK;
		}
	return err_set(err, E_USAGE, "--%s: %.*s is none of the assets",
	    option, len < 100 ? (int)len : 100, name);
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
		    " 0%% to 100%%, of up to %d decimals", option,
		    len < 100 ? (int)len : 100, text, ALLOCATE_DECIMALS - 2);
	*out = sign ? dec_to_double(d) / 100 : dec_to_double(d);
	return E_OK;
}

enum err_code
allocate_terms_bound(struct allocate_terms *t, enum allocate_bound bound,
    const char *text, struct err *err)
{
	static const char *const options[] = { "min", "max" };
	const char *is = strchr(text, '='), *option = options[bound];
	const char *part = is != NULL ? is + 1 : text;
	double *to = bound == ALLOCATE_MIN ? t->low : t->high, value;
	size_t at = 0;
	enum err_code rc = read_part(option, part, strlen(part), &value, err);

	if (rc == E_OK && is != NULL)
		rc = allocate_asset(t->assets, t->n, option, text,
		    (size_t)(is - text), &at, err);
	for (size_t k = 0; k < t->n && rc == E_OK; k++)
		if (is == NULL || k == at)
			to[k] = value;
	return rc;
}

/* The assets of a group, from text up to its colon. */
static enum err_code
read_members(const struct allocate_terms *t, const char *text,
    const char *end, double *member, struct err *err)
{
	enum err_code rc = E_OK;

	while (text < end && rc == E_OK) {
		size_t len = strcspn(text, ",:"), at = 0;

		rc = allocate_asset(t->assets, t->n, "group", text, len, &at,
		    err);
		if (rc == E_OK)
			member[at] = 1;
		text += len + 1;
	}
	return rc;
}

enum err_code
allocate_terms_group(struct allocate_terms *t, const char *text,
    struct err *err)
{
	const char *is = strchr(text, '='), *first, *second, *last;
	size_t g = t->groups;
	enum err_code rc;

	first = is != NULL ? strchr(is, ':') : NULL;
	if (is == NULL || first == NULL || is == text || first == is + 1 ||
	    is - text >= ASSET_SIZE)
		return err_set(err, E_USAGE, "--group: '%.100s' is none such"
		    " as majors=BTC,ETH:60%%", text);
	if (g == ALLOCATE_GROUPS)
		return err_set(err, E_USAGE, "--group: more than %d",
		    ALLOCATE_GROUPS);
	memset(t->member + g * t->n, 0, t->n * sizeof(*t->member));
	t->least[g] = 0;
	rc = read_members(t, is + 1, first, t->member + g * t->n, err);
	second = strchr(first + 1, ':');
	last = second != NULL ? second + 1 : first + 1;
	if (rc == E_OK && second != NULL)
		rc = read_part("group", first + 1, (size_t)(second - first -
		    1), &t->least[g], err);
	if (rc == E_OK)
		rc = read_part("group", last, strlen(last), &t->most[g], err);
	if (rc != E_OK)
		return rc;
	snprintf(t->group[g], ASSET_SIZE, "%.*s", (int)(is - text), text);
	t->group_names[g] = t->group[g];
	t->groups++;
	return E_OK;
}
