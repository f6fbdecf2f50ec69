/* One poll(2) over everything that is watched, and a list of timers. */
#include "net/loop.h"

#include "base/clock.h"
#include "base/vec.h"

#include <errno.h>
#include <poll.h>

struct watcher {
	void (*ready)(void *self, int fd, short revents);
	void *self;
};

struct loop {
	VEC(struct pollfd) fds;
	VEC(struct watcher) watchers;		/* of the same place */
	VEC(struct loop_timer *) timers;	/* armed, in no order */
	VEC(struct pollfd) ready;		/* of this turn */
};

struct loop *
loop_open(void)
{
	return mem_alloc(sizeof(struct loop));
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	vec_release(&l->fds);
	vec_release(&l->watchers);
	vec_release(&l->timers);
	vec_release(&l->ready);
	free(l);
}

static size_t
place_of(const struct loop *l, int fd)
{
	size_t i = 0;

	while (i < l->fds.len && l->fds.at[i].fd != fd)
		i++;
	return i;
}

void
loop_watch(struct loop *l, int fd, short events,
    void (*ready)(void *self, int fd, short revents), void *self)
{
	size_t i = place_of(l, fd);

	if (events == 0 && i == l->fds.len)
		return;
	if (events == 0) {
		l->fds.at[i] = l->fds.at[--l->fds.len];
		l->watchers.at[i] = l->watchers.at[--l->watchers.len];
		return;
	}
	if (i == l->fds.len) {
		(void)vec_add(&l->fds);
		(void)vec_add(&l->watchers);
	}
	l->fds.at[i] = (struct pollfd){ .fd = fd, .events = events };
	l->watchers.at[i] = (struct watcher){ ready, self };
}

void
loop_disarm(struct loop *l, struct loop_timer *t)
{
	if (!t->armed)
		return;
	t->armed = false;
	for (size_t i = 0; i < l->timers.len; i++)
		if (l->timers.at[i] == t) {
			l->timers.at[i] = l->timers.at[--l->timers.len];
			return;
		}
}

void
loop_arm(struct loop *l, struct loop_timer *t, int64_t at)
{
	if (!t->armed)
		vec_push(&l->timers, t);
	t->armed = true;
	t->at = at;
}

static struct loop_timer *
earliest(const struct loop *l)
{
	struct loop_timer *first = NULL;

	for (size_t i = 0; i < l->timers.len; i++)
		if (first == NULL || l->timers.at[i]->at < first->at)
			first = l->timers.at[i];
	return first;
}

/* In whole milliseconds, rounded up so that a timer is due after the wait. */
static int
poll_time(const struct loop *l, int64_t wait)
{
	const struct loop_timer *first = earliest(l);

	if (first != NULL) {
		int64_t left = first->at - clock_monotonic();

		if (left < 0)
			left = 0;
		if (wait < 0 || left < wait)
			wait = left;
	}
	if (wait < 0)
		return -1;
	return wait > INT64_C(60000000) ? 60000 : (int)((wait + 999) / 1000);
}

/* What a callback has watched anew or ended meanwhile is not called. */
static void
handle_ready(struct loop *l)
{
	vec_clear(&l->ready);
	for (size_t i = 0; i < l->fds.len; i++)
		if (l->fds.at[i].revents != 0)
			vec_push(&l->ready, l->fds.at[i]);
	for (size_t i = 0; i < l->fds.len; i++)
		l->fds.at[i].revents = 0;
	for (size_t k = 0; k < l->ready.len; k++) {
		struct pollfd p = l->ready.at[k];
		size_t i = place_of(l, p.fd);
		short about = (short)(p.revents & (short)~(POLLIN | POLLOUT));

		if (i == l->fds.len)
			continue;
		about = (short)(about | (p.revents & l->fds.at[i].events));
		if (about != 0)
			l->watchers.at[i].ready(l->watchers.at[i].self, p.fd,
			    about);
	}
}

static void
handle_timers(struct loop *l)
{
	int64_t now = clock_monotonic();
	struct loop_timer *t;

	/* A timer that one of these arms for a time that has come already fires
	 * in the next turn. */
	for (size_t n = l->timers.len; n > 0; n--) {
		t = earliest(l);
		if (t == NULL || t->at > now)
			break;
		loop_disarm(l, t);
		t->fire(t->self);
	}
}

enum err_code
loop_turn(struct loop *l, int64_t wait, struct err *err)
{
	int n = poll(l->fds.at, l->fds.len, poll_time(l, wait));

	if (n < 0 && errno != EINTR)
		return err_set(err, E_NETWORK, "event loop: %s",
		    strerror(errno));
	if (n > 0)
		handle_ready(l);
	handle_timers(l);
	return E_OK;
}
