/* Files for tests of lib/feed: bytes as they are, under a name or without. */
#ifndef TESTS_FEEDFILE_H
#define TESTS_FEEDFILE_H

#include "base/buf.h"
#include "base/err.h"
#include "tests/lib/tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct err err;

#define says(what) err_says((what), __FILE__, __LINE__)
static inline void
err_says(const char *what, const char *file, int line)
{
	if (strstr(err.text, what) == NULL) {
		printf("# %s:%d: \"%s\", want \"%s\"\n", file, line, err.text,
		    what);
		tap_bad = 1;
	}
}

/* A file that has no name any more, at its beginning; the caller's to close. */
static inline FILE *
file_of(const void *bytes, size_t n)
{
	FILE *f = tmpfile();

	if (f == NULL || fwrite(bytes, 1, n, f) != n || fflush(f) != 0)
		abort();
	lseek(fileno(f), 0, SEEK_SET);
	return f;
}

#endif
