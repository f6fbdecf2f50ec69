/*
 * Inside lib/quant: an answer as JSON, field by field. What is not finite is
 * null; numbers are the shortest that read back the same. In a list the name
 * is NULL.
 */
#ifndef QUANT_ANSWER_H
#define QUANT_ANSWER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer { struct buf text; bool more; };

void answer_number(struct answer *a, const char *name, double x);
void answer_whole(struct answer *a, const char *name, int64_t x);
void answer_flag(struct answer *a, const char *name, bool x);
void answer_text(struct answer *a, const char *name, const char *x);
void answer_null(struct answer *a, const char *name);
void answer_numbers(struct answer *a, const char *name, const double *x,
    size_t n);
/* bracket: '{' or '['; closed by its pair. */
void answer_open(struct answer *a, const char *name, char bracket);
void answer_close(struct answer *a, char bracket);
/* rows × columns, row by row */
void answer_matrix(struct answer *a, const char *name, const double *x,
    size_t rows, size_t columns);

#endif
