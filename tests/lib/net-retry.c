/*
 * The retry table, row by row and column by column; full jitter within its
 * bounds; ceilings; Retry-After; what headers say; which URLs may be asked.
 */
#include "net/retry.h"

#include "base/stamp.h"

#include "tap.h"

static struct rng rng;
static struct err err;

#define NOW (1700000000 * STAMP_SECOND)

/* How many further tries a request gets that always ends like that. */
static int
tries(enum http_kind kind, enum http_class class, int64_t asked)
{
	struct retry r = {0};
	int64_t wait, now = 0;
	int n = 0;

	for (;;) {
		enum retry_step step = retry_next(&r, kind, class, now, asked,
		    15 * STAMP_SECOND, &rng, &wait);

		if (step == RETRY_END)
			return n;
		n += step == RETRY_SYNC ? 100 : 1;
		now += wait;
	}
}

static void
the_table_is_the_one_that_was_promised(void)
{
	static const struct {
		enum http_class class;
		int read, submit, cancel;
	} rows[] = {
		{ HTTP_CLASS_DONE, 0, 0, 0 },
		{ HTTP_CLASS_NOT_SENT, 3, 2, 3 },
		{ HTTP_CLASS_AMBIGUOUS, 3, 0, 3 },
		{ HTTP_CLASS_LIMITED, 3, 0, 3 },
		{ HTTP_CLASS_CLOCK, 100, 0, 100 },
		{ HTTP_CLASS_REJECTED, 0, 0, 0 },
		{ HTTP_CLASS_AUTH, 0, 0, 0 },
		{ HTTP_CLASS_DATA, 0, 0, 0 }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum http_class c = rows[i].class;

		is_int(tries(HTTP_READ, c, STAMP_SECOND), rows[i].read);
		is_int(tries(HTTP_SUBMIT, c, STAMP_SECOND), rows[i].submit);
		is_int(tries(HTTP_CANCEL, c, STAMP_SECOND), rows[i].cancel);
	}
}

static void
jitter_is_full_and_doubles(void)
{
	static const int64_t tops[] = { 250000, 500000, 1000000 };
	int64_t least[3] = { INT64_MAX, INT64_MAX, INT64_MAX }, most[3] = {0};

	for (int n = 0; n < 3000; n++) {
		struct retry r = {0};

		for (int i = 0; i < 3; i++) {
			int64_t wait;

			ok(retry_next(&r, HTTP_READ, HTTP_CLASS_AMBIGUOUS, 0,
			    -1, 0, &rng, &wait) == RETRY_WAIT);
			if (wait < least[i])
				least[i] = wait;
			if (wait > most[i])
				most[i] = wait;
		}
	}
	for (int i = 0; i < 3; i++) {
		ok(least[i] >= 0 && least[i] < tops[i] / 50);
		ok(most[i] <= tops[i] && most[i] > tops[i] / 50 * 49);
	}
}

static void
no_try_begins_after_the_ceiling(void)
{
	struct retry r = { .began = 5 * STAMP_SECOND };
	int64_t wait;

	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_NOT_SENT, 20 * STAMP_SECOND,
	    -1, 0, &rng, &wait) == RETRY_END);
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_NOT_SENT, 19 * STAMP_SECOND,
	    -1, 0, &rng, &wait) == RETRY_WAIT);
	/* waiting because the host said so is not held against it */
	r = (struct retry){ .waited = 10 * STAMP_SECOND };
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_NOT_SENT, 20 * STAMP_SECOND,
	    -1, 0, &rng, &wait) == RETRY_WAIT);
}

static void
a_limit_is_waited_out_with_patience_only(void)
{
	struct retry r = {0};
	int64_t wait, s = STAMP_SECOND;

	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_LIMITED, 0, -1, 15 * s, &rng,
	    &wait) == RETRY_END);
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_LIMITED, 0, 16 * s, 15 * s,
	    &rng, &wait) == RETRY_END);
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_LIMITED, 0, 10 * s, 15 * s,
	    &rng, &wait) == RETRY_WAIT);
	is_int(wait, 10 * s);
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_LIMITED, 10 * s, 6 * s,
	    15 * s, &rng, &wait) == RETRY_END);
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_LIMITED, 10 * s, 5 * s,
	    15 * s, &rng, &wait) == RETRY_WAIT);
}

static void
the_clock_is_mended_once(void)
{
	struct retry r = {0};
	int64_t wait;

	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_CLOCK, 0, -1, 0, &rng,
	    &wait) == RETRY_SYNC);
	ok(retry_next(&r, HTTP_READ, HTTP_CLASS_CLOCK, 0, -1, 0, &rng,
	    &wait) == RETRY_END);
}

static void
retry_after_is_seconds_or_a_date(void)
{
	is_int(http_retry_after("0", NOW), 0);
	is_int(http_retry_after("120", NOW), 120 * STAMP_SECOND);
	is_int(http_retry_after("259200", NOW), 259200 * STAMP_SECOND);
	/* date -ud @1700000060 */
	is_int(http_retry_after("Tue, 14 Nov 2023 22:14:20 GMT", NOW),
	    60 * STAMP_SECOND);
	is_int(http_retry_after("Tue, 14 Nov 2023 22:13:19 GMT", NOW), 0);
	is_int(http_retry_after("", NOW), -1);
	is_int(http_retry_after("-1", NOW), -1);
	is_int(http_retry_after("1.5", NOW), -1);
	is_int(http_retry_after("12345678901", NOW), -1);
	is_int(http_retry_after("soon", NOW), -1);
	is_int(http_retry_after("Tue, 31 Feb 2023 22:14:20 GMT", NOW), -1);
	is_int(http_retry_after("Tue, 14 Xov 2023 22:14:20 GMT", NOW), -1);
	is_int(http_retry_after("Tue, 14 anF 2023 22:14:20 GMT", NOW), -1);
	is_int(http_retry_after("Tue, 14 Nov 2023 22:14:20 CET", NOW), -1);
	is_int(http_retry_after("Tue,\0", NOW), -1);
}

static void
usage_headers_name_their_window(void)
{
	struct net_used u;

	ok(http_usage("X-MBX-USED-WEIGHT-1M", "1199", &u));
	is_int(u.kind, BUDGET_WEIGHT);
	is_int(u.window, STAMP_MINUTE);
	is_int(u.used, 1199);
	ok(http_usage("x-mbx-order-count-10s", "3", &u));
	is_int(u.kind, BUDGET_ORDERS);
	is_int(u.window, 10 * STAMP_SECOND);
	ok(http_usage("X-MBX-ORDER-COUNT-1D", "0", &u));
	is_int(u.window, STAMP_DAY);
	ok(!http_usage("X-SAPI-USED-IP-WEIGHT-1M", "12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT", "12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT-", "12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT-M", "12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT-0M", "12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT-1Y", "12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT-1M", "-12", &u));
	ok(!http_usage("X-MBX-USED-WEIGHT-1M", "many", &u));
	ok(!http_usage("Content-Length", "12", &u));
}

static void
heads_keep_the_last_answer(void)
{
	struct http_answer a = {0};
	static const char *const lines[] = { "HTTP/1.1 100 Continue\r\n",
	    "X-Old: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
	    "Retry-After:   7 \r\n", "EMPTY:\r\n", "bad name: 1\r\n",
	    ": nothing\r\n", "no colon\r\n", "\r\n" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		http_head_add(&a.head, lines[i], strlen(lines[i]));
	http_head_add(&a.head, "X-Nul: a\0b\r\n", 12);
	is_text(http_header(&a, "retry-after"), "7");
	is_text(http_header(&a, "Empty"), "");
	ok(http_header(&a, "x-old") == NULL);
	ok(http_header(&a, "bad name") == NULL);
	ok(http_header(&a, "x-nul") == NULL);
	http_answers_release(&a, 1);
	ok(http_header(&a, "empty") == NULL);
}

static void
statuses_have_their_class(void)
{
	static const struct { int status; enum http_class class; } rows[] = {
		{ 200, HTTP_CLASS_DONE }, { 204, HTTP_CLASS_DONE },
		{ 301, HTTP_CLASS_AMBIGUOUS }, { 302, HTTP_CLASS_AMBIGUOUS },
		{ 400, HTTP_CLASS_REJECTED }, { 401, HTTP_CLASS_AUTH },
		{ 403, HTTP_CLASS_REJECTED }, { 404, HTTP_CLASS_REJECTED },
		{ 408, HTTP_CLASS_AMBIGUOUS }, { 409, HTTP_CLASS_REJECTED },
		{ 418, HTTP_CLASS_LIMITED }, { 429, HTTP_CLASS_LIMITED },
		{ 500, HTTP_CLASS_AMBIGUOUS }, { 502, HTTP_CLASS_AMBIGUOUS },
		{ 503, HTTP_CLASS_AMBIGUOUS }, { 599, HTTP_CLASS_AMBIGUOUS },
		{ 199, HTTP_CLASS_AMBIGUOUS }, { 0, HTTP_CLASS_AMBIGUOUS }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(http_class_of_status(rows[i].status), rows[i].class);
}

static void
only_https_or_loopback_may_be_asked(void)
{
	static const char *const good[] = { "https://api.binance.com",
	    "https://api.binance.com/api/v3/time?x=1", "https://a:8443/x",
	    "http://127.0.0.1:80/", "http://127.1.2.3/", "http://localhost:1/",
	    "http://[::1]:8080/x", "https://[2001:db8::1]/", NULL };
	static const char *const bad[] = { "", "api.binance.com",
	    "http://api.binance.com/", "http://127.0.0.1.evil.com/",
	    "http://localhost.evil.com/", "http://127.0.0.256/",
	    "http://127.0.0/", "http://127.0.0.01/", "http://127.0.0.1./",
	    "http://[::2]/", "http://0.0.0.0/", "http://user@127.0.0.1/",
	    "https://user:secret@api.binance.com/", "ftp://127.0.0.1/",
	    "https://", "https:///x", "https://a b/", "https://a\\b/",
	    "https://a:0/", "https://a:65536/", "https://a:/",
	    "https://a/#x", "https://[::1/", "https://a\r\nX: 1/",
	    "HTTPS://a/", "file:///etc/passwd", NULL };
	char host[HOST_SIZE];

	for (int i = 0; good[i] != NULL; i++)
		if (!ok(http_url_check(good[i], host, &err) == E_OK))
			printf("# %s: %s\n", good[i], err.text);
	for (int i = 0; bad[i] != NULL; i++) {
		if (!ok(http_url_check(bad[i], host, &err) == E_USAGE))
			printf("# %s\n", bad[i]);
		ok(strstr(err.text, "secret") == NULL);
	}
	ok(http_url_check("https://API.Binance.com:8443/x?signature=ab", host,
	    &err) == E_OK);
	is_text(host, "api.binance.com:8443");
	ok(http_url_check("http://a/?signature=abc", host, &err) == E_USAGE);
	ok(strstr(err.text, "abc") == NULL);
}

static void
proxies_have_no_user_and_no_path(void)
{
	ok(http_proxy_check("", &err) == E_OK);
	ok(http_proxy_check("http://proxy.lan:3128", &err) == E_OK);
	ok(http_proxy_check("https://proxy.lan/", &err) == E_OK);
	ok(http_proxy_check("socks5://proxy.lan", &err) == E_USAGE);
	ok(http_proxy_check("http://me:hush@proxy.lan", &err) == E_USAGE);
	ok(strstr(err.text, "hush") == NULL);
	ok(http_proxy_check("http://proxy.lan/path", &err) == E_USAGE);
	ok(http_proxy_check("proxy.lan:3128", &err) == E_USAGE);
}

static void
the_offset_takes_half_the_way(void)
{
	struct http_answer a = { .sent = NOW, .received = NOW + 200000 };

	is_int(http_clock_offset(&a, NOW + 100000), 0);
	is_int(http_clock_offset(&a, NOW + 700000), 600000);
	is_int(http_clock_offset(&a, NOW - 500000), -600000);
}

static void
failures_say_what_and_why(void)
{
	struct http_answer a = { .class = HTTP_CLASS_LIMITED, .status = 429,
	    .retry_at = NOW };

	is_int(http_failed(&a, "binance: prices", &err), E_LIMITED);
	is_text(err.text, "binance: prices limits our requests until"
	    " 2023-11-14T22:13:20Z: HTTP status 429");
	a = (struct http_answer){ .class = HTTP_CLASS_NOT_SENT };
	TEXT_SET(a.why, "could not resolve host: x");
	is_int(http_failed(&a, "binance", &err), E_NETWORK);
	is_text(err.text, "binance could not be asked: could not resolve"
	    " host: x");
	a.class = HTTP_CLASS_DATA;
	is_int(http_failed(&a, "binance", &err), E_DATA);
	a.class = HTTP_CLASS_AUTH;
	is_int(http_failed(&a, "binance", &err), E_LOCKED);
	a.class = HTTP_CLASS_REJECTED;
	is_int(http_failed(&a, "binance", &err), E_REJECTED);
	a.class = HTTP_CLASS_DONE;
	is_int(http_failed(&a, "binance", &err), E_OK);
}

int
main(void)
{
	rng_seed(&rng, 7);
	TEST(the_table_is_the_one_that_was_promised);
	TEST(jitter_is_full_and_doubles);
	TEST(no_try_begins_after_the_ceiling);
	TEST(a_limit_is_waited_out_with_patience_only);
	TEST(the_clock_is_mended_once);
	TEST(retry_after_is_seconds_or_a_date);
	TEST(usage_headers_name_their_window);
	TEST(heads_keep_the_last_answer);
	TEST(statuses_have_their_class);
	TEST(only_https_or_loopback_may_be_asked);
	TEST(proxies_have_no_user_and_no_path);
	TEST(the_offset_takes_half_the_way);
	TEST(failures_say_what_and_why);
	return tap_done();
}
