/*
 * Memory that is there or ends the process: these never return NULL. A failed
 * allocation prints "etrms: out of memory" and leaves with the code that
 * bug_exit_set() decides; being killed at any point is safe by design (the
 * gate's order life-cycle), so nothing needs to unwind.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <string.h>

void *mem_alloc(size_t size);			/* zeroed */
void *mem_array(size_t n, size_t size);		/* zeroed, overflow checked */
void *mem_grow(void *p, size_t n, size_t size);	/* realloc, overflow checked */
/* Says of memory that it will be used whole: where it is large the kernel may
 * hand it out in large pages. */
void mem_large(void *p, size_t size);
char *mem_text(const char *s);			/* strdup; NULL stays NULL */
char *mem_textn(const char *s, size_t n);
char *mem_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Copies s into a fixed char array, always terminated. False (and cut) when
 * it does not fit. Use TEXT_SET(row.symbol, s) for arrays.
 */
int text_set(char *to, size_t size, const char *s);
static inline int
text_copy(char *to, size_t size, const char *from)
{
	memcpy(to, from, size);
	return 1;
}

/* From an array of the same size all of it goes along, which takes no look at
 * its length. */
#define TEXT_SET(array, s) (__builtin_types_compatible_p( \
    __typeof__(array), __typeof__(s)) ? \
    text_copy((array), sizeof(array), (s)) : \
    text_set((array), sizeof(array), (s)))

#endif
