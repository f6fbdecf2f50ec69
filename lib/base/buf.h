/*
 * A growing text or byte buffer, always NUL-terminated once written to.
 * All-zero is empty. Appending never fails (base/mem.h).
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *at;	/* NULL while nothing has been written */
	size_t len, cap;
};

void buf_release(struct buf *b);
void buf_clear(struct buf *b);			/* keeps the memory */
const char *buf_text(const struct buf *b);	/* "" when empty; borrowed */
char *buf_take(struct buf *b);			/* caller frees; b is empty */

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_pad(struct buf *b, char c, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
void buf_cut(struct buf *b, size_t len);	/* shortens to len */

#endif
