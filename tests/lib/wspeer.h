/*
 * A WebSocket peer on loopback for the tests of lib/net: a thread serves one
 * connection after the other by a function of the test, over TCP or TLS.
 */
#ifndef TESTS_WSPEER_H
#define TESTS_WSPEER_H

#include "base/buf.h"
#include "net/frame.h"
#include "net/handshake.h"
#include "tap.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct wspeer;
struct wsline {
	struct wspeer *peer;
	int fd;
	SSL *ssl;
	struct frames frames;
	char request[4096];
};

struct wspeer {
	/* One connection, the nth of the peer, from 0; it ends with it. */
	void (*serve)(struct wsline *l, int nth);
	SSL_CTX *tls;
	int fd, port;
	pthread_t thread;
	atomic_int connections, ended;
	atomic_bool stop;
};

static inline bool
ws_raw(struct wsline *l, const void *at, size_t n)
{
	while (n > 0) {
		ssize_t did = l->ssl != NULL ? SSL_write(l->ssl, at, (int)n) :
		    send(l->fd, at, n, MSG_NOSIGNAL);

		if (did <= 0)
			return false;
		at = (const char *)at + did;
		n -= (size_t)did;
	}
	return true;
}

/* What comes within a second; 0 at the end, -1 when nothing came. */
static inline ssize_t
ws_some(struct wsline *l, char *at, size_t n)
{
	struct pollfd p = { l->fd, POLLIN, 0 };

	for (int i = 0; i < 100 && !l->peer->stop; i++) {
		if (l->ssl != NULL && SSL_pending(l->ssl) > 0)
			p.revents = POLLIN;
		else
			poll(&p, 1, 20);
		if (p.revents != 0)
			return l->ssl != NULL ? SSL_read(l->ssl, at, (int)n) :
			    recv(l->fd, at, n, 0);
	}
	return -1;
}

static inline bool
ws_request(struct wsline *l)
{
	size_t len = 0;

	while (strstr(l->request, "\r\n\r\n") == NULL) {
		ssize_t n = ws_some(l, l->request + len,
		    sizeof(l->request) - 1 - len);

		if (n <= 0)
			return false;
		len += (size_t)n;
		l->request[len] = '\0';
	}
	return true;
}

/* Reads the request and answers it as it should be, and `more` behind it. */
static inline bool
ws_accept_and(struct wsline *l, const void *more, size_t n)
{
	char accept[HANDSHAKE_ACCEPT_SIZE], *key;
	struct buf out = {0};
	bool good;

	if (!ws_request(l))
		return false;
	key = strstr(l->request, "Sec-WebSocket-Key: ") + 19;
	*strchr(key, '\r') = '\0';
	handshake_accept(key, accept);
	buf_printf(&out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
	    "websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n"
	    "\r\n", accept);
	buf_add(&out, more, n);
	good = ws_raw(l, out.at, out.len);
	buf_release(&out);
	return good;
}

static inline bool
ws_accept(struct wsline *l)
{
	return ws_accept_and(l, "", 0);
}

static inline bool
ws_put(struct wsline *l, enum frame_kind kind, const char *text)
{
	struct buf out = {0};
	bool good;

	frame_write(&out, kind, text, strlen(text), NULL);
	good = ws_raw(l, out.at, out.len);
	buf_release(&out);
	return good;
}

/* The next frame of the client; FRAME_NONE when there is none any more. */
static inline enum frame_kind
ws_next(struct wsline *l, const char **at, size_t *len)
{
	char piece[4096];
	enum frame_kind kind;

	while ((kind = frames_next(&l->frames, at, len)) == FRAME_NONE) {
		ssize_t n = ws_some(l, piece, sizeof(piece));

		if (n <= 0)
			break;
		frames_feed(&l->frames, piece, (size_t)n);
	}
	return kind;
}

static inline void *
wspeer_run(void *self)
{
	struct wspeer *p = self;

	for (;;) {
		struct wsline l = { .peer = p, .frames = { .masked = true } };
		int one = 1;

		l.fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC);
		if (l.fd < 0)
			return NULL;
		setsockopt(l.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		if (p->tls != NULL) {
			l.ssl = SSL_new(p->tls);
			SSL_set_fd(l.ssl, l.fd);
		}
		if (l.ssl == NULL || SSL_accept(l.ssl) == 1)
			p->serve(&l, p->connections++);
		if (l.ssl != NULL)
			SSL_free(l.ssl);
		frames_release(&l.frames);
		close(l.fd);
		p->ended++;
	}
}

static inline void
wspeer_start(struct wspeer *p)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);

	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(p->fd, (struct sockaddr *)&at, len) != 0 ||
	    listen(p->fd, 128) != 0 ||
	    getsockname(p->fd, (struct sockaddr *)&at, &len) != 0)
		abort();
	p->port = ntohs(at.sin_port);
	p->stop = false;
	p->connections = p->ended = 0;
	pthread_create(&p->thread, NULL, wspeer_run, p);
}

static inline void
wspeer_stop(struct wspeer *p)
{
	p->stop = true;
	shutdown(p->fd, SHUT_RDWR);
	pthread_join(p->thread, NULL);
	close(p->fd);
}

#endif
