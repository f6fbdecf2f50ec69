/* Threads that take the next item from one counter until there is none. */
#include "base/parallel.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct team {
	const struct parallel *p;
	atomic_size_t next;		/* to be handed out */
	atomic_bool stop;
	pthread_mutex_t lock;		/* of what is below */
	size_t failed;			/* the lowest item that did */
	struct err err;
};

struct worker { struct team *team; unsigned number; pthread_t thread; };

unsigned
parallel_workers(const struct parallel *p)
{
	long n = p->jobs;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	n = n < 1 ? 1 : n > PARALLEL_MOST ? PARALLEL_MOST : n;
	return p->items < (size_t)n ? p->items == 0 ? 1 : (unsigned)p->items :
	    (unsigned)n;
}

/* Every lower item was handed out before and will be ended, so that the lowest
 * failure is the same whatever the threads do. */
static void
fail(struct team *t, size_t item, const struct err *err)
{
	atomic_store(&t->stop, true);
	pthread_mutex_lock(&t->lock);
	if (item < t->failed) {
		t->failed = item;
		t->err = *err;
	}
	pthread_mutex_unlock(&t->lock);
}

/* False: there is none left, or no more are wanted. */
static bool
take(struct team *t, size_t *item)
{
	const struct parallel *p = t->p;
	size_t at = atomic_load(&t->next);

	if (at < p->items && p->stopped != NULL && p->stopped(p->self))
		atomic_store(&t->stop, true);
	do {
		if (at >= p->items || atomic_load(&t->stop))
			return false;
	} while (!atomic_compare_exchange_weak(&t->next, &at, at + 1));
	*item = at;
	return true;
}

static void
work(struct worker *w)
{
	const struct parallel *p = w->team->p;
	size_t item;
	struct err err;

	while (take(w->team, &item)) {
		err_none(&err);
		if (p->work(p->self, w->number, item, &err) != E_OK)
			fail(w->team, item, &err);
		if (w->number == 0 && p->tell != NULL)
			p->tell(p->self, atomic_load(&w->team->next));
	}
}

static void *
thread_main(void *self)
{
	work(self);
	return NULL;
}

enum err_code
parallel_run(const struct parallel *p, size_t *done, struct err *err)
{
	struct team t = { .p = p, .failed = p->items,
	    .lock = PTHREAD_MUTEX_INITIALIZER };
	unsigned n = parallel_workers(p), started = 1;
	struct worker *workers = mem_array(n, sizeof(*workers));
	size_t ended;

	for (unsigned i = 0; i < n; i++)
		workers[i] = (struct worker){ .team = &t, .number = i };
	/* Where the system gives no further thread, fewer do the same work. */
	while (started < n && pthread_create(&workers[started].thread, NULL,
	    thread_main, &workers[started]) == 0)
		started++;
	work(&workers[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	free(workers);
	ended = atomic_load(&t.next);
	if (done != NULL)
		*done = ended;
	if (t.failed < p->items) {
		if (err != NULL)
			*err = t.err;
		return t.err.code;
	}
	return ended < p->items ? err_set(err, E_PARTIAL, "interrupted") :
	    E_OK;
}
