/*
 * Order templates: the options of an order under a name, so that it can be
 * placed again in a few words. They are the trader's own notes: saved over,
 * removed, and every change is in the audit.
 */
#ifndef STORE_TEMPLATES_H
#define STORE_TEMPLATES_H

#include "model/names.h"
#include "store/store.h"

struct template {
	char name[LABEL_SIZE];
	char side[ASSET_SIZE];		/* buy, sell */
	char symbol[SYMBOL_SIZE];	/* "": named when it is used */
	char options[1025];		/* "--qty 0.01 --stop-loss 2%" */
	char actor[TEXT_SIZE];
	int64_t time;			/* when it was saved */
};
struct templates VEC_OF(struct template);
extern const struct record template_record;

/* Saves over the one of that name; *replaced tells (may be NULL). */
enum err_code template_put(struct store *s, const struct template *t,
    bool *replaced, struct err *err);
/* E_USAGE: there is none of that name, with the nearest one. */
enum err_code template_load(struct store *s, const char *name,
    struct template *out, struct err *err);
enum err_code template_remove(struct store *s, const char *name,
    struct err *err);
enum err_code templates_load(struct store *s, struct templates *out,
    struct err *err);			/* by name */

#endif
