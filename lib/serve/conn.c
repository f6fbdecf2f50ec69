/*
 * One connection: requests are read one at a time, answered, and written as
 * their fault wants it; or it has become a WebSocket.
 */
#include "serve/server.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLOW (5 * STAMP_SECOND / 1000)
#define ENDLESS_MAX ((size_t)1 << 30)
#define SOCKET_BACKLOG ((size_t)4 << 20)

void
conn_free(struct server *s, struct conn *c)
{
	for (size_t i = 0; i < s->served.sockets.len; i++)
		if (s->served.sockets.at[i] == &c->socket) {
			s->dialect->socket_gone(&s->served, &c->socket);
			s->served.sockets.at[i] =
			    s->served.sockets.at[--s->served.sockets.len];
			break;
		}
	/* Those left keep their order: who came first is answered first. */
	for (size_t i = 0; i < s->conns.len; i++)
		if (s->conns.at[i] == c) {
			s->conns.len--;
			memmove(&s->conns.at[i], &s->conns.at[i + 1],
			    (s->conns.len - i) * sizeof(c));
			break;
		}
	close(c->fd);
	buf_release(&c->in);
	buf_release(&c->out);
	frames_release(&c->frames);
	buf_release(&c->socket.out);
	free(c);
}

static void
frames_take(struct server *s, struct conn *c)
{
	struct buf *out = &c->socket.out;
	const char *at, *reason;
	size_t len, reason_len;
	enum frame_kind kind;
	int status;

	while (!c->socket.closing && (kind = frames_next(&c->frames, &at,
	    &len)) != FRAME_NONE) {
		switch (kind) {
		case FRAME_PING:
			frame_write(out, FRAME_PONG, at, len, NULL);
			break;
		case FRAME_PONG:
			break;
		case FRAME_CLOSE:
			status = frame_close_code(at, len, &reason,
			    &reason_len);
			frame_write_close(out, status == CLOSE_NOT_KNOWN ?
			    CLOSE_NORMAL : status, NULL);
			c->socket.closing = true;
			break;
		case FRAME_TEXT:
			s->dialect->socket_take(&s->served, &c->socket, at,
			    len);
			break;
		default:
			frame_write_close(out, kind == FRAME_WRONG ?
			    c->frames.status : CLOSE_PROTOCOL, NULL);
			c->socket.closing = true;
		}
	}
}

/* One request at a time: what comes before its answer is refused. */
static void
request_take(struct server *s, struct conn *c, bool held)
{
	struct http_head h;
	int status = 400;
	enum head_state state = head_read(buf_text(&c->in), c->in.len, &h,
	    &status);
	size_t used;

	if (state == HEAD_BAD) {
		request_refuse(c, status);
		return;
	}
	if (state == HEAD_MORE || c->in.len < h.len + h.body_len)
		return;
	used = h.len + h.body_len;
	if (c->in.len > used && !h.upgrade) {
		request_refuse(c, 400);
		return;
	}
	if (!held) {
		c->fault = (struct fault){ FAULT_NONE, 0, NULL };
		if (!control_path(&h)) {
			s->served.world->book.requests++;
			c->fault = faults_next(&s->faults, h.method, h.path);
		}
		if (c->fault.kind == FAULT_DELAY && c->fault.argument > 0) {
			c->state = CONN_HELD;
			c->wake = clock_monotonic() +
			    c->fault.argument * 1000;
			return;
		}
	}
	c->close = h.close;
	c->state = CONN_WRITING;
	request_answer(s, c, &h, (struct slice){ c->in.at + h.len,
	    h.body_len });
	/* What a client sent at once with its handshake are frames. */
	if (c->state == CONN_SOCKET && c->in.len > used) {
		frames_feed(&c->frames, c->in.at + used, c->in.len - used);
		frames_take(s, c);
	}
	buf_clear(&c->in);
}

void
conn_read(struct server *s, struct conn *c)
{
	char chunk[16384];
	ssize_t n = recv(c->fd, chunk, sizeof(chunk), 0);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		c->gone = true;
		return;
	}
	if (n < 0)
		return;
	c->idle_since = clock_monotonic();
	if (c->state == CONN_SOCKET) {
		frames_feed(&c->frames, chunk, (size_t)n);
		frames_take(s, c);
		return;
	}
	buf_add(&c->in, chunk, (size_t)n);
	if (c->state == CONN_READING)
		request_take(s, c, false);
}

void
conn_wake(struct server *s, struct conn *c)
{
	c->wake = 0;
	if (c->state == CONN_HELD) {
		c->state = CONN_READING;
		request_take(s, c, true);
	}
}

void
conn_push(struct conn *c)
{
	buf_add(&c->out, buf_text(&c->socket.out), c->socket.out.len);
	buf_clear(&c->socket.out);
	/* One that does not read is let go. */
	if (c->out.len - c->out_at > SOCKET_BACKLOG)
		c->gone = true;
}

static void
endless_more(struct conn *c)
{
	static const char piece[] =
	    "{\"symbol\":\"ENDLESS\",\"price\":\"1.00000000\"},";

	if (c->out_at > ENDLESS_MAX) {
		c->gone = true;
		return;
	}
	buf_clear(&c->out);
	c->out_at = 0;
	for (int i = 0; i < 512; i++) {
		buf_printf(&c->out, "%zx\r\n", sizeof(piece) - 1);
		buf_puts(&c->out, piece);
		buf_puts(&c->out, "\r\n");
	}
}

/* All was written. */
static void
conn_done(struct conn *c)
{
	buf_clear(&c->out);
	c->out_at = 0;
	c->idle_since = clock_monotonic();
	if (c->state == CONN_SOCKET) {
		if (c->socket.closing)
			c->gone = true;
		return;
	}
	if (c->close) {
		shutdown(c->fd, SHUT_WR);
		c->gone = true;
		return;
	}
	c->slow = false;
	c->state = CONN_READING;
}

void
conn_write(struct conn *c)
{
	size_t left = c->out.len - c->out_at;
	ssize_t n = send(c->fd, c->out.at + c->out_at, c->slow && left > 1 ?
	    1 : left, MSG_NOSIGNAL);

	if (n < 0) {
		c->gone = errno != EAGAIN && errno != EINTR;
		return;
	}
	c->out_at += (size_t)n;
	if (c->slow)
		c->wake = clock_monotonic() + SLOW;
	if (c->out_at < c->out.len)
		return;
	c->wake = 0;
	if (c->endless)
		endless_more(c);
	else
		conn_done(c);
}
