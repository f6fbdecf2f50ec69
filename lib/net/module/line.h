/*
 * A connection as a line of bytes: libcurl makes it (names, proxy, TLS) and
 * then only carries what we read and write ourselves. (libwebsockets would
 * bring its own: as Debian builds 4.1 it takes no foreign event loop but those
 * of further libraries, has TLS settings of its own, follows redirects, and
 * takes its proxy from the environment.)
 */
#ifndef NET_MODULE_LINE_H
#define NET_MODULE_LINE_H

#include "net/loop.h"
#include "net/module/route.h"

#include <stdbool.h>
#include <stddef.h>

struct line;

struct line_spec {
	struct loop *loop;
	struct route route;		/* borrowed for line_open() */
	/* None of them may close the line. */
	void (*up)(void *self);
	void (*bytes)(void *self, const char *at, size_t len);
	void (*down)(void *self, const char *why);	/* nothing after it */
	void *self;
};

enum err_code line_open(const struct line_spec *spec, struct line **out,
    struct err *err);
void line_close(struct line *l);	/* NULL is fine */
/* Takes all of it; what the peer does not read yet waits. */
void line_send(struct line *l, const void *at, size_t len);
size_t line_waiting(const struct line *l);
void line_pause(struct line *l, bool stop);

#endif
