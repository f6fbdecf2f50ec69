/*
 * The life of a WebSocket: try, open, listen, lose, wait, try again. One timer
 * serves all of it, since each state waits for one thing.
 */
#include "net/module/websocket.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "base/trace.h"

#include <stdio.h>
#include <string.h>

#define WAITING_MAX ((size_t)1 << 20)	/* that the peer has not read */
#define LONG_LIFE STAMP_MINUTE		/* so long up: no failure before counts */
#define BAN_UNSAID (2 * STAMP_MINUTE)	/* a 418 that does not say how long */

static void
arm(struct websocket *w, int64_t in)
{
	loop_arm(w->options.loop, &w->timer, clock_monotonic() + in);
}

static struct net_cost
cost_of(const struct websocket *w)
{
	return (struct net_cost){ .host = w->host, .scope = "",
	    .weight = w->spec.weight, .apart = true };
}

static void
not_counted(enum err_code rc, const struct err *why)
{
	if (rc != E_OK && trace_on("ETRMS_TRACE"))
		trace_line("websocket", "limits: %s", why->text);
}

/* The connection has been made, or could not be. */
static void
settle(struct websocket *w)
{
	const struct net_limits *l = w->options.limits;
	int64_t now = clock_now(&w->options.clock);
	struct net_cost cost = cost_of(w);
	struct err why;

	if (l == NULL || w->taken_at == 0)
		return;
	not_counted(l->done(l->self, &cost, w->taken_at, now, w->greeted,
	    &why), &why);
	w->taken_at = 0;
}

/* From inside the line: it is dropped once its callback is over. Text from
 * outside is shown as plain ASCII. */
static void
end(struct websocket *w, const char *why)
{
	if (w->ending)
		return;
	w->ending = true;
	text_set(w->why, sizeof(w->why), why);
	for (char *p = w->why; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	line_pause(w->line, true);
	arm(w, 0);
}

static void
put(struct websocket *w, enum frame_kind kind, const char *at, size_t len)
{
	unsigned char mask[4];
	struct buf out = {0};

	if (!rng_bytes(mask, sizeof(mask)))
		memset(mask, 0x5a, sizeof(mask));
	frame_write(&out, kind, at, len, mask);
	line_send(w->line, out.at, out.len);
	explicit_bzero(out.at, out.len);
	buf_release(&out);
}

static void
say_goodbye(struct websocket *w, int status)
{
	const char bytes[2] = { (char)(status >> 8), (char)(status & 255) };

	put(w, FRAME_CLOSE, bytes, sizeof(bytes));
}

static void
wait_for_next(struct websocket *w)
{
	int64_t most = w->spec.back_least, wait;

	for (int i = 1; i < w->failures && most < w->spec.back_most; i++)
		most *= 2;
	if (most > w->spec.back_most)
		most = w->spec.back_most;
	wait = (int64_t)rng_below(&w->rng, (uint64_t)most + 1);
	if (w->not_before > 0) {
		int64_t more = w->not_before - clock_now(&w->options.clock);

		wait += more > 0 ? more : 0;
	}
	arm(w, wait);
}

static void
lose(struct websocket *w)
{
	bool again = true;

	if (trace_on("ETRMS_TRACE"))
		trace_line("websocket", "%s: lost: %s", w->host, w->why);
	if (w->state == WEBSOCKET_OPEN &&
	    clock_monotonic() - w->opened_at >= LONG_LIFE)
		w->failures = 0;
	if (w->state == WEBSOCKET_CONNECTING)
		settle(w);
	w->failures++;
	w->ending = w->pinged = w->greeted = false;
	line_close(w->line);
	w->line = NULL;
	frames_release(&w->frames);
	buf_clear(&w->head);
	w->state = WEBSOCKET_WAITING;
	if (w->spec.lost != NULL) {
		w->calling = true;
		again = w->spec.lost(w->spec.self, w->why);
		w->calling = false;
	}
	if (again)
		wait_for_next(w);
	else
		w->state = WEBSOCKET_ENDED;
}

/* A frame that is whole; false when there is nothing to read behind it. */
static bool
take(struct websocket *w, enum frame_kind kind, const char *at, size_t len)
{
	const char *reason;
	char why[WEBSOCKET_WHY];
	size_t n;
	int code;

	switch (kind) {
	case FRAME_TEXT:
	case FRAME_BINARY:
		w->calling = true;
		if (!w->spec.message(w->spec.self, at, len)) {
			say_goodbye(w, CLOSE_NORMAL);
			end(w, "what it sent is of no use");
		}
		w->calling = false;
		break;
	case FRAME_PING:
		put(w, FRAME_PONG, at, len);
		break;
	case FRAME_CLOSE:
		code = frame_close_code(at, len, &reason, &n);
		say_goodbye(w, code == CLOSE_NOT_KNOWN ? CLOSE_NORMAL : code);
		snprintf(why, sizeof(why), "closed by the peer: %d%s%.*s",
		    code, n > 0 ? " " : "", (int)n, reason);
		end(w, why);
		break;
	case FRAME_WRONG:
		say_goodbye(w, w->frames.status);
		snprintf(why, sizeof(why), "the peer sent %s", w->frames.why);
		end(w, why);
		break;
	default:
		break;
	}
	/* One that sends pings and reads no answer is not held for ever. */
	if (!w->ending && line_waiting(w->line) > 2 * WAITING_MAX)
		end(w, "the peer does not read");
	return !w->ending;
}

static void
read_frames(struct websocket *w)
{
	enum frame_kind kind;
	const char *at = NULL;
	size_t len = 0;

	while (!w->ending && (kind = frames_next(&w->frames, &at, &len)) !=
	    FRAME_NONE)
		if (!take(w, kind, at, len))
			break;
}

/* An answer that says wait binds all processes. */
static void
heed(struct websocket *w, const struct handshake_answer *a)
{
	const struct net_limits *l = w->options.limits;
	int64_t now = clock_now(&w->options.clock);
	int64_t wait = http_retry_after(a->retry_after, now);
	struct err why;

	if (a->status != 429 && a->status != 418 && a->status != 503)
		return;
	if (wait < 0 && a->status == 418)
		wait = BAN_UNSAID;
	if (wait < 0)
		return;
	w->not_before = now + wait;
	if (l != NULL && a->status != 503)
		not_counted(l->ban(l->self, w->host, w->not_before, now, &why),
		    &why);
}

static void
read_opening(struct websocket *w)
{
	struct handshake_answer a;

	switch (handshake_read(w->head.at, w->head.len, w->key, &a)) {
	case HANDSHAKE_WAIT:
		return;
	case HANDSHAKE_WRONG:
		heed(w, &a);
		end(w, a.why);
		return;
	case HANDSHAKE_DONE:
		break;
	}
	settle(w);
	if (trace_on("ETRMS_TRACE"))
		trace_line("websocket", "%s: open", w->host);
	w->state = WEBSOCKET_OPEN;
	w->opened_at = w->heard = clock_monotonic();
	w->not_before = 0;
	frames_feed(&w->frames, w->head.at + a.used, w->head.len - a.used);
	buf_clear(&w->head);
	arm(w, w->spec.ping_after);
	if (w->spec.opened != NULL) {
		w->calling = true;
		w->spec.opened(w->spec.self, w);
		w->calling = false;
	}
	read_frames(w);
}

static void
on_bytes(void *self, const char *at, size_t len)
{
	struct websocket *w = self;

	if (w->ending)
		return;
	w->heard = clock_monotonic();
	w->pinged = false;
	if (w->state == WEBSOCKET_OPEN) {
		frames_feed(&w->frames, at, len);
		read_frames(w);
	} else {
		buf_add(&w->head, at, len);
		read_opening(w);
	}
}

static void
on_up(void *self)
{
	struct websocket *w = self;
	unsigned char random[16];
	struct buf out = {0};

	if (w->ending)
		return;
	if (!rng_bytes(random, sizeof(random))) {
		end(w, "no random numbers");
		return;
	}
	handshake_key(random, w->key);
	handshake_request(w->url, (const char *const *)w->headers.at, w->key,
	    &out, NULL);
	w->greeted = true;
	line_send(w->line, out.at, out.len);
	explicit_bzero(out.at, out.len);
	buf_release(&out);
}

static void
on_down(void *self, const char *why)
{
	end(self, why);
}

/* The budgets of the host and its ban; true when it may be asked. Streams and
 * requests fail apart: the API breaker is of those alone. */
static bool
may_go(struct websocket *w, struct err *err)
{
	const struct net_limits *l = w->options.limits;
	int64_t now = clock_now(&w->options.clock), until = 0, wait;
	struct net_cost cost = cost_of(w);
	enum take_result result = TAKE_OK;
	enum err_code rc;

	if (l == NULL)
		return true;
	rc = l->take(l->self, &cost, now, &result, &until, err);
	if (rc == E_OK && result == TAKE_OK) {
		w->taken_at = now;
		return true;
	}
	wait = rc == E_OK ? until - now : STAMP_SECOND;
	arm(w, wait < 1000 ? 1000 : wait > STAMP_SECOND ? STAMP_SECOND : wait);
	return false;
}

static void
try(struct websocket *w)
{
	struct err err = { .code = E_OK };
	const struct line_spec spec = { w->options.loop, { w->asked, w->proxy,
	    w->ca_file, w->options.connect_limit }, on_up, on_bytes, on_down,
	    w };

	if (!may_go(w, &err))
		return;
	w->state = WEBSOCKET_CONNECTING;
	arm(w, w->spec.open_limit);
	if (line_open(&spec, &w->line, &err) == E_OK)
		return;
	text_set(w->why, sizeof(w->why), err.text);
	lose(w);
}

/* Open, and nothing else is to be done: is the peer still there? */
static void
look(struct websocket *w)
{
	int64_t silent = clock_monotonic() - w->heard;

	if (w->paused) {
		w->heard = clock_monotonic();
		arm(w, w->spec.ping_after);
	} else if (silent >= w->spec.dead_after) {
		snprintf(w->why, sizeof(w->why), "no sign of life for %lld s",
		    (long long)(silent / STAMP_SECOND));
		lose(w);
	} else if (silent >= w->spec.ping_after) {
		if (!w->pinged)
			put(w, FRAME_PING, "etrms", 5);
		w->pinged = true;
		arm(w, w->spec.dead_after - silent);
	} else
		arm(w, w->spec.ping_after - silent);
}

void
websocket_next(void *self)
{
	struct websocket *w = self;

	if (w->ending)
		lose(w);
	else if (w->state == WEBSOCKET_WAITING)
		try(w);
	else if (w->state == WEBSOCKET_OPEN)
		look(w);
	else if (w->state == WEBSOCKET_CONNECTING) {
		snprintf(w->why, sizeof(w->why), "it was not opened in time");
		lose(w);
	}
}

static void
websocket_close(struct websocket *w)
{
	if (w == NULL)
		return;
	if (w->calling)
		bug("a WebSocket is closed by its own callback");
	if (w->state == WEBSOCKET_OPEN && !w->ending)
		say_goodbye(w, CLOSE_NORMAL);
	websocket_free(w);
}

static enum err_code
websocket_send(struct websocket *w, const char *text, size_t len,
    struct err *err)
{
	if (w->state != WEBSOCKET_OPEN || w->ending)
		return err_set(err, E_NETWORK, "%s: not connected", w->host);
	if (line_waiting(w->line) + len > WAITING_MAX)
		return err_set(err, E_NETWORK, "%s: does not read what it is "
		    "sent", w->host);
	put(w, FRAME_TEXT, text, len);
	return E_OK;
}

static enum websocket_state
websocket_state(const struct websocket *w)
{
	return w->ending ? WEBSOCKET_WAITING : w->state;
}

static void
websocket_pause(struct websocket *w, bool stop)
{
	w->paused = stop;
	if (w->state == WEBSOCKET_OPEN && !w->ending)
		line_pause(w->line, stop);
}

const struct websocket_ops websocket_ops = {
	.open = websocket_open,
	.close = websocket_close,
	.send = websocket_send,
	.state = websocket_state,
	.pause = websocket_pause
};
