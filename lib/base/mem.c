/* Allocation that succeeds or ends the process. */
#include "base/mem.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Noreturn void
out_of_memory(void)
{
	static const char text[] = "etrms: out of memory\n";

	/* write(2): stdio may want memory of its own. */
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(E_BUG);
	bug_leave();
}

static size_t
bytes(size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		out_of_memory();
	return total != 0 ? total : 1;
}

void *
mem_alloc(size_t size)
{
	return mem_array(1, size);
}

/* What malloc() hands out again without a search; calloc() always searches. */
#define SMALL 1024

/* Of its own, as compilers make a calloc() of malloc() and memset(). */
static __attribute__((noinline)) void *
zeroed(void *p, size_t size)
{
	return p != NULL ? memset(p, 0, size) : NULL;
}

void *
mem_array(size_t n, size_t size)
{
	size_t total = bytes(n, size);
	void *p = total <= SMALL ? zeroed(malloc(total), total) :
	    calloc(1, total);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	void *grown = realloc(p, bytes(n, size));

	if (grown == NULL)
		out_of_memory();
	return grown;
}

#define LARGE ((size_t)2 << 20)

/*
 * Of all pages that it lies on: a mapping of its own stays one, which realloc()
 * can move without copying.
 */
void
mem_large(void *p, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = (uintptr_t)p & ~(page - 1);
	uintptr_t end = ((uintptr_t)p + size + page - 1) & ~(page - 1);

	/* No more than a wish. */
	if (size >= LARGE)
		madvise((void *)from, end - from, MADV_HUGEPAGE);
}

char *
mem_text(const char *s)
{
	return s != NULL ? mem_textn(s, strlen(s)) : NULL;
}

char *
mem_textn(const char *s, size_t n)
{
	char *copy = mem_grow(NULL, n + 1, 1);

	if (n != 0)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *
mem_format(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	return text;
}

int
text_set(char *to, size_t size, const char *s)
{
	size_t n = strlen(s);
	int fits = n < size;

	if (!fits)
		n = size - 1;
	memcpy(to, s, n);
	to[n] = '\0';
	return fits;
}
