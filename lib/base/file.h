/* A whole file as bytes: for what is read before anything is done with it. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* "-" is standard input. E_USAGE: it cannot be opened or is no file; E_DATA:
 * it is larger than limit; E_OUTPUT: reading failed. Appends to out. */
enum err_code file_read(const char *path, size_t limit, struct buf *out,
    struct err *err);

#endif
