/* Threads that take the next item from one counter until there is none. */
#include "base/parallel.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct team {
	const struct parallel *p;
	size_t block;
	atomic_size_t next;		/* to be handed out */
	atomic_bool stop;
	pthread_mutex_t lock;		/* of what is below */
	size_t failed, left;		/* the lowest item that did, that was
					 * handed out and not begun */
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

/* Every lower item was handed out before and will be ended, by those who go on
 * with their block, so that the lowest failure is the same whatever the threads
 * do. */
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

static bool
is_stopped(struct team *t)
{
	if (t->p->stopped == NULL || !t->p->stopped(t->p->self))
		return false;
	atomic_store(&t->stop, true);
	return true;
}

/* Items from *item to the returned one are the caller's; none where they are
 * the same: there is none left, or no more are wanted. */
static size_t
take(struct team *t, size_t *item)
{
	const struct parallel *p = t->p;
	size_t at = atomic_load(&t->next), end;

	if (at < p->items)
		(void)is_stopped(t);
	do {
		if (at >= p->items || atomic_load(&t->stop))
			return *item = at;
		end = p->items - at < t->block ? p->items : at + t->block;
	} while (!atomic_compare_exchange_weak(&t->next, &at, end));
	*item = at;
	return end;
}

static void
leave(struct team *t, size_t item)
{
	pthread_mutex_lock(&t->lock);
	if (item < t->left)
		t->left = item;
	pthread_mutex_unlock(&t->lock);
}

static void
work(struct worker *w)
{
	const struct parallel *p = w->team->p;
	size_t first, end;
	struct err err;

	while ((end = take(w->team, &first)) > first) {
		for (size_t item = first; item < end; item++) {
			if (item > first && is_stopped(w->team)) {
				leave(w->team, item);
				return;
			}
			err_none(&err);
			if (p->work(p->self, w->number, item, &err) != E_OK)
				fail(w->team, item, &err);
		}
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

/* A worker has some blocks at least, so that all end at about the same time. */
enum { BLOCKS_LEAST = 8 };
static size_t
block_of(const struct parallel *p, unsigned workers)
{
	size_t most = p->items / ((size_t)workers * BLOCKS_LEAST);
	size_t block = p->block < most ? p->block : most;

	return block > 1 ? block : 1;
}

enum err_code
parallel_run(const struct parallel *p, size_t *done, struct err *err)
{
	unsigned n = parallel_workers(p), started = 1;
	struct team t = { .p = p, .failed = p->items, .left = p->items,
	    .block = block_of(p, n), .lock = PTHREAD_MUTEX_INITIALIZER };
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
	ended = t.left < ended ? t.left : ended;
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
