/*
 * The event loop that HTTP and WebSockets share, and whoever else waits on
 * descriptors: one thread, poll(2), timers on the monotonic clock. It is plain
 * C in the library, so the program and the module can both turn the same one.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;

struct loop *loop_open(void);
void loop_free(struct loop *l);		/* NULL is fine */

/* Calls ready with poll's revents when fd is; one watcher for a descriptor, a
 * new one replaces it, events of 0 ends it. Callbacks may watch and arm. */
void loop_watch(struct loop *l, int fd, short events,
    void (*ready)(void *self, int fd, short revents), void *self);

/* A timer lies in its owner; all-zero is disarmed. It fires once. */
struct loop_timer {
	int64_t at;		/* clock_monotonic() */
	void (*fire)(void *self);
	void *self;
	bool armed;
};
void loop_arm(struct loop *l, struct loop_timer *t, int64_t at);
void loop_disarm(struct loop *l, struct loop_timer *t);

/* Waits for the next thing to happen, at most that long (0: not at all, < 0:
 * as long as it takes), and handles all that has. A signal ends the wait. */
enum err_code loop_turn(struct loop *l, int64_t wait, struct err *err);

#endif
