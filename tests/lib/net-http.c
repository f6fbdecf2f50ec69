/*
 * The client against a scripted peer: whole answers, answers cut at each byte,
 * dropped, endless, slow; statuses and their tries; redirects; many at once;
 * connections kept; proxies of the environment; sinks; being stopped.
 */
#include "netclient.h"

static void
answers_come_whole(void)
{
	struct peer p = {0};
	struct http_request ask;
	static const char *const headers[] = { "X-Key: k1", NULL };

	SCRIPT(&p, { PEER_WHOLE, NULL, "X-One: 1\r\n", "{\"a\":1}" });
	peer_start(&p);
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	ask.headers = headers;
	run_one(&ask);
	is_int(said[0].outcome, HTTP_ANSWERED);
	is_int(said[0].class, HTTP_CLASS_DONE);
	is_int(said[0].status, 200);
	is_int(said[0].tries, 1);
	is_text(buf_text(&said[0].body), "{\"a\":1}");
	is_text(http_header(&said[0], "x-one"), "1");
	ok(said[0].sent > 0 && said[0].received >= said[0].sent);
	ok(strncmp(p.last, "GET /x?a=1 HTTP/1.1\r\n", 21) == 0);
	ok(strstr(p.last, "\r\nX-Key: k1\r\n") != NULL);
	ok(strstr(p.last, "Expect") == NULL);
	ask = ask_for(&p, HTTP_CANCEL, "DELETE");
	run_one(&ask);
	ok(strncmp(p.last, "DELETE /x?a=1 HTTP/1.1\r\n", 24) == 0);
	ask = ask_for(&p, HTTP_SUBMIT, "PUT");
	run_one(&ask);
	ok(strncmp(p.last, "PUT /x?a=1 HTTP/1.1\r\n", 21) == 0);
	ok(strcasestr(p.last, "content-length: 0\r\n") != NULL);
	is_int(p.connections, 1);
	client_end();
	peer_stop(&p);
}

/* Nothing of a cut answer is taken for one, at whatever byte. */
static void
cut_answers_are_none(void)
{
	static const char whole[] = "HTTP/1.1 200 OK\r\n"
	    "Content-Length: 7\r\n\r\n{\"a\":1}";
	struct peer_reply reply = { PEER_CUT, NULL, NULL, "{\"a\":1}" };
	struct peer p = { .script = &reply, .script_len = 1 };

	peer_start(&p);
	client_new();
	for (size_t at = 0; at <= sizeof(whole) - 1; at++) {
		struct http_request ask = ask_for(&p, HTTP_SUBMIT, "POST");
		bool all = at == sizeof(whole) - 1;

		reply.at = at;
		ask.body = "b=1";
		ask.body_len = 3;
		run_one(&ask);
		if (!ok(said[0].outcome == (all ? HTTP_ANSWERED :
		    HTTP_AMBIGUOUS)))
			printf("# cut at %zu: %s\n", at, said[0].why);
		ok(all == (said[0].body.len == 7));
		is_int(said[0].tries, 1);
	}
	is_int(p.posts, sizeof(whole));
	client_end();
	peer_stop(&p);
}

static const struct {
	const char *status, *headers;
	enum http_class class;
	int read, submit, cancel;	/* tries */
} statuses[] = {
	{ "400 Bad", NULL, HTTP_CLASS_REJECTED, 1, 1, 1 },
	{ "401 No", NULL, HTTP_CLASS_AUTH, 1, 1, 1 },
	{ "301 Moved", "Location: /elsewhere\r\n", HTTP_CLASS_AMBIGUOUS, 4, 1,
	  4 },
	{ "307 Moved", "Location: http://127.0.0.1:1/\r\n",
	  HTTP_CLASS_AMBIGUOUS, 4, 1, 4 },
	{ "500 Oops", NULL, HTTP_CLASS_AMBIGUOUS, 4, 1, 4 },
	{ "503 Busy", NULL, HTTP_CLASS_AMBIGUOUS, 4, 1, 4 },
	{ "408 Late", NULL, HTTP_CLASS_AMBIGUOUS, 4, 1, 4 },
	{ "429 Slow down", NULL, HTTP_CLASS_LIMITED, 1, 1, 1 },
	{ "429 Slow down", "Retry-After: 0\r\n", HTTP_CLASS_LIMITED, 4, 1, 4 },
	{ "429 Slow down", "Retry-After: 3600\r\n", HTTP_CLASS_LIMITED, 1, 1,
	  1 },
	{ "418 Banned", "Retry-After: 120\r\n", HTTP_CLASS_LIMITED, 1, 1, 1 },
	{ "418 Banned", NULL, HTTP_CLASS_LIMITED, 1, 1, 1 }
};

/* All of one kind at once, a peer for each row. */
static void
statuses_are_tried(enum http_kind kind, const char *method, size_t column)
{
	enum { N = sizeof(statuses) / sizeof(statuses[0]) };
	static struct peer_reply replies[N];
	static struct peer peers[N];
	struct http_request asks[N];

	memset(peers, 0, sizeof(peers));
	client_new();
	for (size_t i = 0; i < N; i++) {
		replies[i] = (struct peer_reply){ PEER_WHOLE,
		    statuses[i].status, statuses[i].headers, NULL };
		peers[i].script = &replies[i];
		peers[i].script_len = 1;
		peer_start(&peers[i]);
		asks[i] = ask_for(&peers[i], kind, method);
	}
	ok(http_client.run(client, asks, said, N, &err) == E_OK);
	http_client.close(client);	/* so that the peers may end */
	client = NULL;
	for (size_t i = 0; i < N; i++) {
		int want = column == 0 ? statuses[i].read : column == 1 ?
		    statuses[i].submit : statuses[i].cancel;

		is_int(said[i].outcome, HTTP_ANSWERED);
		is_int(said[i].class, statuses[i].class);
		is_int(said[i].tries, want);
		is_int(peers[i].requests, want);
		peer_stop(&peers[i]);
	}
	client_end();
}

static void
reads_are_tried_by_the_table(void)
{
	statuses_are_tried(HTTP_READ, "GET", 0);
}

static void
submits_are_tried_once(void)
{
	statuses_are_tried(HTTP_SUBMIT, "POST", 1);
}

static void
cancels_are_tried_by_the_table(void)
{
	statuses_are_tried(HTTP_CANCEL, "DELETE", 2);
}

static void
limits_say_until_when(void)
{
	struct peer p = {0};
	struct http_request ask;
	int64_t start = clock_monotonic();

	SCRIPT(&p, { PEER_WHOLE, "429 Slow", "Retry-After: 1\r\n", NULL },
	    { PEER_WHOLE, NULL, NULL, "late" },
	    { PEER_WHOLE, "418 Out", "Retry-After: 100\r\n", NULL });
	peer_start(&p);
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	run_one(&ask);
	is_text(buf_text(&said[0].body), "late");
	is_int(said[0].tries, 2);
	ok(since(start) >= 1000);
	run_one(&ask);
	is_int(said[0].status, 418);
	ok(said[0].retry_at >= said[0].received + 100 * STAMP_SECOND);
	client_end();
	peer_stop(&p);
}

static void
endless_answers_are_refused(void)
{
	static const enum peer_how hows[] = { PEER_ENDLESS, PEER_CHUNKS,
	    PEER_HEADS };
	static const char *const whys[] = { "a body longer than it may be",
	    "a body longer than it may be", "headers of more than 64 KiB" };

	for (int i = 0; i < 3; i++) {
		struct peer_reply r = { .how = hows[i] };
		struct peer p = { .script = &r, .script_len = 1 };
		struct http_request ask;

		peer_start(&p);
		client_new();
		ask = ask_for(&p, HTTP_READ, "GET");
		run_one(&ask);
		is_int(said[0].outcome, HTTP_AMBIGUOUS);
		is_int(said[0].class, HTTP_CLASS_DATA);
		is_int(said[0].tries, 1);
		is_int(said[0].body.len, 0);
		is_text(said[0].why, whys[i]);
		is_int(http_failed(&said[0], "x", &err), E_DATA);
		client_end();
		peer_stop(&p);
	}
}

static void
a_body_may_be_as_long_as_its_limit(void)
{
	struct peer p = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE, NULL, NULL, "0123456789" });
	peer_start(&p);
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	ask.max_body = 10;
	run_one(&ask);
	is_int(said[0].class, HTTP_CLASS_DONE);
	ask.max_body = 9;
	run_one(&ask);
	is_int(said[0].class, HTTP_CLASS_DATA);
	client_end();
	peer_stop(&p);
}

static void
slow_and_silent_peers_time_out(void)
{
	static const struct peer_reply replies[] = {
		{ PEER_SLOW, .delay = 50 }, { PEER_WHOLE, .delay = 3000 },
		{ PEER_DEAF, .delay = 3000 } };

	for (int i = 0; i < 3; i++) {
		struct peer p = { .script = &replies[i], .script_len = 1 };
		struct http_request ask;
		int64_t start = clock_monotonic();

		peer_start(&p);
		options.total_limit = 300000;
		client_new();
		ask = ask_for(&p, HTTP_SUBMIT, "POST");
		run_one(&ask);
		is_int(said[0].outcome, HTTP_AMBIGUOUS);
		is_int(said[0].class, HTTP_CLASS_AMBIGUOUS);
		ok(since(start) >= 290 && since(start) < 2000);
		client_end();
		peer_stop(&p);
	}
}

static void
what_never_connects_is_not_sent(void)
{
	struct peer p = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE });
	peer_start(&p);
	peer_stop(&p);		/* its port answers no more */
	client_new();
	guard_calls = 0;
	ask = ask_for(&p, HTTP_SUBMIT, "POST");
	ask.guard = &guard;
	run_one(&ask);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(said[0].class, HTTP_CLASS_NOT_SENT);
	is_int(said[0].tries, 3);
	is_int(guard_calls, 0);
	is_int(said[0].sent, 0);
	ok(strstr(said[0].why, "failed to connect") != NULL);
	ask = ask_for(&p, HTTP_READ, "GET");
	run_one(&ask);
	is_int(said[0].tries, 4);
	client_end();
}

static void
many_take_as_long_as_the_slowest(void)
{
	struct peer p = {0};
	struct http_request asks[20];
	int64_t start;

	SCRIPT(&p, { PEER_WHOLE, .delay = 200 });
	peer_start(&p);
	client_new();
	for (int i = 0; i < 20; i++)
		asks[i] = ask_for(&p, HTTP_READ, "GET");
	start = clock_monotonic();
	ok(http_client.run(client, asks, said, 20, &err) == E_OK);
	ok(since(start) < 1000);
	is_int(p.requests, 20);
	ok(p.most_open > 10);
	for (int i = 0; i < 20; i++)
		is_int(said[i].status, 200);
	/* the next run finds the connections of the first */
	ok(http_client.run(client, asks, said, 20, &err) == E_OK);
	ok(p.connections <= 20);
	is_int(p.requests, 40);
	client_end();
	peer_stop(&p);
}

static void
the_environment_names_no_proxy(void)
{
	struct peer p = {0}, proxy = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE });
	SCRIPT(&proxy, { PEER_WHOLE, "502 Bad" });
	peer_start(&p);
	peer_start(&proxy);
	char where[64];
	snprintf(where, sizeof(where), "http://127.0.0.1:%d", proxy.port);
	setenv("http_proxy", where, 1);
	setenv("https_proxy", where, 1);
	setenv("all_proxy", where, 1);
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	run_one(&ask);
	is_int(said[0].status, 200);
	ask.url = "https://venue.invalid/x";
	ask.kind = HTTP_SUBMIT;
	run_one(&ask);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(proxy.connections, 0);
	/* an explicit one is asked for a tunnel, and nothing else */
	options.proxy = where;
	client_new();
	run_one(&ask);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	ok(proxy.connections > 0);
	ok(strncmp(proxy.last, "CONNECT venue.invalid:443 ", 26) == 0);
	client_end();
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	unsetenv("all_proxy");
	peer_stop(&p);
	peer_stop(&proxy);
}

static size_t sunk;
static bool
sink_some(void *self, const char *at, size_t len)
{
	(void)at;
	sunk += len;
	return self == NULL;
}

static void
sinks_take_bodies_of_answers_alone(void)
{
	struct peer p = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE, "400 Bad", NULL, "error" },
	    { PEER_WHOLE, NULL, NULL, "0123456789" },
	    { PEER_CUT, NULL, NULL, "0123456789", .at = 42 },
	    { PEER_WHOLE, NULL, NULL, "0123456789" });
	peer_start(&p);
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	ask.sink = sink_some;
	run_one(&ask);
	is_int(sunk, 0);
	is_text(buf_text(&said[0].body), "error");
	run_one(&ask);
	is_int(sunk, 10);
	is_int(said[0].body.len, 0);
	is_int(said[0].class, HTTP_CLASS_DONE);
	run_one(&ask);		/* half a body: not tried again */
	is_int(said[0].outcome, HTTP_AMBIGUOUS);
	is_int(said[0].tries, 1);
	ask.self = &p;		/* the sink says no */
	run_one(&ask);
	is_int(said[0].class, HTTP_CLASS_DATA);
	is_text(said[0].why, "its body cannot be read");
	client_end();
	peer_stop(&p);
}

static enum err_code
sign(void *self, int64_t now, struct buf *url, struct buf *body,
    struct err *e)
{
	(void)body;
	if (self != NULL)
		return err_set(e, E_LOCKED, "no key");
	buf_printf(url, "&t=%lld", (long long)(now / 1000));
	return E_OK;
}

static void
each_try_is_signed_anew(void)
{
	struct peer p = {0};
	struct http_request ask;
	char first[8192];

	SCRIPT(&p, { PEER_WHOLE, "500 Oops" }, { PEER_WHOLE });
	peer_start(&p);
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	ask.prepare = sign;
	run_one(&ask);
	snprintf(first, sizeof(first), "%s", p.last);
	is_int(said[0].tries, 2);
	ok(strstr(first, "?a=1&t=1") != NULL);
	ask.self = &p;
	is_int(http_client.run(client, &ask, said, 1, &err), E_LOCKED);
	is_text(err.text, "no key");
	is_int(said[0].outcome, HTTP_NOT_SENT);
	client_end();
	peer_stop(&p);
}

static atomic_int stop_after;
static bool
stopping(void)
{
	return stop_after-- <= 0;
}

static void
being_stopped_ends_waits_and_reads(void)
{
	struct peer p = {0};
	struct http_request asks[2];
	int64_t start = clock_monotonic();

	SCRIPT(&p, { PEER_WHOLE, "429 Slow", "Retry-After: 10\r\n", NULL },
	    { PEER_WHOLE, .delay = 5000 });
	peer_start(&p);
	options.stopped = stopping;
	stop_after = 12;
	client_new();
	asks[0] = asks[1] = ask_for(&p, HTTP_READ, "GET");
	ok(http_client.run(client, asks, said, 2, &err) == E_OK);
	ok(since(start) < 3000);
	is_text(said[0].why, "interrupted");
	is_text(said[1].why, "interrupted");
	/* a submit that has not left does not; one that has is waited for */
	stop_after = 0;
	asks[0] = ask_for(&p, HTTP_SUBMIT, "POST");
	asks[0].guard = &guard;
	guard_calls = 0;
	run_one(&asks[0]);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(guard_calls, 0);
	is_int(p.posts, 0);
	client_end();
	peer_stop(&p);
}

static void
a_submit_that_left_is_waited_for(void)
{
	struct peer p = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE, NULL, NULL, "done", .delay = 800 });
	peer_start(&p);
	options.stopped = stopping;
	stop_after = 3;
	client_new();
	ask = ask_for(&p, HTTP_SUBMIT, "POST");
	run_one(&ask);
	is_int(said[0].outcome, HTTP_ANSWERED);
	is_text(buf_text(&said[0].body), "done");
	client_end();
	peer_stop(&p);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_ALL);
	TEST(answers_come_whole);
	TEST(cut_answers_are_none);
	TEST(reads_are_tried_by_the_table);
	TEST(submits_are_tried_once);
	TEST(cancels_are_tried_by_the_table);
	TEST(limits_say_until_when);
	TEST(endless_answers_are_refused);
	TEST(a_body_may_be_as_long_as_its_limit);
	TEST(slow_and_silent_peers_time_out);
	TEST(what_never_connects_is_not_sent);
	TEST(many_take_as_long_as_the_slowest);
	TEST(the_environment_names_no_proxy);
	TEST(sinks_take_bodies_of_answers_alone);
	TEST(each_try_is_signed_anew);
	TEST(being_stopped_ends_waits_and_reads);
	TEST(a_submit_that_left_is_waited_for);
	curl_global_cleanup();
	return tap_done();
}
