/*
 * Traces on stderr, switched on by the environment.
 */
#include "base/trace.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
trace_on(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && strcmp(value, "1") == 0;
}

static bool (*filter)(const char *line, size_t len);

void
trace_filter_set(bool (*may)(const char *line, size_t len))
{
	filter = may;
}

bool
trace_may_print(const char *line, size_t len)
{
	return filter == NULL || filter(line, len);
}

void
trace_line(const char *topic, const char *fmt, ...)
{
	struct buf line = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&line, fmt, ap);
	va_end(ap);
	if (!trace_may_print(line.at, line.len)) {
		explicit_bzero(line.at, line.len);
		buf_clear(&line);
		buf_puts(&line, "(a line with a key or signature in it is "
		    "left out)");
	}
	fprintf(stderr, "%s: %s\n", topic, line.at);
	buf_release(&line);
}
