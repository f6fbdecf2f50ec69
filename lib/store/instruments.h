/*
 * What live venues list, kept with its age so that not every command has to
 * ask for thousands of instruments again. A cache: it may be dropped.
 */
#ifndef STORE_INSTRUMENTS_H
#define STORE_INSTRUMENTS_H

#include "model/instrument.h"
#include "store/store.h"

/* Takes the place of all that was kept of this source: a venue, or an address
 * in its place. taken: when the venue was asked. */
enum err_code instruments_keep(struct store *s, const char *source,
    int64_t taken, const struct instruments *all, struct err *err);
/* Those of a source, or only the one that symbol names, by symbol. *taken 0:
 * nothing is kept of it. */
enum err_code instruments_kept(struct store *s, const char *source,
    const char *symbol, int64_t *taken, struct instruments *out,
    struct err *err);
/* Drops what is kept of a source. */
enum err_code instruments_forget(struct store *s, const char *source,
    struct err *err);

#endif
