/* Whole files as bytes: read before anything is done with them, or written as
 * a whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <sys/types.h>

/* "-" is standard input. E_USAGE: it cannot be opened or is no file; E_DATA:
 * it is larger than limit; E_OUTPUT: reading failed. Appends to out. */
enum err_code file_read(const char *path, size_t limit, struct buf *out,
    struct err *err);

/*
 * Puts text in the place of a file, all of it or nothing: it is written beside
 * it, synced and renamed. A link stays a link and a file keeps its mode; a new
 * one gets mode, less the umask. What is no plain file, a pipe or /dev/null, is
 * written to. Failures are of the code given.
 */
enum err_code file_replace(const char *path, const struct buf *text,
    mode_t mode, enum err_code code, struct err *err);

#endif
