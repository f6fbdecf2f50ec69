/*
 * Bounds and groups of an allocation from any text, a line each; the first byte
 * says of which it is: refused with a cause and nothing changed, or parts from
 * 0 to 1 of assets that there are, under a name that fits.
 */
#include "analysis/allocate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)
#define ASSETS 4

static void
check(const struct allocate_terms *t)
{
	MUST(t->groups <= ALLOCATE_GROUPS);
	for (size_t i = 0; i < ASSETS; i++)
		MUST(t->low[i] >= 0 && t->low[i] <= 1 && t->high[i] >= 0 &&
		    t->high[i] <= 1);
	for (size_t g = 0; g < t->groups; g++) {
		double in = 0;

		for (size_t i = 0; i < ASSETS; i++) {
			double m = t->member[g * ASSETS + i];

			MUST(m == 0 || m == 1);
			in += m;
		}
		MUST(in >= 1 && t->least[g] >= 0 && t->least[g] <= 1 &&
		    t->most[g] >= 0 && t->most[g] <= 1);
		MUST(t->group_names[g][0] != '\0' &&
		    strlen(t->group_names[g]) < ASSET_SIZE);
	}
}

static void
take(struct allocate_terms *t, char *line)
{
	struct err err = {0};
	double low[ASSETS], high[ASSETS];
	size_t had = t->groups;
	enum err_code rc;

	memcpy(low, t->low, sizeof(low));
	memcpy(high, t->high, sizeof(high));
	if (line[0] == 'g')
		rc = allocate_terms_group(t, line + 1, &err);
	else
		rc = allocate_terms_bound(t, line[0] == 'm' ? ALLOCATE_MIN :
		    ALLOCATE_MAX, line + (line[0] != '\0'), &err);
	MUST(rc == E_OK || (rc == E_USAGE && err.text[0] != '\0'));
	MUST(rc == E_OK || (t->groups == had && memcmp(low, t->low,
	    sizeof(low)) == 0 && memcmp(high, t->high, sizeof(high)) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const assets[ASSETS] = { "BTC", "ETH", "1000SATS",
	    "ABCDEFGHIJKLMNOP" };
	char *text = mem_textn((const char *)data, size), *rest = text, *line;
	struct allocate_terms t;

	allocate_terms_init(&t, assets, ASSETS);
	while ((line = strsep(&rest, "\n")) != NULL)
		take(&t, line);
	check(&t);
	allocate_terms_release(&t);
	free(text);
	return 0;
}
