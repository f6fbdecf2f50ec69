/* What allocate is told: limits, weights and views, by asset. */
#ifndef CMD_ALLOCATING_H
#define CMD_ALLOCATING_H

#include "analysis/allocate.h"
#include "cmd/session.h"

struct allocating_terms {
	struct texts min, max, groups, current, market;
	const char *views, *quote;
	struct dec cash;
	bool held;			/* current is what --account holds */
};

/* Arrays of an ask, as long as there are assets. */
struct allocating {
	size_t n;
	char (*asset)[ASSET_SIZE];
	const char **names;
	char quote[ASSET_SIZE];		/* of cash; "": there is none */
	double *now, *market;
	struct allocate_terms limits;
	bool has_now, has_market;
	struct allocate_views views;
};

/* E_USAGE: two symbols of one asset, an option of an asset that is none of
 * them, no number; E_DATA: the file of views. */
enum err_code allocating_read(struct session *s,
    const struct allocating_terms *t, const struct texts *symbols,
    struct allocating *out, struct err *err);
void allocating_release(struct allocating *a);

#endif
