/*
 * What `method list` and `method show` print: rows of the table of methods.
 */
#ifndef CMD_METHOD_H
#define CMD_METHOD_H

#include "cmd/session.h"
#include "quant/method.h"

struct method_row { const char *name, *family, *input, *output, *help,
    *source; };
extern const struct record method_record;

/* Borrows from m and from input, which it fills. */
struct method_row method_row(const struct method *m, struct buf *input);

#endif
