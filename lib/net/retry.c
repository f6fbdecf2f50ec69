/* The retry table as data, and full jitter between tries. */
#include "net/retry.h"

#define JITTER_FIRST INT64_C(250000)
#define JITTER_CAP INT64_C(4000000)

enum how { NEVER, JITTER, WHEN_ASKED, AFTER_SYNC };

static const struct { enum how how; int most; } rules[][HTTP_CLASSES] = {
	[HTTP_READ] = {
		[HTTP_CLASS_NOT_SENT] = { JITTER, 3 },
		[HTTP_CLASS_AMBIGUOUS] = { JITTER, 3 },
		[HTTP_CLASS_LIMITED] = { WHEN_ASKED, 3 },
		[HTTP_CLASS_CLOCK] = { AFTER_SYNC, 3 }
	},
	[HTTP_SUBMIT] = {
		[HTTP_CLASS_NOT_SENT] = { JITTER, 2 }
	},
	[HTTP_CANCEL] = {
		[HTTP_CLASS_NOT_SENT] = { JITTER, 3 },
		[HTTP_CLASS_AMBIGUOUS] = { JITTER, 3 },
		[HTTP_CLASS_LIMITED] = { WHEN_ASKED, 3 },
		[HTTP_CLASS_CLOCK] = { AFTER_SYNC, 3 }
	}
};

/* Full jitter: anything from nothing to the doubled wait, so that many
 * processes that failed together do not come back together. */
static int64_t
jitter(int again, struct rng *rng)
{
	int64_t top = JITTER_FIRST << again;

	if (top > JITTER_CAP)
		top = JITTER_CAP;
	return (int64_t)rng_below(rng, (uint64_t)top + 1);
}

enum retry_step
retry_next(struct retry *r, enum http_kind kind, enum http_class class,
    int64_t now, int64_t asked, int64_t patience, struct rng *rng,
    int64_t *wait)
{
	*wait = 0;
	if (r->again >= rules[kind][class].most)
		return RETRY_END;
	switch (rules[kind][class].how) {
	case NEVER:
		return RETRY_END;
	case JITTER:
		*wait = jitter(r->again, rng);
		/* Waits that were asked for are not counted. */
		if (now - r->began - r->waited + *wait >= RETRY_CEILING)
			return RETRY_END;
		break;
	case WHEN_ASKED:
		if (asked < 0 || asked > patience - r->waited)
			return RETRY_END;
		*wait = asked;
		r->waited += asked;
		break;
	case AFTER_SYNC:
		if (r->synced)
			return RETRY_END;
		r->synced = true;
		r->again++;
		return RETRY_SYNC;
	}
	r->again++;
	return RETRY_WAIT;
}
