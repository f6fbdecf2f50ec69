/*
 * A source cut into lines, in memory that does not grow with it.
 */
#ifndef FEED_LINES_H
#define FEED_LINES_H

#include "feed/source.h"

struct lines {
	struct source *source;		/* borrowed */
	/* line .. end is its text, *end its '\n'; borrowed for the call */
	enum err_code (*each)(void *self, const char *line, const char *end,
	    struct err *err);
	void *self;
	int64_t number;			/* of the line, from 1 */
	char *window;			/* text[at..len) is unread */
	size_t at, len;
};
void lines_release(struct lines *l);
/* All lines of the source's file or member. E_DATA: a line longer than 64 KiB,
 * a last line without its end; or what each() answers. */
enum err_code lines_read(struct lines *l, struct err *err);
/* The same of all its members, each with lines from 1, after its checksum where
 * there is one. */
enum err_code lines_read_all(struct lines *l, struct err *err);
/* E_DATA with file and line. */
enum err_code lines_error(const struct lines *l, struct err *err,
    const char *why);
/* The same of what stands there. */
enum err_code lines_fault(const struct lines *l, const char *what,
    const char *text, struct err *err);

#endif
