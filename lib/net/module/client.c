/*
 * The client: libcurl's descriptors and timer in the loop, and all requests of
 * a run side by side. What becomes of each is task.c's.
 */
#include "net/module/http.h"

#include "base/stamp.h"
#include "net/module/client.h"
#include "net/module/events.h"

/* How often stopped() is asked while signals are held. */
#define LISTEN (100 * 1000)

/* What has ended in a turn, all together. */
static void
collect(struct http *h, struct run *r)
{
	CURLMsg *m;
	int more;

	vec_clear(&r->tried);
	while ((m = curl_multi_info_read(h->multi, &more)) != NULL) {
		struct task *t = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		transfer_end(t, m->data.result);
		vec_push(&r->tried, t);
	}
	tasks_tried(h, r->tried.at, r->tried.len);
}

static void
on_socket(void *self, int fd, short revents)
{
	struct http *h = self;
	int running;

	curl_multi_socket_action(h->multi, fd, events_seen(revents),
	    &running);
}

static void
on_curl_timer(void *self)
{
	struct http *h = self;
	int running;

	curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

static int
watch_socket(CURL *easy, curl_socket_t fd, int what, void *self, void *at)
{
	struct http *h = self;

	(void)easy;
	(void)at;
	loop_watch(h->loop, fd, events_wanted(what), on_socket, h);
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

static enum err_code
turn(struct http *h, struct run *r, struct task *tasks, size_t n)
{
	enum err_code rc = loop_turn(h->loop, h->options.stopped != NULL ?
	    LISTEN : -1, r->err);

	collect(h, r);
	if (h->options.stopped == NULL || !h->options.stopped())
		return rc;
	for (size_t i = 0; i < r->helpers.len; i++)
		task_stop(r->helpers.at[i]);
	for (size_t i = 0; i < n; i++)
		task_stop(&tasks[i]);
	return rc;
}

/* All of them begin, or none: nothing leaves before the loop turns, and what
 * they take of the budgets is written down once. */
static enum err_code
begin(struct http *h, struct task *tasks, size_t n, struct err *err)
{
	const struct net_limits *l = h->options.limits;
	enum err_code rc = l != NULL ? l->begin(l->self, err) : E_OK;

	for (size_t i = 0; i < n && rc == E_OK; i++)
		task_try(&tasks[i]);
	if (rc == E_OK && l != NULL)
		rc = l->end(l->self, h->run->rc, err);
	for (size_t i = 0; i < n && rc != E_OK; i++)
		tasks[i].taken_at = 0;		/* it was taken back */
	return rc;
}

static enum err_code
run(struct http *h, const struct http_request *ask, struct http_answer *said,
    size_t n, struct err *err)
{
	struct run r = { .left = n, .err = err };
	struct task *tasks = mem_array(n, sizeof(*tasks));
	enum err_code rc;

	if (h->run != NULL)
		bug("a run inside a run");
	h->run = &r;
	http_answers_release(said, n);
	for (size_t i = 0; i < n; i++) {
		tasks[i].http = h;
		tasks[i].ask = &ask[i];
		tasks[i].said = &said[i];
		tasks[i].retry.began = clock_monotonic();
	}
	rc = begin(h, tasks, n, err);
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
	vec_release(&r.tried);
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
