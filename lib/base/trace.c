/*
 * Traces on stderr, switched on by the environment.
 */
#include "base/trace.h"

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

void
trace_line(const char *topic, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", topic);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}
