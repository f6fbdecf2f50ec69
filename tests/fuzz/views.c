/*
 * Views on assets from any bytes: refused with a line and a cause, or each is
 * of one asset, or of one over another; what it earns and how sure it is are
 * numbers in their bounds.
 */
#include "analysis/allocate.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)
#define ASSETS 3

static void
check(const struct allocate_views *v)
{
	MUST(v->q.len <= ALLOCATE_VIEWS_MOST && v->doubt.len == v->q.len);
	MUST(v->p.len == v->q.len * ASSETS);
	for (size_t i = 0; i < v->q.len; i++) {
		int one = 0, over = 0;

		MUST(isfinite(v->q.at[i]) && fabs(v->q.at[i]) <= 100);
		MUST(v->doubt.at[i] >= 0 && v->doubt.at[i] <= 99 + 1e-9);
		for (size_t k = 0; k < ASSETS; k++) {
			one += v->p.at[i * ASSETS + k] == 1;
			over += v->p.at[i * ASSETS + k] == -1;
		}
		MUST(one == 1 && over <= 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const assets[ASSETS] = { "BTC", "ETH", "SOL/USDT" };
	FILE *in = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "r") :
	    NULL;
	struct allocate_views v = {0};
	struct err err = {0};
	enum err_code rc;

	if (in == NULL)
		return 0;
	rc = allocate_views_read(in, "views", assets, ASSETS, &v, &err);
	MUST(rc == E_OK || (rc == E_DATA && err.text[0] != '\0'));
	check(&v);
	allocate_views_release(&v);
	fclose(in);
	return 0;
}
