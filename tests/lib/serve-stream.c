/*
 * The served WebSockets, over a real socket: the handshake, public streams as
 * candles pass, the user's streams of spot (signed, over the WebSocket API) and
 * of futures (listen key), and frames that cannot be.
 */
#include "net/frame.h"
#include "served.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static int port;
static pid_t child;

/* A client: what came, and its frames. */
struct peer { int fd; struct frames frames; char head[512]; };

static void
server_start(void)
{
	struct serve_options o = { .dialect = "binance" };
	struct server *server = NULL;
	struct world w;
	struct err err;

	served_world(&w);
	memcpy(o.keys.key, "key", 4);
	memcpy(o.keys.secret, "secret", 7);
	if (serve_open(&w, &o, &server, &err) != E_OK)
		abort();
	port = serve_port(server);
	child = fork();
	if (child == 0) {
		serve_run(server, -1, 60 * INT64_C(1000000), &err);
		_exit(0);
	}
	serve_free(server);
	world_release(&w);
}

static void
server_end(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static struct peer
peer_open(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port) };
	struct timeval limit = { .tv_sec = 5 };
	struct peer p = { .fd = socket(AF_INET, SOCK_STREAM, 0) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(p.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (connect(p.fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		abort();
	return p;
}

static void
peer_send(struct peer *p, const void *at, size_t len)
{
	if (send(p->fd, at, len, MSG_NOSIGNAL) != (ssize_t)len)
		abort();
}

/* One HTTP exchange: the answer's body. */
static void
http(const char *method, const char *target, struct buf *out)
{
	struct peer p = peer_open();
	struct buf text = { 0 };
	char chunk[4096];
	ssize_t n;
	char *body;

	buf_printf(&text, "%s %s HTTP/1.1\r\nHost: x\r\nX-MBX-APIKEY: key\r\n"
	    "Connection: close\r\n\r\n", method, target);
	peer_send(&p, text.at, text.len);
	buf_clear(&text);
	while ((n = recv(p.fd, chunk, sizeof(chunk), 0)) > 0)
		buf_add(&text, chunk, (size_t)n);
	body = strstr(buf_text(&text), "\r\n\r\n");
	buf_clear(out);
	buf_puts(out, body == NULL ? "" : body + 4);
	buf_release(&text);
	close(p.fd);
}

static void
advance(void)
{
	struct buf b = { 0 };

	http("POST", "/etrms/advance?bars=1", &b);
	buf_release(&b);
}

/* An order that is signed; the fixed clock has not moved. */
static void
order(const char *path, const char *query)
{
	struct buf text = { 0 }, target = { 0 };
	struct buf state = { 0 };
	char signature[65];
	json_t *root;

	http("GET", "/api/v3/time", &state);
	root = json_loads(buf_text(&state), 0, NULL);
	buf_printf(&text, "%s&timestamp=%lld", query, (long long)
	    json_integer_value(json_object_get(root, "serverTime")));
	hmac_sha256_text("secret", text.at, text.len, signature);
	buf_printf(&target, "%s?%s&signature=%s", path, text.at, signature);
	http("POST", target.at, &state);
	json_decref(root);
	buf_release(&text);
	buf_release(&target);
	buf_release(&state);
}

/* Opens a WebSocket; the status of the answer. */
static int
socket_open(struct peer *p, const char *target, const char *key)
{
	struct buf text = { 0 };
	size_t len = 0;
	int status = 0;

	*p = peer_open();
	buf_printf(&text, "GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
	    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	    "Sec-WebSocket-Key: %s\r\n\r\n", target, key);
	peer_send(p, text.at, text.len);
	buf_release(&text);
	while (len + 1 < sizeof(p->head) && recv(p->fd, p->head + len, 1, 0) ==
	    1) {
		p->head[++len] = '\0';
		if (len >= 4 && strcmp(p->head + len - 4, "\r\n\r\n") == 0)
			break;
	}
	sscanf(p->head, "HTTP/1.1 %d", &status);
	return status;
}

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="

static void
peer_close(struct peer *p)
{
	frames_release(&p->frames);
	close(p->fd);
}

static void
say(struct peer *p, enum frame_kind kind, const char *text)
{
	static const unsigned char mask[4] = { 1, 2, 3, 4 };
	struct buf b = { 0 };

	frame_write(&b, kind, text, strlen(text), mask);
	peer_send(p, b.at, b.len);
	buf_release(&b);
}

/* The next message; NULL: none came. */
static json_t *
hear(struct peer *p, enum frame_kind *kind)
{
	char chunk[4096];
	const char *at;
	size_t len;
	ssize_t n;

	while ((*kind = frames_next(&p->frames, &at, &len)) == FRAME_NONE) {
		n = recv(p->fd, chunk, sizeof(chunk), 0);
		if (n <= 0)
			return NULL;
		frames_feed(&p->frames, chunk, (size_t)n);
	}
	return *kind == FRAME_TEXT ? json_loadb(at, len, 0, NULL) : NULL;
}

/* The next message's text at a.b, or "". */
static const char *
heard(struct peer *p, const char *first, const char *second)
{
	static char out[256];
	enum frame_kind kind;
	json_t *root = hear(p, &kind), *v = json_object_get(root, first);

	if (second != NULL)
		v = json_object_get(v, second);
	out[0] = '\0';
	if (json_is_string(v))
		snprintf(out, sizeof(out), "%s", json_string_value(v));
	else if (json_is_integer(v))
		snprintf(out, sizeof(out), "%lld",
		    (long long)json_integer_value(v));
	json_decref(root);
	return out;
}

static void
handshakes(void)
{
	struct peer p;

	is_int(socket_open(&p, "/ws/btcusdt@kline_1m", KEY), 101);
	ok(strstr(p.head, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != NULL);
	peer_close(&p);
	is_int(socket_open(&p, "/ws", "short"), 400);
	peer_close(&p);
	is_int(socket_open(&p, "/nowhere", KEY), 404);
	peer_close(&p);
	is_int(socket_open(&p, "/private/ws/nokey", KEY), 404);
	peer_close(&p);
}

static void
candles_as_they_pass(void)
{
	struct peer p, q;

	socket_open(&p, "/ws/btcusdt@kline_1m", KEY);
	socket_open(&q, "/public/stream?streams=btcusdt@bookTicker/"
	    "btcusdt@kline_1m", KEY);
	advance();
	is_text(heard(&p, "k", "c"), "95.00000000");
	is_text(heard(&q, "stream", NULL), "btcusdt@bookTicker");
	is_text(heard(&q, "data", "e"), "kline");
	say(&p, FRAME_TEXT, "{\"method\":\"SUBSCRIBE\",\"params\":["
	    "\"btcusdt@trade\"],\"id\":7}");
	is_text(heard(&p, "id", NULL), "7");
	say(&p, FRAME_TEXT, "{\"method\":\"UNSUBSCRIBE\",\"params\":["
	    "\"btcusdt@kline_1m\"],\"id\":8}");
	is_text(heard(&p, "id", NULL), "8");
	advance();
	is_text(heard(&p, "e", NULL), "trade");
	say(&p, FRAME_TEXT, "{\"method\":\"DANCE\",\"id\":9}");
	is_text(heard(&p, "error", "code"), "2");
	say(&p, FRAME_TEXT, "not json");
	is_text(heard(&p, "error", "code"), "3");
	peer_close(&p);
	peer_close(&q);
}

static void
the_users_events_of_spot(void)
{
	struct buf text = { 0 }, state = { 0 };
	char signature[65];
	struct peer p;
	json_t *root;
	long long now;

	http("GET", "/api/v3/time", &state);
	root = json_loads(buf_text(&state), 0, NULL);
	now = json_integer_value(json_object_get(root, "serverTime"));
	json_decref(root);
	buf_printf(&text, "apiKey=key&timestamp=%lld", now);
	hmac_sha256_text("secret", text.at, text.len, signature);
	buf_clear(&text);
	socket_open(&p, "/ws-api/v3", KEY);
	buf_printf(&text, "{\"id\":1,\"method\":\"userDataStream.subscribe."
	    "signature\",\"params\":{\"apiKey\":\"key\",\"timestamp\":%lld,"
	    "\"signature\":\"%s\"}}", now, signature);
	say(&p, FRAME_TEXT, text.at);
	is_text(heard(&p, "result", "subscriptionId"), "0");
	signature[0] = signature[0] == '0' ? '1' : '0';
	buf_clear(&text);
	buf_printf(&text, "{\"id\":2,\"method\":\"userDataStream.subscribe."
	    "signature\",\"params\":{\"apiKey\":\"key\",\"timestamp\":%lld,"
	    "\"signature\":\"%s\"}}", now, signature);
	say(&p, FRAME_TEXT, text.at);
	is_text(heard(&p, "error", "code"), "-1022");
	say(&p, FRAME_TEXT, "{\"id\":3,\"method\":\"ping\"}");
	is_text(heard(&p, "status", NULL), "200");
	order("/api/v3/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1"
	    "&newClientOrderId=mine");
	is_text(heard(&p, "event", "x"), "NEW");
	is_text(heard(&p, "event", "x"), "TRADE");
	is_text(heard(&p, "event", "e"), "outboundAccountPosition");
	peer_close(&p);
	buf_release(&text);
	buf_release(&state);
}

static void
the_users_events_of_futures(void)
{
	struct buf text = { 0 };
	char target[160];
	struct peer p;
	json_t *root;

	http("POST", "/fapi/v1/listenKey", &text);
	root = json_loads(buf_text(&text), 0, NULL);
	snprintf(target, sizeof(target), "/private/ws/%s",
	    json_string_value(json_object_get(root, "listenKey")));
	json_decref(root);
	is_int(socket_open(&p, target, KEY), 101);
	order("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET"
	    "&quantity=1&newClientOrderId=f");
	is_text(heard(&p, "o", "x"), "NEW");
	is_text(heard(&p, "o", "X"), "FILLED");
	is_text(heard(&p, "a", "m"), "ORDER");
	order("/fapi/v1/algoOrder", "algoType=CONDITIONAL&symbol=BTCUSDT"
	    "&side=SELL&type=STOP_MARKET&quantity=1&triggerPrice=50"
	    "&reduceOnly=true&clientAlgoId=g");
	is_text(heard(&p, "o", "caid"), "g");
	peer_close(&p);
	buf_release(&text);
}

static void
frames_that_cannot_be(void)
{
	static const char unmasked[] = "\x81\x02hi";
	enum frame_kind kind;
	struct peer p;

	socket_open(&p, "/ws", KEY);
	say(&p, FRAME_PING, "there?");
	ok(hear(&p, &kind) == NULL && kind == FRAME_PONG);
	peer_send(&p, unmasked, 4);
	ok(hear(&p, &kind) == NULL && kind == FRAME_CLOSE);
	peer_close(&p);
	socket_open(&p, "/ws", KEY);
	say(&p, FRAME_CLOSE, "");
	ok(hear(&p, &kind) == NULL && kind == FRAME_CLOSE);
	peer_close(&p);
}

int
main(void)
{
	server_start();
	TEST(handshakes);
	TEST(candles_as_they_pass);
	TEST(the_users_events_of_spot);
	TEST(the_users_events_of_futures);
	TEST(frames_that_cannot_be);
	server_end();
	return tap_done();
}
