/* What the tests of the HTTP client share: one client, requests, answers. */
#ifndef TESTS_NETCLIENT_H
#define TESTS_NETCLIENT_H

#include "base/stamp.h"
#include "net/loop.h"
#include "net/module/http.h"

#include "netpeer.h"

#include <curl/curl.h>

static struct http *client;
static struct http_options options;
static struct http_answer said[64];
static struct err err;
static char url_of[64][128];

static inline void
client_new(void)
{
	static uint64_t seed = 1;

	http_client.close(client);
	client = NULL;
	options.clock = clock_system();
	options.seed = seed++;
	if (!ok(http_client.open(&options, &client, &err) == E_OK))
		exit(1);
}

static inline void
client_end(void)
{
	http_client.close(client);
	client = NULL;
	http_answers_release(said, 64);
	options = (struct http_options){0};
}

static inline struct http_request
ask_for(const struct peer *p, enum http_kind kind, const char *method)
{
	static int n;
	char *url = url_of[n++ % 64];

	snprintf(url, sizeof(url_of[0]), "%s:%d/x?a=1", p->tls != NULL ?
	    "https://localhost" : "http://127.0.0.1", p->port);
	return (struct http_request){ .kind = kind, .method = method,
	    .url = url };
}

/* Runs one request against a script of its own; the answer is in said[0]. */
static inline void
run_one(const struct http_request *ask)
{
	ok(http_client.run(client, ask, said, 1, &err) == E_OK);
}

static inline int64_t
since(int64_t start)
{
	return (clock_monotonic() - start) / 1000;
}

static int guard_calls;
static bool guard_says = true;
static inline bool
guard_count(void *self)
{
	(void)self;
	guard_calls++;
	return guard_says;
}
static const struct http_guard guard = { guard_count, NULL };

#endif
