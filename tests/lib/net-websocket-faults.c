/*
 * WebSockets that meet what is wrong: garbage frames and their close codes,
 * openings that are refused, redirected or endless, bans that bind all,
 * addresses that are not asked, TLS that cannot be trusted.
 */
#include "wsclient.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* What the connection of this number does instead of a good frame. */
static const struct { const char *bytes; size_t len; int status;
    const char *why; } garbage[] = {
	{ "\xff\xff\xff\xff", 4, 1002, "a frame of no known kind" },
	{ "\x81\x85\x01\x02\x03\x04hello", 11, 1002, "a frame with a mask" },
	{ "\x81\x02\xc3\x28", 4, 1007, "a text that is not UTF-8" },
	{ "\x81\x7f\x00\x00\x00\x00\x00\x10\x00\x01", 10, 1009,
	    "a message that is too large" },
	{ "\x80\x01x", 3, 1002, "fragments out of order" },
	{ "\x89\x7e\x01\x00", 4, 1002, "a control frame in pieces" },
};
#define GARBAGE (sizeof(garbage) / sizeof(garbage[0]))
static atomic_int good_codes;

static void
sends_garbage(struct wsline *l, int nth)
{
	const char *at, *reason;
	size_t len, n;

	if (!ws_accept(l))
		return;
	ws_raw(l, garbage[nth].bytes, garbage[nth].len);
	good_codes += ws_next(l, &at, &len) == FRAME_CLOSE &&
	    frame_close_code(at, len, &reason, &n) == garbage[nth].status;
}

static void
garbage_has_its_close_code(void)
{
	struct buf want = {0};

	set_up(sends_garbage);
	losses_most = GARBAGE;
	good_codes = 0;
	for (size_t i = 0; i < GARBAGE; i++)
		buf_printf(&want, "the peer sent %s\n", garbage[i].why);
	begin();
	run(10000 * MS);
	is_text(buf_text(&whys), want.at);
	is_text(buf_text(&heard), "");
	is_int(websocket_ops.state(ws), WEBSOCKET_ENDED);
	tear_down();
	is_int(good_codes, GARBAGE);
	buf_release(&want);
}

static const struct { const char *answer, *why; } openings_wrong[] = {
	{ "HTTP/1.1 403 Forbidden\r\n\r\n",
	    "HTTP status 403 where a WebSocket was asked for" },
	{ "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n",
	    "HTTP status 302 where a WebSocket was asked for" },
	{ "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
	    "an answer to another key" },
	{ "220 mail.example ESMTP\r\n", "the answer is not HTTP" },
	{ "HTTP/1.1 101 Switch", "the peer closed the connection" },
	{ "", "the peer closed the connection" },
};
#define OPENINGS (sizeof(openings_wrong) / sizeof(openings_wrong[0]))

static void
opens_wrongly(struct wsline *l, int nth)
{
	if (ws_request(l))
		ws_raw(l, openings_wrong[nth].answer,
		    strlen(openings_wrong[nth].answer));
}

static void
openings_are_checked(void)
{
	struct buf want = {0};

	set_up(opens_wrongly);
	losses_most = OPENINGS;
	for (size_t i = 0; i < OPENINGS; i++)
		buf_printf(&want, "%s\n", openings_wrong[i].why);
	begin();
	run(10000 * MS);
	is_text(buf_text(&whys), want.at);
	is_int(openings, 0);
	tear_down();
	buf_release(&want);
}

static void
headers_without_end(struct wsline *l, int nth)
{
	(void)nth;
	if (!ws_request(l) || !ws_raw(l, "HTTP/1.1 101 S\r\n", 16))
		return;
	for (int i = 0; i < 100000 && !l->peer->stop; i++)
		if (!ws_raw(l, "X-A: 0123456789\r\n", 17))
			return;
}

static void
headers_end(void)
{
	set_up(headers_without_end);
	begin();
	run(5000 * MS);
	is_text(buf_text(&whys), "headers that are too long\n");
	tear_down();
}

static void
asks_to_wait(struct wsline *l, int nth)
{
	static const char no[] = "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\n"
	    "\r\n";

	if (nth > 0)
		echo(l, nth);
	else if (ws_request(l))
		ws_raw(l, no, sizeof(no) - 1);
}

static void
a_ban_binds_all(void)
{
	struct net_limits *limits = limits_memory();
	struct net_cost cost = { .scope = "" };
	char host[HOST_SIZE];
	enum take_result result = TAKE_OK;
	int64_t until = 0, began;

	set_up(asks_to_wait);
	options.limits = limits;
	snprintf(host, sizeof(host), "127.0.0.1:%d", peer.port);
	cost.host = host;
	losses_most = 5;
	strcpy(first_message, "hi");
	began = clock_monotonic();
	begin();
	while (losses == 0 && clock_monotonic() < began + 5000 * MS)
		loop_turn(loop, 20 * MS, &err);
	is_int(limits->take(limits->self, &cost, clock_now(&options.clock),
	    &result, &until, &err), E_OK);
	is_int(result, TAKE_BANNED);
	until_heard("hi 1;");
	ok(clock_monotonic() - began >= 1000 * MS);
	is_int(losses, 1);
	tear_down();
	limits_memory_free(limits);
}

static void
opens_at_last(struct wsline *l, int nth)
{
	if (nth >= 6)
		echo(l, nth);
	else
		ws_request(l);
}

/* Streams that do not come up close no exchange to requests, and one that is
 * left alone by requests hears of streams still. */
static void
it_fails_apart_from_requests(void)
{
	struct net_limits *limits = limits_memory();
	struct net_cost cost = { .scope = "" };
	char host[HOST_SIZE];
	enum take_result result = TAKE_BROKEN;
	int64_t until = 0, now;

	set_up(opens_at_last);
	options.limits = limits;
	snprintf(host, sizeof(host), "127.0.0.1:%d", peer.port);
	cost.host = host;
	losses_most = 7;
	strcpy(first_message, "hi");
	begin();
	while (losses < 6)
		loop_turn(loop, 20 * MS, &err);
	now = clock_now(&options.clock);
	is_int(limits->take(limits->self, &cost, now, &result, &until, &err),
	    E_OK);
	is_int(result, TAKE_OK);
	for (int i = 0; i < 5; i++)
		limits->health(limits->self, host, false, now, &err);
	until_heard("hi 1;");
	limits->take(limits->self, &cost, now, &result, &until, &err);
	is_int(result, TAKE_BROKEN);
	tear_down();
	limits_memory_free(limits);
}

static void
refuses(const char *url, const char *want)
{
	spec.url = url;
	is_int(websocket_ops.open(&options, &spec, &ws, &err), E_USAGE);
	if (strstr(err.text, want) == NULL)
		is_text(err.text, want);
}

static void
addresses_are_checked(void)
{
	static const char *const bad[] = { "X: a\r\nY: b", NULL };

	set_up(echo);
	refuses("https://localhost/", "not the URL of a WebSocket");
	refuses("stream.binance.com", "not the URL of a WebSocket");
	refuses("ws://stream.binance.com/ws",
	    "only a loopback address is asked without TLS");
	refuses("ws://127.0.0.1.example.com/ws", "loopback");
	refuses("wss://user:secret@h/", "");
	ok(strstr(err.text, "secret") == NULL);
	refuses("wss://", "");
	spec.url = "ws://127.0.0.1:1/";
	spec.headers = bad;
	is_int(websocket_ops.open(&options, &spec, &ws, &err), E_BUG);
	loop_free(loop);
	wspeer_stop(&peer);
}

static char ca_file[] = "/tmp/etrms-ws-ca-XXXXXX";

/* A certificate of its own for a name, into the CA file. */
static SSL_CTX *
own_tls(const char *name)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	X509 *x = X509_new();
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	X509_EXTENSION *e;
	char alt[64];
	FILE *f;

	snprintf(alt, sizeof(alt), "DNS:%s", name);
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), -3600);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_set_pubkey(x, key);
	e = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, alt);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
	X509_sign(x, key, EVP_sha256());
	SSL_CTX_use_certificate(tls, x);
	SSL_CTX_use_PrivateKey(tls, key);
	f = fopen(ca_file, "w");
	PEM_write_X509(f, x);
	fclose(f);
	X509_free(x);
	EVP_PKEY_free(key);
	return tls;
}

static void
tls_is_checked(void)
{
	int fd = mkstemp(ca_file);
	char *big = mem_alloc(500001);

	close(fd);
	/* nobody vouches for it */
	peer.tls = own_tls("localhost");
	set_up(echo);
	begin();
	run(5000 * MS);
	is_int(openings, 0);
	ok(strstr(buf_text(&whys), "certificate") != NULL);
	tear_down();
	/* the user does */
	set_up(echo);
	options.ca_file = ca_file;
	strcpy(first_message, "hi");
	begin();
	until_heard("hi 1;");
	memset(big, 't', 500000);
	is_int(websocket_ops.send(ws, big, 500000, &err), E_OK);
	is_int(websocket_ops.send(ws, "end", 3, &err), E_OK);
	until_heard("hi 1;500000*t;end;");
	tear_down();
	SSL_CTX_free(peer.tls);
	/* for another name */
	peer.tls = own_tls("example.com");
	set_up(echo);
	options.ca_file = ca_file;
	begin();
	run(5000 * MS);
	is_int(openings, 0);
	ok(strstr(buf_text(&whys), "match") != NULL ||
	    strstr(buf_text(&whys), "name") != NULL);
	tear_down();
	SSL_CTX_free(peer.tls);
	/* no TLS at all on the other side */
	peer.tls = NULL;
	set_up(echo);
	spec.url = mem_format("wss://127.0.0.1:%d/", peer.port);
	begin();
	run(5000 * MS);
	is_int(openings, 0);
	is_int(losses, 1);
	tear_down();
	free((char *)(uintptr_t)spec.url);
	unlink(ca_file);
	free(big);
}

int
main(void)
{
	ws_tests_begin();
	TEST(garbage_has_its_close_code);
	TEST(openings_are_checked);
	TEST(headers_end);
	TEST(a_ban_binds_all);
	TEST(it_fails_apart_from_requests);
	TEST(addresses_are_checked);
	TEST(tls_is_checked);
	return ws_tests_end();
}
