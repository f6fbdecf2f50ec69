/* Growing text: room is at least doubled, the NUL is always in place. */
#include "base/buf.h"

#include "base/err.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
reserve(struct buf *b, size_t more)
{
	size_t need, cap;

	if (__builtin_add_overflow(b->len, more, &need) ||
	    __builtin_add_overflow(need, (size_t)1, &need))
		need = SIZE_MAX;	/* mem_grow() ends the process */
	if (need <= b->cap)
		return;
	cap = b->cap != 0 ? b->cap : 64;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? SIZE_MAX : cap * 2;
	b->at = mem_grow(b->at, cap, 1);
	b->cap = cap;
}

void
buf_release(struct buf *b)
{
	free(b->at);
	*b = (struct buf){0};
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->at != NULL)
		b->at[0] = '\0';
}

const char *
buf_text(const struct buf *b)
{
	return b->at != NULL ? b->at : "";
}

char *
buf_take(struct buf *b)
{
	char *text = b->at != NULL ? b->at : mem_text("");

	*b = (struct buf){0};
	return text;
}

void
buf_add(struct buf *b, const void *bytes, size_t n)
{
	reserve(b, n);
	if (n != 0)
		memcpy(b->at + b->len, bytes, n);
	b->len += n;
	b->at[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_pad(struct buf *b, char c, size_t n)
{
	reserve(b, n);
	memset(b->at + b->len, c, n);
	b->len += n;
	b->at[b->len] = '\0';
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int n;

	reserve(b, 64);
	room = b->cap - b->len;
	va_copy(again, ap);
	n = vsnprintf(b->at + b->len, room, fmt, ap);
	if (n < 0)
		bug("cannot format \"%s\"", fmt);
	if ((size_t)n >= room) {
		reserve(b, (size_t)n);
		vsnprintf(b->at + b->len, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->len += (size_t)n;
}

void
buf_cut(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->at[len] = '\0';
}
