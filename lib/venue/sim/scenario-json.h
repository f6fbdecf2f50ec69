/*
 * Members of JSON objects with the place they stand at, for the scenario
 * reader alone. The first thing that is wrong is kept; what is read after it
 * is of no use.
 */
#ifndef VENUE_SIM_SCENARIO_JSON_H
#define VENUE_SIM_SCENARIO_JSON_H

#include "base/jsonread.h"

struct reader {
	const char *name;		/* of the file */
	struct err *err;
	enum err_code rc;
};

/* Where a value stands: "instruments[2]". */
struct place {
	struct reader *r;
	const json_t *object;
	char path[64];
};

void place_wrong(const struct place *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* An object with no key beyond the NULL-terminated ones. */
struct place place_at(struct reader *r, const json_t *value,
    const char *const *keys, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A member; null counts as absent: NULL. */
const json_t *place_member(const struct place *p, const char *key);
const char *place_text(const struct place *p, const char *key,
    const char *fallback);		/* fallback NULL: needed; "" then */
struct dec place_dec(const struct place *p, const char *key,
    struct dec fallback);
struct dec place_needed(const struct place *p, const char *key);
int64_t place_int(const struct place *p, const char *key, int64_t least,
    int64_t most, int64_t fallback);	/* fallback < least: needed */
bool place_bool(const struct place *p, const char *key);
int place_name(const struct place *p, const char *key,
    const char *const *names, int len, int fallback);	/* -1: needed */
/* An array or object; NULL when absent. */
const json_t *place_array(const struct place *p, const char *key);
const json_t *place_object(const struct place *p, const char *key);

/* scenario-bars.c */
struct scenario;
void scenario_prices(const struct place *top, struct scenario *out);
/* scenario-actions.c */
void scenario_actions(struct reader *r, const json_t *actions,
    struct scenario *out);

#define MS_MAX (INT64_MAX / 4000)	/* a time or duration in ms */

#endif
