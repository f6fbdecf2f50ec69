/*
 * WebSocket frames (RFC 6455) as the server reads and writes them. Pure.
 */
#ifndef SERVE_FRAME_H
#define SERVE_FRAME_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define MESSAGE_MAX ((size_t)64 << 10)

enum frame_code { FRAME_MORE = 0, FRAME_TEXT = 1, FRAME_BINARY = 2,
    FRAME_CLOSE = 8, FRAME_PING = 9, FRAME_PONG = 10 };

struct frame {
	int code;
	bool last;
	size_t used;		/* bytes of it that came in */
};

enum frame_state { FRAME_WAIT, FRAME_READY, FRAME_BAD };
/* Reads a client's frame from what has come; its data, unmasked, is appended
 * to data. FRAME_BAD: *status is the close code to answer with. */
enum frame_state frame_read(const char *at, size_t len, struct frame *out,
    struct buf *data, int *status);
void frame_write(struct buf *out, int code, const char *at, size_t len);
void frame_close(struct buf *out, int status);

#endif
