/* Columns of whole numbers, as bars have them. */
#ifndef BASE_COLUMN_H
#define BASE_COLUMN_H

#include <stddef.h>
#include <stdint.h>

/* The largest; 0 where none is more. */
int64_t column_most(const int64_t *x, size_t n);
/* Its ends; n is not 0. */
void column_range(const int64_t *x, size_t n, int64_t *least, int64_t *most);
/* Index of the first that is not more than the one before it; n: none. */
size_t column_falls(const int64_t *x, size_t n);

#endif
