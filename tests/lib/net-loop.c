/*
 * The event loop: descriptors and timers in their order, watched and ended
 * amid callbacks, waits that end when they should; INT in a wait.
 */
#include "net/loop.h"

#include "base/clock.h"

#include "tap.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct loop *loop;
static struct err err;
static int calls, last_fd, pipes[2][2];
static char order[64];

static void
take(void *self, int fd, short revents)
{
	char c;

	(void)self;
	calls++;
	last_fd = fd;
	if ((revents & POLLIN) && read(fd, &c, 1) != 1)
		loop_watch(loop, fd, 0, NULL, NULL);
}

static void
end_both(void *self, int fd, short revents)
{
	(void)self;
	(void)revents;
	(void)fd;
	calls++;
	loop_watch(loop, pipes[0][0], 0, NULL, NULL);
	loop_watch(loop, pipes[1][0], 0, NULL, NULL);
}

static void
turn(int64_t wait)
{
	ok(loop_turn(loop, wait, &err) == E_OK);
}

static void
given(void)
{
	loop = loop_open();
	calls = 0;
	order[0] = '\0';
	for (int i = 0; i < 2; i++)
		ok(pipe(pipes[i]) == 0);
}

static void
over(void)
{
	loop_free(loop);
	for (int i = 0; i < 4; i++)
		close(pipes[i / 2][i % 2]);
}

static void
descriptors_are_called_when_ready(void)
{
	given();
	loop_watch(loop, pipes[0][0], POLLIN, take, NULL);
	turn(0);
	is_int(calls, 0);
	ok(write(pipes[0][1], "ab", 2) == 2);
	turn(-1);
	turn(-1);
	is_int(calls, 2);
	is_int(last_fd, pipes[0][0]);
	turn(0);
	is_int(calls, 2);
	loop_watch(loop, pipes[0][0], 0, NULL, NULL);
	loop_watch(loop, pipes[0][0], 0, NULL, NULL);
	ok(write(pipes[0][1], "c", 1) == 1);
	turn(0);
	is_int(calls, 2);
	over();
}

static void
what_a_callback_ended_is_not_called(void)
{
	given();
	loop_watch(loop, pipes[0][0], POLLIN, end_both, NULL);
	loop_watch(loop, pipes[1][0], POLLIN, end_both, NULL);
	ok(write(pipes[0][1], "a", 1) == 1);
	ok(write(pipes[1][1], "a", 1) == 1);
	turn(-1);
	is_int(calls, 1);
	turn(0);
	is_int(calls, 1);
	over();
}

static void
a_closed_peer_is_told(void)
{
	given();
	loop_watch(loop, pipes[0][0], POLLIN, take, NULL);
	close(pipes[0][1]);
	turn(-1);
	is_int(calls, 1);
	pipes[0][1] = dup(0);
	over();
}

static void
note(void *self)
{
	size_t n = strlen(order);

	order[n] = *(char *)self;
	order[n + 1] = '\0';
}

static struct loop_timer again;
static void
arm_again(void *self)
{
	note(self);
	loop_arm(loop, &again, clock_monotonic());
}

static void
timers_fire_in_order_once(void)
{
	int64_t now = clock_monotonic();
	struct loop_timer a = { .fire = note, .self = "a" };
	struct loop_timer b = { .fire = note, .self = "b" };
	struct loop_timer c = { .fire = note, .self = "c" };

	given();
	loop_arm(loop, &a, now + 60000);
	loop_arm(loop, &b, now + 30000);
	loop_arm(loop, &c, now + 10000);
	loop_disarm(loop, &c);
	loop_disarm(loop, &c);
	loop_arm(loop, &a, now + 20000);
	turn(-1);
	ok(order[0] == 'a');
	ok(clock_monotonic() >= now + 20000);
	while (strlen(order) < 2)	/* both were due, if it took long */
		turn(-1);
	is_text(order, "ab");
	ok(clock_monotonic() < now + 5000000);
	turn(0);
	is_text(order, "ab");
	/* one that arms itself again at once fires once in a turn */
	again = (struct loop_timer){ .fire = arm_again, .self = "x" };
	loop_arm(loop, &again, now);
	turn(0);
	is_text(order, "abx");
	turn(0);
	is_text(order, "abxx");
	over();
}

static void
a_wait_is_no_longer_than_asked(void)
{
	int64_t start = clock_monotonic();

	given();
	turn(50000);
	ok(clock_monotonic() - start >= 50000);
	ok(clock_monotonic() - start < 3000000);
	over();
}

static void
nothing(int signal)
{
	(void)signal;
}

static void
a_signal_ends_a_wait(void)
{
	struct sigaction act = { .sa_handler = nothing };
	int64_t start = clock_monotonic();
	pid_t pid;

	given();
	sigaction(SIGUSR1, &act, NULL);
	pid = fork();
	if (pid == 0) {
		usleep(50000);
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	turn(20000000);
	ok(clock_monotonic() - start < 10000000);
	ok(waitpid(pid, NULL, 0) == pid);
	over();
}

int
main(void)
{
	TEST(descriptors_are_called_when_ready);
	TEST(what_a_callback_ended_is_not_called);
	TEST(a_closed_peer_is_told);
	TEST(timers_fire_in_order_once);
	TEST(a_wait_is_no_longer_than_asked);
	TEST(a_signal_ends_a_wait);
	return tap_done();
}
