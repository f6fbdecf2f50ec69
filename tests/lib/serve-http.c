/*
 * Heads of requests: whole, cut at every byte, broken in every way; queries
 * and forms; the bytes that were signed.
 */
#include "serve/http.h"

#include "tap.h"

static const char good[] = "POST /api/v3/order?a=1&b=2 HTTP/1.1\r\n"
    "Host: 127.0.0.1:80\r\nX-MBX-APIKEY:  key \r\nContent-Length: 5\r\n"
    "Connection: keep-alive, Close\r\n\r\nhello";

static void
a_whole_head(void)
{
	struct http_head h;
	int status = 0;

	is_int(head_read(good, sizeof(good) - 1, &h, &status), HEAD_READY);
	ok(slice_is(h.method, "POST"));
	ok(slice_is(h.path, "/api/v3/order"));
	ok(slice_is(h.query, "a=1&b=2"));
	ok(slice_is(head_value(&h, "x-mbx-apikey"), "key"));
	is_int(head_value(&h, "none").len, 0);
	is_int(h.body_len, 5);
	is_int(h.len, sizeof(good) - 1 - 5);
	ok(h.close);
	ok(!h.upgrade);
}

static void
cut_anywhere_it_waits(void)
{
	struct http_head h;
	int status = 0, waits = 0;

	for (size_t n = 0; n < sizeof(good) - 1 - 5; n++)
		waits += head_read(good, n, &h, &status) == HEAD_MORE;
	is_int(waits, sizeof(good) - 1 - 5);
}

static int
refused(const char *text)
{
	struct http_head h;
	int status = 0;

	return head_read(text, strlen(text), &h, &status) == HEAD_BAD ?
	    status : 0;
}

static void
what_is_broken_is_refused(void)
{
	is_int(refused("\r\n"), 400);
	is_int(refused("GET\r\n"), 400);
	is_int(refused("GET / \r\n"), 400);
	is_int(refused("get / HTTP/1.1\r\n"), 400);
	is_int(refused("GET x HTTP/1.1\r\n"), 400);
	is_int(refused("GET /\x01 HTTP/1.1\r\n"), 400);
	is_int(refused("GET / HTTP/1.1 x\r\n"), 400);
	is_int(refused("GET / HTTP/2.0\r\n"), 505);
	is_int(refused("GET / HTTP/1.1\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nHost\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nHost : x\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\n: x\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nA: \x02\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\n\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
	    "Content-Length: 1\r\n\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n"
	    "\r\n"), 400);
	is_int(refused("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n"
	    "\r\n"), 413);
	is_int(refused("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
	    "chunked\r\n\r\n"), 411);
	is_int(refused("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
	    "\r\n"), 417);
}

static void
a_head_has_an_end(void)
{
	struct buf b = { 0 };
	struct http_head h;
	int status = 0;

	buf_puts(&b, "GET / HTTP/1.1\r\nA: ");
	buf_pad(&b, 'x', HEAD_MAX);
	is_int(head_read(b.at, b.len, &h, &status), HEAD_BAD);
	is_int(status, 431);
	buf_clear(&b);
	buf_puts(&b, "GET / HTTP/1.1\r\n");
	for (int i = 0; i <= HEADERS_MAX; i++)
		buf_printf(&b, "A%d: x\r\n", i);
	is_int(refused(b.at), 431);
	buf_release(&b);
}

static struct slice
text(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

static void
parameters_are_decoded(void)
{
	struct params p = { 0 };

	ok(params_read(&p, text("a=1&b=%41+c%2f&&c&d==&a=2")));
	is_int(p.list.len, 5);
	is_text(params_get(&p, "a"), "1");
	is_text(params_get(&p, "b"), "A c/");
	is_text(params_get(&p, "c"), "");
	is_text(params_get(&p, "d"), "=");
	is_int(params_count(&p, "a"), 2);
	ok(params_get(&p, "e") == NULL);
	params_release(&p);
}

static void
broken_escapes_are_refused(void)
{
	static const char *const bad[] = { "a=%", "a=%4", "a=%zz", "%00=1",
	    "a=1&b=%4g", "%=1" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct params p = { 0 };

		ok(!params_read(&p, text(bad[i])));
		params_release(&p);
	}
}

static void
the_signature_is_left_out(void)
{
	static const char *const rows[][2] = {
		{ "a=1&signature=x", "a=1" }, { "signature=x&a=1", "a=1" },
		{ "a=1&signature=x&b=2", "a=1&b=2" }, { "signature=x", "" },
		{ "a=1&signatures=x", "a=1&signatures=x" }, { "", "" },
		{ "a=%2F&b", "a=%2F&b" }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = { 0 };

		params_without(text(rows[i][0]), "signature", &b);
		is_text(buf_text(&b), rows[i][1]);
		buf_release(&b);
	}
}

int
main(void)
{
	TEST(a_whole_head);
	TEST(cut_anywhere_it_waits);
	TEST(what_is_broken_is_refused);
	TEST(a_head_has_an_end);
	TEST(parameters_are_decoded);
	TEST(broken_escapes_are_refused);
	TEST(the_signature_is_left_out);
	return tap_done();
}
