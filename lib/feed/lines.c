/*
 * Lines out of a window of text that moves over the source.
 */
#include "feed/lines.h"

#include "base/mem.h"
#include "feed/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW (4 * FEED_LINE_MAX)

void
lines_release(struct lines *l)
{
	free(l->window);
	l->window = NULL;
}

enum err_code
lines_error(const struct lines *l, struct err *err, const char *why)
{
	return err_set(err, E_DATA, "%s:%lld: %s", source_name(l->source),
	    (long long)l->number, why);
}

enum err_code
lines_fault(const struct lines *l, const char *what, const char *text,
    struct err *err)
{
	char why[160];

	snprintf(why, sizeof(why), "%s (\"%.40s\")", what, text);
	return lines_error(l, err, why);
}

/* Every whole line in the window. */
static enum err_code
window_lines(struct lines *l, struct err *err)
{
	enum err_code rc = E_OK;
	const char *line, *end;

	while (rc == E_OK) {
		line = l->window + l->at;
		end = memchr(line, '\n', l->len - l->at);
		if (end == NULL)
			break;
		l->number++;
		if (end - line > FEED_LINE_MAX)
			return lines_error(l, err,
			    "line is longer than 64 KiB");
		rc = l->each(l->self, line, end, err);
		l->at += (size_t)(end - line) + 1;
	}
	if (rc == E_OK && l->len - l->at > FEED_LINE_MAX) {
		l->number++;
		rc = lines_error(l, err, "line is longer than 64 KiB");
	}
	return rc;
}

enum err_code
lines_read(struct lines *l, struct err *err)
{
	enum err_code rc;
	size_t n;

	if (l->window == NULL)
		l->window = mem_alloc(WINDOW);
	l->number = 0;
	l->at = l->len = 0;
	do {
		memmove(l->window, l->window + l->at, l->len - l->at);
		l->len -= l->at;
		l->at = 0;
		rc = source_read(l->source, l->window + l->len,
		    WINDOW - l->len, &n, err);
		l->len += n;
		if (rc == E_OK)
			rc = window_lines(l, err);
	} while (rc == E_OK && n > 0);
	if (rc == E_OK && l->len > l->at) {
		l->number++;
		rc = lines_error(l, err, "the last line has no line end: the "
		    "file is cut short");
	}
	return rc;
}

enum err_code
lines_read_all(struct lines *l, struct err *err)
{
	bool more = true, checksum;
	enum err_code rc = source_checksum(l->source, &checksum, err);

	while (rc == E_OK) {
		rc = source_next(l->source, &more, err);
		if (rc != E_OK || !more)
			break;
		rc = lines_read(l, err);
	}
	return rc;
}
