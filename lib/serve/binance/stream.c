/*
 * WebSockets: public streams, the user's stream of futures (by a listen key),
 * and the WebSocket API of spot, over which a user's events are asked for.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define STREAMS_MAX 1024

/* What a client listens to. */
struct listener {
	enum market m;
	bool api;		/* the WebSocket API */
	bool wrapped;		/* {"stream": …, "data": …} */
	bool user;		/* events of the user, too */
	VEC(char *) streams;
};

static void
listener_free(struct listener *l)
{
	for (size_t i = 0; i < l->streams.len; i++)
		free(l->streams.at[i]);
	vec_release(&l->streams);
	free(l);
}

static bool
begins(struct slice *path, const char *with)
{
	size_t n = strlen(with);

	if (path->len < n || memcmp(path->at, with, n) != 0)
		return false;
	path->at += n;
	path->len -= n;
	return true;
}

static bool
listen_key_good(struct served *s, const char *key, size_t len)
{
	const struct binance *b = s->state;

	return b->listen_key[0] != '\0' && len == strlen(b->listen_key) &&
	    memcmp(b->listen_key, key, len) == 0 &&
	    world_time(s->world) < b->listen_until;
}

/* Names parted by slashes. */
static void
streams_add(struct listener *l, const char *at, size_t len)
{
	while (len > 0 && l->streams.len < STREAMS_MAX) {
		const char *slash = memchr(at, '/', len);
		size_t n = slash == NULL ? len : (size_t)(slash - at);

		if (n > 0)
			vec_push(&l->streams, mem_textn(at, n));
		at += n + (slash != NULL);
		len -= n + (slash != NULL);
	}
}

bool
stream_open(struct served *s, const struct http_head *h, struct socket *k)
{
	struct listener *l = mem_alloc(sizeof(*l));
	struct slice path = h->path;
	struct params p = { 0 };
	bool private = begins(&path, "/private"), good = true;

	l->m = private || begins(&path, "/public") ||
	    begins(&path, "/market") ? MARKET_SWAP : MARKET_SPOT;
	if (!params_read(&p, h->query)) {
		good = false;
	} else if (l->m == MARKET_SPOT && slice_is(path, "/ws-api/v3")) {
		l->api = true;
	} else if (begins(&path, "/stream")) {
		const char *names = params_get(&p, "streams");

		l->wrapped = true;
		good = path.len == 0;
		if (names != NULL)
			streams_add(l, names, strlen(names));
	} else if (begins(&path, "/ws")) {
		good = path.len == 0 || path.at[0] == '/';
		if (path.len > 1 && !private)
			streams_add(l, path.at + 1, path.len - 1);
	} else {
		good = false;
	}
	if (good && private) {
		const char *key = params_get(&p, "listenKey");

		l->user = true;
		good = key != NULL ? listen_key_good(s, key, strlen(key)) :
		    path.len > 1 &&
		    listen_key_good(s, path.at + 1, path.len - 1);
	}
	params_release(&p);
	if (good)
		k->kept = l;
	else
		listener_free(l);
	return good;
}

void
stream_gone(struct served *s, struct socket *k)
{
	(void)s;
	if (k->kept != NULL)
		listener_free(k->kept);
	k->kept = NULL;
}

static void
send_one(struct socket *k, const char *stream, const struct buf *event)
{
	const struct listener *l = k->kept;
	struct buf text = { 0 };

	if (l->wrapped) {
		put_begin(&text, NULL, '{');
		put_text(&text, "stream", stream);
		put_raw(&text, "data", buf_text(event));
		put_end(&text, '}');
	} else if (l->api) {
		put_begin(&text, NULL, '{');
		put_int(&text, "subscriptionId", 0);
		put_raw(&text, "event", buf_text(event));
		put_end(&text, '}');
	} else {
		buf_add(&text, buf_text(event), event->len);
	}
	socket_text(k, buf_text(&text), text.len);
	buf_release(&text);
}

void
stream_moved(struct served *s)
{
	struct buf event = { 0 };

	for (size_t i = 0; i < s->sockets.len; i++) {
		struct listener *l = s->sockets.at[i]->kept;

		for (size_t n = 0; n < l->streams.len; n++) {
			buf_clear(&event);
			if (event_public(s, l->m, l->streams.at[n], &event))
				send_one(s->sockets.at[i], l->streams.at[n],
				    &event);
		}
	}
	depth_remember(s);
	buf_release(&event);
}

static void
send_user(struct served *s, enum market m, const struct buf *event)
{
	const struct binance *b = s->state;

	for (size_t i = 0; i < s->sockets.len; i++) {
		struct listener *l = s->sockets.at[i]->kept;

		if (l->user && l->m == m)
			send_one(s->sockets.at[i], b->listen_key, event);
	}
}

static void
order_told(struct served *s, size_t place, size_t trade)
{
	const struct served_order *o = &s->world->book.orders.at[place];
	struct buf event = { 0 };

	if (o->market == MARKET_SPOT)
		event_order_spot(s, place, trade, &event);
	else if (o->conditional && trade == SIZE_MAX)
		event_algo(s, place, &event);
	else
		event_order_swap(s, place, trade, &event);
	send_user(s, o->market, &event);
	buf_release(&event);
}

static void
account_told(struct served *s, enum market m, const char *reason)
{
	struct buf event = { 0 };

	if (m == MARKET_SPOT)
		event_account_spot(s, &event);
	else
		event_account_swap(s, reason, &event);
	send_user(s, m, &event);
	buf_release(&event);
}

/* Of spot: money that came or went without an order. */
static void
balance_told(struct served *s, size_t place)
{
	struct buf event = { 0 };

	event_balance(s, place, &event);
	send_user(s, MARKET_SPOT, &event);
	buf_release(&event);
}

static bool
anybody(const struct served *s)
{
	for (size_t i = 0; i < s->sockets.len; i++) {
		const struct listener *l = s->sockets.at[i]->kept;

		if (l->user)
			return true;
	}
	return false;
}

/* What is late for those who ask never comes to those who listen. */
void
stream_booked(struct served *s, enum booked what, size_t place)
{
	const struct book *b = &s->world->book;

	if (!anybody(s))
		return;
	if (what == BOOKED_ORDER) {
		order_told(s, place, SIZE_MAX);
	} else if (what == BOOKED_TRADE) {
		const struct served_trade *t = &b->trades.at[place];

		if (!trade_heard(b, t))
			return;
		order_told(s, t->order, place);
		if (t->twice)
			order_told(s, t->order, place);
		account_told(s, t->market, "ORDER");
	} else if (what == BOOKED_FUNDING || what == BOOKED_TRANSFER) {
		enum market m = b->incomes.at[place].market;

		account_told(s, m, what == BOOKED_FUNDING ? "FUNDING_FEE" :
		    "DEPOSIT");
		if (m == MARKET_SPOT)
			balance_told(s, place);
	}
}

static void
stream_remove(struct listener *l, const char *name)
{
	for (size_t i = 0; i < l->streams.len; i++)
		if (strcmp(l->streams.at[i], name) == 0) {
			free(l->streams.at[i]);
			l->streams.at[i] = l->streams.at[--l->streams.len];
			return;
		}
}

/* SUBSCRIBE and its kin. */
static void
control_take(struct socket *k, const json_t *root, struct buf *out)
{
	struct listener *l = k->kept;
	const char *method = json_string_value(json_object_get(root,
	    "method"));
	const json_t *params = json_object_get(root, "params");
	char *id = json_dumps(json_object_get(root, "id"), JSON_ENCODE_ANY);
	bool add = method != NULL && strcmp(method, "SUBSCRIBE") == 0;
	bool remove = method != NULL && strcmp(method, "UNSUBSCRIBE") == 0;

	put_begin(out, NULL, '{');
	if (method != NULL && strcmp(method, "LIST_SUBSCRIPTIONS") == 0) {
		put_begin(out, "result", '[');
		for (size_t i = 0; i < l->streams.len; i++)
			put_text(out, NULL, l->streams.at[i]);
		put_end(out, ']');
	} else if (!add && !remove) {
		put_begin(out, "error", '{');
		put_int(out, "code", 2);
		put_text(out, "msg", "Invalid request: unknown method");
		put_end(out, '}');
	} else {
		for (size_t i = 0; i < json_array_size(params); i++) {
			const char *name = json_string_value(
			    json_array_get(params, i));

			if (name != NULL)
				stream_remove(l, name);
			if (name != NULL && add)
				streams_add(l, name, strlen(name));
		}
		put_raw(out, "result", "null");
	}
	put_raw(out, "id", id == NULL ? "null" : id);
	put_end(out, '}');
	free(id);
}

void
stream_take(struct served *s, struct socket *k, const char *at, size_t len)
{
	struct listener *l = k->kept;
	struct buf out = { 0 };
	json_t *root;

	if (l->api) {
		l->user = session_request(s, at, len, &out) || l->user;
	} else {
		root = json_loadb(at, len, JSON_REJECT_DUPLICATES, NULL);
		if (json_is_object(root))
			control_take(k, root, &out);
		else
			buf_puts(&out, "{\"error\":{\"code\":3,\"msg\":"
			    "\"Invalid JSON\"}}");
		json_decref(root);
	}
	socket_text(k, buf_text(&out), out.len);
	buf_release(&out);
}
