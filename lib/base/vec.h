/*
 * Growable arrays of any type. All-zero is the empty vector.
 *
 *	VEC(struct fill) fills = {0};
 *	*vec_add(&fills) = fill;
 *	for (size_t i = 0; i < fills.len; i++) … fills.at[i] …
 *	vec_release(&fills);
 *
 * Name the type once where a vector crosses functions:
 *	struct fills VEC_OF(struct fill);
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/mem.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define VEC_OF(type) { type *at; size_t len, cap; }
#define VEC(type) struct VEC_OF(type)

void *vec_room(void *at, size_t len, size_t *cap, size_t size, size_t more);

/* Makes room for n more. */
#define vec_reserve(v, n) \
	((v)->cap - (v)->len >= (size_t)(n) ? (void)0 : \
	    (void)((v)->at = vec_room((v)->at, (v)->len, &(v)->cap, \
	    sizeof(*(v)->at), (size_t)(n))))
/* Appends a zeroed element and returns its address. */
#define vec_add(v) \
	(vec_reserve((v), 1), (v)->len++, \
	 memset(&(v)->at[(v)->len - 1], 0, sizeof(*(v)->at)), \
	 &(v)->at[(v)->len - 1])
#define vec_push(v, x) \
	(vec_reserve((v), 1), (void)((v)->at[(v)->len++] = (x)))
#define vec_clear(v) ((void)((v)->len = 0))
#define vec_release(v) \
	(free((v)->at), (v)->at = NULL, (void)((v)->len = (v)->cap = 0))


#endif
