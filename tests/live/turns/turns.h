/* The parts of what is preloaded (turns.c), for one another alone. */
#ifndef TESTS_LIVE_TURNS_H
#define TESTS_LIVE_TURNS_H

#include <poll.h>
#include <stdint.h>

#define LETTERS 64		/* connections that one turn can write to */

/* So many bytes have been written to the connection of this port, and may still
 * be under way: the other's kernel lets acknowledgements wait. */
struct letter { int64_t port, bytes; };

struct turn {
	int64_t now, until, ran, number, letters;
	struct letter letter[LETTERS];
};

extern enum part { OUTSIDE, ALONE, EXCHANGE, COMMAND } part;
extern int peer;		/* the other's end of TURNS; -1: there is none */
extern struct turn sent;	/* the next turn to be given; has its letters */

int really_poll(struct pollfd *fds, nfds_t n, int ms);
void really_sleep(int64_t us);

/* wire.c: what the two write to each other. */
/* What is ready now. */
int look(struct pollfd *fds, nfds_t n);
/* What was written is in the letters, before the turn is given. */
void settle(const struct pollfd *fds, nfds_t n);
/* A turn begins: what the other wrote is here, and what was written there. */
void arrive(const struct turn *t);
/* The other is gone. */
void forget(void);

#endif
