/*
 * Lists as records keep them: "fast=10;slow=30". Pieces are looked at where
 * they stand, and are not ended by a NUL.
 */
#ifndef BASE_PIECES_H
#define BASE_PIECES_H

#include <stddef.h>

/* The next one, of *len bytes, and *rest behind it; NULL: there is none. Empty
 * ones are passed over. */
const char *text_piece(const char **rest, size_t *len);
/* The value of a name of name_len bytes; NULL: the list has none. */
const char *text_named(const char *list, const char *name, size_t name_len,
    size_t *len);

#endif
