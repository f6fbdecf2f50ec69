/*
 * WebSocket frames (RFC 6455), either side of them: bytes in, messages out,
 * and the other way. Pure: no sockets, no clock, no randomness of its own.
 *
 *	frames_feed(&f, at, len);
 *	while ((what = frames_next(&f, &at, &len)) != FRAME_NONE)
 *		…	// a whole message, a ping, a close, or FRAME_WRONG
 *
 * Fragments are put together; what comes between them is handed out at once.
 * No extension is known, so reserved bits are wrong.
 */
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define FRAME_MESSAGE_MAX ((size_t)1 << 20)
#define FRAME_CONTROL_MAX 125

enum frame_kind {
	FRAME_NONE = -1,	/* wait for more bytes */
	FRAME_WRONG = -2,	/* see status and why; nothing comes after it */
	FRAME_MORE = 0, FRAME_TEXT = 1, FRAME_BINARY = 2,
	FRAME_CLOSE = 8, FRAME_PING = 9, FRAME_PONG = 10
};

/* What a close frame says. */
enum {
	CLOSE_NORMAL = 1000, CLOSE_AWAY = 1001, CLOSE_PROTOCOL = 1002,
	CLOSE_NOT_KNOWN = 1005,	/* it said nothing; never sent */
	CLOSE_NOT_UTF8 = 1007, CLOSE_POLICY = 1008, CLOSE_TOO_BIG = 1009
};

/* The bytes of one direction. All-zero: a client's, with the usual limit. */
struct frames {
	bool masked;		/* they must be masked: we are the server */
	size_t max;		/* of a message; 0: FRAME_MESSAGE_MAX */
	int status;		/* of FRAME_WRONG: the close code to send */
	const char *why;
	struct buf in;		/* that is not handed out */
	size_t from;		/* what of it is used up */
	struct buf message;	/* the fragments of it that came */
	int open;		/* its kind; 0: none has begun */
	bool handed;		/* message was handed out whole */
};

void frames_release(struct frames *f);	/* all-zero but for masked, max */
void frames_feed(struct frames *f, const void *at, size_t len);
/* FRAME_TEXT, _BINARY, _CLOSE, _PING, _PONG with what they hold, borrowed until
 * the next call. Text is UTF-8. */
enum frame_kind frames_next(struct frames *f, const char **at, size_t *len);
/* What a close frame holds: its code, and the reason behind it. */
int frame_close_code(const char *at, size_t len, const char **reason,
    size_t *reason_len);

/* Writes one whole frame. mask: NULL for a server; four random bytes for a
 * client. */
void frame_write(struct buf *out, enum frame_kind kind, const char *at,
    size_t len, const unsigned char *mask);
void frame_write_close(struct buf *out, int status, const unsigned char *mask);

#endif
