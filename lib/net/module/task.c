/*
 * One request of a run from its first try to its end: budgets before each try,
 * what an answer means after it, further tries by lib/net/retry.c.
 */
#include "base/stamp.h"
#include "base/trace.h"
#include "net/module/client.h"

#include <string.h>

#define PATIENCE (15 * STAMP_SECOND)
/* Somebody else's answer may free a budget sooner than was said. */
#define LOOK_AGAIN STAMP_SECOND
/* A host that limits us and does not say for how long. */
#define BAN_UNSAID (2 * STAMP_MINUTE)

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
	    .apart = t->ask->kind == HTTP_CANCEL };
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

void
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

void
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

/* Asked to stop: what has not been sent is not, reads end, and what may have
 * arrived is waited for. */
void
task_stop(struct task *t)
{
	if (t->ended || (t->passed && t->easy != NULL &&
	    t->ask->kind != HTTP_READ))
		return;
	if (t->said->class == HTTP_CLASS_NONE)
		t->said->class = HTTP_CLASS_NOT_SENT;
	text_set(t->said->why, sizeof(t->said->why), "interrupted");
	task_end(t);
}

/* What they tell is written down once; what each does next may wait for it. */
void
tasks_tried(struct http *h, struct task *const *t, size_t n)
{
	const struct net_limits *l = n > 0 ? h->options.limits : NULL;
	enum err_code rc = E_OK;
	struct err why = {0};

	if (l != NULL)
		rc = l->begin(l->self, &why);
	for (size_t i = 0; i < n; i++) {
		settle(t[i], t[i]->passed);
		tell_limits(t[i]);
	}
	if (l != NULL && rc == E_OK)
		rc = l->end(l->self, E_OK, &why);
	not_counted(rc, &why);
	for (size_t i = 0; i < n; i++)
		task_next(t[i]);
}
