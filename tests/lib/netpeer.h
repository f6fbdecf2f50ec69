/*
 * A scripted HTTP peer on loopback for the tests of lib/net: threads that do
 * with each request what the script says, over TCP or TLS, and count.
 */
#ifndef TESTS_NETPEER_H
#define TESTS_NETPEER_H

#include "tap.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum peer_how {
	PEER_WHOLE,	/* head and body, connection kept */
	PEER_CLOSE,	/* the same, and the connection ends */
	PEER_CUT,	/* the first `at` bytes, and the connection ends */
	PEER_DROP,	/* reads the request, and the connection ends */
	PEER_DEAF,	/* accepts, reads nothing, ends after `delay` ms */
	PEER_ENDLESS,	/* a body without length that never ends */
	PEER_CHUNKS,	/* the same in chunks */
	PEER_HEADS,	/* headers that never end */
	PEER_SLOW	/* a byte of the head each `delay` ms */
};

struct peer_reply {
	enum peer_how how;
	const char *status;	/* "429 Too Many"; NULL: "200 OK" */
	const char *headers;	/* lines with \r\n each, or NULL */
	const char *body;	/* NULL: "{}" */
	size_t at;
	int delay;		/* ms before the answer */
};

struct peer {
	const struct peer_reply *script;	/* by request; the last stays */
	size_t script_len;
	/* Instead of the script, in its order under a lock. */
	struct peer_reply (*answer)(struct peer *p, const char *request);
	void *self;
	SSL_CTX *tls;
	int fd, port;
	pthread_t thread;
	pthread_mutex_t lock;
	atomic_int connections, requests, posts, open, most_open, resumed;
	atomic_bool stop;
	char last[8192];	/* request, head and body */
};

struct peer_line { struct peer *p; int fd; SSL *ssl; };

static inline ssize_t
peer_read(struct peer_line *l, char *at, size_t n)
{
	return l->ssl != NULL ? SSL_read(l->ssl, at, (int)n) :
	    recv(l->fd, at, n, 0);
}

static inline bool
peer_write(struct peer_line *l, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t did = l->ssl != NULL ? SSL_write(l->ssl, at, (int)n) :
		    send(l->fd, at, n, MSG_NOSIGNAL);

		if (did <= 0)
			return false;
		at += did;
		n -= (size_t)did;
	}
	return true;
}

/* One request with its body into text; false at the end of the connection. */
static inline bool
peer_request(struct peer_line *l, char *text, size_t size)
{
	size_t len = 0, body = 0;
	char *end, *length;

	for (;;) {
		ssize_t n = peer_read(l, text + len, size - 1 - len);

		if (n <= 0)
			return false;
		len += (size_t)n;
		text[len] = '\0';
		end = strstr(text, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strcasestr(text, "content-length:");
		if (length != NULL && length < end)
			body = strtoul(length + 15, NULL, 10);
		if (len >= (size_t)(end + 4 - text) + body)
			return true;
	}
}

static inline bool
peer_forever(struct peer_line *l, const struct peer_reply *r)
{
	static const char junk[] = "1000\r\n%s\r\n";
	char block[4200], fill[4097];

	memset(fill, 'x', 4096);
	fill[4096] = '\0';
	if (r->how == PEER_HEADS) {
		peer_write(l, "HTTP/1.1 200 OK\r\n", 17);
		memcpy(block, "X-A: ", 5);
		memcpy(block + 5, fill, 1000);
		memcpy(block + 1005, "\r\n", 3);
	} else if (r->how == PEER_CHUNKS) {
		peer_write(l, "HTTP/1.1 200 OK\r\n"
		    "Transfer-Encoding: chunked\r\n\r\n", 47);
		snprintf(block, sizeof(block), junk, fill);
	} else {
		peer_write(l, "HTTP/1.1 200 OK\r\n\r\n", 19);
		snprintf(block, sizeof(block), "%s", fill);
	}
	/* 64 MiB is far past every limit. */
	for (int i = 0; i < 64 * 256; i++)
		if (l->p->stop || !peer_write(l, block, strlen(block)))
			return false;
	return false;
}

static inline bool
peer_answer(struct peer_line *l, const struct peer_reply *r)
{
	const char *body = r->body != NULL ? r->body : "{}";
	static _Thread_local char text[300000];
	size_t n;

	if (r->delay > 0 && r->how != PEER_SLOW)
		usleep((useconds_t)r->delay * 1000);
	if (r->how == PEER_DROP)
		return false;
	if (r->how == PEER_ENDLESS || r->how == PEER_CHUNKS ||
	    r->how == PEER_HEADS)
		return peer_forever(l, r);
	n = (size_t)snprintf(text, sizeof(text), "HTTP/1.1 %s\r\n%s"
	    "Content-Length: %zu\r\n\r\n%s",
	    r->status != NULL ? r->status : "200 OK",
	    r->headers != NULL ? r->headers : "", strlen(body), body);
	if (r->how == PEER_SLOW) {
		for (size_t i = 0; i < n && !l->p->stop; i++) {
			usleep((useconds_t)r->delay * 1000);
			if (!peer_write(l, text + i, 1))
				return false;
		}
		return true;
	}
	if (r->how == PEER_CUT) {
		peer_write(l, text, r->at < n ? r->at : n);
		return false;
	}
	return peer_write(l, text, n) && r->how != PEER_CLOSE;
}

static inline struct peer_reply
peer_reply_for(struct peer *p, const char *request)
{
	struct peer_reply r;
	size_t i;

	pthread_mutex_lock(&p->lock);
	i = (size_t)p->requests++;
	p->posts += strncmp(request, "POST ", 5) == 0;
	snprintf(p->last, sizeof(p->last), "%s", request);
	if (p->answer != NULL)
		r = p->answer(p, request);
	else
		r = p->script[i < p->script_len ? i : p->script_len - 1];
	pthread_mutex_unlock(&p->lock);
	return r;
}

static inline bool
peer_deaf(struct peer *p)
{
	if (p->answer != NULL || p->script[0].how != PEER_DEAF)
		return false;
	usleep((useconds_t)p->script[0].delay * 1000);
	return true;
}

static void *
peer_connection(void *self)
{
	struct peer_line l = *(struct peer_line *)self;
	struct peer *p = l.p;
	char text[8192];
	int open = ++p->open;

	free(self);
	if (open > p->most_open)
		p->most_open = open;
	if (peer_deaf(p))
		goto out;
	if (p->tls != NULL) {
		l.ssl = SSL_new(p->tls);
		SSL_set_fd(l.ssl, l.fd);
		if (SSL_accept(l.ssl) != 1)
			goto out;
		p->resumed += SSL_session_reused(l.ssl);
	}
	while (!p->stop && peer_request(&l, text, sizeof(text))) {
		struct peer_reply r = peer_reply_for(p, text);

		if (!peer_answer(&l, &r))
			break;
	}
out:
	if (l.ssl != NULL)
		SSL_free(l.ssl);
	shutdown(l.fd, SHUT_RDWR);
	close(l.fd);
	p->open--;
	return NULL;
}

static void *
peer_accept(void *self)
{
	struct peer *p = self;

	for (;;) {
		int fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC), one = 1;
		struct peer_line *l;
		pthread_t thread;

		if (fd < 0)
			return NULL;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		p->connections++;
		l = calloc(1, sizeof(*l));
		*l = (struct peer_line){ p, fd, NULL };
		pthread_create(&thread, NULL, peer_connection, l);
		pthread_detach(thread);
	}
}

/* Listens on a port of its own on 127.0.0.1. */
static inline void
peer_start(struct peer *p)
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
	pthread_mutex_init(&p->lock, NULL);
	pthread_create(&p->thread, NULL, peer_accept, p);
}

static inline void
peer_stop(struct peer *p)
{
	p->stop = true;
	shutdown(p->fd, SHUT_RDWR);
	close(p->fd);
	pthread_join(p->thread, NULL);
	for (int i = 0; i < 500 && p->open > 0; i++)
		usleep(10000);
}

#define SCRIPT(p, ...) do { \
		static const struct peer_reply script_of[] = { __VA_ARGS__ }; \
		(p)->script = script_of; \
		(p)->script_len = sizeof(script_of) / sizeof(script_of[0]); \
	} while (0)

#endif
