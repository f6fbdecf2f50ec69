/* Blocks that double up to a limit, linked from the newest to the first. */
#include "base/arena.h"

#include "base/err.h"
#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST ((size_t)4096)
#define BLOCK_LAST ((size_t)1 << 20)
#define ALIGN ((size_t)16)

struct arena_block {
	struct arena_block *prev;
	size_t len, cap;
	alignas(16) unsigned char at[];
};

void
arena_release(struct arena *a)
{
	while (a->last != NULL) {
		struct arena_block *prev = a->last->prev;

		free(a->last);
		a->last = prev;
	}
	a->used = 0;
}

static void
add_block(struct arena *a, size_t size)
{
	size_t cap = a->last != NULL ? a->last->cap * 2 : BLOCK_FIRST;
	struct arena_block *block;

	if (cap > BLOCK_LAST)
		cap = BLOCK_LAST;
	if (cap < size)
		cap = size;
	if (cap > SIZE_MAX - sizeof(*block))
		cap = SIZE_MAX - sizeof(*block);	/* ends the process */
	block = mem_grow(NULL, sizeof(*block) + cap, 1);
	*block = (struct arena_block){ .prev = a->last, .cap = cap };
	a->last = block;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	size_t room = size > SIZE_MAX - ALIGN ? SIZE_MAX :
	    (size + ALIGN - 1) / ALIGN * ALIGN;
	void *p;

	/* Behind bytes. */
	if (a->last != NULL)
		a->last->len += (size_t)-a->last->len % ALIGN;
	if (a->last == NULL || a->last->len > a->last->cap ||
	    room > a->last->cap - a->last->len)
		add_block(a, room);
	p = a->last->at + a->last->len;
	a->last->len += room;
	a->used += room;
	return memset(p, 0, size);
}

void *
arena_bytes(struct arena *a, const void *bytes, size_t n)
{
	void *p;

	if (a->last == NULL || a->last->len > a->last->cap ||
	    n > a->last->cap - a->last->len)
		add_block(a, n);
	p = a->last->at + a->last->len;
	a->last->len += n;
	a->used += n;
	return memcpy(p, bytes, n);
}

char *
arena_text(struct arena *a, const char *s)
{
	return s != NULL ? arena_textn(a, s, strlen(s)) : NULL;
}

char *
arena_textn(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n != 0)
		memcpy(copy, s, n);
	return copy;
}

char *
arena_format(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char first[256], *text;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(first, sizeof(first), fmt, ap);
	va_end(ap);
	if (n < 0)
		bug("cannot format \"%s\"", fmt);
	if ((size_t)n < sizeof(first))
		return arena_textn(a, first, (size_t)n);
	text = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return text;
}
