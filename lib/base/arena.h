/*
 * Many small allocations with one end: text and rows that live as long as the
 * thing they belong to. All-zero is empty. What an arena hands out stays where
 * it is until arena_release().
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *last;
	size_t used;	/* bytes handed out, for limits */
};

void arena_release(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);	/* zeroed, aligned 16 */
/* A copy, aligned as bytes are: no room is lost between two of them. */
void *arena_bytes(struct arena *a, const void *bytes, size_t n);
char *arena_text(struct arena *a, const char *s);	/* NULL stays NULL */
char *arena_textn(struct arena *a, const char *s, size_t n);
char *arena_format(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
