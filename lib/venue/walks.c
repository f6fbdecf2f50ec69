/*
 * Each walk has a thread, for its stack alone: who holds the lock runs, and
 * hands the turn on where it would wait.
 */
#include "venue/walks.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "net/http.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum walk_state { WALK_READY, WALK_ASKING, WALK_RESTING, WALK_ENDED };

struct walk {
	struct party *party;
	size_t number;
	pthread_t thread;
	bool threaded;
	enum walk_state state;
	const struct http_request *ask;	/* asking: what run() was given */
	struct http_answer *said;
	size_t n;
	enum err_code rc;
	struct err err;
	int64_t until;			/* resting; monotonic */
};

struct party {
	const struct walks *of;
	struct venue_env env;
	const struct http_ops *ops;	/* of the client behind it */
	struct http *http;
	struct walk *walks;
	struct walk *turn;		/* NULL: who leads them has it */
	pthread_mutex_t lock;		/* held by whose turn it is */
	pthread_cond_t turned;
};

static _Thread_local struct walk *mine;	/* NULL: not in a walk */

static void
turn_wait(struct party *p, const struct walk *whose)
{
	while (p->turn != whose)
		pthread_cond_wait(&p->turned, &p->lock);
}

/* Gives the turn away and waits until it is back. */
static void
turn_give(struct party *p, struct walk *to, const struct walk *from)
{
	p->turn = to;
	pthread_cond_broadcast(&p->turned);
	turn_wait(p, from);
}

static bool
reads_only(const struct http_request *ask, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ask[i].kind != HTTP_READ)
			return false;
	return n > 0;
}

static enum err_code
party_ask(struct http *h, const struct http_request *ask,
    struct http_answer *said, size_t n, struct err *err)
{
	struct party *p = (struct party *)(void *)h;
	struct walk *w = mine;

	if (w == NULL || !reads_only(ask, n) || p->of->busy(p->of->self))
		return p->ops->run(p->http, ask, said, n, err);
	w->ask = ask;
	w->said = said;
	w->n = n;
	w->state = WALK_ASKING;
	turn_give(p, NULL, w);
	if (w->rc != E_OK && err != NULL)
		*err = w->err;
	return w->rc;
}

static const struct http_ops party_ops = { .run = party_ask };

static enum err_code
party_network(void *self, const struct http_ops **ops, struct http **http,
    struct err *err)
{
	struct party *p = self;
	const struct venue_env *env = p->of->env;
	enum err_code rc = env->network(env->self, &p->ops, &p->http, err);

	p->env.limits = env->limits;	/* known from now on */
	*ops = &party_ops;
	*http = (struct http *)(void *)p;
	return rc;
}

static enum err_code
party_signer(void *self, const struct account *a, const struct signer **out,
    struct err *err)
{
	const struct venue_env *env = ((struct party *)self)->of->env;

	return env->signer(env->self, a, out, err);
}

void
walks_pause(void *self, int64_t us)
{
	struct timespec ts = { .tv_sec = us / STAMP_SECOND,
	    .tv_nsec = us % STAMP_SECOND * 1000 };

	(void)self;
	if (mine == NULL || mine->party->of->busy(mine->party->of->self)) {
		nanosleep(&ts, NULL);
		return;
	}
	mine->state = WALK_RESTING;
	mine->until = clock_monotonic() + us;
	turn_give(mine->party, NULL, mine);
}

static void *
walk_main(void *self)
{
	struct walk *w = self;
	struct party *p = w->party;

	pthread_mutex_lock(&p->lock);
	turn_wait(p, w);
	mine = w;
	p->of->walk(p->of->self, w->number, &p->env);
	w->state = WALK_ENDED;
	p->turn = NULL;
	pthread_cond_broadcast(&p->turned);
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

static void
answered(struct walk *w, enum err_code rc, const struct err *err)
{
	w->rc = rc;
	w->err = *err;
	w->state = WALK_READY;
}

/* As many as ask, together. What fails as a whole is asked one by one: a walk
 * is not to fail because another cannot sign. */
static void
ask_all(struct party *p, size_t n, size_t requests)
{
	struct http_request *ask = mem_array(requests, sizeof(*ask));
	struct http_answer *said = mem_array(requests, sizeof(*said));
	struct err err = { .code = E_OK };
	enum err_code rc;
	size_t at = 0;

	for (size_t i = 0; i < p->of->n; i++)
		for (size_t k = 0; p->walks[i].state == WALK_ASKING &&
		    k < p->walks[i].n; k++)
			ask[at++] = p->walks[i].ask[k];
	rc = p->ops->run(p->http, ask, said, requests, &err);
	at = 0;
	for (size_t i = 0; i < p->of->n; i++) {
		struct walk *w = &p->walks[i];

		if (w->state != WALK_ASKING)
			continue;
		http_answers_release(w->said, w->n);
		for (size_t k = 0; k < w->n; k++)
			w->said[k] = said[at++];
		if (rc != E_OK && n > 1)
			answered(w, p->ops->run(p->http, w->ask, w->said, w->n,
			    &err), &err);
		else
			answered(w, rc, &err);
	}
	free(ask);
	free(said);
}

/* None can go on: those that ask are answered; or the first that rests has
 * rested. */
static void
wake(struct party *p)
{
	size_t asking = 0, requests = 0;
	int64_t now, first = INT64_MAX;

	for (size_t i = 0; i < p->of->n; i++) {
		struct walk *w = &p->walks[i];

		if (w->state == WALK_ASKING) {
			asking++;
			requests += w->n;
		}
		if (w->state == WALK_RESTING && w->until < first)
			first = w->until;
	}
	if (asking > 0)
		ask_all(p, asking, requests);
	else if ((now = clock_monotonic()) < first)
		walks_pause(NULL, first - now);
	now = clock_monotonic();
	for (size_t i = 0; i < p->of->n; i++)
		if (p->walks[i].state == WALK_RESTING &&
		    p->walks[i].until <= now)
			p->walks[i].state = WALK_READY;
}

/* Each that can goes on, in their order. False: all have ended. */
static bool
go_on(struct party *p)
{
	bool left = false;

	for (size_t i = 0; i < p->of->n; i++) {
		struct walk *w = &p->walks[i];

		if (w->state == WALK_READY)
			turn_give(p, w, NULL);
		left |= w->state != WALK_ENDED;
	}
	return left;
}

void
walks_run(const struct walks *of)
{
	struct party p = { .of = of, .env = *of->env };

	p.env.self = &p;
	p.env.network = party_network;
	p.env.signer = of->env->signer != NULL ? party_signer : NULL;
	p.walks = mem_array(of->n + 1, sizeof(*p.walks));
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.turned, NULL);
	pthread_mutex_lock(&p.lock);
	for (size_t i = 0; i < of->n; i++) {
		struct walk *w = &p.walks[i];

		*w = (struct walk){ .party = &p, .number = i };
		w->threaded = pthread_create(&w->thread, NULL, walk_main, w) ==
		    0;
		if (w->threaded)
			continue;
		of->walk(of->self, i, &p.env);	/* alone, then */
		w->state = WALK_ENDED;
	}
	while (go_on(&p))
		wake(&p);
	pthread_mutex_unlock(&p.lock);
	for (size_t i = 0; i < of->n; i++)
		if (p.walks[i].threaded)
			pthread_join(p.walks[i].thread, NULL);
	pthread_cond_destroy(&p.turned);
	pthread_mutex_destroy(&p.lock);
	free(p.walks);
}
