/*
 * The HTTP client as everybody above sees it: pure types; the functions come
 * in a table from etrms-net.so (net.h). run() sends all requests of one call
 * at once and returns when each has ended, retries and waits included, by the
 * table of RELIABILITY.md 3:
 *
 *	struct http_request ask[2] = { … };
 *	struct http_answer said[2] = {0};
 *
 *	rc = ops->run(http, ask, said, 2, err);
 *	…
 *	http_answers_release(said, 2);
 *
 * A submit leaves at most once. What an answer says is the caller's to judge;
 * that it is whole, within its limits and really from that host is ours.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/limits.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;

enum http_outcome {
	HTTP_NOT_SENT,		/* proven: no byte of the request left */
	HTTP_AMBIGUOUS,		/* it may have arrived */
	HTTP_ANSWERED		/* a whole answer came, whatever its status */
};

/* The column of the retry table. */
enum http_kind { HTTP_READ, HTTP_SUBMIT, HTTP_CANCEL };

/* Its row: what the end of a try means for another one. */
enum http_class {
	HTTP_CLASS_NONE,	/* of classify(): as the status says */
	HTTP_CLASS_DONE,	/* the answer stands */
	HTTP_CLASS_NOT_SENT,
	HTTP_CLASS_AMBIGUOUS,	/* time-out, reset, 5xx, cut short */
	HTTP_CLASS_LIMITED,	/* 429, 418, or a budget of ours */
	HTTP_CLASS_CLOCK,	/* outside the venue's time window */
	HTTP_CLASS_REJECTED,	/* the venue's no */
	HTTP_CLASS_AUTH,	/* key, signature, rights */
	HTTP_CLASS_DATA,	/* longer than it may be */
	HTTP_CLASSES
};

/*
 * Called once per submit, connected and TLS up, before its first byte. False:
 * nothing is sent. It is never called twice, and never for a second try once
 * it has answered true.
 */
struct http_guard { bool (*sending)(void *self); void *self; };

struct http_answer {
	enum http_outcome outcome;
	enum http_class class;
	int status;		/* 0: none came */
	int tries;
	struct buf body;	/* empty where it went into a sink */
	struct buf head;	/* the header lines; see http_header() */
	int64_t sent, received;	/* of the last try: stamps, 0: never */
	int64_t retry_at;	/* LIMITED or left alone: not before; or 0 */
	char why[160];		/* what went wrong, lower case; "" */
};
void http_answers_release(struct http_answer *a, size_t n);
/* The value of a header, case of the name ignored; NULL: there is none. The
 * text is borrowed and ends where the answer does. */
const char *http_header(const struct http_answer *a, const char *name);
/* By the status alone: 2xx DONE, 429 and 418 LIMITED, 401 AUTH, other 4xx
 * REJECTED, everything else AMBIGUOUS. */
enum http_class http_class_of_status(int status);
/* Retry-After, seconds or an HTTP date, as a wait in µs; -1: neither. */
int64_t http_retry_after(const char *value, int64_t now);
/* A use that a header reports: kind, window and used of u. */
bool http_usage(const char *name, const char *value, struct net_used *u);
/* Adds a header line to a.head; a status line empties it first. */
void http_head_add(struct buf *head, const char *line, size_t len);
/* The next header of head after *at (from 0); false at the end. */
bool http_head_next(const struct buf *head, size_t *at, const char **name,
    const char **value);

/* Is this a URL that may be asked: https, or http to a loopback address,
 * without user or fragment? host (NULL: not wanted) becomes host[:port]. */
enum err_code http_url_check(const char *url, char host[HOST_SIZE],
    struct err *err);
bool http_url_loopback(const char *url);
/* "" or http://host[:port] or https://…, without user. */
enum err_code http_proxy_check(const char *proxy, struct err *err);

/* Half the round trip is taken to be the way there: host's clock minus ours. */
int64_t http_clock_offset(const struct http_answer *a, int64_t host_time);
/* E_NETWORK, E_LIMITED … with what and why, for an answer that did not come
 * or is none; E_OK for HTTP_ANSWERED with HTTP_CLASS_DONE. */
enum err_code http_failed(const struct http_answer *a, const char *what,
    struct err *err);

struct http_request;

/* How the host's clock is asked after CLOCK, once: a read, and its answer's
 * time. */
struct http_sync {
	const struct http_request *ask;
	bool (*read)(void *self, const struct http_answer *a, int64_t *time);
	void *self;
};

struct http_request {
	enum http_kind kind;
	const char *method, *url;	/* https; http only to loopback */
	const char *const *headers;	/* "Name: value", ends with NULL; or NULL */
	const char *body;
	size_t body_len;
	size_t max_body;	/* 0: 1 MiB */
	int weight, orders;	/* what it costs of the host's budgets */
	const char *scope;	/* whose orders: the account's label; NULL: "" */
	/* How long it may wait because the host or a budget says so, in µs; a
	 * submit never waits. 0: 15 s. */
	int64_t patience;
	const struct http_guard *guard;	/* submits */
	/* Signs anew for each try: appends what depends on the time (the
	 * host's, as far as known). NULL: url and body as they are. */
	enum err_code (*prepare)(void *self, int64_t now, struct buf *url,
	    struct buf *body, struct err *err);
	/* What the venue's answer means; NULL or NONE: by its status. */
	enum http_class (*classify)(void *self, const struct http_answer *a);
	/* Takes the body of a 200 as it comes; false stops it (AMBIGUOUS).
	 * Asked only once its first byte is there: such a read is not tried
	 * again after that. */
	bool (*sink)(void *self, const char *at, size_t len);
	const struct http_sync *sync;	/* NULL: CLOCK is not mended */
	void *self;
};

struct http_options {
	const struct net_limits *limits;	/* NULL: none are kept */
	struct clock clock;
	struct loop *loop;	/* shared with WebSockets; NULL: its own */
	const char *proxy;	/* http://host:port, CONNECT only; or "" */
	const char *ca_file;	/* roots trusted beside the system's; or "" */
	int64_t connect_limit, total_limit;	/* µs; 0: 5 s and 15 s */
	uint64_t seed;		/* of the jitter; 0: a random one */
	/* INT and TERM are held while an order is out: what has not been sent
	 * is then left unsent, reads end. NULL: nobody asks. */
	bool (*stopped)(void);
};

struct http;	/* a client: connections, TLS sessions, one event loop */

struct http_ops {
	enum err_code (*open)(const struct http_options *o, struct http **out,
	    struct err *err);
	void (*close)(struct http *h);	/* NULL is fine */
	/* Fails only where it is misused, or prepare() or the limits fail
	 * before a request is sent; how each request ended, also then, is in
	 * its answer. */
	enum err_code (*run)(struct http *h, const struct http_request *ask,
	    struct http_answer *said, size_t n, struct err *err);
};

#endif
