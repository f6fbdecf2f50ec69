/*
 * Bytes out of a file: as they are, from gzip, or from the members of a zip
 * archive, one after the other. Kind is told by the first bytes, not by names.
 */
#ifndef FEED_SOURCE_H
#define FEED_SOURCE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source;

/* fd -1: opens path; otherwise reads fd, which stays the caller's. */
enum err_code source_open(const char *path, int fd, struct source **out,
    struct err *err);
void source_free(struct source *s);
/* Checks FILE.CHECKSUM if there is one. */
enum err_code source_checksum(struct source *s, bool *found, struct err *err);
/* The next member (of a plain file: itself); *more false when all are read. */
enum err_code source_next(struct source *s, bool *more, struct err *err);
/* Its bytes; *n 0 at its end. */
enum err_code source_read(struct source *s, void *to, size_t cap, size_t *n,
    struct err *err);
const char *source_name(const struct source *s);	/* file, or file:member */

#endif
