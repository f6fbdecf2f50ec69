/*
 * The client: budgets before each try, what an answer means after it, further
 * tries by lib/net/retry.c, all requests of a run side by side in one loop.
 */
#include "net/module/http.h"

#include "base/stamp.h"
#include "base/trace.h"
#include "net/module/client.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE (15 * STAMP_SECOND)
/* Somebody else's answer may free a budget sooner than was said. */
#define LOOK_AGAIN STAMP_SECOND
/* How often stopped() is asked while signals are held. */
#define LISTEN (100 * 1000)
/* A host that limits us and does not say for how long. */
#define BAN_UNSAID (2 * STAMP_MINUTE)

struct run {
	size_t left;		/* tasks that have not ended */
	enum err_code rc;
	struct err *err;
	VEC(struct task *) helpers;	/* that ask for the time */
};

static void task_try(struct task *t);

static const struct net_limits *
limits_of(const struct task *t)
{
	return t->http->options.limits;
}

static struct net_cost
cost_of(const struct task *t)
{
	return (struct net_cost){ .host = t->host,
	    .scope = t->ask->scope != NULL ? t->ask->scope : "",
	    .weight = t->ask->weight, .orders = t->ask->orders,
	    .urgent = t->ask->kind == HTTP_CANCEL };
}

static void
run_fails(struct task *t, enum err_code rc, const struct err *why)
{
	struct run *r = t->http->run;

	if (r->rc != E_OK)
		return;
	r->rc = rc;
	if (r->err != NULL)
		*r->err = *why;
}

/* An answer is not lost because a count could not be written down. */
static void
not_counted(enum err_code rc, const struct err *why)
{
	if (rc != E_OK && trace_on("ETRMS_TRACE"))
		trace_line("http", "limits: %s", why->text);
}

/* Gives back or settles what the try took of the budgets. */
static void
settle(struct task *t, bool sent)
{
	const struct net_limits *l = limits_of(t);
	struct net_cost cost = cost_of(t);
	struct err why;

	if (t->taken_at == 0)
		return;
	not_counted(l->done(l->self, &cost, t->taken_at,
	    clock_now(&t->http->options.clock), sent, &why), &why);
	t->taken_at = 0;
}

static void
task_end(struct task *t)
{
	loop_disarm(t->http->loop, &t->timer);
	settle(t, t->passed);
	if (t->easy != NULL) {	/* cut off on its way */
		t->said->outcome = task_outcome(t);
		t->said->class = t->passed ? HTTP_CLASS_AMBIGUOUS :
		    HTTP_CLASS_NOT_SENT;
		t->said->status = 0;
	}
	transfer_drop(t);
	buf_release(&t->url);
	buf_release(&t->body);
	if (t->ended)
		return;
	t->ended = true;
	t->http->run->left--;
}

static void
end_unsent(struct task *t, enum http_class class, int64_t retry_at,
    const char *why)
{
	struct http_answer *a = t->said;

	a->outcome = task_outcome(t);
	a->class = class;
	a->retry_at = retry_at;
	text_set(a->why, sizeof(a->why), why);
	buf_clear(&a->body);
	task_end(t);
}

/* The answer of the clock's end point, for the request that waits for it. */
static void
clock_answered(struct task *t)
{
	struct task *p = t->parent;
	const struct net_limits *l = limits_of(p);
	int64_t host_time;
	struct err why;
	enum err_code rc = E_OK;

	task_end(t);
	if (t->said->class != HTTP_CLASS_DONE || !p->ask->sync->read(
	    p->ask->sync->self, t->said, &host_time)) {
		task_end(p);	/* with the answer it had */
		return;
	}
	if (l != NULL)
		rc = l->clock_set(l->self, p->host, http_clock_offset(t->said,
		    host_time), t->said->received, &why);
	if (rc != E_OK)
		run_fails(p, rc, &why);
	task_try(p);
}

static void
mend_clock(struct task *t)
{
	struct task *c = mem_alloc(sizeof(*c));

	c->http = t->http;
	c->ask = t->ask->sync->ask;
	c->said = &c->own;
	c->parent = t;
	c->retry.began = clock_monotonic();
	vec_push(&t->http->run->helpers, c);
	t->http->run->left++;
	task_try(c);
}

static void
on_timer(void *self)
{
	task_try(self);
}

static void
try_later(struct task *t, int64_t wait)
{
	t->timer.fire = on_timer;
	t->timer.self = t;
	loop_arm(t->http->loop, &t->timer, clock_monotonic() + wait);
}

static void
task_over(struct task *t)
{
	if (t->parent != NULL)
		clock_answered(t);
	else
		task_end(t);
}

static int64_t
patience_of(const struct task *t)
{
	return t->ask->patience != 0 ? t->ask->patience : PATIENCE;
}

static bool
stopped(const struct task *t)
{
	return t->http->options.stopped != NULL && t->http->options.stopped();
}

/* After a try: again, or this is how it ends. */
static void
task_next(struct task *t)
{
	struct http_answer *a = t->said;
	int64_t now = clock_now(&t->http->options.clock);
	int64_t asked = a->retry_at == 0 ? -1 : a->retry_at > now ?
	    a->retry_at - now : 0;
	int64_t wait;

	if (stopped(t) || t->refused || t->guarded || t->streamed ||
	    t->hopeless ||
	    (a->class == HTTP_CLASS_CLOCK && t->ask->sync == NULL)) {
		task_over(t);
		return;
	}
	switch (retry_next(&t->retry, t->ask->kind, a->class,
	    clock_monotonic(), asked, patience_of(t), &t->http->rng, &wait)) {
	case RETRY_END:
		task_over(t);
		break;
	case RETRY_WAIT:
		try_later(t, wait);
		break;
	case RETRY_SYNC:
		mend_clock(t);
		break;
	}
}

/* The budgets let it wait: as long as it has patience, and never a submit. */
static void
hold_back(struct task *t, enum take_result result, int64_t until, int64_t now)
{
	static const char *const whys[] = {
		[TAKE_WAIT] = "our own count of its rate limit is used up",
		[TAKE_BANNED] = "it has asked us to stop",
		[TAKE_BROKEN] = "it has failed several times and is left alone"
		    " for a while",
		[TAKE_NEVER] = "this request costs more than its rate limit"
	};
	int64_t wait = until - now;

	if (wait < 0)
		wait = 0;
	if (result == TAKE_BROKEN) {
		end_unsent(t, HTTP_CLASS_NOT_SENT, until, whys[result]);
		return;
	}
	if (result == TAKE_NEVER || t->ask->kind == HTTP_SUBMIT ||
	    wait > patience_of(t) - t->retry.waited || stopped(t)) {
		end_unsent(t, HTTP_CLASS_LIMITED, result == TAKE_NEVER ? 0 :
		    until, whys[result]);
		return;
	}
	if (wait > LOOK_AGAIN)
		wait = LOOK_AGAIN;
	if (wait < 1000)
		wait = 1000;
	t->retry.waited += wait;
	try_later(t, wait);
}

static void
over_held_back(struct task *t)
{
	if (t->ended && t->parent != NULL && !t->parent->ended)
		task_end(t->parent);
}

static void
task_try(struct task *t)
{
	const struct net_limits *l = limits_of(t);
	int64_t now = clock_now(&t->http->options.clock), until = 0;
	struct net_cost cost = cost_of(t);
	enum take_result result = TAKE_OK;
	struct err why = {0};
	enum err_code rc;

	rc = http_url_check(t->ask->url, t->host, &why);
	if (rc == E_OK && l != NULL)
		rc = l->take(l->self, &cost, now, &result, &until, &why);
	if (rc == E_OK && result != TAKE_OK) {
		hold_back(t, result, until, now);
		over_held_back(t);
		return;
	}
	if (rc == E_OK) {
		t->taken_at = l != NULL ? now : 0;
		t->said->tries++;
		rc = transfer_start(t, &why);
	}
	if (rc == E_OK)
		return;
	run_fails(t, rc, &why);
	end_unsent(t, HTTP_CLASS_NOT_SENT, 0, why.text);
	over_held_back(t);
}

/* What its headers and its status tell all processes about the host. */
static void
tell_limits(struct task *t)
{
	const struct net_limits *l = limits_of(t);
	struct http_answer *a = t->said;
	struct net_used used = { .host = t->host,
	    .scope = t->ask->scope != NULL ? t->ask->scope : "" };
	const char *name, *value = http_header(a, "retry-after");
	int64_t now = a->received, wait;
	enum err_code rc = E_OK;
	struct err why;
	bool failed = a->class == HTTP_CLASS_AMBIGUOUS ||
	    (a->class == HTTP_CLASS_NOT_SENT && !t->refused);
	size_t at = 0;

	wait = value != NULL ? http_retry_after(value, now) : -1;
	if (a->class == HTTP_CLASS_LIMITED && a->status == 418 && wait < 0)
		wait = BAN_UNSAID;
	if (a->class == HTTP_CLASS_LIMITED && wait >= 0)
		a->retry_at = now + wait;
	if (l == NULL)
		return;
	while (rc == E_OK && http_head_next(&a->head, &at, &name, &value))
		if (http_usage(name, value, &used))
			rc = l->used(l->self, &used, now, &why);
	if (rc == E_OK && a->retry_at > now)
		rc = l->ban(l->self, t->host, a->retry_at, now, &why);
	if (rc == E_OK && (failed || a->outcome == HTTP_ANSWERED))
		rc = l->health(l->self, t->host, !failed, now, &why);
	not_counted(rc, &why);
}

static void
collect(struct http *h)
{
	CURLMsg *m;
	int more;

	while ((m = curl_multi_info_read(h->multi, &more)) != NULL) {
		struct task *t = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		transfer_end(t, m->data.result);
		settle(t, t->passed);
		tell_limits(t);
		task_next(t);
	}
}

static void
on_socket(void *self, int fd, short revents)
{
	struct http *h = self;
	int mask = 0, running;

	if (revents & (POLLIN | POLLHUP))
		mask |= CURL_CSELECT_IN;
	if (revents & POLLOUT)
		mask |= CURL_CSELECT_OUT;
	if (revents & (POLLERR | POLLNVAL))
		mask |= CURL_CSELECT_ERR;
	curl_multi_socket_action(h->multi, fd, mask, &running);
	collect(h);
}

static void
on_curl_timer(void *self)
{
	struct http *h = self;
	int running;

	curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect(h);
}

static int
watch_socket(CURL *easy, curl_socket_t fd, int what, void *self, void *at)
{
	static const short events[] = { [CURL_POLL_NONE] = 0,
	    [CURL_POLL_IN] = POLLIN, [CURL_POLL_OUT] = POLLOUT,
	    [CURL_POLL_INOUT] = POLLIN | POLLOUT, [CURL_POLL_REMOVE] = 0 };
	struct http *h = self;

	(void)easy;
	(void)at;
	loop_watch(h->loop, fd, events[what], on_socket, h);
	return 0;
}

static int
watch_timer(CURLM *multi, long ms, void *self)
{
	struct http *h = self;

	(void)multi;
	if (ms < 0)
		loop_disarm(h->loop, &h->timer);
	else
		loop_arm(h->loop, &h->timer, clock_monotonic() + ms * 1000);
	return 0;
}

/* Asked to stop: what has not been sent is not, reads end, and what may have
 * arrived is waited for. */
static void
stop(struct task *t)
{
	if (t->ended || (t->passed && t->easy != NULL &&
	    t->ask->kind != HTTP_READ))
		return;
	if (t->said->class == HTTP_CLASS_NONE)
		t->said->class = HTTP_CLASS_NOT_SENT;
	text_set(t->said->why, sizeof(t->said->why), "interrupted");
	task_end(t);
}

static enum err_code
turn(struct http *h, struct run *r, struct task *tasks, size_t n)
{
	enum err_code rc = loop_turn(h->loop, h->options.stopped != NULL ?
	    LISTEN : -1, r->err);

	if (h->options.stopped == NULL || !h->options.stopped())
		return rc;
	for (size_t i = 0; i < r->helpers.len; i++)
		stop(r->helpers.at[i]);
	for (size_t i = 0; i < n; i++)
		stop(&tasks[i]);
	return rc;
}

static enum err_code
run(struct http *h, const struct http_request *ask, struct http_answer *said,
    size_t n, struct err *err)
{
	struct run r = { .left = n, .err = err };
	struct task *tasks = mem_array(n, sizeof(*tasks));
	enum err_code rc = E_OK;

	if (h->run != NULL)
		bug("a run inside a run");
	h->run = &r;
	http_answers_release(said, n);
	for (size_t i = 0; i < n; i++) {
		tasks[i].http = h;
		tasks[i].ask = &ask[i];
		tasks[i].said = &said[i];
		tasks[i].retry.began = clock_monotonic();
		task_try(&tasks[i]);
	}
	while (r.left > 0 && rc == E_OK)
		rc = turn(h, &r, tasks, n);
	for (size_t i = 0; i < n; i++)
		task_end(&tasks[i]);
	for (size_t i = 0; i < r.helpers.len; i++) {
		task_end(r.helpers.at[i]);
		http_answers_release(&r.helpers.at[i]->own, 1);
		free(r.helpers.at[i]);
	}
	vec_release(&r.helpers);
	free(tasks);
	h->run = NULL;
	return rc != E_OK ? rc : r.rc;
}

static void
client_close(struct http *h)
{
	if (h == NULL)
		return;
	if (h->multi != NULL)
		curl_multi_cleanup(h->multi);
	if (h->share != NULL)
		curl_share_cleanup(h->share);
	loop_disarm(h->loop, &h->timer);
	if (h->own_loop)
		loop_free(h->loop);
	free(h->proxy);
	free(h->ca_file);
	free(h);
}

static enum err_code
client_open(const struct http_options *o, struct http **out, struct err *err)
{
	struct http *h;
	uint64_t seed = o->seed;
	enum err_code rc = http_proxy_check(o->proxy != NULL ? o->proxy : "",
	    err);

	if (rc != E_OK)
		return rc;
	if (seed == 0 && !rng_bytes(&seed, sizeof(seed)))
		seed = (uint64_t)clock_monotonic();
	h = mem_alloc(sizeof(*h));
	h->options = *o;
	if (h->options.connect_limit == 0)
		h->options.connect_limit = 5 * STAMP_SECOND;
	if (h->options.total_limit == 0)
		h->options.total_limit = 15 * STAMP_SECOND;
	h->proxy = mem_text(o->proxy != NULL ? o->proxy : "");
	h->ca_file = mem_text(o->ca_file != NULL ? o->ca_file : "");
	rng_seed(&h->rng, seed);
	h->own_loop = o->loop == NULL;
	h->loop = h->own_loop ? loop_open() : o->loop;
	h->timer.fire = on_curl_timer;
	h->timer.self = h;
	h->multi = curl_multi_init();
	h->share = curl_share_init();
	if (h->multi == NULL || h->share == NULL) {
		client_close(h);
		return err_set(err, E_BUG, "libcurl does not start");
	}
	curl_share_setopt(h->share, CURLSHOPT_SHARE,
	    CURL_LOCK_DATA_SSL_SESSION);
	/* Else it keeps four to each request that is on, none after a run. */
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, 64L);
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, watch_timer);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	*out = h;
	return E_OK;
}

const struct http_ops http_client = { client_open, client_close, run };
