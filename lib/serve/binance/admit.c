/*
 * Who may ask how much: weights and order counts as Binance counts them, keys,
 * the time window, and the signature over exactly the bytes that were sent.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct { int64_t limit; const char *used; } hosts[HOSTS] = {
	[HOST_API] = { 6000, "X-MBX-USED-WEIGHT-1M" },
	[HOST_FAPI] = { 2400, "X-MBX-USED-WEIGHT-1M" },
	[HOST_SAPI] = { 12000, "X-SAPI-USED-IP-WEIGHT-1M" }
};
static const int64_t most_orders_10s[MARKETS] = { 100, 300 };

int64_t
told_ms(int64_t us)
{
	return us / 1000 - (us % 1000 < 0);
}

/* Windows begin with the minute, or whatever they last. */
static void
window_turn(struct window *w, int64_t span)
{
	int64_t now = clock_monotonic();

	if (now - w->began >= span)
		*w = (struct window){ now - now % span, 0 };
}

void
headers_add(struct call *c)
{
	struct binance *b = c->b;

	buf_printf(&c->out->headers, "%s: %" PRId64 "\r\n",
	    hosts[c->host].used, b->weight[c->host].used);
	if (c->route == NULL || c->route->orders == 0)
		return;
	buf_printf(&c->out->headers, "X-MBX-ORDER-COUNT-10S: %" PRId64 "\r\n",
	    b->orders10s[c->m].used);
	if (c->m == MARKET_SPOT)
		buf_printf(&c->out->headers, "X-MBX-ORDER-COUNT-1D: %" PRId64
		    "\r\n", b->orders1d.used);
	else
		buf_printf(&c->out->headers, "X-MBX-ORDER-COUNT-1M: %" PRId64
		    "\r\n", b->orders1m.used);
}

void
orders_count(struct call *c, int n)
{
	struct binance *b = c->b;

	window_turn(&b->orders10s[c->m], 10 * STAMP_SECOND);
	window_turn(&b->orders1m, STAMP_MINUTE);
	window_turn(&b->orders1d, STAMP_DAY);
	b->orders10s[c->m].used += n;
	if (c->m == MARKET_SPOT)
		b->orders1d.used += n;
	else
		b->orders1m.used += n;
}

static bool
retry_after(struct call *c, int64_t until)
{
	int64_t left = until - clock_monotonic();

	buf_printf(&c->out->headers, "Retry-After: %" PRId64 "\r\n",
	    (left + STAMP_SECOND - 1) / STAMP_SECOND);
	return false;
}

/* One that goes on after 429 is banned. */
static bool
weight_take(struct call *c)
{
	struct binance *b = c->b;
	struct window *w = &b->weight[c->host];
	int64_t now = clock_monotonic(), limit = hosts[c->host].limit;
	const char *symbol = params_get(&c->params, "symbol");
	int weight = c->route->weigh != NULL ? c->route->weigh(c) :
	    c->route->all > 0 && symbol == NULL ? c->route->all :
	    c->route->weight;

	if (c->s->weight_limit > 0)
		limit = c->s->weight_limit;
	window_turn(w, STAMP_MINUTE);
	if (b->banned > now) {
		fail(c, 418, -1003, "Way too much request weight used; IP "
		    "banned until %" PRId64 ". Please use WebSocket Streams "
		    "for live updates to avoid bans.",
		    c->now + (b->banned - now) / 1000);
		return retry_after(c, b->banned);
	}
	if (w->used + weight <= limit) {
		w->used += weight;
		b->over = 0;
		return true;
	}
	if (++b->over > 10) {
		b->banned = now + 120 * STAMP_SECOND;
		b->over = 0;
	}
	fail(c, 429, -1003, "Too much request weight used; current limit is "
	    "%" PRId64 " request weight per 1 MINUTE. Please use WebSocket "
	    "Streams for live updates to avoid polling the API.", limit);
	return retry_after(c, w->began + STAMP_MINUTE);
}

static bool
orders_allowed(struct call *c)
{
	struct window *w = &c->b->orders10s[c->m];

	if (c->route->orders == 0)
		return true;
	window_turn(w, 10 * STAMP_SECOND);
	if (w->used + c->route->orders <= most_orders_10s[c->m])
		return true;
	fail(c, 429, -1015, "Too many new orders; current limit is %" PRId64
	    " orders per 10 SECOND.", most_orders_10s[c->m]);
	return retry_after(c, w->began + 10 * STAMP_SECOND);
}

static bool
key_good(struct call *c, const struct http_head *h)
{
	struct slice key = head_value(h, "X-MBX-APIKEY");

	if (key.len == 0)
		return fail(c, 401, -2014, "API-key format invalid.");
	return slice_is(key, c->s->keys.key) || fail(c, 401, -2015,
	    "Invalid API-key, IP, or permissions for action.");
}

/* ms, or on spot µs, too. */
static bool
time_good(struct call *c)
{
	int64_t at = 0, window = 5000, now = told_ms(world_time(c->w));

	if (!ask_int(c, "timestamp", true, 0, INT64_MAX, &at) ||
	    !ask_int(c, "recvWindow", false, 0, INT64_MAX, &window))
		return false;
	if (window > 60000)
		return fail(c, 400, -1131, "recvWindow must be less than "
		    "60000.");
	if (c->m == MARKET_SPOT && at > INT64_C(100000000000000))
		at /= 1000;
	if (at >= now + 1000)
		return fail(c, 400, -1021, "Timestamp for this request was "
		    "1000ms ahead of the server's time.");
	return now - at <= window || fail(c, 400, -1021, "Timestamp for this "
	    "request is outside of the recvWindow.");
}

static bool
signature_good(struct call *c, const struct http_head *h, struct slice body)
{
	struct buf signed_text = { 0 };
	const char *sent = NULL;
	bool same;

	if (!ask_text(c, "signature", true, &sent))
		return false;
	params_without(h->query, "signature", &signed_text);
	params_without(body, "signature", &signed_text);
	same = keys_signed(&c->s->keys, buf_text(&signed_text),
	    signed_text.len, sent);
	buf_release(&signed_text);
	return same || fail(c, 400, -1022,
	    "Signature for this request is not valid.");
}

static bool
is_one_of(const char *names, const char *name)
{
	size_t n = strlen(name);

	if (n == 0)
		return false;
	for (const char *p = names; (p = strstr(p, name)) != NULL; p += n)
		if ((p == names || p[-1] == ' ') &&
		    (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

/* Spot refuses what it does not read; futures do not mind. */
static bool
names_good(struct call *c)
{
	static const char always[] = "timestamp recvWindow signature";
	size_t read = 0;

	for (size_t i = 0; i < c->params.list.len; i++) {
		const char *name = c->params.list.at[i].name;
		size_t n = params_count(&c->params, name);

		if (n > 1)
			return fail(c, 400, -1101, "Duplicate values for "
			    "parameter '%s'.", name);
		read += c->route->takes == NULL ||
		    is_one_of(c->route->takes, name) ||
		    (c->route->security == SIGNED &&
		    is_one_of(always, name));
	}
	if (c->host == HOST_FAPI || read == c->params.list.len)
		return true;
	return fail(c, 400, -1104, "Not all sent parameters were read; read "
	    "'%zu' parameter(s) but was sent '%zu'.", read,
	    c->params.list.len);
}

bool
admit(struct call *c, const struct http_head *h, struct slice body)
{
	enum security security = c->route->security;

	if (!weight_take(c) || !orders_allowed(c))
		return false;
	if (security != NONE && !key_good(c, h))
		return false;
	if (security == SIGNED && (!time_good(c) ||
	    !signature_good(c, h, body)))
		return false;
	return names_good(c);
}
